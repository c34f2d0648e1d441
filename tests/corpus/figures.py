"""What is measured of a set of letters."""

from __future__ import annotations

import re
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tests.corpus.cases import Answer, Case, Label, answer, compare, facts, scorer, wrong_fields

BINS: Final = (0.9, 0.8, 0.7, 0.6, 0.0)  # lower ends, of confidence
SURE: Final = BINS[0]
TIMED_ROUNDS: Final = 3
_PERSON = re.compile(r"(attendees|replaces)\[(\d+)\](?:\.(\w+)(?:\.(\w+))?)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A field that was read, with evidence."""

    field: str  # as evidence names it
    confidence: float  # the lowest of its evidence
    is_right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What is measured of one set of letters; every share is from 0 to 1."""

    title: str
    cases: int
    languages: Mapping[str, tuple[int, int]]  # ▶ letters, and of these wholly right
    confused: Mapping[tuple[str, str], int]  # intent expected and read ▶ letters
    fields: Mapping[str, float]  # ▶ F1
    wholly_right: float
    silent: tuple[str, ...]  # names of letters with an error that nobody is asked to look at
    diet_lost: tuple[str, ...]  # names of letters that lose a need so
    reviewed: float
    reviewed_needlessly: float
    reasons: Mapping[str, tuple[int, int]]  # ▶ letters, and of these needlessly
    said: tuple[Said, ...]
    milliseconds: tuple[float, ...]  # of processor time, for each letter

    @property
    def right_when_sure(self) -> float:
        """Of the fields said with 0.9 or more, the share that is right."""
        sure = [one for one in self.said if one.confidence >= SURE]
        return share(sum(one.is_right for one in sure), len(sure))

    @property
    def sure_when_right(self) -> float:
        """Of the fields that are right, the share said with 0.9 or more."""
        right = [one for one in self.said if one.is_right]
        return share(sum(one.confidence >= SURE for one in right), len(right))

    @property
    def median_ms(self) -> float:
        """What half of the letters take no longer than."""
        return statistics.median(self.milliseconds)

    @property
    def p99_ms(self) -> float:
        """What 99 in 100 letters take no longer than."""
        return sorted(self.milliseconds)[int(0.99 * (len(self.milliseconds) - 1))]


def measure(title: str, cases: Sequence[Case]) -> Figures:
    """Read and score the letters of a set, which is not empty."""
    answers = [answer(case.content) for case in cases]
    score = compare(cases, answers)
    wrong = [bool(wrong_fields(c.label, a.label)) for c, a in zip(cases, answers, strict=True)]
    return Figures(
        title=title,
        cases=len(cases),
        languages=_languages(cases, wrong),
        confused=_confused(cases, answers),
        fields={field: tally.figures()["f1"] for field, tally in score.fields.items()},
        wholly_right=share(score.whole, len(cases)),
        silent=tuple(score.silent),
        diet_lost=tuple(score.diet_lost),
        reviewed=share(score.reviewed, len(cases)),
        reviewed_needlessly=share(score.needless, len(cases)),
        reasons=_reasons(answers, wrong),
        said=tuple(
            said for c, a in zip(cases, answers, strict=True) for said in fields_said(c.label, a)
        ),
        milliseconds=tuple(_milliseconds(case.content) for case in cases),
    )


def differences(cases: Iterable[Case]) -> Iterator[str]:
    """One line for each field that is read wrong: expected, got, and whether it is marked."""
    for case in cases:
        got = answer(case.content)
        yield from scorer().compare([case.name], [case.label], [got.label]).differences
        if got.needs_review and not wrong_fields(case.label, got.label):
            yield f"{case.name} needlessly reviewed: {', '.join(got.reasons)}"


def fields_said(label: Label, got: Answer) -> Iterator[Said]:
    """Every field that has evidence, with its lowest confidence, and whether it is right."""
    lowest: dict[str, float] = {}
    for one in got.evidence:
        lowest[one.field] = min(one.confidence, lowest.get(one.field, 1.0))
    for field, confidence in lowest.items():
        yield Said(field=field, confidence=confidence, is_right=_is_right(field, label, got.label))


def share(part: int, whole: int) -> float:
    """A share; 1 of nothing."""
    return part / whole if whole else 1.0


def _is_right(field: str, label: Label, read: Label) -> bool:
    """Whether what was read in a field is what the label has there; people go by their names."""
    if field.startswith("billing."):
        return facts(label)[field] == facts(read)[field]
    match = _PERSON.match(field)
    if match is None:
        return bool(label.get(field) == read.get(field))
    group, index, key, answered = match.groups()
    entries = read[group]
    if int(index) >= len(entries):
        return False
    if group == "replaces":
        return facts({"replaces": [entries[int(index)]]})["replaces"] <= facts(label)["replaces"]
    person = entries[int(index)]
    return any(_agree(person, other, key, answered) for other in label["attendees"])


def _agree(person: Label, labelled: Label, key: str | None, answered: str | None) -> bool:
    """Whether two are the same person, and say the same under a key."""
    text = scorer().text
    if text(person["name"]) != text(labelled["name"]):
        return False
    if key is None or key == "name":
        return True
    if answered is not None:
        return bool(person["answers"].get(answered) == labelled["answers"].get(answered))
    if key == "dietary_other":
        return sorted(map(text, person[key])) == sorted(map(text, labelled[key]))
    return key not in labelled or bool(person[key] == labelled[key])


def _languages(cases: Sequence[Case], wrong: Sequence[bool]) -> dict[str, tuple[int, int]]:
    all_letters = Counter(case.label["language"] for case in cases)
    right = Counter(c.label["language"] for c, w in zip(cases, wrong, strict=True) if not w)
    return {code: (count, right[code]) for code, count in all_letters.most_common()}


def _confused(cases: Sequence[Case], answers: Sequence[Answer]) -> dict[tuple[str, str], int]:
    pairs: list[tuple[Any, Any]] = [
        (c.label["intent"], a.label["intent"]) for c, a in zip(cases, answers, strict=True)
    ]
    return dict(Counter(pair for pair in pairs if pair[0] != pair[1]).most_common())


def _reasons(answers: Sequence[Answer], wrong: Sequence[bool]) -> dict[str, tuple[int, int]]:
    counted = Counter(reason for got in answers for reason in got.reasons)
    needless = Counter(
        reason for got, w in zip(answers, wrong, strict=True) if not w for reason in got.reasons
    )
    return {reason: (count, needless[reason]) for reason, count in counted.most_common()}


def _milliseconds(content: bytes) -> float:
    """The median of a few readings; the letter has been read before."""
    spent = []
    for _ in range(TIMED_ROUNDS):
        begun = time.process_time()
        answer(content)
        spent.append(time.process_time() - begun)
    return statistics.median(spent) * 1000
