"""A worker's lock dies with its process, and with nothing else (promise 6)."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailreg.store import outbox
from mailreg.store.database import Database
from mailreg.store.presence import Presence
from mailreg.store.values import OutboxState
from tests.integration.store.builders import NOW, queued

CLAIMING = """
import sys
from datetime import UTC, datetime
from mailreg.store import outbox
from mailreg.store.database import Database
from mailreg.store.presence import Presence

database = Database(sys.argv[1])
presence = Presence(database)
with database.transaction() as tx:
    claimed = outbox.claim(tx, worker=presence.worker, now=datetime.now(UTC), limit=2)
with database.transaction() as tx:
    outbox.about_to_send(tx, [claimed[0].id], worker=presence.worker, now=datetime.now(UTC))
print(presence.worker, flush=True)
sys.stdin.read()
"""

TASK = """
import sys
from mailreg.store.database import Database
from mailreg.store.presence import Presence

with Presence(Database(sys.argv[1])).alone("filing") as is_mine:
    print(is_mine, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def presence(database: Database) -> Iterator[Presence]:
    presence = Presence(database)
    yield presence
    presence.close()


def test_a_worker_has_one_name_and_lives(presence: Presence, database: Database) -> None:
    other = Presence(database)
    assert presence.worker == presence.worker
    assert presence.worker != other.worker
    assert not presence.is_dead(presence.worker)
    assert not presence.is_dead(other.worker)
    assert not other.is_dead(presence.worker)
    other.close()


def test_a_worker_that_went_is_dead(presence: Presence, database: Database) -> None:
    other = Presence(database)
    name = other.worker
    other.close()
    assert presence.is_dead(name)


def test_what_a_killed_process_had_claimed_is_taken_over_at_once(
    presence: Presence, database: Database
) -> None:
    begun, waits = queued(database, 2)
    url = database.url.render_as_string(hide_password=False)
    with subprocess.Popen(
        [sys.executable, "-c", CLAIMING, url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        worker = process.stdout.readline().strip()
        assert not presence.is_dead(worker)
        process.send_signal(signal.SIGKILL)
        process.wait()
    while not presence.is_dead(worker):  # PostgreSQL hears of it a moment later
        pass
    with database.transaction() as tx:
        assert outbox.claimants(tx) == [worker]
        assert outbox.take_over(tx, [worker], now=NOW) == 2
        rows = {found.id: found for found in outbox.all(tx)}
    assert {found.state for found in rows.values()} == {OutboxState.QUEUED}
    assert rows[begun].is_resent
    assert not rows[waits].is_resent


def test_a_task_is_done_by_one_process_at_a_time(presence: Presence, database: Database) -> None:
    other = Presence(database)
    with presence.alone("filing å") as mine:
        with other.alone("filing å") as theirs, other.alone("filing b") as another:
            assert (mine, theirs, another) == (True, False, True)
        with other.alone("filing å") as still_not:  # nothing was given back that was not held
            assert not still_not
    with other.alone("filing å") as theirs:
        assert theirs
    other.close()


def test_the_task_of_a_killed_process_is_free(presence: Presence, database: Database) -> None:
    url = database.url.render_as_string(hide_password=False)
    with subprocess.Popen(
        [sys.executable, "-c", TASK, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "True"
        with presence.alone("filing") as mine:
            assert not mine
        process.send_signal(signal.SIGKILL)
        process.wait()
    is_free = False
    while not is_free:  # PostgreSQL hears of it a moment later
        with presence.alone("filing") as is_free:
            pass


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_locks_of_the_dead_are_swept_up(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "mailreg.db.workers"
    folder.mkdir()
    (folder / "host-1-dead.lock").touch()
    presence = Presence(database)
    assert [path.stem for path in folder.iterdir()] == [presence.worker]
    presence.close()
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_worker_whose_connection_was_lost_gets_a_new_name(
    presence: Presence, database: Database
) -> None:
    name = presence.worker
    with database.transaction() as tx:
        tx.connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory'"
        )
    assert presence.is_dead(name)
    with presence.alone("filing") as is_mine:
        assert is_mine
    assert presence.worker != name
    assert not presence.is_dead(presence.worker)
