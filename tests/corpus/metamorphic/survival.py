"""How many letters are read after a transformation as they were before it.

Only letters that are read wholly right count: of the others nobody can say what should stay. A
letter survives when its variant is read as its changed label says, and is not sent to a person
where the letter itself was not.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.corpus.cases import Answer, Case, answer, facts, wrong_fields
from tests.corpus.metamorphic.transformations import TRANSFORMATIONS
from tests.corpus.metamorphic.variant import Variant

SEED = 2023


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A letter that did not survive."""

    case: Case
    variant: Variant
    after: Answer  # how the variant was read
    wrong: tuple[str, ...]  # fields; none where only a review was added


@dataclass(frozen=True, slots=True, kw_only=True)
class Survival:
    """What became of the letters under one transformation."""

    name: str
    tried: int  # variants of letters that are read wholly right
    lost: tuple[Lost, ...]

    @property
    def share(self) -> float:
        """Of those tried, the share that survived; 1 where it applied to none."""
        return 1 - len(self.lost) / self.tried if self.tried else 1.0


def survivals(cases: Sequence[Case]) -> list[Survival]:
    """Every transformation over every case."""
    right = rightly_read(cases)
    return [survival(name, right) for name in TRANSFORMATIONS]


def rightly_read(cases: Sequence[Case]) -> list[tuple[Case, Answer]]:
    """The cases that are read wholly right, with what was read."""
    read = ((case, answer(case.content)) for case in cases)
    return [(case, got) for case, got in read if not wrong_fields(case.label, got.label)]


def survival(name: str, right: Sequence[tuple[Case, Answer]]) -> Survival:
    """One transformation over cases that are read wholly right."""
    tried, lost = 0, []
    for case, before in right:
        variant = TRANSFORMATIONS[name](case, random.Random(f"{SEED} {name} {case.name}"))
        if variant is None:
            continue
        tried += 1
        after = answer(variant.content)
        wrong = tuple(wrong_fields(variant.label, after.label))
        if wrong or after.needs_review > before.needs_review:
            lost.append(Lost(case=case, variant=variant, after=after, wrong=wrong))
    return Survival(name=name, tried=tried, lost=tuple(lost))


def fields_lost(lost: Lost) -> Iterable[str]:
    """Each wrong field with what was expected and what was read; else the reasons of review."""
    expected, got = facts(lost.variant.label), facts(lost.after.label)
    for field in lost.wrong:
        yield f"{field}: expected {_shown(expected[field])}, got {_shown(got[field])}"
    if not lost.wrong:
        yield f"review: {', '.join(lost.after.reasons)}"


def _shown(facts_of_field: Iterable[object]) -> str:
    return repr(sorted(facts_of_field, key=str))
