"""The sender's own words told apart from quotes, forwards, signatures and notices.

One pass over the lines; each line gets a kind, and neighbours of one kind are a segment. When
unsure, a line is the sender's own: a quote taken for own words is noticed by somebody, an
answer taken for a quote is lost.

    `> ` lines                      QUOTE; what is typed between them is OWN
    "On … wrote:"                   QUOTE; without `>` below it, so is all that follows
    a block From / Sent / To        QUOTE where ours, the sender's own, or in a reply; else FORWARD
    a form of ours, filled in       what stands behind its labels is OWN, where the letter says so
    "Forwarded message"             FORWARD, but for what is ours
    `-- `, a closing, "Sent from"   SIGNATURE, until a line that no signature has
    notices of mail systems         BANNER above the letter, DISCLAIMER below or beside it
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from mailreg.message import phrases
from mailreg.message.cues import Lined
from mailreg.message.forms import pieces_of
from mailreg.message.values import Kind, Segment

MAX_SIGNATURE_LINES: Final = 20
_HEADER_BLOCK_LINES: Final = 9  # within which a From line must be followed by its like
_SHORTEST_SEPARATOR: Final = 5  # characters: "Fra: ", a rule
_BANNER_LINES: Final = 12  # from the top
_EMAIL = re.compile(r"[^\s<>\[\]()\"':;,]{1,64}@[\w.-]{1,190}\w")
_SENTENCE = re.compile(r"(?:\S+\s+){7}\S.*[.?!]\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What must be known of a message to judge the lines of its body."""

    own_addresses: frozenset[str]  # of the desk, lower case
    sent_to: frozenset[str]  # whom it is addressed to, lower case
    sender: str  # address, lower case; "" where there is none
    sender_name: str  # as From displays it; "" where it displays none
    is_reply: bool
    is_forward: bool  # says its subject


def kinds_of(text: str, letter: Letter, *, enclosing: Kind | None = None) -> Iterator[Segment]:
    """Segments that cover `text` in order; `enclosing` is the kind of an enclosed message."""
    lines = text.split("\n")
    kinds = _Marker(
        lines=lines,
        letter=letter,
        enclosing=enclosing,
        disclaimers=_lines_with(phrases.DISCLAIMER, text),
        small_print=_lines_with(phrases.SMALL_PRINT, text),
        has_separators=phrases.SEPARATOR.search(text) is not None,
    ).kinds()
    start = position = 0
    open_kind: Kind | None = None
    for kind, length in pieces_of(lines, kinds):
        if open_kind is not None and kind is not open_kind:
            yield Segment(kind=open_kind, start=start, end=position)
            start = position
        open_kind = kind
        position += length
    if open_kind is not None:
        yield Segment(kind=open_kind, start=start, end=position)


