"""What the operator does: schema, key, pause."""

from __future__ import annotations

from mailreg import log
from mailreg.service.adding import no_event
from mailreg.service.desk import Desk
from mailreg.store import installation, schema
from mailreg.store.database import Transaction


def upgrade_schema(url: str) -> str | None:
    """Bring the database's schema up to date; returns what was done, None where nothing was.

    Needs no key. Raises ConfigurationError where the schema is newer than this program.
    """
    done = schema.upgrade(url)
    if done:
        log.upgraded(what=done)
    return done


def pause(desk: Desk, event: str | None, *, by: str) -> None:
    """Hold every reply (of one event); nothing is lost by it.

    Raises BadRequest for an event that there is not: nothing would be held.
    """
    with desk.database.transaction() as tx:
        _check_event(tx, desk, event)
        installation.pause(tx, event, by=by, at=desk.clock())
    log.paused(event=event)


def resume(desk: Desk, event: str | None, *, by: str) -> None:
    """Let replies leave again; raises BadRequest for an event that there is not."""
    with desk.database.transaction() as tx:
        _check_event(tx, desk, event)
        installation.resume(tx, event, by=by, at=desk.clock())
    log.resumed(event=event)


def _check_event(tx: Transaction, desk: Desk, event: str | None) -> None:
    # one whose file was removed may still be paused
    if event is not None and event not in desk.events and event not in installation.paused(tx):
        raise no_event(desk, event)
