"""Where the invoice goes: an address found by its postal code, numbers, reference and e-mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from mailreg.extraction.lexicons import alternatives, keys, phrases, words
from mailreg.extraction.names import find_names
from mailreg.extraction.numbers import Number, NumberKind, find_numbers
from mailreg.extraction.reading import Reading
from mailreg.extraction.reference import find_references

ADDRESS_BACK = 260  # code points before a postal code in which its address stands
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,6}[a-zA-Z]{2,24}(?![\w-])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value of one billing field, with its place in the body."""

    field: str
    value: str
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the letter says about invoicing."""

    values: tuple[Value, ...]  # at most one per field
    taken: tuple[tuple[int, int], ...]  # stretches that are addresses, not people
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A postal address: each part as start and end, (0, 0) where absent."""

    recipient: tuple[int, int]
    street: tuple[int, int]
    postal: tuple[int, int]
    city: tuple[int, int]
    country: str
    start: int
    end: int


def find_billing(reading: Reading) -> Found:
    """All billing fields of a letter, with doubts where two addresses or odd numbers stand in it."""
    text = _billing_text(reading)
    addresses = [a for a in find_addresses(text) if _is_for_invoices(text, a, reading)]
    numbers = find_numbers(text)
    speaks = phrases("billing", "topic").search(text) is not None
    values: list[Value] = []
    if addresses:
        values += _address_values(text, addresses[-1] if _corrects(text) else addresses[0])
    else:
        values += _recipient_alone(text)
    values += _number_values(numbers)
    values += _email_values(text)
    values += [
        Value(field="reference", value=value, start=start, end=end, confidence=0.85)
        for value, start, end in find_references(text, speaks or bool(addresses))[:1]
    ]
    values = [value for value in values if value.value]
    if not speaks and not addresses and not any(v.field in ("gln", "reference") for v in values):
        values = []
    return Found(
        values=tuple(_first_of_each(values)),
        taken=tuple(_taken(text, addresses, values)),
        doubts=tuple(_doubts(text, addresses, numbers, values, speaks)),
    )


def _billing_text(reading: Reading) -> str:
    """The sender's own words, and the closing where they point to it or it speaks of invoices."""
    text = reading.words
    if phrases("billing", "as_signature").search(text) or phrases("billing", "topic").search(
        reading.closing
    ):
        return "".join(
            a if not a.isspace() else b for a, b in zip(text, reading.closing, strict=True)
        )
    return text


_CITY = r"(?P<city>[^\W\d_][\w'’é-]{1,30}(?:[ ](?!(?i:och|and|med|ref\w*|märk\w*|att|org\w*|samt|betalar|kostnads\w*|beställ\w*|please|with|tel|e-post|er|vår|vat|gln|peppol|sverige|sweden|norge|denmark|danmark|finland)\b)[A-ZÅÄÖØÆ][\w'’-]{1,30}){0,2})"
_SWEDISH = re.compile(
    rf"(?<![\w+])(?:(?P<prefix>SE|S)[- ]?)?(?P<postal>[1-9]\d{{2}}[ ]?\d{{2}})[ ,]{{1,3}}{_CITY}"
)
_FOREIGN = re.compile(
    rf"(?<![\w+-])(?:(?P<prefix>NO|N|DK|FI|FIN|DE|D|NL|BE|B|CH|AT|A|FR|F|EE|PL|LV|LT|IS|ES|IT)[- ])?(?P<postal>\d{{4,5}}(?:[ ]?[A-Z]{{2}}(?=[ ]))?|\d{{2}}-\d{{3}}|[A-Z]{{1,2}}\d[A-Z\d]?[ ]\d[A-Z]{{2}})(?:[ ]{{1,2}}{_CITY})?"
)
_PREFIXES = {"NO": "NO", "N": "NO", "DK": "DK", "FI": "FI", "FIN": "FI", "DE": "DE", "D": "DE", "NL": "NL", "BE": "BE", "B": "BE", "CH": "CH", "AT": "AT", "A": "AT", "FR": "FR", "F": "FR", "EE": "EE", "PL": "PL", "LV": "LV", "LT": "LT", "IS": "IS", "ES": "ES", "IT": "IT"}  # fmt: skip
_UK = re.compile(
    rf"{_CITY}[ ,]{{1,3}}\n?[ \t]*(?P<postal>[A-Z]{{1,2}}\d[A-Z\d]?[ ]\d[A-Z]{{2}})(?!\w)"
)


def find_addresses(text: str) -> list[Address]:
    """All postal addresses of a text, in order."""
    found: list[Address] = []
    for match in _postal_places(text):
        if found and match[0] < found[-1].end:
            continue
        address = _address_at(text, *match)
        if address is not None:
            found.append(address)
    return found[:8]


