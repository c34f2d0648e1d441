"""What `make score` counts, and where it writes it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mailreg.extraction import Evidence
from tests.corpus.cases import GIVEN, Answer, Case, Label, load
from tests.corpus.figures import Said, differences, fields_said, measure
from tests.corpus.report import BEGIN, END, put_into, section
from tools.score import main

LABEL: Label = {
    "intent": "register",
    "language": "sv",
    "attendees": [
        {
            "name": "Anna Berg",
            "dietary": ["egg"],
            "dietary_other": ["kiwi"],
            "dietary_stated": True,
            "answers": {"seminar": "ai"},
        }
    ],
    "replaces": ["Per Holm"],
    "billing": {"city": "Tumba", "street": "Box 1"},
    "missing": [],
}


def evidence(field: str, confidence: float) -> Evidence:
    return Evidence(field=field, text="x", start=0, end=1, part="body", confidence=confidence)


def said(read: Label, *seen: tuple[str, float]) -> list[Said]:
    shown = tuple(evidence(field, confidence) for field, confidence in seen)
    got = Answer(label=read, needs_review=False, reasons=(), evidence=shown)
    return list(fields_said(LABEL, got))


@pytest.mark.parametrize(
    "field",
    [
        "intent",
        "attendees[0].name",
        "attendees[0].dietary",
        "attendees[0].dietary_other",
        "attendees[0].answers.seminar",
        "replaces[0]",
        "billing.city",
    ],
)
def test_a_field_that_says_what_the_label_says_is_right(field: str) -> None:
    assert [one.is_right for one in said(LABEL, (field, 0.9))] == [True]


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("intent", {"intent": "amend"}),
        ("attendees[0].name", {"attendees": [{**LABEL["attendees"][0], "name": "Anna"}]}),
        ("attendees[0].dietary", {"attendees": [{**LABEL["attendees"][0], "dietary": []}]}),
        (
            "attendees[0].answers.seminar",
            {"attendees": [{**LABEL["attendees"][0], "answers": {"seminar": "vard"}}]},
        ),
        ("attendees[1].name", {}),
        ("replaces[0]", {"replaces": ["Anna Berg"]}),
        ("billing.street", {"billing": {"street": "Box 2"}}),
    ],
)
def test_a_field_that_says_something_else_is_wrong(field: str, change: Label) -> None:
    assert [one.is_right for one in said({**LABEL, **change}, (field, 0.9))] == [False]


def test_a_field_is_as_sure_as_the_least_of_its_evidence() -> None:
    found = said(LABEL, ("intent", 0.9), ("billing.city", 0.95), ("billing.city", 0.7))
    assert {one.field: one.confidence for one in found} == {"intent": 0.9, "billing.city": 0.7}


def test_every_figure_stands_in_the_section() -> None:
    figures = measure("some", load(GIVEN)[:4])
    text = section([figures], [])
    assert figures.cases == 4
    assert len(figures.milliseconds) == 4
    assert "| letters | 4 |" in text
    assert "Calibration" in text
    assert "Survival" not in text


def test_the_section_replaces_the_one_before() -> None:
    page = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    once = put_into(page, "new\n")
    assert once == f"before\n{BEGIN}\n\nnew\n\n{END}\nafter\n"
    assert put_into(once, "new\n") == once


def test_a_difference_tells_what_was_expected_and_got_and_whether_it_is_marked() -> None:
    (case,) = (case for case in load(GIVEN) if case.name.startswith("001"))
    wrong = Case(name=case.name, content=case.content, label={**case.label, "language": "fi"})
    assert list(differences([wrong])) == [
        f"{case.name} language: expected ['fi'], got ['sv']  [silent]"
    ]


def folder_with_wrong_labels(folder: Path) -> Path:
    (folder / "cases").mkdir(parents=True)
    for case in load(GIVEN)[:2]:
        (folder / "cases" / f"{case.name}.eml").write_bytes(case.content)
        label = json.dumps({**case.label, "language": "fi"})
        (folder / "cases" / f"{case.name}.json").write_text(label, "utf-8")
    return folder


@pytest.mark.parametrize(("options", "shown"), [([], []), (["--reveal"], ["001", "002"])])
def test_letters_kept_aside_are_shown_only_where_that_is_asked_for(
    options: list[str], shown: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(folder_with_wrong_labels(tmp_path / "aside")), "--diff", *options]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line[:3] for line in lines if " language:" in line] == shown
