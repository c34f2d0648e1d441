"""Which workers live: each holds a lock that dies with its process.

On SQLite it is an advisory lock (flock) on a file beside the database, on PostgreSQL a session's
advisory lock on a connection that does nothing else. The kernel and the server give it back when
the process ends, however it ends; nothing has to be renewed and no clock is trusted.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from mailreg.errors import DatabaseUnavailable
from mailreg.store.database import Database, file_of, translated

KEY_BITS = 63  # PostgreSQL takes a signed 64-bit key
PAUSE = timedelta(milliseconds=50)  # between two tries for a task
TASK = 0x6D72  # the first of two keys, which tell tasks from workers


class Presence:
    """This process as a worker; `worker` names it in claims."""

    def __init__(self, database: Database) -> None:
        self._lock: Lock = (
            FileLock(workers_folder(database)) if database.is_sqlite else SessionLock(database)
        )

    @property
    def worker(self) -> str:
        """The name under which mail is claimed.

        It changes when the lock was lost with its connection: what was claimed under the old name
        may be taken over. Raises DatabaseUnavailable while no lock can be had.
        """
        return self._lock.worker()

    def is_dead(self, worker: str) -> bool:
        """Whether the process of that worker is gone, and its claims are for anybody to take."""
        return self._lock.is_free(worker)

    @contextlib.contextmanager
    def alone(self, task: str, *, patience: timedelta = timedelta()) -> Iterator[bool]:
        """Hold a task that one process at a time may do; yields False where another keeps it.

        `patience` outlasts the moment in which PostgreSQL has not yet heard that a process died.
        """
        is_mine = self._lock.try_task(task)
        for _ in range(patience // PAUSE):
            if is_mine:
                break
            time.sleep(PAUSE.total_seconds())
            is_mine = self._lock.try_task(task)
        try:
            yield is_mine
        finally:
            if is_mine:
                self._lock.end_task(task)

    def close(self) -> None:
        """Give the locks back."""
        self._lock.close()


class Lock(Protocol):
    """What a presence needs of either database."""

    def worker(self) -> str:
        """The name of the lock that is held."""

    def is_free(self, worker: str) -> bool:
        """Whether nobody holds the lock of that name."""

    def try_task(self, task: str) -> bool:
        """Lock a task, unless another process has it."""

    def end_task(self, task: str) -> None:
        """Give a task that is held back."""

    def close(self) -> None:
        """Give it back."""


def workers_folder(database: Database) -> Path:
    """Where the locks of an SQLite database's workers lie."""
    path = file_of(database.url)
    return path.with_name(path.name + ".workers")


class FileLock:
    """A lock on a file `ID.lock`, on one machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, exist_ok=True)
        self._name, self._descriptor = self._acquire()
        self._tasks: dict[str, int] = {}
        for path in folder.glob("*.lock"):
            self.is_free(path.stem)  # removes what the dead left behind

    def worker(self) -> str:
        """Named so that an operator recognises the process."""
        return self._name

    def is_free(self, worker: str) -> bool:
        """A file that is missing is the lock of a process that ended well, or was buried."""
        if worker == self._name:
            return False
        path = self._path(worker)
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return True
        try:
            if not _try_lock(descriptor):
                return False
            path.unlink(missing_ok=True)
            return True
        finally:
            os.close(descriptor)

    def try_task(self, task: str) -> bool:
        """The file stays when the task ends: who removed it could remove another's lock."""
        name = hashlib.sha256(task.encode()).hexdigest()[:16]  # a task may have any characters
        descriptor = os.open(
            self._folder / f"{name}.task", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
        )
        if not _try_lock(descriptor):
            os.close(descriptor)
            return False
        self._tasks[task] = descriptor
        return True

    def end_task(self, task: str) -> None:
        """Closing the file frees it."""
        os.close(self._tasks.pop(task))

    def close(self) -> None:
        """Remove the file while it is locked: nobody can mistake a new one for it."""
        self._path(self._name).unlink(missing_ok=True)
        os.close(self._descriptor)

    def _acquire(self) -> tuple[str, int]:
        """A file may be taken for a dead worker's before it is locked; then another is made."""
        while True:
            name = _name(secrets.token_hex(4))
            path = self._path(name)
            flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
            descriptor = os.open(path, flags, 0o600)
            if _try_lock(descriptor) and path.exists():
                return name, descriptor
            os.close(descriptor)

    def _path(self, worker: str) -> Path:
        return self._folder / f"{worker}.lock"


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _name(unique: str) -> str:
    host = socket.gethostname().partition(".")[0] or "localhost"
    return f"{host}-{os.getpid()}-{unique}"


class SessionLock:
    """An advisory lock of a PostgreSQL session; the key is the last part of the name."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._guard = threading.Lock()  # a connection is for one thread at a time
        self._connection: Connection | None = None
        self._name = ""
        self.worker()

    def worker(self) -> str:
        """The name so far where the connection still answers, else a new one."""
        with self._guard:
            if self._connection is None or not _answers(self._connection):
                self._release()
                self._acquire()
            return self._name

    def is_free(self, worker: str) -> bool:
        """Asks the server's table of locks, so that looking disturbs nobody."""
        key = worker.rpartition("-")[2]
        with self._database.reading() as tx:
            found = tx.connection.execute(text(IS_HELD), {"key": int(key, 16)})
            return found.scalar() is None

    def try_task(self, task: str) -> bool:
        """A lock of this process's session: it goes with the connection."""
        self.worker()  # connects anew where the connection was lost
        return bool(self._ask("SELECT pg_try_advisory_lock(:kind, hashtext(:task))", task))

    def end_task(self, task: str) -> None:
        """Where the connection was lost meanwhile, so was the lock."""
        with contextlib.suppress(DatabaseUnavailable):
            self._ask("SELECT pg_advisory_unlock(:kind, hashtext(:task))", task)

    def _ask(self, statement: str, task: str) -> object:
        with self._guard, translated(self._database.url):
            if self._connection is None:
                return None
            return self._connection.execute(text(statement), {"kind": TASK, "task": task}).scalar()

    def close(self) -> None:
        """Close the session, and with it the lock."""
        with self._guard:
            self._release()

    def _release(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()  # never back into the pool, where the lock would live on
            self._connection.close()
            self._connection = None

    def _acquire(self) -> None:
        key = secrets.randbits(KEY_BITS)
        with translated(self._database.url):
            connection = self._database.engine.connect()
            connection = connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": key})
        self._connection, self._name = connection, _name(f"{key:016x}")


IS_HELD = """
    SELECT 1 FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 1 AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND ((classid::bigint << 32) | objid::bigint) = :key
"""  # PostgreSQL documentation, pg_locks: a bigint key is split over classid and objid


def _answers(connection: Connection) -> bool:
    try:
        connection.execute(text("SELECT 1"))
    except DBAPIError:
        return False
    return True
