"""Who sees what somebody may not eat, and how each look is known afterwards."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mailreg.service.roles import PERMISSIONS, Permission, Role
from mailreg.store.tables import DIET_LOOK
from tests.acceptance.letters import address_of, registration
from tests.integration.web.conftest import NewBrowser, form_token
from tests.servers.reception import Reception

SECRET = "allergisk mot jordnötter och sesam"
CODES = ("peanut", "sesame", "jordnöt", "sesam")
BLIND = [role for role in Role if Permission.SEE_DIET not in PERMISSIONS[role]]
SEEING = [role for role in Role if Permission.SEE_DIET in PERMISSIONS[role]]


@pytest.fixture(scope="module")
def case(desk_of_all: Reception) -> str:
    """The reference of somebody who must not eat something."""
    desk_of_all.deliver(registration(3, more=f"Allergier: {SECRET}\n"))
    (found,) = [one for one in desk_of_all.applications() if one.contact_email == address_of(3)]
    return found.reference


def lookers(reception: Reception) -> list[str]:
    with reception.desk.database.reading() as tx:
        return list(tx.connection.execute(select(DIET_LOOK.c.seen_by)).scalars())


@pytest.mark.parametrize("role", BLIND, ids=str)
def test_who_may_not_see_diets_finds_none_in_any_page_letters_and_mails_included(
    browser: NewBrowser, desk_of_all: Reception, case: str, role: Role
) -> None:
    before = lookers(desk_of_all)
    client = browser(role.value.title())
    pages = [
        client.get(f"/cases/{case}?tab=decide"),
        client.get(f"/cases/{case}/reply?verb=approve"),
        client.get(f"/cases/{case}/why"),
        client.post("/search", data={"token": form_token(client), "words": address_of(3)}),
        *(client.get(f"/mails/{mail.id}") for mail in desk_of_all.mails_of(case)),
        *(client.get(f"/letters/{number}") for number in range(39, 43)),
        *(client.get(address) for address in ("/", "/messages", "/outbox", "/problems", "/lists")),
    ]
    assert case in pages[0].text
    told = [(page.url.path, code) for page in pages for code in CODES if code in page.text.lower()]
    assert told == []
    assert lookers(desk_of_all) == before


@pytest.mark.parametrize("role", SEEING, ids=str)
def test_who_may_see_diets_does_and_the_look_is_kept_with_the_name(
    browser: NewBrowser, desk_of_all: Reception, case: str, role: Role
) -> None:
    name = role.value.title()
    before = lookers(desk_of_all).count(name)
    page = browser(name).get(f"/cases/{case}?tab=decide")
    assert any(code in page.text.lower() for code in CODES)
    assert lookers(desk_of_all).count(name) > before


def test_a_list_with_diets_is_a_look_too(
    browser: NewBrowser, desk_of_all: Reception, case: str
) -> None:
    before = lookers(desk_of_all).count("Catering")
    client = browser("Catering")
    fields = {"token": form_token(client), "event": "motesplats", "format": "csv"}
    assert client.post("/lists", data={**fields, "list": "serving"}).status_code == 200
    assert client.post("/lists", data={**fields, "list": "attendees"}).status_code == 200
    assert lookers(desk_of_all).count("Catering") >= before


def test_search_does_not_find_people_by_their_diets(browser: NewBrowser, case: str) -> None:
    client = browser("Viewer")
    for words in CODES:
        page = client.post("/search", data={"token": form_token(client), "words": words})
        assert case not in page.text
