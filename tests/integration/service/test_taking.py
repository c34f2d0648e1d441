"""Conversations about an offered seat, over a real mail server: yes, no, too late, who is next."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from mailreg.event import Approval, Event, Offers, WhenFull
from mailreg.event.values import Office as OfficeHours
from mailreg.registration.values import Verb
from mailreg.service.clock import look_at_the_clock
from mailreg.service.explaining import explain
from tests.integration.service.conftest import NewOffice
from tests.integration.service.hall import GROUP
from tests.integration.service.letters import ENGLISH, letter, letters
from tests.integration.service.office import UNDO, Office, make_event, opened, text_of

DAY = timedelta(days=1)
SECOND = "p1@solby.example"  # whose turn it is
FAILED = "Authentication-Results: mx.example.org; dmarc=fail header.from=solby.example\n"


def full(**more: Any) -> Event:
    """One seat, taken; the machine offers it on when it comes free."""
    return make_event(
        capacity=more.pop("capacity", 1),
        approval=Approval.AUTOMATIC,
        when_full=WhenFull.WAITLIST,
        offers=Offers.AUTOMATIC,
        office=OfficeHours(country="SE"),
        **more,
    )


def offered(new_office: NewOffice, *more: bytes, **event: Any) -> Office:
    """The seat came free, and the second of three applicants is offered it by mail."""
    office = new_office(full(**event))
    office.restart(connections=1)
    office.take_in(*(more or letters(3)))
    office.send_due()
    office.decide(Verb.CANCEL, office.references()[0])
    look(office, after=UNDO)
    return office


def look(office: Office, *, after: timedelta = timedelta()) -> None:
    """Time passes, the clock is looked at, and what is due is sent."""
    office.clock.advance(after)
    look_at_the_clock(office.desk)
    office.send_due()


def answer(
    office: Office, text: str, *, address: str = SECOND, name: str = "Erik Ek", headers: str = ""
) -> tuple[object, object]:
    """Answer the last mail that this address got; returns the state and reason of the letter."""
    ours = office.smtp.received_by(address)[-1].content
    mail = opened(ours)
    quoted = "\n".join(f"> {line}" for line in text_of(ours).splitlines())
    thread = (
        f"In-Reply-To: {mail['Message-ID']}\n"
        f"References: {mail['References'] or ''} {mail['Message-ID']}\n{headers}"
    )
    wrote = f"{text}\n\nDen 1 mars 2030 10:05 skrev Vårmötet <varmote@example.org>:\n{quoted}\n"
    subject = f"SV: {mail['Subject']}"
    office.take_in(letter(text=wrote, name=name, address=address, subject=subject, headers=thread))
    office.send_due()
    return office.messages()[-1]


def heard(office: Office, address: str = SECOND) -> list[str]:
    """The templates of the mails that this address got, in order."""
    ids = [opened(mail.content)["Message-ID"] for mail in office.smtp.received_by(address)]
    by_id = {mail.message_id: mail.template for mail in office.mails()}
    return [by_id[str(id_)] for id_ in ids]


@pytest.mark.parametrize("yes", ["JA", "Ja tack gärna!", "Hej!\n\nVi tar den.\n\nMvh\nErik"])
def test_a_yes_is_confirmed_and_the_seat_is_taken(new_office: NewOffice, yes: str) -> None:
    office = offered(new_office)
    assert office.statuses() == ["cancelled", "offered", "waitlisted"]

    assert answer(office, yes) == ("processed", None)

    assert office.statuses() == ["cancelled", "confirmed", "waitlisted"]
    assert heard(office) == ["waitlisted", "offered", "confirmed"]
    assert "Du har en plats på Vårmöte" in office.said("confirmed")
    look(office, after=4 * DAY)
    assert office.statuses() == ["cancelled", "confirmed", "waitlisted"]


@pytest.mark.parametrize("no", ["NEJ", "Tyvärr kan jag inte längre.", "Nej tack, fick förhinder"])
def test_after_a_no_the_next_is_offered_the_seat(new_office: NewOffice, no: str) -> None:
    office = offered(new_office)

    assert answer(office, no) == ("processed", None)

    assert office.statuses() == ["cancelled", "cancelled", "waitlisted"]
    assert heard(office) == ["waitlisted", "offered", "cancelled"]
    look(office)
    assert office.statuses() == ["cancelled", "cancelled", "offered"]
    assert heard(office, "p2@solby.example") == ["waitlisted", "offered"]


def test_the_same_in_english(new_office: NewOffice) -> None:
    people = [
        letter(ENGLISH, name=name, address=f"p{number}@solby.example")
        for number, name in enumerate(["Anna Berg", "Erik Ek", "Karin Dahl"])
    ]
    office = offered(new_office, *people)
    assert "- YES, and we will send you a confirmation." in office.said("offered")

    answer(office, "Unfortunately I can no longer make it.")
    look(office)
    third = "p2@solby.example"
    answer(office, "Yes please, I'll take it!", address=third, name="Karin Dahl")

    assert office.statuses() == ["cancelled", "cancelled", "confirmed"]
    assert "has now been cancelled" in office.said("cancelled")
    assert "You have a place at Spring meeting" in office.said("confirmed")
    assert heard(office, third) == ["waitlisted", "offered", "confirmed"]


def test_who_lets_it_lapse_goes_to_the_end_and_is_told_so_when_they_answer(
    new_office: NewOffice,
) -> None:
    office = offered(new_office, show_position=True)
    look(office, after=4 * DAY)
    assert office.statuses() == ["cancelled", "waitlisted", "offered"]

    assert answer(office, "Ja tack!") == ("processed", None)

    assert office.statuses() == ["cancelled", "waitlisted", "offered"]
    assert heard(office) == ["waitlisted", "offered", "lapsed"]
    assert "platsen i kön är nummer 1" in office.said("lapsed")
    assert answer(office, "Ja tack!") == ("review", "joined")
    assert heard(office)[3:] == []


def test_a_late_yes_takes_the_seat_where_nobody_else_waits_for_it(new_office: NewOffice) -> None:
    office = offered(new_office, *letters(2))
    look_late(office)
    office.clock.advance(timedelta(hours=14))

    answer(office, "Ja tack!")

    assert office.statuses() == ["cancelled", "confirmed"]


def look_late(office: Office) -> None:
    """The offer lapses in the evening, when none is made."""
    until = office.cases()[1].registrations[0].offered_until
    assert until is not None
    office.clock.now = until + timedelta(hours=9)
    look_at_the_clock(office.desk)
    office.send_due()
    assert office.statuses()[1] == "waitlisted"


def test_who_let_two_offers_lapse_and_says_yes_waits_for_staff(new_office: NewOffice) -> None:
    office = offered(new_office, *letters(2))
    look(office, after=4 * DAY)
    look(office, after=8 * DAY)
    assert office.statuses() == ["cancelled", "expired"]

    answer(office, "Ja tack, gärna!")

    assert office.statuses() == ["cancelled", "pending"]
    assert "en av oss ser efter om det går att ordna" in office.said("lapsed")


@pytest.mark.parametrize(
    "doubtful", ["Kanske, jag måste kolla först.", "Ja, om jag får ledigt.", "Tack för mejlet!"]
)
def test_a_doubtful_answer_waits_for_staff_and_the_seat_with_it(
    new_office: NewOffice, doubtful: str
) -> None:
    office = offered(new_office)

    state, _ = answer(office, doubtful)

    assert state == "review"
    look(office, after=5 * DAY)
    assert office.statuses() == ["cancelled", "offered", "waitlisted"]
    reference = office.references()[1]
    assert "waits for staff" in " ".join(explain(office.desk, reference))
    office.decide(Verb.APPROVE, reference)
    assert office.statuses() == ["cancelled", "confirmed", "waitlisted"]


@pytest.mark.parametrize(
    "more", ["Finns det parkering?", "Jag är allergisk mot nötter.", "Jag är vegan."]
)
def test_an_answer_that_says_more_is_done_and_shown(new_office: NewOffice, more: str) -> None:
    office = offered(new_office)

    assert answer(office, f"Ja tack!\n\n{more}") == ("review", "said_more")

    assert office.statuses() == ["cancelled", "confirmed", "waitlisted"]


@pytest.mark.parametrize(
    ("address", "headers", "why"),
    [("evil@elsewhere.example", "", None), (SECOND, FAILED, "verdict_failed")],
)
def test_nobody_else_can_turn_a_seat_down(
    new_office: NewOffice, address: str, headers: str, why: str | None
) -> None:
    office = offered(new_office)
    reference = office.references()[1]
    forged = letter(
        text="NEJ tack, tyvärr.",
        address=address,
        subject=f"SV: Vårmöte [{reference}]",
        headers=headers,
    )
    office.take_in(forged)

    state, reason = office.messages()[-1]
    assert state == "review"
    assert why is None or reason == why
    assert office.statuses() == ["cancelled", "offered", "waitlisted"]


def test_some_of_a_group_take_their_seats_and_the_others_come_free(new_office: NewOffice) -> None:
    office = new_office(full(capacity=2))
    office.restart(connections=1)
    last = letters(1)[0]
    group = letter(GROUP, address="anna.berg@solby.example")
    others = GROUP.replace("Anna Berg", "Ulla Ek").replace("anna.berg", "ulla.ek")
    others = others.replace("Erik Dahl", "Nils Lind").replace("erik.dahl", "nils.lind")
    first = letter(others, address="ulla.ek@solby.example", name="Ulla Ek")
    office.take_in(first, group, last)
    office.decide(Verb.CANCEL, office.references()[0])
    look(office, after=UNDO)
    assert office.statuses()[2:] == ["offered", "offered", "waitlisted"]
    assert "Kan bara några av er komma? Skriv vilka." in office.said("offered")

    anna = "anna.berg@solby.example"
    assert answer(office, "Bara Anna kan komma.", address=anna, name="Anna Berg") == (
        "processed",
        None,
    )

    assert office.statuses()[2:] == ["confirmed", "cancelled", "waitlisted"]
    assert "Anna Berg har en plats" in office.said("outcome")
    assert "Erik Dahl är avanmäld" in office.said("outcome")
    look(office)
    assert office.statuses()[2:] == ["confirmed", "cancelled", "offered"]
