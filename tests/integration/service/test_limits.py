"""What holds replies back: limits, and the mode shadow."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mailreg.registration.values import Verb
from mailreg.service.policy import Limits, Mode
from tests.integration.service.letters import ASKING, QUESTION, letter, letters
from tests.integration.service.office import NO_LIMITS, Office

# what is read and written is the same on both databases; the others of this folder prove that
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

DAY = timedelta(days=1)
OUT_OF_OFFICE = "Auto-Submitted: auto-replied\n"
LIMITS = {
    "limit_per_hour": Limits(
        automatic_per_hour=2, automatic_per_address_per_day=0, receipts_per_address_per_day=0
    ),
    "limit_per_address": Limits(
        automatic_per_hour=0, automatic_per_address_per_day=2, receipts_per_address_per_day=0
    ),
    "limit_receipts": Limits(
        automatic_per_hour=0, automatic_per_address_per_day=0, receipts_per_address_per_day=2
    ),
}


@pytest.mark.parametrize("limit", LIMITS)
def test_a_limit_holds_what_is_past_it_and_drops_nothing(office: Office, limit: str) -> None:
    office.restart(limits=LIMITS[limit])
    asking = [letter(QUESTION + "\n" * number, subject=ASKING) for number in range(4)]

    office.take_in(*asking)
    office.send_due()

    assert [fate[1:] for fate in office.fates()] == [
        ("sent", None),
        ("sent", None),
        ("held", limit),
        ("held", limit),
    ]
    office.clock.advance(2 * DAY)
    assert office.send_due() == 0
    office.take_in(letter("Vilken tid börjar lunchen, och var äter vi?\n{name}", subject=ASKING))
    assert office.fates()[-1][1] == "queued"


def test_a_decision_of_staff_is_not_limited(office: Office) -> None:
    office.restart(limits=LIMITS["limit_per_hour"])
    office.take_in(*letters(3))

    for case in office.cases():
        office.decide(Verb.APPROVE, case.reference)

    assert [fate[1:] for fate in office.fates()[3:]] == [("held", "undo")] * 3


def test_receipts_are_limited_apart_from_answers_to_registrations(office: Office) -> None:
    limits = Limits(
        automatic_per_hour=0, automatic_per_address_per_day=0, receipts_per_address_per_day=1
    )
    office.restart(limits=limits)

    office.take_in(
        letter(QUESTION, subject=ASKING), letter(QUESTION + "Tack!", subject=ASKING), letter()
    )

    assert office.fates() == [
        ("forwarded", "queued", None),
        ("forwarded", "held", "limit_receipts"),
        ("received", "queued", None),
    ]


def test_shadow_shows_everything_and_touches_nothing(office: Office) -> None:
    office.restart(mode=Mode.SHADOW)

    office.take_in(letter(), letter(QUESTION, subject=ASKING), letter(headers=OUT_OF_OFFICE))
    office.send_due()

    assert office.fates() == [
        ("received", "cancelled", "shadow"),
        ("forwarded", "cancelled", "shadow"),
    ]
    assert office.smtp.connections == 0
    assert office.inbox() == 3


def test_what_was_read_in_shadow_is_not_answered_by_the_switch(office: Office) -> None:
    office.restart(mode=Mode.SHADOW)
    office.take_in(letter())
    shadowed = office.case().reference
    office.decide(Verb.DECLINE)

    office.restart(mode=Mode.LIVE)
    office.watch.tend()

    assert office.send_due() == 0
    assert office.inbox() == 1
    office.decide(Verb.APPROVE, shadowed)
    office.clock.advance(DAY)
    assert office.send_due() == 1
    assert [fate[:2] for fate in office.fates()] == [
        ("received", "cancelled"),
        ("declined", "cancelled"),
        ("confirmed", "sent"),
    ]
    office.watch.tend()
    assert office.inbox() == 0


def test_our_replies_are_found_in_sent(office: Office) -> None:
    office.take_in(letter())
    office.send_due()

    office.watch.tidy()
    office.watch.tidy()

    assert office.folder("Sent") == 1


NAMES = ["Sol", "Ek", "Lind", "Berg", "Sten", "Al", "Björk", "Gran", "Hed", "Ny", "Ros", "Hol"]


def test_nothing_is_limited_where_all_limits_are_off(office: Office) -> None:
    office.restart(limits=NO_LIMITS)

    office.take_in(*[letter(name=f"Anna {one}berg") for one in NAMES])

    assert {state for _, state, _ in office.fates()} == {"queued"}
