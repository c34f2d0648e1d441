"""The policies of the desk that no other file tells of, each a story."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mailreg.event import Approval, Event, WhenFull
from mailreg.extraction import Extract
from mailreg.extraction.resolve import extract
from mailreg.message import InboundMessage
from mailreg.registration.values import Verb
from mailreg.service.adding import add_letter
from mailreg.service.clock import look_at_the_clock
from mailreg.service.explaining import explain
from mailreg.service.policy import Postbox
from tests.integration.service.conftest import NewOffice
from tests.integration.service.hall import hall, wishing
from tests.integration.service.letters import ENGLISH, letter, letters
from tests.integration.service.office import UNDO, Office, make_event, opened

# nothing here depends on the database
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SATURDAY_NIGHT = datetime(2030, 3, 2, 23, tzinfo=UTC)
CHANGE = "Hej! Jag vill byta till seminariet Nära vård, och en kollega vill också komma.\n"


def full() -> Event:
    """One seat, and an order of those who wait."""
    return make_event(capacity=1, approval=Approval.AUTOMATIC, when_full=WhenFull.WAITLIST)


def test_a_change_that_a_confirmed_person_asks_for_waits_beside_the_seat(
    new_office: NewOffice,
) -> None:
    office = new_office(hall(ai=1))
    office.take_in(wishing("Anna Ek", "ai"))
    office.decide(Verb.APPROVE)
    before = office.case().registrations

    office.take_in(letter(CHANGE, subject=f"SV: Vårmöte [{office.case().reference}]"))

    assert office.messages()[-1] == ("review", "joined")
    assert office.case().registrations == before
    assert [mail.template for mail in office.mails()] == ["received", "confirmed"]
    office.edit("answers.seminar=vard")
    assert office.statuses() == ["confirmed"]
    assert office.sessions() == [{"vard": "wished"}]


def test_a_correction_and_a_further_letter_keep_the_place_in_the_order(
    new_office: NewOffice,
) -> None:
    office = new_office(full())
    office.take_in(*letters(2))
    office.clock.advance(timedelta(hours=1))
    office.take_in(*letters(3)[2:])
    second, third = office.references()[1:]

    office.clock.advance(timedelta(hours=1))
    office.take_in(letter(CHANGE, subject=f"SV: [{second}]"))
    office.edit_case(second, "organisation=Solby kommun", "contact.name=Erik E")

    assert "number 1 of 2" in explain(office.desk, second)[0]
    assert "number 2 of 2" in explain(office.desk, third)[0]


def test_office_hours_do_not_bind_the_offers_of_staff(new_office: NewOffice) -> None:
    office = new_office(full())
    office.take_in(*letters(2))
    office.decide(Verb.CANCEL, office.references()[0])
    office.clock.now = SATURDAY_NIGHT

    office.decide(Verb.OFFER, office.references()[1])

    assert office.statuses() == ["cancelled", "offered"]
    assert look_at_the_clock(office.desk) == 0


def test_no_to_an_offer_is_a_cancellation_and_the_seat_is_the_next_ones(
    new_office: NewOffice,
) -> None:
    office = new_office(full())
    office.take_in(*letters(3))
    first, second, third = office.references()
    office.decide(Verb.CANCEL, first)
    office.decide(Verb.OFFER, second)

    office.decide(Verb.CANCEL, second)

    assert office.statuses() == ["cancelled", "cancelled", "waitlisted"]
    assert "It is its turn" in " ".join(explain(office.desk, third))


def test_the_language_of_a_conversation_is_kept_until_staff_change_it(office: Office) -> None:
    office.take_in(letter())
    office.take_in(letter(ENGLISH, subject=f"Re: {office.case().reference}"))
    office.decide(Verb.APPROVE)
    assert opened(office.mails()[-1].content or b"")["Content-Language"] == "sv"

    office.decide(Verb.UNDO)
    office.edit("language=en")
    office.decide(Verb.APPROVE)

    assert opened(office.mails()[-1].content or b"")["Content-Language"] == "en"


def test_a_reply_comes_from_the_mailbox_that_the_letter_came_to(new_office: NewOffice) -> None:
    office = new_office(make_event(), make_event(slug="hostmote", mailbox="autumn"))
    autumn = Postbox(name="autumn", address="hostmote@example.org", start=None)
    office.restart(postboxes={**office.desk.postboxes, "autumn": autumn})
    add_letter(office.desk, "hostmote", "anna.berg@solby.example", letter())
    office.decide(Verb.APPROVE)
    office.clock.advance(UNDO)

    office.send_due()

    assert {mail.sender for mail in office.smtp.received} == {"hostmote@example.org"}
    senders = [opened(mail.content)["From"] for mail in office.smtp.received]
    assert all("<hostmote@example.org>" in sender for sender in senders)


@pytest.mark.parametrize("doubt", ["field", "likeness"])
def test_a_doubt_about_fields_is_received_and_waits_for_staff(
    new_office: NewOffice, monkeypatch: pytest.MonkeyPatch, doubt: str
) -> None:
    def doubtful(message: InboundMessage, event: Event) -> Extract:
        return replace(extract(message, event), needs_review=True, reasons=("name_unsure",))

    office = new_office(make_event(approval=Approval.AUTOMATIC))
    if doubt == "field":
        monkeypatch.setattr("mailreg.reader.here.extract", doubtful)
    else:
        office.take_in(letter())
        office.decide(Verb.CANCEL)
    office.take_in(letter())

    assert office.statuses()[-1] == "pending"
    assert office.cases()[-1].needs_review
    assert office.fates()[-1] == ("received", "queued", None)


@pytest.mark.parametrize("intent", ["register", "question", "cancel", "other"])
def test_a_doubt_about_what_a_letter_wants_gets_nothing_until_staff_look(
    office: Office, monkeypatch: pytest.MonkeyPatch, intent: str
) -> None:
    def unsure(message: InboundMessage, event: Event) -> Extract:
        found = extract(message, event)
        return replace(found, intent=type(found.intent)(intent), intent_is_sure=False)

    monkeypatch.setattr("mailreg.reader.here.extract", unsure)

    office.take_in(letter())

    assert office.mails() == []
    is_case = intent == "register"
    assert office.statuses() == (["pending"] if is_case else [])
    assert office.messages()[0][0] == ("processed" if is_case else "review")
