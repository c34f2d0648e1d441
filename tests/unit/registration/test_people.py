"""Decisions about some people of an application, and the one reply that tells all of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailreg.registration.values import Reply, Status, Verb
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
    decided,
    desk,
    refused,
)


@pytest.mark.parametrize(
    ("verb", "before", "numbers", "moved"),
    [
        (Verb.APPROVE, (PENDING, PENDING, PENDING), {2}, {2}),
        (Verb.APPROVE, (PENDING, PENDING, PENDING), {1, 3}, {1, 3}),
        (Verb.APPROVE, (DECLINED, PENDING), {1}, {1}),  # asked for by number
        (Verb.CANCEL, (CONFIRMED, CONFIRMED), {2}, {2}),
        (Verb.OFFER, (WAITLISTED, WAITLISTED), {1}, {1}),
        (Verb.ASK, (PENDING, PENDING), {2}, {2}),
    ],
)
def test_a_decision_about_some_leaves_the_others_alone(
    verb: Verb, before: tuple[Status, ...], numbers: set[int], moved: set[int]
) -> None:
    decision = decided(desk(*before, free=9), act(verb, *numbers))
    assert {move.number for move in decision.moves} == moved


def test_only_those_it_is_about_need_seats() -> None:
    assert decided(desk(PENDING, PENDING, free=1), act(Verb.APPROVE, 2)).moves
    assert refused(desk(PENDING, PENDING, free=1), act(Verb.APPROVE)).code == "no_room"


def test_those_who_are_left_are_marked_full_where_there_is_no_room_for_them() -> None:
    assert decided(desk(PENDING, PENDING, free=1), act(Verb.APPROVE, 2)).is_full
    assert not decided(desk(PENDING, PENDING, free=2), act(Verb.APPROVE, 2)).is_full


def test_a_number_that_nobody_has_is_refused_and_nothing_is_done() -> None:
    refusal = refused(desk(PENDING, PENDING), act(Verb.APPROVE, 2, 5, 3))
    assert refusal.code == "no_such_person"
    assert refusal.text == "There is no person 3, 5 here; there is: 1, 2."


def test_what_is_not_possible_is_told_of_those_it_is_about() -> None:
    refusal = refused(desk(PENDING, CANCELLED), act(Verb.APPROVE, 2))
    assert refusal.text == "Cannot approve: 1 cancelled. Possible: ask, reopen."


def test_an_undo_takes_back_the_whole_decision() -> None:
    refusal = refused(replace(desk(PENDING), is_undoable=True), act(Verb.UNDO, 1))
    assert refusal.code == "not_allowed"
    assert "leave out --person" in refusal.text


@pytest.mark.parametrize(
    ("verb", "before", "numbers", "reply"),
    [
        (Verb.APPROVE, (PENDING, PENDING), {1, 2}, Reply.CONFIRMED),
        (Verb.APPROVE, (PENDING, PENDING), {1}, Reply.OUTCOME),
        (Verb.APPROVE, (PENDING, CONFIRMED), {1}, Reply.CONFIRMED),
        (Verb.DECLINE, (PENDING, CONFIRMED), {1}, Reply.OUTCOME),
        (Verb.WAITLIST, (PENDING, DECLINED), {1}, Reply.OUTCOME),
        (Verb.OFFER, (WAITLISTED, CONFIRMED), {1}, Reply.OUTCOME),
        (Verb.OFFER, (WAITLISTED, OFFERED), {1}, Reply.OFFERED),
        # who had withdrawn before was told, or it is over
        (Verb.APPROVE, (PENDING, CANCELLED), {1}, Reply.CONFIRMED),
        (Verb.APPROVE, (PENDING, EXPIRED), {1}, Reply.CONFIRMED),
        # who withdraws now is one of several outcomes
        (Verb.CANCEL, (CONFIRMED, CONFIRMED), {1}, Reply.OUTCOME),
        (Verb.CANCEL, (CONFIRMED, CONFIRMED), {1, 2}, Reply.CANCELLED),
        (Verb.CANCEL, (CONFIRMED, CANCELLED), {1}, Reply.CANCELLED),
        # a question stays a question; what nobody is told stays untold
        (Verb.ASK, (PENDING, CONFIRMED), {1}, Reply.INCOMPLETE),
        (Verb.REOPEN, (CANCELLED, CONFIRMED), {1}, None),
    ],
)
def test_people_who_stand_differently_are_told_in_one_outcome(
    verb: Verb, before: tuple[Status, ...], numbers: set[int], reply: Reply | None
) -> None:
    assert decided(desk(*before, free=9), act(verb, *numbers)).reply is reply


def test_an_offer_says_until_when_and_needs_a_seat() -> None:
    (move,) = decided(desk(WAITLISTED), act(Verb.OFFER)).moves
    assert (move.after, move.offered_until is not None) == (OFFERED, True)
    assert refused(desk(WAITLISTED, free=0), act(Verb.OFFER)).code == "no_room"
    assert move.offered_until is not None
    assert NOW < move.offered_until < STARTS


def test_nothing_is_offered_within_the_last_hour() -> None:
    refusal = refused(desk(WAITLISTED), act(Verb.OFFER), now=STARTS)
    assert refusal.code == "too_late"
    assert not decided(desk(WAITLISTED), act(Verb.APPROVE), now=STARTS).is_full


def test_taking_back_the_offer_of_one_person_keeps_the_place_in_the_order() -> None:
    (offer,) = decided(desk(WAITLISTED), act(Verb.OFFER)).moves
    (move,) = decided(desk(OFFERED, last_moves=(offer,)), act(Verb.UNDO)).moves
    assert (move.after, move.queued_at, move.lapses) == (WAITLISTED, None, None)


def test_an_incomplete_person_does_not_stand_in_the_way_of_the_others() -> None:
    decision = decided(desk(INCOMPLETE, PENDING, free=2), act(Verb.APPROVE, 2))
    assert [move.number for move in decision.moves] == [2]
