"""What somebody answers to the offer of a seat: yes, no, for whom; or nothing that is sure.

The answer is looked for clause by clause in the writer's own words. Where anything speaks against
it (`kanske`, `om`, `i stället`), where yes and no stand side by side, or where it is not clear for
whom it is said, there is none: a person reads the letter. A no takes a seat away, so it needs words
that say just that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from typing import Final

from mailreg.extraction.lexicons import Phrases, entries
from mailreg.extraction.reading import split_sentences

READ_AT_MOST: Final = 1_500  # code points of own words; an answer is shorter by far
UNREAD_WORDS: Final = 2  # words of no known meaning that an answer may hold and say no more
SHORT: Final = 3  # letters of a word that may be another in another language
UNREAD_BESIDE: Final = 4  # such words in a clause that says yes by coming or taking alone
UNREAD_DENIED: Final = 2  # such words in one that says no in that way: it costs a seat


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferAnswer:
    """An answer, for people by their place in the list that was asked about."""

    takes: frozenset[int] = frozenset()  # who want their seat
    leaves: frozenset[int] = frozenset()  # who do not
    says_more: bool = False  # the letter says or asks something besides

    @property
    def is_clear(self) -> bool:
        """Whether everybody's answer is known."""
        return bool(self.takes or self.leaves)


UNCLEAR: Final = OfferAnswer()


class _Sign(StrEnum):
    """What a phrase stands for, in the order in which one hides another at the same word."""

    IDLE = "idle"
    HEDGE = "hedge"
    NO = "no"
    YES = "yes"
    DENY = "deny"
    TAKE = "take"
    JOIN = "join"
    CAN = "can"
    ONLY = "only"
    WRITER = "writer"
    COURTESY = "courtesy"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clause:
    """A clause, and what is in it."""

    signs: frozenset[_Sign]
    people: frozenset[int] = frozenset()
    unread: int = 0  # words of no known meaning
    ends_denied: bool = False  # nothing of meaning stands behind its denial

    @property
    def has_answer(self) -> bool:
        return self.says_yes or self.says_no

    @property
    def says_no(self) -> bool:
        if _Sign.NO in self.signs:
            return True
        if _Sign.DENY not in self.signs or self.unread > UNREAD_DENIED:
            return False
        is_bare = _Sign.CAN in self.signs and self.ends_denied
        is_other = bool(self.people) and not self.signs & _DOING  # `men inte Bo`
        return bool(self.signs & {_Sign.TAKE, _Sign.JOIN}) or is_bare or is_other

    @property
    def says_yes(self) -> bool:
        if _Sign.YES in self.signs:
            return True
        if self.signs & {_Sign.DENY, _Sign.NO} or self.unread > UNREAD_BESIDE:
            return False
        is_only = _Sign.ONLY in self.signs
        joins = bool(self.signs & {_Sign.CAN, _Sign.JOIN}) and bool(self.people or is_only)
        return _Sign.TAKE in self.signs or joins or (is_only and bool(self.people))

    @property
    def is_contradictory(self) -> bool:
        """`det passar inte`, `ja men jag kan inte`."""
        return _Sign.YES in self.signs and bool(self.signs & {_Sign.DENY, _Sign.NO})


