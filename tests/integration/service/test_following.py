"""What letters of a conversation come to by themselves."""

from __future__ import annotations

import pytest

from mailreg.event import Approval, Category, Claim, Event, Session
from mailreg.registration.values import Move, Status, Verb
from mailreg.store import applications
from mailreg.store.values import NewStep
from tests.integration.service.conftest import NewOffice
from tests.integration.service.hall import GROUP
from tests.integration.service.letters import (
    CANCELLATION,
    ENGLISH,
    REGISTRATION,
    WITHOUT_ADDRESS,
    letter,
)
from tests.integration.service.office import PARTICIPANT, UNDO, Office, make_event
from tests.integration.service.thread import ERIK, FAILED, PASSED, Thread

# what is read and written is the same on both databases; test_following_postgresql has the seats
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SEMINAR = (
    Session(key="ai", name={"sv": "AI", "en": "AI"}, group="seminarium"),
    Session(key="vard", name={"sv": "Vård", "en": "Care"}, group="seminarium", capacity=0),
)
DELEGATE = Category(
    key="ombud",
    name={"sv": "Ombud", "en": "Delegate"},
    phrases={"sv": ("ombud",), "en": ("delegate",)},
    claim=Claim.STAFF,
)
ADDRESS = "Solby kommun\nBox 101\n123 45 Solby\n"
NEW_ADDRESS = "Ny fakturaadress:\nNorrby AB\nStorgatan 1\n111 22 Norrby\n"
INSTEAD = "Nils Ask kommer i stället för mig. Han är vegan.\n\nMvh\nAnna Berg\n"


def automatic(capacity: int) -> Event:
    return make_event(approval=Approval.AUTOMATIC, capacity=capacity)


def confirmed(office: Office, body: str = REGISTRATION) -> Thread:
    """A conversation in which everybody is confirmed, and knows it."""
    thread = Thread(office)
    thread.apply(body)
    office.decide(Verb.APPROVE)
    office.clock.advance(UNDO)
    office.send_due()
    assert set(office.statuses()) == {"confirmed"}
    return thread


@pytest.mark.parametrize(
    ("approval", "status", "reply"),
    [(Approval.STAFF, "pending", "received"), (Approval.AUTOMATIC, "confirmed", "confirmed")],
)
def test_an_address_alone_completes_and_moves_on(
    new_office: NewOffice, approval: Approval, status: str, reply: str
) -> None:
    office = new_office(make_event(approval=approval))
    thread = Thread(office)
    thread.apply(WITHOUT_ADDRESS)

    assert thread.answer(ADDRESS) == ("processed", None)

    assert office.statuses() == [status]
    assert thread.said() == ["incomplete", reply]
    billing = office.case().billing
    assert billing is not None
    assert (billing.recipient, billing.city) == ("Solby kommun", "Solby")
    assert office.case().missing == ()
    last = thread.steps()[-1]
    assert (last.action, last.by, last.message_id) == ("completed", "mailreg", 2)


def test_a_name_alone_completes(office: Office) -> None:
    thread = Thread(office)
    sender = "kansliet@solby.example"
    body = "Jag vill anmäla en person till Vårmöte.\n\n" + REGISTRATION.partition("{more}\n")[2]
    thread.apply(body, sender=sender, name="Kansliet")
    assert office.case().missing == ("name",)

    assert thread.answer("Anna Berg\n", sender=sender) == ("processed", None)

    assert [one.name for one in office.case().registrations] == ["Anna Berg"]
    assert office.statuses() == ["pending"]


def test_half_an_answer_is_kept_and_the_rest_asked_for(office: Office) -> None:
    thread = Thread(office)
    thread.apply(WITHOUT_ADDRESS)

    thread.answer("Fakturan går till Solby kommun, adressen kommer i morgon.\n\nAnna")

    assert office.statuses() == ["incomplete"]
    assert thread.said()[0] == "incomplete"


