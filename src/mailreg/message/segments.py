"""The sender's own words told apart from quotes, forwards, signatures and notices.

One pass over the lines; each line gets a kind, and neighbours of one kind are a segment. When
unsure, a line is the sender's own: a quote taken for own words is noticed by somebody, an
answer taken for a quote is lost.

    `> ` lines                      QUOTE; what is typed between them is OWN
    "On … wrote:"                   QUOTE; without `>` below it, so is all that follows
    a block From / Sent / To        QUOTE where ours, the sender's own, or in a reply; else FORWARD
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
from mailreg.message.cues import Cue
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
    sender: str  # address, lower case; "" where there is none
    is_reply: bool
    is_forward: bool  # says its subject


def kinds_of(text: str, letter: Letter, *, enclosing: Kind | None = None) -> Iterator[Segment]:
    """Segments that cover `text` in order; `enclosing` is the kind of an enclosed message."""
    lines = text.split("\n")
    notices = tuple(n for n in (phrases.SMALL_PRINT, phrases.DISCLAIMER) if n.may_stand_in(text))
    kinds = _Marker(lines=lines, letter=letter, enclosing=enclosing, notices=notices).kinds()
    start = position = 0
    for index, line in enumerate(lines):
        position += len(line) + (index < len(lines) - 1)
        is_last_of_kind = index + 1 == len(lines) or kinds[index + 1] is not kinds[index]
        if is_last_of_kind and position > start:
            yield Segment(kind=kinds[index], start=start, end=position)
            start = position


@dataclass(slots=True, kw_only=True)
class _Marker:
    """Goes through the lines of one block of text."""

    lines: list[str]
    letter: Letter
    enclosing: Kind | None
    notices: tuple[Cue, ...]  # those of which a word stands in the block
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
        taken = self._separator(index, line) if len(line) >= _SHORTEST_SEPARATOR else 0
        if taken:
            return [self.state] * taken
        if self.rest is not None:
            self.state = Kind.QUOTE if _depth(line) > self.base_depth else self.rest
        elif _depth(line):
            self.state = Kind.QUOTE
        else:
            self.state = self._own_kind(line)
        return [self.state]

    def _separator(self, index: int, line: str) -> int:
        """How many lines introduce a quote or forward here; sets what follows them."""
        plain = line.lstrip("> ")
        if phrases.FORWARD_MARK.fullmatch(plain):
            self._begin_rest(self._forward_kind(index + 1), index)
            return 1
        if phrases.ORIGINAL_MARK.fullmatch(plain) or phrases.RULE.fullmatch(line):
            writer = self._header_block(self._next_filled(index))
            if writer is None and phrases.RULE.fullmatch(line):
                return 0
            self._begin_rest(self._block_kind(writer or ""), index)
            return 1
        if _depth(line) > self.base_depth:
            return 0
        writer = self._header_block(index)
        if writer is not None:
            self._begin_rest(self._block_kind(writer), index)
            return 1
        return self._attribution(index)

    def _attribution(self, index: int) -> int:
        """Lines of "On … wrote:", which clients wrap; 0 where there is none."""
        if self.enclosing is not None or self.rest is not None:
            return 0
        text = ""
        for count in range(1, min(3, len(self.lines) - index) + 1):
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
        writer = self._header_block(self._next_filled(index - 1))
        is_ours = writer is not None and self._is_ours(writer)
        return Kind.QUOTE if is_ours else self.enclosing or Kind.FORWARD

    def _block_kind(self, writer: str) -> Kind:
        """What a From block introduces: the desk's own text is a quote wherever it stands."""
        if self._is_ours(writer) or self.rest is Kind.QUOTE:
            return Kind.QUOTE
        if self.rest is Kind.FORWARD or self.letter.is_forward:
            return Kind.FORWARD
        address = _EMAIL.search(writer)
        is_from_sender = bool(address and address.group().lower() == self.letter.sender)
        return Kind.QUOTE if is_from_sender or self.letter.is_reply else Kind.FORWARD

    def _is_ours(self, writer: str) -> bool:
        address = _EMAIL.search(writer)
        return bool(address and address.group().lower() in self.letter.own_addresses)

    def _header_block(self, index: int) -> str | None:
        """What follows "From:" where a block of header lines begins; None where none does."""
        if index >= len(self.lines):
            return None
        match = phrases.FROM_LABEL.match(self.lines[index][: phrases.MAX_LINE])
        if not match:
            return None
        labels: set[str | None] = set()
        for line in self.lines[index + 1 : index + _HEADER_BLOCK_LINES]:
            other = phrases.OTHER_LABEL.match(line[: phrases.MAX_LINE])
            labels.update([other.lastgroup] if other else [])
        has_date_and_more = "date" in labels and len(labels) > 1
        return match[1] if has_date_and_more or {"to", "subject"} <= labels else None

    def _next_filled(self, index: int) -> int:
        """The next line that is not blank, among the five below; else past the end."""
        for following in range(index + 1, min(index + 6, len(self.lines))):
            if self.lines[following].strip():
                return following
        return len(self.lines)

    def _own_kind(self, line: str) -> Kind:
        """The kind of an unquoted line of the letter itself."""
        if self.filled <= _BANNER_LINES and phrases.BANNER.match(line):
            return Kind.BANNER
        if phrases.DASHES.fullmatch(line):
            self.signature_lines = 1
            return Kind.SIGNATURE
        if self._is_notice(line):
            return Kind.DISCLAIMER
        if phrases.SENT_FROM.match(line):
            return Kind.SIGNATURE
        if self.filled > 1 and _is_closing(line):
            self.signature_lines = 1
            return Kind.SIGNATURE
        return self._signature_or_own(line)

    def _is_notice(self, line: str) -> bool:
        """The small print of an organisation; the first lines of a letter never are."""
        is_below = self.signature_lines > 0 or self.state is Kind.DISCLAIMER
        for notice in self.notices:
            counts = is_below or (notice is phrases.DISCLAIMER and self.filled > 3)
            if counts and notice.search(line):
                return True
        return False

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
