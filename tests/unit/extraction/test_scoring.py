"""Scoring in the program agrees with the corpus's own scorer, and counts what it says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

import pytest

from mailreg.extraction.scoring import Case, FieldScore, score
from tests.corpus.cases import GIVEN, scorer

ANNA: dict[str, Any] = {
    "name": "Anna Berg",
    "dietary": ["gluten"],
    "dietary_other": ["kiwi"],
    "dietary_stated": True,
    "answers": {"delegate": True},
}
LABEL: dict[str, Any] = {
    "intent": "register",
    "language": "sv",
    "attendees": [ANNA],
    "replaces": [],
    "billing": {"recipient": "Solby kommun", "street": "Box 805", "gln": "7362321000019"},
    "missing": [],
}


@cache
def labels() -> tuple[tuple[str, dict[str, Any]], ...]:
    files = sorted((GIVEN / "cases").glob("*.json"))
    return tuple((file.stem, json.loads(file.read_text("utf-8"))) for file in files)


def case(reading: dict[str, Any], *, label: dict[str, Any] = LABEL, review: bool = False) -> Case:
    return Case(name="001", label=label, reading=reading, needs_review=review)


def changed(**fields: Any) -> dict[str, Any]:
    return {**LABEL, **fields}


def with_anna(**fields: Any) -> dict[str, Any]:
    return changed(attendees=[{**ANNA, **fields}])


@pytest.mark.parametrize("distance", [0, 1, 7])
def test_the_figures_are_those_of_the_corpus(distance: int) -> None:
    """Labels stand in for readings: their own, or those of letters some places on."""
    names = [name for name, _ in labels()]
    expected = [label for _, label in labels()]
    read = [*expected[distance:], *expected[:distance]]
    reviewed = [number % 3 == 0 for number in range(len(read))]

    given = scorer().compare(
        names,
        expected,
        [{**r, "needs_review": mark} for r, mark in zip(read, reviewed, strict=True)],
    )
    ours = score(
        Case(name=n, label=e, reading=r, needs_review=mark)
        for n, e, r, mark in zip(names, expected, read, reviewed, strict=True)
    )

    assert {key: figures(each) for key, each in ours.fields.items()} == {
        key: tally.figures() for key, tally in given.fields.items()
    }
    assert (ours.wholly_right, ours.reviewed, ours.reviewed_needlessly) == (
        given.whole,
        given.reviewed,
        given.needless,
    )
    assert list(ours.silent) == given.silent
    assert list(ours.diet_lost_silently) == given.diet_lost
    assert prefixes(given.differences) == [f"{d.name} {d.field}" for d in ours.differences]


def figures(each: FieldScore) -> dict[str, float]:
    shares = {"precision": each.precision, "recall": each.recall, "f1": each.f1}
    return {key: round(share, 4) for key, share in shares.items()} | {"n": each.right + each.lost}


def prefixes(differences: Sequence[str]) -> list[str]:
    return [line.partition(":")[0] for line in differences]


@pytest.mark.parametrize(
    "reading",
    [
        LABEL,
        with_anna(name="ANNA  BERG"),
        with_anna(dietary_other=["Kiwi."]),
        changed(billing={"recipient": "Solby  Kommun", "street": "Box805", "gln": "7362321000019"}),
        changed(
            billing={"recipient": "Solby kommun", "street": "box 805", "gln": "73 62321 00001 9"}
        ),
        with_anna(email="anna@solby.example"),
    ],
)
def test_a_reading_that_differs_in_form_alone_is_wholly_right(reading: dict[str, Any]) -> None:
    result = score([case(reading)])

    assert (result.cases, result.wholly_right, result.differences) == (1, 1, ())


@pytest.mark.parametrize(
    ("reading", "fields"),
    [
        (changed(intent="amend"), {"intent"}),
        (changed(billing=None), {"billing.recipient", "billing.street", "billing.gln"}),
        (changed(missing=["name"]), {"missing"}),
        (with_anna(dietary=[]), {"dietary"}),
        (with_anna(answers={"delegate": "True"}), {"answers"}),
        (with_anna(answers={}), {"answers"}),
    ],
)
def test_every_field_that_differs_is_named(reading: dict[str, Any], fields: set[str]) -> None:
    result = score([case(reading)])

    assert {difference.field for difference in result.differences} == fields
    assert result.silent == ("001",)


@pytest.mark.parametrize(
    ("reading", "review", "silent", "diet_lost"),
    [
        (with_anna(dietary=[]), False, 1, 1),
        (with_anna(dietary=[]), True, 0, 0),
        (with_anna(dietary=["gluten", "milk"]), False, 1, 0),
        (changed(language="en"), False, 0, 0),
    ],
    ids=["lost", "lost, but a person looks", "one too many", "the language harms nobody"],
)
def test_an_error_that_nobody_looks_at_is_silent(
    reading: dict[str, Any], *, review: bool, silent: int, diet_lost: int
) -> None:
    result = score([case(reading, review=review)])

    assert (len(result.silent), len(result.diet_lost_silently)) == (silent, diet_lost)


def test_precision_and_recall_are_of_facts() -> None:
    label = with_anna(dietary=["gluten", "milk", "nuts"])
    result = score([case(with_anna(dietary=["gluten", "egg"]), label=label)])

    dietary = result.fields["dietary"]
    assert (dietary.right, dietary.extra, dietary.lost) == (1, 1, 2)
    assert (dietary.precision, round(dietary.recall, 3), dietary.f1) == (0.5, 0.333, 0.4)


def test_nothing_scored_is_nothing_wrong() -> None:
    result = score([])

    assert (result.cases, result.fields["name"].f1) == (0, 1.0)