_DOING: Final = frozenset({_Sign.YES, _Sign.TAKE, _Sign.JOIN, _Sign.CAN})
_SCANDINAVIAN: Final = ("sv", "no", "da", "en")
_EVERY: Final = ("sv", "no", "da", "en", "de", "fi")
# the lists that are asked for a letter in a language
_LISTS: Final = {
    "sv": _SCANDINAVIAN,
    "no": _SCANDINAVIAN,
    "da": _SCANDINAVIAN,
    "en": ("en",),
    "fi": ("fi",),
    "de": ("de", "en"),
}
_SPLIT: Final = re.compile(
    r"[,;()]|\s[-–—]\s|(?<!\w)(?:men|but|however|while|medan|mens|mutta|aber|jedoch|sondern)(?!\w)",
    re.IGNORECASE,
)
_AND: Final = re.compile(r"(?<!\w)(?:och|and|og|ja|und)(?!\w)", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d_][\w'’-]*")


def answer_to_offer(
    own: str, people: Sequence[str | None], *, language: str = "", writer: int | None = None
) -> OfferAnswer:
    """What the own words of a letter answer for these people, who are offered a seat each.

    `people` are their names, `writer` the place of whoever writes among them; None: not known.
    `language` is ISO 639-1, "" where it is not sure.
    """
    text = own[:READ_AT_MOST]
    spoken = language.partition("-")[0].replace("nb", "no").replace("nn", "no")
    if not people or len(own) > READ_AT_MOST:
        return UNCLEAR
    return _answer(text, people, writer, _LISTS.get(spoken, _EVERY))


def _answer(
    text: str, people: Sequence[str | None], writer: int | None, languages: tuple[str, ...]
) -> OfferAnswer:
    stated: list[_Clause] = []
    is_asked = False
    for start, end in split_sentences(text):
        sentence = text[start:end]
        if "?" in sentence:
            is_asked = True
            continue
        stated.extend(_clauses(sentence, people, languages))
    if any(_Sign.HEDGE in one.signs or one.is_contradictory for one in stated):
        return UNCLEAR
    answers = _with_writer([one for one in stated if one.has_answer], writer, len(people))
    found = _resolved(answers, frozenset(range(len(people)))) if answers else UNCLEAR
    unread = sum(clause.unread for clause in stated)
    return replace(found, says_more=found.is_clear and (is_asked or unread > UNREAD_WORDS))


def _clauses(
    sentence: str, people: Sequence[str | None], languages: tuple[str, ...]
) -> Iterator[_Clause]:
    """The clauses of a sentence; people named before the clause that answers belong to it."""
    carried: frozenset[int] = frozenset()
    for piece in _pieces(sentence, languages):
        clause = _clause(piece, people, languages)
        if clause.has_answer or _Sign.HEDGE in clause.signs:
            yield replace(clause, people=clause.people | carried)
            carried = frozenset()
        else:
            carried |= clause.people
            yield clause


def _pieces(sentence: str, languages: tuple[str, ...]) -> Iterator[str]:
    """Cut at commas and at `men`; at `och` where both sides do something."""
    for piece in _SPLIT.split(sentence):
        first = 0
        for joint in _AND.finditer(piece):
            left, right = piece[first : joint.start()], piece[joint.end() :]
            if _does(left, languages) and _does(right, languages):
                yield left
                first = joint.end()
        yield piece[first:]


def _does(piece: str, languages: tuple[str, ...]) -> bool:
    signs = {match.lastgroup for match in _phrases(languages).finditer(piece)}
    return bool(signs & {_Sign.NO, *_DOING})


def _clause(piece: str, people: Sequence[str | None], languages: tuple[str, ...]) -> _Clause:
    named, rest = _named(piece, people)
    found = [
        (match.start(), match.end(), _Sign(match.lastgroup or ""))
        for match in _phrases(languages).finditer(rest)
    ]
    unread = [
        word.start()
        for word in _WORD.finditer(rest)
        if not any(start <= word.start() < end for start, end, _ in found)
    ]
    denied = [end for _, end, sign in found if sign is _Sign.DENY]
    behind = [place for place in unread if denied and place >= denied[-1]]
    return _Clause(
        signs=frozenset(sign for *_, sign in found) - {_Sign.IDLE, _Sign.COURTESY},
        people=named,
        unread=len(unread),
        ends_denied=bool(denied) and not behind,
    )


def _named(piece: str, people: Sequence[str | None]) -> tuple[frozenset[int], str]:
    """Who is named, and the piece without the names."""
    found: set[int] = set()
    rest = piece
    for place, name in enumerate(people):
        for called in _calls(place, name, people):
            pattern = rf"(?<!\w){re.escape(called)}(?:s|'s|’s)?(?!\w)"
            rest, times = re.subn(
                pattern, lambda match: " " * len(match[0]), rest, flags=re.IGNORECASE
            )
            if times:
                found.add(place)
    return frozenset(found), rest


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _calls(place: int, name: str | None, people: Sequence[str | None]) -> list[str]:
    """What somebody may be called: the whole name, and each part of it that nobody else has."""
    if not name:
        return []
    others = {
        part.casefold()
        for other, full in enumerate(people)
        if other != place and full
        for part in full.split()
    }
    parts = [part for part in name.split() if len(part) > 1 and part.casefold() not in others]
    return [name, *parts]


def _with_writer(answers: list[_Clause], writer: int | None, number: int) -> list[_Clause]:
    """`jag` is the writer where people are told apart, else it speaks for all of them."""
    tells_apart = number > 1 and any(one.people or _Sign.ONLY in one.signs for one in answers)
    if not tells_apart:
        return answers
    own = frozenset() if writer is None else frozenset({writer})
    nobody_known = frozenset({number}) if writer is None else own
    return [
        replace(one, people=nobody_known) if _Sign.WRITER in one.signs and not one.people else one
        for one in answers
    ]


@dataclass(slots=True)
class _Sides:
    """Who says what, while the clauses are gone through."""

    takes: set[int] = field(default_factory=set)
    leaves: set[int] = field(default_factory=set)
    all_take: bool = False  # said without a name
    all_leave: bool = False
    only: bool = False  # nobody else takes theirs


def _resolved(answers: Sequence[_Clause], everybody: frozenset[int]) -> OfferAnswer:
    sides = _Sides()
    for clause in answers:
        if clause.people - everybody or (_Sign.ONLY in clause.signs and not clause.people):
            return UNCLEAR if len(everybody) > 1 else _alone(answers)
        _count(sides, clause)
    return _settled(sides, everybody)


def _alone(answers: Sequence[_Clause]) -> OfferAnswer:
    """Of a single person: whose name it is, and that it is theirs only, says nothing more."""
    yes, no = any(one.says_yes for one in answers), any(one.says_no for one in answers)
    if yes == no:
        return UNCLEAR
    return OfferAnswer(takes=frozenset({0})) if yes else OfferAnswer(leaves=frozenset({0}))


def _count(sides: _Sides, clause: _Clause) -> None:
    is_only = _Sign.ONLY in clause.signs
    if clause.says_yes:
        sides.takes |= clause.people
        sides.all_take |= not clause.people
        sides.only |= is_only
    else:
        sides.leaves |= clause.people
        sides.all_leave |= not clause.people


def _settled(sides: _Sides, everybody: frozenset[int]) -> OfferAnswer:
    """Everybody's answer; none unless it is known of each, and nobody has two."""
    takes, leaves = frozenset(sides.takes), frozenset(sides.leaves)
    if takes & leaves or (sides.all_take and sides.all_leave):
        return UNCLEAR
    if takes and (sides.only or sides.all_leave):  # `nej, men Anna kommer`
        return OfferAnswer(takes=takes, leaves=everybody - takes)
    if leaves and sides.all_take:  # `ja, men Bo kan inte`
        return OfferAnswer(takes=everybody - leaves, leaves=leaves)
    if takes | leaves == everybody:
        return OfferAnswer(takes=takes, leaves=leaves)
    if takes or leaves:
        return UNCLEAR
    return OfferAnswer(takes=everybody) if sides.all_take else OfferAnswer(leaves=everybody)


@cache
def _phrases(languages: tuple[str, ...]) -> Phrases:
    """The lists of these languages; short Finnish words (`ja`, `en`) count in Finnish alone."""

    def counts(phrase: str, language: str) -> bool:
        return language != "fi" or len(phrase) > SHORT or len(languages) == 1

    groups = {
        sign.value: [
            phrase
            for language in languages
            for phrase in entries("offer", f"{sign}.{language}")
            if counts(phrase, language)
        ]
        for sign in _Sign
    }
    return Phrases(groups)
