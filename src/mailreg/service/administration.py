"""What the operator does: schema, key, pause."""

from __future__ import annotations

from mailreg import log
from mailreg.service.desk import Desk
from mailreg.store import installation, schema


def upgrade_schema(url: str) -> str | None:
    """Bring the database's schema up to date; returns what was done, None where nothing was.

    Needs no key. Raises ConfigurationError where the schema is newer than this program.
    """
    done = schema.upgrade(url)
    if done:
        log.upgraded(what=done)
    return done


def pause(desk: Desk, event: str | None, *, by: str) -> None:
    """Hold every reply (of one event); nothing is lost by it."""
    with desk.database.transaction() as tx:
        installation.pause(tx, event, by=by, at=desk.clock())
    log.paused(event=event, by=by)


def resume(desk: Desk, event: str | None, *, by: str) -> None:
    """Let replies leave again."""
    with desk.database.transaction() as tx:
        installation.resume(tx, event, by=by, at=desk.clock())
    log.resumed(event=event, by=by)
