"""What a letter asks for: the origin of the message decides first, then what its words do.

Every act of the letter (`acts.py`) and all that is known around it (facts, what passed before,
lures of a swindle) is evidence for one intent or against another, in points. The intent with the
most is taken; by how much it leads says how sure it is. So a letter that says two things is told
by what it says more of, and by what would be costly to overlook, not by which rule stands first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from mailreg.event import Event
from mailreg.extraction.acts import Act, Deed
from mailreg.extraction.earlier import Earlier
from mailreg.extraction.facts import Facts
from mailreg.extraction.reading import Reading
from mailreg.extraction.strangers import lures, machine, names_other
from mailreg.extraction.substitution import speaks_of_substitution
from mailreg.extraction.values import Intent
from mailreg.extraction.weighed import Weighed, weighed
from mailreg.extraction.weights import weigh
from mailreg.message import Origin
from mailreg.message.cues import Lined

ENOUGH = 2.5  # points of the best, below which the letter says too little
LEAD = 1.5  # points by which the best must lead to be sure
REPEATED = 0.4  # what each further act of a kind weighs, against the first
GREETING = 3  # words of a sentence that may be a greeting or a name
TITLE = 0.6  # what an act of the subject weighs, against one of the letter

BY_ORIGIN = {
    Origin.AUTO_REPLY: Intent.AUTO_REPLY,
    Origin.BOUNCE: Intent.BOUNCE,
    Origin.BULK: Intent.BULK,
    Origin.OWN: Intent.OTHER,
}
ASKED = (Intent.REGISTER, Intent.AMEND, Intent.CANCEL, Intent.QUESTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The intent of a letter, and the words it was read from."""

    intent: Intent
    is_sure: bool
    start: int = 0  # in the body; start == end: no single place tells it
    end: int = 0


def find_intent(reading: Reading, origin: Origin, event: Event, told: Facts) -> Wish:
    """The intent of a letter; not sure where it says little, or two things nearly as much."""
    if origin in BY_ORIGIN:
        return Wish(intent=BY_ORIGIN[origin], is_sure=True)
    letter = weighed(reading, event, told)
    points = _points(letter)
    automatic = None if letter.is_of_person else machine(reading.subject.text, reading.words)
    if automatic is not None:
        asks = any(act.deed in _FOR_A_PLACE for act in letter.acts)
        return Wish(intent=automatic, is_sure=not (asks or letter.names_event))
    (best, most), (_, next_most) = Counter(points).most_common(2)
    is_sure = most >= ENOUGH and most - next_most >= LEAD
    if most <= 0 and not letter.is_like_ours:
        best = Intent.OTHER
    start, end = _place(letter, best)
    return Wish(intent=best, is_sure=is_sure, start=start, end=end)


def _points(letter: Weighed) -> dict[Intent, float]:
    points = dict.fromkeys((*ASKED, Intent.OTHER), 0.0)
    for witness in (_of_acts, _of_facts, _of_questions, _of_past, _of_mail_beneath):
        for intent, number in witness(letter):
            points[intent] += number
    points[Intent.OTHER] += _of_strangers(letter, max(points.values()))
    points[Intent.OTHER] += _of_courtesy(letter, max(points.values()))
    return points


def _of_courtesy(letter: Weighed, most: float) -> float:
    """Points for nothing but thanks; few where some sentence may say more."""
    thanks = [act.start for act in letter.acts if act.deed is Deed.COURTESY and not act.is_title]
    if not thanks or most >= ENOUGH or _says_anything(letter):
        return 0
    is_told = all(
        any(start <= place < end for place in thanks)
        for start, end in letter.sentences
        if len(letter.text[start:end].split()) > GREETING
    )
    return max(most, 0) + (ENOUGH if is_told else 1)


def _says_anything(letter: Weighed) -> bool:
    """Whether anything of the letter counts but its thanks."""
    acts = (a for a in letter.acts if not (a.is_title or _THANKS.match(letter.text, a.start)))
    says = any(number > 0.5 for act in acts for number in weigh(act).values())
    says = says or bool(_YES.match(letter.text.strip()))
    return says or bool(letter.facts or letter.told.names) or "?" in letter.text


# Nothing is said of what is thanked for: `Tack för bekräftelsen`.
_THANKS = re.compile(r"(?i)(?:tack|thanks?|takk|tak|danke|kiitos) ")
# To what was offered or asked.
_GLADLY = re.compile(r"(?i)(?:ja|japp|absolut|gärna|yes|gerne|gjerne)(?: tack|,| gärna|!|\.)")
_YES = re.compile(r"(?i)(?:ja|japp|jajamän|jo|yes|absolut|gärna|gerne|gjerne|kyllä|jawohl)\b")


