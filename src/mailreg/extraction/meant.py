"""Every place of a letter where somebody is meant: names, pronouns, roles, relatives, groups."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from mailreg.extraction.food import is_of_food
from mailreg.extraction.lexicons import Phrases, entries, keys, phrases, words
from mailreg.extraction.names import Name, same_person
from mailreg.extraction.pronouns import ASTRAY, NOBODY, Known, Mention, Sort, resolved
from mailreg.extraction.runs import is_role

STAYS_WITHIN = 70  # code points in which `stannar hemma` follows somebody
BESIDE = 3  # code points between `min kollega` and the name that goes with it
PARTS_AT_MOST = 120  # of names that are sought; a letter that names more is no registration


def find_mentions(
    text: str,
    known: Sequence[Known],
    names: Sequence[Name],
    language: str,
    forwarded_from: int | None = None,
) -> list[Mention]:
    """All mentions, in order, none within another, every pronoun resolved.

    Behind `forwarded_from` stands a letter of somebody else, who says `I` of themselves.
    """
    found = [*_of_names(text, known, names), *_of_parts(text, known)]
    found += _of_roles(text, known)
    found += _of_first_person(text, known, language, names, forwarded_from)
    found += _of_groups(text, known, language)
    found += _of_nameless(text, known, names)
    found += _of_relatives(text, known, names)
    placed = [_placed(text, mention) for mention in _longest(found)]
    return resolved(text, placed, known)


def role_words(text: str, start: int) -> tuple[str, ...]:
    """The word that stands right before a name, as a role of its bearer; not another's name."""
    match = _ROLE.search(text, max(0, start - 40), start)
    word = match.group("role") if match else ""
    return (word.lower(),) if word.islower() or is_role(word) else ()


_ROLE = re.compile(
    r"(?:(?i:min|mina|vår|vårt|våra|my|our|vår|samt|och|and|,|"
    r":)\s+)?(?P<role>[^\W\d_]{3,30})[ ,]{1,2}$"
)


def first_person(text: str, language: str) -> Iterator[re.Match[str]]:
    """Where the sender speaks of themselves; English `I` is a pronoun only as a capital."""
    known = keys("people", "me")
    for match in phrases("people", f"me.{language if language in known else 'sv'}").finditer(text):
        if match.group() != "i":
            yield match


def _person(start: int, end: int, index: int) -> Mention:
    if index < 0:
        return Mention(start=start, end=end, sort=Sort.OUTSIDER, is_odd=index == ASTRAY)
    return Mention(start=start, end=end, sort=Sort.PERSON, who=(index,))


def _of_names(text: str, known: Sequence[Known], names: Sequence[Name]) -> Iterator[Mention]:
    for name in names:
        if name.text in words("eating", "not"):  # `inga allergier`, where Inga writes
            continue
        who = _whose(name.text, known)
        if who is None:
            yield Mention(start=name.start, end=name.end, sort=Sort.STRANGER)
        else:
            yield _person(name.start, name.end, who)


def _whose(name: str, known: Sequence[Known]) -> int | None:
    for form in (name, re.sub(r"(?:['’:]?s)$", "", name)):
        wanted = form.casefold().split()
        named = [(person, person.name.casefold().split()) for person in known if person.name]
        for person, parts in named:
            if parts == wanted:
                return person.index
        for person, parts in named:
            is_part = len(wanted) == 1 and len(parts) > 1 and wanted[0] in (parts[0], parts[-1])
            if is_part or same_person(form, person.name or ""):
                return person.index
    return None


def _of_parts(text: str, known: Sequence[Known]) -> Iterator[Mention]:
    """Given names and surnames of those who are known, where only one of them has it."""
    bearers: dict[str, set[int]] = {}
    for place, person in enumerate(known):
        for part in {part for part in (person.name or "").split() if len(part) > 2}:
            bearers.setdefault(part, set()).add(place)
    parts = [(part, min(found)) for part, found in bearers.items() if len(found) == 1]
    for part, place in parts[:PARTS_AT_MOST]:
        for start, end in _standing(text, part):
            yield _person(start, end, known[place].index)


def _standing(text: str, part: str) -> Iterator[tuple[int, int]]:
    """Where a part of a name stands as a word, its genitive included."""
    start = text.find(part)
    while start >= 0:
        match = _GENITIVE.match(text, start + len(part))
        before = text[start - 1 : start]
        if match is not None and not (before.isalnum() or before in ("-", "_")):
            yield start, match.end()
        start = text.find(part, start + len(part))


_GENITIVE = re.compile(r"(?:['’:]?s)?(?![\w-])")


def _of_roles(text: str, known: Sequence[Known]) -> Iterator[Mention]:
    for person in known:
        for role in person.roles:
            if role in words("mentions", "no_role") or len(role) < 3 or is_of_food(role):
                continue
            for match in _inflected(role).finditer(text):
                yield _person(match.start(), match.end(), person.index)


