"""Mail for staff: what waits, case by case and once a day, and never anything of a letter."""

from __future__ import annotations

import asyncio
from datetime import time, timedelta
from typing import Any

import pytest

from mailreg.registration.values import Verb
from mailreg.service.policy import Mode, StaffPolicy
from mailreg.service.telling import tell_staff
from mailreg.shipped import shipped
from tests.integration.service.conftest import NewOffice
from tests.integration.service.letters import ASKING, QUESTION, letter
from tests.integration.service.office import Office, make_event, opened

KARIN, BO = "karin@example.org", "bo@example.org"
DAY = timedelta(days=1)
DIET = "Jag är allergisk mot jordnötter.\n"


def policy(**changes: object) -> StaffPolicy:
    values: dict[str, object] = {
        "addresses": (KARIN, BO),
        "language": "sv",
        "tells_cases": True,
        "digest_at": time(7, 30),
        "page": "https://desk.example.org",
        "templates": (shipped("templates"),),
    }
    return StaffPolicy(**{**values, **changes})  # type: ignore[arg-type]


@pytest.fixture
def office(new_office: NewOffice) -> Office:
    """With staff who are told, and have been told of what there was."""
    office = new_office(make_event(capacity=10))
    office.restart(staff=policy())
    tell(office)
    return office


def tell(office: Office) -> int:
    return tell_staff(office.desk, office.presence, office.session)


def told(office: Office) -> list[tuple[str, str, str]]:
    """To whom, subject and text of every mail for staff."""
    mails = [(one.recipients[0], opened(one.content)) for one in office.smtp.received]
    return [
        (to, str(mail["Subject"]), str(mail.get_content()))
        for to, mail in mails
        if to in {KARIN, BO}
    ]


def test_a_case_that_waits_is_told_to_each_of_them_once(office: Office) -> None:
    office.take_in(letter(more=DIET))

    assert tell(office) == 2
    assert tell(office) == 0

    (to, subject, text), (other, *_) = told(office)
    reference = office.case().reference
    assert {to, other} == {KARIN, BO}
    assert subject == f"Vårmöte [{reference}]: väntar på beslut"
    assert "Anna Berg" in text
    assert f"https://desk.example.org/cases/{reference}" in text
    assert "jordnöt" not in text


def test_a_letter_to_read_is_told_as_well(office: Office) -> None:
    office.take_in(letter(QUESTION, subject=ASKING))

    tell(office)

    _, subject, text = told(office)[0]
    assert "brev att läsa" in subject
    assert "parkera" not in text


def test_what_is_decided_meanwhile_is_not_told(office: Office) -> None:
    office.take_in(letter())
    office.decide(Verb.APPROVE)

    assert tell(office) == 0


def test_the_digest_comes_once_a_day_and_says_what_waits(office: Office) -> None:
    office.restart(staff=policy(tells_cases=False))
    office.take_in(letter(more=DIET), letter(QUESTION, subject=ASKING, address="ek@solby.example"))
    assert tell(office) == 0

    office.clock.advance(DAY)

    assert tell(office) == 2
    assert tell(office) == 0
    _, subject, text = told(office)[0]
    assert subject == "Läget 2030-03-02: 1 att besluta, 1 att läsa"
    assert "Väntar på beslut: 1, det äldsta sedan 2030-03-01 10:00" in text
    assert "Vårmöte: 0 bekräftade av 10, 10 lediga, 1 väntar på beslut" in text
    assert office.references()[0] in text
    assert "https://desk.example.org/" in text
    assert "jordnöt" not in text


def test_a_digest_tells_of_problems(office: Office) -> None:
    office.restart(staff=policy(tells_cases=False, language="en"))
    office.take_in(letter())
    asyncio.run(office.dispatcher.deliver_due())
    with office.desk.database.transaction() as tx:
        tx.connection.exec_driver_sql("UPDATE outbox SET state = 'failed', leaves_at = NULL")
    office.clock.advance(DAY)

    tell(office)

    assert "1 mails did not arrive" in told(office)[-1][2]


def test_before_its_time_there_is_no_digest(office: Office) -> None:
    office.restart(staff=policy(tells_cases=False, digest_at=time(10, 30)))
    office.clock.advance(DAY)
    assert tell(office) == 0

    office.clock.advance(timedelta(minutes=31))

    assert tell(office) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"mode": Mode.SHADOW},
        {"staff": policy(addresses=())},
        {"staff": policy(tells_cases=False, digest_at=None)},
        {"staff": None},
    ],
    ids=["shadow", "nobody", "nothing", "no settings"],
)
def test_nobody_is_told_who_shall_not_be(office: Office, changes: dict[str, Any]) -> None:
    office.restart(**changes)
    office.take_in(letter())
    office.clock.advance(DAY)

    assert tell(office) == 0
    assert told(office) == []
