"""What staff forward to the desk: an application of who wrote it, for staff to confirm."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailreg.event import Approval
from mailreg.registration.values import Verb
from tests.integration.service.conftest import NewOffice
from tests.integration.service.letters import CANCELLATION, QUESTION, REGISTRATION, letter
from tests.integration.service.office import Office, make_event, opened

# what is read and written is the same on both databases; the others of this folder prove that
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

KARIN = "karin@example.org"
ANNA = "anna.berg@solby.example"
FORWARD = """\
Kan ni ta den här? /Karin

________________________________
Från: Anna Berg <anna.berg@solby.example>
Skickat: den 1 mars 2030 09:22
Till: Karin Ek <karin@example.org>
Ämne: {subject}

{text}"""


@pytest.fixture
def office(new_office: NewOffice) -> Office:
    """The machine decides, and Karin is of the staff."""
    office = new_office(make_event(approval=Approval.AUTOMATIC))
    identity = replace(office.desk.identities["desk"], staff_addresses=frozenset({KARIN}))
    office.restart(identities={"desk": identity})
    return office


def forward(text: str, subject: str = "Efteranmälan", **more: str) -> bytes:
    return letter(
        text=FORWARD.format(subject=subject, text=text.format(name="Anna Berg", more="")),
        sender=f"Karin Ek <{KARIN}>",
        subject=f"VB: {subject}",
        **more,
    )


def test_a_forwarded_letter_is_an_application_of_who_wrote_it(office: Office) -> None:
    office.take_in(forward(REGISTRATION))

    case = office.case()
    assert (case.contact_name, case.contact_email) == ("Anna Berg", ANNA)
    assert [one.name for one in case.registrations] == ["Anna Berg"]
    assert case.needs_review
    assert "forwarded_by_staff" in case.reasons
    assert office.statuses() == ["pending"]
    assert office.mails() == []


def test_what_staff_decide_goes_to_who_wrote_it(office: Office) -> None:
    office.take_in(forward(REGISTRATION))

    office.decide(Verb.APPROVE)

    assert [mail.recipient for mail in office.mails()] == [ANNA]


def test_a_forwarded_question_is_answered_by_nobody_but_staff(office: Office) -> None:
    office.take_in(forward(QUESTION, "Fråga inför Vårmöte"))

    assert office.messages() == [("review", "question")]
    assert office.case().contact_email == ANNA
    assert office.mails() == []


@pytest.mark.parametrize("by", ["address", "token"])
def test_a_forwarded_cancellation_takes_no_seat_away(office: Office, by: str) -> None:
    office.take_in(letter())
    ours = opened(office.mails()[0].content or b"")
    headers = f"References: {ours['Message-ID']}\n" if by == "token" else ""

    office.take_in(forward(CANCELLATION, "Avbokning", headers=headers))

    assert office.statuses() == ["confirmed"]
    assert office.messages()[1] == ("review", "joined")
    assert len(office.mails()) == 1


def test_a_letter_of_staffs_own_is_one_like_any_other(office: Office) -> None:
    office.take_in(letter(name="Karin Ek", address=KARIN))

    assert office.case().contact_email == KARIN
    assert len(office.mails()) == 1
