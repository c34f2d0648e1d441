"""A template's text ▶ the plain text of a mail, and the blocks of its HTML.

A secretary writes one text, and both forms follow from it:

    an empty line       ends a block
    `# ` at the start   a heading
    `- ` at the start   an item of a list
    `  - `              a detail of the item above
    anything else       a line of a paragraph
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from typing import Final

_HEADING: Final = "# "
_ITEM: Final = "- "
_DETAIL: Final = "  - "
_HEADING_MARKS: Final = re.compile(r"^# ", re.MULTILINE)
_TRAILING: Final = re.compile(r"[ \t]+$", re.MULTILINE)
_EMPTY_LINES: Final = re.compile(r"\n{3,}")


class BlockKind(StrEnum):
    """What a block of the page is."""

    HEADING = "heading"
    LIST = "list"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of a list."""

    text: str
    details: tuple[str, ...] = ()  # a list of its own below the item


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Lines that belong together."""

    kind: BlockKind
    lines: tuple[str, ...] = ()  # of a heading or paragraph, without marks
    items: tuple[Item, ...] = ()  # of a list
    leads_on: bool = False  # no empty line before the next block: that belongs to it


def tidy(text: str) -> str:
    """Without spaces at line ends, and with at most one empty line in a row."""
    return _EMPTY_LINES.sub("\n\n", _TRAILING.sub("", text)).strip()


def plain(text: str) -> str:
    """The text as a reader of plain mail sees it."""
    return _HEADING_MARKS.sub("", text)


def blocks(text: str) -> Iterator[Block]:
    """The text's blocks, in order."""
    for paragraph in text.split("\n\n"):
        parts = [_block(*group) for group in groupby(paragraph.splitlines(), key=_kind)]
        yield from (replace(block, leads_on=True) for block in parts[:-1])
        yield from parts[-1:]


def _block(kind: BlockKind, lines: Iterable[str]) -> Block:
    if kind is BlockKind.LIST:
        return Block(kind=kind, items=tuple(_items(lines)))
    return Block(kind=kind, lines=tuple(line.removeprefix(_HEADING) for line in lines))


def _kind(line: str) -> BlockKind:
    if line.startswith(_HEADING):
        return BlockKind.HEADING
    return BlockKind.LIST if line.startswith((_ITEM, _DETAIL)) else BlockKind.PARAGRAPH


def _items(lines: Iterable[str]) -> Iterator[Item]:
    """Each item with the details that follow it; details of nothing are items."""
    open_item: Item | None = None
    for line in lines:
        if open_item is not None and line.startswith(_DETAIL):
            details = (*open_item.details, line.removeprefix(_DETAIL))
            open_item = replace(open_item, details=details)
            continue
        if open_item is not None:
            yield open_item
        open_item = Item(text=line.lstrip().removeprefix(_ITEM))
    if open_item is not None:
        yield open_item