def _lines_with(cue: Lined, text: str) -> frozenset[int]:
    """The numbers of the lines that hold a cue."""
    near = ((m.start(), text.rfind("\n", 0, m.start())) for m in cue.first_of_lines(text))
    return frozenset(text.count("\n", 0, at) for at, line in near if at - line <= phrases.MAX_LINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """What a block of header lines says."""

    writer: str  # behind "From:"
    to: str  # the line of "To:"; "" where there is none


_NO_HEAD = _Head(writer="", to="")


@dataclass(slots=True, kw_only=True)
class _Marker:
    """Goes through the lines of one block of text."""

    lines: list[str]
    letter: Letter
    enclosing: Kind | None
    disclaimers: frozenset[int]  # lines of the block that hold a word of one
    small_print: frozenset[int]  # the same
    has_separators: bool  # whether any line of it may introduce a quote or a forward
    state: Kind = Kind.OWN
    rest: Kind | None = None  # kind of all that follows, once a quote without marks has begun
    base_depth: int = 0  # `>` before each line of a forward that some clients indent
    signature_lines: int = 0
    filled: int = 0  # lines that are not blank, so far

    def kinds(self) -> list[Kind]:
        self.rest = self.enclosing
        kinds: list[Kind] = []
        while len(kinds) < len(self.lines):
            kinds.extend(self._next(len(kinds)))
        return kinds

    def _next(self, index: int) -> list[Kind]:
        """The kinds of the line at `index`, and of those that belong to it."""
        line = self.lines[index][: phrases.MAX_LINE]
        if not line.strip():
            return [self.state]
        self.filled += 1
        may_part = self.has_separators and len(line) >= _SHORTEST_SEPARATOR
        taken = self._separator(index, line) if may_part else 0
        if taken:
            return [self.state] * taken
        if self.rest is not None:
            self.state = Kind.QUOTE if _depth(line) > self.base_depth else self.rest
        elif _depth(line):
            self.state = Kind.QUOTE
        else:
            self.state = self._own_kind(index, line)
        return [self.state]

    def _separator(self, index: int, line: str) -> int:
        """How many lines introduce a quote or forward here; sets what follows them."""
        plain = line.lstrip("> ")
        marked = self._marked_kind(index, plain)
        if marked is not None:
            self._begin_rest(marked, index)
            return 1
        if phrases.ORIGINAL_MARK.fullmatch(plain) or phrases.RULE.fullmatch(line):
            head = self._header_block(self._next_filled(index))
            if head is None and phrases.RULE.fullmatch(line):
                return 0
            self._begin_rest(self._block_kind(head or _NO_HEAD), index)
            return 1
        if _depth(line) > self.base_depth:
            return 0
        head = self._header_block(index)
        if head is not None:
            self._begin_rest(self._block_kind(head), index)
            return 1
        return self._attribution(index)

    def _marked_kind(self, index: int, plain: str) -> Kind | None:
        """What a line of its own announces: `Forwarded message`, or `You wrote:` above a rule."""
        if phrases.FORWARD_MARK.fullmatch(plain):
            return self._forward_kind(index + 1)
        is_echo = phrases.ECHO.fullmatch(plain) and self._stands_above_rule(index)
        return Kind.QUOTE if is_echo else None

    def _stands_above_rule(self, index: int) -> bool:
        following = self._next_filled(index)
        below = self.lines[following] if following < len(self.lines) else ""
        return bool(phrases.RULE.fullmatch(below[: phrases.MAX_LINE]))

    def _attribution(self, index: int) -> int:
        """Lines of "On … wrote:", which clients wrap; 0 where there is none."""
        if self.enclosing is not None or self.rest is not None:
            return 0
        text = ""
        for count in range(1, min(3, len(self.lines) - index) + 1):
            if _depth(self.lines[index + count - 1]) > self.base_depth:
                return 0
            text = f"{text} {self.lines[index + count - 1][: phrases.MAX_LINE]}".strip()
            following = self._next_filled(index + count - 1)
            has_quote = following < len(self.lines) and _depth(self.lines[following]) > 0
            has_start = bool(phrases.ATTRIBUTION_START.match(text))
            if _is_attribution(text) and (has_start or has_quote):
                self.state = Kind.QUOTE
                self.rest = None if has_quote or following == len(self.lines) else Kind.QUOTE
                return count
            if not has_start:
                return 0
        return 0

    def _begin_rest(self, kind: Kind, index: int) -> None:
        self.rest = self.state = kind
        following = self._next_filled(index)
        self.base_depth = _depth(self.lines[following]) if following < len(self.lines) else 0

    def _forward_kind(self, index: int) -> Kind:
        head = self._header_block(self._next_filled(index - 1))
        is_ours = head is not None and (self._is_ours(head.writer) or self._had_reached_us(head))
        return Kind.QUOTE if is_ours else self.enclosing or Kind.FORWARD

    def _block_kind(self, head: _Head) -> Kind:
        """What a From block introduces: the desk's own text is a quote wherever it stands."""
        if self._is_ours(head.writer) or self.rest is Kind.QUOTE or self._had_reached_us(head):
            return Kind.QUOTE
        if self.rest is Kind.FORWARD or self.letter.is_forward:
            return Kind.FORWARD
        is_quote = self._is_from_sender(head.writer) or self.letter.is_reply
        return Kind.QUOTE if is_quote else Kind.FORWARD

    def _had_reached_us(self, head: _Head) -> bool:
        """Whether the block is of the sender's own earlier letter to where this one goes."""
        addresses = {found.group().lower() for found in _EMAIL.finditer(head.to)}
        is_to_us = bool(addresses & (self.letter.sent_to | self.letter.own_addresses))
        return is_to_us and self._is_from_sender(head.writer)

    def _is_from_sender(self, writer: str) -> bool:
        address = _EMAIL.search(writer)
        if address:
            return address.group().lower() == self.letter.sender
        name = " ".join(writer.split()).casefold()
        return bool(name) and name == " ".join(self.letter.sender_name.split()).casefold()

    def _is_ours(self, writer: str) -> bool:
        """Whether the desk wrote it, or the only one to whom this letter goes."""
        found = _EMAIL.search(writer)
        address = found.group().lower() if found else ""
        return address in self.letter.own_addresses or self.letter.sent_to == {address}

    def _header_block(self, index: int) -> _Head | None:
        """What follows "From:" and "To:" where a block of header lines begins; else None."""
        if index >= len(self.lines):
            return None
        match = phrases.FROM_LABEL.match(self.lines[index][: phrases.MAX_LINE])
        if not match:
            return None
        to = ""
        labels: set[str | None] = set()
        for line in self.lines[index + 1 : index + _HEADER_BLOCK_LINES]:
            other = phrases.OTHER_LABEL.match(line[: phrases.MAX_LINE])
            labels.update([other.lastgroup] if other else [])
            to += line[: phrases.MAX_LINE] if other and other.lastgroup == "to" else ""
        has_date_and_more = "date" in labels and len(labels) > 1
        is_block = has_date_and_more or {"to", "subject"} <= labels
        return _Head(writer=match[1], to=to) if is_block else None

    def _next_filled(self, index: int) -> int:
        """The next line that is not blank, among the five below; else past the end."""
        for following in range(index + 1, min(index + 6, len(self.lines))):
            if self.lines[following].strip():
                return following
        return len(self.lines)

    def _own_kind(self, index: int, line: str) -> Kind:
        """The kind of an unquoted line of the letter itself."""
        if self.filled <= _BANNER_LINES and phrases.BANNER.match(line):
            return Kind.BANNER
        if phrases.DASHES.fullmatch(line):
            self.signature_lines = 1
            return Kind.SIGNATURE
        if self._is_notice(index, line):
            return Kind.DISCLAIMER
        if phrases.SENT_FROM.match(line):
            return Kind.SIGNATURE
        if self.filled > 1 and _is_closing(line):
            self.signature_lines = 1
            return Kind.SIGNATURE
        return self._signature_or_own(line)

    def _is_notice(self, index: int, line: str) -> bool:
        """The small print of an organisation; the first lines of a letter never are."""
        is_below = self.signature_lines > 0 or self.state is Kind.DISCLAIMER
        if is_below:
            return index in self.small_print or index in self.disclaimers
        if index not in self.disclaimers:
            return False
        return self.filled > 3 or (self.filled > 1 and not phrases.FACT.search(line))

    def _signature_or_own(self, line: str) -> Kind:
        if not self.signature_lines:
            return Kind.OWN
        self.signature_lines += 1
        has_ended = (
            self.signature_lines > MAX_SIGNATURE_LINES
            or phrases.POSTSCRIPT.match(line)
            or phrases.FACT.search(line)
            or _SENTENCE.fullmatch(line)
        )
        if has_ended:
            self.signature_lines = 0
            return Kind.OWN
        return Kind.SIGNATURE


def _depth(line: str) -> int:
    """How many `>` stand before the text; up to two spaces may part them."""
    depth = 0
    for character in line[:40]:
        if character == ">":
            depth += 1
        elif character != " ":
            break
    return depth


def _is_closing(line: str) -> bool:
    return len(line) < 60 and bool(
        phrases.CLOSING.fullmatch(line)
        or phrases.SHORT_CLOSING.fullmatch(line)
        or phrases.SLASH_NAME.fullmatch(line)
    )


def _is_attribution(text: str) -> bool:
    return (
        text.endswith((":", ":*", "："))
        and bool(phrases.ATTRIBUTION_VERB.search(text))
        and bool(phrases.ATTRIBUTION_SIGN.search(text))
    )
