"""Moves of people and of their wishes for sessions: carried out, and kept in a step as JSON.

A move is `[number, before, after, reason]`, where it says more followed by `[…, offered_until,
queued_at, lapses]`; a session's move is `[number, key, before, after]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from sqlalchemy import ColumnElement, and_, select, update

from mailreg.registration.values import Move, Reason, SessionMove, SessionState, Status
from mailreg.store.database import Conflict, Transaction
from mailreg.store.tables import REGISTRATION

ENTRIES = 7  # of a move that says everything

Wishes = dict[str, str]  # session and state, in the order of the wishes


def carry_out(tx: Transaction, application_id: int, move: Move) -> None:
    """Move one person; Conflict where they do not stand where the move begins."""
    before = None if move.before is None else move.before.value
    statement = (
        update(REGISTRATION)
        .where(_is_person(application_id, move.number), REGISTRATION.c.status == before)
        .values(moved(move))
    )
    if tx.connection.execute(statement).rowcount != 1:
        message = f"person {move.number} of application {application_id} is not {move.before} now"
        raise Conflict(message)


def moved(move: Move) -> dict[str, object]:
    """What a person's row says after a move."""
    reason = move.decline_reason
    values: dict[str, object] = {
        "status": move.after.value,
        "decline_reason": None if reason is None else reason.value,
        "offered_until": move.offered_until if move.after is Status.OFFERED else None,
    }
    kept = {"queued_at": move.queued_at, "lapses": move.lapses}
    return values | {name: value for name, value in kept.items() if value is not None}


def carry_out_sessions(tx: Transaction, application_id: int, moves: Sequence[SessionMove]) -> None:
    """Move wishes in this order; Conflict where one does not stand where its move begins."""
    by_person = sorted(moves, key=attrgetter("number"))  # stable
    for number, of_person in groupby(by_person, key=attrgetter("number")):
        person = _is_person(application_id, number)
        wishes = tx.connection.execute(
            select(REGISTRATION.c.sessions).where(person).with_for_update()
        ).scalar_one_or_none()
        if wishes is None:
            message = f"application {application_id} has no person {number}"
            raise Conflict(message)
        changed = _with_moves(wishes, of_person)
        tx.connection.execute(update(REGISTRATION).where(person).values(sessions=changed))


def _is_person(application_id: int, number: int) -> ColumnElement[bool]:
    return and_(REGISTRATION.c.application_id == application_id, REGISTRATION.c.number == number)


def _with_moves(wishes: Wishes, moves: Iterable[SessionMove]) -> Wishes:
    changed = dict(wishes)
    for move in moves:
        if changed.get(move.key) != _value(move.before):
            message = f"session {move.key} of person {move.number} is not {move.before} now"
            raise Conflict(message)
        if move.after is None:
            del changed[move.key]
        else:
            changed[move.key] = move.after.value
    return changed


def _value(state: Status | SessionState | Reason | None) -> str | None:
    return None if state is None else state.value


def move_json(move: Move) -> list[object]:
    """One move as it is kept in a step."""
    more = [_time_json(move.offered_until), _time_json(move.queued_at), move.lapses]
    entries: list[object] = [
        move.number,
        _value(move.before),
        move.after.value,
        _value(move.decline_reason),
    ]
    return [*entries, *more] if any(entry is not None for entry in more) else entries


def move_of(entries: Sequence[object]) -> Move:
    """The inverse of `move_json`."""
    padded = [*entries, *[None] * (ENTRIES - len(entries))]
    number, before, after, reason, offered_until, queued_at, lapses = padded
    return Move(
        number=int(str(number)),
        before=None if before is None else Status(str(before)),
        after=Status(str(after)),
        decline_reason=None if reason is None else Reason(str(reason)),
        offered_until=_time(offered_until),
        queued_at=_time(queued_at),
        lapses=None if lapses is None else int(str(lapses)),
    )


def session_move_json(move: SessionMove) -> list[object]:
    """One move of a wish as it is kept in a step."""
    return [move.number, move.key, _value(move.before), _value(move.after)]


def session_move_of(entries: Sequence[object]) -> SessionMove:
    """The inverse of `session_move_json`."""
    number, key, before, after = entries
    return SessionMove(
        number=int(str(number)),
        key=str(key),
        before=None if before is None else SessionState(str(before)),
        after=None if after is None else SessionState(str(after)),
    )


def _time_json(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _time(value: object) -> datetime | None:
    return None if value is None else datetime.fromisoformat(str(value))
