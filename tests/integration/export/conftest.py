"""A desk with three applications in it, as it is when the conference comes near."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from mailreg.extraction import Attendee
from mailreg.registration.values import Move, Status
from mailreg.service.desk import Desk
from mailreg.store.database import Database
from mailreg.store.values import NewApplication, NewStep
from tests.integration.service.office import NOW, Clock, make_desk, make_event
from tests.integration.store.builders import store

Register = Callable[..., int]

ANNA = Attendee(
    name="Anna Berg",
    organisation="Solby kommun",
    dietary=("gluten", "vegan"),
    dietary_other=("kiwi",),
    dietary_stated=True,
)
ERIK = Attendee(name="Erik Ek", dietary_stated=True)
KARIN = Attendee(name="Karin Alm", dietary=("peanuts",), dietary_stated=True)


@pytest.fixture
def desk(database: Database) -> Desk:
    return make_desk(database, Clock(), make_event(), make_event(slug="hostmote"))


@pytest.fixture
def register(database: Database) -> Register:
    """A function that stores people as one application, each with their status."""

    def add(*people: tuple[Attendee, Status], event: str = "varmote", number: int = 1) -> int:
        moves = tuple(
            Move(number=index, before=None, after=status)
            for index, (_, status) in enumerate(people, start=1)
        )
        new = replace(_APPLICATION, reference=f"MS-0000{number}", token=f"t{number}", event=event)
        new = replace(new, attendees=tuple(attendee for attendee, _ in people))
        with database.transaction() as tx:
            step = NewStep(at=NOW, by="mailreg", action="arrived", moves=moves)
            return store(tx, new, step)

    return add


@pytest.fixture
def ids(register: Register) -> tuple[int, ...]:
    """Two confirmed and one who waits, in two applications; a third of another event."""
    return (
        register((ANNA, Status.CONFIRMED), (KARIN, Status.PENDING), number=1),
        register((ERIK, Status.CONFIRMED), number=2),
        register((KARIN, Status.PENDING), number=3),
        register((KARIN, Status.CONFIRMED), event="hostmote", number=4),
    )


_APPLICATION = NewApplication(
    reference="",
    token="",
    event="varmote",
    mailbox="desk",
    language="sv",
    contact_name="Maria Dal",
    contact_email="maria@solby.example",
    received_at=NOW,
    needs_review=False,
    reasons=(),
    missing=(),
    billing=None,
    attendees=(),
    categories=(),
    sessions=(),
    is_shadow=False,
)
