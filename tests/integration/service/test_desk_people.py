"""Groups: people of one letter are decided one by one, and told together."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mailreg.event import SessionWhenFull
from mailreg.registration.values import Refusal, Verb
from tests.integration.service.conftest import NewOffice
from tests.integration.service.hall import GROUP, hall
from tests.integration.service.letters import letter
from tests.integration.service.office import UNDO, Office, opened, text_of

ERIK = "erik.dahl@solby.example"


def begin(office: Office) -> None:
    """Anna and Erik wait for a decision; their receipt has left."""
    office.take_in(letter(GROUP))
    office.send_due()


def test_people_who_stand_differently_are_told_in_one_mail_that_lists_everybody(
    office: Office,
) -> None:
    begin(office)

    office.decide(Verb.APPROVE, people=[1])
    office.decide(Verb.DECLINE, people=[2])

    assert office.statuses() == ["confirmed", "declined"]
    assert office.fates()[1][:2] == ("outcome", "cancelled")
    assert office.fates()[-1] == ("outcome", "held", "undo")
    told = office.said("outcome")
    assert "Anna Berg har en plats" in told
    assert "Erik Dahl har inte fått plats" in told


def test_whoever_has_not_chosen_yet_is_asked_again_in_later_mail(new_office: NewOffice) -> None:
    office = new_office(hall(ai=0, when_full=SessionWhenFull.ASK))
    office.take_in(letter(GROUP))
    office.edit("registrations[1].answers.seminar=ai")
    office.decide(Verb.APPROVE, people=[1])
    assert "i stället för Artificiell intelligens?" in office.said("outcome")

    office.decide(Verb.DECLINE, people=[2])

    assert "i stället för Artificiell intelligens?" in office.said("outcome")
    assert "räkna inte med någon plats där" not in office.said("outcome")


def test_the_last_of_them_to_be_approved_makes_it_a_confirmation_of_all(office: Office) -> None:
    begin(office)
    office.decide(Verb.APPROVE, people=[1])

    office.decide(Verb.APPROVE, people=[2])

    assert office.statuses() == ["confirmed", "confirmed"]
    assert "Erik Dahl har en plats" in office.said("confirmed")


def test_a_person_who_is_not_there_is_refused_and_changes_nothing(office: Office) -> None:
    begin(office)

    refusal = office.act(Verb.APPROVE, people=[1, 3])

    assert isinstance(refusal, Refusal)
    assert refusal.code == "no_such_person"
    assert office.statuses() == ["pending", "pending"]
    assert len(office.mails()) == 1


def test_undo_takes_back_one_persons_decision_and_the_copy_of_it(office: Office) -> None:
    begin(office)
    office.decide(Verb.DECLINE, people=[1])
    office.decide(Verb.APPROVE, people=[2])
    assert [fate[:2] for fate in office.fates()[1:]] == [
        ("outcome", "cancelled"),
        ("outcome", "held"),
        ("confirmed", "held"),
    ]

    office.decide(Verb.UNDO)

    assert office.statuses() == ["declined", "pending"]
    assert [fate[1:] for fate in office.fates()[1:]] == [
        ("held", "undo"),
        ("cancelled", "undone"),
        ("cancelled", "undone"),
    ]


def test_a_copy_goes_to_whoever_has_an_address_and_tells_of_nobody_else(office: Office) -> None:
    office.take_in(letter(GROUP.replace("Referens", "Allergier: Erik tål inte gluten\nReferens")))
    office.decide(Verb.APPROVE)
    office.clock.advance(UNDO)
    office.send_due()

    envelopes = [(mail.template, mail.recipient) for mail in office.mails()[1:]]
    assert envelopes == [("confirmed", "anna.berg@solby.example"), ("confirmed", ERIK)]
    received = office.smtp.received[-2:]
    assert all(len(one.recipients) == 1 for one in received)
    copy = office.mails()[-1].content or b""
    assert opened(copy)["To"] == ERIK
    told = text_of(copy)
    assert "Erik" in told
    for secret in ("Anna", "Solby kommun", "Box 101", "ZZ1234", "gluten"):
        assert secret not in told
    assert "Box 101" in text_of(office.mails()[-2].content or b"")


def test_a_copy_carries_nothing_that_speaks_for_the_applicant(office: Office) -> None:
    begin(office)
    office.decide(Verb.APPROVE)

    letter_to_anna, copy = (mail.content or b"" for mail in office.mails()[1:])

    assert office.case().token.encode() in letter_to_anna
    assert office.case().token.encode() not in copy
    assert opened(copy)["In-Reply-To"] is None
    assert "letter." not in opened(copy)["References"]


@pytest.mark.parametrize(
    ("kept", "comes_to"),
    [("In-Reply-To", ("processed", None)), ("Subject", ("review", "unproven"))],
)
def test_an_answer_to_a_copy_joins_and_its_token_speaks_for_that_person(
    office: Office, kept: str, comes_to: tuple[str, str | None]
) -> None:
    begin(office)
    office.decide(Verb.APPROVE)
    copy = opened(office.mails()[-1].content or b"")
    is_by_id = kept == "In-Reply-To"

    answer = letter(
        "Hej! Jag kan tyvärr inte komma.\n",
        name="Erik Dahl",
        address=ERIK,
        subject="SV: Vårmöte" if is_by_id else f"SV: {copy['Subject']}",
        headers=f"In-Reply-To: {copy['Message-ID']}\n" if is_by_id else "",
    )
    office.take_in(answer)

    assert office.messages()[-1] == comes_to
    assert len(office.cases()) == 1
    assert office.statuses().count("cancelled") == (comes_to[0] == "processed")


def test_all_copies_for_one_person_belong_together(office: Office) -> None:
    begin(office)
    office.decide(Verb.APPROVE)
    office.clock.advance(UNDO)
    office.send_due()
    office.decide(Verb.UNDO)

    copies = [opened(mail.content or b"") for mail in office.mails() if mail.recipient == ERIK]
    assert len({copy["References"] for copy in copies}) == 1
    assert len({copy["Message-ID"] for copy in copies}) == len(copies) == 2


@pytest.mark.parametrize("verb", [Verb.DECLINE, Verb.CANCEL])
def test_a_decision_about_somebody_else_leaves_nobody_without_a_copy(
    office: Office, verb: Verb
) -> None:
    begin(office)
    office.decide(Verb.APPROVE)

    office.decide(verb, people=[1])

    waiting = [(mail.template, mail.recipient) for mail in office.mails() if mail.state == "held"]
    assert waiting == [("outcome", "anna.berg@solby.example"), ("confirmed", ERIK)]


def test_who_lost_the_seat_before_the_copy_left_gets_none(office: Office) -> None:
    begin(office)
    office.decide(Verb.APPROVE)

    office.decide(Verb.DECLINE, people=[2])

    waiting = [(mail.template, mail.recipient) for mail in office.mails() if mail.state == "held"]
    assert waiting == [("outcome", "anna.berg@solby.example")]


def test_a_copy_says_that_a_need_was_noted_and_never_which(office: Office) -> None:
    office.take_in(letter(GROUP))
    office.edit("registrations[2].dietary=gluten")

    office.decide(Verb.APPROVE)

    told = text_of(office.mails()[-1].content or b"")
    assert "noterad" in told
    assert "gluten" not in told


def test_copies_can_be_turned_off(office: Office) -> None:
    office.restart(copies_to_attendees=False)
    begin(office)

    office.decide(Verb.APPROVE)

    assert [mail.recipient for mail in office.mails()[1:]] == ["anna.berg@solby.example"]


def test_who_got_a_copy_that_was_wrong_gets_a_correction_too(office: Office) -> None:
    begin(office)
    office.decide(Verb.APPROVE)
    office.clock.advance(UNDO)
    office.send_due()

    office.decide(Verb.UNDO)

    corrections = office.mails()[3:]
    assert [(mail.template, mail.recipient) for mail in corrections] == [
        ("corrected", "anna.berg@solby.example"),
        ("corrected", ERIK),
    ]
    assert office.fates()[-1] == ("corrected", "held", "review")
    assert "Anna" not in text_of(corrections[1].content or b"")
    office.clock.advance(timedelta(days=1))
    assert office.send_due() == 0


def test_more_people_than_the_event_allows_in_a_letter_wait_for_staff(office: Office) -> None:
    names = ["Ada", "Bo", "Cia", "Dan", "Eva", "Finn", "Gun", "Hans", "Ida", "Jan", "Kim"]
    listed = "\n".join(f"{name} Ek" for name in names)
    office.take_in(letter(GROUP.replace("Erik Dahl, erik.dahl@solby.example", listed)))

    assert "too_many_people" in office.case().reasons
    assert set(office.statuses()) == {"pending"}
