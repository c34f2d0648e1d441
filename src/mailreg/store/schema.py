"""The schema and its migrations: raised under a lock, refused when it is too new; needs no key."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, inspect, text

from mailreg.errors import ConfigurationError, DatabaseUnavailable, Problem
from mailreg.store.database import file_of, make_engine, parse_url, translated

if TYPE_CHECKING:
    # imported when there is something to raise, which is hardly ever: it doubles a start
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
UPGRADE_LOCK = 0x6D61696C726567  # key of the advisory lock on PostgreSQL


def upgrade(url: str) -> str | None:
    """Bring the schema up to date and say what was done; None where it was.

    Two processes may try at once. An SQLite file that holds a schema is copied first, to
    `NAME.before-REVISION` beside it. A failure leaves everything as it was. A schema of a newer
    version of mailreg is refused with ConfigurationError.
    """
    parsed = parse_url(url)
    with translated(parsed), _alone(parsed):
        before, head = _revision(parsed), _head()
        if before == head:
            return None
        _refuse_newer(parsed, before)
        if before is not None and parsed.get_backend_name() == "sqlite":
            _copy(file_of(parsed), head)
        _migrate(parsed, head)
    return f"schema {head} created" if before is None else f"schema {before} raised to {head}"


def downgrade(url: str, revision: str) -> None:
    """Take the schema back to an earlier revision, `base` being none at all."""
    from alembic import command

    parsed = parse_url(url)
    with translated(parsed), _alone(parsed), _connected(parsed) as connection:
        command.downgrade(_config(connection), revision)


def check(url: str) -> None:
    """Raise ConfigurationError unless the schema is the one this version works with."""
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite" and not file_of(parsed).exists():
        raise ConfigurationError([_problem(parsed, "it does not exist", "mailreg db upgrade")])
    with translated(parsed):
        found = _revision(parsed)
    if found == _head():
        return
    _refuse_newer(parsed, found)
    message = "it has no schema" if found is None else f"its schema {found} is old"
    raise ConfigurationError([_problem(parsed, message, "mailreg db upgrade")])


def is_new(url: str) -> bool:
    """Whether nothing was ever stored there: the first `run` makes the schema."""
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite" and not file_of(parsed).exists():
        return True
    with translated(parsed):
        return _revision(parsed) is None


def _problem(url: URL, message: str, command_line: str) -> Problem:
    return Problem(
        file=url.render_as_string(hide_password=True),
        key="",
        message=message,
        remedy=f"Run `{command_line}`",
    )


def _head() -> str:
    return max(_revisions())


def _revisions() -> set[str]:
    """Those that this version knows; the name of a migration begins with its number."""
    return {path.name.partition("_")[0] for path in MIGRATIONS.glob("versions/[0-9]*.py")}


def _revision(url: URL) -> str | None:
    with _connected(url) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found


def _refuse_newer(url: URL, revision: str | None) -> None:
    if revision is None or revision in _revisions():
        return
    where = url.render_as_string(hide_password=True)
    message = f"its schema {revision} was made by a newer mailreg"
    remedy = "Install that version again, or restore the copy made before the upgrade"
    raise ConfigurationError([Problem(file=where, key="", message=message, remedy=remedy)])


def _migrate(url: URL, head: str) -> None:
    from alembic import command

    with _connected(url) as connection:
        command.upgrade(_config(connection), head)


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _connected(url: URL) -> Iterator[Connection]:
    engine = make_engine(url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def _alone(url: URL) -> Iterator[None]:
    """Wait until nobody else is changing the schema; the lock dies with its process."""
    if url.get_backend_name() == "sqlite":
        with _file_lock(file_of(url)):
            yield
        return
    with _connected(url) as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": UPGRADE_LOCK})
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": UPGRADE_LOCK})


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # nobody else reads our letters
        lock = os.open(path.with_name(path.name + ".upgrade-lock"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        problem = Problem(
            file=str(path),
            key="",
            message=f"the database cannot be made here ({error.strerror})",
            remedy="Set database.url to a folder that mailreg may write to",
        )
        raise ConfigurationError([problem]) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _copy(path: Path, revision: str) -> None:
    """A consistent copy, whole or not there at all."""
    copy = path.with_name(f"{path.name}.before-{revision}")
    part = copy.with_name(copy.name + ".part")
    try:
        os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600))
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(part)) as target:
            source.backup(target)
        part.replace(copy)
    except (OSError, sqlite3.Error) as error:
        message = f"{path} could not be copied before its schema is changed: {error}"
        raise DatabaseUnavailable(message) from error
