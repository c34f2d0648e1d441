"""What corrections of categories and answers mean for what is missing."""

from __future__ import annotations

import pytest

from mailreg.event import Category, Question, QuestionType
from mailreg.registration.values import Verb
from tests.integration.service.conftest import NewOffice
from tests.integration.service.hall import GROUP
from tests.integration.service.letters import WITHOUT_ADDRESS, letter
from tests.integration.service.office import PARTICIPANT, make_event

# what is read and written is the same on both databases; the others of this folder prove that
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

DELEGATE = Category(key="delegate", name={"sv": "Ombud"}, billing_required=False)
HOTEL = Question(key="hotel", type=QuestionType.BOOL, name={"sv": "Hotell?"}, required=True)


@pytest.mark.parametrize("change", ["category=delegate", "answers.delegate=ja"])
def test_who_is_made_exempt_is_no_longer_asked_for_an_address(
    new_office: NewOffice, change: str
) -> None:
    office = new_office(make_event(categories=(PARTICIPANT, DELEGATE)))
    office.take_in(letter(WITHOUT_ADDRESS))

    office.edit(change)

    (person,) = office.case().registrations
    assert (person.status.value, person.category, person.answers) == (
        "pending",
        "delegate",
        {"delegate": True},
    )


def test_who_is_no_delegate_after_all_pays(new_office: NewOffice) -> None:
    office = new_office(make_event(categories=(PARTICIPANT, DELEGATE)))
    office.take_in(letter(WITHOUT_ADDRESS))
    office.edit("category=delegate")

    office.edit("category=participant")

    (person,) = office.case().registrations
    assert (person.category, person.answers) == ("participant", {})
    assert [one.value for one in office.case().missing] == ["billing_address"]


def test_what_somebody_lacks_who_does_not_come_holds_up_nobody(new_office: NewOffice) -> None:
    office = new_office(make_event(questions=(HOTEL,)))
    office.take_in(letter(GROUP))
    assert office.statuses() == ["incomplete", "incomplete"]
    assert "Hotell?" in office.said("incomplete")
    office.decide(Verb.CANCEL, people=[2])

    office.edit("registrations[1].answers.hotel=nej")

    assert office.statuses() == ["pending", "cancelled"]
    assert office.case().missing == ()
