"""What is known of a letter before it is asked what it wants: values of billing, needs, names."""

from __future__ import annotations

from dataclasses import dataclass

from mailreg.extraction.billing import Found
from mailreg.extraction.diet import find_diet
from mailreg.extraction.finding import Said
from mailreg.extraction.language import Language
from mailreg.extraction.notes import food_prompts
from mailreg.extraction.people import are_named
from mailreg.extraction.reading import Reading
from mailreg.extraction.shown import known_words

LIKELY = 0.6  # confidence below which a need may be none


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Where in the words each stands."""

    billing: tuple[int, ...]
    needs: tuple[int, ...]
    names: tuple[int, ...]  # of others than the sender, in full
    language: str  # code; "" where it is not sure


def tell(reading: Reading, found: Found, language: Language) -> Facts:
    """What the readers of single fields say, without knowing the intent."""
    names, shown = are_named(reading), known_words(reading.address)
    diet = find_diet(reading.words, reading.sentences, replies=food_prompts(reading))
    return Facts(
        billing=tuple(value.start for value in found.values),
        needs=tuple(
            need.start
            for need in diet
            if need.said is not Said.UNREAD and need.confidence >= LIKELY
            if not any(name.start <= need.start < name.end for name in names)  # `Inga-Lill`
        ),
        names=tuple(
            name.start
            for name in names
            if name.is_full and name.is_sure and not shown.issuperset(name.text.casefold().split())
        ),
        language=language.code if language.is_sure else "",
    )
