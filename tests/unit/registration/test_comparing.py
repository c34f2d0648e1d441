"""What a later letter says otherwise, and what keeps it from being done at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailreg.extraction import Attendee, Billing, Intent, Missing, Reason
from mailreg.registration.comparing import Hurdle, Reader, Subject, compare, who_withdraws
from mailreg.registration.merging import merged_billing, merged_diet
from mailreg.registration.values import Application, Diet
from tests.unit.registration.cases import CANCELLED, CONFIRMED, INCOMPLETE, OFFERED, make_event
from tests.unit.registration.thread import (
    ANNA,
    COPY,
    ERIK,
    SOLBY,
    TOKEN,
    application,
    reader,
    said,
    writer,
)

CASE = application(CONFIRMED, CONFIRMED)
NORRBY = Billing(recipient="Norrby AB", street="Storgatan 1", postal_code="111 22", city="Norrby")
VEGAN = Attendee(name="Anna Berg", dietary=("vegan",), dietary_stated=True)


@pytest.mark.parametrize(
    ("told", "after"),
    [
        (Billing(reference="ZZ2", country="SE"), replace(SOLBY, reference="ZZ2")),
        (NORRBY, NORRBY),
        (replace(NORRBY, recipient=None), replace(SOLBY, street="Storgatan 1",
                                                  postal_code="111 22", city="Norrby")),
        (replace(SOLBY, street=None, reference=None), replace(SOLBY, street=None)),
        (Billing(recipient="SOLBY KOMMUN", gln="7362200045124"),
         replace(SOLBY, recipient="SOLBY KOMMUN", gln="7362200045124")),
    ],
    ids=["a reference", "another payer", "another place", "no street any more", "a number more"],
)  # fmt: skip
def test_a_letter_adds_to_an_invoice_or_names_another_payer(told: Billing, after: Billing) -> None:
    assert merged_billing(SOLBY, told) == after


@pytest.mark.parametrize(
    ("before", "told", "after"),
    [
        (("gluten",), ("nuts",), ("gluten", "nuts")),
        (("gluten", "vegan"), ("vegetarian",), ("gluten", "vegetarian")),
        ((), ("vegan",), ("vegan",)),
        (("gluten",), (), ()),
    ],
)
def test_needs_are_added_and_a_way_of_eating_takes_the_place_of_another(
    before: tuple[str, ...], told: tuple[str, ...], after: tuple[str, ...]
) -> None:
    attendee = Attendee(dietary=told, dietary_stated=True)
    assert merged_diet(Diet(codes=before), attendee).codes == after


def test_what_says_nothing_new_differs_in_nothing() -> None:
    again = said(Attendee(name="Anna Berg"), intent=Intent.REGISTER, billing=SOLBY)
    assert compare(again, reader(CASE)) == ()


@pytest.mark.parametrize(
    ("case", "address", "tokens", "hurdle"),
    [
        (CASE, ANNA, (TOKEN,), None),
        (CASE, ANNA, (), Hurdle.PROOF),
        (CASE, ERIK, (COPY,), Hurdle.PROOF),
        (CASE, "x@elsewhere.example", (TOKEN,), Hurdle.PROOF),
        (application(INCOMPLETE, missing=(Missing.BILLING_ADDRESS,), billing=None),
         "x@elsewhere.example", (TOKEN,), None),
    ],
    ids=["the applicant", "unproven", "an attendee", "a stranger", "what was asked for"],
)  # fmt: skip
def test_another_payer_needs_proof_but_an_answer_does_not(
    case: Application, address: str, tokens: tuple[str, ...], hurdle: Hurdle | None
) -> None:
    found = compare(said(billing=NORRBY), reader(case, writer(case, address, tokens)))
    assert {one.hurdle for one in found} == {hurdle}


@pytest.mark.parametrize(
    ("reasons", "hurdle"),
    [
        ((), None),
        ((Reason.INTENT_UNCLEAR,), None),  # a need says what it is for by itself
        ((Reason.DIET_OWNER_UNCLEAR,), Hurdle.DOUBT),
    ],
)
def test_a_doubtful_reading_waits(reasons: tuple[str, ...], hurdle: Hurdle | None) -> None:
    letter = said(VEGAN, reasons=reasons, intent_is_sure=Reason.INTENT_UNCLEAR not in reasons)
    (found,) = compare(letter, reader(CASE))
    assert (found.field, found.hurdle) == ("people[1].diet", hurdle)


def test_that_a_need_is_gone_is_never_taken_for_sure() -> None:
    anna, erik = CASE.registrations
    case = replace(CASE, registrations=(replace(anna, diet=Diet(codes=("nuts",))), erik))
    none = said(Attendee(name="Anna Berg", dietary_stated=True))
    (found,) = compare(none, reader(case))
    assert found.hurdle is Hurdle.DOUBT


@pytest.mark.parametrize(
    ("case", "address", "coming", "hurdle"),
    [
        (CASE, ANNA, ("Nils Ask",), None),
        (CASE, "x@elsewhere.example", ("Nils Ask",), Hurdle.PROOF),
        (CASE, ANNA, ("Nils Ask", "Eva Al"), Hurdle.DOUBT),
        (application(OFFERED, CONFIRMED), ANNA, ("Nils Ask",), Hurdle.DOUBT),
    ],
    ids=["plain", "a stranger", "two for one", "an offer"],
)
def test_somebody_comes_instead_where_that_is_plain_and_proven(
    case: Application, address: str, coming: tuple[str, ...], hurdle: Hurdle | None
) -> None:
    people = [Attendee(name=name) for name in coming]
    letter = said(*people, replaces=("Anna Berg",))
    (found,) = compare(letter, reader(case, writer(case, address)))
    assert (found.subject, found.number, found.hurdle) == (Subject.SUBSTITUTE, 1, hurdle)


@pytest.mark.parametrize("coming", ["Erik Dahl", "Erik"])
def test_who_is_registered_replaces_nobody(coming: str) -> None:
    letter = said(Attendee(name=coming), replaces=("Anna Berg",))
    assert compare(letter, reader(CASE)) == ()


@pytest.mark.parametrize(
    ("intent", "hurdle"), [(Intent.REGISTER, None), (Intent.AMEND, Hurdle.DOUBT)]
)
def test_who_is_named_besides_comes_too_where_the_letter_registers(
    intent: Intent, hurdle: Hurdle | None
) -> None:
    (found,) = compare(said(Attendee(name="Nils Ask"), intent=intent), reader(CASE))
    assert (found.subject, found.after, found.hurdle) == (Subject.NEWCOMER, "Nils Ask", hurdle)


def test_a_claim_of_a_category_waits_for_staff_who_need_no_proof() -> None:
    letter = said(Attendee(name="Anna Berg", answers={"delegate": True}))
    assert [one.hurdle for one in compare(letter, reader(CASE))] == [Hurdle.CLAIM]
    staff = Reader(application=CASE, event=make_event(), writer=None, sender_name="")
    assert [one.hurdle for one in compare(letter, staff)] == [None]


@pytest.mark.parametrize(
    ("named", "sender", "address", "numbers"),
    [
        (("Erik Dahl",), "Anna Berg", ANNA, {2}),
        (("Erik",), "Anna Berg", ANNA, {2}),
        (("Anna Berg", "Erik Dahl"), "Anna Berg", ANNA, {1, 2}),
        ((), "Anna Berg", ANNA, {1, 2}),
        ((), "Erik Dahl", ERIK, {2}),
        (("Nils Ask",), "Anna Berg", ANNA, None),
        (("Karin Ek",), "Karin Ek", ANNA, None),
        ((), "Karin Ek", "karin@solby.example", None),
    ],
)
def test_a_cancellation_is_about_who_is_named_or_about_all(
    named: tuple[str, ...], sender: str, address: str, numbers: set[int] | None
) -> None:
    letter = said(*(Attendee(name=name) for name in named), intent=Intent.CANCEL)
    by = reader(CASE, writer(CASE, address), sender)
    assert who_withdraws(letter, by) == (None if numbers is None else frozenset(numbers))


def test_the_applicant_of_one_person_means_that_person() -> None:
    case = application(CONFIRMED)
    letter = said(Attendee(name="Karin Ek"), intent=Intent.CANCEL)
    assert who_withdraws(letter, reader(case, sender_name="Karin Ek")) == frozenset({1})
    gone = application(CANCELLED)
    assert who_withdraws(letter, reader(gone, sender_name="Karin Ek")) is None
