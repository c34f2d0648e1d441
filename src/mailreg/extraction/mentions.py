"""Whose a statement is: which of the people that a letter means governs a place in it.

A statement belongs to the subject of its clause: the antecedent of a `som` before it, else the
nearest mention before it in its sentence that stands behind no preposition, with all that are
joined to that one by `och`; else to who is named behind it; else to whom the sentence before was
about. Who is set aside (`inte jag`, `alla utom Stellan`) or stands in brackets that are closed
again is no subject.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailreg.extraction.meant import find_mentions
from mailreg.extraction.names import Name
from mailreg.extraction.pronouns import JOIN, Known, Mention, Sort
from mailreg.extraction.reading import Reading

REST = -2
_BY_NAME = frozenset({Sort.PERSON, Sort.OUTSIDER, Sort.STRANGER})
NEXT_AT_MOST = 25  # code points between a statement and whom it may be about behind it


@dataclass(frozen=True, slots=True, kw_only=True)
class Owners:
    """Whose a statement is."""

    indexes: tuple[int, ...]  # of those who attend, or REST; none: of somebody who does not
    is_sure: bool
    is_odd: bool = False  # of somebody named who does not attend: perhaps they do


class Mentions:
    """The mentions of a letter, in order, asked by place."""

    def __init__(
        self, reading: Reading, known: Sequence[Known], names: Sequence[Name], language: str
    ) -> None:
        self._text = reading.words
        self._sentences = reading.sentences
        self._starts = [start for start, _ in reading.sentences]
        self._attending = tuple(person.index for person in known if person.index >= 0)
        self._mentions = find_mentions(
            reading.words, known, names, language, _forwarded_from(reading)
        )
        self._places = [mention.start for mention in self._mentions]

    def owners(self, start: int, end: int) -> Owners:
        """Whose the statement at `start:end` is."""
        first, last = self.sentence(start)
        group = self._governing(first, start, end, last)
        if len(self._attending) == 1:
            return self._of_the_only(group)
        if group:
            return self._owners(group, last)
        return self._as_before(first, start)

    def sentence(self, place: int) -> tuple[int, int]:
        """The sentence that a place lies in."""
        position = max(0, bisect_right(self._starts, place) - 1)
        return self._sentences[position] if self._sentences else (0, len(self._text))

    def means_somebody(self, start: int, end: int) -> bool:
        """Whether a stretch holds a name or a role, or lies in one."""
        before = bisect_right(self._places, start) - 1
        around = self._mentions[before : before + 1] if before >= 0 else []
        held = [*self._between(start, end), *(one for one in around if one.end > start)]
        return any(one.sort in _BY_NAME and not one.is_me for one in held)

    def within(self, start: int, end: int) -> tuple[int, ...]:
        """Who is mentioned in a stretch, each once, in order."""
        found = [who for mention in self._between(start, end) for who in self._expand(mention)]
        return tuple(dict.fromkeys(found))

    def named_after(self, place: int) -> tuple[int, ...]:
        """Those who are named next in the sentence, joined by `och`."""
        _, last = self.sentence(max(0, place - 1))
        after = self._between(place, last)
        return self._owners(self._joined_after(after), last).indexes if after else ()

    def _governing(self, first: int, start: int, end: int, last: int) -> list[Mention]:
        """The subject of a statement, as one mention or several that are joined."""
        after = self._between(end, last)
        inside = self._between(start, end)
        if not inside and after and self._is_for(end, after[0]):
            return self._joined_after(after)
        before = inside or self._between(first, start)
        subject = self._subject(before, start)
        if subject is not None and self._is_note_of(before[subject], start):
            return [before[subject]]
        if subject is not None:
            return self._joined_before(before, subject)
        if after and not after[0].is_aside and self._is_next(end, after[0].start):
            return self._joined_after(after)
        return []

    def _is_for(self, end: int, mention: Mention) -> bool:
        """`sesam (Kim)`, `vegetariskt för Kim`."""
        if _FOR.fullmatch(self._text, end, mention.start):
            return True
        is_opened = self._text[end : mention.start].strip() == "("
        return is_opened and bool(_CLOSED.match(self._text, mention.end))

    def _is_note_of(self, mention: Mention, start: int) -> bool:
        """`Mats och Gun (nötter, fisk)`: of her alone."""
        between = self._text[mention.end : start]
        return between.lstrip().startswith("(") and ")" not in between

    def _is_next(self, end: int, start: int) -> bool:
        between = self._text[end:start]
        return len(between) <= NEXT_AT_MOST and not _APART.search(between)

    def _subject(self, before: Sequence[Mention], place: int) -> int | None:
        """Which of the mentions before a place is what is said there about."""
        if before and _RELATIVE.match(self._text, before[-1].end, place):
            return len(before) - 1
        free = [n for n, mention in enumerate(before) if self._is_free(mention, place)]
        upright = [n for n in free if not before[n].is_oblique]
        chosen = upright or free
        return chosen[-1] if chosen else None

    def _is_free(self, mention: Mention, place: int) -> bool:
        if mention.is_aside or mention.is_excepted:
            return False
        is_beside = _IN_RELATIVE.search(self._text, max(0, mention.start - 30), mention.start)
        if is_beside and "," in self._text[mention.end : place]:
            return False  # `Sven, som jag anmälde igår, …`
        opened = self._text.rfind("(", max(0, mention.start - 60), mention.start)
        if opened < 0 or ")" in self._text[opened : mention.start]:
            return True
        return ")" not in self._text[mention.end : place]

    def _joined_before(self, mentions: Sequence[Mention], at: int) -> list[Mention]:
        group = [mentions[at]]
        is_list = False
        while at > 0:
            join = JOIN.fullmatch(self._text, mentions[at - 1].end, mentions[at].start)
            if join is None or mentions[at - 1].sort is Sort.EVERYBODY:
                break
            if not join.group().strip(" ") and mentions[at - 1].sort is not mentions[at].sort:
                break  # `Lisbets barnbarn`
            is_list = is_list or bool(join["and"]) or not join.group().strip()
            at -= 1
            group.insert(0, mentions[at])
        return group if is_list else group[-1:]  # `till oss båda, Samira även …` is no list

    def _joined_after(self, mentions: Sequence[Mention]) -> list[Mention]:
        at = 0
        while at + 1 < len(mentions) and JOIN.fullmatch(
            self._text, mentions[at].end, mentions[at + 1].start
        ):
            at += 1
        return list(mentions[: at + 1])

    def _of_the_only(self, group: Sequence[Mention]) -> Owners:
        """Where one person attends all is theirs, but for what is said of others."""
        if group and all(mention.sort is Sort.OUTSIDER for mention in group):
            return self._owners(group, 0)
        is_strange = any(mention.sort is Sort.STRANGER for mention in group)
        return Owners(indexes=self._attending, is_sure=not is_strange)

    def _as_before(self, first: int, start: int) -> Owners:
        """Whom the sentence before was about; not sure across a blank line."""
        earlier = self._between(0, first)
        subject = self._subject(earlier, first)
        if subject is None:
            return Owners(indexes=(), is_sure=False)
        is_near = "\n\n" not in self._text[earlier[subject].end : start].replace(" ", "")
        found = self._owners(self._joined_before(earlier, subject), first)
        return Owners(indexes=found.indexes, is_sure=found.is_sure and is_near)

    def _owners(self, group: Sequence[Mention], last: int) -> Owners:
        found = [who for mention in group for who in self._expand(mention)]
        is_sure = all(m.is_sure and m.sort not in (Sort.STRANGER, Sort.SOME) for m in group)
        if any(mention.sort is Sort.SOME for mention in group):
            named = self._named_then(group[-1].end, last)
            return Owners(indexes=named, is_sure=bool(named))
        if any(mention.sort is Sort.EVERYBODY for mention in group):
            excepted = set(self._excepted(group[-1].end, last))
            found = [index for index in found if index not in excepted]
        is_odd = any(mention.is_odd for mention in group)
        return Owners(indexes=tuple(dict.fromkeys(found)), is_sure=is_sure, is_odd=is_odd)

    def _named_then(self, place: int, last: int) -> tuple[int, ...]:
        """`en av oss är vegan och det är Kim`."""
        for match in _NAMELY.finditer(self._text, place, last):
            after = self._between(match.end(), last)
            if after and not self._text[match.end() : after[0].start].strip():
                return self._owners(self._joined_after(after), last).indexes
        return ()

    def _excepted(self, place: int, last: int) -> Iterator[int]:
        """Of whom `alla utom …` in the rest of the sentence does not speak."""
        is_excepted = False
        for mention in self._between(place, last):
            is_excepted = is_excepted or mention.is_excepted
            if is_excepted and mention.sort is Sort.PERSON:
                yield from mention.who

    def _between(self, start: int, end: int) -> list[Mention]:
        first = bisect_right(self._places, start - 1)
        last = bisect_right(self._places, end - 1)
        return self._mentions[first:last]

    def _expand(self, mention: Mention) -> tuple[int, ...]:
        if mention.sort is Sort.EVERYBODY:
            return self._attending
        return (REST,) if mention.sort is Sort.REST else mention.who


def _forwarded_from(reading: Reading) -> int | None:
    """Where the letter of somebody else begins that counts as well; None: there is none."""
    if not reading.has_forwarded_facts:
        return None
    return len(reading.forwarded) - len(reading.forwarded.lstrip())


_FOR = re.compile(
    r"(?i)[ ]?:[ ]|[ ](?:är|is|are|er|ist|on|blir|äter)[ ]|"
    r"[ ,]*(?:(?:mat|kost|lunch|portion|alternativ|food|meals?|option|mad|essen)[ ]+)?"
    r"\(?(?:för|for|gäller|till|åt|hos|från|to|from|für|von|til|fra|koskee)[ ]*"
    r"(?:bara |endast |only |just )?"
)
_CLOSED = re.compile(r"(?i)\s*(?:\)|och|and|og|&|,)")
_RELATIVE = re.compile(r"(?i)[ ]?,?[ ]?\(?(?:som|who|which|der|joka|jolla|die|den som)\s")
_IN_RELATIVE = re.compile(r"(?i),\s(?:som|vilken|who|whom|that|der|den|jonka)\s(?:\w+\s)?$")
_APART = re.compile(r"(?i)[,;:.(]|(?<!\w)(?:och|men|and|but|og|und|aber|ja|mutta)(?!\w)")
_NAMELY = re.compile(
    r"(?i)(?<!\w)(?:det är|nämligen|that is|that's|that’s|it is|it's|namely|det er|se on|das ist|"
    r"nemlig|nämlich|dvs|alltså)\s+|:\s+|,\s+|\(\s*"
)
