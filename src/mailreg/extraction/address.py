"""Postal addresses: found by their postal code, read backwards to street and recipient.

An address is a row of pieces, parted by commas or line ends: recipient, department, street, postal
code and city. The pieces before the postal code are looked at one by one, the nearest first, until
one that is no part of an address; the first of them is the recipient.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from mailreg.extraction.lexicons import phrases, words
from mailreg.extraction.payer import (
    Payer,
    is_invoice_label,
    is_organisation,
    is_person,
    is_same_name,
    payer_at_end,
)
from mailreg.extraction.places import Place, find_places
from mailreg.extraction.streets import street_in

PIECES_AT_MOST = 9  # before the postal code
REACH = 320  # code points before the postal code that are looked at
ADDRESSES_AT_MOST = 8  # in one letter
LABEL_AT_MOST = 40  # code points of a label before an address
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """A stretch between two commas or line ends."""

    start: int
    end: int
    label: str = ""  # what stands before it and a colon, lower case
    is_last: bool = False  # nothing before it belongs to the address


@dataclass(slots=True)
class _Found:
    """What has been read so far, the nearest piece first."""

    names: list[Span]
    street: Span = NOWHERE
    tail: int = 0  # where a flat's number ends, which stands behind the street
    start: int = 0
    is_labelled: bool = False  # behind `Adress:`: only a labelled payer stands before it


def find_addresses(text: str, own_name: str = "") -> list[PostalAddress]:
    """All postal addresses of a text, in order; `own_name` is the sender's, for lower case."""
    found: list[PostalAddress] = []
    for place in find_places(text)[: ADDRESSES_AT_MOST * 2]:
        floor = found[-1].end if found else 0
        address = _read(text, place, floor, own_name)
        if address.recipient == NOWHERE and found and _is_next_line(text, found[-1], address):
            address = replace(address, recipient=found[-1].recipient)
        if place.is_sure or address.street != NOWHERE:
            found.append(address)
    return found[:ADDRESSES_AT_MOST]


def _is_next_line(text: str, above: PostalAddress, address: PostalAddress) -> bool:
    """A visiting address and a postal one in a signature, with one recipient above them."""
    between = text[above.end : address.start]
    return between.count("\n") == 1 and len(between) < LABEL_AT_MOST


def _read(text: str, place: Place, floor: int, own_name: str) -> PostalAddress:
    found = _Found(names=[], start=place.start)
    for piece in _pieces_before(text, place.start, floor):
        goes_on = _take(text, piece, found, own_name)
        if not goes_on or piece.is_last:
            break
    return PostalAddress(
        recipient=_recipient(text, found.names),
        street=found.street,
        postal=place.postal,
        city=place.city,
        country=place.country,
        start=found.start,
        end=place.end,
    )


def _pieces_before(text: str, end: int, floor: int) -> Iterator[_Piece]:
    """The pieces before a place, the nearest first, up to what ends a sentence or a block."""
    begin = max(floor, end - REACH)
    partings = [*_PARTING.finditer(text, begin, end)][-PIECES_AT_MOST:]
    for parting in [*reversed(partings), None]:
        first = parting.end() if parting else begin
        start, stop = _stripped(text, first, end)
        hard = parting is None or _is_hard(text, parting, is_bare=start >= stop)
        if start < stop:
            yield _piece(text, start, stop, is_last=hard)
        if parting is None or hard:
            return
        end = parting.start()


_PARTING = re.compile(
    r"[ \t]*\n(?:[ \t]*\n)*|[,;]|[ ](?://|[/|–—-]|[-=]>|→)[ ]|[ ]{3,}|\t|[()]"
    r"|(?<=[^\W\d_]{3})(?<!\b[Aa]tt)(?<![Aa]vd)[.!?](?=[ \t])|(?<=\d{2})[.!?](?=[ \t])"
)


def _is_hard(text: str, parting: re.Match[str], *, is_bare: bool) -> bool:
    """A blank line, the end of a sentence, or a heading: nothing before it belongs here."""
    mark = parting.group().strip(" \t")
    if mark in (".", "!", "?"):
        return True
    if "\n" not in mark:
        return False
    before = text[: parting.start()].rstrip(" \t")[-1:]
    return before in ":!?" or (mark.count("\n") > 1 and not is_bare)


