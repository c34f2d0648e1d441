"""What the clock decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mailreg.event.values import Offers
from mailreg.registration.offers import offer_deadline
from mailreg.registration.values import (
    Decision,
    Move,
    Registration,
    Reply,
    Snapshot,
    Status,
    Tick,
)
from tests.unit.registration.cases import (
    CLOSES,
    CONFIRMED,
    EXPIRED,
    NOW,
    OFFERED,
    PENDING,
    STARTS,
    STOCKHOLM,
    WAITLISTED,
    decided,
    desk,
    make_event,
    statuses,
    venue,
)

UNDECIDED = (Status.INCOMPLETE, Status.PENDING, Status.WAITLISTED, Status.OFFERED)
AUTOMATIC = make_event(offers=Offers.AUTOMATIC)
OFFERS_NOW = Tick(offers_now=True)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize("now", [NOW, CLOSES, STARTS - timedelta(seconds=1)])
def test_nothing_expires_before_the_event(now: datetime) -> None:
    assert decided(desk(*Status), Tick(), now=now) == Decision()


@pytest.mark.parametrize("now", [STARTS, datetime(2030, 3, 20, 12, tzinfo=UTC)])
def test_what_was_not_decided_expires_when_the_event_begins_and_nobody_is_told(
    now: datetime,
) -> None:
    decision = decided(desk(*UNDECIDED), Tick(), now=now)
    assert decision == Decision(
        moves=tuple(
            Move(number=number, before=before, after=Status.EXPIRED)
            for number, before in enumerate(UNDECIDED, start=1)
        )
    )


@pytest.mark.parametrize("status", sorted(set(Status) - set(UNDECIDED)))
def test_what_was_decided_stays(status: Status) -> None:
    assert decided(desk(status), Tick(), now=STARTS) == Decision()


def offered(*lapses: int) -> Snapshot:
    """People whose offers ran out a minute ago, and who let so many lapse before."""
    return Snapshot(
        venue=venue(0, offered=len(lapses)),
        registrations=tuple(
            Registration(number=number, status=OFFERED, offered_until=NOW - MINUTE, lapses=before)
            for number, before in enumerate(lapses, start=1)
        ),
    )


def test_an_offer_lapses_when_its_time_has_come() -> None:
    (person,) = offered(0).registrations
    for until, is_over in [(NOW + MINUTE, False), (NOW, True), (NOW - MINUTE, True), (None, False)]:
        snapshot = Snapshot(
            venue=venue(0, offered=1), registrations=(replace(person, offered_until=until),)
        )
        assert bool(decided(snapshot, Tick()).moves) is is_over


def test_the_first_offer_that_lapses_leads_to_the_end_of_the_order() -> None:
    assert decided(offered(0), Tick()) == Decision(
        moves=(Move(number=1, before=OFFERED, after=WAITLISTED, queued_at=NOW, lapses=1),)
    )


def test_the_second_offer_that_lapses_is_the_last() -> None:
    assert decided(offered(1), Tick()) == Decision(
        moves=(Move(number=1, before=OFFERED, after=EXPIRED, lapses=2),)
    )


def test_each_person_of_a_group_lapses_alone() -> None:
    assert statuses(decided(offered(1, 0), Tick())) == [EXPIRED, WAITLISTED]


def test_who_let_an_offer_lapse_is_not_offered_the_same_seat_at_once() -> None:
    decision = decided(offered(0), OFFERS_NOW, AUTOMATIC)
    assert statuses(decision) == [WAITLISTED]


def test_whose_turn_it_is_gets_an_offer() -> None:
    decision = decided(desk(WAITLISTED, WAITLISTED, free=2), OFFERS_NOW, AUTOMATIC)
    until = offer_deadline(NOW, AUTOMATIC)
    assert decision == Decision(
        moves=tuple(
            Move(number=number, before=WAITLISTED, after=OFFERED, offered_until=until)
            for number in (1, 2)
        ),
        reply=Reply.OFFERED,
    )


def test_an_offer_to_some_of_the_people_lists_all_of_them() -> None:
    decision = decided(desk(CONFIRMED, WAITLISTED), OFFERS_NOW, AUTOMATIC)
    assert [move.number for move in decision.moves] == [2]
    assert decision.reply is Reply.OUTCOME


@pytest.mark.parametrize(
    "now",
    [
        datetime(2030, 3, 2, 12, tzinfo=STOCKHOLM),  # a Saturday
        datetime(2030, 3, 4, 7, 59, tzinfo=STOCKHOLM),
        datetime(2030, 3, 4, 17, tzinfo=STOCKHOLM),
        STARTS - timedelta(hours=1),
    ],
)
def test_the_machine_offers_nothing_outside_office_hours_or_too_late(now: datetime) -> None:
    assert decided(desk(WAITLISTED), OFFERS_NOW, AUTOMATIC, now) == Decision()


def test_without_a_turn_without_room_or_by_staff_nothing_is_offered() -> None:
    assert decided(desk(WAITLISTED), Tick(), AUTOMATIC) == Decision()
    assert decided(desk(WAITLISTED, WAITLISTED, free=1), OFFERS_NOW, AUTOMATIC) == Decision()
    assert decided(desk(PENDING), OFFERS_NOW, AUTOMATIC) == Decision()
    assert decided(desk(WAITLISTED), OFFERS_NOW, make_event()) == Decision()