def _postal_places(text: str) -> Iterator[tuple[int, tuple[int, int], tuple[int, int], str]]:
    """Start, postal code, city and country of each place that looks like the end of an address."""
    found = []
    for match in _SWEDISH.finditer(text):
        country = _country_after(text, match.end()) or "SE"
        found.append((match.start(), match.span("postal"), match.span("city"), country))
    for match in _UK.finditer(text):
        found.append(
            (
                match.start(),
                match.span("postal"),
                match.span("city"),
                _country_after(text, match.end()) or "GB",
            )
        )
    for match in _FOREIGN.finditer(text):
        country = _PREFIXES.get(match.group("prefix") or "", "") or _country_after(
            text, match.end()
        )
        if country and country != "SE" and match.group("city"):
            found.append((match.start(), match.span("postal"), match.span("city"), country))
    foreign = {f[1] for f in found if f[3] != "SE"}
    yield from sorted(
        (f for f in found if f[3] != "SE" or f[1] not in foreign),
        key=lambda f: (f[0], f[3] == "SE"),
    )


def _country_after(text: str, end: int) -> str:
    match = _AFTER_CITY.match(text, end)
    return _countries().get(match.group("name").lower().rstrip("."), "") if match else ""


@cache
def _countries() -> dict[str, str]:
    return {
        entry: code
        for code in keys("billing", "country")
        for entry in words("billing", f"country.{code}")
    }


_AFTER_CITY = re.compile(
    rf"(?i)[ ,.]{{0,3}}\n?[ \t]*(?P<name>{alternatives('billing', 'country')})(?!\w)"
)


def _address_at(
    text: str, start: int, postal: tuple[int, int], city: tuple[int, int], country: str
) -> Address | None:
    """Read backwards from the postal code: street, departments, recipient."""
    parts = _parts_before(text, start)
    street, recipient, first = (0, 0), (0, 0), start
    for begin, end in reversed(parts):
        piece = text[begin:end]
        if street == (0, 0) and recipient == (0, 0) and _is_street(piece):
            begin = _street_start(text, begin, end)
            street, first = (begin, end), begin
            if (
                _GLUED.search(text[:begin][-1:]) is None
                and text[max(0, begin - 1) : begin] == " "
                and begin > 1
            ):
                recipient = _glued_recipient(text, begin, parts) or recipient
        elif _is_recipient(piece):
            trimmed = _trim_recipient(text, begin, end)
            if trimmed != (0, 0):
                recipient, first = trimmed, trimmed[0]
    return Address(
        recipient=recipient,
        street=street,
        postal=postal,
        city=city,
        country=country,
        start=first,
        end=max(city[1], postal[1]),
    )


_GLUED = re.compile(r"[,\n]")


def _glued_recipient(text: str, begin: int, parts: list[tuple[int, int]]) -> tuple[int, int] | None:
    """`Nacka kommun Box 12`: no comma between recipient and street."""
    for first, last in parts:
        if first < begin <= last and text[first:begin].strip():
            trimmed = _trim_recipient(text, first, begin)
            return trimmed if trimmed != (0, 0) else None
    return None


def _parts_before(text: str, start: int) -> list[tuple[int, int]]:
    """The lines or comma parts in front of a postal code, in order, back to a blank line or a full stop."""
    floor = max(0, start - ADDRESS_BACK)
    for stop in _ADDRESS_STOP.finditer(text, floor, start):
        floor = stop.end()
    parts: list[tuple[int, int]] = []
    begin = floor
    for split in _PART.finditer(text, floor, start):
        parts.append((begin, split.start()))
        begin = split.end()
    parts.append((begin, start))
    trimmed = [_stripped(text, a, b) for a, b in parts]
    return [(a, b) for a, b in trimmed if a < b][-7:]


_ADDRESS_STOP = re.compile(
    r"\n[ \t]*\n(?![ \t]*\n)|(?<=[^\W\d_]{3})[.!?](?=\s)|(?<=\d{3})[.!?](?=\s)|(?<=[^\W\d_]{2})[.!?]\n|(?<=@)\w"
)
_PART = re.compile(r"[,;\n]|[ ][/|–-][ ]|[ ]{3,}|\t")


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \t\n,;*•>":
        start += 1
    while end > start and text[end - 1] in " \t\n,;:(":
        end -= 1
    return start, end


