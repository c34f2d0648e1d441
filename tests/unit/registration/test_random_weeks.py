"""Random weeks of letters, decisions and time, in whatever order.

What holds after every step: promise 4 for every pool (the venue and each session; categories have
no seats of their own), the order is kept, nobody starves unexplained, a lowered capacity takes
nothing away.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import chain

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from mailreg.event import Approval, WhenFull
from mailreg.event.values import Offers, SessionWhenFull
from mailreg.extraction import Attendee
from mailreg.registration.answered import OfferReply
from mailreg.registration.decide import decide
from mailreg.registration.explain import Standing, explain
from mailreg.registration.offers import may_offer, whose_turn
from mailreg.registration.office import is_office_hour
from mailreg.registration.seats import count_seats
from mailreg.registration.sessions import PLACED, count_session
from mailreg.registration.statuses import summary
from mailreg.registration.values import (
    Arrival,
    Decision,
    Refusal,
    Registration,
    Seats,
    SessionState,
    SessionTurn,
    Snapshot,
    StaffAction,
    Status,
    Tick,
    Verb,
)
from tests.unit.registration.cases import NOW, make_event, session
from tests.unit.registration.weeks import (
    ACTIONS,
    ATTENDEES,
    CAPACITIES,
    GROUP,
    LETTERS,
    SESSIONS,
    WHY_WAITING,
    Case,
    answer_of,
    check_answer,
    check_concerned,
    check_figures,
    check_moves,
    check_nobody_is_passed,
    check_nothing_is_taken_away,
    check_offer,
    check_reply,
    check_seats,
    check_session_move,
    moved,
    resettled,
)


class RandomWeek(RuleBasedStateMachine):
    """A venue with few seats, and people in every status; records as the store does."""

    @initialize(
        capacity=st.one_of(st.none(), st.integers(1, 6), st.integers(1, 6)),
        session_capacity=st.integers(0, 2),
        approval=st.sampled_from([*Approval, Approval.AUTOMATIC]),
        when_full=st.sampled_from([*WhenFull, WhenFull.WAITLIST, WhenFull.WAITLIST]),
        offers=st.sampled_from([*Offers, Offers.AUTOMATIC]),
        full_session=st.sampled_from([*SessionWhenFull, SessionWhenFull.WAITLIST]),
        holds_pending=st.booleans(),
        crowd=st.lists(ATTENDEES, min_size=2, max_size=5),
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
        crowd: list[Attendee],
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
        self.elsewhere: dict[str | None, int] = dict.fromkeys(self.capacities, 0)
        self.cases: list[Case] = []
        self.now = NOW
        for attendee in crowd:
            self.a_plain_letter_is_decided([attendee], Verb.APPROVE)

    @rule(arrival=LETTERS, may_be_parted=st.booleans())
    def a_letter_arrives(self, arrival: Arrival, *, may_be_parted: bool = False) -> None:
        case = Case(order=len(self.cases), may_be_parted=may_be_parted)
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

    @rule(which=st.integers(0), hours=st.sampled_from([0, 1, 24]))
    def somebody_withdraws_and_the_seat_is_given_on(self, which: int, hours: int) -> None:
        self.staff_decide(which, StaffAction(verb=Verb.CANCEL))
        self.time_passes(hours)

    @rule(which=st.integers(0), verb=st.sampled_from([Verb.CANCEL, Verb.DECLINE]))
    def staff_decide_and_take_back(self, which: int, verb: Verb) -> None:
        """And somebody else is approved meanwhile."""
        self.staff_decide(which, StaffAction(verb=verb))
        self.staff_decide(which + 1, StaffAction(verb=Verb.APPROVE))
        self.staff_decide(which, StaffAction(verb=Verb.UNDO))

    @rule(
        answers=st.lists(ATTENDEES, min_size=1, max_size=3),
        verb=st.sampled_from([Verb.APPROVE, Verb.WAITLIST]),
    )
    def a_plain_letter_is_decided(self, answers: list[Attendee], verb: Verb) -> None:
        letter = Arrival(
            received_at=NOW,
            attendees=tuple(answers),
            missing=(),
            is_doubtful=False,
            is_answerable=True,
        )
        self.a_letter_arrives(letter)
        self.staff_decide(-1, StaffAction(verb=verb))

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
        check_concerned(action, decision)
        check_reply(case, action, decision)
        self.record(case, decision, is_undo=is_undo, by_staff=True)
        case.last_moves = () if is_undo else decision.moves
        case.last_session_moves = () if is_undo else decision.session_moves
        case.is_undoable = not is_undo

    @rule(which=st.integers(0), yes=st.sets(st.integers(1, 3)), no=st.sets(st.integers(1, 3)))
    def an_offer_is_answered(self, which: int, yes: set[int], no: set[int]) -> None:
        """In time or not: whoever is offered a seat has it, and nobody else takes one from it."""
        for case in self.cases[which % 3 :: 3]:
            answer = answer_of(case, yes, no, at=self.now)
            decision = self.decide(case, answer)
            assert isinstance(decision, Decision)
            check_answer(case, answer, decision)
            self.record(case, decision)

    @rule(key=st.sampled_from([None, *SESSIONS]), capacity=CAPACITIES, elsewhere=st.integers(0, 3))
    def a_figure_changes(self, key: str | None, capacity: int | None, elsewhere: int) -> None:
        self.capacities[key] = capacity
        self.elsewhere[key] = elsewhere

    @rule(which=st.integers(0))
    def an_offer_is_left_without_an_answer(self, which: int) -> None:
        if self.line:
            case = self.line[which % len(self.line)]
            self.capacities[None] = self.venue.confirmed + self.venue.offered + case.waiting
            self.elsewhere[None] = 0
            self.staff_decide(self.cases.index(case), StaffAction(verb=Verb.OFFER))
            self.time_passes(96)

    @rule(key=st.sampled_from(SESSIONS))
    def a_seat_of_a_session_comes_free_and_a_newcomer_asks(self, key: str) -> None:
        self.capacities[key] = (self.pools[key].confirmed or 0) + 1
        self.elsewhere[key] = 0
        answers = {"dinner": True} if key == "dinner" else {"seminar": key}
        self.a_plain_letter_is_decided([Attendee(answers=answers)], Verb.APPROVE)

    @rule()
    def every_capacity_is_lowered_to_nothing(self) -> None:
        """And the week goes on: `record` holds that nothing is taken away by it."""
        self.capacities = dict.fromkeys(self.capacities, 0)

    @rule(hours=st.sampled_from([1, 1, 2, 3, 24, 24, 72, 24 * 7]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        for _ in range(2):  # what lapsed is given on at the next look
            for case in sorted(self.cases, key=lambda each: each.place):
                self.look_at_the_clock(case)
            for key in SESSIONS:
                self.give_what_is_free_of(key)
        self.check_nobody_starves()
        assert all(one.offered_until > self.now for one in self.everybody if one.offered_until)

    @rule(which=st.integers(0))
    def somebody_is_taken_for_the_first_in_line(self, which: int) -> None:
        """Whoever says whose turn it is may err: there is no seat more for it."""
        if self.line:
            case = self.line[which % len(self.line)]
            decision = self.decide(case, Tick(offers_now=True))
            assert isinstance(decision, Decision)
            assert decision.reply is None or is_office_hour(self.now, self.event)
            self.record(case, decision)

    def look_at_the_clock(self, case: Case) -> None:
        line = [each.group for each in self.line]
        turns = whose_turn(line, self.venue.free)
        given = {id(self.line[index]): seats for index, seats in turns.items()}
        is_turn = id(case) in given
        ahead = self.line[: self.line.index(case)] if is_turn else []
        free = self.venue.free
        decision = self.decide(case, Tick(offers_now=is_turn, seats=given.get(id(case))))
        assert isinstance(decision, Decision)
        offers = [move for move in decision.moves if move.after is Status.OFFERED]
        assert bool(offers) == (decision.reply is not None)
        assert not offers or (is_turn and is_office_hour(self.now, self.event))
        if offers and free is not None:
            assert all(each.group.least + len(offers) > free for each in ahead)
        self.record(case, decision)

    def give_what_is_free_of(self, key: str) -> None:
        """The first in the order of a session, as long as there is room."""
        for case, number in self.session_line(key):
            before = self.pools[key]
            decision = self.decide(case, Tick(session=SessionTurn(number=number, key=key)))
            assert isinstance(decision, Decision)
            assert not decision.moves
            given = [m for m in decision.session_moves if m.after is SessionState.GIVEN]
            assert bool(given) == (self.may_give and before.free != 0)
            assert [(move.number, move.key) for move in given] in ([], [(number, key)])
            self.record(case, decision)

    def check_nobody_starves(self) -> None:
        """Where the machine gives seats, nobody who fits is left waiting."""
        if not self.may_give:
            return
        free = self.venue.free
        assert all(free is not None and case.group.least > free for case in self.line)
        for key in SESSIONS:
            assert self.pools[key].free == 0 or not self.session_line(key)

    @invariant()
    def nobody_starves_unexplained(self) -> None:
        """Whoever has not got what they want is told why, or whose turn it is."""
        line = tuple(case.group for case in self.line)
        lines = {
            key: [(str(case.order), number) for case, number in self.session_line(key)]
            for key in SESSIONS
        }
        for case in self.cases:
            assert summary(case.people) in {person.status for person in case.people}
            standing = Standing(
                application=case.application,
                venue=self.venue,
                sessions=self.pools,
                line=line,
                session_lines=lines,
            )
            said = " ".join(explain(standing, self.event, self.now))
            for person in case.people:
                assert f"Person {person.number}" in said
            if case.waiting:
                assert f"number {self.line.index(case) + 1} of {len(line)} in the order" in said
                assert any(why in said for why in WHY_WAITING), said
            for key in SESSIONS:
                if any(each is case for each, _ in self.session_line(key)):
                    assert "in its order" in said or "has room" in said

    @invariant()
    def no_figure_is_negative(self) -> None:
        for seats in (self.venue, *self.pools.values()):
            check_figures(seats)

    @invariant()
    def sessions_are_for_the_confirmed_and_one_of_a_group(self) -> None:
        for person in self.everybody:
            placed = [key for key, state in person.sessions.items() if state in PLACED]
            assert not placed or person.status is Status.CONFIRMED
            assert sum(key in GROUP for key in placed) <= 1

    @invariant()
    def an_offer_has_an_end_and_lapses_twice_at_most(self) -> None:
        for person in self.everybody:
            check_offer(person)

    @property
    def everybody(self) -> list[Registration]:
        return list(chain.from_iterable(case.people for case in self.cases))

    @property
    def venue(self) -> Seats:
        statuses = [person.status for person in self.everybody]
        return count_seats(
            {status: statuses.count(status) for status in Status},
            capacity=self.capacities[None],
            elsewhere=self.elsewhere[None],
            holds_pending=self.event.holds_pending,
        )

    @property
    def pools(self) -> dict[str, Seats]:
        return {key: self.pool(key) for key in SESSIONS}

    def pool(self, key: str) -> Seats:
        states = [person.sessions.get(key) for person in self.everybody]
        taken = {state: states.count(state) for state in SessionState}
        return count_session(taken, capacity=self.capacities[key], elsewhere=self.elsewhere[key])

    @property
    def may_give(self) -> bool:
        """Whether the machine gives seats at this time."""
        return may_offer(self.now, self.event)

    def session_line(self, key: str) -> list[tuple[Case, int]]:
        """Who waits for a session, in the order of the first letters."""
        return [
            (case, person.number)
            for case in self.cases
            for person in case.people
            if person.sessions.get(key) is SessionState.WAITING
        ]

    @property
    def line(self) -> list[Case]:
        return sorted((case for case in self.cases if case.waiting), key=lambda each: each.place)

    def groups(self, but: Case) -> tuple[int, ...]:
        return tuple(case.group.least for case in self.line if case is not but)

    def decide(
        self, case: Case, action: Arrival | StaffAction | Tick | OfferReply
    ) -> Decision | Refusal:
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

    def record(
        self, case: Case, decision: Decision, *, is_undo: bool = False, by_staff: bool = False
    ) -> None:
        venue, pools = self.venue, self.pools
        check_moves(case.people, decision.moves, is_undo=is_undo)
        if not is_undo:
            check_nothing_is_taken_away(decision, by_staff=by_staff)
        people = {person.number: person for person in case.people}
        for move in decision.moves:
            people[move.number] = moved(people.get(move.number), move, is_full=decision.is_full)
        for step in decision.session_moves:
            check_session_move(people[step.number], step, is_undo=is_undo)
            people[step.number] = resettled(people[step.number], step)
        case.people = tuple(sorted(people.values(), key=lambda each: each.number))
        check_seats(venue, self.venue, is_over_capacity=decision.is_over_capacity)
        for key, before in pools.items():
            after = self.pools[key]
            check_seats(before, after, is_over_capacity=False)
            if not is_undo:
                moves = [move for move in decision.session_moves if move.key == key]
                check_nobody_is_passed(moves, before, after)


RandomWeek.TestCase.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
TestRandomWeeks = RandomWeek.TestCase
