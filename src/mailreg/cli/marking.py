"""The file of marks: how letters were read, and what a person says of it.

    {"SHA-256 of the letter": {"right": null, "letter": …, "label": {…}, "as_read": …}}

`right` is for a person to set; a label that differs from what `as_read` (a hash of the label, as it
was written) stands for was corrected. The file holds personal data, diet included: its owner alone
may read it. One that is there is never written to.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from mailreg.errors import BadRequest
from mailreg.extraction import Intent
from mailreg.extraction.label import JsonObject, label_json
from mailreg.extraction.scoring import Case, Label, Score, score
from mailreg.service.rehearsing import Rehearsed

_LISTS = ("replaces", "missing")
_LISTS_OF_PERSON = ("dietary", "dietary_other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a person says of one reading."""

    is_right: bool | None  # None: not looked at
    label: Label
    is_corrected: bool  # the label is not what was read when the file was written

    @property
    def is_expected(self) -> bool:
        """Whether the label says how the letter should be read."""
        return self.is_right is True or self.is_corrected


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """How the present readings fare against the marks."""

    score: Score  # of the letters of which a label says how they should be read
    wrong: int  # letters marked wrong without a correction
    unmarked: int  # letters nobody has looked at
    unknown: int  # letters that the file does not have
    absent: int  # marks whose letters are not among these


def write_marks(path: Path, rehearsed: Iterable[Rehearsed]) -> int:
    """Write an entry per letter, none of them marked, and return how many; raises BadRequest."""
    entries = {one.sha256: _entry(one) for one in rehearsed if one.sha256}
    text = json.dumps(entries, ensure_ascii=False, indent=2) + "\n"
    try:
        # whole or not at all, and from its first byte for its owner alone (mode 0600)
        with NamedTemporaryFile(dir=path.parent, prefix=".mailreg-", delete=False) as file:
            file.write(text.encode("utf-8", "replace"))
        Path(file.name).replace(path)
    except OSError as error:
        raise BadRequest(f"{path} cannot be written: {error.strerror or error}") from error
    return len(entries)


def read_marks(path: Path) -> Mapping[str, Mark]:
    """The marks by the letter's SHA-256; raises BadRequest for what a person has spoilt."""
    try:
        found = json.loads(path.read_bytes())
    except OSError as error:
        raise BadRequest(f"{path} cannot be read: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"{path} is not JSON any more: {error}") from error
    if not isinstance(found, dict):
        raise BadRequest(f"{path} holds no object of marks; let a new file be written")
    marks = {sha256: _mark(entry) for sha256, entry in found.items()}
    return {sha256: _good(path, sha256, mark) for sha256, mark in marks.items()}


def score_marks(marks: Mapping[str, Mark], rehearsed: Sequence[Rehearsed]) -> Marked:
    """Score the present readings of the letters of which is known how they should be read."""
    present = {one.sha256: one for one in rehearsed if one.sha256}
    marked = {sha256: mark for sha256, mark in marks.items() if sha256 in present}
    others = [mark for mark in marked.values() if not mark.is_expected]
    return Marked(
        score=score(
            _case(present[sha256], mark) for sha256, mark in marked.items() if mark.is_expected
        ),
        wrong=sum(mark.is_right is False for mark in others),
        unmarked=sum(mark.is_right is None for mark in others),
        unknown=len(present.keys() - marks.keys()),
        absent=len(marks.keys() - present.keys()),
    )


def _entry(rehearsed: Rehearsed) -> JsonObject:
    label = label_json(rehearsed.extract)
    return {
        "right": None,
        "letter": rehearsed.name,
        "received_at": rehearsed.received_at.isoformat(),
        "from": rehearsed.sender,
        "subject": rehearsed.subject,
        "label": label,
        "as_read": _hash(label),
    }


def _mark(entry: object) -> Mark | str:
    """The mark, or what is wrong with it."""
    if not isinstance(entry, dict):
        return "is no object"
    right, label = entry.get("right"), entry.get("label")
    if right is not None and not isinstance(right, bool):
        return '"right" must be true, false or null'
    if not isinstance(label, dict):
        return '"label" must be an object'
    problem = _problem(label)
    if problem is not None:
        return problem
    return Mark(is_right=right, label=label, is_corrected=_hash(label) != entry.get("as_read"))


def _good(path: Path, sha256: str, mark: Mark | str) -> Mark:
    if isinstance(mark, str):
        raise BadRequest(f"{path}: the entry {sha256[:16]} {mark}")
    return mark


def _problem(label: Label) -> str | None:
    """What in a corrected label is not of the form of one; an absent key says nothing."""
    people = label.get("attendees", [])
    if label.get("intent") not in list(Intent):
        return f'"intent" must be one of {", ".join(Intent)}'
    if not isinstance(people, list) or not all(isinstance(one, dict) for one in people):
        return '"attendees" must be a list of objects'
    lists = [(key, label.get(key)) for key in _LISTS]
    lists += [(key, person.get(key)) for person in people for key in _LISTS_OF_PERSON]
    return next((f'"{key}" must be a list of texts' for key, v in lists if not _is_texts(v)), None)


def _is_texts(value: object) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(one, str) for one in value))


def _case(rehearsed: Rehearsed, mark: Mark) -> Case:
    return Case(
        name=rehearsed.name,
        label=mark.label,
        reading=label_json(rehearsed.extract),
        needs_review=rehearsed.extract.needs_review,
    )


def _hash(label: Label) -> str:
    """Of what the label says, however the file is laid out."""
    return hashlib.sha256(json.dumps(label, sort_keys=True).encode()).hexdigest()
