"""Promises that hold whatever comes in, in whatever order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import chain

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from mailreg.event import Approval, WhenFull
from mailreg.extraction import Missing
from mailreg.registration.decide import decide
from mailreg.registration.seats import count_seats
from mailreg.registration.statuses import is_allowed, summary
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
from tests.unit.registration.cases import CLOSES, NOW, STARTS, letter, make_event

LETTERS = st.builds(
    letter,
    people=st.integers(0, 4),
    received_at=st.sampled_from([NOW, CLOSES - timedelta(seconds=1), CLOSES]),
    missing=st.sampled_from([(), (), (), (Missing.NAME,)]),
    is_doubtful=st.sampled_from([False, False, True]),
    is_answerable=st.sampled_from([True, True, False]),
)
ACTIONS = st.builds(
    StaffAction,
    verb=st.sampled_from(Verb),
    over_capacity=st.sampled_from([False, False, False, True]),
    note=st.sampled_from([None, "", "Föreläsare"]),
    reason=st.sampled_from(Reason),
)


class Desk(RuleBasedStateMachine):
    """A venue with few seats, and people in every status; records as the store does."""

    @initialize(
        capacity=st.one_of(st.none(), st.integers(0, 8)),
        elsewhere=st.integers(0, 3),
        approval=st.sampled_from(Approval),
        when_full=st.sampled_from(WhenFull),
        holds_pending=st.booleans(),
    )
    def open_desk(
        self,
        capacity: int | None,
        elsewhere: int,
        approval: Approval,
        when_full: WhenFull,
        holds_pending: bool,
    ) -> None:
        self.event = make_event(approval=approval, when_full=when_full, max_people_per_letter=3)
        self.capacity = capacity
        self.elsewhere = elsewhere
        self.holds_pending = holds_pending
        self.applications: list[tuple[Registration, ...]] = []
        self.last_moves: list[tuple[Move, ...]] = []
        self.now = NOW

    @rule(arrival=LETTERS)
    def a_letter_arrives(self, arrival: Arrival) -> None:
        self.applications.append(())
        self.last_moves.append(())
        decision = self.decide(-1, arrival)
        assert isinstance(decision, Decision)
        assert decision.moves
        assert arrival.is_answerable or decision.reply is None
        self.record(-1, decision)

    @rule(which=st.integers(0))
    def staff_take_back(self, which: int) -> None:
        self.staff_decide(which, StaffAction(verb=Verb.UNDO))

    @rule(which=st.integers(0), action=ACTIONS)
    def staff_decide(self, which: int, action: StaffAction) -> None:
        if not self.applications:
            return
        which %= len(self.applications)
        decision = self.decide(which, action)
        if isinstance(decision, Refusal):
            assert decision.text
            return
        is_undo = action.verb is Verb.UNDO
        self.record(which, decision, is_undo=is_undo)
        self.last_moves[which] = () if is_undo else decision.moves

    @rule(which=st.integers(0))
    def a_seat_is_offered(self, which: int) -> None:
        """As the waiting list does it: only where there is a seat."""
        waiting = [
            index
            for index, people in enumerate(self.applications)
            if {person.status for person in people} == {Status.WAITLISTED}
            and (self.seats.free is None or self.seats.free >= len(people))
        ]
        if waiting:
            index = waiting[which % len(waiting)]
            self.applications[index] = tuple(
                replace(person, status=Status.OFFERED) for person in self.applications[index]
            )

    @rule(capacity=st.integers(0, 8), elsewhere=st.integers(0, 3))
    def the_venue_changes(self, capacity: int, elsewhere: int) -> None:
        self.capacity = capacity
        self.elsewhere = elsewhere

    @rule(is_over=st.sampled_from([False, False, False, True]))
    def the_clock_ticks(self, is_over: bool) -> None:
        self.now = STARTS if is_over else self.now
        for index in range(len(self.applications)):
            decision = self.decide(index, Tick())
            assert isinstance(decision, Decision)
            assert decision.reply is None
            self.record(index, decision)

    @invariant()
    def no_figure_is_negative(self) -> None:
        seats = self.seats
        assert min(seats.confirmed, seats.offered, seats.pending, seats.held) >= 0
        assert (seats.free is None) == (seats.over is None) == (self.capacity is None)
        assert min(seats.free or 0, seats.over or 0) >= 0
        assert not (seats.free and seats.over)

    @invariant()
    def every_application_has_a_status(self) -> None:
        for people in self.applications:
            assert summary(people) in {person.status for person in people}

    @property
    def seats(self) -> Seats:
        everybody = [person.status for person in chain.from_iterable(self.applications)]
        return count_seats(
            {status: everybody.count(status) for status in Status},
            capacity=self.capacity,
            elsewhere=self.elsewhere,
            holds_pending=self.holds_pending,
        )

    def decide(self, which: int, action: Arrival | StaffAction | Tick) -> Decision | Refusal:
        """Decide twice: equal inputs give equal decisions."""
        snapshot = Snapshot(
            venue=self.seats,
            registrations=self.applications[which],
            someone_waits=self.someone_waits(),
            last_moves=self.last_moves[which],
        )
        decision = decide(snapshot, action, self.event, self.now)
        assert decide(snapshot, action, self.event, self.now) == decision
        return decision

    def someone_waits(self) -> bool:
        free = self.seats.free
        waiting = (
            sum(person.status is Status.WAITLISTED for person in people)
            for people in self.applications
        )
        return any(count > 0 and (free is None or count <= free) for count in waiting)

    def record(self, which: int, decision: Decision, *, is_undo: bool = False) -> None:
        before = self.seats
        self.check_moves(self.applications[which], decision.moves, is_undo=is_undo)
        moves = {move.number: move for move in decision.moves}
        kept = [each for each in self.applications[which] if each.number not in moves]
        moved = [
            Registration(
                number=move.number,
                status=move.after,
                full=decision.is_full,
                decline_reason=move.decline_reason,
            )
            for move in decision.moves
        ]
        self.applications[which] = tuple(sorted([*kept, *moved], key=lambda each: each.number))
        self.check_seats(before, is_over_capacity=decision.is_over_capacity)

    def check_moves(
        self, people: Sequence[Registration], moves: Sequence[Move], *, is_undo: bool
    ) -> None:
        current = {person.number: person.status for person in people}
        assert len({move.number for move in moves}) == len(moves)
        for move in moves:
            assert move.before is current.get(move.number)
            assert is_allowed(move.before, move.after) or is_undo
            assert (move.decline_reason is not None) == (move.after is Status.DECLINED)

    def check_seats(self, before: Seats, *, is_over_capacity: bool) -> None:
        """Promise 4: no seat is sold twice."""
        after = self.seats
        given_before = before.confirmed + before.offered
        given = after.confirmed + after.offered
        if after.capacity is None:
            assert not is_over_capacity
            return
        exceeds = given > given_before and given > after.capacity - after.elsewhere
        assert is_over_capacity or not exceeds


Desk.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestDesk = Desk.TestCase
