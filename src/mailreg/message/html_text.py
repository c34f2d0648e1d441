"""HTML to the text that a reader sees, in one linear pass over libxml2's events.

A row of a table becomes one line, its cells parted by tabs, empty ones included; what is quoted
(`blockquote type=cite`, Gmail's and Outlook's classes) gets the `> ` of plain text; hidden text
(`display:none`, `visibility:hidden`, `font-size:0`, `mso-hide`, also by a class of the page's
own style sheet) never counts. A library that lays a table out in columns pads each cell to the
widest: 150 kB became 50 MB.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from lxml import etree  # type: ignore[import-untyped]  # ships no types

MAX_HTML: Final = 700_000  # characters; Outlook turns a page of text into some 50 kB
MAX_OPEN: Final = 250  # elements inside each other; libxml2 looks through all of them at each tag
MAX_STYLE: Final = 100_000  # characters of style sheets that are looked at

_UNSEEN = frozenset({"head", "script", "style", "template", "noscript", "object", "title", "svg"})
# fmt: off
_LINES = frozenset({
    "address", "article", "aside", "body", "caption", "center", "dd", "div", "dl", "dt", "fieldset",
    "figure", "footer", "form", "header", "li", "main", "nav", "section", "table", "tbody", "tfoot",
    "thead", "tr",
})
_PARAGRAPHS = frozenset({
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "pre", "blockquote",
})
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
})
# fmt: on
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all|"
    r"font-size\s*:\s*0(?:\.0+)?(?:\s*(?:px|pt|em|rem|%))?\s*(?:!|;|$)|"
    r"opacity\s*:\s*0(?:\.0+)?\s*(?:!|;|$)|max-height\s*:\s*0(?:px)?\s*(?:!|;|$)",
    re.IGNORECASE,
)
_TIGHT = re.compile(r"margin(?:-top|-bottom)?\s*:\s*0", re.IGNORECASE)
_QUOTE_CLASS = re.compile(r"\b(?:gmail_quote|cite|quote|yahoo_quoted|moz-cite)\b", re.IGNORECASE)
_QUOTE_BORDER = re.compile(r"border-left\s*:\s*(?!none|0)", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_AS_WRITTEN = re.compile(
    r"white-space\s*:\s*(?:pre|pre-wrap|break-spaces)\b(?!-line)", re.IGNORECASE
)
_BRACKET = re.compile(r"([{}])")
_SIMPLE_SELECTOR = re.compile(r"(?:[a-z]{1,10})?([.#][\w-]{1,60})", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,2000}>")


_CHUNK: Final = 16_384  # characters
HTML_CUT: Final = "html_cut"


class _TooDeep(Exception):
    """Ends the parsing of a page that no mail program has written."""


def to_text(html: str, warnings: set[str]) -> str:
    """The visible text, lines parted by line feeds; plain-text quoting for what is quoted."""
    if len(html) > MAX_HTML:
        warnings.add(HTML_CUT)
    target = _Reader()
    parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=False)
    try:
        for start in range(0, min(len(html), MAX_HTML), _CHUNK):  # an exception ends its chunk
            parser.feed(html[start : start + _CHUNK].encode("utf-8", "replace"))
        parser.close()
    except _TooDeep:
        warnings.add(HTML_CUT)
    except (etree.LxmlError, ValueError):
        return target.text() or _TAG.sub(" ", html[:MAX_HTML])
    return target.text()


@dataclass(slots=True)
class _Box:
    """Text of the page or of one cell, as it grows."""

    pieces: list[str] = field(default_factory=list)
    line_ends: int = 2  # at the end of what stands there; a box begins as after a blank line
    wants_space: bool = False

    def write(self, text: str, prefix: str) -> None:
        words = _SPACES.sub(_one_space, text)
        if self.line_ends:
            words = words.lstrip(" \t")
        elif self.wants_space and not words.startswith(" "):
            words = " " + words
        if not words:
            return
        if self.line_ends and prefix:
            self.pieces.append(prefix)
        self.wants_space = words.endswith(" ")
        self.pieces.append(words.rstrip(" ") if self.wants_space else words)
        self.line_ends = 0

    def write_as_is(self, text: str, prefix: str) -> None:
        """Lines and tabs as they stand."""
        start = prefix if self.line_ends else ""
        self.pieces.append(start + f"\n{prefix}".join(text.split("\n")))
        self.line_ends = 0
        self.wants_space = False

    def break_to(self, line_ends: int) -> None:
        missing = line_ends - self.line_ends
        if missing > 0:
            self.pieces.append("\n" * missing)
            self.line_ends = line_ends
        self.wants_space = False

    def text(self) -> str:
        return "".join(self.pieces).strip("\n")


@dataclass(slots=True)
class _Reader:
    """The parser target: receives each element as it opens and closes."""

    boxes: list[_Box] = field(default_factory=lambda: [_Box()])
    rows: list[list[str]] = field(default_factory=list)
    open: int = 0  # elements
    hidden_depth: int = 0  # elements open since the hidden one
    quotes: list[bool] = field(default_factory=list)  # per open blockquote or div: does it quote
    preformatted: int = 0
    as_written: list[int] = field(default_factory=list)  # depths of elements that keep their tabs
    style: list[str] | None = None  # of the style sheet that is open
    style_left: int = MAX_STYLE
    hiding_selectors: frozenset[str] = frozenset()

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.open += 1
        if self.open > MAX_OPEN:
            raise _TooDeep
        if tag == "style":
            self.style = []
        if self.hidden_depth:
            self.hidden_depth += tag not in _VOID
        elif tag in _UNSEEN or self._is_hidden(attributes):
            self.hidden_depth = int(tag not in _VOID)
        else:
            if _AS_WRITTEN.search(attributes.get("style", "")[:2000]):
                self.as_written.append(self.open)
            self._open(tag, attributes)

    def end(self, tag: str) -> None:
        if self.as_written and self.as_written[-1] == self.open:
            self.as_written.pop()
        self.open -= 1
        if tag == "style" and self.style is not None:
            self.hiding_selectors |= _hiding_selectors("".join(self.style))
            self.style = None
        if tag in _VOID:
            return
        if self.hidden_depth:
            self.hidden_depth -= 1
        else:
            self._close(tag)

    def data(self, text: str) -> None:
        if self.style is not None:
            self.style.append(text[: self.style_left])
            self.style_left = max(0, self.style_left - len(text))
        elif not self.hidden_depth and (self.preformatted or self._keeps(text)):
            self._write_lines(text)
        elif not self.hidden_depth:
            self.boxes[-1].write(text, self._prefix())

    def _keeps(self, text: str) -> bool:
        """Whether tabs or lines of a text are to stay, as mail programs mark them."""
        return bool(self.as_written) and ("\t" in text or "\n" in text.strip("\n"))

    def comment(self, _text: str) -> None:
        """Comments, the conditional ones of Outlook too, are not for reading."""

    def close(self) -> None:
        """The end of the page."""

    def text(self) -> str:
        while len(self.boxes) > 1:  # cells that never closed
            self._close("td")
        return self.boxes[0].text()

    def _is_hidden(self, attributes: Mapping[str, str]) -> bool:
        if not attributes:
            return False
        if "hidden" in attributes or _HIDING.search(attributes.get("style", "")[:2000]):
            return True
        if not self.hiding_selectors:
            return False
        selectors = {f".{name}" for name in attributes.get("class", "")[:500].split()}
        selectors.add(f"#{attributes.get('id', '')}")
        return not self.hiding_selectors.isdisjoint(selectors)

    def _open(self, tag: str, attributes: Mapping[str, str]) -> None:
        box = self.boxes[-1]
        if tag == "br":
            box.break_to(box.line_ends + 1)
        elif tag in ("td", "th"):
            self.boxes.append(_Box())
        elif tag == "hr":
            box.break_to(1)
            box.write("_" * 32, self._prefix())
            box.break_to(1)
        elif tag in _PARAGRAPHS:
            box.break_to(_margin(tag, attributes))
        elif tag in _LINES:
            box.break_to(1)
        self._enter(tag, attributes)

    def _enter(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in ("blockquote", "div"):
            self.quotes.append(_is_quote(tag, attributes))
        elif tag == "tr":
            self.rows.append([])
        elif tag == "li":
            self.boxes[-1].write("- ", self._prefix())
        elif tag == "pre":
            self.preformatted += 1

    def _close(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._close_cell()
            return
        if tag in ("blockquote", "div") and self.quotes:
            self.quotes.pop()
        elif tag == "tr" and self.rows:
            self._write_row(self.rows.pop())
        elif tag == "pre":
            self.preformatted -= 1
        if tag in _PARAGRAPHS or tag in _LINES:
            self.boxes[-1].break_to(1)

    def _close_cell(self) -> None:
        if len(self.boxes) < 2:
            return
        text = self.boxes.pop().text()
        if self.rows:
            self.rows[-1].append(text)
        else:
            self._write_lines(text)

    def _write_row(self, cells: list[str]) -> None:
        """A row of data is a line; a row that only lays the page out is a stack of blocks."""
        filled = [cell for cell in cells if cell.strip()]
        lines = max((cell.count("\n") + 1 for cell in filled), default=0)
        if lines == 1 and len(filled) > 1:
            self._write_lines("\t".join(cell.strip() for cell in cells))
        elif lines == 2 and len(filled) > 2:
            self._write_lines("\t".join(" ".join(cell.split()) for cell in cells))
        else:
            self._write_lines("\n".join(filled))

    def _write_lines(self, text: str) -> None:
        if text:
            self.boxes[-1].write_as_is(text, self._prefix())

    def _prefix(self) -> str:
        return "> " * min(sum(self.quotes), 3)


def _one_space(gap: re.Match[str]) -> str:
    """A space, or the tab that parts what was copied from a table; line ends are only layout."""
    return "\t" if "\t" in gap.group() and "\n" not in gap.group() else " "


def _margin(tag: str, attributes: Mapping[str, str]) -> int:
    """Line ends before a paragraph: Outlook's have no margin, so they are single lines."""
    is_tight = attributes.get("class", "").lower().startswith("mso") or _TIGHT.search(
        attributes.get("style", "")[:2000]
    )
    return 1 if is_tight or tag in ("blockquote", "pre") else 2


def _is_quote(tag: str, attributes: Mapping[str, str]) -> bool:
    if tag != "blockquote":
        return False
    return (
        attributes.get("type", "").lower() == "cite"
        or bool(_QUOTE_CLASS.search(attributes.get("class", "")[:500]))
        or bool(_QUOTE_BORDER.search(attributes.get("style", "")[:2000]))
    )


def _hiding_selectors(sheet: str) -> frozenset[str]:
    """Classes and ids that a style sheet hides outside of any `@media` block."""
    found: set[str] = set()
    selectors: list[str] = []
    pieces = _BRACKET.split(sheet.replace("<!--", ""))
    for piece, bracket in zip(pieces[::2], pieces[1::2], strict=False):
        if bracket == "{":
            selectors.append(piece.rpartition("*/")[2].rpartition(";")[2])
        elif selectors:
            selector = selectors.pop()
            if not selectors and _HIDING.search(piece):
                for name in selector.split(","):
                    match = _SIMPLE_SELECTOR.fullmatch(name.strip())
                    found.update([match[1]] if match else [])
    return frozenset(found)
