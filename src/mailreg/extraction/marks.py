"""A Swedish letter that is written without å, ä and ö, given those that its words would have.

Names are left as they stand: only words in small letters are looked at, and only those that the
language or a list of ours has with a mark and hardly has without.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from mailreg.extraction.language import score
from mailreg.extraction.lexicons import common_words, every_word, given_names
from mailreg.extraction.reading import Reading

RESTORED_FROM = 2  # different words with a mark, from which a letter counts as one without them

_MARKED = re.compile("[åäöÅÄÖ]")
_WORD = re.compile(r"(?<![\w@.-])[a-z]{2,24}(?![\w@-])")
_BARE = str.maketrans("åäö", "aao")


def with_marks(reading: Reading) -> Reading:
    """The letter as it would be written with a Swedish keyboard; unchanged where it was."""
    if _MARKED.search(reading.words):
        return reading
    found = {word for word in _WORD.findall(reading.words) if word in _marks()}
    points = score(reading.words) if len(found) >= RESTORED_FROM else {}
    if not points or max(points, key=points.__getitem__) != "sv":
        return reading
    return replace(reading, words=_WORD.sub(_restored, reading.words))


def _restored(word: re.Match[str]) -> str:
    return _marks().get(word[0], word[0])


@cache
def _marks() -> Mapping[str, str]:
    """Words without their marks ▶ with them; of two that become alike the commoner."""
    common = {word: rank for rank, word in enumerate(common_words("sv"))}
    marked = [w for w in (*common, *sorted(every_word())) if _MARKED.search(w) and w.islower()]
    found: dict[str, str] = {}
    for word in marked:
        bare = word.translate(_BARE)
        is_rarer = common.get(bare, len(common)) < common.get(word, len(common))
        if bare.isascii() and not is_rarer and not {bare, word} & given_names():
            found.setdefault(bare, word)
    return found
