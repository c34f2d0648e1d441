"""What staff may decide, and what they are refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mailreg.event import WhenFull
from mailreg.registration.offers import offer_deadline
from mailreg.registration.values import (
    Decision,
    Move,
    Reason,
    Registration,
    Reply,
    Seats,
    Snapshot,
    StaffAction,
    Status,
    Verb,
)
from tests.unit.registration.cases import (
    CANCELLED,
    CONFIRMED,
    DECLINED,
    EXPIRED,
    INCOMPLETE,
    NOW,
    OFFERED,
    PENDING,
    STARTS,
    WAITLISTED,
    act,
    automatic,
    decided,
    desk,
    letter,
    make_event,
    outcomes,
    refused,
    statuses,
    venue,
)

# verb ▶ from where, to where, with which reply
VERBS = [
    (
        Verb.APPROVE,
        {INCOMPLETE, PENDING, OFFERED, WAITLISTED, DECLINED},
        CONFIRMED,
        Reply.CONFIRMED,
    ),
    (Verb.DECLINE, {INCOMPLETE, PENDING, OFFERED, WAITLISTED, CONFIRMED}, DECLINED, Reply.DECLINED),
    (Verb.WAITLIST, {INCOMPLETE, PENDING, OFFERED, DECLINED}, WAITLISTED, Reply.WAITLISTED),
    (
        Verb.CANCEL,
        {INCOMPLETE, PENDING, OFFERED, WAITLISTED, CONFIRMED},
        CANCELLED,
        Reply.CANCELLED,
    ),
    (Verb.REOPEN, {DECLINED, CANCELLED, EXPIRED}, PENDING, None),
    (Verb.OFFER, {WAITLISTED}, OFFERED, Reply.OFFERED),
]
ALLOWED = [
    (verb, source, target, reply)
    for verb, sources, target, reply in VERBS
    for source in sorted(sources)
]
FORBIDDEN = [
    (verb, source)
    for verb, sources, _, _ in VERBS
    for source in sorted(Status)
    if source not in sources
]


@pytest.mark.parametrize(("verb", "source", "target", "reply"), ALLOWED)
def test_a_verb_moves_to_its_status_and_says_so(
    verb: Verb, source: Status, target: Status, reply: Reply | None
) -> None:
    decision = decided(desk(source), act(verb))
    assert [(move.number, move.before, move.after) for move in decision.moves] == [
        (1, source, target)
    ]
    assert decision.reply is reply
    assert not decision.is_full
    assert not decision.is_over_capacity


@pytest.mark.parametrize(("verb", "source"), FORBIDDEN)
def test_a_verb_that_does_not_fit_is_refused_with_what_is_possible(
    verb: Verb, source: Status
) -> None:
    refusal = refused(desk(source), act(verb))
    assert refusal.code == "not_allowed"
    assert f"Cannot {verb}: 1 {source}." in refusal.text
    offered = refusal.text.partition("Possible: ")[2].rstrip(".").split(", ")
    assert set(offered) == {"ask"} | {name for name, sources, _, _ in VERBS if source in sources}


def test_an_application_with_nobody_can_only_be_asked() -> None:
    refusal = refused(desk(), act(Verb.APPROVE))
    assert refusal.text == "Cannot approve: nobody is registered here. Possible: ask."


@pytest.mark.parametrize(
    ("source", "moved"),
    [
        (PENDING, [INCOMPLETE]),
        (INCOMPLETE, []),
        (OFFERED, []),
        (WAITLISTED, []),
        (CONFIRMED, []),
        (DECLINED, []),
        (CANCELLED, []),
        (EXPIRED, []),
    ],
)
def test_asking_sets_back_only_who_is_pending(source: Status, moved: list[Status]) -> None:
    decision = decided(desk(source), act(Verb.ASK))
    assert statuses(decision) == moved
    assert decision.reply is Reply.INCOMPLETE


@pytest.mark.parametrize(
    ("verb", "before", "moved"),
    [
        (Verb.APPROVE, (PENDING, CONFIRMED), {1}),
        (Verb.APPROVE, (PENDING, CANCELLED), {1}),
        (
            Verb.APPROVE,
            (DECLINED, WAITLISTED),
            {2},
        ),  # somebody who was declined is not approved by the way
        (Verb.APPROVE, (DECLINED, CANCELLED), {1}),
        (Verb.DECLINE, (DECLINED, PENDING, EXPIRED), {2}),
        (Verb.WAITLIST, (CONFIRMED, PENDING), {2}),
        (Verb.CANCEL, (CANCELLED, CONFIRMED, PENDING), {2, 3}),
        (Verb.REOPEN, (CANCELLED, CONFIRMED, EXPIRED), {1, 3}),
        (Verb.ASK, (CONFIRMED, PENDING), {2}),
    ],
)
def test_people_whom_the_verb_does_not_concern_are_left_alone(
    verb: Verb, before: tuple[Status, ...], moved: set[int]
) -> None:
    decision = decided(desk(*before, free=9), act(verb))
    assert {move.number for move in decision.moves} == moved


@pytest.mark.parametrize("reason", sorted(Reason))
def test_declining_keeps_the_reason(reason: Reason) -> None:
    decision = decided(desk(PENDING), StaffAction(verb=Verb.DECLINE, reason=reason))
    assert outcomes(decision) == [(DECLINED, reason)]


@pytest.mark.parametrize("when_full", sorted(WhenFull))
def test_approving_without_room_is_refused_whatever_the_event_does_when_full(
    when_full: WhenFull,
) -> None:
    seats = Seats(capacity=10, elsewhere=4, confirmed=5, offered=1, pending=2)
    people = (Registration(number=1, status=PENDING), Registration(number=2, status=PENDING))
    snapshot = Snapshot(venue=seats, registrations=people)
    assert statuses(decided(snapshot, letter(), automatic(when_full))) != [CONFIRMED]
    refusal = refused(snapshot, act(Verb.APPROVE))
    assert refusal.code == "no_room"
    assert refusal.text == (
        "There is no room: 2 wanted, 0 left (capacity 10, sold elsewhere 4, confirmed 5, "
        "offered 1, held by pending 0). "
        "Use --over-capacity with --note, or waitlist or decline instead."
    )


def test_a_group_is_approved_whole_or_not_at_all() -> None:
    assert refused(desk(PENDING, PENDING, PENDING, free=2), act(Verb.APPROVE)).code == "no_room"
    assert statuses(decided(desk(PENDING, PENDING, PENDING, free=3), act(Verb.APPROVE))) == [
        CONFIRMED,
        CONFIRMED,
        CONFIRMED,
    ]


def test_only_those_who_need_a_seat_count() -> None:
    assert statuses(decided(desk(CONFIRMED, PENDING, free=1), act(Verb.APPROVE))) == [CONFIRMED]


def test_a_seat_that_was_offered_to_the_person_is_theirs() -> None:
    assert statuses(decided(desk(OFFERED, free=0), act(Verb.APPROVE))) == [CONFIRMED]
    assert refused(desk(OFFERED, PENDING, free=0), act(Verb.APPROVE)).code == "no_room"


def test_a_seat_that_the_person_holds_while_pending_is_theirs() -> None:
    assert statuses(decided(desk(PENDING, free=0, holds_pending=True), act(Verb.APPROVE))) == [
        CONFIRMED
    ]
    assert refused(desk(PENDING, free=0), act(Verb.APPROVE)).code == "no_room"


@pytest.mark.parametrize("note", [None, "", "  "])
def test_going_over_the_capacity_needs_a_note(note: str | None) -> None:
    action = act(Verb.APPROVE, over_capacity=True, note=note)
    assert refused(desk(PENDING, free=0), action).code == "note_needed"


@pytest.mark.parametrize(("free", "exceeds"), [(0, True), (1, False), (None, False)])
def test_over_capacity_is_recorded_only_where_it_was_needed(
    free: int | None, exceeds: bool
) -> None:
    action = act(Verb.APPROVE, over_capacity=True, note="Föreläsare")
    decision = decided(desk(PENDING, free=free), action)
    assert statuses(decision) == [CONFIRMED]
    assert decision.is_over_capacity is exceeds


def test_where_the_venue_is_over_already_taking_back_is_still_possible() -> None:
    snapshot = Snapshot(
        venue=Seats(capacity=1, confirmed=3),
        registrations=(Registration(number=1, status=CONFIRMED),),
    )
    assert statuses(decided(snapshot, act(Verb.CANCEL))) == [CANCELLED]


@pytest.mark.parametrize(("free", "is_full"), [(0, True), (1, False)])
def test_reopening_marks_whether_there_is_room(free: int, is_full: bool) -> None:
    assert decided(desk(CANCELLED, free=free), act(Verb.REOPEN)).is_full is is_full


def test_no_deadline_binds_staff() -> None:
    later = datetime(2031, 1, 1, tzinfo=UTC)
    assert later > STARTS
    decision = decided(desk(EXPIRED), act(Verb.REOPEN), now=later)
    assert statuses(decision) == [PENDING]
    assert statuses(decided(desk(PENDING), act(Verb.APPROVE), now=later)) == [CONFIRMED]


def approved(*before: Status) -> tuple[Move, ...]:
    return tuple(
        Move(number=number, before=status, after=CONFIRMED)
        for number, status in enumerate(before, 1)
    )


@pytest.mark.parametrize("before", [INCOMPLETE, PENDING, WAITLISTED])
def test_undoing_an_approval_goes_back_where_the_table_has_no_way(before: Status) -> None:
    decision = decided(desk(CONFIRMED, free=0, last_moves=approved(before)), act(Verb.UNDO))
    assert decision.moves == (Move(number=1, before=CONFIRMED, after=before),)
    assert decision.reply is Reply.CORRECTED
    assert not decision.is_full


def test_undoing_the_approval_of_an_offer_keeps_the_seat_as_long_as_an_offer_made_now() -> None:
    decision = decided(desk(CONFIRMED, free=0, last_moves=approved(OFFERED)), act(Verb.UNDO))
    until = offer_deadline(NOW, make_event())
    assert decision.moves == (Move(number=1, before=CONFIRMED, after=OFFERED, offered_until=until),)


def test_undoing_brings_back_why_somebody_was_declined() -> None:
    person = Registration(number=1, status=CONFIRMED, decline_reason=Reason.FULL)
    snapshot = Snapshot(venue=venue(0), registrations=(person,), last_moves=approved(DECLINED))
    assert outcomes(decided(snapshot, act(Verb.UNDO))) == [(DECLINED, Reason.FULL)]


def cancelled(free: int) -> Snapshot:
    return desk(
        CANCELLED, free=free, last_moves=(Move(number=1, before=CONFIRMED, after=CANCELLED),)
    )


def test_undoing_a_cancellation_gives_the_seat_back_while_it_is_there() -> None:
    assert statuses(decided(cancelled(free=1), act(Verb.UNDO))) == [CONFIRMED]


def test_undoing_is_refused_where_the_seat_has_gone() -> None:
    refusal = refused(cancelled(free=0), act(Verb.UNDO))
    assert refusal.code == "no_room"
    assert refusal.text.endswith("Use --over-capacity with --note.")


def test_undoing_beyond_the_capacity_is_asked_for_by_name() -> None:
    action = act(Verb.UNDO, over_capacity=True, note="Vårt misstag")
    decision = decided(cancelled(free=0), action)
    assert statuses(decision) == [CONFIRMED]
    assert decision.is_over_capacity


def test_undoing_a_seat_that_was_passed_on_needs_no_other_seat() -> None:
    passed_on = (
        Move(number=1, before=CONFIRMED, after=CANCELLED),
        Move(number=2, before=PENDING, after=CONFIRMED),
    )
    decision = decided(desk(CANCELLED, CONFIRMED, free=0, last_moves=passed_on), act(Verb.UNDO))
    assert statuses(decision) == [CONFIRMED, PENDING]


def test_where_nobody_decided_anything_there_is_nothing_to_undo() -> None:
    assert refused(desk(CONFIRMED), act(Verb.UNDO)).code == "nothing_to_undo"


def test_who_was_added_is_cancelled_where_that_is_undone() -> None:
    added = (Move(number=2, before=None, after=CONFIRMED),)
    decision = decided(desk(CONFIRMED, CONFIRMED, last_moves=added), act(Verb.UNDO))
    assert decision.moves == (Move(number=2, before=CONFIRMED, after=CANCELLED),)


def test_who_came_instead_cannot_be_undone_since_a_diet_is_erased() -> None:
    instead = (
        Move(number=1, before=CONFIRMED, after=CANCELLED),
        Move(number=2, before=None, after=CONFIRMED),
    )
    snapshot = desk(CANCELLED, CONFIRMED, last_moves=instead)
    assert refused(snapshot, act(Verb.UNDO)).code == "erased"


def test_asking_somebody_who_stays_what_they_are_can_be_undone() -> None:
    snapshot = replace(desk(CONFIRMED), is_undoable=True)
    assert decided(snapshot, act(Verb.UNDO)) == Decision(reply=Reply.CORRECTED)


@pytest.mark.parametrize("people", [(CANCELLED,), (CONFIRMED, CANCELLED), ()])
def test_what_has_changed_since_is_not_undone(people: tuple[Status, ...]) -> None:
    snapshot = desk(*people, last_moves=approved(PENDING, PENDING))
    assert refused(snapshot, act(Verb.UNDO)).code == "changed_since"


def test_undo_is_named_among_what_is_possible_where_it_is() -> None:
    refusal = refused(desk(CONFIRMED, last_moves=approved(PENDING)), act(Verb.APPROVE))
    assert refusal.text == "Cannot approve: 1 confirmed. Possible: decline, ask, cancel, undo."


def test_the_event_does_not_change_what_staff_may_do() -> None:
    by_staff = decided(desk(WAITLISTED), act(Verb.APPROVE), make_event())
    assert by_staff == decided(desk(WAITLISTED), act(Verb.APPROVE), automatic(WhenFull.DECLINE))
    assert isinstance(by_staff, Decision)
