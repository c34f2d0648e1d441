"""Where the invoice goes: an address found by its postal code, numbers, reference and e-mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mailreg.extraction.address import NOWHERE, PostalAddress, find_addresses
from mailreg.extraction.inline import EMAIL
from mailreg.extraction.lexicons import phrases
from mailreg.extraction.numbers import Number, NumberKind, find_numbers
from mailreg.extraction.reading import Reading, merged
from mailreg.extraction.reference import find_references


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


def find_billing(reading: Reading) -> Found:
    """All billing fields of a letter, and doubts about addresses and numbers."""
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
        for value, start, end in find_references(
            text, speaks_of_invoices=speaks or bool(addresses)
        )[:1]
    ]
    values = [value for value in values if value.value]
    if not speaks and not addresses and not any(v.field in ("gln", "reference") for v in values):
        values = []
    return Found(
        values=tuple(_first_of_each(values)),
        taken=tuple(_taken(text, addresses, values)),
        doubts=tuple(_doubts(text, addresses, numbers, values, speaks=speaks)),
    )


def _billing_text(reading: Reading) -> str:
    """The sender's own words, and the closing where they point to it or it speaks of invoices."""
    text = reading.words
    if phrases("billing", "as_signature").search(text) or phrases("billing", "topic").search(
        reading.closing
    ):
        return merged(text, reading.closing)
    return text


def _is_for_invoices(text: str, address: PostalAddress, reading: Reading) -> bool:
    """Whether an address is for invoices: in own words, unless it says otherwise."""
    before = text[max(0, address.start - 26) : address.start + 1]
    if phrases("billing", "visit").search(before) and "e-post" not in before.lower():
        return False
    in_closing = reading.closing[address.postal[0] : address.postal[1]].strip() != ""
    if not in_closing:
        return (
            address.recipient != NOWHERE
            or address.street != NOWHERE
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


def _address_values(text: str, address: PostalAddress) -> Iterator[Value]:
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
    r"(?i)(?:ställd till|ställs till|ställas till|faktureras(?: till)?|fakturera|addressed to|"
    r"made out to|betalas av|(?:räkningen|fakturan|fakturor|faktura) (?:till|går till|"
    r"ställs till|skickas till)|invoice to|mottagare:|fakturamottagare:|recipient:|payer:|"
    r"betalare:|betalar gör)[ ]+(?P<name>[A-ZÅÄÖ][^\n,.;:(@]{2,60}?)(?=[\n,.;:(]|[ ](?:på|via|"
    r"med|och|to|at|by|with|and)[ ]|$)"
)


def _recipient_alone(text: str) -> Iterator[Value]:
    """A payer without an address: `ställd till Ovander Konsult HB`."""
    for match in _ALONE.finditer(text):
        start, end = match.span("name")
        if text[start].isupper() and not EMAIL.pattern.match(text, start):
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
    r"(?i)(?:faktur|invoic|billing|regning|lasku|rechnung|räkning|pdf|ekonomi|ap@|finance|"
    r"accounts|reskontra)"
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


def _taken(
    text: str, addresses: list[PostalAddress], values: list[Value]
) -> Iterator[tuple[int, int]]:
    for address in addresses:
        yield address.start, address.end
    for value in values:
        if value.field in ("recipient", "reference"):
            yield value.start, value.end
    for match in EMAIL.finditer(text):
        yield match.span()


def _doubts(
    text: str,
    addresses: list[PostalAddress],
    numbers: list[Number],
    values: list[Value],
    *,
    speaks: bool,
) -> Iterator[str]:
    different = {text[slice(*a.postal)].replace(" ", "") for a in addresses}
    if len(different) > 1:
        yield "several_addresses"
    if any(n.kind is NumberKind.PERSON for n in numbers):
        yield "personal_number"
    if any(not n.is_valid for n in numbers if n.kind is not NumberKind.PERSON):
        yield "check_digit"
    if addresses and addresses[0].recipient == NOWHERE:
        yield "recipient_unclear"
    if sum(v.field == "email" for v in values) > 1:
        yield "several_addresses"
    if speaks and not values and re.search(r"\d{3} ?\d{2}\b", text):
        yield "billing_unread"
