"""Every address, and who may go there: one table."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from mailreg.service.roles import PERMISSIONS, Permission, Role
from mailreg.web.app import GET, POST
from tests.integration.web.conftest import NewBrowser, form_token
from tests.servers.reception import Reception

LOOK, LETTERS, CORRECT, DECIDE, ADMIN = (
    Permission.LOOK,
    Permission.READ_LETTERS,
    Permission.CORRECT,
    Permission.DECIDE,
    Permission.ADMINISTER,
)
OPEN: Mapping[str, Permission] = {
    "/": LOOK,
    "/cases/{reference}": LOOK,
    "/cases/{reference}/reply": LETTERS,
    "/cases/{reference}/why": LOOK,
    "/mails/{id}": LETTERS,
    "/letters/{id}": LETTERS,
    "/letters/{id}/html": LETTERS,
    "/messages": LOOK,
    "/outbox": LOOK,
    "/problems": LOOK,
    "/seats": LOOK,
    "/add": CORRECT,
    "/lists": LOOK,
    "/templates/": LOOK,
    "/templates/{name}": LOOK,
    "/accounts": ADMIN,
    "/me": LOOK,
}
CHANGE: Mapping[str, Permission] = {
    "/search": LOOK,
    "/cases/{reference}/decide": DECIDE,
    "/cases/{reference}/undo": DECIDE,
    "/cases/{reference}/save": CORRECT,
    "/cases/{reference}/answer": CORRECT,
    "/cases/{reference}/resume": CORRECT,
    "/cases/{reference}/reply": LETTERS,
    "/bulk": DECIDE,
    "/letters/{id}/case": CORRECT,
    "/letters/{id}/join": CORRECT,
    "/letters/{id}/answer": CORRECT,
    "/letters/{id}/again": CORRECT,
    "/letters/{id}/settle": CORRECT,
    "/outbox/release": CORRECT,
    "/outbox/resend": CORRECT,
    "/seats": ADMIN,
    "/pause": DECIDE,
    "/add/person": CORRECT,
    "/add/letter": CORRECT,
    "/lists": LOOK,
    "/accounts": ADMIN,
    "/accounts/remove": ADMIN,
    "/accounts/password": ADMIN,
    "/me": LOOK,
    "/me/password": LOOK,
    "/sign-out": LOOK,
}
ROLES = [pytest.param(role, id=role.value) for role in Role]


def filled(address: str, reception: Reception) -> str:
    reference = reception.applications()[0].reference
    return address.format(reference=reference, id="3", name="index.html")


def plain(address: str) -> str:
    return re.sub(r":\w+}", "}", address)


def test_the_tables_name_every_address() -> None:
    assert {plain(path): permission for path, _, permission in GET} == OPEN
    assert {plain(path): permission for path, _, permission in POST} == CHANGE


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("address", OPEN)
def test_who_may_open(
    browser: NewBrowser, desk_of_all: Reception, address: str, role: Role
) -> None:
    answer = browser(role.value.title()).get(filled(address, desk_of_all))
    assert answer.status_code == (200 if OPEN[address] in PERMISSIONS[role] else 403)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("address", sorted(CHANGE.keys() - {"/sign-out"}))
def test_who_may_change(
    browser: NewBrowser, desk_of_all: Reception, address: str, role: Role
) -> None:
    before = desk_of_all.applications()
    client = browser(role.value.title())
    answer = client.post(filled(address, desk_of_all), data={"token": form_token(client)})
    may = CHANGE[address] in PERMISSIONS[role]
    assert (answer.status_code == 403) != may, answer.text
    assert answer.status_code < 500
    assert desk_of_all.applications() == before


@pytest.mark.parametrize("kind", ["catering", "serving", "anything"])
def test_lists_with_diets_are_for_those_who_may_see_them(browser: NewBrowser, kind: str) -> None:
    for role in Role:
        client = browser(role.value.title())
        fields = {"token": form_token(client), "event": "motesplats", "format": "csv", "list": kind}
        answer = client.post("/lists", data=fields)
        may = Permission.SEE_DIET in PERMISSIONS[role] and kind != "anything"
        assert (answer.status_code == 200) == may


def test_who_may_decide_and_not_correct_cannot_smuggle_a_correction_into_a_decision(
    browser: NewBrowser, desk_of_all: Reception
) -> None:
    case = desk_of_all.applications()[0]
    client = browser("Approver")
    fields = {
        "token": form_token(client),
        "verb": "approve",
        "seen": str(case.version),
        "set:contact.email": "somebody.else@evil.example",
    }
    answer = client.post(f"/cases/{case.reference}/decide", data=fields)
    assert answer.status_code == 409
    assert desk_of_all.applications()[0] == case


def test_who_enters_people_and_may_not_decide_gives_no_seat(
    browser: NewBrowser, desk_of_all: Reception
) -> None:
    client = browser("Handler")
    fields = {
        "token": form_token(client),
        "event": "motesplats",
        "name": "Tuva Ask",
        "is_confirmed": "yes",
    }
    before = desk_of_all.applications()
    assert client.post("/add/person", data=fields).status_code == 400
    assert desk_of_all.applications() == before
