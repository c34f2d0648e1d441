"""Whom a stretch of a letter is about: names, pronouns and roles, and which of them govern a place.

A statement belongs to the nearest mention before it in its sentence, with all that are joined to
that one by `och`; else to the first mention after it; else to whom the sentence before was about.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailreg.extraction.lexicons import Phrases, keys, phrases
from mailreg.extraction.names import Name, same_person

EVERYBODY = -1
REST = -2
BESIDE = 3  # code points between `min kollega` and the name that goes with it
NOBODY = -3  # somebody who is not to attend


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Somebody whom a letter can be about."""

    index: int  # among those who attend, or NOBODY
    name: str | None
    is_sender: bool
    roles: tuple[str, ...] = ()  # `regionråd`, `man`: words that stand before the name
    start: int = -1  # first mention; -1: none in the letter's own words


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One place where somebody is meant."""

    start: int
    end: int
    who: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Owners:
    """Whose a statement is."""

    indexes: tuple[int, ...]
    is_sure: bool


class Mentions:
    """The mentions of a letter, in order, asked by place."""

    def __init__(
        self,
        text: str,
        sentences: Sequence[tuple[int, int]],
        known: Sequence[Known],
        names: Sequence[Name],
        language: str,
    ) -> None:
        self._text = text
        self._sentences = sentences
        self._starts = [start for start, _ in sentences]
        self._attending = tuple(person.index for person in known if person.index >= 0)
        self._mentions = _resolve_third(_all_mentions(text, known, names, language), known)
        self._places = [mention.start for mention in self._mentions]

    def owners(self, start: int, end: int) -> Owners:
        """Whose the statement at `start:end` is."""
        if len(self._attending) == 1 and not self._is_about_nobody(start):
            return Owners(indexes=self._attending, is_sure=True)
        first, last = self.sentence(start)
        after = self._between(end, last)
        inside = self._between(start, end)
        if not inside and after and _FOR.fullmatch(self._text, end, after[0].start):
            return self._group_after(after)
        near = inside or self._between(first, start)
        if near:
            return self._group(near, len(near) - 1, sure=True)
        return self._group_after(after) if after else self._as_before(first, start)

    def _as_before(self, first: int, start: int) -> Owners:
        """Whom the sentence before was about; not sure across a blank line."""
        earlier = self._between(0, first)
        if not earlier:
            return Owners(indexes=(), is_sure=False)
        is_near = "\n\n" not in self._text[earlier[-1].end : start].replace(" ", "")
        return self._group(earlier, len(earlier) - 1, sure=is_near)

    def sentence(self, place: int) -> tuple[int, int]:
        """The sentence that a place lies in."""
        position = max(0, bisect_right(self._starts, place) - 1)
        return self._sentences[position] if self._sentences else (0, len(self._text))

    def within(self, start: int, end: int) -> tuple[int, ...]:
        """Who is mentioned in a stretch, each once, in order."""
        found = [who for mention in self._between(start, end) for who in self._expand(mention.who)]
        return tuple(dict.fromkeys(found))

    def named_after(self, place: int) -> tuple[int, ...]:
        """Those who are named next in the sentence, joined by `och`."""
        _, last = self.sentence(max(0, place - 1))
        after = self._between(place, last)
        return self._group_after(after).indexes if after else ()

    def _is_about_nobody(self, start: int) -> bool:
        first, _ = self.sentence(start)
        before = self._between(first, start)
        return bool(before) and before[-1].who == NOBODY

    def _between(self, start: int, end: int) -> list[Mention]:
        first = bisect_right(self._places, start - 1)
        last = bisect_right(self._places, end - 1)
        return self._mentions[first:last]

    def _group(self, mentions: list[Mention], at: int, *, sure: bool) -> Owners:
        group = [mentions[at].who]
        while at > 0 and _JOIN.fullmatch(self._text, mentions[at - 1].end, mentions[at].start):
            at -= 1
            group.append(mentions[at].who)
        return self._owners(reversed(group), sure=sure)

    def _group_after(self, mentions: list[Mention]) -> Owners:
        group, at = [mentions[0].who], 0
        while at + 1 < len(mentions) and _JOIN.fullmatch(
            self._text, mentions[at].end, mentions[at + 1].start
        ):
            at += 1
            group.append(mentions[at].who)
        return self._owners(iter(group), sure=True)

    def _owners(self, group: Iterator[int], *, sure: bool) -> Owners:
        found = [who for entry in group for who in self._expand(entry)]
        return Owners(indexes=tuple(dict.fromkeys(found)), is_sure=sure)

    def _expand(self, who: int) -> tuple[int, ...]:
        if who == EVERYBODY:
            return self._attending
        return (who,) if who >= 0 or who == REST else ()


_FOR = re.compile(r"(?i)[ ,]*(?:\(|för|for|gäller|till)[ ]*(?:bara |endast |only |just )?")
_JOIN = re.compile(
    r"(?i)[ ,]*(?:och|samt|and|og|ja|und|&|,|även|likaså|as well as)?[ ]*(?:även|också|också|"
    r"likaså|both)?[ ]*(?:min kollega|my colleague)?[ ]*"
)


def role_words(text: str, start: int) -> tuple[str, ...]:
    """The one or two lower-case words that stand right before a name, as a role of its bearer."""
    match = _ROLE.search(text, max(0, start - 40), start)
    return tuple(word.lower() for word in match.group("role").split()) if match else ()


_ROLE = re.compile(
    r"(?:(?i:min|mina|vår|vårt|våra|my|our|vår|samt|och|and|,|"
    r":)\s+)?(?P<role>[^\W\d_]{3,30})[ ,]{1,2}$"
)
_NO_ROLES = frozenset(
    [
        "och",
        "samt",
        "and",
        "och",
        "med",
        "för",
        "till",
        "from",
        "från",
        "heter",
        "är",
        "även",
        "att",
        "anmäla",
        "anmäler",
        "plats",
        "åt",
        "the",
        "both",
        "både",
        "namn",
        "with",
        "by",
        "about",
        "dear",
        "hej",
        "hos",
        "kommer",
        "with",
        "till",
        "som",
        "name",
        "register",
        "for",
        "jag",
        "undertecknad",
        "kollega",
        "person",
        "deltagare",
        "gäller",
        "also",
    ]
)


def _all_mentions(
    text: str, known: Sequence[Known], names: Sequence[Name], language: str
) -> list[Mention]:
    found = list(_of_names(known, names))
    for key, who in (("me", None), ("third", None), ("everybody", EVERYBODY), ("rest", REST)):
        found += _of_pronouns(text, key, who, known, language)
    found += list(_of_roles(text, known))
    found += list(_of_nameless(text, known, names))
    return _longest(found)


def _of_names(known: Sequence[Known], names: Sequence[Name]) -> Iterator[Mention]:
    for name in names:
        who = _whose(name, known)
        yield Mention(start=name.start, end=name.end, who=NOBODY if who is None else who)


def _whose(name: Name, known: Sequence[Known]) -> int | None:
    wanted = name.text.casefold().split()
    for person in known:
        if person.name is not None and person.name.casefold().split() == wanted:
            return person.index
    for person in known:
        parts = person.name.casefold().split() if person.name else []
        is_surname = len(wanted) == 1 and len(parts) > 1 and parts[-1] == wanted[0]
        if person.name and (is_surname or same_person(name.text, person.name)):
            return person.index
    return None


THIRD = -9  # `she`, not yet resolved


def pronouns(language: str, key: str) -> Phrases:
    """The words for `me`, `third`, `everybody` or `rest`; Swedish where a language has none."""
    known = keys("people", key)
    return phrases("people", f"{key}.{language if language in known else 'sv'}")


def first_person(text: str, language: str) -> Iterator[re.Match[str]]:
    """Where the sender speaks of themselves; English `I` is a pronoun only as a capital."""
    for match in pronouns(language, "me").finditer(text):
        if match.group() != "i":
            yield match


def _of_pronouns(
    text: str, key: str, who: int | None, known: Sequence[Known], language: str
) -> list[Mention]:
    sender = next((person.index for person in known if person.is_sender), NOBODY)
    target = who if who is not None else (sender if key == "me" else THIRD)
    found = first_person(text, language) if key == "me" else pronouns(language, key).finditer(text)
    return [Mention(start=m.start(), end=m.end(), who=target) for m in found]


def _of_roles(text: str, known: Sequence[Known]) -> Iterator[Mention]:
    for person in known:
        for role in person.roles:
            if role in _NO_ROLES or len(role) < 3:
                continue
            pattern = re.compile(
                rf"(?<!\w){re.escape(role)}(?:en|et|n|t|s|ens|ets|'s)?(?!\w)", re.IGNORECASE
            )
            for match in pattern.finditer(text):
                yield Mention(start=match.start(), end=match.end(), who=person.index)


def _of_nameless(text: str, known: Sequence[Known], names: Sequence[Name]) -> Iterator[Mention]:
    """`min fru`, `a colleague`: the one without a name, an other who attends, or nobody."""
    has_others = any(person.index >= 0 and not person.is_sender for person in known)
    unnamed = next((p.index for p in known if p.name is None and not p.is_sender), None)
    for match in phrases("people", "nameless").finditer(text):
        if any(match.start() <= name.start <= match.end() + BESIDE for name in names):
            continue
        who = unnamed if unnamed is not None else (THIRD if has_others else NOBODY)
        yield Mention(start=match.start(), end=match.end(), who=who)


def _longest(found: list[Mention]) -> list[Mention]:
    """Without mentions that lie within another."""
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda m: (m.start, -m.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _resolve_third(mentions: list[Mention], known: Sequence[Known]) -> list[Mention]:
    """`she` is the one named last before who is not the sender."""
    sender = next((person.index for person in known if person.is_sender), None)
    others = [person.index for person in known if person.index >= 0 and not person.is_sender]
    last = others[0] if len(others) == 1 else NOBODY
    resolved: list[Mention] = []
    for mention in mentions:
        if mention.who == THIRD:
            resolved.append(Mention(start=mention.start, end=mention.end, who=last))
            continue
        if mention.who >= 0 and mention.who != sender:
            last = mention.who
        resolved.append(mention)
    return resolved
