"""Labelled letters, and what this program reads in them.

The letters in `given` and `own` were looked at while the readers were written; those in `aside`
are kept aside and only scored.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from mailreg.documents.opening import opened
from mailreg.event import Event, example
from mailreg.extraction import Evidence
from mailreg.extraction.label import label_json
from mailreg.extraction.resolve import extract
from mailreg.message import DeskIdentity, parse

CORPUS = Path(__file__).parent
GIVEN = CORPUS / "given"
OWN = CORPUS / "own"
ASIDE = CORPUS / "aside"
NOBODYS = DeskIdentity(own_addresses=frozenset(), authserv_id=None)  # as `mailreg parse` reads

Label = dict[str, Any]  # as the guide of the corpus describes it
Facts = Mapping[str, Counter[object]]  # by field, as score.py compares them


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A letter and what a careful reader takes from it."""

    name: str  # `NNN-slug`
    content: bytes
    label: Label
    is_kept_aside: bool = False  # whether nobody who works on the readers looks at it


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was read in a letter."""

    label: Label  # in the shape of a label
    needs_review: bool
    reasons: tuple[str, ...]
    evidence: tuple[Evidence, ...]


def load(folder: Path) -> list[Case]:
    """The cases of a corpus, in order; they lie in its folder `cases` or in itself."""
    cases = folder / "cases" if (folder / "cases").is_dir() else folder
    return [
        Case(
            name=mail.stem,
            content=mail.read_bytes(),
            label=json.loads(mail.with_suffix(".json").read_text("utf-8")),
            is_kept_aside=folder.name == ASIDE.name,
        )
        for mail in sorted(cases.glob("*.eml"))
    ]


def answer(content: bytes) -> Answer:
    """Read a letter as `mailreg parse` does."""
    found = extract(opened(parse(content, identity=NOBODYS)), event())
    return Answer(
        label={**label_json(found), "needs_review": found.needs_review},
        needs_review=found.needs_review,
        reasons=found.reasons,
        evidence=found.evidence,
    )


def facts(label: Label) -> Facts:
    """What a label says, as the corpus's own scorer compares it."""
    found: Facts = scorer().facts(label)
    return found


def wrong_fields(label: Label, read: Label) -> list[str]:
    """The fields in which a reading differs from a label."""
    expected, got = facts(label), facts(read)
    return [field for field in expected if expected[field] != got[field]]


def compare(cases: Sequence[Case], answers: Sequence[Answer]) -> Any:
    """The corpus's own score of all letters."""
    names = [case.name for case in cases]
    return scorer().compare(names, [c.label for c in cases], [a.label for a in answers])


@cache
def event() -> Event:
    """The event that the letters are about."""
    return example()


@cache
def scorer() -> ModuleType:
    """The scorer of the corpus, which is no package."""
    spec = importlib.util.spec_from_file_location("corpus_score", GIVEN / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
