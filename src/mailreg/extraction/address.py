"""Postal addresses: found by their postal code, read backwards to street and recipient."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from mailreg.extraction.inline import Inline
from mailreg.extraction.lexicons import alternatives, keys, phrases, words
from mailreg.extraction.names import full_name

LINES_AT_MOST = 7  # above the postal code
PAYER_AT_MOST = 70  # code points; a longer line is a sentence
ADDRESSES_AT_MOST = 8  # in one letter
NOWHERE = (0, 0)

Span = tuple[int, int]  # start and end; NOWHERE: absent


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalAddress:
    """An address as it stands in a text."""

    recipient: Span = NOWHERE
    street: Span = NOWHERE
    postal: Span
    city: Span
    country: str  # ISO 3166-1 alpha-2
    start: int
    end: int


_CITY = (
    r"(?P<city>[^\W\d_][\w'’é-]{1,30}(?:[ ](?!(?i:och|and|med|ref\w*|märk\w*|att|org\w*|samt|"
    r"betalar|kostnads\w*|beställ\w*|please|with|"
    r"tel|e-post|er|vår|vat|gln|peppol|sverige|sweden|norge|denmark|danmark|"
    r"finland)\b)[A-ZÅÄÖØÆ][\w'’-]{0,30}){0,2})"
)
_SWEDISH = Inline(
    r"[1-9]\d{2}[ ]?\d{2}[ ,]",
    rf"(?<![\w+])(?:(?:SE|S)[- ]?)?(?P<postal>[1-9]\d{{2}}[ ]?\d{{2}})[ ,]{{1,3}}{_CITY}",
)
_FOREIGN = Inline(
    r"\d(?:\d{3}(?:[ ]?[A-Z]{2})?|\d-\d{3})[ ]{1,2}[^\W\d_]",
    rf"(?<![\w+-])(?:(?P<prefix>NO|N|DK|FI|FIN|DE|D|NL|BE|B|CH|AT|A|FR|F|EE|PL|LV|LT|IS|ES|"
    rf"IT)[- ])?"
    rf"(?P<postal>\d{{4,5}}(?:[ ]?[A-Z]{{2}}(?=[ ]))?|\d{{2}}-\d{{3}})[ ]{{1,2}}{_CITY}",
)
_BRITISH = re.compile(
    rf"(?<!\w){_CITY}[ ,]{{1,3}}\n?[ \t]*(?P<postal>[A-Z]{{1,2}}\d[A-Z\d]?[ ]\d[A-Z]{{2}})(?!\w)"
)
_BRITISH_END = re.compile(r"\d[A-Z]{2}(?!\w)")
_PREFIXES = {
    "N": "NO", "DK": "DK", "FI": "FI", "FIN": "FI", "D": "DE", "DE": "DE", "NL": "NL",
    "B": "BE", "BE": "BE", "CH": "CH", "A": "AT", "AT": "AT", "F": "FR", "FR": "FR", "EE": "EE",
    "PL": "PL", "LV": "LV", "LT": "LT", "IS": "IS", "ES": "ES", "IT": "IT", "NO": "NO",
}  # fmt: skip


def find_addresses(text: str) -> list[PostalAddress]:
    """All postal addresses of a text, in order."""
    found: list[PostalAddress] = []
    for place in _places(text):
        if not found or place.start >= found[-1].end:
            found.append(_read_backwards(text, place))
        if len(found) == ADDRESSES_AT_MOST:
            break
    return found


def _places(text: str) -> list[PostalAddress]:
    """Postal code, city and country of whatever looks like the end of an address."""
    found: dict[int, PostalAddress] = {}
    for match in _SWEDISH.finditer(text):
        _note(found, match, country_after(text, match.end()) or "SE")
    for match in _BRITISH.finditer(text) if _BRITISH_END.search(text) else ():
        _note(found, match, country_after(text, match.end()) or "GB")
    for match in _FOREIGN.finditer(text):
        country = _PREFIXES.get(match.group("prefix") or "") or country_after(text, match.end())
        if country and country != "SE":
            _note(found, match, country)
    return [found[start] for start in sorted(found)]


def _note(found: dict[int, PostalAddress], match: re.Match[str], country: str) -> None:
    found[match.start()] = PostalAddress(
        postal=match.span("postal"),
        city=match.span("city"),
        country=country,
        start=match.start(),
        end=match.end(),
    )


def country_after(text: str, place: int) -> str:
    """The country that is named right after a place; "" where none is."""
    match = _AFTER_CITY.match(text, place)
    return _countries().get(match.group("name").lower().rstrip("."), "") if match else ""


_AFTER_CITY = re.compile(
    rf"(?i)[ ,.]{{0,3}}\n?[ \t]*(?P<name>{alternatives('billing', 'country')})(?!\w)"
)


@cache
def _countries() -> dict[str, str]:
    return {
        entry: code
        for code in keys("billing", "country")
        for entry in words("billing", f"country.{code}")
    }


def _read_backwards(text: str, address: PostalAddress) -> PostalAddress:
    """Street and recipient from the same line; else from the lines above."""
    line = text.rfind("\n", 0, address.start) + 1
    begin = _sentence_start(text, line, address.start)
    for piece in reversed(_pieces(text, begin, address.start)):
        address, is_done = _take_piece(text, piece, address)
        if is_done:
            return address
    if begin > line or address.recipient != NOWHERE:
        return address
    return _read_upwards(text, line, address)


def _sentence_start(text: str, line: int, end: int) -> int:
    begin = max(line, end - 240)
    for stop in _FULL_STOP.finditer(text, begin, end):
        begin = stop.end()
    return begin


_FULL_STOP = re.compile(r"(?<=[^\W\d_]{3})[.!?](?=\s)|(?<=\d{3})[.!?](?=\s)")
_COMMA = re.compile(r"[,;]|[ ][/|–-][ ]|\t|[ ]{3,}")


def _pieces(text: str, begin: int, end: int) -> list[Span]:
    found: list[Span] = []
    for comma in _COMMA.finditer(text, begin, end):
        found.append(_stripped(text, begin, comma.start()))
        begin = comma.end()
    found.append(_stripped(text, begin, end))
    return [piece for piece in found if piece[0] < piece[1]][-8:]


def _stripped(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in ' \t\n,;*•>"”“»(':
        start += 1
    while end > start and text[end - 1] in ' \t\n,;:("”“«':
        end -= 1
    return start, end


def _take_piece(text: str, piece: Span, address: PostalAddress) -> tuple[PostalAddress, bool]:
    """One comma part, from right to left; True where the address begins with it."""
    start, end = piece
    if address.recipient == NOWHERE and address.street == NOWHERE:
        street = _street_in(text, start, end)
        if street is not None:
            address = replace(address, street=(street, end), start=street)
            rest = _stripped(text, start, street)
            return _take_piece(text, rest, address) if rest[0] < rest[1] else (address, False)
    if is_aside(text[start:end]):
        return address, False
    begin, is_first = _payer_in(text, start, end)
    if begin is None:
        return address, True
    return replace(address, recipient=(begin, end), start=begin), is_first


def _read_upwards(text: str, line: int, address: PostalAddress) -> PostalAddress:
    """The lines above, up to a blank one, a heading or a sentence; the topmost is the recipient."""
    for start, end in _lines_above(text, line):
        if is_aside(text[start:end]):
            continue
        if _is_signed(text, start, end, address):
            break
        address, is_done = _take_line(text, start, end, address)
        if is_done:
            break
    return address


def _lines_above(text: str, line: int) -> Iterator[Span]:
    for _ in range(LINES_AT_MOST):
        above = text.rfind("\n", 0, max(0, line - 1)) + 1
        start, end = _stripped(text, above, max(above, line - 1))
        if line == 0 or start >= end or text[above : line - 1].rstrip().endswith(_HEADING_ENDS):
            return
        yield start, end
        line = above


_HEADING_ENDS = (":", ".", "!", "?")


def _take_line(
    text: str, start: int, end: int, address: PostalAddress
) -> tuple[PostalAddress, bool]:
    """One line above a postal code; True where the address begins with it."""
    is_bare = address.street == NOWHERE and address.recipient == NOWHERE
    if is_bare and _street_in(text, start, end) is not None:
        return _take_piece(text, (start, end), address)
    begin, is_first = _payer_in(text, start, end)
    if begin is None or end - begin > PAYER_AT_MOST:
        return address, True
    comma = text.find(",", begin, end)
    payer = (begin, end if comma < 0 else comma)
    return replace(address, recipient=payer, start=begin), is_first


def _is_signed(text: str, start: int, end: int, address: PostalAddress) -> bool:
    """A polite formula, or in a signature the person above their organisation."""
    if phrases("closing", "line").match(text, start, end):
        return True
    first, last = address.recipient
    return _is_organisation(text[first:last]) and bool(full_name(text[start:end]))


def _is_organisation(name: str) -> bool:
    known = words("people", "organisation") | words("people", "organisation_start")
    return any(word.lower() in known for word in name.split())


def is_aside(piece: str) -> bool:
    """A part of an address that is neither street nor recipient: c/o, a department, a number."""
    return bool(_ASIDE.match(piece)) or piece.strip(" .:").lower() in words("billing", "department")


_ASIDE = re.compile(
    r"(?i)\s*(?:c/o\b|att\b|attn\b|attention\b|org\w*\.?\s?(?:nr|no)|vat\b|gln\b|ref\b|ref\.|"
    r"tel\b|e-post|e-mail|[\w.+-]+@|\d{6}-\d{4})"
)
_BOX = re.compile(
    r"(?i)(?<!\w)(?:box|p\.? ?o\.? ?box|fe|fack|pl|postboks|postbox|boks|pb|postfach|"
    r"postilokero)[ ]?\d[\d ]{0,8}(?:[A-Z]|[ ]?[A-ZÆØÅÄÖ][a-zæøåäö]{2,20})?$"
)
_STREET = re.compile(
    r"(?:[A-ZÅÄÖØÆÜÉ][\w.'’é-]*[ ](?:(?:av|af|van|de|der|och|i|på|la|"
    r"[A-ZÅÄÖØÆÜÉ][\w.'’é-]*)[ ]){0,3})?[^\W\d_][\w.'’é-]*[ ]\d{1,4}[ ]?"
    r"(?:[A-Za-zåäö]|[-–/]\d{1,4})?(?:[ ]{1,2}(?:\d{1,2} ?tr\.?|lgh\.? ?\d{3,4}|vån ?\d{1,2}|bv|"
    r"nb|[A-Z]{1,2} ?\d{0,3}))*$"
)
_NUMBER_FIRST = re.compile(r"(?<!\w)\d{1,4}[A-Za-z]?[ ][A-Z][\w'’ -]{2,40}$")


def _street_in(text: str, start: int, end: int) -> int | None:
    """Where the street begins in a part that ends with one."""
    piece = text[start:end]
    if "@" in piece or _NO_STREET.search(piece):
        return None
    for pattern in (_BOX, _NUMBER_FIRST, _STREET):
        match = pattern.search(piece)
        if match:
            label = piece.rfind(":", 0, match.end() - 1) + 1
            begin = max(match.start(), label)
            return start + begin + (len(piece[begin:]) - len(piece[begin:].lstrip()))
    return None


_NO_STREET = re.compile(
    r"(?i)\b(?:ref\w*|org\w*|tel\w*|gln|vat|kst|kostnadsställe|telefon|mars|march)\b"
)


def _payer_in(text: str, start: int, end: int) -> tuple[int | None, bool]:
    """Where the payer's name begins in a part, and whether a word such as `till` leads it in."""
    begin, is_led = start, False
    for lead in _lead_in().finditer(text, start, end):
        if lead.end() < end:
            begin, is_led = lead.end(), True
    begin, _ = _stripped(text, begin, end)
    piece = text[begin:end]
    if _PROPER.match(piece) and not phrases("billing", "topic").fullmatch(piece):
        return begin, is_led
    tail = _PAYER_TAIL.search(piece)
    return (begin + tail.start(), True) if tail else (None, True)


@cache
def _lead_in() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:{alternatives('billing', 'to')})(?!\w)[ \t]*:?[ \t]*|:\s+|[()][ ]?"
        r"|\b(?:fakturera\w*|faktur\w*|laskutusosoite|rechnungs\w*|billing|"
        r"invoic\w*)\b[ \t]*:?[ \t]*",
        re.IGNORECASE,
    )


_PROPER = re.compile(r"[A-ZÅÄÖØÆÜÉŻŁŠČĐ0-9][^\n,;:]{1,80}$")
_PAYER_TAIL = re.compile(
    r"(?i:(?P<name>[^\W\d_][\w-]*(?:[ ][^\W\d_][\w-]*)?[ ](?:kommun|stad|region|landsting|ab|hb|"
    r"kb))$|(?P<region>(?:region|föreningen|stiftelsen)[ ][\w -]{2,30})$)"
    r"|(?<=[ ])[A-ZÅÄÖ][\wåäö-]+(?:[ ][\w&-]+){0,4}$"
)
