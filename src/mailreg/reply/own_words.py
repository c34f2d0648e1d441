"""Whether staff's own words greet and close, so that the template need not do it once more.

Told by their shape, which is the same in every language: a greeting is a short first line that ends
with `!` or `,`; a closing is a last paragraph of a few short lines, none of them a sentence.
"""

from __future__ import annotations

from typing import Final

_SHORT: Final = 40  # characters; "Hej Anna-Karin och Jan-Olof!" has 28
_CLOSING_LINES: Final = range(2, 7)  # `Vänliga hälsningar`, a name, and perhaps whose name that is
_SENTENCE_ENDS: Final = (".", "?", ":", ";", "!")
_MARKS: Final = ("- ", "# ", "  - ")  # of a list or a heading


def has_greeting(text: str) -> bool:
    """Whether the first line is a greeting."""
    first = text.partition("\n")[0]
    return len(first) <= _SHORT and first.endswith(("!", ",")) and len(text) > len(first)


def has_closing(text: str) -> bool:
    """Whether the last paragraph is a closing with a name."""
    before, _, last = text.rpartition("\n\n")
    lines = last.splitlines()
    return bool(before) and len(lines) in _CLOSING_LINES and all(map(_is_short, lines))


def _is_short(line: str) -> bool:
    return len(line) <= _SHORT and not line.endswith(_SENTENCE_ENDS) and not line.startswith(_MARKS)
