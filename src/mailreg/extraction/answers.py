"""Which sessions, categories and questions a letter answers, clause by clause.

A session outside any group is taken or declined (`true`, `false`); of a group one is chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice, pairwise

from mailreg.event import Category, Event, Question, QuestionType, Session
from mailreg.extraction.choices import (
    LIKELY,
    SAID,
    YES,
    Answered,
    clause_around,
    cues,
    find_choices,
    heads,
)
from mailreg.extraction.lexicons import entries, keys, phrases
from mailreg.extraction.meanings import Worded, find_hits, pattern_of, worded
from mailreg.extraction.values import Answer
from mailreg.extraction.wordwise import Wording, holding

SENTENCES_AT_MOST = 300  # of one letter
HITS_AT_MOST = 4  # of one phrase in one sentence
NEAR = 90  # code points between a session and the word that takes it
MORNING_ENDS = 12  # the hour, local time of the event

Span = tuple[int, int]


def find_answers(
    text: str, sentences: Sequence[Span], event: Event, language: str
) -> list[Answered]:
    """All that sentences answer, in order of place."""
    read = sentences[:SENTENCES_AT_MOST]
    alone = [wording_of(session) for session in event.sessions if session.group is None]
    others = [match.span() for one in alone if one for match in one.finditer(text)]
    found = list(find_choices(text, read, find_hits(text, event), language, others))
    for session in event.sessions:
        if session.group is None:
            found += _of_session(text, read, session, language)
    for category in event.categories[1:]:
        for start, end in _that_name(category, text, read):
            found += _category(text, start, end, category)
    for question in event.questions:
        for start, end in _that_name(question, text, read):
            found += _question(text, start, end, question, language)
    return sorted(_longest(found), key=lambda answer: answer.start)


def _that_name(
    asked: Session | Category | Question, text: str, sentences: Sequence[Span]
) -> Iterator[Span]:
    """The sentences that hold a phrase of what is asked."""
    pattern = wording_of(asked)
    return holding(text, [pattern], sentences) if pattern else iter(())


def wording_of(asked: Session | Category | Question) -> Wording | None:
    """What the event file calls it, and other words of the languages for the same."""
    return _also_worded(worded(asked))


@lru_cache(maxsize=64)  # what events ask
def _also_worded(own: tuple[Worded, ...]) -> Wording | None:
    known = {entry.casefold() for _, entry in own}
    same = (entries("answers", f"same.{key}") for key in keys("answers", "same"))
    also = (("", entry) for group in same if known & set(group) for entry in group)
    return pattern_of((*own, *also))


def _of_session(
    text: str, sentences: Sequence[Span], session: Session, language: str
) -> Iterator[Answered]:
    """What is said of a session that stands alone, and of the part of the day it lies in."""
    told: list[Answered] = []
    for start, end in _that_name(session, text, sentences):
        told += _session(text, start, end, session, language)
    yield from told
    for (_, end), (start, last) in pairwise(sentences):
        if any(end - 400 < answer.start < end for answer in told):
            yield from _echo(text, start, last, session, language)
    if session.starts is not None and session.starts.hour < MORNING_ENDS:
        yield from _of_morning(text, sentences, session, language)


def _session(
    text: str, start: int, end: int, session: Session, language: str
) -> Iterator[Answered]:
    for match in _hits(wording_of(session), text, start, end):
        names_follow, heads_list = heads(text, match.start(), match.end())
        if names_follow or heads_list:
            yield from _by_name(text, match, end, session, below=heads_list)
            continue
        value = _alone(text, start, end, match, language)
        if value is None:
            continue
        yield Answered(key=session.key, value=value, start=match.start(), end=match.end())
        if value:
            yield from _contrast(text, match.end(), end, session.key, language)


def _by_name(
    text: str, match: re.Match[str], end: int, session: Session, *, below: bool
) -> Iterator[Answered]:
    """`Förbundsmötet: Siv och Per ja, Ida nej`; names alone are of those who come."""
    said = [] if below else list(_SAID.finditer(text, match.end(), end))
    for one in said:
        yield Answered(
            key=session.key, value=one.group().lower() in YES, start=one.start(), end=one.end()
        )
    if not said:
        yield Answered(
            key=session.key,
            value=True,
            start=match.start(),
            end=match.end(),
            names_follow=not below,
            heads_list=below,
        )


_SAID = re.compile(rf"(?i)(?<!\w)(?:{SAID}|inte|ej|kommer)(?!\w)")


def _hits(pattern: Wording | None, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    return islice(pattern.finditer(text, start, end), HITS_AT_MOST) if pattern else iter(())


def _alone(text: str, start: int, end: int, match: re.Match[str], language: str) -> bool | None:
    """A session that stands alone: declined, taken, or only spoken of (None)."""
    answered = _form_answer(text, match.end(), end)
    if answered is not None:
        return answered
    first, last = clause_around(text, start, end, match.start(), match.end())
    if cues("declines_before", language).search(text, first, match.start()) or cues(
        "declines_after", language
    ).search(text, match.end(), last):
        return False
    begin, stop = max(start, match.start() - NEAR), min(end, match.end() + NEAR)
    return True if cues("takes", language).search(text, begin, stop) else None


def _contrast(text: str, start: int, end: int, key: str, language: str) -> Iterator[Answered]:
    """`…, det vill inte Per och jag`; `…; the students will not`: others do not."""
    match = _BUT_OTHERS.search(text, start, end)
    if match:
        yield Answered(
            key=key, value=False, start=match.start(), end=match.end(), names_follow=True
        )
        return
    for clause in _NEXT_CLAUSE.finditer(text, start, end):
        said = cues("not_they", language).search(text, *clause.span("rest"))
        if said is not None:
            yield Answered(
                key=key, value=False, start=said.start(), end=said.end(), rank=3, confidence=LIKELY
            )


_BUT_OTHERS = re.compile(
    r"(?i),?\s*(?:men |medan |but )?(?:(?:det|som)\s+(?:vill|gör|ska|kan|kommer|"
    r"behöver)\s+(?:inte|ej)|(?<=men )inte|(?<=but )not)\s+(?=\w)"
)
_NEXT_CLAUSE = re.compile(
    r"(?i)(?:;|,|\bmen\b|\bbut\b|\bmedan\b|\bwhile\b)(?P<rest>[^;,.!?\n]{3,60})(?=[;,.!?\n]|$)"
)


def _echo(text: str, start: int, end: int, session: Session, language: str) -> Iterator[Answered]:
    """`Jag hinner det inte` behind a sentence about the session."""
    match = cues("not_that", language).search(text, start, end)
    if match is not None:
        yield Answered(
            key=session.key,
            value=False,
            start=match.start(),
            end=match.end(),
            rank=3,
            confidence=LIKELY,
        )


def _of_morning(
    text: str, sentences: Sequence[Span], session: Session, language: str
) -> Iterator[Answered]:
    """`ja till förmiddagen`, `vi kommer bara på eftermiddagen`."""
    wording = wording_of(session)
    later = [*phrases("answers", "only_later").finditer(text)]
    morning = phrases("answers", "morning")
    if (wording is not None and wording.search(text)) or morning.search(text):
        later += phrases("answers", "after_it").finditer(text)
    for match in later:
        yield Answered(
            key=session.key, value=False, start=match.start(), end=match.end(), rank=2,
            confidence=LIKELY,
        )  # fmt: skip
    for match in morning.finditer(text):
        start, end = next((s for s in sentences if s[0] <= match.start() < s[1]), (0, 0))
        first, last = clause_around(text, start, end, match.start(), match.end()) if end else (0, 0)
        said = phrases("answers", "morning_said").search(text, first, last) if end else None
        if said or _FORM.match(text, match.end(), end):
            value = _alone(text, start, end, match, language)
            yield Answered(
                key=session.key, value=value is not False, start=match.start(), end=match.end(),
                rank=2, confidence=LIKELY,
            )  # fmt: skip


def _form_answer(text: str, place: int, end: int) -> bool | None:
    """`Förbundsmöte: ja, som observatör`."""
    if "?" in text[place:end]:  # `Förbundsmötet? Svar: ja`
        line_end = text.find("\n", place)
        end = len(text) if line_end < 0 else max(end, line_end)
    match = _FORM.match(text, place, end)
    if match is None:
        return None
    return (match.group("answer") or match.group("bare")).lower() in YES


_FORM = re.compile(
    r"(?i)[^\n:?]{0,40}?(?:[:?]|[ ]{2,}|\t)[ \t]*(?:(?:svar|answer)[ :]{0,3})?"
    rf"(?P<answer>{SAID})(?!\w)"
    rf"|(?i:[ ](?P<bare>{SAID})(?=[ ]*(?:[,.;)\n]|$)))"
)


def _category(text: str, start: int, end: int, category: Category) -> Iterator[Answered]:
    """A claim to a category; none where the sentence also denies it."""
    hits = list(_hits(wording_of(category), text, start, end))
    if any(_is_no_claim(text, (start, end), match) for match in hits):
        return
    for match in hits:
        yield Answered(
            key=category.key,
            value=True,
            start=match.start(),
            end=match.end(),
            heads_list=_heads_list(text, end, match),
        )


def _is_no_claim(text: str, sentence: Span, match: re.Match[str]) -> bool:
    start, end = sentence
    if _form_answer(text, match.end(), end) is False:
        return True
    begin = max(start, match.start() - 40)
    nearest = list(phrases("answers", "not_category").finditer(text, begin, match.start()))
    is_near = bool(nearest) and len(text[nearest[-1].end() : match.start()].split()) <= 1
    return is_near or bool(_NOT_CATEGORY_AFTER.match(text, match.end()))


def _heads_list(text: str, end: int, match: re.Match[str]) -> bool:
    """A line of its own, such as `Ombud:`."""
    line = text.rfind("\n", 0, match.start()) + 1
    before, after = text[line : match.start()], text[match.end() : end]
    return not before.strip(" -*\n") and after.strip(" \t\n") in (":", "")


_NOT_CATEGORY_AFTER = re.compile(
    r"(?i)\s+(?:är|var|blev|röstar)\s+(?:inte|jag inte|ej)\b|\s+(?:list|meeting|fees?|listan)\b"
)


def _question(
    text: str, start: int, end: int, question: Question, language: str
) -> Iterator[Answered]:
    pattern = pattern_of(worded(question))
    match = pattern.search(text, start, end) if pattern else None
    if match is None:
        return
    value = _question_value(text, start, end, match, question, language)
    if value is not None:
        yield Answered(key=question.key, value=value, start=match.start(), end=match.end())


def _question_value(
    text: str, start: int, end: int, match: re.Match[str], question: Question, language: str
) -> Answer | None:
    if question.type is QuestionType.BOOL:
        return _alone(text, start, end, match, language)
    if question.type is QuestionType.CHOICE:
        for choice in question.choices:
            pattern = pattern_of(worded(choice))
            if pattern is not None and pattern.search(text, start, end):
                return choice.key
        return None
    rest = _TEXT.match(text, match.end(), end)
    return rest.group("value").strip() if rest else None


_TEXT = re.compile(r"[^\n:]{0,20}:[ \t]*(?P<value>[^\n]{1,200})")


def _longest(found: list[Answered]) -> list[Answered]:
    """Without a phrase that lies within a longer one of the same question."""
    kept: list[Answered] = []
    for answer in sorted(found, key=lambda a: (a.start, -a.end)):
        if kept and answer.end <= kept[-1].end and answer.key == kept[-1].key:
            continue
        kept.append(answer)
    return kept