@lru_cache(maxsize=256)
def _inflected(role: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(role)}(?:en|et|n|t|s|ens|ets|'s)?(?!\w)", re.IGNORECASE)


def _of_first_person(
    text: str,
    known: Sequence[Known],
    language: str,
    names: Sequence[Name],
    forwarded_from: int | None,
) -> Iterator[Mention]:
    sender = max(NOBODY, next((person.index for person in known if person.is_sender), NOBODY))
    limit = len(text) if forwarded_from is None else forwarded_from
    author = _author(text, limit, known, names)
    if author is None:
        author = sender
    stays = phrases("people", "me_not").search(text, 0, limit) is not None
    for match in first_person(text, language):
        index = sender if match.start() < limit else author
        who = _person(match.start(), match.end(), index)
        # what somebody says of themselves is odd where they neither attend nor say so
        is_sure = index >= 0 or stays or match.start() >= limit
        yield replace(who, is_me=True, is_sure=is_sure)


def _author(text: str, place: int, known: Sequence[Known], names: Sequence[Name]) -> int | None:
    """Who wrote what is forwarded: the name on its line `From:`; None: there is no such line."""
    line = _FROM_LINE.search(text, place)
    if line is None:
        return None
    named = (name.text for name in names if line.start() <= name.start < line.end())
    written = line.group().casefold()
    named_here = (p.name for p in known if p.name and p.name.casefold() in written)
    found = (_whose(name, known) for name in (*named, *named_here))
    return next((who for who in found if who is not None), NOBODY)


_FROM_LINE = re.compile(
    r"(?im)^[ \t>*]{0,6}(?:från|from|fra|von|lähettäjä|avsändare)\*?:\*?[^\n]{2,150}"
)


def _of_groups(text: str, known: Sequence[Known], language: str) -> Iterator[Mention]:
    for sort in (Sort.THIRD, Sort.THEY, Sort.BOTH, Sort.EVERYBODY, Sort.REST, Sort.SOME):
        for match in _spoken(sort.name.lower(), language).finditer(text):
            if language == "de" and match.group() in ("Sie", "Ihr"):  # of whom is written to
                continue
            yield Mention(start=match.start(), end=match.end(), sort=sort)
    order = [person.index for person in sorted(known, key=lambda p: p.index) if person.index >= 0]
    for key in ("first", "last"):
        for number in keys("mentions", key):
            chosen = order[: int(number)] if key == "first" else order[-int(number) :]
            for match in phrases("mentions", f"{key}.{number}").finditer(text):
                yield Mention(
                    start=match.start(), end=match.end(), sort=Sort.PERSON, who=tuple(chosen)
                )


def _spoken(key: str, language: str) -> Phrases:
    return phrases("mentions", f"{key}.{language if language in keys('mentions', key) else 'sv'}")


def _of_nameless(text: str, known: Sequence[Known], names: Sequence[Name]) -> Iterator[Mention]:
    """`min fru`, `a colleague`: the one without a name, or an other who attends, or nobody."""
    open_ones = [p for p in known if p.name is None and not p.is_sender]
    unnamed = open_ones[0].index if open_ones else None
    if len(open_ones) > 1 or (open_ones and not phrases("people", "nameless").search(text)):
        yield from (_person(p.start, p.start + 1, p.index) for p in open_ones)
    for match in phrases("people", "nameless").finditer(text):
        if _has_name_beside(match, names):
            continue
        if unnamed is not None:
            yield _person(match.start(), match.end(), unnamed)
        else:
            yield _relative(match.start(), match.end(), known)


def _has_name_beside(match: re.Match[str], names: Sequence[Name]) -> bool:
    return any(match.start() <= name.start <= match.end() + BESIDE for name in names)


def _relative(start: int, end: int, known: Sequence[Known]) -> Mention:
    """Of `min fru`: the only other who attends, not surely; else somebody who does not."""
    others = [person.index for person in known if person.index >= 0 and not person.is_sender]
    if len(others) == 1:
        return replace(_person(start, end, others[0]), is_sure=False)
    if others:
        return Mention(start=start, end=end, sort=Sort.THIRD, is_sure=False)
    return _person(start, end, NOBODY)


def _of_relatives(text: str, known: Sequence[Known], names: Sequence[Name]) -> Iterator[Mention]:
    """`min son`, `sonen`, `mamma`: somebody who does not attend, unless they come along."""
    found = list(_relatives(text, known, names))
    come_along = any(
        _ALONG.search(text, max(0, m.start - 25), m.start)
        and not _STAYS.search(text, max(0, m.start - STAYS_WITHIN // 2), m.end + STAYS_WITHIN)
        for m in found
    )
    for mention in found:
        yield replace(mention, is_sure=mention.is_sure and not come_along)
        yield from _animal(text, mention)


def _animal(text: str, mention: Mention) -> Iterator[Mention]:
    """`… min hund. Den är allergisk mot kyckling`: the dog, once more."""
    if _ANIMAL.search(text, mention.start, mention.end):
        it = _IT.match(text, mention.end)
        if it is not None:
            yield _person(*it.span("it"), NOBODY)


_ANIMAL = re.compile(r"(?i)(?:hund|katt?|häst|dog|cat|horse|koira|hest)(?:en)?$")
_IT = re.compile(r"[^.!?\n]{0,60}[.!?]\s+(?P<it>Den|It|Se)(?!\w)")


_ALONG = re.compile(r"(?i)(?<!\w)(?:med|och|o|samt|plus|with|and|med|og|und|mit|ja)\s+$")


_STAYS = re.compile(
    r"(?i)(?<!\w)(?:hemma|(?:kommer|ska|skall|följer|är|får) (?:inte|ej)|utan mig|hjemme|"
    r"(?:at|stays?|staying) home|(?:isn['’]t|not) (?:coming|attending)|kotona|zu hause|kommt nicht|"
    r"(?:kommer|skal|er) ikke)(?!\w)"
)


def _relatives(text: str, known: Sequence[Known], names: Sequence[Name]) -> Iterator[Mention]:
    for match in _kin("mentions", "outsider").finditer(text):
        if not _has_name_beside(match, names):
            whose = _WHOSE.match(text, match.end())
            yield _person(match.start(), whose.end() if whose else match.end(), NOBODY)
    adults = [p.index for p in known if p.index >= 0 and not p.is_sender]
    kin = [*_kin("people", "kin").finditer(text), *_kin("mentions", "kin").finditer(text)]
    for match in kin:
        before = _POSSESSED.search(text, max(0, match.start() - 24), match.start())
        is_mine = before is not None or match.group().lower().endswith("ni")  # Finnish: `vaimoni`
        if not is_mine or _has_name_beside(match, names):
            continue
        start = match.start() if before is None else before.start()
        is_adult = match.group().lower() in words("mentions", "mate")
        is_theirs = before is not None and not _OURS.match(before.group())
        if is_adult and len(adults) == 1 and not is_theirs:
            yield _relative(start, match.end(), known)
        else:
            yield _person(start, match.end(), NOBODY)


_WHOSE = re.compile(r"(?i) (?:min|mi|mitt|mine|hans|hennes|vår)(?!\w)")  # `mannen min`


@cache
def _kin(name: str, key: str) -> Phrases:
    """Relatives, their genitive included: `det är min systers allergi`."""
    known = entries(name, key)
    return Phrases({"": [*known, *(f"{one}s" for one in known if one[-1].isalpha())]})


_POSSESSED = re.compile(
    r"(?i)(?<!\w)(?:min|mitt|mina|vår|vårt|våra|hans|hennes|sin|sitt|sina|deras|my|our|his|her|"
    r"their|meine?|meine[rmn]|unsere?|vores|mine|våre|(?-i:[A-ZÅÄÖØÆ][\w-]{1,20}s)|"
    r"(?-i:[A-Z][\w-]{1,20})['’]s)"
    r"\s+(?:\w+\s+)?$|(?:har|have|has|habe)\s(?:en|ett|två|tre|a|an|two|et|eine?n?)\s+(?:\w+\s+)?$"
)


# `min fru` may be the other one who attends; `Kims fru` and `hans fru` are not.
_OURS = re.compile(r"(?i)(?:min|mitt|mina|vår|vårt|våra|my|our|mein|unser|vores|mine|våre)")


def _longest(found: list[Mention]) -> list[Mention]:
    """Without mentions that lie within another; of two at a place, the first that was found."""
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda m: (m.start, -m.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _placed(text: str, mention: Mention) -> Mention:
    """With what the words right before it make of it."""
    before = text[max(0, mention.start - 30) : mention.start]
    line = before.rpartition("\n")[2].rstrip(" \t(").lower()
    return replace(
        mention,
        is_oblique=_ends(line, "oblique"),
        is_aside=_ends(line, "aside")
        or bool(_LIKE.search(line) and _ENDS.match(text, mention.end))
        or (mention.is_me and _is_witness(text, mention)),
        is_excepted=_ends(line, "excepted"),
    )


def _is_witness(text: str, mention: Mention) -> bool:
    """`för Per vet jag att …`: who knows it is not whom it is about."""
    if _CONCERNED.match(text, mention.end):
        return False
    before = text[max(0, mention.start - 20) : mention.start]
    return bool(_KNOWS.match(text, mention.end) or _KNOWN.search(before))


_KNOWS = re.compile(
    r"(?i)[ ](?:vet|tror|antar|know|believe|think|assume|ved|veit|glaube|weiß)(?!\w)"
)
_KNOWN = re.compile(
    r"(?i)(?<!\w)(?:vet|tror|antar|såvitt|vad|as far as|ved|veit|soweit|weiß|glaube)[ ]$"
)
# `vad mig beträffar` is about me.
_CONCERNED = re.compile(
    r"(?i)[ ](?:beträffar|anbelangar|angår|gäller|(?:am |is )?concerned|betrifft|angeht)(?!\w)"
)
_LIKE = re.compile(r"(?<!\w)(?:som|like|as|än|than|wie|als|kuten|liksom)$")  # `inte vegan som jag`
_ENDS = re.compile(r"\s*[,.;!)]")


def _ends(line: str, key: str) -> bool:
    parts = line.split()
    return any(" ".join(parts[-count:]) in words("mentions", key) for count in (1, 2, 3))
