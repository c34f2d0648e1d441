"""Promises that hold whatever comes in, in whatever order, through weeks of a desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from mailreg.event import Approval, WhenFull
from mailreg.event.values import Offers, SessionWhenFull
from mailreg.extraction import Attendee, Missing
from mailreg.registration.decide import decide
from mailreg.registration.offers import is_office_hour, whose_turn
from mailreg.registration.seats import count_seats
from mailreg.registration.sessions import PLACED, SESSION_MOVES, SESSION_STARTS, count_session
from mailreg.registration.statuses import is_allowed, summary
from mailreg.registration.values import (
    Arrival,
    Decision,
    Move,
    Reason,
    Refusal,
    Registration,
    Reply,
    Seats,
    SessionMove,
    SessionState,
    Snapshot,
    StaffAction,
    Status,
    Tick,
    Verb,
)
from tests.unit.registration.cases import CLOSES, NOW, STARTS, make_event, session

GROUP = ("ai", "care")  # of which a person takes at most one
SESSIONS = (*GROUP, "dinner")

ATTENDEES = st.builds(
    Attendee,
    answers=st.fixed_dictionaries(
        {"seminar": st.sampled_from([*GROUP, "none"]), "dinner": st.booleans()}
    ),
)
LETTERS = st.builds(
    Arrival,
    received_at=st.sampled_from([NOW, NOW, NOW, CLOSES - timedelta(seconds=1), CLOSES]),
    attendees=st.lists(ATTENDEES, max_size=4).map(tuple),
    missing=st.sampled_from([(), (), (), (Missing.NAME,)]),
    is_doubtful=st.sampled_from([False, False, False, True]),
    is_answerable=st.sampled_from([True, True, True, False]),
)
ACTIONS = st.builds(
    StaffAction,
    verb=st.sampled_from([*Verb, Verb.APPROVE, Verb.APPROVE, Verb.OFFER]),
    over_capacity=st.sampled_from([False, False, False, True]),
    note=st.sampled_from([None, "", "Föreläsare"]),
    reason=st.sampled_from(Reason),
    numbers=st.sampled_from([None, None, None, *map(frozenset, ({1}, {2}, {1, 3}, {9}))]),
)
CAPACITIES = st.one_of(st.none(), st.integers(0, 8), st.integers(0, 8))


@dataclass
class Case:
    """An application as the store keeps it."""

    order: int  # in which the first letters arrived
    people: tuple[Registration, ...] = ()
    last_moves: tuple[Move, ...] = ()
    last_session_moves: tuple[SessionMove, ...] = ()
    is_undoable: bool = False

    @property
    def waiting(self) -> int:
        return sum(person.status is Status.WAITLISTED for person in self.people)

    @property
    def place(self) -> tuple[datetime, int]:
        """In the waiting order: by the first letter, or when an offer lapsed."""
        queued = [one.queued_at for one in self.people if one.status is Status.WAITLISTED]
        return max((each for each in queued if each), default=NOW - timedelta(days=1)), self.order


class Desk(RuleBasedStateMachine):
    """A venue with few seats, and people in every status; records as the store does."""

    @initialize(
        capacity=st.one_of(st.none(), st.integers(1, 6), st.integers(1, 6)),
        session_capacity=st.integers(0, 2),
        approval=st.sampled_from(Approval),
        when_full=st.sampled_from(WhenFull),
        offers=st.sampled_from(Offers),
        full_session=st.sampled_from(SessionWhenFull),
        holds_pending=st.booleans(),
    )
    def open_desk(
        self,
        capacity: int | None,
        session_capacity: int,
        approval: Approval,
        when_full: WhenFull,
        offers: Offers,
        full_session: SessionWhenFull,
        holds_pending: bool,
    ) -> None:
        sessions = (
            *(session(key, when_full=full_session) for key in GROUP),
            session("dinner", group=None, when_full=SessionWhenFull.WAITLIST),
        )
        self.event = replace(
            make_event(approval=approval, when_full=when_full, offers=offers, sessions=sessions),
            max_people_per_letter=3,
            holds_pending=holds_pending,
        )
        self.capacities: dict[str | None, int | None] = {
            None: capacity,
            **dict.fromkeys(SESSIONS, session_capacity),
        }
        self.elsewhere = 0
        self.cases: list[Case] = []
        self.now = NOW

    @rule(arrival=LETTERS)
    def a_letter_arrives(self, arrival: Arrival) -> None:
        case = Case(order=len(self.cases))
        venue, groups = self.venue, self.groups(but=case)
        decision = self.decide(
            case, replace(arrival, received_at=max(self.now, arrival.received_at))
        )
        assert isinstance(decision, Decision)
        assert decision.moves
        assert arrival.is_answerable or decision.reply is None
        self.cases.append(case)
        self.record(case, decision)
        if groups and any(move.after is Status.CONFIRMED for move in decision.moves):
            assert venue.free is not None
            assert min(groups) > venue.free

    @rule(which=st.integers(0), verb=st.sampled_from(Verb))
    def staff_decide_plainly(self, which: int, verb: Verb) -> None:
        self.staff_decide(which, StaffAction(verb=verb))

    @rule(which=st.integers(0), verb=st.sampled_from([Verb.CANCEL, Verb.DECLINE]))
    def staff_decide_and_take_back(self, which: int, verb: Verb) -> None:
        """And somebody else is approved meanwhile."""
        self.staff_decide(which, StaffAction(verb=verb))
        self.staff_decide(which + 1, StaffAction(verb=Verb.APPROVE))
        self.staff_decide(which, StaffAction(verb=Verb.UNDO))

    @rule(answers=st.lists(ATTENDEES, min_size=1, max_size=2))
    def a_plain_letter_is_approved(self, answers: list[Attendee]) -> None:
        letter = Arrival(
            received_at=NOW,
            attendees=tuple(answers),
            missing=(),
            is_doubtful=False,
            is_answerable=True,
        )
        self.a_letter_arrives(letter)
        self.staff_decide(-1, StaffAction(verb=Verb.APPROVE))

    @rule(which=st.integers(0), action=ACTIONS)
    def staff_decide(self, which: int, action: StaffAction) -> None:
        if not self.cases:
            return
        case = self.cases[which % len(self.cases)]
        decision = self.decide(case, action)
        if isinstance(decision, Refusal):
            assert decision.text
            return
        is_undo = action.verb is Verb.UNDO
        self.check_concerned(action, decision)
        self.check_reply(case, action, decision)
        self.record(case, decision, is_undo=is_undo)
        case.last_moves = () if is_undo else decision.moves
        case.last_session_moves = () if is_undo else decision.session_moves
        case.is_undoable = not is_undo

    @rule(key=st.sampled_from([None, *SESSIONS]), capacity=CAPACITIES, elsewhere=st.integers(0, 3))
    def a_figure_changes(self, key: str | None, capacity: int | None, elsewhere: int) -> None:
        self.capacities[key] = capacity
        self.elsewhere = elsewhere

    @rule(hours=st.sampled_from([1, 5, 24, 72, 72, 24 * 7]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        for case in sorted(self.cases, key=lambda each: each.place):
            self.look_at_the_clock(case)

    @rule(which=st.integers(0))
    def somebody_is_taken_for_the_first_in_line(self, which: int) -> None:
        """Whoever says whose turn it is may err: there is no seat more for it."""
        if self.cases:
            case = self.cases[which % len(self.cases)]
            decision = self.decide(case, Tick(offers_now=True))
            assert isinstance(decision, Decision)
            assert decision.reply is None or is_office_hour(self.now, self.event)
            self.record(case, decision)

    def look_at_the_clock(self, case: Case) -> None:
        line = [each.waiting for each in self.line]
        turns = [self.line[index] for index in whose_turn(line, self.venue.free)]
        is_turn = any(case is each for each in turns)
        ahead = self.line[: self.line.index(case)] if is_turn else []
        free = self.venue.free
        decision = self.decide(case, Tick(offers_now=is_turn))
        assert isinstance(decision, Decision)
        offers = [move for move in decision.moves if move.after is Status.OFFERED]
        assert bool(offers) == (decision.reply is not None)
        assert not offers or (is_turn and is_office_hour(self.now, self.event))
        if offers and free is not None:
            assert all(each.waiting + len(offers) > free for each in ahead)
        # what somebody has is not taken away by time, nor by a lowered figure
        assert not [move for move in decision.moves if move.before is Status.CONFIRMED]
        assert not decision.session_moves
        self.record(case, decision)

    @invariant()
    def no_figure_is_negative(self) -> None:
        for seats in (self.venue, *self.pools.values()):
            assert min(seats.confirmed, seats.offered, seats.pending, seats.held) >= 0
            assert (seats.free is None) == (seats.over is None) == (seats.capacity is None)
            assert min(seats.free or 0, seats.over or 0) >= 0
            assert not (seats.free and seats.over)

    @invariant()
    def every_application_has_a_status(self) -> None:
        for case in self.cases:
            assert summary(case.people) in {person.status for person in case.people}

    @invariant()
    def sessions_are_for_the_confirmed_and_one_of_a_group(self) -> None:
        for person in self.everybody:
            placed = [key for key, state in person.sessions.items() if state in PLACED]
            assert not placed or person.status is Status.CONFIRMED
            assert sum(key in GROUP for key in placed) <= 1

    @invariant()
    def an_offer_has_an_end_and_lapses_twice_at_most(self) -> None:
        for person in self.everybody:
            assert (person.status is Status.OFFERED) == (person.offered_until is not None)
            assert person.offered_until is None or person.offered_until < STARTS
            assert person.lapses <= 2 or person.status is not Status.WAITLISTED

    @property
    def everybody(self) -> list[Registration]:
        return list(chain.from_iterable(case.people for case in self.cases))

    @property
    def venue(self) -> Seats:
        statuses = [person.status for person in self.everybody]
        return count_seats(
            {status: statuses.count(status) for status in Status},
            capacity=self.capacities[None],
            elsewhere=self.elsewhere,
            holds_pending=self.event.holds_pending,
        )

    @property
    def pools(self) -> dict[str, Seats]:
        return {key: self.pool(key) for key in SESSIONS}

    def pool(self, key: str) -> Seats:
        states = [person.sessions.get(key) for person in self.everybody]
        taken = {state: states.count(state) for state in SessionState}
        return count_session(taken, capacity=self.capacities[key])

    @property
    def line(self) -> list[Case]:
        return sorted((case for case in self.cases if case.waiting), key=lambda each: each.place)

    def groups(self, but: Case) -> tuple[int, ...]:
        return tuple(case.waiting for case in self.line if case is not but)

    def decide(self, case: Case, action: Arrival | StaffAction | Tick) -> Decision | Refusal:
        """Decide twice: equal inputs give equal decisions."""
        snapshot = Snapshot(
            venue=self.venue,
            registrations=case.people,
            sessions=self.pools,
            waiting_groups=self.groups(but=case),
            last_moves=case.last_moves,
            last_session_moves=case.last_session_moves,
            is_undoable=case.is_undoable,
        )
        decision = decide(snapshot, action, self.event, self.now)
        assert decide(snapshot, action, self.event, self.now) == decision
        return decision

    def record(self, case: Case, decision: Decision, *, is_undo: bool = False) -> None:
        venue, pools = self.venue, self.pools
        self.check_moves(case.people, decision.moves, is_undo=is_undo)
        people = {person.number: person for person in case.people}
        for move in decision.moves:
            people[move.number] = moved(people.get(move.number), move, is_full=decision.is_full)
        for step in decision.session_moves:
            self.check_session_move(people[step.number], step, is_undo=is_undo)
            people[step.number] = resettled(people[step.number], step)
        case.people = tuple(sorted(people.values(), key=lambda each: each.number))
        check_seats(venue, self.venue, is_over_capacity=decision.is_over_capacity)
        for key, before in pools.items():
            after = self.pools[key]
            check_seats(before, after, is_over_capacity=False)
            if not is_undo:
                moves = [move for move in decision.session_moves if move.key == key]
                check_nobody_is_passed(moves, before, after)

    def check_moves(
        self, people: Sequence[Registration], moves: Sequence[Move], *, is_undo: bool
    ) -> None:
        current = {person.number: person.status for person in people}
        assert len({move.number for move in moves}) == len(moves)
        for move in moves:
            assert move.before is current.get(move.number)
            assert is_allowed(move.before, move.after) or is_undo
            assert (move.decline_reason is not None) == (move.after is Status.DECLINED)
            assert (move.offered_until is not None) == (move.after is Status.OFFERED)

    def check_session_move(self, person: Registration, move: SessionMove, *, is_undo: bool) -> None:
        assert person.sessions.get(move.key) is move.before
        assert move.after is not None
        allowed = SESSION_STARTS if move.before is None else SESSION_MOVES[move.before]
        assert move.after in allowed or is_undo

    def check_concerned(self, action: StaffAction, decision: Decision) -> None:
        numbers = {move.number for move in decision.moves}
        numbers |= {move.number for move in decision.session_moves}
        assert action.numbers is None or numbers <= action.numbers

    def check_reply(self, case: Case, action: StaffAction, decision: Decision) -> None:
        """One reply that is true of everybody."""
        if decision.reply is Reply.OUTCOME or not decision.moves:
            return
        after = {person.number: person.status for person in case.people}
        after.update({move.number: move.after for move in decision.moves})
        withdrawn = {Status.CANCELLED, Status.EXPIRED}
        if action.verb in {Verb.APPROVE, Verb.DECLINE, Verb.WAITLIST, Verb.OFFER}:
            assert len(set(after.values()) - withdrawn) == 1


def moved(person: Registration | None, move: Move, *, is_full: bool) -> Registration:
    known = person or Registration(number=move.number, status=move.after)
    return replace(
        known,
        status=move.after,
        full=is_full,
        decline_reason=move.decline_reason,
        offered_until=move.offered_until,
        queued_at=move.queued_at or known.queued_at,
        lapses=known.lapses if move.lapses is None else move.lapses,
    )


def resettled(person: Registration, move: SessionMove) -> Registration:
    states = dict(person.sessions)
    states.pop(move.key, None) if move.after is None else states.update({move.key: move.after})
    return replace(person, sessions=states)


def check_nobody_is_passed(moves: Sequence[SessionMove], before: Seats, after: Seats) -> None:
    """A newcomer takes no seat in a session that somebody who waits for it needs."""
    given = [move for move in moves if move.after is SessionState.GIVEN]
    if any(move.before is not SessionState.WAITING for move in given):
        still = before.waitlisted - sum(move.before is SessionState.WAITING for move in moves)
        assert after.free is None or still <= after.free


def check_seats(before: Seats, after: Seats, *, is_over_capacity: bool) -> None:
    """Promise 4: no seat is sold twice, neither at the venue nor in a session."""
    given_before = before.confirmed + before.offered
    given = after.confirmed + after.offered
    if after.capacity is None:
        assert not is_over_capacity
        return
    exceeds = given > given_before and given > after.capacity - after.elsewhere
    assert is_over_capacity or not exceeds


Desk.TestCase.settings = settings(max_examples=30, stateful_step_count=30, deadline=None)
TestDesk = Desk.TestCase