_BOX = re.compile(
    r"(?i)(?<!\w)(?:box|p\.?o\.? ?box|fe|fack|pl|postboks|postbox|boks|pb|postfach|poste? restante|postilokero|po box)[ ]?\d[\d ]{0,8}[A-Z]?$"
)
_STREET_END = re.compile(
    r"(?i)[^\W\d_][\w.'’é-]*[ ]\d{1,4}[ ]?(?:[a-zåäö]|[-–/]\d{1,4})?(?:[ ,]{1,2}(?:\d{1,2} ?tr\.?|lgh ?\d{3,4}|vån ?\d{1,2}|[a-z]{1,2} ?\d{0,3}|bv|nb))*$"
)
_STREET_FIRST_NUMBER = re.compile(r"^\d{1,4}[A-Za-z]?[ ][A-Z][\w'’ -]{2,40}$")


def _is_street(piece: str) -> bool:
    piece = piece.strip(" .")
    if "@" in piece or re.search(r"(?i)\b(?:ref\w*|org\w*|tel\w*|gln|vat|kst)\b", piece):
        return False
    return bool(
        _BOX.search(piece) or _STREET_END.search(piece) or _STREET_FIRST_NUMBER.match(piece)
    )


def _street_start(text: str, begin: int, end: int) -> int:
    """Where the street begins inside its part: at `Box`, or at the street's first word."""
    box = _BOX.search(text[begin:end])
    if box:
        return begin + box.start()
    found = _STREET_WORDS.search(text[begin:end])
    if found is None:
        return begin
    start = begin + found.start()
    label = _LABEL_HEAD.match(text, begin, end)
    return max(start, label.end()) if label and label.end() < end else start


_STREET_WORDS = re.compile(
    r"(?:[A-ZÅÄÖØÆÜÉ][\w.'’é-]*[ ](?:(?:av|af|van|de|der|och|i|på|la|[A-ZÅÄÖØÆÜÉ][\w.'’é-]*)[ ]){0,3})?[^\W\d_][\w.'’é-]*[ ]\d{1,4}[ ]?[\w /,.-]{0,22}$|\d{1,4}[A-Za-z]?[ ][A-Z][\w'’ -]{2,40}$"
)
_LABEL_HEAD = re.compile(r"[^\n:]{1,40}:[ \t]*")


def _is_recipient(piece: str) -> bool:
    lower = piece.strip().lower()
    if not lower or EMAIL.search(piece) or re.search(r"\d{5,}", piece):
        return False
    if re.match(r"(?i)(?:c/o|att\b|attn|org\.?\s?nr|ref|vat|gln|tel|e-post)", lower):
        return False
    return lower.rstrip(":") not in words("billing", "department") and any(
        c.isalpha() for c in lower
    )


def _trim_recipient(text: str, begin: int, end: int) -> tuple[int, int]:
    """The payer's name at the end of a part: what stands after `till`, `:` and the like."""
    start = begin
    for match in _lead_in().finditer(text, begin, end):
        if match.end() < end:
            start = match.end()
    start, end = _stripped(text, start, end)
    piece = text[start:end]
    if (
        not piece
        or phrases("billing", "topic").fullmatch(piece)
        or piece.lower() in words("billing", "to")
    ):
        return (0, 0)
    name = _NAME_TAIL.search(piece)
    if name is None:
        return _lower_case_payer(text, start, end)
    return start + name.start(), end


@cache
def _lead_in() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:{alternatives('billing', 'to')})(?!\w)[ \t]*:?[ \t]*|[:;]\s*|[()][ ]?|\b(?:faktur\w*|laskutusosoite|rechnungs\w*|billing|invoic\w*)\b[ \t]*:?[ \t]*",
        re.IGNORECASE,
    )


_NAME_TAIL = re.compile(r"(?:(?<=^)|(?<=\s)|(?<=[(/]))[A-ZÅÄÖØÆÜÉŻŁŠČ0-9][^\n,;:]{0,80}$")
_PAYER_TAIL = re.compile(
    r"(?i)(?P<name>[^\W\d_][\w-]*(?:[ ][^\W\d_][\w-]*)?[ ](?:kommun|stad|region|landsting|ab|hb|kb))$|(?P<region>(?:region|föreningen|stiftelsen)[ ][\w -]{2,30})$"
)


def _lower_case_payer(text: str, start: int, end: int) -> tuple[int, int]:
    match = _PAYER_TAIL.search(text[start:end])
    return (start + match.start(), start + match.end()) if match else (0, 0)


def _is_for_invoices(text: str, address: Address, reading: Reading) -> bool:
    """Whether an address is one for invoices: in the sender's own words, unless it says otherwise."""
    line = text[max(0, text.rfind("\n", 0, address.start)) : address.start + 1]
    if phrases("billing", "visit").search(line):
        return False
    in_closing = reading.closing[address.postal[0] : address.postal[1]].strip() != ""
    if not in_closing:
        return (
            address.recipient != (0, 0)
            or address.street != (0, 0)
            or phrases("billing", "topic").search(text) is not None
        )
    return bool(
        phrases("billing", "as_signature").search(reading.words)
        or phrases("billing", "topic").search(reading.closing, 0, address.end)
    )


