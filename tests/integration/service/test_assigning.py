"""Letters without a case, put by staff where they belong."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from mailreg.errors import BadRequest
from mailreg.registration.values import Application, Refusal, Verb
from mailreg.service.assigning import NO_CASE, answer_letter, likely, make_case, put_to
from mailreg.service.deciding import CHANGED
from mailreg.service.perusing import letter_of, peruse
from mailreg.store.values import MessageState
from tests.integration.service.conftest import NewOffice
from tests.integration.service.letters import (
    ASKING,
    CANCELLATION,
    QUESTION,
    letter,
    letters,
)
from tests.integration.service.office import CLOSES, Office, make_event, text_of

UNCLEAR = "Hej!\n\nSe bifogat.\n\nMed vänlig hälsning\n{name}\n"
STRAY = letter(UNCLEAR, name="Bo Ek", address="bo@solby.example", subject="Hej")
OTHER = make_event(slug="hostmote")


def waits(office: Office, number: int = 1) -> str | None:
    """Why a message waits for staff."""
    state, reason = office.messages()[number - 1]
    assert state == MessageState.REVIEW
    return str(reason) if reason else None


def case_of(outcome: Application | Refusal) -> Application:
    assert isinstance(outcome, Application)
    return outcome


def actions(office: Office, reference: str) -> list[tuple[str, str]]:
    """What was done, and by whom."""
    seen = peruse(office.desk, reference, by="test", with_letters=False, with_diet=False)
    return [(step.action, step.by) for step in seen.history]


@pytest.mark.parametrize("body", [UNCLEAR, CANCELLATION, QUESTION])
def test_a_case_is_made_of_a_letter_and_nothing_is_sent(office: Office, body: str) -> None:
    office.take_in(letter(body, subject="Hej"))
    assert waits(office)

    made = case_of(make_case(office.desk, 1, by="karin"))

    assert made.contact_email == "anna.berg@solby.example"
    assert office.statuses() == ["pending"]
    assert office.messages() == [("processed", None)]
    assert actions(office, made.reference)[-1] == ("taken_up", "karin")
    assert [one.name for one in made.registrations] == ["Anna Berg"]
    assert ("name_unsure" in made.reasons) == (body != CANCELLATION)  # the others name nobody
    assert {mail.template for mail in office.mails()} <= {"forwarded"}
    office.decide(Verb.APPROVE)
    assert office.statuses() == ["confirmed"]


def test_what_was_read_stands_in_the_case(new_office: NewOffice) -> None:
    office = new_office(make_event(), OTHER)
    office.take_in(letter())
    assert waits(office) == "event_unclear"

    made = case_of(make_case(office.desk, 1, by="karin", event="hostmote"))

    assert made.event == "hostmote"
    assert [one.name for one in made.registrations] == ["Anna Berg"]
    assert made.billing is not None
    assert made.billing.reference == "ZZ1234"
    assert letter_of(office.desk, 1).evidence
    assert made.missing == ()


def test_of_several_events_one_must_be_named(new_office: NewOffice) -> None:
    office = new_office(make_event(), OTHER)
    office.take_in(letter())

    with pytest.raises(BadRequest, match="hostmote, varmote"):
        make_case(office.desk, 1, by="karin")
    with pytest.raises(BadRequest, match="No event"):
        make_case(office.desk, 1, by="karin", event="julfest")


def test_a_case_of_a_letter_that_came_too_late_waits_for_staff_all_the_same(
    office: Office,
) -> None:
    office.take_in(letter(UNCLEAR, subject="Hej"), at=CLOSES)
    make_case(office.desk, 1, by="karin")
    assert office.statuses() == ["pending"]


def test_what_a_case_lacks_can_be_asked_for(office: Office) -> None:
    office.take_in(letter(UNCLEAR, subject="Hej"))
    made = case_of(make_case(office.desk, 1, by="karin"))
    assert "billing_address" in made.missing
    office.decide(Verb.ASK)
    assert office.statuses() == ["incomplete"]


def test_a_question_that_becomes_a_case_keeps_its_reference(office: Office) -> None:
    office.take_in(letter(QUESTION, subject=ASKING))
    before = office.case()
    made = case_of(make_case(office.desk, 1, by="karin"))
    assert (made.id, made.reference) == (before.id, before.reference)
    assert len(made.registrations) == 1


def test_a_letter_is_put_to_a_case_where_it_waits(office: Office) -> None:
    office.take_in(letter(), STRAY)
    before = office.case()

    placed = case_of(put_to(office.desk, 2, before.reference.lower(), by="karin"))

    assert placed.version > before.version
    assert waits(office, 2) == "joined"
    assert actions(office, placed.reference)[-1] == ("placed", "karin")
    seen = peruse(office.desk, placed.reference, by="test", with_letters=True, with_diet=False)
    assert [one.stored.id for one in seen.letters] == [1, 2]
    assert case_of(put_to(office.desk, 2, placed.reference, by="karin")).version == placed.version


def test_a_letter_that_was_put_to_the_wrong_case_is_put_to_another(office: Office) -> None:
    office.take_in(*letters(2), STRAY)
    first, second = office.references()
    put_to(office.desk, 3, first, by="karin")

    put_to(office.desk, 3, second, by="olle")

    assert actions(office, first)[-1] == ("moved", "olle")
    seen = peruse(office.desk, second, by="test", with_letters=True, with_diet=False)
    assert [one.stored.id for one in seen.letters] == [2, 3]


def test_a_letter_without_a_case_is_answered(office: Office) -> None:
    office.take_in(letter(UNCLEAR, subject="Hej"))

    answered = case_of(answer_letter(office.desk, 1, "Det saknas en bilaga.", by="karin"))

    assert answered.registrations == ()
    assert office.fates() == [("message", "held", "undo")]
    (mail,) = office.mails()
    assert mail.content is not None
    assert "Det saknas en bilaga." in text_of(mail.content)
    assert office.messages()[0][0] == "processed"
    office.decide(Verb.UNDO, answered.reference)
    assert waits(office) == "other"


def test_an_empty_answer_changes_nothing(office: Office) -> None:
    office.take_in(letter(UNCLEAR, subject="Hej"))
    with pytest.raises(BadRequest, match="empty"):
        answer_letter(office.desk, 1, " \n", by="karin")
    assert waits(office) == "other"
    assert office.cases() == []


def test_a_question_is_answered_in_its_conversation(office: Office) -> None:
    office.take_in(letter(QUESTION, subject=ASKING))
    before = office.case()
    answered = case_of(answer_letter(office.desk, 1, "Nej.", by="karin"))
    assert answered.reference == before.reference
    assert office.messages()[0][0] == "processed"


def test_nobody_deals_with_a_letter_that_somebody_else_has_dealt_with(office: Office) -> None:
    office.take_in(letter(UNCLEAR, subject="Hej"), *letters(1))
    reference = office.references()[-1]
    make_case(office.desk, 1, by="karin")
    before = office.cases()

    assert make_case(office.desk, 1, by="olle") == CHANGED
    assert put_to(office.desk, 1, reference, by="olle") == CHANGED
    assert answer_letter(office.desk, 1, "Hej", by="olle") == CHANGED
    assert office.cases() == before
    assert office.mails()[1:] == []


def test_a_letter_that_lies_elsewhere_than_it_was_seen_stays_there(office: Office) -> None:
    office.take_in(letter(), STRAY)
    case = office.case()
    put_to(office.desk, 2, case.reference, by="karin", seen=NO_CASE)

    assert make_case(office.desk, 2, by="olle", seen=NO_CASE) == CHANGED
    assert answer_letter(office.desk, 2, "Hej", by="olle", seen=NO_CASE) == CHANGED
    assert waits(office, 2) == "joined"
    made = case_of(make_case(office.desk, 2, by="olle", seen=case.id))
    assert made.id != case.id


def test_two_who_make_a_case_of_one_letter_at_once_make_one(office: Office) -> None:
    office.take_in(letter(UNCLEAR, subject="Hej"))
    desk = replace(office.desk)
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda by: make_case(desk, 1, by=by), ["karin", "olle"]))
    assert len(office.cases()) == 1
    assert made.count(CHANGED) == 1


def test_cases_of_the_same_sender_and_of_the_same_name_are_suggested(office: Office) -> None:
    office.take_in(
        letter(),
        letter(name="Bo Ek", address="bo@solby.example"),
        letter(name="Cia Ro", address="cia@solby.example"),
        letter(CANCELLATION, name="Bo Ek", address="anna.berg@solby.example"),
    )
    put_to(office.desk, 4, office.references()[2], by="karin")
    found = likely(office.desk, letter_of(office.desk, 4))
    assert [one.contact_name for one in found] == ["Anna Berg", "Bo Ek"]


def test_a_letter_that_is_not_there_is_said_so(office: Office) -> None:
    with pytest.raises(BadRequest, match="No message 7"):
        make_case(office.desk, 7, by="karin")
    with pytest.raises(BadRequest, match="No message 7"):
        put_to(office.desk, 7, "VM-7K4QD", by="karin")


def test_a_case_that_is_not_there_takes_no_letter(office: Office) -> None:
    office.take_in(letter(UNCLEAR, subject="Hej"))
    with pytest.raises(BadRequest, match="No application"):
        put_to(office.desk, 1, "VM-7K4QD", by="karin")
    assert waits(office) == "other"
