"""A letter as a page shows it: its words, where what was read, and what is only quoted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mailreg.extraction import Evidence
from mailreg.message import Kind, Segment
from mailreg.service.perusing import BODY, ReadLetter

SURE = 0.9  # from here on, what was read needs no second look
HEADINGS = ("from", "subject")
FOLDED = frozenset({Kind.QUOTE, Kind.BANNER, Kind.DISCLAIMER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some words that were read for the same fields, or for none."""

    text: str
    fields: Sequence[str]  # dotted, as in the evidence
    id: str | None  # of the place on the page; None: nothing was read here
    is_sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of the letter."""

    kind: Kind
    is_folded: bool  # nobody needs to read it first
    pieces: Sequence[Piece]


Bodies = Mapping[int, Sequence[Stretch]]  # by id of the letter


def stretches(letter: ReadLetter) -> list[Stretch]:
    """The body from beginning to end; every character of it stands in just one piece."""
    if letter.message is None:
        return []
    body = letter.message.body
    marks = [one for one in letter.evidence if one.part == BODY]
    prefix = f"m{letter.stored.id}"
    return [
        _stretch(body, segment, marks, prefix)
        for segment in letter.message.segments
        if body[segment.start : segment.end].strip()
    ]


def heading(letter: ReadLetter, part: str, text: str) -> Piece:
    """The sender's line or the subject, with the fields that were read there."""
    here = [one for one in letter.evidence if one.part == part]
    return Piece(
        text=text,
        fields=sorted({one.field for one in here}),
        id=f"m{letter.stored.id}-{part}" if here else None,
        is_sure=all(one.confidence >= SURE for one in here),
    )


def anchors(letters: Sequence[ReadLetter], bodies: Bodies) -> dict[str, str]:
    """Where each field was read: the id of the first of its places, in the newest letter."""
    found: dict[str, str] = {}
    for letter in letters:
        pieces = [heading(letter, part, "") for part in HEADINGS]
        pieces += [piece for stretch in bodies[letter.stored.id] for piece in stretch.pieces]
        found |= {
            field: piece.id
            for piece in reversed(pieces)
            for field in piece.fields
            if piece.id is not None
        }
    return found


def _stretch(body: str, segment: Segment, marks: Sequence[Evidence], prefix: str) -> Stretch:
    inside = [one for one in marks if one.start < segment.end and one.end > segment.start]
    pieces = list(_pieces(body, segment, inside, prefix))
    is_read = any(piece.fields for piece in pieces)
    return Stretch(
        kind=segment.kind, is_folded=segment.kind in FOLDED and not is_read, pieces=pieces
    )


def _pieces(body: str, segment: Segment, marks: Sequence[Evidence], prefix: str) -> Iterator[Piece]:
    """Cut wherever a mark begins or ends, so that marks may overlap."""
    edges = {segment.start, segment.end}
    for mark in marks:
        edges |= {max(mark.start, segment.start), min(mark.end, segment.end)}
    for start, end in pairwise(sorted(edges)):
        here = [one for one in marks if one.start <= start and one.end >= end]
        fields = sorted({one.field for one in here})
        yield Piece(
            text=body[start:end],
            fields=fields,
            id=f"{prefix}-{start}" if fields else None,
            is_sure=all(one.confidence >= SURE for one in here),
        )
