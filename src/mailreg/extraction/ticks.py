"""Answers that are ticks: in cells under headings, and under quoted questions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mailreg.event import Category, Event, Session
from mailreg.extraction.answers import wording_of
from mailreg.extraction.choices import SAID, YES, Answered
from mailreg.extraction.lexicons import phrases
from mailreg.extraction.meanings import find_hits, meant, options_in, place_of
from mailreg.extraction.table import Row
from mailreg.extraction.values import Answer

Span = tuple[int, int]
Prompt = tuple[int, int, str]  # start and end of the reply, and the line above it


def answers_in_rows(text: str, rows: Sequence[Row], event: Event) -> Iterator[Answered]:
    """What the cells of tables answer, by their headings."""
    for row in rows:
        for heading, cell in row.columns:
            title = text[slice(*heading)]
            yield from _in_cell(text, title, cell, event)


def _in_cell(text: str, title: str, cell: Span, event: Event) -> Iterator[Answered]:
    grouped = [session for session in event.sessions if session.group]
    ticked = _tick(text[slice(*cell)])
    if ticked is None and phrases("answers", "takes.sv").search(text, *cell):  # `observatör`
        ticked = phrases("answers", "declines_before.sv").search(text, *cell) is None
    yield from _of_categories(text, title, cell, event.categories[1:])
    for session in event.sessions:
        pattern = wording_of(session)
        if session.group is None and pattern is not None and pattern.search(title):
            if ticked is not None:
                yield _answered(session.key, ticked, cell)
            return
    headed = meant(title, grouped)
    if headed is not None and headed.group and ticked is not None:
        if ticked:
            yield _answered(headed.group, headed.key, cell)
        return
    yield from _chosen(text, title, cell, grouped)


def _answered(key: str, value: Answer, cell: Span) -> Answered:
    # what a cell says holds against a sentence on all
    return Answered(key=key, value=value, start=cell[0], end=cell[1], rank=0)


def _of_categories(
    text: str, title: str, cell: Span, categories: Sequence[Category]
) -> Iterator[Answered]:
    """A cell that names a category, or a yes under its heading."""
    for category in categories:
        pattern = wording_of(category)
        if pattern is None:
            continue
        named = pattern.search(text, *cell)
        denied = phrases("answers", "not_category").search(text, *cell)
        if (named and not denied) or (pattern.search(title) and _tick(text[slice(*cell)])):
            yield _answered(category.key, value=True, cell=cell)


def _chosen(text: str, title: str, cell: Span, grouped: Sequence[Session]) -> Iterator[Answered]:
    """The session in a cell under `Seminarium`, by name or number."""
    if not _FOR_CHOICE.search(title):
        return
    written = text[slice(*cell)].strip()
    place = place_of(written) if len(written) == 1 and written.isalnum() else None
    session = grouped[place] if place is not None and place < len(grouped) else None
    session = session or meant(written, grouped)
    if session is not None and session.group:
        yield _answered(session.group, session.key, cell)


_FOR_CHOICE = re.compile(
    r"(?i)semin|session|spår|track|\bval\b|pass|eftermiddag|afternoon|ettermiddag|workshop|föreläsn"
)


def _tick(cell: str) -> bool | None:
    """Yes, no, or neither."""
    match = _TICK.match(cell)
    return None if match is None else match.group("tick").lower() in YES


_TICK = re.compile(rf"(?i)\s*(?P<tick>{SAID}|[–-])(?!\w)")


def answers_to_prompts(
    text: str, prompts: Sequence[Prompt], quoted: str, event: Event
) -> Iterator[Answered]:
    """What is typed under quoted questions: yes and no, one for each where there are names."""
    done = 0
    for start, end, prompt in prompts:
        asked = quoted[done:start]
        done = end
        for session in event.sessions:
            pattern = wording_of(session)
            if session.group is None and pattern is not None and pattern.search(prompt):
                yield from _ticks(text, start, end, session)
        yield from _options(text, start, end, asked, event)
        if _FOR_CHOICE.search(prompt):
            yield from _named(text, start, end, event)


def _ticks(text: str, start: int, end: int, session: Session) -> Iterator[Answered]:
    replies = list(_REPLY.finditer(text, start, end))
    is_for_all = len(replies) == 1 and not text[start : replies[0].start()].strip()
    for match in replies:
        value = match.group("reply").lower() in YES
        yield Answered(
            key=session.key,
            value=value,
            start=match.start("reply"),
            end=match.end("reply"),
            names_follow=is_for_all,  # `Nej, ingen av oss`
        )


_REPLY = re.compile(rf"(?i)(?<!\w)(?P<reply>{SAID})(?!\w)")


def _named(text: str, start: int, end: int, event: Event) -> Iterator[Answered]:
    """`AI please` under a question about the seminars."""
    for hit in find_hits(text, event):
        if start <= hit.start < end and hit.session.group:
            yield Answered(
                key=hit.session.group, value=hit.session.key, start=hit.start, end=hit.end
            )


def _options(text: str, start: int, end: int, asked: str, event: Event) -> Iterator[Answered]:
    """`d för oss båda` under a list of options."""
    found = options_in(asked, event)
    for match in _MARK.finditer(text, start, end) if found else ():
        session = found.get(match.group("mark").lower())
        if session is not None and session.group:
            yield Answered(
                key=session.group,
                value=session.key,
                start=match.start("mark"),
                end=match.end("mark"),
            )


_MARK = re.compile(r"(?:(?<=[\s:(=-])|^)(?P<mark>[a-hA-H1-9])(?=[\s).,;:!]|$)")
