"""An event, letters and people to decide about; everybody is invented."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from mailreg.event import Approval, Category, Claim, Event, WhenFull
from mailreg.event.values import Offers, Session, SessionWhenFull
from mailreg.extraction import Attendee, Missing
from mailreg.registration.decide import decide
from mailreg.registration.seats import count_seats
from mailreg.registration.values import (
    Arrival,
    Decision,
    Move,
    Reason,
    Refusal,
    Registration,
    Seats,
    Snapshot,
    StaffAction,
    Status,
    Tick,
    Verb,
)

(
    INCOMPLETE,
    PENDING,
    OFFERED,
    WAITLISTED,
    CONFIRMED,
    DECLINED,
    EXPIRED,
    CANCELLED,
) = Status

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOW = datetime(2030, 3, 1, 9, tzinfo=UTC)
STARTS = datetime(2030, 3, 20, 13, tzinfo=STOCKHOLM)
CLOSES = datetime(2030, 3, 19, tzinfo=STOCKHOLM)  # the bare date 2030-03-18


def make_event(
    *,
    approval: Approval = Approval.STAFF,
    when_full: WhenFull = WhenFull.STAFF,
    claim: Claim = Claim.STAFF,
    max_people_per_letter: int = 10,
    offers: Offers = Offers.STAFF,
    sessions: tuple[Session, ...] = (),
) -> Event:
    return Event(
        slug="varmote",
        name={"sv": "Vårmöte"},
        languages=("sv",),
        timezone=STOCKHOLM,
        starts=STARTS,
        closes=CLOSES,
        mailbox="desk",
        approval=approval,
        when_full=when_full,
        max_people_per_letter=max_people_per_letter,
        offers=offers,
        sessions=sessions,
        categories=(
            Category(key="participant", name={"sv": "Deltagare"}),
            Category(key="delegate", name={"sv": "Ombud"}, claim=claim),
        ),
    )


def automatic(when_full: WhenFull = WhenFull.STAFF, *, sessions: tuple[Session, ...] = ()) -> Event:
    return make_event(approval=Approval.AUTOMATIC, when_full=when_full, sessions=sessions)


def session(
    key: str,
    *,
    group: str | None = "seminar",
    when_full: SessionWhenFull = SessionWhenFull.STAFF,
) -> Session:
    return Session(key=key, name={"sv": key}, group=group, when_full=when_full)


def letter(
    people: int = 1,
    *,
    received_at: datetime = NOW,
    missing: tuple[Missing, ...] = (),
    is_doubtful: bool = False,
    is_answerable: bool = True,
    claims: str | None = None,
    answers: Mapping[str, str | bool] | None = None,
) -> Arrival:
    """A letter about so many people, who all answer alike."""
    answers = {**(answers or {}), **({claims: True} if claims else {})}
    return Arrival(
        received_at=received_at,
        attendees=tuple(
            Attendee(name=f"Person {number}", answers=answers) for number in range(1, people + 1)
        ),
        missing=missing,
        is_doubtful=is_doubtful,
        is_answerable=is_answerable,
    )


def venue(
    free: int | None = 1, *, confirmed: int = 0, offered: int = 0, pending: int = 0, held: int = 0
) -> Seats:
    """A venue with `free` seats beside those that are given or held; None: no limit."""
    capacity = None if free is None else free + confirmed + offered + held
    return Seats(
        capacity=capacity, confirmed=confirmed, offered=offered, pending=pending, held=held
    )


def people(*statuses: Status, full: bool = False) -> tuple[Registration, ...]:
    return tuple(
        Registration(number=number, status=status, full=full)
        for number, status in enumerate(statuses, start=1)
    )


def desk(
    *statuses: Status,
    free: int | None = 1,
    full: bool = False,
    holds_pending: bool = False,
    last_moves: tuple[Move, ...] = (),
) -> Snapshot:
    """An application with people in these statuses, counted, in a venue with `free` seats."""
    taken = {status: statuses.count(status) for status in Status}
    given = taken[Status.CONFIRMED] + taken[Status.OFFERED]
    held = taken[Status.PENDING] if holds_pending else 0
    seats = count_seats(
        taken,
        capacity=None if free is None else free + given + held,
        elsewhere=0,
        holds_pending=holds_pending,
    )
    return Snapshot(venue=seats, registrations=people(*statuses, full=full), last_moves=last_moves)


def decided(
    snapshot: Snapshot,
    action: Arrival | StaffAction | Tick,
    event: Event | None = None,
    now: datetime = NOW,
) -> Decision:
    decision = decide(snapshot, action, event or make_event(), now)
    assert isinstance(decision, Decision), decision
    return decision


def refused(
    snapshot: Snapshot, action: StaffAction, event: Event | None = None, now: datetime = NOW
) -> Refusal:
    refusal = decide(snapshot, action, event or make_event(), now)
    assert isinstance(refusal, Refusal), refusal
    return refusal


def act(
    verb: Verb, *numbers: int, over_capacity: bool = False, note: str | None = None
) -> StaffAction:
    """What staff do to people of these numbers, or to everybody."""
    return StaffAction(
        verb=verb,
        over_capacity=over_capacity,
        note=note,
        numbers=frozenset(numbers) if numbers else None,
    )


def outcomes(decision: Decision) -> list[tuple[Status, Reason | None]]:
    return [(move.after, move.decline_reason) for move in decision.moves]


def statuses(decision: Decision) -> list[Status]:
    return [move.after for move in decision.moves]
