"""Text from letters, made harmless for a spreadsheet.

A spreadsheet that opens a text file takes a cell which begins with one of `= + - @` (their wide
forms, tab and line breaks too) for a formula (OWASP, CSV Injection). It may cut the line at another
separator than the one that was meant, so that a cell can begin within our text; therefore a sign
is disarmed after every separator and quote as well, and not only where our own cell begins.
"""

from __future__ import annotations

import re

from mailreg.reply.clean import one_line

CELL_LIMIT = 32_000  # characters; Excel takes 32,767 UTF-16 units
_SIGNS = "=+\\-@＝＋－＠"
_FORMULA = re.compile(rf"(^|[,;\"])(\s*)(?=[{_SIGNS}])")


def plain(text: str) -> str:
    """Printable text on one line: for a cell that is stored as text and cannot be a formula."""
    return one_line(text, CELL_LIMIT)


def inert(text: str) -> str:
    """The same with an apostrophe before whatever a spreadsheet might take for a formula."""
    return _FORMULA.sub(r"\1'\2", plain(text))
