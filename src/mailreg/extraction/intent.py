"""What a letter asks for: cues of each intent are counted, the origin of the message decides first."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailreg.event import Event
from mailreg.extraction.lexicons import phrases
from mailreg.extraction.reading import Reading
from mailreg.extraction.values import Intent
from mailreg.message import Origin

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
    start: int  # in the body; start == end: no single place tells it
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cues:
    """How often, and where first, the words of each intent stand."""

    cancel: int
    amend: int
    register: int
    question: int
    spam: int
    event: int
    not_attending: bool
    is_asking: bool
    is_reply: bool  # to a letter of ours
    has_facts: bool  # billing, diet or a name that is introduced


def find_intent(reading: Reading, origin: Origin, event: Event, *, has_facts: bool) -> Wish:
    """The intent of a letter; not sure where the cues are few or speak against each other."""
    if origin in BY_ORIGIN:
        return Wish(intent=BY_ORIGIN[origin], is_sure=True, start=0, end=0)
    text = _all_words(reading)
    machine = _machine(reading)
    if machine is not None:
        return Wish(intent=machine, is_sure=False, start=0, end=0)
    cues = _count(reading, text, event, has_facts=has_facts)
    intent, sure = _decide(cues)
    start, end = _place(reading.words, intent)
    return Wish(intent=intent, is_sure=sure, start=start, end=end)


def _all_words(reading: Reading) -> str:
    own = reading.words if reading.words.strip() else reading.forwarded
    return f"{_subject(reading)}\n{own}"


def _subject(reading: Reading) -> str:
    """The subject, unless it is that of our own letter."""
    text = reading.subject.text
    return "" if _REPLY.match(text) else text


_REPLY = re.compile(r"(?i)\s*(?:re|sv|aw|vs|antw)\s*:")


def _machine(reading: Reading) -> Intent | None:
    """Automatic letters that no header gave away: two signs, and nothing that only people write."""
    text = f"{reading.subject.text}\n{reading.words}"
    if _hits(text, "bounce") >= 2:
        return Intent.BOUNCE
    if _hits(reading.subject.text, "auto_reply") and _hits(reading.words, "auto_reply"):
        return Intent.AUTO_REPLY
    if _hits(text, "auto_reply") >= 3:
        return Intent.AUTO_REPLY
    return Intent.BULK if _hits(text, "bulk") >= 2 else None


def _count(reading: Reading, text: str, event: Event, *, has_facts: bool) -> _Cues:
    own = reading.words
    return _Cues(
        cancel=_hits(own, "cancel") + _hits(_subject(reading), "cancel"),
        amend=_hits(own, "amend") + _hits(_subject(reading), "amend"),
        register=_hits(text, "register"),
        question=_hits(own, "question"),
        spam=_hits(text, "spam"),
        event=_hits(text, "event") + _event_hits(text, event),
        not_attending=bool(phrases("intent", "not_attending").search(own)),
        is_asking="?" in own or "?" in reading.subject.text,
        is_reply=_is_reply(reading),
        has_facts=has_facts,
    )


def _hits(text: str, cue: str) -> int:
    """How many different places hold a cue, at most five."""
    count = 0
    for _ in phrases("intent", cue).finditer(text):
        count += 1
        if count == 5:
            break
    return count


def _event_hits(text: str, event: Event) -> int:
    lower = text.casefold()
    names = [*event.name.values(), *(name for s in event.sessions for name in s.name.values())]
    return sum(name.casefold() in lower for name in names)


def _is_reply(reading: Reading) -> bool:
    return bool(_REPLY.match(reading.subject.text)) or bool(reading.quoted.strip())


def _decide(cues: _Cues) -> tuple[Intent, bool]:
    if cues.spam >= 2 and not cues.has_facts or cues.spam and not cues.event and not cues.register:
        return Intent.OTHER, cues.spam >= 2
    if cues.cancel and _cancels(cues):
        return Intent.CANCEL, cues.register <= 1 or cues.cancel >= 2
    if cues.amend and _amends(cues):
        return Intent.AMEND, cues.amend >= 2 or cues.is_reply
    if cues.register or cues.has_facts and (cues.event or cues.is_reply):
        return _registers_or_asks(cues)
    if cues.is_asking or cues.question:
        return (Intent.QUESTION, True) if cues.event else (Intent.OTHER, False)
    return Intent.OTHER, False


def _cancels(cues: _Cues) -> bool:
    return not cues.has_facts or cues.cancel > cues.register


def _amends(cues: _Cues) -> bool:
    return True


def _registers_or_asks(cues: _Cues) -> tuple[Intent, bool]:
    if cues.not_attending and not cues.has_facts:
        return Intent.QUESTION, True
    return Intent.REGISTER, cues.register >= 1


def _place(text: str, intent: Intent) -> tuple[int, int]:
    """The first words that tell the intent."""
    if intent not in (Intent.REGISTER, Intent.AMEND, Intent.CANCEL, Intent.QUESTION):
        return 0, 0
    match = phrases("intent", intent.value).search(text)
    return match.span() if match else (0, 0)