def test_a_need_is_noted_and_told_as_a_change_that_names_none(office: Office) -> None:
    thread = confirmed(office)

    assert thread.answer("Hej! Jag är vegan, det glömde jag.\n\nAnna") == ("processed", None)

    diet = office.case().registrations[0].diet
    assert diet is not None
    assert diet.codes == ("vegan",)
    assert thread.said()[-1] == "updated"
    assert "vegan" not in office.said("updated").lower()
    assert thread.steps()[-1].detail == "people[1].diet"


def test_needs_are_added_to_those_that_are_known(office: Office) -> None:
    thread = confirmed(office, REGISTRATION.replace("{more}", "Jag tål inte gluten.\n{more}"))

    thread.answer("Jag är dessutom allergisk mot nötter.\n\nAnna")

    diet = office.case().registrations[0].diet
    assert diet is not None
    assert diet.codes == ("gluten", "nuts")


def test_another_payer_is_taken_from_the_applicant_alone(office: Office) -> None:
    thread = confirmed(office)

    assert thread.answer(NEW_ADDRESS) == ("processed", None)

    billing = office.case().billing
    assert billing is not None
    assert (billing.recipient, billing.reference) == ("Norrby AB", None)
    assert thread.said()[-1] == "updated"


def test_somebody_comes_instead_with_the_seat_and_the_invoice_of_the_first(office: Office) -> None:
    body = REGISTRATION.replace("{more}", "Jag tål inte gluten.\n{more}")
    thread = confirmed(office, body)

    assert thread.answer(INSTEAD) == ("processed", None)

    first, second = office.case().registrations
    assert (first.status, first.diet) == ("cancelled", None)
    assert (second.name, second.status) == ("Nils Ask", "confirmed")
    assert second.diet is not None
    assert second.diet.codes == ("vegan",)
    assert office.case().billing is not None
    assert thread.steps()[-1].detail == "people[1] ▶ people[2]"
    assert thread.said()[-1] == "updated"
    assert "Nils Ask har en plats" in office.said("updated")
    assert str(getattr(office.act(Verb.UNDO), "code", None)) == "erased"


def test_one_more_waits_beside_who_is_confirmed_and_approve_confirms_them(office: Office) -> None:
    thread = confirmed(office)

    assert thread.answer("Vi blir en till: Erik Ek.\n\nAnna") == ("processed", None)

    assert office.statuses() == ["confirmed", "pending"]
    assert thread.said()[-1] == "outcome"
    office.decide(Verb.APPROVE)
    assert office.statuses() == ["confirmed", "confirmed"]


def test_one_more_is_confirmed_where_the_machine_decides_and_there_is_room(
    new_office: NewOffice,
) -> None:
    office = new_office(automatic(capacity=2))
    thread = Thread(office)
    thread.apply()

    thread.answer("Vi blir en till: Erik Ek.\n\nAnna")

    assert office.statuses() == ["confirmed", "confirmed"]
    assert thread.said()[-1] == "confirmed"
    thread.answer("Vi blir en till: Nils Ask.\n\nAnna")
    assert office.statuses() == ["confirmed", "confirmed", "pending"]


def test_a_session_with_room_is_given_and_a_full_one_waits_for_staff(
    new_office: NewOffice,
) -> None:
    office = new_office(make_event(sessions=SEMINAR))
    thread = confirmed(office)

    assert thread.answer("Jag vill gå på AI-seminariet.\n\nAnna") == ("processed", None)
    assert office.sessions() == [{"ai": "given"}]
    assert thread.said()[-1] == "updated"

    assert thread.answer("Jag vill byta till Vård.\n\nAnna") == ("review", "change")
    assert office.sessions() == [{"ai": "given"}]
    assert thread.said()[-1] == "forwarded"


def test_a_claim_of_a_category_waits_and_approve_grants_it(new_office: NewOffice) -> None:
    office = new_office(make_event(categories=(PARTICIPANT, DELEGATE)))
    thread = confirmed(office)

    assert thread.answer("Jag är ombud, det glömde jag skriva.\n\nAnna") == ("review", "change")
    assert office.case().registrations[0].category == "participant"

    office.decide(Verb.APPROVE)

    assert office.case().registrations[0].category == "ombud"
    assert str(office.messages()[-1][1]).startswith("answered:")
    assert office.fates()[-1][:2] == ("updated", "held")
    office.decide(Verb.UNDO)
    assert office.case().registrations[0].category == "participant"
    assert office.messages()[-1] == ("review", "change")