def _of_acts(letter: Weighed) -> Iterator[tuple[Intent, float]]:
    """Each kind of act at full weight once, further ones at less."""
    seen: Counter[Deed] = Counter()
    for act in letter.acts:
        if act.is_denied and letter.wishes and act.deed is Deed.ENROL:
            continue  # of somebody else
        if act.deed is Deed.ASK and _holds_fact(letter, act):
            continue  # `fakturan kan ni skicka till …`
        weight = REPEATED ** min(seen[act.deed], 3) * (TITLE if act.is_title else 1)
        seen[act.deed] += 1
        for intent, number in weigh(act).items():
            yield intent, number * weight


def _holds_fact(letter: Weighed, act: Act) -> bool:
    """Whether the sentence of an act, which is no question, tells something of billing or diet."""
    if act.is_title or act.is_asked:
        return False
    sentence = next(((s, e) for s, e in letter.sentences if s <= act.start < e), (0, 0))
    return any(sentence[0] <= place < sentence[1] for place in letter.facts)


def _of_facts(letter: Weighed) -> Iterator[tuple[Intent, float]]:
    """Billing and diet are told by who asks for a place, or changes something."""
    questions = [s for s in letter.sentences if "?" in letter.text[s[1] - 3 : s[1]]]
    told, named = _outside(letter.facts, questions), _outside(letter.told.names, questions)
    if told and (letter.wishes or not any(map(letter.has, _WITHOUT_REQUEST))):
        is_known = letter.has_past and not letter.has(Deed.ADDITION)
        yield Intent.REGISTER, 0.5 if is_known else 2
        yield Intent.AMEND, 2.5 if is_known else 1
        yield Intent.QUESTION, -2
    if named and not letter.has_past and not any(letter.has(deed) for deed in _OF_NAMED):
        yield Intent.REGISTER, min(len(named), 2)
    if told and not letter.has_past and _OWN_NAME.search(letter.text):
        yield Intent.REGISTER, 1
    if told or named or letter.wishes or not letter.has(Deed.ASK):
        yield from _of_layout(letter)


def _of_layout(letter: Weighed) -> Iterator[tuple[Intent, float]]:
    """Lists, labels and forms are filled in by who registers people; some ask in lists, too."""
    if len(_LISTED.findall("\n" + letter.text)) > 1:
        yield Intent.REGISTER, 1.5
    if letter.fills_form:
        yield Intent.REGISTER, 2
    if len(_LABELLED.findall("\n" + letter.text)) > 2:
        yield Intent.REGISTER, 1


_OWN_NAME = Lined(
    "namn|name|heter", r"(?<!\w)(?:namn|name|jag heter|mitt namn är)[ :]{1,2}[A-ZÅÄÖ]"
)


# Why somebody is named, where it is not that they are to come.
_OF_NAMED = frozenset({Deed.WITHDRAW, Deed.HINDERED, Deed.GIVEN_AWAY, Deed.SUBSTITUTE, Deed.CHANGE})


# Facts beside these are no request: one to come, or one that was sent before.
_WITHOUT_REQUEST = (Deed.UNDECIDED, Deed.ARRIVAL)


def _outside(places: tuple[int, ...], stretches: list[tuple[int, int]]) -> list[int]:
    return [at for at in places if not any(start <= at < end for start, end in stretches)]


# The line end comes first so that the engine can skip to it.
_LISTED = re.compile(r"\n(?:[ \t]*(?:[-*•·–]|\d{1,2}[.)])[ \t]+\w|[^\t\n]+\t[^\n])")
_LABELLED = re.compile(r"\n[ \t]*[^\W\d_][\w /.-]{2,30}:(?![^ \t\n])")


def _of_questions(letter: Weighed) -> Iterator[tuple[Intent, float]]:
    """What is asked and is no way of asking for a place; beside a wish for one it counts less."""
    asking = 0
    for start, end in letter.sentences:
        if "?" in letter.text[end - 3 : end]:
            acts = [a for a in letter.acts if not a.is_title and start <= a.start < end]
            is_plain = not any(_asks_for_something(act) for act in acts)
            asking += is_plain and not _IS_IT_POSSIBLE.match(letter.text[start:end].strip())
    titles = [act for act in letter.acts if act.is_title]
    if any(a.is_asked for a in titles) and not any(_asks_for_something(a) for a in titles):
        yield Intent.QUESTION, 1
    if not (asking or letter.has(Deed.ASK) or letter.has(Deed.ARRIVAL)):
        return
    is_beside = letter.wishes or letter.has(Deed.HINDERED) or letter.has(Deed.CHANGE)
    yield Intent.QUESTION, min(2.5 * asking, 5) * (0.4 if is_beside else 1)
    if not (letter.has_past or letter.has(Deed.WITHDRAW) or letter.has(Deed.HINDERED)):
        yield Intent.CANCEL, -2  # who does not come, and had no place


