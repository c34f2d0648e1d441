"""Where the invoice goes: an address found by its postal code, numbers, reference and e-mail."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mailreg.extraction.address import NOWHERE, PostalAddress, find_addresses
from mailreg.extraction.billing_role import Role, chosen, points_to_signature, role_of, settled
from mailreg.extraction.inline import EMAIL
from mailreg.extraction.invoice_mail import find_invoice_mail
from mailreg.extraction.lexicons import phrases
from mailreg.extraction.numbers import Number, NumberKind, find_numbers
from mailreg.extraction.outdated import Span, find_outdated, is_inside
from mailreg.extraction.payer import is_organisation, is_person, organisations_apart, payers_named
from mailreg.extraction.places import country_after
from mailreg.extraction.reading import Reading, merged, split_sentences
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
    taken: tuple[Span, ...]  # stretches that are addresses, not people
    doubts: tuple[str, ...]
    is_sender_payer: bool  # whether an address without a recipient is the sender's home


@dataclass(frozen=True, slots=True, kw_only=True)
class _Letter:
    """What the parts of this reading share."""

    text: str  # own words, and the closing where it counts
    sentences: Sequence[Span]
    outdated: Sequence[Span]
    speaks: bool  # whether it speaks of invoices at all


def find_billing(reading: Reading) -> Found:
    """All billing fields of a letter, and doubts about addresses and numbers."""
    letter = _letter(reading)
    own_name = reading.address.name if reading.address else ""
    known = find_addresses(letter.text, own_name)
    roles = settled(
        reading, known, [role_of(letter.text, a, letter.outdated, reading, own_name) for a in known]
    )
    address = chosen(known, roles)
    numbers = find_numbers(letter.text)
    values = [
        *(_address_values(letter.text, address, roles[known.index(address)]) if address else ()),
        *_recipient_alone(letter, address),
        *_street_alone(letter, address),
        *_number_values(numbers),
        *find_mail_values(letter),
        *_reference_values(letter, address, numbers),
    ]
    if not letter.speaks and not address and not any(v.field in _TELLING for v in values):
        values = []
    return Found(
        values=tuple(_first_of_each(values)),
        taken=tuple(_taken(letter.text, known, values)),
        doubts=tuple(_doubts(letter, known, roles, numbers, values)),
        is_sender_payer=_is_home(letter, address, values),
    )


_TELLING = frozenset(["gln", "organisation_number", "reference"])  # enough to be about invoices


def _letter(reading: Reading) -> _Letter:
    text = _billing_text(reading)
    sentences = reading.sentences if text is reading.words else split_sentences(text)
    return _Letter(
        text=text,
        sentences=sentences,
        outdated=find_outdated(text, sentences),
        speaks=phrases("billing", "topic").search(text) is not None,
    )


def _billing_text(reading: Reading) -> str:
    """The sender's own words, and the closing where they point to it or it speaks of invoices."""
    text = reading.words
    if points_to_signature(reading) or phrases("billing", "topic").search(reading.closing):
        return merged(text, reading.closing)
    return text


def _address_values(text: str, address: PostalAddress, role: Role) -> Iterator[Value]:
    sure = 0.93 if role is Role.BILLING else 0.8
    for name in ("recipient", "street", "postal", "city"):
        start, end = getattr(address, name)
        if start < end:
            value = _spaced(text[start:end])
            yield Value(
                field="postal_code" if name == "postal" else name,
                value=_postal(value, address.country) if name == "postal" else value,
                start=start,
                end=end,
                confidence=sure,
            )
    start, end = address.city
    yield Value(field="country", value=address.country, start=start, end=end, confidence=sure)


def _postal(code: str, country: str) -> str:
    digits = code.replace(" ", "")
    return f"{digits[:3]} {digits[3:]}" if country == "SE" and len(digits) == 5 else code


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _recipient_alone(letter: _Letter, address: PostalAddress | None) -> Iterator[Value]:
    """A payer outside the address: `ställd till Ovander Konsult HB`, `Ovander HB betalar`."""
    if address and address.recipient != NOWHERE:
        return
    place = [(address.start, address.end)] if address else []
    topics = [
        phrases("billing", "topic").search(letter.text, start, end)
        for start, end in letter.sentences
    ]
    for at, (start, end) in enumerate(letter.sentences):
        topic = topics[at]
        if not any(topics[max(0, at - 1) : at + 2]):  # nor the sentences beside it
            continue
        named = [(payer.start, payer.end) for payer in payers_named(letter.text, start, end)]
        if topic is not None:
            named += organisations_apart(letter.text, topic.end(), end)
        for first, last in named:
            if not is_inside([*letter.outdated, *place], first):
                name = _spaced(letter.text[first:last])
                yield Value(
                    field="recipient",
                    value=name,
                    start=first,
                    end=last,
                    confidence=0.7 if is_person(name) else 0.9,
                )
                yield from _country_alone(letter.text, last)