def _corrects(text: str) -> bool:
    """Whether an old address stands before the new one."""
    return bool(
        re.search(
            r"(?i)\b(?:i ?stället för|inte längre|gamla|old|previous|tidigare adress|ersätter)\b",
            text,
        )
    ) and bool(re.search(r"(?i)\b(?:ny|nya|rätt|rätta|new|correct)\b", text))


def _address_values(text: str, address: Address) -> Iterator[Value]:
    for name in ("recipient", "street", "postal", "city"):
        start, end = getattr(address, name)
        if start < end:
            value = (
                _postal(text[start:end], address.country)
                if name == "postal"
                else _spaced(text[start:end])
            )
            yield Value(
                field="postal_code" if name == "postal" else name,
                value=value,
                start=start,
                end=end,
                confidence=0.85,
            )
    yield Value(
        field="country",
        value=address.country,
        start=address.city[0],
        end=address.city[1],
        confidence=0.8,
    )


def _postal(code: str, country: str) -> str:
    digits = code.replace(" ", "")
    return f"{digits[:3]} {digits[3:]}" if country == "SE" and len(digits) == 5 else code


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


_ALONE = re.compile(
    r"(?i)(?:ställd till|ställs till|ställas till|faktureras(?: till)?|fakturera|addressed to|made out to|betalas av|(?:räkningen|fakturan|fakturor|faktura) (?:till|går till|ställs till|skickas till)|invoice to|mottagare:|fakturamottagare:|recipient:|payer:|betalare:|betalar gör)[ ]+(?P<name>[A-ZÅÄÖ][^\n,.;:(@]{2,60}?)(?=[\n,.;:(]|[ ](?:på|via|med|och|to|at|by|with|and)[ ]|$)"
)


def _recipient_alone(text: str) -> Iterator[Value]:
    """A payer without an address: `ställd till Ovander Konsult HB`."""
    for match in _ALONE.finditer(text):
        start, end = match.span("name")
        if text[start].isupper() and not EMAIL.match(text, start):
            yield Value(
                field="recipient",
                value=_spaced(match.group("name")),
                start=start,
                end=end,
                confidence=0.7,
            )
            return


def _number_values(numbers: list[Number]) -> Iterator[Value]:
    for number in numbers:
        if number.kind is not NumberKind.PERSON:
            yield Value(
                field=number.kind.value,
                value=number.value,
                start=number.start,
                end=number.end,
                confidence=0.95 if number.is_valid else 0.5,
            )


_INVOICE_MAIL = re.compile(
    r"(?i)(?:faktur|invoic|billing|regning|lasku|rechnung|räkning|pdf|ekonomi|ap@|finance|accounts|reskontra)"
)


def _email_values(text: str) -> Iterator[Value]:
    """An address that invoices are mailed to: it says so itself, or its sentence does."""
    for match in EMAIL.finditer(text):
        line = max(text.rfind("\n", 0, match.start()), match.start() - 90, 0)
        near = text[line : match.end()]
        if _INVOICE_MAIL.search(near) and not re.search(
            r"(?i)(?:frågor|questions|kontakt\w*|svara|reply|contact)[^.\n]{0,30}$",
            text[line : match.start()],
        ):
            yield Value(
                field="email",
                value=match.group(),
                start=match.start(),
                end=match.end(),
                confidence=0.8,
            )
            return


def _first_of_each(values: list[Value]) -> Iterator[Value]:
    seen: set[str] = set()
    for value in values:
        if value.field not in seen:
            seen.add(value.field)
            yield value


def _taken(text: str, addresses: list[Address], values: list[Value]) -> Iterator[tuple[int, int]]:
    for address in addresses:
        yield address.start, address.end
    for value in values:
        if value.field in ("recipient", "reference"):
            yield value.start, value.end
    for match in EMAIL.finditer(text):
        yield match.span()


def _doubts(
    text: str, addresses: list[Address], numbers: list[Number], values: list[Value], speaks: bool
) -> Iterator[str]:
    different = {text[slice(*a.postal)].replace(" ", "") for a in addresses}
    if len(different) > 1:
        yield "several_addresses"
    if any(n.kind is NumberKind.PERSON for n in numbers):
        yield "personal_number"
    if any(not n.is_valid for n in numbers if n.kind is not NumberKind.PERSON):
        yield "check_digit"
    if addresses and addresses[0].recipient == (0, 0):
        yield "recipient_unclear"
    if sum(v.field == "email" for v in values) > 1:
        yield "several_addresses"
    if find_names and speaks and not values and re.search(r"\d{3} ?\d{2}\b", text):
        yield "billing_unread"
