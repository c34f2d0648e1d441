"""How often the database is asked for one page: what its speed hangs on."""

from __future__ import annotations

import pytest

from tests.integration.asked import statements
from tests.integration.web.conftest import NewBrowser
from tests.servers.reception import EVERYTHING, Reception

MOST = {  # transactions that begin among them
    "/?tab=decide": 4,
    "/?tab=read": 4,
    "/cases/{reference}?tab=decide": 12,  # three note that its diets were looked at
    "/cases/{reference}?tab=decide&done={other}": 16,
}


@pytest.mark.parametrize("page", MOST)
def test_a_page_asks_the_database_a_bounded_number_of_times(
    browser: NewBrowser, desk_of_all: Reception, page: str
) -> None:
    case, other, *_ = desk_of_all.applications()
    address = page.format(reference=case.reference, other=other.reference)
    client = browser(EVERYTHING)
    client.get(address).raise_for_status()
    with statements(desk_of_all.desk.database) as asked:
        client.get(address).raise_for_status()
    beside = [one for one in asked if one.startswith("SELECT mailbox") or "setting" in one]
    assert len(asked) - len(beside) <= MOST[page], asked
