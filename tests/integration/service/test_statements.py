"""How often the database is asked for one letter: what its speed hangs on."""

from __future__ import annotations

import pytest

from tests.integration.asked import statements
from tests.integration.service.letters import letters
from tests.integration.service.office import Office

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PER_LETTER = 16  # of a new registration, decided and answered


def test_a_further_letter_asks_the_database_a_bounded_number_of_times(office: Office) -> None:
    first, *others = letters(7)
    office.take_in(first)
    office.deliver(others[0])
    with statements(office.desk.database) as for_one:
        office.watch.tend()
    office.deliver(*others[1:])
    with statements(office.desk.database) as for_five:
        office.watch.tend()
    assert len(office.cases()) == 7
    assert (len(for_five) - len(for_one)) / 4 <= PER_LETTER
