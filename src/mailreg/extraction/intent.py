"""What a letter asks for: the origin of the message decides first, then the cues in its words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from babel.dates import format_date

from mailreg.event import Event
from mailreg.extraction.lexicons import phrases
from mailreg.extraction.reading import Reading
from mailreg.extraction.substitution import speaks_of_substitution
from mailreg.extraction.values import Intent
from mailreg.message import Origin
from mailreg.message.cues import Cue

LANGUAGES = ("sv", "en", "nb", "da", "fi", "de")
COUNTED_AT_MOST = 5  # places of one cue; more say no more

BY_ORIGIN = {
    Origin.AUTO_REPLY: Intent.AUTO_REPLY,
    Origin.BOUNCE: Intent.BOUNCE,
    Origin.BULK: Intent.BULK,
    Origin.OWN: Intent.OTHER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The intent of a letter, and the words it was read from."""

    intent: Intent
    is_sure: bool
    start: int = 0  # in the body; start == end: no single place tells it
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Letter:
    """The texts in which cues are counted, and what else is known."""

    text: str  # own words, below the subject where that is the sender's own
    everything: str  # own words below any subject
    has_facts: bool  # billing, diet or a person's name that is introduced
    is_reply: bool
    asked_again: bool  # the letter of ours beneath asks for a registration by mail
    names_event: bool
    announces: bool  # the subject of a letter of its own calls it a registration

    def has(self, cue: str, at_least: int = 1) -> bool:
        """Whether the phrases of a cue stand in the letter so many times."""
        return count(self.text, cue) >= at_least


def find_intent(reading: Reading, origin: Origin, event: Event, *, has_facts: bool) -> Wish:
    """The intent of a letter; not sure where the cues are few or speak against each other."""
    if origin in BY_ORIGIN:
        return Wish(intent=BY_ORIGIN[origin], is_sure=True)
    letter = _letter(reading, event, has_facts=has_facts)
    machine = _machine(reading)
    if machine is not None:
        return Wish(intent=machine, is_sure=False)
    intent, is_sure = _decide(letter)
    start, end = _place(reading.words, intent)
    return Wish(intent=intent, is_sure=is_sure, start=start, end=end)


def count(text: str, cue: str) -> int:
    """How many places of a text hold a cue, up to `COUNTED_AT_MOST`."""
    found = 0
    for _ in phrases("intent", cue).finditer(text):
        found += 1
        if found == COUNTED_AT_MOST:
            break
    return found


def _letter(reading: Reading, event: Event, *, has_facts: bool) -> _Letter:
    own = reading.words if reading.words.strip() else reading.forwarded
    is_reply = bool(_REPLY.match(reading.subject.text))
    everything = f"{reading.subject.text}\n{own}"
    return _Letter(
        text=own if is_reply else everything,
        everything=everything,
        has_facts=has_facts,
        is_reply=is_reply or bool(reading.quoted.strip()),
        asked_again=bool(_WRITE_TO_US.search(reading.quoted)),
        names_event=_names_event(everything, event) or count(everything, "event") > 0,
        announces=not is_reply and count(reading.subject.text, "register") > 0,
    )


_REPLY = re.compile(r"(?i)\s*(?:re|sv|aw|vs|antw)\s*:")
_WRITE_TO_US = Cue(
    "stäng|skicka |reservlista|hör av dig|closed|send |mejla |write to us|om du vill |if you ",
    r"anmälan (?:har|är) (?:tyvärr )?stäng|skicka gärna|reservlista|hör av dig|"
    r"skicka (?:då )?(?:ditt )?namn|registration (?:has|is) (?:unfortunately )?closed|"
    r"send (?:us )?your name|mejla (?:ditt )?namn|write to us with|om du vill (?:komma|delta)|"
    r"if you (?:would like|want|wish) to (?:come|attend)",
)


def _names_event(text: str, event: Event) -> bool:
    lower = text.casefold()
    names = [*event.name.values(), *(name for s in event.sessions for name in s.name.values())]
    days = _written(event.starts.date())
    return any(name.casefold() in lower for name in names) or any(day in lower for day in days)


@cache
def _written(day: date) -> frozenset[str]:
    """How the day is written without its year, in the languages that are read."""
    return frozenset(
        format_date(day, "d MMMM", locale=language).casefold() for language in LANGUAGES
    ) | {format_date(day, "MMMM d", locale="en").casefold()}


