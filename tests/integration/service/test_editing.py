"""Corrections by staff, and the clock that closes what was never decided."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mailreg.errors import BadRequest
from mailreg.registration.values import Verb
from mailreg.service import administration
from mailreg.service.clock import look_at_the_clock
from mailreg.service.editing import edit
from mailreg.service.messages import release
from mailreg.service.policy import Mode
from mailreg.store import applications
from tests.integration.service.letters import WITHOUT_ADDRESS, letter, letters
from tests.integration.service.office import STARTS, Office

# what is read and written is the same on both databases; the others of this folder prove that
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SECOND = timedelta(seconds=1)
ADDRESS = (
    "billing.recipient=Solby kommun",
    "billing.street=Box 1",
    "billing.postal_code=123 45",
    "billing.city=Solby",
)


def correct(office: Office, *changes: str) -> None:
    edit(office.desk, office.case().reference, changes, by="karin")


def test_what_is_filled_in_completes_an_incomplete_application(office: Office) -> None:
    office.take_in(letter(WITHOUT_ADDRESS))
    assert office.statuses() == ["incomplete"]

    correct(office, *ADDRESS)

    assert office.statuses() == ["pending"]
    assert office.case().missing == ()
    with office.desk.database.reading() as tx:
        actions = [step.action for step in applications.history(tx, office.case().id)]
        assert len(applications.corrections(tx, office.case().id)) == len(ADDRESS)
    assert actions == ["arrived", "edited", "completed"]


def test_what_still_lacks_something_stays_incomplete(office: Office) -> None:
    office.take_in(letter(WITHOUT_ADDRESS))

    correct(office, "name=Anna Bergman")

    assert office.statuses() == ["incomplete"]
    assert office.case().registrations[0].name == "Anna Bergman"


def test_a_doubt_is_settled_by_name(office: Office) -> None:
    office.take_in(letter())
    office.decide(Verb.CANCEL)
    office.take_in(letter(more="Jag äter allt."))
    reference = office.cases()[1].reference
    assert office.cases()[1].needs_review

    edit(office.desk, reference, ["needs_review=no"], by="karin")

    assert (office.cases()[1].needs_review, office.cases()[1].reasons) == (False, ())


def test_a_diet_is_corrected_by_codes_and_by_words(office: Office) -> None:
    office.take_in(letter())

    correct(office, "dietary=vegan, gluten", "dietary_other=Kiwi")

    diet = office.case().registrations[0].diet
    assert diet is not None
    assert (diet.codes, diet.other, diet.stated) == (("gluten", "vegan"), ("kiwi",), True)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("billing.reference", "no KEY=VALUE"),
        ("=x", "no KEY=VALUE"),
        ("shoe=43", "no field"),
        ("billing.shoe=43", "no field"),
        ("registrations[7].name=Bo Ek", "no person 7"),
        ("dietary=air", "no such code"),
        ("language=tlh", "language is one of sv, en"),
        ("language=", "language is one of sv, en"),
        ("category=king", "category is one of participant"),
        ("category=", "category is one of participant"),
        ("contact.email=nobody", "no e-mail address"),
        ("contact.email=", "no e-mail address"),
        ("email=a@b@c", "no e-mail address"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    office: Office, change: str, says: str
) -> None:
    office.take_in(letter())
    before = office.cases()

    with pytest.raises(BadRequest, match=says.replace("[", r"\[")):
        correct(office, "name=Bo Ek", change)

    assert office.cases() == before


def test_a_decision_goes_to_the_corrected_address(office: Office) -> None:
    office.take_in(letter())

    correct(office, "contact.email=bo@solby.example", "email=", "language=en")
    office.decide(Verb.APPROVE)

    assert office.mails()[-1].recipient == "bo@solby.example"
    assert b"Content-Language: en" in (office.mails()[-1].content or b"")


def test_what_was_never_decided_ends_with_the_events_start(office: Office) -> None:
    office.take_in(*letters(3))
    office.decide(Verb.APPROVE, office.cases()[0].reference)
    office.decide(Verb.DECLINE, office.cases()[1].reference)

    office.clock.now = STARTS - SECOND
    assert look_at_the_clock(office.desk) == 0
    office.clock.now = STARTS
    assert look_at_the_clock(office.desk) == 1

    assert office.statuses() == ["confirmed", "declined", "expired"]
    assert look_at_the_clock(office.desk) == 0
    assert [template for template, _, _ in office.fates()].count("received") == 3


def test_an_answer_that_has_not_left_by_the_start_never_leaves(office: Office) -> None:
    office.restart(mode=Mode.HOLD)
    office.take_in(letter())
    office.restart(mode=Mode.LIVE)
    office.take_in(letter(name="Bo Ek", address="bo@solby.example"))
    assert [state for _, state, _ in office.fates()] == ["held", "queued"]

    office.clock.now = STARTS
    assert look_at_the_clock(office.desk) == 2

    assert [state for _, state, _ in office.fates()] == ["cancelled", "cancelled"]
    assert not release(office.desk, office.mails()[0].id)


def test_only_an_event_that_there_is_can_be_paused(office: Office) -> None:
    for step in (administration.pause, administration.resume):
        with pytest.raises(BadRequest, match="varmote"):
            step(office.desk, "varmöte", by="karin")
