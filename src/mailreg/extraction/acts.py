"""What people do with their words, clause by clause: ask for a place, take one back, change.

An act is a word or phrase of `lexicon/acts.toml` together with what its clause makes of it: denied
(`kan inte komma`), wished, asked, only supposed (`om jag får förhinder`), said of anybody (`kan man
avboka?`), of a part of the day, or of what is written down of somebody. Who weighs acts needs no
words any more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from mailreg.extraction.lexicons import Phrases, entries

ACTS_AT_MOST = 120  # of one letter
OPENING = 12  # characters of a clause within which what it begins with stands


class Deed(StrEnum):
    """The kinds of acts, in the order in which one hides another that begins at the same word."""

    IDLE = "idle"  # looks like one and is none
    SUBSTITUTE = "substitute"  # somebody for somebody else
    UNTRIED = "untried"  # registering was tried or missed, not done
    CHANGE = "change"  # what was said is otherwise
    SHOULD_BE = "should_be"  # what something is to be: said in corrections, and in requests
    WITHDRAW = "withdraw"  # a registration or place is taken back
    HINDERED = "hindered"  # why somebody does not come
    GIVEN_AWAY = "given_away"  # the place may go to others
    UNCHANGED = "unchanged"  # all else stays
    SETTLED = "settled"  # what was open is known now
    ANSWERS_US = "answers_us"  # what we had asked for
    PRIOR = "prior"  # an earlier registration or letter
    AGAIN = "again"  # they write once more
    UNDECIDED = "undecided"  # no request yet
    ADDITION = "addition"  # further people
    MISDIRECTED = "misdirected"  # went to the wrong place, or its writer has no part in this
    COURTESY = "courtesy"  # thanks, a greeting: nothing is asked for
    ENROL = "enrol"  # to put somebody on the list
    ATTEND = "attend"
    PLACE = "place"
    LISTED = "listed"  # people on a list
    ARRIVAL = "arrival"  # asks whether what they sent has come
    ASK = "ask"  # to find something out


class _Turn(StrEnum):
    """What changes the sense of a clause."""

    DENIED = "denied"
    WISHED = "wished"
    SUPPOSED = "supposed"
    GENERAL = "general"
    SELF = "self"
    PART = "part"
    THING = "thing"
    CONSIDERED = "considered"
    OURS = "ours"
    WHICH = "which"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One deed, with what its clause makes of it."""

    deed: Deed
    start: int
    end: int
    is_denied: bool = False
    is_wished: bool = False
    is_asked: bool = False  # its sentence is a question
    is_supposed: bool = False  # its clause begins with `om`
    is_of_detail: bool = False  # its question begins with `när`, `hur många`
    is_general: bool = False  # its clause speaks of anybody, or its question does
    is_of_writer_only: bool = False  # `själv`: the writer writes for others
    is_of_part: bool = False  # of a seminar, the morning, lunch
    is_of_thing: bool = False  # of the invoice, the diet
    is_of_us: bool = False  # its sentence speaks of the writer
    is_of_reader: bool = False  # `er registrering`: of those who are written to
    is_opening: bool = False  # its clause begins with it
    is_title: bool = False  # of the subject line


@lru_cache(maxsize=4)  # asked for by who tells the intent, and by who looks for people
def find_acts(
    text: str, sentences: tuple[tuple[int, int], ...], language: str, *, is_title: bool = False
) -> tuple[Act, ...]:
    """The acts of a text, in order; `language` is the code that was found, "" where unsure."""
    found: list[Act] = []
    for sentence in sentences:
        found.extend(_of_sentence(text, sentence, _GROUP.get(language, ""), is_title=is_title))
        if len(found) >= ACTS_AT_MOST:
            break
    return tuple(found[:ACTS_AT_MOST])


_GROUP = {"sv": "sv", "en": "en", "no": "no", "da": "no", "fi": "fi", "de": "de"}


