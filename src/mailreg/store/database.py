"""Connections and transactions: SQLite (WAL, synchronous=FULL, BEGIN IMMEDIATE) or PostgreSQL.

A transaction that writes takes SQLite's write lock at its beginning: a lock that is raised later
fails at once under contention, whatever the timeout. PostgreSQL runs at READ COMMITTED, and who
counts seats locks the event's row first (`applications.lock_event`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from contextvars import ContextVar
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from mailreg.errors import ConfigurationError, DatabaseUnavailable, Problem, TemporaryError
from mailreg.store.encryption import Vault

BUSY_TIMEOUT = timedelta(seconds=30)  # longer than any transaction of ours holds the write lock
POSTGRESQL_LINK = {
    "connect_timeout": 10,  # seconds
    "keepalives_idle": 30,  # seconds; a dead link is known after a minute, not after two hours
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,  # milliseconds
}
WRITES = "mailreg_writes"  # execution options: whether a transaction may write,
WAITS_FOR_DISK = "mailreg_waits_for_disk"  # and whether its commit is safe from a power cut

NO_VALUES = {"hide_parameters": True}  # names and addresses stay out of errors, and so of logs
SCHEMA_IS_OLD = ("no such table", "no such column", "UndefinedTable", "UndefinedColumn")
# PostgreSQL documentation, appendix A: no connection, deadlock or serialization, no resources (as
# room on the disk), a lock that is not to be had, shutting down, an error of the system
PASSING_STATES = ("08", "40", "53", "55P03", "57P", "58")
# https://www.sqlite.org/rescode.html; the low byte of an extended code
PASSING_CODES = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)
FILE_IS_WRONG = ("readonly database", "unable to open database file", "file is not a database")


class Conflict(TemporaryError):
    """Somebody else changed it meanwhile; load it again and decide again."""


class Database:
    """One database, from any number of threads; each transaction has a connection of its own.

    `key` is the master key of 32 bytes; without it what is sealed can be neither read nor written.
    Every failure of the driver is raised as DatabaseUnavailable or ConfigurationError.
    """

    def __init__(self, url: str, *, key: bytes | None = None) -> None:
        self.url = parse_url(url)
        self.engine = make_engine(self.url)
        self.vault = None if key is None else Vault(key)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is a file; otherwise it is PostgreSQL."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Read and write; committed when the block ends, rolled back when it raises."""
        with self._begin(writes=True) as transaction:
            yield transaction

    @contextmanager
    def trial(self) -> Iterator[Transaction]:
        """Read and write as in a transaction, to see what would come of it; nothing is kept."""
        with self._begin(writes=True) as transaction:
            yield transaction
            transaction.connection.rollback()

    @contextmanager
    def noting(self) -> Iterator[Transaction]:
        """Write what no promise hangs on: the commit does not wait for the disk.

        A crash of ours loses nothing; a power cut may lose what was noted in the last moments.
        """
        with self._begin(writes=True, waits_for_disk=False) as transaction:
            if not self.is_sqlite:
                transaction.connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")
            yield transaction

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """One consistent view of everything; waits for no writer and holds none up."""
        view = self._shared_view()
        with self._begin(writes=False) if view is None else view.reading() as transaction:
            yield transaction

    @contextmanager
    def one_view(self) -> Iterator[None]:
        """Let all that is read within the block be of one moment, in one transaction.

        Whoever writes within the block ends that: what is read afterwards is of a later moment.
        """
        if self._shared_view() is not None:
            yield
            return
        with closing(View(self, partial(self._begin, writes=False))) as view:
            token = VIEW.set(view)
            try:
                yield
            finally:
                VIEW.reset(token)

    def close(self) -> None:
        """Close every connection that is not in use."""
        self.engine.dispose()

    def _shared_view(self) -> View | None:
        view = VIEW.get()
        return view if view is not None and view.database is self else None

    @contextmanager
    def _begin(self, *, writes: bool, waits_for_disk: bool = True) -> Iterator[Transaction]:
        view = self._shared_view()
        if writes and view is not None:  # SQLite's log could not be cut while that is open
            view.close()
        options: dict[str, object] = {WRITES: writes, WAITS_FOR_DISK: waits_for_disk}
        if not self.is_sqlite and not writes:
            options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with translated(self.url), self.engine.connect() as fresh:
            connection = fresh.execution_options(**options)
            with connection.begin():
                yield Transaction(connection, self.vault)


