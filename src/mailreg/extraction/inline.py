"""Patterns that never reach beyond a line, tried only on the lines that hold their sign.

An address has an `@`, a postal code five digits: most lines of a letter have neither, and a sign
that begins with plain characters or a class is looked for many times faster than what it is a part
of. A sign is lower case; what it belongs to may be written in any.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailreg.message.cues import folded


class Inline:
    """A pattern within one line, and the sign it cannot do without; used like one pattern."""

    def __init__(self, sign: str, pattern: str, flags: int = 0) -> None:
        self.pattern = re.compile(pattern, flags)
        self._sign = re.compile(sign)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All that do not overlap, in order."""
        end = -1
        for sign in self._sign.finditer(folded(text)):
            if sign.start() > end:
                start = text.rfind("\n", 0, sign.start()) + 1
                end = text.find("\n", sign.start())
                end = len(text) if end < 0 else end
                yield from self.pattern.finditer(text, start, end)

    def search(self, text: str) -> re.Match[str] | None:
        """The first, or None."""
        return next(self.finditer(text), None)


EMAIL = Inline("@", r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,6}[a-zA-Z]{2,24}(?![\w-])")
