"""Each migration, up and down, with rows in the tables."""

from __future__ import annotations

import json
from datetime import timedelta

from mailreg.registration.values import Move, SessionMove, SessionState, Status
from mailreg.store import applications, queue, schema, views
from mailreg.store.database import Database, Transaction
from mailreg.store.values import NewStep
from tests.integration.store.builders import (
    EVENT,
    NOW,
    add,
    application,
    arrived,
    draft,
    letter,
    mail,
    store,
)
from tests.integration.store.test_schema import drift
from tests.integration.store.test_tallies import counted, tallied

UNTIL = NOW + timedelta(hours=4)
OFFER = Move(number=1, before=Status.WAITLISTED, after=Status.OFFERED, offered_until=UNTIL)
CONFIRMED = Move(number=1, before=Status.OFFERED, after=Status.CONFIRMED)
GIVEN = SessionMove(number=1, key="ai", before=SessionState.WISHED, after=SessionState.GIVEN)


def test_0002_counts_what_is_there_and_goes_back(empty_url: str, key: bytes) -> None:
    schema.upgrade(empty_url)
    database = Database(empty_url, key=key)
    id_ = add(database, Status.WAITLISTED, Status.PENDING)
    letter(database)
    draft(database, mail(id_))
    offered = NewStep(at=NOW, by="karin", action="offer", moves=(OFFER,), session_moves=(GIVEN,))
    with database.transaction() as tx:
        applications.record(tx, id_, offered)

    schema.downgrade(empty_url, "0001")
    with database.reading() as tx:
        query = "SELECT CAST(moves AS TEXT) FROM step ORDER BY id DESC"
        newest = tx.connection.exec_driver_sql(query).scalar()
    assert json.loads(str(newest)) == [[1, "waitlisted", "offered", None]]

    assert schema.upgrade(empty_url) == "schema 0001 raised to 0005"
    assert drift(empty_url) == []
    with database.transaction() as tx:
        assert tallied(tx) == counted(tx)
        assert views.message_counts(tx) == {"stored": 1}
        assert applications.sessions_taken(tx, EVENT)["ai"][SessionState.GIVEN] == 1
        first, second = applications.load(tx, id_).registrations
        assert (first.sessions, first.lapses) == ({"ai": SessionState.GIVEN}, 0)
        assert second.sessions == {"ai": SessionState.WISHED}
        assert [line.session_moves for line in applications.history(tx, id_)] == [(), ()]
        applications.record(tx, id_, NewStep(at=NOW, by="x", action="x", moves=(CONFIRMED,)))
        assert tallied(tx) == counted(tx)
    database.close()


def test_0004_counts_changes_from_then_on_and_goes_back(empty_url: str, key: bytes) -> None:
    schema.upgrade(empty_url)
    database = Database(empty_url, key=key)
    add(database, Status.PENDING)
    schema.downgrade(empty_url, "0003")
    assert schema.upgrade(empty_url) == "schema 0003 raised to 0005"
    assert drift(empty_url) == []
    with database.transaction() as tx:
        before = queue.pulse(tx)
        add_within(tx)
        assert queue.pulse(tx) != before
        assert tallied(tx) == counted(tx)
    schema.downgrade(empty_url, "0003")
    with database.transaction() as tx:
        tx.connection.exec_driver_sql("UPDATE application SET version = version + 1")
        found = tx.connection.exec_driver_sql("SELECT * FROM tally WHERE subject = 'change'")
        assert found.all() == []
    database.close()


def add_within(tx: Transaction) -> None:
    store(tx, application(), arrived(Status.PENDING))


def test_0005_keeps_groups_together_that_were_there_and_goes_back(
    empty_url: str, key: bytes
) -> None:
    schema.upgrade(empty_url)
    schema.downgrade(empty_url, "0004")
    schema.upgrade(empty_url)
    database = Database(empty_url, key=key)
    id_ = add(database, Status.WAITLISTED, Status.WAITLISTED)
    schema.downgrade(empty_url, "0004")
    assert schema.upgrade(empty_url) == "schema 0004 raised to 0005"
    assert drift(empty_url) == []
    with database.transaction() as tx:
        assert not applications.load(tx, id_).may_be_parted
        (waiting,) = applications.waiting_line(tx, EVENT)
        assert (waiting.people, waiting.may_be_parted) == (2, False)
        assert tallied(tx) == counted(tx)
    database.close()
