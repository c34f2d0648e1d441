"""Whole letters, as people write them."""

from __future__ import annotations

from mailreg.extraction import Intent, Reason
from tests.unit.extraction.letters import extract_of


def test_three_people_with_needs_in_prose() -> None:
    found = extract_of(
        "Hejsan!\n\nSkulle jag och två kollegor kunna få plats? Det gäller Mehmet Yıldız, Sofia "
        "Wallgren samt undertecknad.\n\nMehmet äter inte fläsk. Sofia: allergisk mot jordnötter, "
        "tål däremot vanliga nötter. Själv har jag inga besvär.\n\n"
        "Fakturan ställs till Lunds kommun, 205 80 Malmö, fakturareferens 123456.\n"
    )
    assert [(a.name, list(a.dietary), a.dietary_stated) for a in found.attendees] == [
        ("Anna Lindqvist", [], True),
        ("Mehmet Yıldız", ["no_pork"], True),
        ("Sofia Wallgren", ["peanuts"], True),
    ]
    assert Reason.PEOPLE_COUNT not in found.reasons


def test_a_word_that_is_left_out_the_second_time() -> None:
    found = extract_of(
        "Jag vill anmäla Karin Holm och Per Ek. Karin är allergisk mot ägg; Per mot selleri."
    )
    assert [list(a.dietary) for a in found.attendees] == [["egg"], ["celery"]]


def test_a_place_that_is_handed_on_by_name_is_a_substitution() -> None:
    found = extract_of(
        "Jag kan dock inte komma längre. Kan min plats gå till Karin Holm?", subject="Plats"
    )
    assert (found.intent, found.replaces) == (Intent.AMEND, ("Anna Lindqvist",))


def test_a_place_that_is_handed_on_to_anybody_is_a_cancellation() -> None:
    found = extract_of("Jag måste lämna återbud. Ge gärna min plats till någon annan.", subject="")
    assert found.intent is Intent.CANCEL


def test_further_people_are_a_registration() -> None:
    found = extract_of(
        "Förra veckan anmälde jag mig. Nu vill även min kollega Karin Holm komma.",
        subject="En till",
    )
    assert found.intent is Intent.REGISTER


def test_a_question_about_ones_own_registration_changes_nothing() -> None:
    found = extract_of("Could you please tell me whether my registration was received?", subject="")
    assert found.intent is Intent.QUESTION


def test_a_need_that_no_longer_holds_goes_to_a_person() -> None:
    found = extract_of("Jag hade uppgett att jag äter vegetariskt. Nu äter jag allt.", subject="")
    assert found.attendees[0].dietary == ()
    assert Reason.DIET_UNCLEAR in found.reasons


def test_a_denied_claim_to_a_category_is_no_claim() -> None:
    found = extract_of("Jag vill delta. Jag är ersättare i nämnden men inte ombud hos er.")
    assert found.attendees[0].answers == {}


def test_a_heading_above_two_names_holds_for_both() -> None:
    found = extract_of("Vi vill anmäla:\nOmbud: Karin Holm och Per Ek\nErsättare: Olle Berg\n")
    assert [a.answers for a in found.attendees] == [{"delegate": True}] * 3


def test_two_forms_in_one_letter_are_two_people() -> None:
    found = extract_of(
        "Anmälan:\n\nNamn: Karin Holm\nAllergi: Nej\n\nNamn: Per Ek\nAllergi: skaldjur, tomat\n\n"
        "Fakturaadress: Region Gotland, 621 81 Visby\nRef: 5521\n"
    )
    assert [(a.name, list(a.dietary), list(a.dietary_other)) for a in found.attendees] == [
        ("Karin Holm", [], []),
        ("Per Ek", ["crustaceans", "molluscs"], ["tomat"]),
    ]
