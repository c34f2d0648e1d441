"""Running totals say what a count of the rows would say, whatever happened to the rows."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from sqlalchemy import delete, select

from mailreg.registration.values import Move, SessionMove, SessionState, Status
from mailreg.store import applications, installation, journal, outbox, views
from mailreg.store.database import Database, Transaction
from mailreg.store.tables import LOCATION, MESSAGE, MESSAGE_BODY, OUTBOX, REGISTRATION, TALLY
from mailreg.store.tallies import Subject
from mailreg.store.values import Attempt, MessageState, NewStep, OutboxState
from tests.integration.store.builders import (
    EVENT,
    NOW,
    accept,
    add,
    draft,
    letter,
    mail,
    move,
    queued,
    raw,
    settle,
    settlement,
    skimmed,
    step,
)

Tallied = Counter[tuple[str, ...]]


def counted(tx: Transaction) -> Tallied:
    """What the rows themselves say."""
    tallied: Tallied = Counter()
    for (state,) in tx.connection.execute(select(MESSAGE.c.state)):
        tallied["message", "", "", state, ""] += 1
    for event, state in tx.connection.execute(select(OUTBOX.c.event, OUTBOX.c.state)):
        tallied["outbox", event, "", state, ""] += 1
    for row in tx.connection.execute(select(REGISTRATION)):
        tallied["registration", row.event, "", row.status, ""] += 1
        for session, state in row.sessions.items():
            tallied["session", row.event, session, row.status, state] += 1
    return tallied


def tallied(tx: Transaction) -> Tallied:
    """What the running totals say of rows."""
    found: Tallied = Counter()
    rows = select(TALLY).where(TALLY.c.subject != Subject.CHANGE.value)
    for row in tx.connection.execute(rows):
        found[row.subject, row.event, row.session, row.status, row.state] += row.number
    return Counter({key: number for key, number in found.items() if number})


def test_totals_follow_messages_mails_people_and_wishes(database: Database) -> None:
    first, second = letter(database), letter(database)
    settle(database, first, settlement(MessageState.REVIEW))
    id_ = add(database, Status.PENDING, Status.WAITLISTED)
    draft(database, mail(id_))
    given = SessionMove(number=1, key="ai", before=SessionState.WISHED, after=SessionState.GIVEN)
    decided = NewStep(
        at=NOW,
        by="karin",
        action="approve",
        moves=(move(Status.PENDING, Status.CONFIRMED),),
        session_moves=(given,),
    )
    with database.transaction() as tx:
        journal.skip(tx, [skimmed(900_001), skimmed(900_002)], now=NOW)
        journal.reopen(tx, first)
        applications.record(tx, id_, decided)
        (claimed,) = outbox.claim(tx, worker="one", now=NOW, limit=1)
        outbox.conclude(tx, {claimed.id: Attempt(state=OutboxState.SENT)}, now=NOW)
        tx.connection.execute(delete(LOCATION).where(LOCATION.c.message_id == second))
        tx.connection.execute(delete(MESSAGE_BODY).where(MESSAGE_BODY.c.message_id == second))
        tx.connection.execute(delete(MESSAGE).where(MESSAGE.c.id == second))
    with database.reading() as tx:
        assert tallied(tx) == counted(tx)
        assert views.message_counts(tx) == {"stored": 1, "ignored": 2}
        assert outbox.counts(tx) == {"sent": 1}


def take_in_and_fail(tx: Transaction) -> None:
    journal.skip(tx, [skimmed(900_003)], now=NOW)
    assert views.message_counts(tx) == {"ignored": 1}
    raise ZeroDivisionError


def test_what_is_rolled_back_does_not_count(database: Database) -> None:
    with database.transaction() as tx:
        with pytest.raises(ZeroDivisionError), tx.savepoint():
            take_in_and_fail(tx)
        assert views.message_counts(tx) == {}
    with pytest.raises(ZeroDivisionError), database.transaction() as tx:
        take_in_and_fail(tx)
    with database.reading() as tx:
        assert tallied(tx) == counted(tx) == Counter()


def test_a_letter_that_comes_twice_counts_once(database: Database) -> None:
    accept(database, raw(900_004), raw(900_005, content=b"x"), raw(900_006, content=b"x"))
    accept(database, raw(900_007, content=b"x"))
    with database.reading() as tx:
        assert tallied(tx) == counted(tx)
        assert views.message_counts(tx) == {"stored": 2}


def test_mail_of_a_paused_event_counts_as_held(database: Database) -> None:
    queued(database, 2)
    queued(database, 3, event="other")
    with database.transaction() as tx:
        installation.pause(tx, EVENT, by="karin", at=NOW)
        assert outbox.counts(tx) == {"held": 2, "queued": 3}
        installation.pause(tx, None, by="karin", at=NOW)
        assert outbox.counts(tx) == {"held": 5}


STATUSES = [Status.PENDING, Status.CONFIRMED, Status.CANCELLED, Status.WAITLISTED]


def test_totals_hold_while_many_write_at_once(database: Database) -> None:
    ids = [add(database, Status.PENDING) for _ in range(6)]

    def work(number: int) -> None:
        chance, before = Random(number), Status.PENDING
        for _ in range(8):
            after = chance.choice([status for status in STATUSES if status is not before])
            with database.transaction() as tx:
                # in either order: whoever shared a row of the totals would deadlock
                if chance.random() < 0.5:
                    outbox.draft(tx, mail(ids[number]), now=NOW)
                moved = Move(number=1, before=before, after=after)
                applications.record(tx, ids[number], step(moved))
                outbox.draft(tx, mail(ids[number]), now=NOW)
            before = after

    with ThreadPoolExecutor(len(ids)) as pool:
        list(pool.map(work, range(len(ids))))
    with database.reading() as tx:
        assert tallied(tx) == counted(tx)
        assert len(applications.history(tx, ids[0])) == 9