def test_who_applied_withdraws_and_the_seat_is_free_at_once(new_office: NewOffice) -> None:
    office = new_office(automatic(capacity=1))
    thread = Thread(office)
    thread.apply()

    assert thread.answer("Jag måste tyvärr avboka.\n\nAnna Berg") == ("processed", None)

    assert office.statuses() == ["cancelled"]
    assert thread.said()[-1] == "cancelled"
    office.take_in(letter(name="Nils Ask", address="nils@solby.example"))
    assert office.statuses() == ["cancelled", "confirmed"]


def test_of_a_group_only_who_is_named_withdraws(office: Office) -> None:
    thread = confirmed(office, GROUP)

    assert thread.answer("Erik Dahl kan tyvärr inte komma.\n\nAnna") == ("processed", None)

    assert sorted(office.statuses()) == ["cancelled", "confirmed"]
    assert thread.said()[-1] == "cancelled"
    assert "Erik Dahl är avanmäld" in office.said("cancelled")


@pytest.mark.parametrize(
    ("sender", "headers", "comes_to"),
    [
        ("anna.berg@solby.example", PASSED, ("processed", None)),
        ("anna.berg@solby.example", "", ("review", "unproven")),
        ("anna.berg@solby.example", FAILED, ("review", "verdict_failed")),
        ("anna.berg@elsewhere.example", PASSED, ("review", "unproven")),
    ],
    ids=["a verdict", "none", "a forgery", "another address"],
)
def test_a_cancellation_that_only_names_the_reference_needs_a_verdict(
    office: Office, sender: str, headers: str, comes_to: tuple[str, str | None]
) -> None:
    thread = confirmed(office)
    subject = f"Avbokning {office.case().reference}"

    text = CANCELLATION.format(name="Anna Berg")
    assert thread.write(text, subject=subject, address=sender, headers=headers) == comes_to

    is_done = comes_to[0] == "processed"
    assert office.statuses() == ["cancelled" if is_done else "confirmed"]
    assert thread.said()[-1] == ("cancelled" if is_done else "confirmed")


def test_an_attendee_withdraws_with_their_own_copy_and_nobody_else(office: Office) -> None:
    thread = confirmed(office, GROUP)
    of_another = "Hej! Anna Berg kan tyvärr inte komma.\n"
    own = "Hej! Jag kan tyvärr inte komma.\n"

    assert thread.answer(of_another, address=ERIK, name="Erik Dahl") == ("review", "unproven")
    assert thread.answer(own, address=ERIK, name="Erik Dahl") == ("processed", None)

    assert [one.name for one in office.case().registrations if one.status == "cancelled"] == [
        "Erik Dahl"
    ]
    told = [mail.recipient for mail in office.mails() if mail.template == "cancelled"]
    assert told == ["anna.berg@solby.example", ERIK]


@pytest.mark.parametrize("text", ["Nej tack.\n", "Nej, inga allergier.\n", "No allergies.\n"])
def test_a_bare_no_cancels_nobody(office: Office, text: str) -> None:
    thread = confirmed(office)

    assert thread.answer(text)[0] == "review"
    assert office.statuses() == ["confirmed"]
    assert thread.said()[-1] == "confirmed"


def test_a_question_is_answered_by_one_line_a_day(office: Office) -> None:
    thread = confirmed(office)

    assert thread.answer("Finns det parkering?\n\nAnna") == ("review", "question")
    assert thread.answer("Och när börjar det?\n\nAnna") == ("review", "question")
    assert thread.said().count("forwarded") == 1

    office.clock.advance(25 * 12 * UNDO)
    thread.answer("Finns det hiss?\n\nAnna")
    assert thread.said().count("forwarded") == 2


