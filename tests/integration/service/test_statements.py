"""How often the database is asked for one letter: what its speed hangs on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from tests.integration.service.letters import letters
from tests.integration.service.office import Office

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PER_LETTER = 16  # of a new registration, decided and answered


@contextmanager
def statements(office: Office) -> Iterator[list[str]]:
    """What the database is asked within the block."""
    asked: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    engine = office.desk.database.engine
    event.listen(engine, "before_cursor_execute", hear)
    yield asked
    event.remove(engine, "before_cursor_execute", hear)


def test_a_further_letter_asks_the_database_a_bounded_number_of_times(office: Office) -> None:
    first, *others = letters(7)
    office.take_in(first)
    office.deliver(others[0])
    with statements(office) as for_one:
        office.watch.tend()
    office.deliver(*others[1:])
    with statements(office) as for_five:
        office.watch.tend()
    assert len(office.cases()) == 7
    assert (len(for_five) - len(for_one)) / 4 <= PER_LETTER
