"""What becomes of an application that a later letter completes, changes or withdraws."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailreg.event import Event
from mailreg.extraction import Attendee, Missing
from mailreg.registration.amendments import Amendment, Withdrawal
from mailreg.registration.comparing import Difference, Subject
from mailreg.registration.decide import decide
from mailreg.registration.values import (
    Decision,
    Refusal,
    Reply,
    Snapshot,
    StaffAction,
    Status,
    Verb,
)
from tests.unit.registration.cases import (
    CANCELLED,
    CLOSES,
    CONFIRMED,
    DECLINED,
    EXPIRED,
    INCOMPLETE,
    NOW,
    OFFERED,
    PENDING,
    WAITLISTED,
    automatic,
    desk,
    letter,
    make_event,
    outcomes,
    statuses,
)

INSTEAD = Difference(
    subject=Subject.SUBSTITUTE,
    field="people[1]",
    before="Anna Berg",
    after="Nils Ask",
    number=1,
    person=Attendee(name="Nils Ask"),
)


def amended(
    snapshot: Snapshot,
    *differences: Difference,
    event: Event | None = None,
    newcomers: int = 0,
    approval: StaffAction | None = None,
    missing: tuple[Missing, ...] = (),
    late: bool = False,
    is_doubtful: bool = False,
) -> Decision | Refusal:
    arrival = letter(newcomers, missing=missing, is_doubtful=is_doubtful)
    if late:
        arrival = replace(arrival, received_at=CLOSES)
    amendment = Amendment(differences=differences, arrival=arrival, approval=approval)
    return decide(snapshot, amendment, event or make_event(), NOW)


def decided(snapshot: Snapshot, *differences: Difference, **more: object) -> Decision:
    decision = amended(snapshot, *differences, **more)  # type: ignore[arg-type]
    assert isinstance(decision, Decision), decision
    return decision


@pytest.mark.parametrize(
    ("event", "free", "status", "reply"),
    [
        (make_event(), 1, PENDING, Reply.RECEIVED),
        (automatic(), 1, CONFIRMED, Reply.CONFIRMED),
        (automatic(), 0, PENDING, Reply.RECEIVED),
    ],
)
def test_an_answer_moves_on_as_a_first_letter(
    event: Event, free: int, status: Status, reply: Reply
) -> None:
    decision = decided(desk(INCOMPLETE, free=free), event=event)
    assert (statuses(decision), decision.reply) == ([status], reply)


def test_half_an_answer_asks_for_the_rest() -> None:
    decision = decided(desk(INCOMPLETE), missing=(Missing.NAME,))
    assert (decision.moves, decision.reply) == ((), Reply.INCOMPLETE)


@pytest.mark.parametrize("late", [False, True])
def test_who_answers_after_it_expired_is_taken_up_again(late: bool) -> None:
    decision = decided(desk(EXPIRED, free=5), event=automatic(), late=late)
    assert (statuses(decision), decision.reply) == ([PENDING], Reply.RECEIVED)


def test_who_wrote_in_time_and_answers_after_the_close_waits_for_staff() -> None:
    decision = decided(desk(INCOMPLETE, free=5), event=automatic(), late=True)
    assert statuses(decision) == [PENDING]


def test_further_people_after_the_close_are_declined_and_nobody_else() -> None:
    decision = decided(desk(CONFIRMED, free=5), event=automatic(), newcomers=1, late=True)
    assert [after for after, _ in outcomes(decision)] == [DECLINED]
    assert decision.reply is Reply.OUTCOME


@pytest.mark.parametrize("status", [INCOMPLETE, PENDING, WAITLISTED, CONFIRMED])
def test_who_comes_instead_has_what_the_first_had_in_a_full_house(status: Status) -> None:
    decision = decided(desk(status, free=0), INSTEAD, event=automatic())
    assert [(move.number, move.before, move.after) for move in decision.moves] == [
        (1, status, CANCELLED),
        (2, None, status),
    ]
    assert decision.reply is Reply.UPDATED


@pytest.mark.parametrize(
    ("free", "people", "reply"), [(2, [CONFIRMED] * 2, Reply.CONFIRMED), (1, [PENDING] * 2, None)]
)
def test_further_people_come_all_or_wait_together(
    free: int, people: list[Status], reply: Reply | None
) -> None:
    decision = decided(desk(CONFIRMED, free=free), event=automatic(), newcomers=2)
    assert statuses(decision) == people
    assert decision.reply is (reply or Reply.OUTCOME)


def test_staff_confirm_with_a_change_whom_they_confirm_without_it() -> None:
    approve = StaffAction(verb=Verb.APPROVE)
    snapshot = desk(CONFIRMED, PENDING, OFFERED, CANCELLED, free=2)
    decision = decided(snapshot, newcomers=1, approval=approve)
    assert [(move.number, move.after) for move in decision.moves] == [
        (2, CONFIRMED),
        (3, CONFIRMED),
        (5, CONFIRMED),
    ]


def test_staff_are_refused_where_there_are_fewer_seats() -> None:
    approve = StaffAction(verb=Verb.APPROVE)
    refusal = amended(desk(CONFIRMED, free=0), newcomers=1, approval=approve)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "no_room"
    over = replace(approve, over_capacity=True)
    refusal = amended(desk(CONFIRMED, free=0), newcomers=1, approval=over)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "note_needed"
    decision = decided(
        desk(CONFIRMED, free=0), newcomers=1, approval=replace(over, note="Ordföranden")
    )
    assert decision.is_over_capacity


@pytest.mark.parametrize("answerable", [True, False])
def test_who_withdraws_is_cancelled_and_nobody_else(answerable: bool) -> None:
    withdrawal = Withdrawal(numbers=frozenset({1, 3}), is_answerable=answerable)
    decision = decide(desk(CONFIRMED, PENDING, EXPIRED), withdrawal, make_event(), NOW)
    assert isinstance(decision, Decision)
    assert [(move.number, move.after) for move in decision.moves] == [(1, CANCELLED)]
    assert decision.reply is (Reply.CANCELLED if answerable else None)
