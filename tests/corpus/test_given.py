"""The labelled corpus, read in this process: no score may fall below its floor."""

from __future__ import annotations

import importlib.util
import json
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from mailreg.event import example
from mailreg.extraction.label import label_json
from mailreg.extraction.resolve import extract
from mailreg.message import DeskIdentity, parse

GIVEN = Path(__file__).parent / "given"
IDENTITY = DeskIdentity(own_addresses=frozenset(), authserv_id=None)

FLOORS = {
    "intent": 0.97,
    "language": 0.98,
    "people": 0.98,
    "name": 0.98,
    "dietary": 0.98,
    "dietary_other": 0.95,
    "dietary_stated": 0.97,
    "answers": 0.95,
    "replaces": 0.95,
    "missing": 0.95,
    "billing.recipient": 0.97,
    "billing.street": 0.97,
    "billing.postal_code": 0.97,
    "billing.city": 0.97,
    "billing.country": 0.97,
    "billing.reference": 0.97,
    "billing.organisation_number": 0.95,
    "billing.gln": 0.95,
    "billing.email": 0.95,
}
SILENT_AT_MOST = 2  # letters with an error that nobody is asked to look at
REVIEWED_AT_MOST = 0.25  # share of the letters


@cache
def scoring() -> ModuleType:
    """The scorer of the corpus, which is no package."""
    spec = importlib.util.spec_from_file_location("corpus_score", GIVEN / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@cache
def answers() -> tuple[list[str], list[dict[str, object]], list[dict[str, object]]]:
    """Names, labels and what we read, of every case."""
    mails = sorted((GIVEN / "cases").glob("*.eml"))
    labels = [json.loads(mail.with_suffix(".json").read_text("utf-8")) for mail in mails]
    event = example()
    found = [extract(parse(mail.read_bytes(), identity=IDENTITY), event) for mail in mails]
    read = [{**label_json(each), "needs_review": each.needs_review} for each in found]
    return [mail.stem for mail in mails], labels, read


@pytest.mark.parametrize(("field", "floor"), FLOORS.items())
def test_a_field_stays_above_its_floor(field: str, floor: float) -> None:
    score = scoring().compare(*answers())
    wrong = [line for line in score.differences if f" {field}:" in line]
    assert score.fields[field].figures()["f1"] >= floor, "\n".join(wrong)


def test_no_dietary_need_is_lost_silently() -> None:
    assert scoring().compare(*answers()).diet_lost == []


def test_few_errors_are_silent_and_few_letters_go_to_a_person() -> None:
    score = scoring().compare(*answers())
    assert len(score.silent) <= SILENT_AT_MOST, score.silent
    assert score.reviewed <= REVIEWED_AT_MOST * len(answers()[0])
