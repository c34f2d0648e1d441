"""Where a letter may speak of food: its sentences, notes behind names, answers on forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum

from mailreg.extraction.food import NAMED, words_of
from mailreg.extraction.items import Stretch
from mailreg.extraction.lexicons import phrases, words

SHORT_LINE = 50  # code points of a label and an answer of one word


class Stands(StrEnum):
    """Where a stretch stands."""

    PROSE = "prose"
    NOTE = "note"  # behind a name
    ANSWER = "answer"  # on a form's line, in a cell


def stretches_of(
    text: str, sentences: Sequence[Stretch], notes: Sequence[Stretch], replies: Sequence[Stretch]
) -> Iterator[tuple[Stands, int, int]]:
    """Every stretch and how it stands; the line under a label without an answer is its answer."""
    awaited = False
    for start, end in sentences:
        answer = _answer_on(text, start, end, awaited=awaited)
        if answer is None:
            yield (Stands.ANSWER if awaited else Stands.PROSE), start, end
            awaited = False
        else:
            awaited = is_among(text[answer:end], "yes") or not text[answer:end].strip()
            yield Stands.ANSWER, answer, end
    for start, end in notes:
        yield Stands.NOTE, start, end
    for start, end in replies:
        yield Stands.ANSWER, start, end


def _answer_on(text: str, start: int, end: int, *, awaited: bool) -> int | None:
    """Where the answer on a labelled line on food begins; None: it is no such line."""
    if not any(map(text[start:end].__contains__, _LABEL_ENDS)):
        return _plain_no(text, start, end) if end - start <= SHORT_LINE else None
    mine = _MINE.match(text, start, end)
    if mine is not None:
        return mine.end()
    label = _LABEL.match(text, start, end)
    if label is None:
        return None
    name = label.group("name").strip().lower()
    if name in words("diet", "label") or (awaited and name in words("diet", "more")):
        return label.end()
    is_plain = ":" in label.group() or (
        "?" in label.group() and bool(text[label.end() : end].strip())
    )
    names_food = any(word.kind in NAMED for word in words_of(text, *label.span("name")))
    if is_plain and not names_food and phrases("diet", "label_word").search(name):
        return None if _FORM_WORD.search(name) else label.end()
    return None


def _plain_no(text: str, start: int, end: int) -> int | None:
    """Where the answer of `Specialkost nej` begins, a label without a colon."""
    plain = _PLAIN_NO.match(text, start, end)
    is_label = plain is not None and plain["name"].lower() in words("diet", "label")
    return plain.start("no") if plain is not None and is_label else None


_LABEL_ENDS = (":", "?", "\t", "  ")
_LABEL = re.compile(
    r"[ \t]*(?:[-*•·–>]+[ \t]*)?(?P<name>[^\W\d_][^\n:\t?,]{1,40}?)"
    r"(?:[ ]{0,3}(?:\?|:)[ \t]*|\t+|[ ]{2,})"
)
_PLAIN_NO = re.compile(
    r"(?i)[ \t]*(?P<name>[^\W\d_][^\n:?,]{2,40}?) (?P<no>nej|inga|ingen|inget|no|none|nei|nein|ei)"
    r"[\s.!]*\Z"
)
_MINE = re.compile(
    r"(?i)\s*(?:jag|själv|jag själv|för min del|me|myself|I|for me|jeg|selv|eg|ich|minä|mig|"
    r"meg)[ ]?:[ ]"
)
_FORM_WORD = re.compile(r"(?i)(?<!\w)(?:namn|name|navn|nimi|faktur\w*|invoice|adress|e-?post|tel)")


def is_among(answer: str, key: str) -> bool:
    """Whether every part of an answer is in a list, as those of `Nej, inga` are."""
    parts = (part.strip(" \t\n.!()") for part in answer.lower().split(","))
    return all(part in words("diet", key) for part in parts if part)