class Transaction:
    """What the functions of the store work in; of use only inside its block."""

    __slots__ = ("_vault", "connection")

    def __init__(self, connection: Connection, vault: Vault | None) -> None:
        self.connection = connection  # for modules of the store only
        self._vault = vault

    @property
    def is_sqlite(self) -> bool:
        """Whether writers already exclude each other by the file's one write lock."""
        return self.connection.dialect.name == "sqlite"

    @property
    def vault(self) -> Vault:
        """What seals and opens; ConfigurationError where the database was opened without a key."""
        if self._vault is None:
            raise ConfigurationError([KEY_IS_MISSING])
        return self._vault

    def insert(self, table: Table) -> postgresql.Insert | sqlite.Insert:
        """An INSERT that knows ON CONFLICT."""
        return sqlite.insert(table) if self.is_sqlite else postgresql.insert(table)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo what the block did when it raises, and nothing else.

        What is no fault of the block (a lost link, a deadlock, a full disk) is DatabaseUnavailable
        here already: the whole transaction is lost by it.
        """
        try:
            with self.connection.begin_nested():
                yield
        except DBAPIError as error:
            # SQLite may have undone everything itself: then there is no savepoint to go back to
            first = error.__context__ if isinstance(error.__context__, DBAPIError) else error
            if passes_by_itself(first) or passes_by_itself(error):
                raise _unavailable(first, self.connection.engine.url) from error
            raise


Begin = Callable[[], AbstractContextManager[Transaction]]


class View:
    """A transaction that all reading of a block shares; begun when the first reads."""

    __slots__ = ("_begin", "_open", "_readers", "_transaction", "database")

    def __init__(self, database: Database, begin: Begin) -> None:
        self.database = database
        self._begin = begin
        self._open = ExitStack()
        self._transaction: Transaction | None = None
        self._readers = 0  # blocks within which it is used

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """The transaction; where a statement fails, the next block begins another."""
        if self._transaction is None:
            self._transaction = self._open.enter_context(self._begin())
        self._readers += 1
        try:
            yield self._transaction
        except DBAPIError as error:
            self._transaction = None
            self._open.__exit__(type(error), error, error.__traceback__)  # raises our own error
            raise
        finally:
            self._readers -= 1

    def close(self) -> None:
        """End the transaction, unless somebody reads in it just now."""
        if not self._readers:
            self._transaction = None
            self._open.close()


VIEW: ContextVar[View | None] = ContextVar("VIEW", default=None)
KEY_IS_MISSING = Problem(
    file="",
    key="privacy.key",
    message="the key is needed to read and write letters and diets",
    remedy="Set privacy.key to the key file or the variable that holds it",
)


def parse_url(url: str) -> URL:
    """The database's address; ConfigurationError unless it is a file or PostgreSQL by psycopg."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ConfigurationError([_wrong_url("is no database address")]) from error
    if parsed.drivername == "postgresql+psycopg":
        return parsed
    if parsed.drivername != "sqlite":
        raise ConfigurationError([_wrong_url("names a database that is not supported")])
    if parsed.database in {None, "", ":memory:"}:
        raise ConfigurationError([_wrong_url("names no file")])
    return parsed


def _wrong_url(message: str) -> Problem:
    remedy = "Write sqlite:///PATH or postgresql+psycopg://USER@HOST/NAME"
    return Problem(file="", key="database.url", message=f"it {message}", remedy=remedy)


def file_of(url: URL) -> Path:
    """The file of an SQLite database."""
    return Path(str(url.database))


def make_engine(url: URL) -> Engine:
    """A pool of connections, set up as the head of this module says."""
    if url.get_backend_name() == "sqlite":
        seconds = BUSY_TIMEOUT.total_seconds()
        arguments: dict[str, object] = {"timeout": seconds}
        engine = create_engine(url, connect_args=arguments, pool_timeout=seconds, **NO_VALUES)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(url, connect_args=POSTGRESQL_LINK, pool_pre_ping=True, **NO_VALUES)


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN is deferred and comes late
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    writes = options.get(WRITES, True)
    if writes:  # it cannot be changed within a transaction
        level = "FULL" if options.get(WAITS_FOR_DISK, True) else "NORMAL"
        connection.exec_driver_sql(f"PRAGMA synchronous = {level}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def translated(url: URL) -> Iterator[None]:
    """Raise what the driver raises as one of our own errors; what is a bug passes through."""
    try:
        yield
    except PoolTimeout as error:
        raise DatabaseUnavailable("no connection to the database came free in time") from error
    except DBAPIError as error:
        raise _own_error(error, url) from error


def _own_error(error: DBAPIError, url: URL) -> Exception:
    told = f"{type(error.orig).__name__}: {error.orig}"
    where = url.render_as_string(hide_password=True)
    if any(sign in told for sign in SCHEMA_IS_OLD):
        remedy = "Run `mailreg db upgrade`"
        message = f"the schema of {where} does not fit this version of mailreg"
    elif any(sign in told for sign in FILE_IS_WRONG):
        remedy = "Look at the path, its folder and its permissions"
        message = f"{where} cannot be used ({error.orig})"
    elif type(error).__name__ in {"OperationalError", "InterfaceError", "InternalError"}:
        return _unavailable(error, url)
    else:
        return error  # a violated constraint or a malformed statement is a bug of ours
    return ConfigurationError(
        [Problem(file="", key="database.url", message=message, remedy=remedy)]
    )


def passes_by_itself(error: DBAPIError) -> bool:
    """Whether the link or the server failed; False where what it was told may be at fault."""
    if error.connection_invalidated:
        return True
    sqlstate = getattr(error.orig, "sqlstate", None) or ""
    sqlite_code = getattr(error.orig, "sqlite_errorcode", None) or 0
    return sqlstate.startswith(PASSING_STATES) or sqlite_code & 0xFF in PASSING_CODES


def _unavailable(error: DBAPIError, url: URL) -> DatabaseUnavailable:
    where = url.render_as_string(hide_password=True)
    return DatabaseUnavailable(f"the database {where} did not answer: {error.orig}")