def _piece(text: str, start: int, end: int, *, is_last: bool) -> _Piece:
    """A piece without its label."""
    label = _LABEL.match(text, start, end)
    if label is None:
        return _Piece(start=start, end=end, is_last=is_last)
    first, last = _stripped(text, label.end(), end)
    return _Piece(start=first, end=last, label=label.group(1).lower().strip(), is_last=is_last)


_LABEL = re.compile(r"([^\n:]{2,60}?)[ ]?:(?!\d)[ \t]*")


def _stripped(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in ' \t\n.,;*•>"”“»(–-':
        start += 1
    while end > start and text[end - 1] in ' \t\n,;:("”“«':
        end -= 1
    return start, end


def _take(text: str, piece: _Piece, found: _Found, own_name: str) -> bool:
    """Read one piece; False where the address begins with or after it."""
    start, end = piece.start, piece.end
    alone = text[start:end].lower() if start < end else piece.label
    if alone in words("billing", "inner_label") or alone in words("billing", "payer_label"):
        return alone in words("billing", "inner_label")
    if found.names and is_invoice_label(alone):
        return False
    if start < end and _INDOORS.fullmatch(text, start, end):
        return _take_flat(piece, found)
    if found.street == NOWHERE and not found.names:
        start, end = _take_street(text, start, end, found)
    if start >= end or text[start:end].lower() in words("billing", "inner_label"):
        return _is_inner(piece.label)
    if is_aside(text[start:end]) or is_aside(piece.label):
        return True
    return _take_name(text, start, end, piece, found, own_name)


def _take_street(text: str, start: int, end: int, found: _Found) -> Span:
    """Read the street with which a piece ends; what is left of the piece before it."""
    street = street_in(text, start, end)
    if street is None:
        return start, end
    found.street = (street[0], max(street[1], found.tail))
    found.start = street[0]
    return _stripped(text, start, street[0])


_INDOORS = re.compile(
    r"(?i)(?:\d{1,2}[ ]?tr\.?|lgh\.?[ ]?(?:nr[ ]?)?\d{1,4}|vån\.?(?:ing)?[ ]?\d{1,2}|"
    r"plan[ ]?\d{1,2}|\d{1,2}\.?[ ](?:sal|etg|etage|og|tv|th|mf)\w*\.?|"
    r"(?:flat|unit|suite|floor|room|apt\.?)[ ]\w{1,4}|\w{1,6}[ ]floor)"
)


def _take_flat(piece: _Piece, found: _Found) -> bool:
    if found.street == NOWHERE:
        found.tail = piece.end
    else:
        found.street = (piece.start, found.street[1])
        found.start = piece.start
    return True


def _is_inner(label: str) -> bool:
    """Whether more of the address stands before a label: `Adress:`, not `Faktura till:`."""
    return not label or label in words("billing", "inner_label")


def _take_name(
    text: str, start: int, end: int, piece: _Piece, found: _Found, own_name: str
) -> bool:
    if _is_signed(text, (start, end), found, own_name):
        return False
    if piece.label and piece.label in words("billing", "payer_label"):
        found.names = [(start, end)]
        found.start = start
        return False
    if found.is_labelled:
        return False
    if is_department(text[start:end]):
        found.names.append((start, end))
        return _is_inner(piece.label)
    payer = _payer(text, start, end, found, own_name)
    if payer is None:
        if (
            piece.label
            and phrases("billing", "topic").search(piece.label)
            and _is_lower_name(text[start:end])
        ):
            found.names.append((start, end))
            found.start = start
        return False
    begin = _behind_own_name(text, payer.start, payer.end, own_name)
    found.names.append((begin, _before_department(text, begin, payer.end)))
    found.start = begin
    found.is_labelled = bool(piece.label)
    return not payer.is_led and _is_inner(piece.label)


def _payer(text: str, start: int, end: int, found: _Found, own_name: str) -> Payer | None:
    """The payer with which a piece ends; none at the end of a sentence above an organisation."""
    payer = payer_at_end(text, start, end, own_name)
    if payer is None or not found.names or not text[payer.start : payer.end].islower():
        return payer
    is_known = is_organisation(text[slice(*found.names[-1])])
    return None if is_known and not is_organisation(text[payer.start : payer.end]) else payer


def _behind_own_name(text: str, start: int, end: int, own_name: str) -> int:
    """Where the payer begins in `Tony Larsson Bengtsfors kommun`, whose letter it is."""
    behind = start + len(own_name) + 1
    is_led = bool(own_name) and is_same_name(text[start : behind - 1], own_name)
    return behind if is_led and behind < end and is_organisation(text[behind:end]) else start


def _before_department(text: str, start: int, end: int) -> int:
    """Where a name ends behind which a department stands: `uppsala kommun ekonomi`."""
    name, _, last = text[start:end].rpartition(" ")
    return start + len(name) if is_department(last) and is_organisation(name) else end


def _is_lower_name(stretch: str) -> bool:
    """What stands behind `faktura:` in a letter without capitals, no word of a sentence in it."""
    parts = stretch.split()
    return stretch.islower() and words("billing", "no_name").isdisjoint(parts) and len(parts) < 6


def _is_signed(text: str, piece: Span, found: _Found, own_name: str) -> bool:
    """A polite formula or title, or a person above the organisation that is already found."""
    start, end = piece
    if phrases("closing", "line").match(text, start, end) or _TITLE.fullmatch(text, start, end):
        return True
    is_sender = is_same_name(text[start:end], own_name)
    return (is_sender or is_person(text[start:end])) and any(
        is_organisation(text[slice(*name)]) or (is_sender and not is_department(text[slice(*name)]))
        for name in found.names
    )


# Beneath a name in a signature.
_TITLE = re.compile(
    r"(?i)(?:[\w/&, -]{0,30}[ ,])?[\w-]*(?:strateg|chef|ledare|utvecklare|sekreterare|"
    r"direktör|ekonom|ingenjör|handläggare|samordnare|administratör|controller|kommunikatör|assistent|rådgivare|"
    r"rådgiver|konsulent|planerare|ordförande|ledamot|registrator|utredare|specialist|arkitekt|"
    r"inspektör|(?-i:k)onsult|lärare|rektor|jurist|officer|manager|director|advisor|coordinator|"
    r"secretary|assistant|leiter|leiterin|referent|referentin|johtaja|päällikkö|koordinator|"
    r"koordinaattori|pædagog|leder|sjef)(?:[ ,][\w/&, -]{0,40})?"
    r"|konsult|sakkunnig|[\w-]{3,}(?:are|[tn]ör|nom|ist|\w{2}log|pedagog|tekniker|tarie|sköterska|ansvarig|"
    r"(?:kommunal|borgar|region|oppositions)råd)"
)


def _recipient(text: str, names: list[Span]) -> Span:
    """The first line of the address that is no department."""
    for span in reversed(names):
        if not is_department(text[slice(*span)]):
            return span
    return names[-1] if names else NOWHERE


def is_department(name: str) -> bool:
    """`Fakturaenheten`, `Accounts Payable`: who opens the letter, not who pays."""
    plain = name.strip(" .:").lower()
    return plain in words("billing", "department") or bool(_DEPARTMENT.fullmatch(plain))


_DEPARTMENT = re.compile(
    r"(?:faktura?|ekonomi|leverantör|scanning|skanning)[\w-]+|[\w-]*(?:avdelningen|avdelning|enheten|enhet|kontoret|staben|stab|scanning|skanning|"
    r"abteilung|reskontra|reskontran|redovisning)"
)


def is_aside(piece: str) -> bool:
    """A part of an address that is neither street nor recipient: c/o, a department, a number."""
    return bool(_ASIDE.match(piece))


_ASIDE = re.compile(
    r"(?i)\s*(?:c/o\b|(?:avd|avdelning|enhet(?:en)?|sektion|förvaltning(?:en)?$|roteln?|plan|dept|department|division)\b|"
    r"c/-|att\b|att\.|attn\b|attention\b|z\.? ?hd\.?|zu händen|z\. h\.|v/|"
    r"(?:telefon|mobil|phone|titel|title|roll|befattning)(?:nr|nummer)?$|"
    r"[A-ZÅÄÖ]{1,4}[ -]?\d{2,6}$|"
    r"org\w*\.?\s?(?:nr|no)|kund\w*n|vat\b|gln\b|ref\b|ref\.|tel\b|tfn\b|e-post|e-mail|[\w.+-]+@|\d{6}-\d{4}|märk\w*|referens\w*|"
    r"kostnadsst\w*|beställ\w*kod|id\b|via\b|herr\b|frau\b|county\b|co\.? )"
)
