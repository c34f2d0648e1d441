"""What opening a file gives."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

TEXT_AT_MOST = 6_000  # code points of one attachment
ROWS_AT_MOST = 300


class Format(StrEnum):
    """A kind of file that can be opened."""

    PLAIN = "plain"
    CARD = "card"
    WORKBOOK = "workbook"
    WORD = "word"
    PDF = "pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a file says: cells parted by tabs, rows and lines by line feeds."""

    text: str  # "": nothing could be read
    is_whole: bool = True  # False: the file says more than stands here


NOTHING = Content(text="", is_whole=False)


def content_of(lines: list[str], *, is_whole: bool = True) -> Content:
    """The content of these lines, within bounds."""
    text = "\n".join(lines[:ROWS_AT_MOST]).strip("\n")
    fits = len(lines) <= ROWS_AT_MOST and len(text) <= TEXT_AT_MOST
    return Content(text=text[:TEXT_AT_MOST], is_whole=is_whole and fits)


def one_line(text: str) -> str:
    """The words of a cell, whatever parted them; tabs and line feeds part cells and rows."""
    return " ".join(text.split())
