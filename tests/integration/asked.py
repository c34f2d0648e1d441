"""What a database is asked: what speed hangs on, whatever the machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from mailreg.store.database import Database


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Every statement of the block, the beginnings of transactions included on SQLite."""
    asked: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", hear)
    yield asked
    event.remove(database.engine, "before_cursor_execute", hear)
