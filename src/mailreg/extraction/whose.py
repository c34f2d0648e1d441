"""Whose an answer is: of those on the list below it, named next to it, or last spoken of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mailreg.extraction.choices import Answered
from mailreg.extraction.mentions import Mentions, Owners
from mailreg.extraction.persons import Person
from mailreg.extraction.reading import Reading


def whose(
    reading: Reading, mentions: Mentions, persons: Sequence[Person], answer: Answered
) -> Owners:
    """Those of `persons`, by index, whose an answer is; REST may be among them."""
    if answer.heads_list:
        listed = mentions.within(*_list_below(reading.words, answer.end))
        if listed:
            return Owners(indexes=listed, is_sure=True)
    named = mentions.named_after(answer.end) if answer.names_follow else ()
    if named:
        return Owners(indexes=named, is_sure=True)
    ahead = _named_right_after(reading.words, answer.end, persons)
    if ahead is not None and answer.value is True:
        is_heading = ":" in reading.words[answer.end : persons[ahead].start]
        indexes = mentions.named_after(answer.end) if is_heading else (ahead,)
        return Owners(indexes=indexes, is_sure=True)
    start, _ = mentions.sentence(answer.start)
    same = _SAME_AS.search(reading.words, start, answer.start)
    if same is not None:  # `Tor väljer samma seminarium som jag, …`
        return Owners(indexes=mentions.within(start, answer.start), is_sure=True)
    owners = mentions.owners(answer.start, answer.end)
    if owners.indexes:
        return owners
    return Owners(indexes=_besides(reading, mentions, persons, answer), is_sure=owners.is_sure)


_SAME_AS = re.compile(r"(?i)(?<!\w)(?:samma|same|samme)[ ](?:\w+[ ])?(?:som|as)(?!\w)")


def _list_below(text: str, place: int) -> tuple[int, int]:
    """The lines under a heading, up to a blank line or the next heading."""
    start = text.find("\n", place)
    if start < 0:
        return place, place
    end = start
    for line in text[start + 1 :].split("\n"):
        if end > start + 1 and (not line.strip() or line.rstrip().endswith(":")):
            break
        end += len(line) + 1
    return start, min(end, len(text))


def _named_right_after(text: str, end: int, persons: Sequence[Person]) -> int | None:
    """`vårt ombud Birgitta Nordlander`: the one whose name follows at once."""
    for index, person in enumerate(persons):
        is_near = person.part == "body" and end <= person.start <= end + 4
        if is_near and not text[end : person.start].strip(" :-,"):
            return index
    return None


def _besides(
    reading: Reading, mentions: Mentions, persons: Sequence[Person], answer: Answered
) -> tuple[int, ...]:
    """Whose an answer is that stands behind the sender's pronoun: `Per, som jag själv skrev, …`.

    In a forwarded letter the pronoun is that of the one who is to attend.
    """
    if len(persons) == 1 and reading.forwarded[answer.start : answer.end].strip():
        return (0,)
    start, _ = mentions.sentence(answer.start)
    before = mentions.within(start, answer.start)[-1:]
    return before or mentions.within(answer.start, answer.end)  # `I am a student` is one phrase
