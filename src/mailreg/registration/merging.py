"""What holds after a letter of what it says and of what was known before."""

from __future__ import annotations

from dataclasses import fields, replace

from mailreg.extraction import Attendee, Billing
from mailreg.registration.values import Diet

MANNERS = frozenset({"vegetarian", "vegan", "pescatarian"})  # the last one told holds


def merged_billing(before: Billing, told: Billing) -> Billing:
    """What holds after a letter: another payer's reference and numbers are not this one's."""
    is_place = bool(told.street or told.postal_code or told.city)
    is_other = bool(before.recipient and told.recipient) and not _is_same(before, told)
    if is_other and (is_place or told.gln or told.email):
        return told
    values = {one.name: getattr(told, one.name) for one in fields(Billing)}
    values = {key: value for key, value in values.items() if value is not None}
    if not is_place:
        values["country"] = before.country or told.country
    elif told.postal_code:
        values["street"] = told.street  # the old one does not lie there
    return replace(before, **values)


def _is_same(before: Billing, told: Billing) -> bool:
    return (before.recipient or "").casefold() == (told.recipient or "").casefold()


def merged_diet(before: Diet, told: Attendee) -> Diet:
    """What holds after a letter: needs are added, a way of eating takes the place of another."""
    if not (told.dietary or told.dietary_other):
        return Diet(stated=True)
    kept = set(before.codes)
    if MANNERS.intersection(told.dietary):
        kept -= MANNERS
    other = dict.fromkeys((*before.other, *told.dietary_other))
    return Diet(codes=tuple(sorted(kept | set(told.dietary))), other=tuple(other), stated=True)
