"""What random weeks are made of: letters, decisions, applications as the store keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hypothesis import strategies as st

from mailreg.extraction import Attendee, Missing
from mailreg.registration.answered import OfferReply
from mailreg.registration.explain import Group
from mailreg.registration.sessions import SESSION_MOVES, SESSION_STARTS
from mailreg.registration.statuses import is_allowed
from mailreg.registration.values import (
    Application,
    Arrival,
    Decision,
    Move,
    Reason,
    Registration,
    Reply,
    Seats,
    SessionMove,
    SessionState,
    StaffAction,
    Status,
    Verb,
)
from tests.unit.registration.cases import CLOSES, NOW, STARTS

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
WHY_WAITING = (
    "There is no room",
    "It is its turn",
    "Before it, and fitting into",
    "stay together and do not fit",
)
CAPACITIES = st.one_of(st.none(), st.integers(0, 8), st.integers(0, 8))


@dataclass
class Case:
    """An application as the store keeps it."""

    order: int  # in which the first letters arrived
    people: tuple[Registration, ...] = ()
    may_be_parted: bool = False
    last_moves: tuple[Move, ...] = ()
    last_session_moves: tuple[SessionMove, ...] = ()
    is_undoable: bool = False

    @property
    def waiting(self) -> int:
        return sum(person.status is Status.WAITLISTED for person in self.people)

    @property
    def group(self) -> Group:
        return Group(
            reference=str(self.order), people=self.waiting, may_be_parted=self.may_be_parted
        )

    @property
    def was_offered(self) -> frozenset[int]:
        """Who may answer an offer: one that is kept, or one that lapsed."""
        late = (Status.WAITLISTED, Status.EXPIRED)
        return frozenset(
            one.number
            for one in self.people
            if one.status is Status.OFFERED or (one.lapses and one.status in late)
        )

    @property
    def place(self) -> tuple[datetime, int]:
        """In the waiting order: by the first letter, or when an offer lapsed."""
        queued = [one.queued_at for one in self.people if one.status is Status.WAITLISTED]
        return max((each for each in queued if each), default=NOW - timedelta(days=1)), self.order

    @property
    def application(self) -> Application:
        return Application(
            id=self.order,
            reference=str(self.order),
            token="token",
            event="varmote",
            mailbox="desk",
            language="sv",
            contact_name=None,
            contact_email="anna.ek@example.org",
            received_at=NOW,
            needs_review=False,
            reasons=(),
            missing=(),
            billing=None,
            is_shadow=False,
            version=1,
            registrations=self.people,
        )


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


def check_moves(people: Sequence[Registration], moves: Sequence[Move], *, is_undo: bool) -> None:
    current = {person.number: person.status for person in people}
    assert len({move.number for move in moves}) == len(moves)
    for move in moves:
        assert move.before is current.get(move.number)
        assert is_allowed(move.before, move.after) or is_undo
        assert (move.decline_reason is not None) == (move.after is Status.DECLINED)
        assert (move.offered_until is not None) == (move.after is Status.OFFERED)


def check_nothing_is_taken_away(decision: Decision, *, by_staff: bool) -> None:
    """A seat goes by a decision of staff alone, and with it, and only with it, its sessions."""
    gone = {move.number for move in decision.moves if move.before is Status.CONFIRMED}
    assert by_staff or not gone
    for move in decision.session_moves:
        assert move.before is not SessionState.GIVEN or move.number in gone


def check_session_move(person: Registration, move: SessionMove, *, is_undo: bool) -> None:
    assert person.sessions.get(move.key) is move.before
    assert move.after is not None
    allowed = SESSION_STARTS if move.before is None else SESSION_MOVES[move.before]
    assert move.after in allowed or is_undo


def check_concerned(action: StaffAction, decision: Decision) -> None:
    numbers = {move.number for move in decision.moves}
    numbers |= {move.number for move in decision.session_moves}
    assert action.numbers is None or numbers <= action.numbers


def check_reply(case: Case, action: StaffAction, decision: Decision) -> None:
    """One reply that is true of everybody."""
    if decision.reply is Reply.OUTCOME or not decision.moves:
        return
    after = {person.number: person.status for person in case.people}
    after.update({move.number: move.after for move in decision.moves})
    withdrawn = {Status.CANCELLED, Status.EXPIRED}
    if action.verb in {Verb.APPROVE, Verb.DECLINE, Verb.WAITLIST, Verb.OFFER}:
        assert len(set(after.values()) - withdrawn) == 1


def answer_of(case: Case, yes: set[int], no: set[int], *, at: datetime) -> OfferReply:
    """What those of it answer who were offered a seat."""
    numbers = case.was_offered
    return OfferReply(
        takes=frozenset(yes) & numbers, leaves=frozenset(no - yes) & numbers, received_at=at
    )


def check_answer(case: Case, answer: OfferReply, decision: Decision) -> None:
    """A seat that is kept goes to who takes it, and nobody is moved who did not answer."""
    kept = {one.number for one in case.people if one.status is Status.OFFERED}
    after = {move.number: move.after for move in decision.moves}
    assert {after[number] for number in answer.takes & kept} <= {Status.CONFIRMED}
    assert Status.CANCELLED not in {after.get(number) for number in answer.takes}
    assert set(after) <= answer.takes | answer.leaves
    assert decision.reply is not None or not answer.takes


def check_figures(seats: Seats) -> None:
    assert min(seats.confirmed, seats.offered, seats.pending, seats.held) >= 0
    assert (seats.free is None) == (seats.over is None) == (seats.capacity is None)
    assert min(seats.free or 0, seats.over or 0) >= 0
    assert not (seats.free and seats.over)


def check_offer(person: Registration) -> None:
    assert (person.status is Status.OFFERED) == (person.offered_until is not None)
    assert person.offered_until is None or person.offered_until < STARTS
    assert person.lapses <= 2 or person.status is not Status.WAITLISTED
