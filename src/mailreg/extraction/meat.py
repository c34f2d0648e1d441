"""What is said of fish beside meat: no meat, but fish, is a diet of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from mailreg.extraction.clauses import Clause, Eaten, Judged
from mailreg.extraction.food import Kind

IMPLIED = ("fish", "shellfish", "sea", "crustaceans", "molluscs")  # beside neither meat nor fish
MEAT, FISH, BOTH_BUT_MEAT = "vegetarian", "fish", "pescatarian"  # codes of what is eaten


def with_fish(text: str, clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses of a sentence, those on meat read together with what stands there of fish.

    `äter inte kött men gärna fisk` is pescatarian; `äter inte kött eller fisk` is vegetarian and
    says no more. An allergy is left as it is.
    """
    found = list(clauses)
    for place, clause in enumerate(found):
        meat = next((one for one in clause.judged if _is(one, MEAT, Eaten.NO)), None)
        if meat is None or not _is_of_eating(text, found[: place + 1], meat):
            continue
        before = place if meat.word.kind is Kind.NEED else max(0, place - 1)
        near = [one for other in found[before : place + 2] for one in other.judged]
        fish = next((one for one in near if _is(one, FISH, Eaten.YES)), None)
        has_fish = any(_is(one, FISH, Eaten.NO) for one in clause.judged)
        implied = IMPLIED if has_fish else ()
        judged = [
            one for one in clause.judged if not any(_is(one, code, Eaten.NO) for code in implied)
        ]
        if fish is not None and _are_one_persons(text, meat, fish):
            eaten = replace(meat, word=replace(meat.word, code=BOTH_BUT_MEAT))
            judged = [eaten if one is meat else one for one in judged]
        found[place] = replace(clause, judged=tuple(judged))
    return found


def _is(judged: Judged, code: str, eaten: Eaten) -> bool:
    word = judged.word
    is_diet = word.kind is Kind.NEED and code == MEAT  # `vegetarian men äter fisk`
    return (word.kind is Kind.FOOD or is_diet) and word.code == code and judged.eaten is eaten


def _is_of_eating(text: str, clauses: Sequence[Clause], meat: Judged) -> bool:
    """By the predicate of the last clause, or that before it in `äter fisk men inget kött`."""
    if meat.word.kind is Kind.NEED:
        return _BUT_EATS.match(text, meat.word.end) is not None
    said = next((one.predicate for one in reversed(clauses[-2:]) if one.predicate), None)
    if said is None:
        return False
    return said.kind is Kind.AVOID or bool(_EATS.match(text, said.start))


_BUT_EATS = re.compile(
    r"(?i),? (?:men|but|aber|mutta|som|och|who)(?: jag| I| jeg| ich)? "
    r"(?:äter|eats?|spiser|esse|isst|syön|syö)(?!\w)"
)
_EATS = re.compile(r"(?i)(?:ät|eat|spis|ess|isst|syö)")


def _are_one_persons(text: str, one: Judged, other: Judged) -> bool:
    """Whether nobody else is spoken of between two words."""
    first, second = sorted((one.word, other.word), key=lambda word: word.start)
    return not _NEW_SUBJECT.search(text, first.end, second.start)


_NEW_SUBJECT = re.compile(
    r"(?<!\w)(?:(?!I\b)[A-ZÅÄÖÆØ]\w|(?:hon|han|hen|de|vi|andra|she|he|they|we|others?|hun|er|sie)\b)"
)
