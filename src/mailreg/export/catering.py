"""What must be cooked: counts per meal and need; names only where the serving staff ask for them.

While an event has no meals of its own, one meal is the event.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mailreg.event import Event
from mailreg.export.values import Cell, Column, Line, Shown, Table
from mailreg.export.words import Words, event_name, words_for
from mailreg.registration.values import Diet

CATERING = (("meal", 28), ("kind", 30), ("needs", 40), ("people", 8))
SERVING = (("meal", 28), ("name", 28), ("organisation", 28), ("needs", 50))
NOTHING = Diet()


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Somebody who eats."""

    name: str  # or the reference, for somebody whose name is not told
    organisation: str | None
    diet: Diet | None  # None: purged


@dataclass(frozen=True, slots=True, kw_only=True)
class Meal:
    """Those who eat together."""

    key: str
    name: str
    guests: tuple[Guest, ...]


def catering_table(event: Event, meals: Iterable[Meal]) -> Table:
    """How many of what, nobody's name.

    The plates add up to everybody who has a need; needs do not, as one person may have several.
    """
    words = words_for(event)
    return Table(
        key="rows",
        name=event_name(event),
        columns=_columns(CATERING, words),
        rows=[
            (_meal(meal), _line(line, words), _needs(diet, words), people)
            for meal in meals
            for line, diet, people in _counts(meal, words)
        ],
    )


def serving_table(event: Event, meals: Iterable[Meal]) -> Table:
    """Who has which need, by name; whoever has none is left out."""
    words = words_for(event)
    return Table(
        key="people",
        name=words.serving,
        columns=_columns(SERVING, words),
        rows=[
            (_meal(meal), guest.name, guest.organisation, _needs(guest.diet, words))
            for meal in meals
            for guest in sorted(meal.guests, key=lambda guest: guest.name.casefold())
            if guest.diet is not None and _has_needs(guest.diet)
        ],
    )


def _columns(keys: Sequence[tuple[str, int]], words: Words) -> tuple[Column, ...]:
    return tuple(Column(key=key, heading=words.headings[key], width=width) for key, width in keys)


def _counts(meal: Meal, words: Words) -> Iterator[tuple[Line, Diet, int]]:
    """Totals, then needs and plates, the most frequent first."""
    diets = [guest.diet for guest in meal.guests if guest.diet is not None]
    plates = [Diet(codes=diet.codes, other=diet.other) for diet in diets if _has_needs(diet)]
    stated = sum(diet.stated for diet in diets if not _has_needs(diet))
    yield Line.ALL, NOTHING, len(meal.guests)
    yield Line.NO_NEEDS, NOTHING, stated
    yield Line.NOT_STATED, NOTHING, len(diets) - len(plates) - stated
    if deleted := len(meal.guests) - len(diets):
        yield Line.DELETED, NOTHING, deleted
    counted = {
        Line.NEED: (Diet(codes=(code,)) for diet in plates for code in sorted(set(diet.codes))),
        Line.OTHER: (Diet(other=(need,)) for diet in plates for need in sorted(set(diet.other))),
        Line.PLATE: plates,
    }
    for line, found in counted.items():
        people = Counter(found)
        for diet in sorted(people, key=lambda one: (-people[one], _text(one, words))):
            yield line, diet, people[diet]


def _has_needs(diet: Diet) -> bool:
    return bool(diet.codes or diet.other)


def _meal(meal: Meal) -> Cell:
    return Shown(value=meal.key, text=meal.name)


def _line(line: Line, words: Words) -> Cell:
    return Shown(value=line.value, text=words.lines[line])


def _needs(diet: Diet, words: Words) -> Cell:
    return Shown(value=[*diet.codes, *diet.other], text=_text(diet, words))


def _text(diet: Diet, words: Words) -> str:
    return " + ".join([*(words.needs.get(code, code) for code in diet.codes), *diet.other])
