"""A letter's HTML made fit to be shown: what runs, loads, hides or leads astray is gone.

First it is written anew, in one pass over libxml2's events: well-formed, without what is not on
the list, pictures as their words, links with where they lead. Then nh3, which parses as browsers
do, applies the list once more, and what is shown is always what nh3 has made. The first pass is
also what keeps hostile letters cheap: elements in a hundred thousand others, or formatting that a
browser would have to repeat in each paragraph, never reach the second. Colours and sizes go as
well: what a writer hides, white on white, is seen, and the reader's own colours hold in the dark.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

import nh3
from lxml import etree  # type: ignore[import-untyped]  # ships no types

# formatting that a browser opens anew in each paragraph (the HTML standard, 13.2.4.3)
INLINE = "a b code em i s small strike strong tt u"
OTHER = (
    "address blockquote caption center dd del div dl dt h1 h2 h3 h4 h5 h6 ins li ol p pre q span"
    " sub sup table tbody td tfoot th thead tr ul"
)
# gone with all that stands in them
GONE = (
    "applet audio canvas embed frame frameset head iframe math noembed noframes noscript object"
    " script select style svg template textarea title video xmp"
)
FORMATTING = frozenset(INLINE.split())
VOID = frozenset({"br", "hr"})
TAGS = FORMATTING | VOID | frozenset(OTHER.split())
DROPPED = frozenset(GONE.split())
ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "a": frozenset({"href"}),
    "ol": frozenset({"start"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan", "scope"}),
}
SCHEMES = ("http", "https", "mailto")
LONGEST_ADDRESS = 100  # characters that are shown of where a link leads
WIDEST = 50  # columns and rows that a cell may span
MOST_OPEN = 250  # elements in each other; what is deeper no mail program has written
MOST_SHOWN = 80  # of them that are kept
MOST_FORMATTING = 6  # the same of formatting
CHUNK = 16_384  # characters


def sanitised(html: str) -> str:
    """Text, tables, lists and links; nothing in it has a style, an id, a class or a handler."""
    writer = _Writer()
    parser = etree.HTMLParser(target=writer, encoding="utf-8", huge_tree=False)
    try:
        for start in range(0, len(html), CHUNK):
            parser.feed(html[start : start + CHUNK].encode("utf-8", "replace"))
        parser.close()
    except (_TooDeep, etree.LxmlError, ValueError):
        pass  # what was written until then is shown
    return nh3.clean(
        writer.written(),
        tags=set(TAGS),
        clean_content_tags=set(DROPPED),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=set(SCHEMES),
        url_relative="deny",
        link_rel="noopener nofollow noreferrer",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )


class _TooDeep(Exception):
    """Ends the reading of a page that no mail program has written."""


@dataclass(slots=True)
class _Writer:
    """The parser target: writes each element that is kept, and closes all that it opens."""

    pieces: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)  # in the letter; those left out begin with "!"
    dropped: int = 0  # elements open since the one that is dropped
    link: str | None = None  # where the open link leads
    words: list[str] = field(default_factory=list)  # of the open link

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if len(self.open) >= MOST_OPEN:
            raise _TooDeep
        is_gone = bool(self.dropped) or tag in DROPPED
        self.dropped += is_gone
        self.open.append(tag if not is_gone and self._is_kept(tag) else f"!{tag}")
        if tag == "img" and not is_gone and (words := attributes.get("alt", "").strip()):
            self.data(f"[{words}]")
        elif self.open[-1] == tag:
            self._begin(tag, attributes)

    def end(self, _tag: str) -> None:
        if not self.open:
            return
        tag = self.open.pop()  # libxml2 closes in the order of opening
        self.dropped = max(0, self.dropped - 1)
        if not tag.startswith("!"):
            self._end(tag)

    def data(self, text: str) -> None:
        if not self.dropped:
            self.words.append(text)
            self.pieces.append(escape(text))

    def comment(self, _text: str) -> None:
        """Comments, the conditional ones of Outlook too, are not for reading."""

    def close(self) -> None:
        """The end of the page."""

    def written(self) -> str:
        """All of it, with what is still open closed."""
        while self.open:
            self.end("")
        return "".join(self.pieces)

    def _is_kept(self, tag: str) -> bool:
        kept = [one for one in self.open if not one.startswith("!")]
        if tag in FORMATTING:
            return sum(one in FORMATTING for one in kept) < MOST_FORMATTING and tag not in kept
        return tag in TAGS and len(kept) < MOST_SHOWN

    def _begin(self, tag: str, attributes: Mapping[str, str]) -> None:
        given = {name: attributes[name] for name in ATTRIBUTES.get(tag, ()) if name in attributes}
        written = "".join(
            f' {name}="{escape(value)}"' for name, value in given.items() if _is_fit(name, value)
        )
        self.pieces.append(f"<{tag}{written}>")
        if tag == "a":
            self.link, self.words = _address(given.get("href", "")), []

    def _end(self, tag: str) -> None:
        if tag == "a":
            self._tell_link()
        if tag not in VOID:
            self.pieces.append(f"</{tag}>")

    def _tell_link(self) -> None:
        """Where it leads, unless its own words are just that."""
        link, self.link = self.link, None
        if link is None or "".join(self.words).strip() in {link, link.removeprefix("mailto:")}:
            return
        shown = link if len(link) <= LONGEST_ADDRESS else f"{link[:LONGEST_ADDRESS]}…"
        self.pieces.append(escape(f" <{shown}>"))


def _is_fit(name: str, value: str) -> bool:
    """A cell that spans a million columns takes a browser's time."""
    if name not in {"colspan", "rowspan"}:
        return True
    is_small = value.isascii() and value.isdigit() and len(value) <= len(str(WIDEST))
    return is_small and 0 < int(value) <= WIDEST


def _address(wanted: str) -> str | None:
    """The address of a link that is kept."""
    link = wanted.strip()
    return link if link.partition(":")[0].lower() in SCHEMES else None
