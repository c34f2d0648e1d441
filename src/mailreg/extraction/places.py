"""The ends of postal addresses: postal code, city and country, in the forms of many countries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from mailreg.extraction.inline import Inline
from mailreg.extraction.lexicons import keys, words
from mailreg.message.cues import Cue

Span = tuple[int, int]

HOME = "SE"  # the country where none is named


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Postal code and city as they stand in a text."""

    postal: Span
    city: Span
    country: str  # ISO 3166-1 alpha-2
    start: int
    end: int
    is_sure: bool  # False: may be a mere number before a word, unless a street stands before it


_WORD = r"[^\W\d_][\w'’é.-]{1,30}(?<![.-])"
_NO_CITY = (
    r"(?!(?:och|and|med|ref\w*|märk\w*|att|org\w*|samt|betalar|kostnads\w*|beställ\w*|please|with|"
    r"tel\w*|e-post|er|vår|vat|gln|peppol|sverige|sweden|norge|denmark|danmark|finland|suomi|"
    r"deutschland|kr|kronor|sek|eur|euro|st|stycken|personer|pers|januari|februari|mars|april|maj|"
    r"juni|juli|augusti|september|oktober|november|december|january|february|march|may|june|"
    r"july|august|october|mars|marts|om|så|den|vi|jag|hälsn\w*|mvh|tack|kl|nej|ja|no|nei|eller|or|som|är)\b)"
)
_BEFORE_CITY = (
    r"(?:(?:västra|östra|norra|södra|stora|lilla|upplands|sankt|s:t|bad|den|new|saint|st\.?)[ ])?"
)
_CITY = (
    rf"(?P<city>{_NO_CITY}{_BEFORE_CITY}{_WORD}(?:-[ ]?{_WORD}){{0,2}}"
    rf"(?:[ ](?:{_NO_CITY}(?-i:[A-ZÅÄÖØÆ])[\w'’-]{{0,30}}|"
    rf"(?:am|auf|bei|im|an[ ]der|i|upon)[ ](?-i:[A-ZÅÄÖØÆ])[\w-]{{1,30}})){{0,2}}"
    r"(?:[ ](?:stad|kommun|kaupunki)(?=[ ,]{1,2}(?:finland|suomi)\b))?)"
)
_GAP = r"[ ,]{1,3}"
_SWEDISH = Inline(
    r"[1-9]\d{2}[ ]?\d{2}(?!\d)",
    rf"(?i)(?<![\w+/:-])(?:(?:SE|S)[- ]?)?(?P<postal>[1-9]\d{{2}}[ ]?\d{{2}})(?![\d-])"
    rf"{_GAP}{_CITY}",
)
_FOREIGN = Inline(
    r"\d\d(?:\d\d|-\d{3})",  # beginning with a class, to which the engine skips
    rf"(?i)(?<![\w+/:-])(?:(?P<prefix>NO|N|DK|FI|FIN|DE|D|NL|BE|B|CH|AT|A|FR|F|EE|PL|LV|LT|IS|ES|"
    rf"IT|L)[- ])?(?P<postal>\d{{4,5}}(?:[ ]?(?-i:[A-Z]{{2}})(?=[ ]))?|\d{{2}}-\d{{3}})"
    rf"(?![\d-]){_GAP}{_CITY}",
)
# A form has a label between the two: `Postnummer: 745 80`, `Ort: Enköping`.
_LABELLED = Cue(
    "ort|stad|city|town|by|sted|postitoimipaikka",
    rf"(?<![\w+/:-])(?P<postal>[1-9]\d{{2}}[ ]?\d{{2}}|\d{{4}})[ \t,;/|]{{0,6}}\n?[ \t]{{0,6}}"
    r"(?:(?:post)?(?:ort|stad|city|town|by|sted)|postitoimipaikka)[ \t]{0,3}[:\t][ \t]{0,6}"
    rf"{_CITY}",
)
_BRITISH = re.compile(
    r"(?<!\w)(?P<city>[A-Z][\w'’-]{1,30}(?:[ -](?:(?:upon|on|under|in|the|le|St\.?)[ -])?"
    r"[A-Z][\w'’-]{1,30}){0,2})(?:[ ,]{1,3}|[ ,]{0,2}\n[ \t]{0,6})"
    r"(?P<postal>[A-Z]{1,2}\d[A-Z\d]?[ ]\d[A-Z]{2})(?!\w)"
)
_BRITISH_END = re.compile(r"\d[A-Z]{2}(?!\w)")
_PREFIXES = {
    "N": "NO", "DK": "DK", "FI": "FI", "FIN": "FI", "D": "DE", "DE": "DE", "NL": "NL",
    "B": "BE", "BE": "BE", "CH": "CH", "A": "AT", "AT": "AT", "F": "FR", "FR": "FR", "EE": "EE",
    "PL": "PL", "LV": "LV", "LT": "LT", "IS": "IS", "ES": "ES", "IT": "IT", "NO": "NO", "L": "LU",
}  # fmt: skip


