"""Which sessions, categories and questions a letter answers, by the event's own phrases.

A phrase counts as a choice only beside words of choosing or of a session; the full name of a
session counts by itself. A session outside any group is taken or declined (`true`, `false`); of a
group, one session is chosen, the first choice before the second.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from mailreg.event import Category, Event, Question, QuestionType, Session
from mailreg.event.values import Choice
from mailreg.extraction.lexicons import phrases
from mailreg.extraction.values import Answer
from mailreg.extraction.wordwise import Wording, holding, wording

SENTENCES_AT_MOST = 300  # of one letter
HITS_AT_MOST = 4  # of one phrase in one sentence
Asked = Session | Category | Question

STEM_FROM = 5  # letters; a longer phrase also matches with another ending


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One answer, with its place."""

    key: str
    value: Answer
    start: int
    end: int
    rank: int = 1  # 1: the wish, 2: a second choice
    heads_list: bool = False  # a line of its own above a list: holds for all on it
    names_follow: bool = False  # holds for those named after it: `det vill inte Per och jag`


def find_answers(
    text: str,
    sentences: Sequence[tuple[int, int]],
    event: Event,
    chosen: Sequence[tuple[int, int]] = (),
) -> list[Answered]:
    """All that a letter answers, in order of place; `chosen` are cells that hold a choice."""
    found: list[Answered] = [answer for cell in chosen for answer in _in_cell(text, cell, event)]
    read = sentences[:SENTENCES_AT_MOST]
    for session in event.sessions:
        for start, end in _that_name(session, text, read):
            found += _session(text, start, end, session)
    for category in event.categories[1:]:
        for start, end in _that_name(category, text, read):
            found += _category(text, start, end, category)
    for question in event.questions:
        for start, end in _that_name(question, text, read):
            found += _question(text, start, end, question)
    return sorted(_longest(found), key=lambda answer: answer.start)


