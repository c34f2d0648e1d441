"""What a registration lacks before anything can be decided."""

from __future__ import annotations

from collections.abc import Iterator

from mailreg.event import Event
from mailreg.extraction.values import Attendee, Billing, Missing


def missing_of(
    attendees: tuple[Attendee, ...], billing: Billing | None, event: Event
) -> tuple[Missing, ...]:
    """What a registration of these people lacks before anything can be decided."""
    return tuple(_all_missing(attendees, billing, event))


def _all_missing(
    attendees: tuple[Attendee, ...], billing: Billing | None, event: Event
) -> Iterator[Missing]:
    if any(attendee.name is None for attendee in attendees):
        yield Missing.NAME
    if not _is_billable(billing) and not all(_is_exempt(a, event) for a in attendees):
        yield Missing.BILLING_ADDRESS
    required = [question.key for question in event.questions if question.required]
    if any(key not in attendee.answers for attendee in attendees for key in required):
        yield Missing.ANSWERS


def _is_billable(billing: Billing | None) -> bool:
    if billing is None:
        return False
    by_post = bool(billing.recipient and billing.postal_code and billing.city)
    # A Peppol address is kept without the hyphen of an organisation number.
    by_network = bool(billing.gln or (billing.organisation_number or "").isdigit())
    return by_post or by_network or bool(billing.email and billing.recipient)


def _is_exempt(attendee: Attendee, event: Event) -> bool:
    """Whoever claims no category belongs to the first."""
    claimed = [one for one in event.categories[1:] if attendee.answers.get(one.key) is True]
    return any(not one.billing_required for one in claimed or event.categories[:1])