def _country_alone(text: str, place: int) -> Iterator[Value]:
    """The country that a payer without an address is said to be in: `Lund AS, Norge`."""
    code = country_after(text, place)
    if code:
        yield Value(field="country", value=code, start=place, end=place, confidence=0.9)


def _street_alone(letter: _Letter, address: PostalAddress | None) -> Iterator[Value]:
    """A box outside the address: `Det ska vara Box 186 och inte Box 168`."""
    if address and address.street != NOWHERE:
        return
    for start, end in letter.sentences:
        if not phrases("billing", "put_right").search(letter.text, start, end):
            continue
        for box in _WHOLE_BOX.finditer(letter.text, start, end):
            if not is_inside(letter.outdated, box.start()):
                yield Value(
                    field="street",
                    value=box.group(),
                    start=box.start(),
                    end=box.end(),
                    confidence=0.8,
                )


_WHOLE_BOX = re.compile(r"(?<!\w)(?:Box|FE|box)[ ]\d{1,6}(?![\w,]|[ ]\d)")


def _is_home(letter: _Letter, address: PostalAddress | None, values: Sequence[Value]) -> bool:
    fields = {value.field for value in values}
    if "recipient" in fields:
        return False
    if address is None:
        says_so = phrases("billing", "home").search(letter.text) is not None
        return "email" in fields and says_so
    return address.street != NOWHERE and (
        phrases("billing", "home").search(letter.text) is not None
        or not (is_organisation(letter.text) or _BOX.match(letter.text, address.street[0]))
    )


_BOX = re.compile(r"(?i)(?:box|fe|fack|postboks|pb|pl)\b")


def _number_values(numbers: Sequence[Number]) -> Iterator[Value]:
    for number in numbers:
        if number.kind is not NumberKind.PERSON:
            yield Value(
                field=number.kind.value,
                value=number.value,
                start=number.start,
                end=number.end,
                confidence=0.95 if number.is_valid else 0.5,
            )


def find_mail_values(letter: _Letter) -> Iterator[Value]:
    """The address that invoices are mailed to."""
    found = find_invoice_mail(letter.text, letter.sentences, letter.outdated)
    if found is not None:
        start, end = found
        yield Value(
            field="email", value=letter.text[start:end], start=start, end=end, confidence=0.9
        )


def _reference_values(
    letter: _Letter, address: PostalAddress | None, numbers: Sequence[Number]
) -> Iterator[Value]:
    """The reference, which is none of the numbers that tell who pays."""
    found = find_references(
        letter.text,
        letter.outdated,
        speaks_of_invoices=letter.speaks or address is not None,
        block_end=address.end if address else None,
    )
    payers = [(n.start, n.end) for n in numbers if n.is_valid and n.kind is not NumberKind.PERSON]
    found = [one for one in found if not any(a < one[2] and one[1] < b for a, b in payers)]
    for value, start, end in found[:1]:
        yield Value(field="reference", value=value, start=start, end=end, confidence=0.92)


def _first_of_each(values: Sequence[Value]) -> Iterator[Value]:
    seen: set[str] = set()
    for value in values:
        if value.field not in seen and value.value:
            seen.add(value.field)
            yield value


def _taken(
    text: str, addresses: Sequence[PostalAddress], values: Sequence[Value]
) -> Iterator[Span]:
    for address in addresses:
        yield address.start, address.end
    for value in values:
        if value.field in ("recipient", "reference"):
            yield value.start, value.end
    for match in EMAIL.finditer(text):
        yield match.span()


def _doubts(
    letter: _Letter,
    addresses: Sequence[PostalAddress],
    roles: Sequence[Role],
    numbers: Sequence[Number],
    values: Sequence[Value],
) -> Iterator[str]:
    best = max(roles, default=Role.NONE)
    rivals = [a for a, role in zip(addresses, roles, strict=True) if role is best]
    if best > Role.NONE and len({_digits(letter.text, a) for a in rivals}) > 1:
        yield "several_addresses"
    if any(n.kind is NumberKind.PERSON for n in numbers):
        yield "personal_number"
    if any(not n.is_valid for n in numbers if n.kind is not NumberKind.PERSON):
        yield "check_digit"
    fields = {value.field for value in values}
    if "postal_code" in fields and "recipient" not in fields:
        yield "recipient_unclear"
    if letter.speaks and not values and re.search(r"\d{3} ?\d{2}\b", letter.text):
        yield "billing_unread"


def _digits(text: str, address: PostalAddress) -> str:
    return text[slice(*address.postal)].replace(" ", "")


def with_sender(found: Found, name: str, start: int, end: int) -> Found:
    """The sender as the recipient of what goes to their home."""
    payer = Value(field="recipient", value=name, start=start, end=end, confidence=0.9)
    doubts = tuple(doubt for doubt in found.doubts if doubt != "recipient_unclear")
    return replace(found, values=(payer, *found.values), doubts=doubts)