def _that_name(
    asked: Asked, text: str, sentences: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """The sentences that hold a phrase of what is asked."""
    pattern = _pattern(_entries(asked))
    return holding(text, [pattern], sentences) if pattern else iter(())


def _in_cell(text: str, cell: tuple[int, int], event: Event) -> Iterator[Answered]:
    for session in event.sessions:
        pattern = _pattern(_entries(session))
        match = pattern.search(text, *cell) if pattern and session.group else None
        if match and session.group:
            yield Answered(
                key=session.group, value=session.key, start=match.start(), end=match.end()
            )


def answers_to_prompts(
    text: str, prompts: Sequence[tuple[int, int, str]], event: Event
) -> Iterator[Answered]:
    """Yes and no under a quoted question about a session."""
    for start, end, prompt in prompts:
        reply = _YES_NO.match(text, start, end)
        if reply is None:
            continue
        is_yes = reply.group("reply").lower() in _YES
        for session in event.sessions:
            pattern = _pattern(_entries(session))
            if session.group is None and pattern is not None and pattern.search(prompt):
                yield Answered(
                    key=session.key,
                    value=is_yes,
                    start=reply.start("reply"),
                    end=reply.end("reply"),
                )


_YES = frozenset(
    ["ja", "yes", "gärna", "absolut", "japp", "jo", "kyllä", "ja tack", "yep", "sure", "jepp"]
)
_YES_NO = re.compile(
    r"(?i)\s*(?P<reply>ja tack|ja|japp|jo|gärna|absolut|yes|yep|sure|kyllä|jepp|nej tack|nej|no|"
    r"nope|ei|nei)(?!\w)"
)


@lru_cache(maxsize=256)
def _pattern(entries: tuple[str, ...]) -> Wording | None:
    usable = sorted({entry.strip() for entry in entries if entry.strip()}, key=len, reverse=True)
    if not usable:
        return None
    return wording(usable, rf"(?:{'|'.join(_loosely(entry) for entry in usable)})(?!\w)")


def _loosely(entry: str) -> str:
    """A phrase with any white space, any punctuation at its commas, and another ending."""
    pattern = re.escape(entry).replace(r"\ ", r"\s+").replace(",", r",?")
    if entry[-1:].isalpha() and len(entry.rsplit(maxsplit=1)[-1]) >= STEM_FROM:
        stem = re.sub(r"(?:et|en)$", "", pattern)
        return rf"{stem}(?:{_ENDINGS})?"
    return pattern if len(entry) > 3 or not entry.isalpha() else rf"{pattern}(?:-\w+)?"


_ENDINGS = (
    "en|et|n|t|a|e|ar|er|or|na|ne|ene|erne|arna|erna|orna|s|ens|ets|ns|ts|arnas|ernas|'s|’s|eja|"
    "ksi|ssa|een|en"
)


def _entries(asked: Asked | Choice) -> tuple[str, ...]:
    phrased = (phrase for found in asked.phrases.values() for phrase in found)
    return (*asked.name.values(), *phrased)


def _session(text: str, start: int, end: int, session: Session) -> Iterator[Answered]:
    pattern = _pattern(_entries(session))
    for match in _hits(pattern, text, start, end):
        answer = (
            _alone(text, start, end, match)
            if session.group is None
            else _of_group(text, start, end, match, session)
        )
        if answer is not None:
            value, rank = answer
            key = session.key if session.group is None else session.group
            yield Answered(
                key=key,
                value=value if session.group is None else session.key,
                start=match.start(),
                end=match.end(),
                rank=rank,
            )
            if value is True and session.group is None:
                yield from _contrast(text, match.end(), end, session.key)


def _hits(pattern: Wording | None, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    return islice(pattern.finditer(text, start, end), HITS_AT_MOST) if pattern else iter(())


def _alone(text: str, start: int, end: int, match: re.Match[str]) -> tuple[bool, int] | None:
    """A session that stands alone: declined, taken, or only spoken of (None)."""
    near = text[max(start, match.start() - 90) : min(end, match.end() + 90)]
    if _form_answer(text, match.end(), end) is not None:
        return bool(_form_answer(text, match.end(), end)), 1
    if _declines(text, start, end, match):
        return False, 1
    if phrases("answers", "takes").search(near):
        return True, 1
    return None


def _contrast(text: str, start: int, end: int, key: str) -> Iterator[Answered]:
    """`…, det vill inte Per och jag`: others, named after it, do not."""
    match = _BUT_OTHERS.search(text, start, end)
    if match:
        yield Answered(
            key=key, value=False, start=match.start(), end=match.end(), names_follow=True
        )


_BUT_OTHERS = re.compile(
    r"(?i),?\s*(?:men |medan |but )?(?:(?:det|som)\s+(?:vill|gör|ska|kan|kommer|"
    r"behöver)\s+(?:inte|ej)|(?<=men )inte|(?<=but )not)\s+(?=\w)"
)


def _form_answer(text: str, place: int, end: int) -> bool | None:
    """`Förbundsmöte: ja, som observatör`."""
    match = _FORM.match(text, place, end)
    if match is None:
        return None
    return match.group("answer").lower() in ("ja", "yes", "j", "x", "kyllä", "gärna", "ja tack")


_FORM = re.compile(
    r"(?i)[^\n:?]{0,40}?(?:[:?]|[ ]{2,}|\t)[ \t]*(?P<answer>ja tack|ja|nej|yes|no|j|x|n|kyllä|ei|"
    r"nei|gärna)(?!\w)"
)


def _declines(text: str, start: int, end: int, match: re.Match[str]) -> bool:
    clause_start, clause_end = _clause(text, start, end, match)
    before, after = text[clause_start : match.start()], text[match.end() : clause_end]
    return bool(phrases("answers", "declines_before").search(before)) or bool(
        phrases("answers", "declines_after").search(after)
    )


def _clause(text: str, start: int, end: int, match: re.Match[str]) -> tuple[int, int]:
    first, last = start, end
    for stop in _CLAUSE.finditer(text, start, match.start()):
        first = stop.end()
    stop_after = _CLAUSE.search(text, match.end(), end)
    if stop_after:
        last = stop_after.start()
    return first, last


_CLAUSE = re.compile(
    r"(?i)[;]|,\s*(?=(?:vilket|which|som|det|trots|vi|jag|han|hon|övriga|resten|we|he|she|"
    r"the)\b)|,\s*(?=(?:men|utan|but|so|så|och|and|from|"
    r"från)\b)|(?<!\w)(?:men|utan|but|däremot|however|mutta|aber)(?!\w)"
)


def _of_group(
    text: str, start: int, end: int, match: re.Match[str], session: Session
) -> tuple[bool, int] | None:
    """A session of a group counts where it is chosen."""
    if _declines(text, start, end, match) or phrases("answers", "former").search(
        text[start : match.start()]
    ):
        return None
    is_name = any(_squashed(name) == _squashed(match.group()) for name in session.name.values())
    chosen = phrases("answers", "chooses").search(text, start, end) is not None
    if not (is_name or chosen):
        return None
    before = text[max(start, match.start() - 60) : match.start()]
    after = text[match.end() : min(end, match.end() + 40)]
    if phrases("answers", "second").search(before) or re.match(
        # not where `och i andra hand` begins the next wish
        r"(?i)(?:(?!\b(?:och|men|and|but)\b)[^,.;]){0,12}(?:i|som) andra ?hand",
        after,
    ):
        return True, 2
    return True, 1


def _squashed(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name).strip().casefold()


def _category(text: str, start: int, end: int, category: Category) -> Iterator[Answered]:
    """A claim to a category; none where the sentence also denies it."""
    pattern = _pattern(_entries(category))
    hits = list(_hits(pattern, text, start, end))
    if any(_is_no_claim(text, start, end, match) for match in hits):
        return
    for match in hits:
        yield Answered(
            key=category.key,
            value=True,
            start=match.start(),
            end=match.end(),
            heads_list=_heads_list(text, start, end, match),
        )


def _is_no_claim(text: str, start: int, end: int, match: re.Match[str]) -> bool:
    before = text[max(start, match.start() - 40) : match.start()]
    nearest = list(phrases("answers", "not_category").finditer(before))
    is_near = bool(nearest) and len(before[nearest[-1].end() :].split()) <= 1
    return is_near or bool(_NOT_CATEGORY_AFTER.match(text, match.end(), end))


def _heads_list(text: str, start: int, end: int, match: re.Match[str]) -> bool:
    """A line of its own, such as `Ombud:`."""
    before, after = text[start : match.start()], text[match.end() : end]
    return not before.strip(" -*\n") and after.strip(" \t\n") in (":", "")


_NOT_CATEGORY_AFTER = re.compile(
    r"(?i)\s+(?:är|var|blev|röstar)\s+(?:inte|jag inte|ej)\b|\s+(?:list|meeting|fees?|listan)\b"
)


def _question(text: str, start: int, end: int, question: Question) -> Iterator[Answered]:
    pattern = _pattern(_entries(question))
    match = pattern.search(text, start, end) if pattern else None
    if match is None:
        return
    value = _question_value(text, start, end, match, question)
    if value is not None:
        yield Answered(key=question.key, value=value, start=match.start(), end=match.end())


def _question_value(
    text: str, start: int, end: int, match: re.Match[str], question: Question
) -> Answer | None:
    if question.type is QuestionType.BOOL:
        alone = _alone(text, start, end, match)
        return alone[0] if alone is not None else None
    if question.type is QuestionType.CHOICE:
        for choice in question.choices:
            pattern = _pattern(_entries(choice))
            if pattern is not None and pattern.search(text, start, end):
                return choice.key
        return None
    rest = _TEXT.match(text, match.end(), end)
    return rest.group("value").strip() if rest else None


_TEXT = re.compile(r"[^\n:]{0,20}:[ \t]*(?P<value>[^\n]{1,200})")


def _longest(found: list[Answered]) -> list[Answered]:
    """Without a phrase that lies within a longer one of another session."""
    kept: list[Answered] = []
    for answer in sorted(found, key=lambda a: (a.start, -a.end)):
        if (
            kept
            and answer.start < kept[-1].end
            and answer.end <= kept[-1].end
            and answer.key == kept[-1].key
        ):
            continue
        kept.append(answer)
    return kept
