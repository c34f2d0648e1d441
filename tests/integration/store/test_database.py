"""Connections, their settings, and what becomes of a driver's errors (style rule 16)."""

from __future__ import annotations

import contextlib
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from mailreg.errors import ConfigurationError, DatabaseUnavailable
from mailreg.registration.values import Status
from mailreg.store import applications
from mailreg.store import database as module
from mailreg.store.database import Database
from tests.integration.store.builders import add

ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ONLY_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@ONLY_SQLITE
def test_sqlite_is_durable_and_checks_foreign_keys(database: Database) -> None:
    with database.reading() as tx:
        found = {
            name: tx.connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL
        "foreign_keys": 1,
        "busy_timeout": 30_000,
    }


def test_a_reader_sees_one_state_and_waits_for_nobody(database: Database) -> None:
    first = add(database, Status.PENDING)
    with database.reading() as tx:
        assert [found.id for found in applications.all(tx)] == [first]
        add(database, Status.PENDING)
        assert [found.id for found in applications.all(tx)] == [first]


def test_all_reading_of_one_view_is_of_one_moment(database: Database) -> None:
    first = add(database, Status.PENDING)
    with database.one_view():
        with database.reading() as tx:
            assert [found.id for found in applications.all(tx)] == [first]
        with ThreadPoolExecutor() as somebody:
            somebody.submit(add, database, Status.PENDING).result()
        with database.one_view(), database.reading() as tx:
            assert [found.id for found in applications.all(tx)] == [first]
    with database.reading() as tx:
        assert len(list(applications.all(tx))) == 2


def test_who_writes_within_one_view_sees_it_afterwards(database: Database) -> None:
    with database.one_view():
        with database.reading() as tx:
            assert list(applications.all(tx)) == []
        add(database, Status.PENDING)
        with database.reading() as tx:
            assert len(list(applications.all(tx))) == 1


def test_who_reads_in_one_view_goes_on_while_something_is_written(database: Database) -> None:
    with database.one_view(), database.reading() as tx:
        assert list(applications.all(tx)) == []
        add(database, Status.PENDING)
        assert list(applications.all(tx)) == []


def test_a_view_in_which_a_statement_failed_can_be_read_in_again(database: Database) -> None:
    with database.one_view():
        with pytest.raises(ConfigurationError), database.reading() as tx:
            tx.connection.execute(text("SELECT * FROM nowhere"))
        with database.reading() as tx:
            assert list(applications.all(tx)) == []


@ONLY_SQLITE
def test_a_file_that_stays_locked_is_a_temporary_error(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BUSY_TIMEOUT", timedelta(milliseconds=10))
    database = Database(database_url)
    with closing(sqlite3.connect(tmp_path / "mailreg.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseUnavailable, match="locked"), database.transaction():
            pass
    database.close()


@ONLY_SQLITE
def test_a_full_disk_is_a_temporary_error(database: Database) -> None:
    with database.transaction() as tx:
        tx.connection.exec_driver_sql("PRAGMA max_page_count = 1")
    with pytest.raises(DatabaseUnavailable, match="full"), database.transaction() as tx:
        tx.connection.exec_driver_sql("CREATE TABLE large AS SELECT randomblob(100000) AS content")


@pytest.mark.parametrize("content", [None, b"this is no database, " * 100])
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "missing" / "mailreg.db"
    if content is not None:
        path = tmp_path / "mailreg.db"
        path.write_bytes(content)
    database = Database(f"sqlite:///{path}")
    is_named = pytest.raises(ConfigurationError, match=r"database\.url.*cannot be used")
    with is_named, database.reading():
        pass
    database.close()


def failure_in_a_savepoint(database: Database, statement: str) -> Exception:
    """What the block of the savepoint's own caller sees."""
    seen: list[Exception] = []
    with contextlib.suppress(DatabaseUnavailable), database.transaction() as tx:
        try:
            with tx.savepoint():
                tx.connection.exec_driver_sql(statement)
        except Exception as error:
            seen.append(error)
            raise
    return seen[0]


@ONLY_SQLITE
def test_a_full_disk_is_a_temporary_error_in_a_savepoint_too(database: Database) -> None:
    with database.transaction() as tx:
        tx.connection.exec_driver_sql("PRAGMA max_page_count = 1")
    found = failure_in_a_savepoint(
        database, "CREATE TABLE large AS SELECT randomblob(100000) AS content"
    )
    assert isinstance(found, DatabaseUnavailable)


@ONLY_POSTGRESQL
@pytest.mark.parametrize(
    "failure",
    [
        "SELECT pg_terminate_backend(pg_backend_pid())",
        *(
            f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{sqlstate}'; END $$"
            for sqlstate in ("40P01", "40001", "53100", "55P03", "57P01", "08006")
        ),
    ],
)
def test_what_passes_by_itself_is_a_temporary_error_in_a_savepoint_too(
    database: Database, failure: str
) -> None:
    assert isinstance(failure_in_a_savepoint(database, failure), DatabaseUnavailable)


@ONLY_POSTGRESQL
@pytest.mark.parametrize("name", ["nul \x00", "".join(chr(0x4E00 + n) for n in range(4000))])
def test_a_value_that_the_database_refuses_costs_only_its_savepoint(
    database: Database, name: str
) -> None:
    new = text("INSERT INTO event (slug) VALUES (:name)")
    with database.transaction() as tx:
        with pytest.raises(DBAPIError), tx.savepoint():
            tx.connection.execute(new, {"name": name})
        tx.connection.execute(new, {"name": "varmote"})
    with database.reading() as tx:
        assert tx.connection.execute(text("SELECT slug FROM event")).scalars().all() == ["varmote"]


@ONLY_POSTGRESQL
def test_a_server_that_ends_the_connection_is_a_temporary_error_and_the_next_call_works(
    database: Database,
) -> None:
    with pytest.raises(DatabaseUnavailable, match="did not answer"), database.reading() as tx:
        tx.connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
    add(database, Status.PENDING)


def test_a_server_that_is_not_there_is_a_temporary_error(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://mailreg:secret@/mailreg?host={tmp_path}"
    database = Database(url)
    with pytest.raises(DatabaseUnavailable) as raised, database.reading():
        pass
    assert "secret" not in str(raised.value)
    database.close()


def test_a_violated_constraint_is_a_bug_and_passes_through(database: Database) -> None:
    with pytest.raises(IntegrityError), database.transaction() as tx:
        tx.connection.exec_driver_sql("INSERT INTO message_body (message_id) VALUES (4711)")


def test_what_a_statement_carried_is_not_in_the_error(database: Database) -> None:
    statement = text("INSERT INTO message_body (message_id, content) VALUES (:id, :content)")
    with pytest.raises(IntegrityError) as raised, database.transaction() as tx:
        tx.connection.execute(statement, {"id": 4711, "content": b"secret"})
    assert "secret" not in str(raised.value)
