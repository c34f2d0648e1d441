"""What staff look through: pages in order, counts, a search, and a pulse that misses nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from mailreg.registration.values import SessionMove, SessionState, Status
from mailreg.store import applications, figures, installation, journal, outbox, queue, searching
from mailreg.store.database import Database, Transaction
from mailreg.store.figures import NewFigure
from mailreg.store.queue import Entry, Place
from mailreg.store.tables import APPLICATION
from mailreg.store.values import Attempt, MessageState, NewStep, OutboxState
from tests.integration.store.builders import (
    EVENT,
    MAILBOX,
    NOW,
    add,
    application,
    arrived,
    draft,
    letter,
    mail,
    move,
    queued,
    raw,
    settle,
    settlement,
    step,
    store,
)

CLOSED = (Status.DECLINED, Status.CANCELLED, Status.EXPIRED)

Question = Callable[[Transaction], object]


def ids(found: list[Entry]) -> list[int]:
    return [one.id for one in found]


def place(application: Entry) -> Place:
    return Place(at=application.received_at, id=application.id)


def test_a_page_of_several_statuses_is_in_the_order_of_arrival(database: Database) -> None:
    pending = add(database, Status.PENDING)
    declined = add(database, Status.DECLINED)
    add(database, Status.CONFIRMED)
    expired = add(database, Status.EXPIRED)
    cancelled = add(database, Status.CANCELLED)
    with database.reading() as tx:
        closed = queue.with_status(tx, CLOSED, event=None, after=None, limit=9)
        waiting = queue.with_status(tx, [Status.PENDING], event=None, after=None, limit=9)
    assert ids(closed) == [declined, expired, cancelled]
    assert ids(waiting) == [pending]


def test_pages_follow_each_other_without_gap_or_repetition(database: Database) -> None:
    wanted = [add(database, status) for status in (*CLOSED, *CLOSED, Status.DECLINED)]
    seen: list[int] = []
    after = None
    with database.reading() as tx:
        while page := queue.with_status(tx, CLOSED, event=EVENT, after=after, limit=3):
            seen += ids(page)
            after = place(page[-1])
    assert seen == wanted


def test_letters_of_one_second_are_told_apart_by_their_number(database: Database) -> None:
    first, second, third = (add(database, Status.PENDING) for _ in range(3))
    with database.transaction() as tx:
        tx.connection.execute(APPLICATION.update().values(received_at=NOW))
        after = Place(at=NOW, id=first)
        page = queue.with_status(tx, [Status.PENDING], event=None, after=after, limit=9)
    assert ids(page) == [second, third]


def test_pages_and_counts_are_of_one_event_where_one_is_named(database: Database) -> None:
    ours = add(database, Status.PENDING, Status.WAITLISTED)
    add(database, Status.PENDING, event="other")
    with database.reading() as tx:
        page = queue.with_status(tx, [Status.PENDING], event=EVENT, after=None, limit=9)
        counts = [
            queue.number_with_status(tx, [Status.PENDING], event=slug)
            for slug in (EVENT, "other", "none", None)
        ]
        people = [
            queue.people_with_status(tx, Status.WAITLISTED, event=slug)
            for slug in (EVENT, "other", None)
        ]
    assert ids(page) == [ours]
    assert counts == [1, 1, 0, 2]
    assert people == [1, 0, 1]


def test_what_waits_for_staff_is_read_oldest_first(database: Database) -> None:
    of_event, of_other = add(database, Status.PENDING), add(database, Status.PENDING, event="other")
    processed, strange, ours, other = (letter(database) for _ in range(4))
    settle(database, processed, settlement())
    settle(database, strange, settlement(MessageState.REVIEW))
    settle(database, ours, settlement(MessageState.REVIEW, application_id=of_event))
    settle(database, other, settlement(MessageState.REVIEW, application_id=of_other))
    with database.reading() as tx:
        every = queue.to_read(tx, event=None, after=None, limit=9)
        of_ours = queue.to_read(tx, event=EVENT, after=None, limit=9)
        after = Place(at=every[0].received_at, id=every[0].id)
        following = queue.to_read(tx, event=None, after=after, limit=1)
    assert [one.id for one in every] == [strange, ours, other]
    assert [one.id for one in of_ours] == [strange, ours]
    assert [one.id for one in following] == [ours]


def test_messages_come_newest_first_a_page_at_a_time(database: Database) -> None:
    first, second, third = (letter(database) for _ in range(3))
    settle(database, second, settlement())
    with database.reading() as tx:
        every = queue.messages(tx, None, before=None, limit=2)
        older = queue.messages(tx, None, before=second, limit=2)
        stored = queue.messages(tx, MessageState.STORED, before=None, limit=9)
    assert [one.id for one in every] == [third, second]
    assert [one.id for one in older] == [first]
    assert [one.id for one in stored] == [third, first]


CHANGES: dict[str, Question] = {
    "a letter arrives": lambda tx: journal.accept(tx, [raw(70_001)], is_shadow=False, now=NOW),
    "a letter is read": lambda tx: journal.settle(tx, 1, settlement(MessageState.REVIEW)),
    "an application begins": lambda tx: store(tx, application(), arrived(Status.PENDING)),
    "somebody decides": lambda tx: applications.record(
        tx, 1, step(move(Status.PENDING, Status.CONFIRMED))
    ),
    "a session is given": lambda tx: applications.record(
        tx,
        1,
        NewStep(
            at=NOW,
            by="karin",
            action="x",
            session_moves=(
                SessionMove(
                    number=1, key="ai", before=SessionState.WISHED, after=SessionState.GIVEN
                ),
            ),
        ),
    ),
    "a field is corrected": lambda tx: applications.edit(
        tx, 1, {"people[1].name": "Eva Ek"}, at=NOW, by="karin"
    ),
    "a mail is drafted": lambda tx: outbox.draft(tx, mail(1), now=NOW),
    "a mail is claimed": lambda tx: outbox.claim(tx, worker="one", now=NOW, limit=1),
    "a mail is withdrawn": lambda tx: outbox.withdraw(tx, 1, reason="replaced:1"),
    "a mail fails again": lambda tx: outbox.conclude(
        tx, {1: Attempt(state=OutboxState.QUEUED, reply="451 later")}, now=NOW
    ),
    "replies are paused": lambda tx: installation.pause(tx, None, by="karin", at=NOW),
    "replies are resumed": lambda tx: installation.resume(tx, "other", by="karin", at=NOW),
    "a figure is set": lambda tx: figures.set_figure(
        tx, EVENT, NewFigure(capacity=9, at=NOW, by="karin")
    ),
    "a mailbox fails": lambda tx: journal.touch(tx, MAILBOX, now=NOW, error="no route"),
    "the SMTP server fails": lambda tx: journal.smtp_touch(tx, now=NOW, error="no route"),
}
NOTHING: dict[str, Question] = {
    "a server answers": lambda tx: journal.touch(
        tx, MAILBOX, now=NOW + timedelta(hours=1), error=None
    ),
    "nothing is due": lambda tx: outbox.claim(
        tx, worker="one", now=NOW - timedelta(days=1), limit=9
    ),
    "nobody is there": lambda tx: outbox.unclaim(tx, "one", now=NOW),
    "a look": lambda tx: searching.found(tx, "x", event=None, limit=9),
}


def begin(database: Database) -> None:
    """A letter, an application with a mail that is due and one that is held, and a pause."""
    letter(database)
    queued(database)
    draft(database, mail(1, state=OutboxState.HELD, reason="undo"))
    with database.transaction() as tx:
        installation.pause(tx, "other", by="karin", at=NOW)
        journal.touch(tx, MAILBOX, now=NOW, error=None)


@pytest.mark.parametrize("change", CHANGES)
def test_the_pulse_changes_with_whatever_a_page_shows(database: Database, change: str) -> None:
    begin(database)
    with database.reading() as tx:
        before = queue.pulse(tx)
    with database.transaction() as tx:
        CHANGES[change](tx)
    with database.reading() as tx:
        assert queue.pulse(tx) != before


@pytest.mark.parametrize("change", NOTHING)
def test_the_pulse_stays_while_nothing_happens(database: Database, change: str) -> None:
    begin(database)
    with database.reading() as tx:
        before = queue.pulse(tx)
    with database.transaction() as tx:
        NOTHING[change](tx)
    with database.reading() as tx:
        assert queue.pulse(tx) == before


def test_the_pulse_sees_two_mails_that_change_places(database: Database) -> None:
    application_id = add(database, Status.PENDING)
    first = draft(database, mail(application_id, state=OutboxState.HELD))
    second = draft(database, mail(application_id, state=OutboxState.FAILED))
    with database.reading() as tx:
        before, counts = queue.pulse(tx), outbox.counts(tx)
    fates = {first: OutboxState.FAILED, second: OutboxState.HELD}
    with database.transaction() as tx:
        attempts = {id_: Attempt(state=state) for id_, state in fates.items()}
        outbox.conclude(tx, attempts, now=NOW)
    with database.reading() as tx:
        assert outbox.counts(tx) == counts
        assert queue.pulse(tx) != before
