"""The list for the kitchen: counts that add up, and names only in the list for those who serve."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mailreg.export import Guest, Meal, catering_table, serving_table
from mailreg.export.values import Line, Shown
from mailreg.registration.values import Diet
from tests.unit.export.lists import ENGLISH_EVENT, EVENT, catering, meal, texts

GLUTEN = Diet(codes=("gluten",), stated=True)
GLUTEN_AND_VEGAN = Diet(codes=("gluten", "vegan"), stated=True)
KIWI = Diet(other=("kiwi",), stated=True)
EVERYTHING = Diet(stated=True)
SILENT = Diet()


def counts(*diets: Diet | None) -> list[tuple[str, object, int]]:
    """The lines with their needs as codes and the number of people."""
    found: list[tuple[str, object, int]] = []
    for _, line, needs, people in catering(*diets).rows:
        assert isinstance(line, Shown)
        assert isinstance(needs, Shown)
        assert isinstance(people, int)
        found.append((str(line.value), needs.value, people))
    return found


def test_needs_and_what_must_be_cooked_together_are_counted_the_most_frequent_first() -> None:
    diets = [GLUTEN_AND_VEGAN, GLUTEN, GLUTEN_AND_VEGAN, KIWI, EVERYTHING, SILENT, SILENT]
    assert counts(*diets) == [
        ("all", [], 7),
        ("no_needs", [], 1),
        ("not_stated", [], 2),
        ("need", ["gluten"], 3),
        ("need", ["vegan"], 2),
        ("other", ["kiwi"], 1),
        ("plate", ["gluten", "vegan"], 2),
        ("plate", ["gluten"], 1),
        ("plate", ["kiwi"], 1),
    ]


def test_a_need_without_a_code_is_part_of_the_plate() -> None:
    both = Diet(codes=("nuts",), other=("kiwi",), stated=True)
    assert counts(both)[-1] == ("plate", ["nuts", "kiwi"], 1)


def test_nobody_is_counted_too() -> None:
    assert counts() == [("all", [], 0), ("no_needs", [], 0), ("not_stated", [], 0)]


def test_a_purged_diet_is_told_from_one_that_was_never_stated() -> None:
    assert counts(None, SILENT) == [
        ("all", [], 2),
        ("no_needs", [], 0),
        ("not_stated", [], 1),
        ("deleted", [], 1),
    ]


diets = st.none() | st.builds(
    Diet,
    codes=st.lists(st.sampled_from(["gluten", "nuts", "vegan"]), unique=True).map(tuple),
    other=st.lists(st.sampled_from(["kiwi", "lök"]), unique=True).map(tuple),
    stated=st.booleans(),
)


@given(found=st.lists(diets, max_size=12))
def test_the_plates_and_those_without_needs_add_up_to_everybody(found: list[Diet | None]) -> None:
    rows = counts(*found)
    parts = {Line.NO_NEEDS, Line.NOT_STATED, Line.DELETED, Line.PLATE}
    assert sum(people for line, _, people in rows if line in parts) == len(found)


@given(found=st.lists(diets, max_size=12))
def test_each_need_is_counted_once_for_everybody_who_has_it(found: list[Diet | None]) -> None:
    rows = counts(*found)
    for code in ("gluten", "nuts", "vegan"):
        people = sum(diet is not None and code in diet.codes for diet in found)
        assert sum(n for line, needs, n in rows if line == "need" and needs == [code]) == people


def test_nobody_is_named_in_the_counts() -> None:
    table = catering(GLUTEN, KIWI)
    assert "Gäst" not in str(table)
    assert "Solby" not in str(table)


def test_the_words_are_those_of_the_event_s_first_language() -> None:
    assert texts(catering(Diet(codes=("nuts", "peanuts"))))[-1] == {
        "meal": "Vårmöte",
        "kind": "Allt för samma person",
        "needs": "nötter + jordnötter",
        "people": 1,
    }
    english = texts(catering(Diet(codes=("no_pork",)), event=ENGLISH_EVENT))
    assert english[-1]["needs"] == "no pork"


def test_a_need_in_somebody_s_own_words_is_not_translated() -> None:
    [*_, row] = texts(catering(Diet(other=("milk",))))
    assert row["needs"] == "milk"


def test_those_who_serve_get_the_names_of_people_with_needs_only() -> None:
    people = (
        Guest(name="Örjan Ek", organisation="Solby kommun", diet=GLUTEN_AND_VEGAN),
        Guest(name="anna berg", organisation=None, diet=KIWI),
        Guest(name="Nils Alm", organisation="Solby kommun", diet=EVERYTHING),
        Guest(name="Eva Dal", organisation="Solby kommun", diet=None),
    )
    table = serving_table(EVENT, [Meal(key="varmote", name="Vårmöte", guests=people)])
    assert (table.key, table.name) == ("people", "Servering")
    assert [(row["name"], row["organisation"], row["needs"]) for row in texts(table)] == [
        ("anna berg", None, "kiwi"),
        ("Örjan Ek", "Solby kommun", "gluten + vegan"),
    ]


def test_every_meal_has_counts_of_its_own() -> None:
    lunch = Meal(key="lunch", name="Lunch", guests=meal(GLUTEN).guests)
    dinner = Meal(key="dinner", name="Middag", guests=())
    everybody = [
        (row["meal"], row["people"])
        for row in texts(catering_table(EVENT, [lunch, dinner]))
        if row["kind"] == "Alla bekräftade"
    ]
    assert everybody == [("Lunch", 1), ("Middag", 0)]