def find_places(text: str) -> list[Place]:
    """Whatever looks like the end of an address, in order; none overlaps another."""
    found: dict[int, Place] = {}
    for place in (*_labelled(text), *_british(text), *_foreign(text), *_swedish(text)):
        found.setdefault(place.postal[0], place)
    kept: list[Place] = []
    for place in sorted(found.values(), key=lambda place: place.start):
        if not kept or place.start >= kept[-1].end:
            kept.append(place)
        elif place.is_sure and not kept[-1].is_sure:  # `Box 1658, SE-111 86 Stockholm`
            kept[-1] = place
    return kept


def _labelled(text: str) -> Iterator[Place]:
    for match in _LABELLED.finditer(text):
        yield _place(match, country_after(text, match.end()) or HOME, is_sure=True)


def _swedish(text: str) -> Iterator[Place]:
    for match in _SWEDISH.finditer(text):
        if not _PHONE.search(text, max(0, match.start() - 24), match.start()):
            is_written = " " in match.group("postal") or match.group("city")[0].isupper()
            yield _place(match, country_after(text, match.end()) or HOME, is_sure=is_written)


_PHONE = re.compile(
    r"(?i)(?:tel\w*|tfn|mob\w*|phone|direkt|växel|fax|nås på|ring)[ .:]{1,3}[\d +/-]{0,12}$"
)


def _foreign(text: str) -> Iterator[Place]:
    for match in _FOREIGN.finditer(text):
        named = _PREFIXES.get((match.group("prefix") or "").upper())
        country = named or country_after(text, match.end())
        if country and country != HOME:
            yield _place(match, country, is_sure=True)
        elif not country and len(match.group("postal")) == 4:
            yield _place(match, HOME, is_sure=False)


def _british(text: str) -> Iterator[Place]:
    for match in _BRITISH.finditer(text) if _BRITISH_END.search(text) else ():
        yield _place(match, country_after(text, match.end()) or "GB", is_sure=True)


def _place(match: re.Match[str], country: str, *, is_sure: bool) -> Place:
    return Place(
        postal=match.span("postal"),
        city=match.span("city"),
        country=country,
        start=match.start(),
        end=match.end(),
        is_sure=is_sure,
    )


def country_after(text: str, place: int) -> str:
    """The country that is named right after a place; "" where none is."""
    after = _AFTER_CITY.match(text, place)
    if after is None:
        return ""
    words_after = after.group("name").lower().split()
    for count in (3, 2, 1):
        found = _countries().get(" ".join(words_after[:count]).strip(".,()"))
        if found:
            return found
    return ""


_AFTER_CITY = re.compile(
    r"(?:[ ](?:stad|kaupunki)\n)?[ ,.(;/|-]{0,4}\n?[ \t]{0,6}"
    r"(?:(?i:land|country|maa)[ \t]{0,2}:[ \t]{0,4})?"
    r"(?P<name>[^\W\d_][\w.]*(?:[ ][^\W\d_][\w.]*){0,2})"
)


@cache
def _countries() -> dict[str, str]:
    return {
        entry.strip("."): code
        for code in keys("billing", "country")
        for entry in words("billing", f"country.{code}")
    }
