"""A template's text ▶ the plain text of a mail, and the blocks of its HTML.

A secretary writes one text, and both forms follow from it:

    an empty line       ends a block
    `# ` at the start   a heading
    `- ` at the start   an item of a list
    anything else       a line of a paragraph
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Final

_HEADING: Final = "# "
_ITEM: Final = "- "
_HEADING_MARKS: Final = re.compile(r"^# ", re.MULTILINE)
_TRAILING: Final = re.compile(r"[ \t]+$", re.MULTILINE)
_EMPTY_LINES: Final = re.compile(r"\n{3,}")


class BlockKind(StrEnum):
    """What a block of the page is."""

    HEADING = "heading"
    LIST = "list"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Lines that belong together."""

    kind: BlockKind
    lines: tuple[str, ...]  # without their marks


def tidy(text: str) -> str:
    """Without spaces at line ends, and with at most one empty line in a row."""
    return _EMPTY_LINES.sub("\n\n", _TRAILING.sub("", text)).strip()


def plain(text: str) -> str:
    """The text as a reader of plain mail sees it."""
    return _HEADING_MARKS.sub("", text)


def blocks(text: str) -> Iterator[Block]:
    """The text's blocks, in order."""
    for paragraph in text.split("\n\n"):
        for kind, lines in groupby(paragraph.splitlines(), key=_kind):
            mark = _MARKS[kind]
            yield Block(kind=kind, lines=tuple(line.removeprefix(mark) for line in lines))


_MARKS: Final = {
    BlockKind.HEADING: _HEADING,
    BlockKind.LIST: _ITEM,
    BlockKind.PARAGRAPH: "",
}


def _kind(line: str) -> BlockKind:
    if line.startswith(_HEADING):
        return BlockKind.HEADING
    return BlockKind.LIST if line.startswith(_ITEM) else BlockKind.PARAGRAPH