# What was asked for before: `Går det?`
_IS_IT_POSSIBLE = re.compile(
    r"(?i)(?:går|gick|funkar|fungerar|är|vore|skulle|is|would|any|can|er|kan|ist|wäre|onko|olisiko)"
    r"(?: \w+){0,2} (?:det|that|this|chance|it|das|se)(?: \w+){0,4} ?\?$"
)


def _asks_for_something(act: Act) -> bool:
    """`Finns det plats?` asks for one, `Kan ni stryka mig?` to be struck off."""
    return max(weigh(act).values(), default=0) >= 3 and weigh(act).get(Intent.QUESTION, 0) < 1


def _of_past(letter: Weighed) -> Iterator[tuple[Intent, float]]:
    """What goes together with an earlier registration, or with there being none."""
    acts = (act.deed for act in letter.acts)
    if Deed.SUBSTITUTE not in acts and speaks_of_substitution(letter.text):
        yield Intent.AMEND, 2.5
    if letter.has(Deed.PRIOR):
        yield from _of_additions(letter)
    if letter.wishes and not letter.has_past:
        yield Intent.CANCEL, -3  # somebody who is taken off their own list
        if not letter.has(Deed.SUBSTITUTE):
            yield Intent.AMEND, -2  # what they have just written
    if letter.has(Deed.SUBSTITUTE):
        yield Intent.CANCEL, -3  # `jag kan inte komma, min plats tar …`: one half of it
    if letter.has_past and letter.has(Deed.SHOULD_BE):
        yield Intent.AMEND, 2
    if letter.has_past and letter.has(Deed.HINDERED) and not letter.facts:
        yield Intent.CANCEL, 2


def _of_additions(letter: Weighed) -> Iterator[tuple[Intent, float]]:
    """To what was registered: a part of the day for the same, or further people."""
    if any(act.deed is Deed.ADDITION and act.is_of_part for act in letter.acts):
        yield Intent.AMEND, 2
        yield Intent.REGISTER, -2
    elif letter.has(Deed.ADDITION):
        yield Intent.REGISTER, 2
        yield Intent.AMEND, -1.5


def _of_mail_beneath(letter: Weighed) -> Iterator[tuple[Intent, float]]:
    if letter.is_reply and _SHORT_NO.match(letter.text.strip()):
        yield Intent.CANCEL, 4
    match letter.earlier:
        case Earlier.REGISTERED | Earlier.OWN_REQUEST:
            yield Intent.AMEND, 1
            yield Intent.CANCEL, 1
            yield Intent.QUESTION, 0.5
        case Earlier.ASKS:
            yield Intent.REGISTER, 3 if letter.facts else 1
            yield Intent.AMEND, -2
        case Earlier.NOTHING if letter.is_reply and _GLADLY.match(letter.text.strip()):
            yield Intent.REGISTER, 2
        case Earlier.NOTHING:
            return


# Nothing but a no, to what was offered or asked.
_SHORT_NO = re.compile(r"(?i)\W*(?:nej|no|nei|ei|nein)\b[^?\n]{0,60}(?:\n|$)(?!\s*\w+\s+\w)")


def _of_strangers(letter: Weighed, most: float) -> float:
    """Points for mail that is none of this desk's business."""
    found = 2.0 * lures((letter.subject, letter.text))
    if letter.is_reply or letter.names_event:
        return found
    if _is_of_other_event(letter):
        return found + max(most, 0) + LEAD
    is_named = names_other(letter.subject) or names_other(letter.text)
    if is_named and not any(map(_is_reason, letter.acts)):
        found += 2
    if letter.is_like_ours or letter.told.billing or (letter.told.names and not is_named):
        return found
    return found + (1.5 if any(a.deed not in _OF_ANYBODY for a in letter.acts) else 3)


# What anybody writes to anybody.
_OF_ANYBODY = frozenset({Deed.ASK, Deed.ARRIVAL, Deed.COURTESY})


def _is_of_other_event(letter: Weighed) -> bool:
    """Whether what they ask for is a place at something else: `anmäla oss till simskolan`."""
    asking = {
        act.start
        for act in letter.acts
        if act.deed in _FOR_A_PLACE and not act.is_title and not _is_reason(act)
    }
    return names_other(letter.subject) or any(
        names_other(letter.text, start, end)
        for start, end in letter.sentences
        if any(start <= place < end for place in asking)
    )


def _is_reason(act: Act) -> bool:
    """`kan inte komma, jag har en läkartid`: what else is named is why."""
    return act.deed is Deed.HINDERED or (act.deed is Deed.ATTEND and act.is_denied)


_FOR_A_PLACE = frozenset({Deed.ENROL, Deed.PLACE, Deed.ATTEND, Deed.WITHDRAW})


def _place(letter: Weighed, intent: Intent) -> tuple[int, int]:
    """The words of the letter that tell most for the intent."""
    best, place = 0.0, (0, 0)
    for act in letter.acts:
        number = 0 if act.is_title else weigh(act).get(intent, 0)
        if number > best:
            best, place = number, (act.start, act.end)
    return place
