"""Sessions, the waiting list, offers and figures, as the store keeps them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from mailreg.registration.values import Move, SessionMove, SessionState, Status
from mailreg.store import applications, figures, journal
from mailreg.store.database import Conflict, Database
from mailreg.store.figures import NewFigure
from mailreg.store.values import MACHINE, Figure, MessageState, NewStep, Waiting
from tests.integration.store.builders import (
    ANNA,
    EVENT,
    NOW,
    add,
    application,
    arrived,
    letter,
    move,
    settle,
    settlement,
    store,
)

WISHED, GIVEN, WAITING = SessionState.WISHED, SessionState.GIVEN, SessionState.WAITING
PENDING, CONFIRMED, OFFERED = Status.PENDING, Status.CONFIRMED, Status.OFFERED
WAITLISTED, CANCELLED = Status.WAITLISTED, Status.CANCELLED
HOUR = timedelta(hours=1)


def wish(
    before: SessionState | None, after: SessionState | None, key: str = "ai", number: int = 1
) -> SessionMove:
    return SessionMove(number=number, key=key, before=before, after=after)


def decided(
    *moves: Move | SessionMove,
    at: datetime = NOW,
    by: str = "karin",
    action: str = "approve",
    undoes: int | None = None,
) -> NewStep:
    return NewStep(
        at=at,
        by=by,
        action=action,
        moves=tuple(one for one in moves if isinstance(one, Move)),
        session_moves=tuple(one for one in moves if isinstance(one, SessionMove)),
        undoes=undoes,
    )


def record(database: Database, application_id: int, step: NewStep) -> int:
    with database.transaction() as tx:
        return applications.record(tx, application_id, step)


def test_a_decision_moves_wishes_and_remembers_them(database: Database) -> None:
    id_ = add(database, PENDING, PENDING)
    moves = (wish(WISHED, GIVEN), wish(None, WAITING, "quiz"), wish(WISHED, None, number=2))
    record(database, id_, decided(*moves))
    with database.reading() as tx:
        first, second = applications.load(tx, id_).registrations
        last = applications.last_step(tx, id_)
    assert list(first.sessions.items()) == [("ai", GIVEN), ("quiz", WAITING)]
    assert second.sessions == {}
    assert last is not None
    assert last.session_moves == moves


def test_a_wish_that_is_withdrawn_and_made_anew_becomes_the_last(database: Database) -> None:
    id_ = add(database, PENDING)
    record(database, id_, decided(wish(None, WISHED, "quiz")))
    record(database, id_, decided(wish(WISHED, None), wish(None, WISHED)))
    with database.reading() as tx:
        assert list(applications.load(tx, id_).registrations[0].sessions) == ["quiz", "ai"]


@pytest.mark.parametrize(
    "wrong", [wish(GIVEN, WISHED), wish(None, GIVEN), wish(WISHED, GIVEN, number=9)]
)
def test_a_wish_that_stands_elsewhere_is_a_conflict(database: Database, wrong: SessionMove) -> None:
    id_ = add(database, PENDING)
    with pytest.raises(Conflict), database.transaction() as tx:
        applications.record(tx, id_, decided(move(PENDING, CONFIRMED), wrong))
    with database.reading() as tx:
        (person,) = applications.load(tx, id_).registrations
    assert (person.status, person.sessions) == (PENDING, {"ai": WISHED})


@pytest.mark.parametrize("before", [None, WISHED])
def test_sessions_are_given_with_the_arrival(
    database: Database, before: SessionState | None
) -> None:
    step = decided(move_in(CONFIRMED), wish(before, GIVEN), action="arrived")
    with database.transaction() as tx:
        id_ = store(tx, application(attendees=(ANNA,)), step)
        assert applications.load(tx, id_).registrations[0].sessions == {"ai": GIVEN}
        (line,) = applications.history(tx, id_)
    assert line.session_moves == step.session_moves


def move_in(status: Status) -> Move:
    return Move(number=1, before=None, after=status)


def test_sessions_are_counted_for_those_who_have_or_await_a_seat(database: Database) -> None:
    for status in Status:
        add(database, status)
    seated = add(database, CONFIRMED, OFFERED)
    moves = (wish(WISHED, GIVEN), wish(WISHED, WAITING, number=2), wish(None, GIVEN, "quiz"))
    record(database, seated, decided(*moves))
    add(database, CONFIRMED, event="other")
    with database.reading() as tx:
        taken = applications.sessions_taken(tx, EVENT)
        assert applications.sessions_taken(tx, "nothing") == {}
    refused = SessionState.REFUSED
    assert taken == {
        "ai": {WISHED: 4, GIVEN: 1, WAITING: 1, refused: 0},
        "quiz": {WISHED: 0, GIVEN: 1, WAITING: 0, refused: 0},
    }


def test_an_offer_and_its_lapse_are_kept(database: Database) -> None:
    id_ = add(database, WAITLISTED)
    offer = Move(number=1, before=WAITLISTED, after=OFFERED, offered_until=NOW + HOUR)
    lapse = Move(number=1, before=OFFERED, after=WAITLISTED, queued_at=NOW + 2 * HOUR, lapses=1)
    record(database, id_, decided(offer))
    with database.reading() as tx:
        (person,) = applications.load(tx, id_).registrations
    assert (person.offered_until, person.queued_at, person.lapses) == (NOW + HOUR, None, 0)
    record(database, id_, decided(lapse))
    record(database, id_, decided(move(WAITLISTED, CONFIRMED)))
    with database.reading() as tx:
        (person,) = applications.load(tx, id_).registrations
        _, *lines = applications.history(tx, id_)
    assert (person.offered_until, person.queued_at, person.lapses) == (None, NOW + 2 * HOUR, 1)
    assert [line.moves for line in lines[:2]] == [(offer,), (lapse,)]


def test_the_line_is_in_the_order_of_arrival_and_of_lapses(database: Database) -> None:
    with database.transaction() as tx:
        first = store(tx, application(1), arrived(WAITLISTED))
        two = application(2, attendees=(ANNA, ANNA, ANNA))
        second = store(tx, two, arrived(WAITLISTED, CONFIRMED, WAITLISTED))
        store(tx, application(3), arrived(PENDING))
        store(tx, application(4, event="other"), arrived(WAITLISTED))
    with database.reading() as tx:
        line = applications.waiting_line(tx, EVENT)
    assert [(one.application_id, one.people) for one in line] == [(first, 1), (second, 2)]
    offer = Move(number=1, before=WAITLISTED, after=OFFERED, offered_until=NOW)
    lapse = Move(number=1, before=OFFERED, after=WAITLISTED, queued_at=NOW + HOUR, lapses=1)
    record(database, first, decided(offer))
    record(database, first, decided(lapse))
    with database.reading() as tx:
        _, last = applications.waiting_line(tx, EVENT)
    assert last == Waiting(
        application_id=first,
        reference="MS-00001",
        people=1,
        may_be_parted=False,
        queued_at=NOW + HOUR,
    )


def test_offers_lapse_in_the_order_of_their_ends(database: Database) -> None:
    def offered(hours: int, event: str = EVENT) -> int:
        id_ = add(database, WAITLISTED, event=event)
        until = NOW + hours * HOUR
        offer = Move(number=1, before=WAITLISTED, after=OFFERED, offered_until=until)
        record(database, id_, decided(offer))
        return id_

    late, early, _, _ = offered(2), offered(1), offered(3), offered(1, event="other")
    with database.reading() as tx:
        assert applications.lapsed_offers(tx, EVENT, NOW + 2 * HOUR) == [early, late]
        assert applications.lapsed_offers(tx, EVENT, NOW) == []


GONE = (move(CONFIRMED, CANCELLED),)
SWAPPED = (*GONE, move(CANCELLED, CONFIRMED, number=2))


@pytest.mark.parametrize(
    ("step", "freed"),
    [
        (decided(*GONE, at=NOW + HOUR), 1),
        (decided(*GONE, at=NOW), 0),
        (decided(*GONE, at=NOW + HOUR, by=MACHINE), 0),
        (decided(*GONE, at=NOW + HOUR, action="undo"), 0),
        (decided(*SWAPPED, at=NOW + HOUR), 0),
        (decided(move(CONFIRMED, OFFERED), at=NOW + HOUR), 0),
    ],
    ids=["by staff", "before", "by the machine", "undone", "passed on", "kept"],
)
def test_seats_that_staff_freed_are_counted(database: Database, step: NewStep, freed: int) -> None:
    id_ = add(database, CONFIRMED, CANCELLED)
    record(database, id_, step)
    with database.reading() as tx:
        assert applications.recently_freed(tx, EVENT, NOW) == freed
        assert applications.recently_freed(tx, "other", NOW) == 0


def test_a_seat_that_was_taken_back_is_not_free(database: Database) -> None:
    id_ = add(database, CONFIRMED)
    step_id = record(database, id_, decided(*GONE, at=NOW + HOUR))
    back = move(CANCELLED, CONFIRMED)
    record(database, id_, decided(back, at=NOW + 2 * HOUR, action="undo", undoes=step_id))
    with database.reading() as tx:
        assert applications.recently_freed(tx, EVENT, NOW) == 0


def test_figures_are_set_one_by_one_and_every_change_is_kept(database: Database) -> None:
    later = NOW + HOUR
    changes = [
        NewFigure(capacity=400, at=NOW, by="karin"),
        NewFigure(elsewhere=312, at=later, by="olle"),
        NewFigure(session="ai", capacity=0, at=NOW, by="karin"),
        NewFigure(elsewhere=None, at=later + HOUR, by="karin"),
    ]
    with database.transaction() as tx:
        told = [figures.set_figure(tx, EVENT, change) for change in changes]
        figures.set_figure(tx, "other", changes[0])
        history = figures.figure_history(tx, EVENT)
        now = figures.figures(tx, EVENT)
    assert told[1] == Figure(
        capacity=400, elsewhere=312, elsewhere_as_of=later, at=later, by="olle"
    )
    assert history == list(zip([None, None, "ai", None], told, strict=True))
    assert now == {None: told[3], "ai": told[2]}
    assert (now[None].capacity, now[None].elsewhere, now[None].elsewhere_as_of) == (400, None, None)
    assert (now["ai"].capacity, now["ai"].elsewhere) == (0, None)


def test_what_staff_settled_no_longer_waits_for_them(database: Database) -> None:
    id_, other = add(database, PENDING), add(database, PENDING)
    ids = [letter(database) for _ in range(3)]
    for message_id, state, where in zip(
        ids,
        [MessageState.REVIEW, MessageState.PROCESSED, MessageState.REVIEW],
        [id_, id_, other],
        strict=True,
    ):
        settle(database, message_id, settlement(state, reason="question", application_id=where))
    with database.transaction() as tx:
        assert journal.settle_reviews(tx, id_, reason="answered") == [ids[0]]
        assert journal.settle_reviews(tx, id_, reason="answered") == []
        found = [journal.message(tx, message_id) for message_id in ids]
    assert [(one.state, one.reason) for one in found if one] == [
        (MessageState.PROCESSED, "answered:question"),
        (MessageState.PROCESSED, "question"),
        (MessageState.REVIEW, "question"),
    ]


@pytest.mark.parametrize("reason", ["question", None])
def test_what_staff_settled_can_wait_for_them_again(database: Database, reason: str | None) -> None:
    id_ = add(database, PENDING)
    ids = [letter(database) for _ in range(2)]
    for answer, message_id in zip(["answered:1", "answered:10"], ids, strict=True):
        waits = settlement(MessageState.REVIEW, reason=reason, application_id=id_)
        settle(database, message_id, waits)
        with database.transaction() as tx:
            journal.settle_reviews(tx, id_, reason=answer)
    with database.transaction() as tx:
        assert journal.unsettle_reviews(tx, id_, reason="answered:1") == ids[:1]
        assert journal.unsettle_reviews(tx, id_, reason="answered:1") == []
        found = [journal.message(tx, message_id) for message_id in ids]
    assert [(one.state, one.reason) for one in found if one] == [
        (MessageState.REVIEW, reason),
        (MessageState.PROCESSED, f"answered:10:{reason or ''}"),
    ]
