"""Readings held against labels, field by field, as the corpus is scored.

What a label says becomes facts, one multiset per field. Facts are equal where names and texts are,
case-folded (Unicode, NFC) with punctuation and white space collapsed; codes, numbers and streets
compare without any. A difference that nobody was asked to look at is a silent error.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from mailreg.extraction.label import BILLING_KEYS, JsonObject

Label = Mapping[str, object]  # the keys of a label, as `label_json` gives them
Facts = Mapping[str, Counter[object]]  # by field

HARMLESS = frozenset({"language"})  # a reply in another language harms nobody
DIET = ("dietary", "dietary_other")
_SQUASHED = frozenset({"street", "postal_code", "organisation_number", "gln"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One letter, as it should be read and as it is."""

    name: str  # by which the report tells it
    label: Label
    reading: Label
    needs_review: bool  # whether the reading asks a person to look


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldScore:
    """How often one field is right."""

    right: int = 0  # facts that are there and were read
    extra: int = 0  # that were read and are not there
    lost: int = 0  # that are there and were not read

    @property
    def precision(self) -> float:
        """Of what was read, the share that is there; 1 where nothing was read."""
        return _share(self.right, self.right + self.extra)

    @property
    def recall(self) -> float:
        """Of what is there, the share that was read; 1 where there is nothing."""
        return _share(self.right, self.right + self.lost)

    @property
    def f1(self) -> float:
        """The harmonic mean of both, from 0 to 1."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field of one letter that is not read as its label says."""

    name: str  # of the case
    field: str
    is_silent: bool  # nobody was asked to look


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How well a set of letters is read."""

    cases: int
    wholly_right: int
    reviewed: int  # readings that ask a person to look
    reviewed_needlessly: int  # of these, wholly right
    silent: tuple[str, ...]  # names of cases with a silent error
    diet_lost_silently: tuple[str, ...]  # of these, where a need was lost
    fields: Mapping[str, FieldScore]
    differences: tuple[Difference, ...]


def score(cases: Iterable[Case]) -> Score:
    """Score every case; an absent key of a label says nothing, like an empty one."""
    judged = [_Judged.of(case) for case in cases]
    differences = [difference for one in judged for difference in one.differences]
    return Score(
        cases=len(judged),
        wholly_right=sum(not one.differences for one in judged),
        reviewed=sum(one.case.needs_review for one in judged),
        reviewed_needlessly=sum(one.case.needs_review and not one.differences for one in judged),
        silent=tuple(one.case.name for one in judged if one.is_silent_error),
        diet_lost_silently=tuple(one.case.name for one in judged if one.loses_diet_silently),
        fields={field: _field_score(field, judged) for field in facts({})},
        differences=tuple(differences),
    )


def facts(label: Label) -> Facts:
    """What a label says, as comparable facts; every field is there."""
    people = _objects(label.get("attendees"))
    billing = label.get("billing")
    return {
        "intent": Counter([label.get("intent")]),
        "language": Counter([label.get("language")]),
        "people": Counter({"attendees": len(people)}),
        "name": Counter(_name(person) for person in people if person.get("name")),
        **_facts_about_food(people),
        "answers": Counter(fact for person in people for fact in _answers(person)),
        "replaces": Counter(_collapsed(name) for name in _list(label.get("replaces"))),
        "missing": Counter(_list(label.get("missing"))),
        **_facts_about_billing(billing if isinstance(billing, Mapping) else {}),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """A case with what is wrong with it."""

    case: Case
    expected: Facts
    read: Facts
    differences: tuple[Difference, ...]

    @classmethod
    def of(cls, case: Case) -> _Judged:
        expected, read = facts(case.label), facts(case.reading)
        wrong = [field for field in expected if expected[field] != read[field]]
        is_silent = not case.needs_review
        return cls(
            case=case,
            expected=expected,
            read=read,
            differences=tuple(
                Difference(name=case.name, field=field, is_silent=is_silent) for field in wrong
            ),
        )

    @property
    def is_silent_error(self) -> bool:
        return any(each.is_silent and each.field not in HARMLESS for each in self.differences)

    @property
    def loses_diet_silently(self) -> bool:
        is_lost = any(self.expected[field] - self.read[field] for field in DIET)
        return is_lost and not self.case.needs_review


def _field_score(field: str, judged: Iterable[_Judged]) -> FieldScore:
    right = extra = lost = 0
    for one in judged:
        expected, read = one.expected[field], one.read[field]
        right += (expected & read).total()
        extra += (read - expected).total()
        lost += (expected - read).total()
    return FieldScore(right=right, extra=extra, lost=lost)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _facts_about_food(people: Iterable[Label]) -> dict[str, Counter[object]]:
    return {
        "dietary": Counter(
            (_name(person), code) for person in people for code in _list(person.get("dietary"))
        ),
        "dietary_other": Counter(
            (_name(person), _collapsed(need))
            for person in people
            for need in _list(person.get("dietary_other"))
        ),
        "dietary_stated": Counter(
            _name(person) for person in people if person.get("dietary_stated")
        ),
    }


def _facts_about_billing(billing: Label) -> dict[str, Counter[object]]:
    return {
        f"billing.{key}": Counter([_form_of(key)(billing[key])] if billing.get(key) else [])
        for key in BILLING_KEYS
    }


def _form_of(key: str) -> Callable[[object], str]:
    return _squashed if key in _SQUASHED else _collapsed


def _answers(person: Label) -> Iterable[tuple[str, str, str]]:
    answers = person.get("answers")
    said = answers if isinstance(answers, Mapping) else {}
    # as JSON, so that yes is not the word "True"
    return [
        (_name(person), str(key), json.dumps(value))
        for key, value in said.items()
        if value is not None
    ]


def _name(person: Label) -> str:
    """People are known by their names; those without one are as good as one."""
    return _collapsed(person.get("name"))


def _collapsed(value: object) -> str:
    folded = unicodedata.normalize("NFC", str(value)).casefold()
    return re.sub(r"[\W_]+", " ", folded).strip()


def _squashed(value: object) -> str:
    """`Box805` is `Box 805`."""
    return _collapsed(value).replace(" ", "")


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []


def _objects(value: object) -> list[JsonObject]:
    return [entry for entry in _list(value) if isinstance(entry, dict)]