def test_what_is_unclear_waits_and_gets_nothing(office: Office) -> None:
    thread = confirmed(office)
    said = thread.said()

    assert thread.answer("Hej, som vi sa i telefon.\n\nAnna") == ("review", "joined")
    assert thread.said() == said


@pytest.mark.parametrize(
    ("text", "before"),
    [("Jag måste tyvärr avboka.\n\nAnna Berg", "confirmed"), (NEW_ADDRESS, "confirmed")],
)
def test_what_a_letter_did_is_undone_and_staff_look_at_it(
    office: Office, text: str, before: str
) -> None:
    thread = confirmed(office)
    thread.answer(text)

    office.decide(Verb.UNDO)

    assert office.statuses() == [before]
    billing = office.case().billing
    assert billing is not None
    assert (billing.recipient, billing.reference) == ("Solby kommun", "ZZ1234")
    assert office.messages()[-1] == ("review", "joined")
    assert office.fates()[-1] == ("corrected", "held", "review")


def test_a_conversation_in_english_is_answered_in_english(office: Office) -> None:
    thread = confirmed(office, ENGLISH)

    thread.answer("I am vegan, sorry for not mentioning it.\n\nAnna")
    assert "Anna Berg" in office.said("updated")
    thread.answer("Nils Ask will attend instead of me.\n\nAnna Berg")
    assert [one.name for one in office.case().registrations] == ["Anna Berg", "Nils Ask"]
    thread.answer("Nils Ask cannot come, please cancel.\n\nAnna Berg")

    assert thread.said()[-3:] == ["updated", "updated", "cancelled"]
    assert office.statuses() == ["cancelled", "cancelled"]


def test_a_reference_alone_is_taken_for_one(office: Office) -> None:
    thread = confirmed(office, REGISTRATION.replace("Referens: ZZ1234\n", ""))

    assert thread.answer("Referens: ZZ9876\n") == ("processed", None)
    assert thread.answer("AB1234\n")[0] == "review"

    billing = office.case().billing
    assert billing is not None
    assert (billing.recipient, billing.reference) == ("Solby kommun", "ZZ9876")


def test_a_bare_reference_is_one_where_none_is_known(office: Office) -> None:
    thread = confirmed(office, REGISTRATION.replace("Referens: ZZ1234\n", ""))

    assert thread.answer("ZZ9876\n") == ("processed", None)

    billing = office.case().billing
    assert billing is not None
    assert billing.reference == "ZZ9876"


@pytest.mark.parametrize("how", ["references", "text"])
def test_a_forward_of_the_applicants_letter_makes_no_second_application(
    office: Office, how: str
) -> None:
    first = letter(message_id="<first@solby.example>")
    office.take_in(first)
    words = first.decode().partition("\r\n\r\n")[2].replace("\r\n", "\n")
    beneath = "\n".join(f"> {line}" for line in words.splitlines())
    text = (
        "För kännedom.\n\nDen 1 mars 2030 kl. 10:00 skrev Anna Berg <anna.berg@solby.example>:\n"
        f"{beneath if how == 'text' else ''}\n"
    )
    headers = "References: <first@solby.example>\n" if how == "references" else ""

    office.take_in(letter(text=text, address="chef@solby.example", name="Chefen", headers=headers))

    assert len(office.cases()) == 1
    assert office.messages()[1][0] == "review"
    assert len(office.mails()) == 1


def test_who_answers_after_the_time_is_taken_up_again(office: Office) -> None:
    thread = Thread(office)
    thread.apply(WITHOUT_ADDRESS)
    with office.desk.database.transaction() as tx:
        ended = Move(number=1, before=Status.INCOMPLETE, after=Status.EXPIRED)
        step = NewStep(at=office.clock(), by="mailreg", action="ended", moves=(ended,))
        applications.record(tx, 1, step)

    assert thread.answer(ADDRESS) == ("processed", None)

    assert office.statuses() == ["pending"]
    assert thread.said() == ["incomplete", "received"]
