"""Figures of seats that staff set while running, in place of those of the event's file.

Nothing is overwritten: each change is a row that says the figures as they were from then on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import Row, bindparam, insert, select

from mailreg.store.applications.seats import lock_event
from mailreg.store.database import Transaction
from mailreg.store.tables import FIGURE
from mailreg.store.values import Figure


class Unchanged(Enum):
    """Leave a figure as it is; None gives it back to the event's file."""

    UNCHANGED = "unchanged"


UNCHANGED = Unchanged.UNCHANGED
# Built once: it runs for every letter.
CHANGES = select(FIGURE).where(FIGURE.c.event == bindparam("of_event")).order_by(FIGURE.c.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFigure:
    """A change of the figures of one pool of seats."""

    session: str | None = None  # None: the venue
    capacity: int | Unchanged | None = UNCHANGED  # seats; None: as the event's file says
    elsewhere: int | Unchanged | None = UNCHANGED  # seats sold elsewhere; None: the same
    at: datetime
    by: str


def set_figure(tx: Transaction, slug: str, new: NewFigure) -> Figure:
    """Set what `new` changes, under the lock of the event's seats; return what counts from now."""
    lock_event(tx, slug)
    former = figures(tx, slug).get(new.session)
    capacity = None if former is None else former.capacity
    elsewhere = None if former is None else former.elsewhere
    as_of = None if former is None else former.elsewhere_as_of
    if new.capacity is not UNCHANGED:
        capacity = new.capacity
    if new.elsewhere is not UNCHANGED:
        elsewhere, as_of = new.elsewhere, None if new.elsewhere is None else new.at
    figure = Figure(
        capacity=capacity, elsewhere=elsewhere, elsewhere_as_of=as_of, at=new.at, by=new.by
    )
    _store(tx, slug, new.session, figure)
    return figure


def figures(tx: Transaction, slug: str) -> dict[str | None, Figure]:
    """The figures that count now, by session; None is the venue, and absent what was never set."""
    return dict(figure_history(tx, slug))


def figure_history(tx: Transaction, slug: str) -> list[tuple[str | None, Figure]]:
    """Every change of the event's figures, oldest first, with the session (None: the venue)."""
    found = tx.connection.execute(CHANGES, {"of_event": slug})
    return [(row.session, _figure(row)) for row in found]


def _store(tx: Transaction, slug: str, session: str | None, figure: Figure) -> None:
    values = {
        "event": slug,
        "session": session,
        "capacity": figure.capacity,
        "elsewhere": figure.elsewhere,
        "elsewhere_as_of": figure.elsewhere_as_of,
        "at": figure.at,
        "set_by": figure.by,
    }
    tx.connection.execute(insert(FIGURE).values(values))


def _figure(row: Row[tuple[object, ...]]) -> Figure:
    return Figure(
        capacity=row.capacity,
        elsewhere=row.elsewhere,
        elsewhere_as_of=row.elsewhere_as_of,
        at=row.at,
        by=row.set_by,
    )
