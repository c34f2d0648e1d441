"""Whatever goes wrong is told in the language of whoever asks."""

from __future__ import annotations

import re

import httpx
import pytest

from mailreg.extraction import Reason
from mailreg.service.accounts import FREE_TRIES
from mailreg.store import applications
from tests.integration.web.conftest import NewBrowser, form_token, token_of
from tests.servers.reception import EVERYTHING, Reception

SWEDISH = {"Accept-Language": "sv"}
NOTHING_CHANGED = "Inget har ändrats."
ENGLISH = re.compile(r"\b(?:the|there|this|your?|no|not|with|has|is|are|was)\b", re.IGNORECASE)
CONFLICTS = [
    ({"verb": "approve", "seen": "999"}, "har ändrat ärendet under tiden"),
    ({"verb": "undo"}, "Här finns inget beslut att ta tillbaka."),
    ({"verb": "ask"}, "Inget saknas. Skriv i kommentaren vad du vill veta."),
    ({"verb": "reopen"}, "”Ta upp igen” går inte: 1 väntar på beslut. Det som går: Godkänn,"),
    (
        {"verb": "approve", "over_capacity": "yes"},
        "En plats utöver antalet kräver ett skäl. Skriv kommentaren först.",
    ),
]
BAD = [
    ("/cases/{reference}/decide", {"verb": "explode", "seen": "1"}, "Formuläret innehåller"),
    ("/cases/{reference}/answer", {"text": " "}, "Svaret är tomt"),
    ("/cases/MS-XXXXX/answer", {"text": "Hej"}, "Det finns inget ärende MS-XXXXX"),
    ("/letters/999999/again", {}, "Det finns inget mejl 999999"),
    ("/letters/1/settle", {}, "Mejl 1 väntar inte på någon"),
    ("/seats", {"event": "motesplats", "capacity": "²"}, "Antal platser skrivs med bara siffror"),
    ("/seats", {"event": "motesplats"}, "Ange antalet platser"),
    ("/seats", {"event": "x", "capacity": "1"}, "Evenemanget &#39;x&#39; finns inte; de som finns"),
    (
        "/seats",
        {"event": "motesplats", "capacity": "1", "session": "x"},
        "Programpunkten &#39;x&#39; finns inte",
    ),
    ("/add/person", {"event": "motesplats", "name": " "}, "Den som läggs in behöver ett namn"),
    (
        "/add/person",
        {"event": "motesplats", "name": "Tuva Ask", "email": "tuva"},
        "&#39;tuva&#39; är ingen e-postadress",
    ),
    ("/add/letter", {"event": "motesplats", "sender": "a@b.example"}, "Välj mejlet som fil"),
    ("/accounts", {"name": "Ny", "password": "kort", "role": "viewer"}, "minst 12 och högst 200"),
    ("/accounts", {"name": "Ny", "password": "a" * 20, "role": "viewer"}, "för lätt att gissa"),
    ("/accounts", {"name": "Ny", "password": "four odd words here"}, "och en roll"),
    (
        "/accounts",
        {"name": "Olle", "password": "four odd words here", "role": "viewer"},
        "Kontot Olle finns redan",
    ),
    ("/accounts/remove", {"name": "Ingen"}, "Det finns inget konto Ingen"),
    ("/accounts/remove", {"name": EVERYTHING}, "Du kan inte ta bort kontot"),
    ("/lists", {"event": "motesplats", "format": "x", "list": "y"}, "Formuläret innehåller"),
    ("/lists", {"event": "x", "format": "csv", "list": "attendees"}, "Evenemanget &#39;x&#39;"),
]


def told(answer: httpx.Response) -> str:
    """What a page says went wrong."""
    found = re.search(r'class="refusal"[^>]*>(.*?)</p>', answer.text, re.DOTALL)
    assert found, answer.text
    return " ".join(found[1].split())


@pytest.mark.parametrize(("address", "fields", "says"), BAD, ids=[case[2] for case in BAD])
def test_a_wish_that_cannot_be_is_told_in_swedish(
    browser: NewBrowser,
    desk_of_all: Reception,
    address: str,
    fields: dict[str, str],
    says: str,
) -> None:
    client = browser(EVERYTHING, **SWEDISH)
    path = address.format(reference=desk_of_all.applications()[0].reference)
    answer = client.post(path, data={"token": form_token(client), **fields})
    assert answer.status_code == 400
    assert says in told(answer)
    assert not ENGLISH.search(told(answer))
    assert NOTHING_CHANGED in answer.text


@pytest.mark.parametrize(("fields", "says"), CONFLICTS, ids=[case[1] for case in CONFLICTS])
def test_a_decision_that_cannot_be_taken_is_refused_in_swedish(
    browser: NewBrowser, desk_of_all: Reception, fields: dict[str, str], says: str
) -> None:
    case = next(
        one
        for one in desk_of_all.applications()
        if len(one.registrations) == 1 and not one.missing and not one.needs_review
    )
    client = browser(EVERYTHING, **SWEDISH)
    fields = {"token": form_token(client), "seen": str(case.version), **fields}
    answer = client.post(f"/cases/{case.reference}/decide", data=fields)
    assert answer.status_code == 409
    assert says in told(answer)
    assert not ENGLISH.search(told(answer))


def test_why_a_case_stands_where_it_stands_is_told_in_both_languages(
    browser: NewBrowser, desk_of_all: Reception
) -> None:
    for case in desk_of_all.applications():
        sentences = {
            language: re.findall(
                r"<li>(.*?)</li>",
                browser(EVERYTHING, **{"Accept-Language": language})
                .get(f"/cases/{case.reference}/why")
                .text.partition('<div id="why">')[2]
                .partition("</div>")[0],
            )
            for language in ("sv", "en")
        }
        assert len(sentences["sv"]) == len(sentences["en"]) > 1
        assert [one for one in sentences["sv"] if ENGLISH.search(one)] == []
        assert [one for one in sentences["en"] if "mailreg " in one or " = " in one] == []


def test_why_tells_nobody_of_a_diet_who_may_not_see_it(
    browser: NewBrowser, desk_of_all: Reception
) -> None:
    case = desk_of_all.applications()[-1]
    with desk_of_all.desk.database.transaction() as tx:
        reasons = (Reason.DIET_UNCLEAR.value,)
        applications.set_doubt(tx, case.id, needs_review=True, reasons=reasons, missing=())
    address = f"/cases/{case.reference}/why"
    assert "Food or an allergy" in browser("Handler").get(address).text
    page = browser("Viewer").get(address).text
    assert "Food or an allergy" not in page
    assert "A person must look first: Somebody should look at this letter." in page


def test_whoever_may_not_is_told_so_in_swedish(browser: NewBrowser) -> None:
    answer = browser("Viewer", **SWEDISH).get("/accounts")
    assert answer.status_code == 403
    assert told(answer) == "Ditt konto får inte göra det här. En administratör kan ge det rollen."


def test_signing_in_in_vain_is_told_in_swedish(browser: NewBrowser) -> None:
    client = browser(**SWEDISH)
    for attempt in range(FREE_TRIES + 1):
        fields = {"name": "Gissad", "password": f"gissning {attempt}"}
        fields["token"] = token_of(client.get("/sign-in"))
        answer = client.post("/sign-in", data=fields)
        assert not ENGLISH.search(told(answer))
    assert answer.status_code == 429
