"""People beside mail: somebody who phoned, a letter that came elsewhere, staff's own words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailreg.errors import BadRequest
from mailreg.event import Event
from mailreg.extraction import Extract, Intent
from mailreg.extraction.resolve import extract
from mailreg.message import InboundMessage
from mailreg.registration.values import Refusal, Verb
from mailreg.service.adding import Caller, add_caller, add_letter
from mailreg.service.answering import answer
from mailreg.service.messages import replay
from mailreg.service.policy import Mode
from mailreg.store import applications
from tests.integration.service.conftest import NewOffice
from tests.integration.service.letters import (
    ASKING,
    QUESTION,
    WITHOUT_ADDRESS,
    letter,
)
from tests.integration.service.office import UNDO, Office, make_event, opened, text_of

BO = Caller(event="varmote", name="Bo Ek", email="bo@solby.example", is_confirmed=True)
ANNA = "anna.berg@solby.example"


def test_somebody_who_phoned_gets_a_seat_and_a_mail_that_can_be_taken_back(office: Office) -> None:
    add_caller(office.desk, BO, by="karin")

    assert office.statuses() == ["confirmed"]
    assert office.fates() == [("confirmed", "held", "undo")]
    assert office.mails()[0].recipient == "bo@solby.example"
    with office.desk.database.reading() as tx:
        steps = applications.history(tx, office.case().id)
    assert [(step.by, step.action) for step in steps] == [("karin", "added"), ("karin", "approve")]
    office.decide(Verb.UNDO)
    assert (office.statuses(), office.fates()) == (
        ["pending"],
        [("confirmed", "cancelled", "undone")],
    )


@pytest.mark.parametrize(("is_confirmed", "status"), [(True, "confirmed"), (False, "pending")])
def test_somebody_without_an_address_is_entered_and_mailed_nothing(
    office: Office, is_confirmed: bool, status: str
) -> None:
    caller = Caller(event="varmote", name="Bo Ek", email=None, is_confirmed=is_confirmed)

    add_caller(office.desk, caller, by="karin")

    assert office.statuses() == [status]
    assert office.mails() == []
    with pytest.raises(BadRequest, match=r"contact\.email"):
        answer(office.desk, office.case().reference, "Hej!", by="karin")


def test_without_room_nobody_is_entered(new_office: NewOffice) -> None:
    office = new_office(make_event(capacity=0))

    refusal = add_caller(office.desk, BO, by="karin")

    assert isinstance(refusal, Refusal)
    assert refusal.code == "no_room"
    assert (office.cases(), office.mails()) == ([], [])


@pytest.mark.parametrize(
    ("caller", "says"),
    [
        (Caller(event="mote", name="Bo Ek", email=None, is_confirmed=False), "varmote"),
        (
            Caller(event="varmote", name="Bo Ek", email="bo@", is_confirmed=False),
            "is no e-mail address",
        ),
        (Caller(event="varmote", name=" ", email=None, is_confirmed=False), "name"),
    ],
)
def test_what_cannot_be_entered_is_refused(office: Office, caller: Caller, says: str) -> None:
    with pytest.raises(BadRequest, match=says):
        add_caller(office.desk, caller, by="karin")

    assert office.cases() == []


def test_a_letter_that_reached_a_colleague_is_taken_as_its_writers(office: Office) -> None:
    forwarded = letter(sender="Karin Holm <karin@varmote.example>")

    message = add_letter(office.desk, "varmote", ANNA, forwarded)

    assert (message.state.value, message.intent) == ("processed", "register")
    assert message.reference == office.case().reference
    assert office.case().contact_email == ANNA
    assert office.fates() == [("received", "queued", None)]
    assert office.mails()[0].recipient == ANNA


def test_the_very_same_letter_is_refused_the_second_time(office: Office) -> None:
    add_letter(office.desk, "varmote", ANNA, letter(message_id="<one@solby.example>"))

    with pytest.raises(BadRequest, match="here already"):
        add_letter(office.desk, "varmote", ANNA, letter(message_id="<one@solby.example>"))

    assert len(office.cases()) == 1


def test_a_letter_that_is_in_the_mailbox_too_is_one_letter(office: Office) -> None:
    content = letter(message_id="<one@solby.example>")
    add_letter(office.desk, "varmote", ANNA, content)

    office.take_in(content)
    office.take_in(b"Received: from alias.example.org\r\n" + content)

    assert len(office.cases()) == 1
    assert office.messages() == [("processed", None), ("ignored", "duplicate:1")]
    assert [mail.template for mail in office.mails()] == ["received"]


def test_a_letter_from_elsewhere_is_never_moved_on_the_server(office: Office) -> None:
    office.take_in(letter())
    add_letter(office.desk, "varmote", ANNA, letter(name="Bo Ek"))

    office.watch.tend()
    office.watch.tidy()

    assert office.folder("Handled") == 1
    assert [state for state, _ in office.messages()] == ["processed", "processed"]


def test_a_letter_from_elsewhere_joins_its_conversation(office: Office) -> None:
    office.take_in(letter())
    subject = f"VB: {office.case().reference}"

    add_letter(office.desk, "varmote", ANNA, letter(subject=subject, name="Karin Holm"))

    assert office.messages()[1] == ("processed", None)
    assert [one.name for one in office.case().registrations] == ["Anna Berg", "Karin Holm"]


FORWARDED = "Karin Holm <karin.holm@organiser.example>"


@pytest.mark.parametrize("crashes", [False, True])
def test_a_letter_from_elsewhere_is_read_again_as_it_was_entered(
    office: Office, monkeypatch: pytest.MonkeyPatch, crashes: bool
) -> None:
    def hostile(message: InboundMessage, event: Event) -> Extract:
        if crashes:
            raise ZeroDivisionError
        return replace(extract(message, event), intent=Intent.OTHER, intent_is_sure=False)

    other = make_event(slug="hostmote")
    office.restart(events={**office.desk.events, "hostmote": other})
    automatic = "Auto-Submitted: auto-generated\nReply-To: karin.holm@organiser.example\n"
    content = letter(sender=FORWARDED, headers=automatic)
    with monkeypatch.context() as planted:
        planted.setattr("mailreg.reader.here.extract", hostile)
        add_letter(office.desk, "hostmote", ANNA, content)
    assert office.cases() == []

    again = replay(office.desk, 1)

    assert again.message.state == "processed"
    assert (office.case().event, office.case().contact_email) == ("hostmote", ANNA)
    assert [mail.recipient for mail in office.mails()] == [ANNA]
    assert replay(office.desk, 1).differences == ()


def test_a_letter_without_an_address_for_the_invoice_is_asked_for_it(office: Office) -> None:
    add_letter(office.desk, "varmote", ANNA, letter(WITHOUT_ADDRESS))

    assert office.statuses() == ["incomplete"]
    assert office.fates() == [("incomplete", "queued", None)]


@pytest.mark.parametrize(
    ("slug", "sender", "says"),
    [("mote", ANNA, "varmote"), ("varmote", "anna", "is no e-mail address")],
)
def test_a_letter_needs_its_event_and_its_writer(
    office: Office, slug: str, sender: str, says: str
) -> None:
    with pytest.raises(BadRequest, match=says):
        add_letter(office.desk, slug, sender, letter())

    assert office.messages() == []


def test_an_answer_is_staffs_own_words_and_settles_what_waited(office: Office) -> None:
    office.take_in(letter(QUESTION, subject=ASKING))
    assert office.messages() == [("review", "question")]
    assert office.inbox() == 1

    answer(office.desk, office.case().reference, "Ja, det finns parkering.\n", by="karin")

    ((state, reason),) = office.messages()
    assert (state, str(reason).partition(":")[0]) == ("processed", "answered")
    assert office.fates()[-1] == ("message", "held", "undo")
    office.watch.tend()
    assert office.inbox() == 0
    office.send_due()
    assert len(office.smtp.received) == 1
    office.clock.advance(UNDO)
    office.send_due()
    mail = opened(office.smtp.received[-1].content)
    assert mail["Auto-Submitted"] is None
    assert mail["In-Reply-To"] is not None
    assert "Ja, det finns parkering." in text_of(office.smtp.received[-1].content)


def test_an_empty_answer_is_refused(office: Office) -> None:
    office.take_in(letter())

    with pytest.raises(BadRequest, match="empty"):
        answer(office.desk, office.case().reference, " \n", by="karin")


def test_an_answer_is_not_replaced_by_a_decision_nor_undone_with_it(office: Office) -> None:
    office.take_in(letter())
    office.send_due()
    answer(office.desk, office.case().reference, "Vi återkommer.", by="karin")
    office.decide(Verb.APPROVE)
    assert office.fates()[1:] == [("message", "held", "undo"), ("confirmed", "held", "undo")]

    office.decide(Verb.UNDO)

    assert office.fates()[1:] == [("message", "held", "undo"), ("confirmed", "cancelled", "undone")]


def test_undo_takes_an_answer_back_and_leaves_the_decision_before_it(office: Office) -> None:
    office.take_in(letter())
    office.decide(Verb.APPROVE)
    office.clock.advance(UNDO)
    office.send_due()
    answer(office.desk, office.case().reference, "Fel person.", by="karin")

    office.decide(Verb.UNDO)

    assert office.statuses() == ["confirmed"]
    assert office.fates()[-1] == ("message", "cancelled", "undone")


@pytest.mark.parametrize("has_left", [False, True])
def test_undo_lets_the_letters_that_an_answer_settled_wait_again(
    office: Office, has_left: bool
) -> None:
    office.take_in(letter(QUESTION, subject=ASKING))
    reference = office.case().reference
    answer(office.desk, reference, "Ja, det finns parkering.", by="karin")
    office.take_in(letter(QUESTION, subject=f"SV: Vårmöte [{reference}]"))
    answer(office.desk, reference, "Klockan nio.", by="karin")
    if has_left:
        office.clock.advance(UNDO)
        office.send_due()

    office.decide(Verb.UNDO)

    (_, answered_before), waits = office.messages()
    assert str(answered_before).startswith("answered:")
    assert waits == ("review", "question")
    assert office.fates()[-1][:2] == (
        ("corrected", "held") if has_left else ("message", "cancelled")
    )


def test_in_shadow_an_answer_is_kept_and_never_leaves(office: Office) -> None:
    office.restart(mode=Mode.SHADOW)
    office.take_in(letter(QUESTION, subject=ASKING))

    answer(office.desk, office.case().reference, "Ja.", by="karin")

    assert office.fates()[-1] == ("message", "cancelled", "shadow")