def _machine(reading: Reading) -> Intent | None:
    """Automatic letters that no header gave away: two signs at least, and no wish to come."""
    text = f"{reading.subject.text}\n{reading.words}"
    if count(text, "wish"):
        return None
    if count(text, "bounce") >= 2:
        return Intent.BOUNCE
    if count(reading.subject.text, "auto_reply") and count(reading.words, "auto_reply"):
        return Intent.AUTO_REPLY
    if count(text, "auto_reply") >= 3:
        return Intent.AUTO_REPLY
    return Intent.BULK if count(text, "bulk") >= 2 else None


def _decide(letter: _Letter) -> tuple[Intent, bool]:
    """The first that holds, in the order of what it would cost to overlook it."""
    if _is_spam(letter):
        return Intent.OTHER, letter.has("spam", 2)
    if _changes_people(letter):
        return Intent.AMEND, True
    if _is_mere_question(letter):
        return Intent.QUESTION, letter.names_event or letter.is_reply
    if _cancels(letter):
        return Intent.CANCEL, letter.has("cancel_strong") and not letter.has_facts
    if _amends(letter):
        return Intent.AMEND, letter.has("amend_strong") and not letter.has("wish")
    return _registers(letter) or _faint(letter)


def _registers(letter: _Letter) -> tuple[Intent, bool] | None:
    if not (letter.has("wish") or (letter.has_facts and _is_ours(letter))):
        return None
    return Intent.REGISTER, letter.has("wish") or letter.names_event or letter.has("register")


def _is_spam(letter: _Letter) -> bool:
    if letter.has("wish"):
        return False
    return (letter.has("spam", 2) and not letter.has_facts) or (
        letter.has("spam") and not letter.names_event
    )


def _changes_people(letter: _Letter) -> bool:
    """Somebody comes for somebody else: `i stället` for a person, not for a dish or a seminar."""
    if speaks_of_substitution(letter.text):
        return True
    return letter.has("substitution") and (letter.has("cancel") or letter.has("amend_strong"))


def _cancels(letter: _Letter) -> bool:
    if letter.has("cancel_strong"):
        return not letter.has("wish", 2) or letter.has("cancel_strong", 2)
    return letter.has("cancel") and not letter.has("wish") and not letter.has_facts


def _is_mere_question(letter: _Letter) -> bool:
    """Asks something; speaks of no wish to come, or has a place, or says that they do not come."""
    if (letter.has_facts and letter.has("wish")) or letter.has("cancel_strong"):
        return False
    asks = letter.has("question") or "?" in letter.text
    if asks and letter.has("not_attending"):
        return (
            not letter.has("wish", 2) and not letter.has_facts and count(letter.text, "amend") <= 1
        )
    if letter.has("wish") or letter.has_facts:
        return False
    changes = count(letter.text, "amend_strong") - count(letter.text, "registered")
    return asks and letter.has("question") and changes <= 0


def _amends(letter: _Letter) -> bool:
    if letter.has("addition") and not letter.is_reply and letter.has("register"):
        return False
    if letter.has("amend_strong"):
        return not letter.has("wish", 2) and not (letter.asked_again and letter.has("wish"))
    if letter.has("wish") or (letter.announces and letter.has_facts):
        return False
    return letter.has("amend") or (letter.is_reply and letter.has_facts and not letter.asked_again)


def _is_ours(letter: _Letter) -> bool:
    return letter.names_event or letter.is_reply or letter.has("register")


def _faint(letter: _Letter) -> tuple[Intent, bool]:
    """No wish and no facts: a word of places, or a question, or nothing of ours."""
    if letter.has("register") and letter.names_event:
        return Intent.REGISTER, False
    if "?" in letter.text or letter.has("question"):
        return (
            Intent.QUESTION if letter.names_event or letter.is_reply else Intent.OTHER
        ), letter.names_event
    return (Intent.REGISTER if letter.has("register") else Intent.OTHER), False


def _place(text: str, intent: Intent) -> tuple[int, int]:
    """The first words that tell the intent."""
    cues = {
        Intent.REGISTER: ("wish", "register"),
        Intent.AMEND: ("substitution", "amend_strong", "amend"),
        Intent.CANCEL: ("cancel_strong", "cancel"),
        Intent.QUESTION: ("question",),
    }
    for cue in cues.get(intent, ()):
        match = phrases("intent", cue).search(text)
        if match:
            return match.span()
    return 0, 0