def _of_sentence(
    text: str, sentence: tuple[int, int], group: str, *, is_title: bool
) -> Iterator[Act]:
    start, end = sentence
    deeds = [m for m in _deeds(group).finditer(text, start, end) if m.lastgroup != Deed.IDLE]
    if not deeds:
        return
    turns = list(_turns(group).finditer(text, start, end))
    whole = _Whole(
        text=text,
        is_asked="?" in text[end - 3 : end],
        turns=frozenset(turn.lastgroup or "" for turn in turns),
        is_title=is_title,
    )
    for first, last in _clauses(text, start, end, [m.span() for m in deeds]):
        inside = [m for m in turns if first <= m.start() < last]
        acts = [_act(whole, m, inside, first) for m in deeds if first <= m.start() < last]
        yield from _ruling(acts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Whole:
    """What is true of a whole sentence."""

    text: str
    is_asked: bool
    turns: frozenset[str]
    is_title: bool


def _act(whole: _Whole, match: re.Match[str], turns: list[re.Match[str]], first: int) -> Act:
    """A deed in its clause, which begins at `first` and has these turns."""
    kinds = {turn.lastgroup for turn in turns}
    deed = _deed(whole.text, match)
    return Act(
        deed=deed,
        start=match.start(),
        end=match.end(),
        is_denied=_is_denied(turns, match, _DENIED_WITHIN.get(deed, 30)),
        is_wished=_Turn.WISHED in kinds,
        is_asked=whole.is_asked,
        is_supposed=_Turn.CONSIDERED in kinds or _is_supposed(whole.text, turns, first),
        is_of_detail=_is_of_detail(whole, turns, first),
        is_general=_is_general(turns, match) or (whole.is_asked and _Turn.GENERAL in whole.turns),
        is_of_writer_only=_Turn.SELF in whole.turns,
        is_of_us=_Turn.OURS in whole.turns,
        is_of_part=_Turn.PART in kinds,
        is_of_thing=_Turn.THING in kinds,
        is_of_reader=bool(_YOURS.search(whole.text, max(0, match.start() - 8), match.start()))
        or bool(_THEIRS.match(whole.text, match.end())),
        is_opening=match.start() - _opening(whole.text, first) <= OPENING,
        is_title=whole.is_title,
    )


def _deed(text: str, match: re.Match[str]) -> Deed:
    """Of a place or registration that is somebody's (`Per Eks plats`): an earlier one."""
    deed = Deed(match.lastgroup or "")
    before = text[max(0, match.start() - 40) : match.start()]
    is_somebodys = (deed is Deed.PLACE and (_ONES.search(before) or _HAVE.search(before))) or (
        deed is Deed.ENROL and _FULL_NAMES.search(before) and _REGISTRATION.fullmatch(match.group())
    )
    if deed is Deed.SUBSTITUTE and _ENROLS_ME.match(match.group()):
        return Deed.ENROL
    if deed is Deed.GIVEN_AWAY and _TO_SOMEBODY.match(text, match.end()):
        return Deed.SUBSTITUTE
    return Deed.PRIOR if is_somebodys else deed


# `då vill jag anmäla mig i stället`: in place of waiting, of nobody
_ENROLS_ME = re.compile(r"(?i)anmäl\w*\s(?:mig|mej|oss)\s")
# `give my seat to Efraín Ruiz`
_TO_SOMEBODY = re.compile(
    r"[^.!?\n,]{0,12}\s(?:to|till|til|åt|an)\s(?:(?:my|min|vår|our|kollega\w*|colleague)\s){0,2}"
    r"[A-ZÅÄÖÆØÜ][\w-]+\s[A-ZÅÄÖÆØÜ]"
)

# `bekräfta att vi har platser`
_HAVE = re.compile(
    r"(?i)(?<!\w)(?:jag|vi|han|hon|de|i|we)[ ](?:\w+[ ])?(?:har|fått|fick|have|got)[ ]"
    r"(?:våra |en |two |två |tre |fyra )?$"
)
_ONES = re.compile(r"(?<!\w)(?!Finns)[A-ZÅÄÖÆØÜ][\w-]+(?:s|'s|’s)\s$")
_REGISTRATION = re.compile(r"(?i).*(?:anmälan|bokning|registration|booking|melding|meldung)")
_FULL_NAMES = re.compile(r"[A-ZÅÄÖÆØÜ][\w-]+ [A-ZÅÄÖÆØÜ][\w-]+(?:s|'s|’s)\s$")


# Characters between a denial and what it denies; nouns are denied only by what stands at them.
_DENIED_WITHIN = {Deed.ENROL: 12, Deed.PRIOR: 12}
_YOURS = re.compile(r"(?i)(?<!\w)(?:er|ert|era|din|ditt|dina|your|deres|jeres|ihre?)\s$")
_THEIRS = re.compile(r"(?i)\s(?:er|ert|era|din|ditt|dina|your|deres|jeres)\s")


def _is_denied(turns: list[re.Match[str]], deed: re.Match[str], within: int) -> bool:
    """Whether a denial stands near the deed, outside of its words and of what hangs on them."""
    return any(
        deed.start() - within <= turn.end() <= deed.start()
        or (
            deed.end() <= turn.start() <= deed.end() + within
            and not _THAT.search(deed.string, deed.end(), turn.start())
        )
        for turn in turns
        if turn.lastgroup == _Turn.DENIED
    )


# `glömde säga att jag inte äter kött`: what is denied is not that it was forgotten.
_THAT = re.compile(r"(?i)(?<!\w)(?:att|that|at|että|dass)(?!\w)")


def _is_of_detail(whole: _Whole, turns: list[re.Match[str]], first: int) -> bool:
    """Whether its clause asks when, where, how many; `undrar när` as well as a question."""
    opening = _opening(whole.text, first)
    is_asked = whole.is_asked or bool(_WONDERED.search(whole.text, max(0, first - 12), first))
    return is_asked and any(
        turn.lastgroup == _Turn.WHICH and turn.start() - opening <= OPENING for turn in turns
    )


def _opening(text: str, first: int) -> int:
    return first + len(text[first:]) - len(text[first:].lstrip(" \n\t-"))


def _is_supposed(text: str, turns: list[re.Match[str]], first: int) -> bool:
    if _WONDERED.search(text, max(0, first - 12), first):
        return False
    opening = _opening(text, first)
    return any(m.lastgroup == _Turn.SUPPOSED and m.start() - opening <= 6 for m in turns)


# `undrar om`: what is wondered is no condition.
_WONDERED = re.compile(
    r"(?i)(?:ber|bett|bad|ansöker|anhåller|undrar|undra|frågar?|veta|vet|höra|kolla|"
    r"wonder(?:ing)?|ask|know|see|lurer på|høre|"
    r"wissen|okej|ok|okay|bra|sig|alright|fine|greit|okei)"
    r"(?: bara| nu| just)?\s*$"
)


def _is_general(turns: list[re.Match[str]], deed: re.Match[str]) -> bool:
    return any(m.lastgroup == _Turn.GENERAL and m.start() < deed.start() for m in turns)


def _ruling(acts: list[Act]) -> list[Act]:
    """Without what only says of which place a clause speaks: `avboka en plats`."""
    if any(act.deed is Deed.GIVEN_AWAY for act in acts):
        acts = [act for act in acts if act.deed is not Deed.SUBSTITUTE]  # `till någon annan`
    if any(a.deed in _RULES and not (a.is_denied or a.is_supposed) for a in acts):
        return [act for act in acts if act.deed not in _RULED]
    if any(act.deed in (Deed.UNTRIED, Deed.UNDECIDED) for act in acts):
        return [act for act in acts if act.deed not in (Deed.ENROL, Deed.PRIOR) or _hopes(act)]
    if any(act.deed is Deed.PRIOR and not act.is_denied for act in acts):
        return [a for a in acts if a.deed not in (Deed.PLACE, Deed.ENROL) or a.is_wished]
    return acts


def _hopes(act: Act) -> bool:
    """`Är det för sent att anmäla sig?`: not tried, but asked for now."""
    return act.deed is Deed.ENROL and act.is_asked and act.is_wished and not act.is_denied


_RULES = frozenset({Deed.SUBSTITUTE, Deed.WITHDRAW, Deed.GIVEN_AWAY, Deed.CHANGE})
_RULED = frozenset({Deed.ENROL, Deed.PLACE, Deed.ATTEND, Deed.LISTED})


def _clauses(
    text: str, start: int, end: int, deeds: list[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """The clauses of a sentence; none is parted within the words of a deed."""
    first = start
    for split in _SPLIT.finditer(text, start, end):
        if any(begins < split.start() < ends for begins, ends in deeds):
            continue
        if split.start() > first:
            yield first, split.start()
        first = split.end() if split.group().strip(" ,;:()\n–—-") == "" else split.start()
    yield first, end


_SPLIT = re.compile(
    r"[,;:()\n]|\s[–—-]\s|(?<!\w)(?:men|but|mutta|aber|fast|och|and|og|ja|und|så|"
    r"därför(?! (?:inte|ej)\b)|eftersom|när|når|when|because|samt|medan|while|utan|fordi|koska|"
    r"weil|om|if|ifall|hvis|dersom|falls|wenn|jos)(?!\w)"
)


@cache
def _deeds(group: str) -> Phrases:
    return Phrases({deed.value: _entries(deed.value, group) for deed in Deed})


@cache
def _turns(group: str) -> Phrases:
    return Phrases({turn.value: _entries(turn.value, group) for turn in _Turn})


def _entries(table: str, group: str) -> list[str]:
    """The phrases of a language; Norwegian and Danish together, all where it is not known."""
    if not group:
        return entries("acts", table)
    languages = ("no", "da") if group == "no" else (group,)
    return [entry for code in languages for entry in entries("acts", f"{table}.{code}")]
