"""What becomes of a letter, line by line of the policy."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mailreg.event import Approval, Claim, Event, WhenFull
from mailreg.extraction import Missing
from mailreg.registration.values import (
    Arrival,
    Reason,
    Reply,
    Seats,
    Snapshot,
    Status,
)
from tests.unit.registration.cases import (
    CLOSES,
    CONFIRMED,
    DECLINED,
    INCOMPLETE,
    PENDING,
    STOCKHOLM,
    WAITLISTED,
    automatic,
    decided,
    desk,
    letter,
    make_event,
    outcomes,
    statuses,
    venue,
)

BY_STAFF = make_event()
NO_BILLING = (Missing.BILLING_ADDRESS,)
WAITLIST, DECLINE = WhenFull.WAITLIST, WhenFull.DECLINE
LATE = letter(received_at=CLOSES)
UNSURE = letter(is_doubtful=True)

# event, letter, free seats ▶ status, marked full, reply
POLICY = [
    # staff approve: the machine confirms, waitlists and declines nobody
    (BY_STAFF, letter(), 1, PENDING, False, Reply.RECEIVED),
    (BY_STAFF, letter(), None, PENDING, False, Reply.RECEIVED),
    (BY_STAFF, letter(), 0, PENDING, True, Reply.RECEIVED),
    (BY_STAFF, letter(2), 1, PENDING, True, Reply.RECEIVED),
    (BY_STAFF, UNSURE, 1, PENDING, False, Reply.RECEIVED),
    (make_event(when_full=WAITLIST), letter(), 0, PENDING, True, Reply.RECEIVED),
    (make_event(when_full=DECLINE), letter(), 0, PENDING, True, Reply.RECEIVED),
    # too late, in either mode, whatever else is to be said
    (BY_STAFF, LATE, 1, DECLINED, False, Reply.CLOSED),
    (automatic(), LATE, 1, DECLINED, False, Reply.CLOSED),
    (automatic(), LATE, 0, DECLINED, False, Reply.CLOSED),
    (BY_STAFF, letter(received_at=CLOSES, missing=NO_BILLING), 1, DECLINED, False, Reply.CLOSED),
    # what is surely missing is asked for, also where something else is doubtful
    (BY_STAFF, letter(missing=NO_BILLING), 1, INCOMPLETE, False, Reply.INCOMPLETE),
    (BY_STAFF, letter(missing=NO_BILLING), 0, INCOMPLETE, True, Reply.INCOMPLETE),
    (automatic(), letter(missing=NO_BILLING), 1, INCOMPLETE, False, Reply.INCOMPLETE),
    (
        automatic(),
        letter(missing=NO_BILLING, is_doubtful=True),
        1,
        INCOMPLETE,
        False,
        Reply.INCOMPLETE,
    ),
    # in automatic mode what is sure and fits is confirmed
    (automatic(), letter(), 1, CONFIRMED, False, Reply.CONFIRMED),
    (automatic(), letter(), None, CONFIRMED, False, Reply.CONFIRMED),
    (automatic(), letter(3), 3, CONFIRMED, False, Reply.CONFIRMED),
    # automatic and full: together or not at all
    (automatic(), letter(), 0, PENDING, True, Reply.RECEIVED),
    (automatic(WAITLIST), letter(), 0, WAITLISTED, True, Reply.WAITLISTED),
    (automatic(WAITLIST), letter(3), 2, WAITLISTED, True, Reply.WAITLISTED),
    (automatic(DECLINE), letter(), 0, DECLINED, True, Reply.DECLINED),
    # automatic and doubtful, too many, or claiming a lower fee: staff look, full or not
    (automatic(), UNSURE, 1, PENDING, False, Reply.RECEIVED),
    (automatic(DECLINE), UNSURE, 0, PENDING, True, Reply.RECEIVED),
    (automatic(), letter(10), 10, CONFIRMED, False, Reply.CONFIRMED),
    (automatic(), letter(11), 11, PENDING, False, Reply.RECEIVED),
    (automatic(), letter(claims="delegate"), 1, PENDING, False, Reply.RECEIVED),
    (automatic(WAITLIST), letter(claims="delegate"), 0, PENDING, True, Reply.RECEIVED),
    (automatic(), letter(claims="participant"), 1, CONFIRMED, False, Reply.CONFIRMED),
    # nobody is decided silently
    (BY_STAFF, letter(is_answerable=False), 1, PENDING, False, None),
    (BY_STAFF, letter(is_answerable=False, missing=NO_BILLING), 1, INCOMPLETE, False, None),
    (BY_STAFF, letter(is_answerable=False, received_at=CLOSES), 1, DECLINED, False, None),
    (automatic(), letter(is_answerable=False), 1, PENDING, False, None),
    (automatic(DECLINE), letter(is_answerable=False), 0, PENDING, True, None),
]


@pytest.mark.parametrize(("event", "arrival", "free", "status", "is_full", "reply"), POLICY)
def test_a_letter_is_decided_by_the_policy(
    event: Event,
    arrival: Arrival,
    free: int | None,
    status: Status,
    is_full: bool,
    reply: Reply | None,
) -> None:
    decision = decided(Snapshot(venue=venue(free)), arrival, event)
    assert set(statuses(decision)) == {status}
    assert len(decision.moves) == len(arrival.attendees)
    assert (decision.is_full, decision.reply) == (is_full, reply)
    assert not decision.is_over_capacity


@pytest.mark.parametrize(
    ("event", "arrival", "free", "reason"),
    [
        (BY_STAFF, LATE, 0, Reason.CLOSED),
        (automatic(DECLINE), letter(), 0, Reason.FULL),
        (automatic(), letter(), 1, None),
    ],
)
def test_only_who_is_declined_has_a_reason(
    event: Event, arrival: Arrival, free: int, reason: Reason | None
) -> None:
    decision = decided(Snapshot(venue=venue(free)), arrival, event)
    assert {found for _, found in outcomes(decision)} == {reason}


@pytest.mark.parametrize(
    ("when_full", "status"),
    [(WhenFull.STAFF, PENDING), (WAITLIST, WAITLISTED), (DECLINE, DECLINED)],
)
def test_a_newcomer_does_not_overtake_somebody_who_waits_and_would_fit(
    when_full: WhenFull, status: Status
) -> None:
    snapshot = Snapshot(venue=venue(5), someone_waits=True)
    decision = decided(snapshot, letter(), automatic(when_full))
    assert statuses(decision) == [status]
    assert decision.is_full


def test_a_claim_that_the_event_trusts_needs_no_staff() -> None:
    event = make_event(approval=Approval.AUTOMATIC, claim=Claim.TRUSTED)
    decision = decided(Snapshot(venue=venue(1)), letter(claims="delegate"), event)
    assert statuses(decision) == [CONFIRMED]


def test_a_letter_that_names_nobody_is_one_person() -> None:
    decision = decided(Snapshot(venue=venue(1)), letter(0, missing=(Missing.NAME,)))
    assert [(move.number, move.before, move.after) for move in decision.moves] == [
        (1, None, INCOMPLETE)
    ]


def test_people_are_numbered_from_one() -> None:
    decision = decided(Snapshot(venue=venue(5)), letter(3))
    assert [move.number for move in decision.moves] == [1, 2, 3]


def test_the_number_of_somebody_who_was_there_before_is_not_used_again() -> None:
    decision = decided(desk(Status.CANCELLED, Status.CONFIRMED, free=5), letter(2))
    assert [move.number for move in decision.moves] == [3, 4]


def test_seats_sold_elsewhere_and_held_ones_are_not_given() -> None:
    seats = Seats(capacity=10, elsewhere=4, confirmed=3, offered=1, pending=2, held=2)
    assert statuses(decided(Snapshot(venue=seats), letter(), automatic(WAITLIST))) == [WAITLISTED]


@pytest.mark.parametrize(
    ("received_at", "status"),
    [
        (datetime(2030, 3, 18, 23, 59, 59, tzinfo=STOCKHOLM), PENDING),
        (datetime(2030, 3, 18, 22, 59, 59, tzinfo=UTC), PENDING),
        (datetime(2030, 3, 19, 0, 0, tzinfo=STOCKHOLM), DECLINED),
        (datetime(2030, 3, 18, 23, 0, tzinfo=UTC), DECLINED),
    ],
)
def test_the_last_day_ends_at_local_midnight(received_at: datetime, status: Status) -> None:
    decision = decided(Snapshot(venue=venue(1)), letter(received_at=received_at))
    assert statuses(decision) == [status]


def test_a_letter_that_came_in_time_and_is_read_late_is_in_time() -> None:
    read_at = datetime(2030, 3, 19, 8, tzinfo=UTC)
    arrival = letter(received_at=datetime(2030, 3, 18, 12, tzinfo=UTC))
    assert statuses(decided(Snapshot(venue=venue(1)), arrival, now=read_at)) == [PENDING]
