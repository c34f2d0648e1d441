"""A letter laid out for the readers of single fields.

Every reader looks at `Reading.words`: the body at its full length, in which all that does not
count (quoted text, banners, disclaimers, the closing with the signature) is blanked out with
spaces. So an offset found by any of them is an offset into the body. Characters without width are
left out first, composed characters are joined, and `Part.offsets` leads back to the text as it
stands in the message.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise

from mailreg.extraction.attached import attached
from mailreg.extraction.lexicons import alternatives, entries, phrases
from mailreg.extraction.values import Evidence
from mailreg.extraction.wordwise import Wordwise
from mailreg.message import Address, InboundMessage, Kind

READ_AT_MOST = 24_000  # code points of a body, quotes included
OWN_AT_MOST = 8_000  # code points of own words; what people write is a tenth of it
SENTENCE_AT_MOST = 500  # code points; a longer one is cut, so that none costs its square
PARTING = "\n\n"  # between the words of the body and those of each attachment
WRAPPED_FROM = 54  # code points; a line at least this long may go on in the next one …
WRAPPED_SURELY = 62  # … and one this long also where the next begins with a capital
FULL_LINE = 68  # characters of a line and the next word, from which that word did not fit

_NO_WIDTH = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000\r\f\v]")
_LABEL_LINE = re.compile(
    r"[ \t]*(?:[-*•·–+]|\d{1,2}[.)]|[^\W\d_][\w/ .-]{0,40}(?:\([^()\n]{0,200}\)\s?)?:)[ \t]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One text of a message, made readable, with the way back to the original."""

    name: str  # `body`, `subject`, `from`, or of an attachment `attachment:1`
    original: str
    text: str  # what is searched
    offsets: Sequence[int]  # of each code point of `text` in `original`, and one past the end

    def evidence(self, field: str, start: int, end: int, confidence: float) -> Evidence:
        """The literal stretch of the original for `text[start:end]`."""
        first, last = self.offsets[start], self.offsets[end]
        return Evidence(
            field=field,
            text=self.original[first:last],
            start=first,
            end=last,
            part=self.name,
            confidence=confidence,
        )


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A letter as the readers of single fields see it."""

    body: Part
    subject: Part
    sender: Part
    address: Address | None
    attached: tuple[Part, ...]  # what attachments say, where the letter refers to them
    words: str  # own words, the rest blanked, then each of `attached`; newlines are hard line ends
    closing: str  # greeting and signature, the rest blanked
    forwarded: str  # forwarded text, the rest blanked
    has_forwarded_facts: bool  # whether `words` holds the forwarded text too
    quoted: str  # quoted text, the rest blanked
    prompts: tuple[tuple[int, int, str], ...]  # own words under a quoted line: start, end, the line
    unread: tuple[str, ...]  # names of attachments that count and were not read, or not whole
    is_cut: bool  # whether the body was longer than what is read

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Start and end of each sentence of `words`, in order, none of them blank."""
        return split_sentences(self.words)

    def evidence(self, field: str, start: int, end: int, confidence: float) -> Evidence | None:
        """The literal stretch of body or attachment for `words[start:end]`; None: of neither."""
        first = 0
        for part in (self.body, *self.attached):
            last = first + len(part.text)
            if first <= start < end <= last:
                return part.evidence(field, start - first, end - first, confidence)
            first = last + len(PARTING)
        return None


def read(message: InboundMessage) -> Reading:
    """Lay a message out; reads at most `READ_AT_MOST` code points of its body."""
    original = message.body[:READ_AT_MOST]
    body = _part("body", original)
    kinds = _kinds(message, body)
    unwrapped = _unwrap(body.text)
    own, is_long = _shortened(_closed_up(_only(unwrapped, kinds, Kind.OWN)))
    forwarded = _only(unwrapped, kinds, Kind.FORWARD)
    own, closing = _part_at_closing(own)
    counts = bool(forwarded.strip()) and (not own.strip() or refers_below(own))
    signature = _only(unwrapped, kinds, Kind.SIGNATURE)
    words = merged(own, forwarded) if counts else own
    closing = merged(closing, signature)
    found = attached(message, words)
    parts = tuple(_part(attachment_name(number), text) for number, text in found.texts)
    behind = "".join(PARTING + _part_at_closing(part.text)[0] for part in parts)
    return Reading(
        body=body,
        subject=_part("subject", message.subject),
        sender=_part("from", from_text(message.sender)),
        address=message.sender,
        attached=parts,
        words=words + behind,
        closing=closing + _blanked(behind),
        forwarded=forwarded,
        has_forwarded_facts=counts,
        quoted=_only(unwrapped, kinds, Kind.QUOTE),
        prompts=tuple(_prompts(unwrapped, kinds)),
        unread=found.unread,
        is_cut=is_long or len(message.body) > READ_AT_MOST,
    )


def refers_below(own: str) -> bool:
    """Whether the sender points to the letter that they send on."""
    return phrases("quoted", "refers").search(own) is not None


def _shortened(own: str) -> tuple[str, bool]:
    """The first `OWN_AT_MOST` code points that are not blank, the rest blanked out."""
    left = OWN_AT_MOST
    if len(own) <= left:
        return own, False
    for place, character in enumerate(own):
        left -= not character.isspace()
        if left < 0:
            return blank(own, place, len(own)), True
    return own, False


def from_text(sender: Address | None) -> str:
    """The sender as one text, `Name <address>`; "" where there is none."""
    if sender is None:
        return ""
    return f"{sender.name} <{sender.email}>" if sender.name else sender.email


def texts_of(message: InboundMessage) -> dict[str, str]:
    """The decoded texts that the offsets of evidence count in."""
    return {
        "body": message.body,
        "subject": message.subject,
        "from": from_text(message.sender),
        **{
            attachment_name(number): attachment.text
            for number, attachment in enumerate(message.attachments, start=1)
            if attachment.text
        },
    }


def attachment_name(number: int) -> str:
    """What the text of an attachment is called as a part, counted from 1."""
    return f"attachment:{number}"


def blank(text: str, start: int, end: int) -> str:
    """`text` with one stretch blanked out, its line ends kept."""
    return text[:start] + _blanked(text[start:end]) + text[end:]


def _blanked(text: str) -> str:
    return "\n".join([" " * len(line) for line in text.split("\n")])


def split_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Cut at line ends and after `.`, `!`, `?` that end no abbreviation."""
    found: list[tuple[int, int]] = []
    start = 0
    for stop in _STOP.finditer(text):
        if stop.group().startswith(".") and _ABBREVIATION.search(
            text, max(0, stop.start() - 8), stop.start()
        ):
            continue
        found.append((start, stop.end()))
        start = stop.end()
    found.append((start, len(text)))
    short = (piece for first, last in found for piece in _cut(text, first, last))
    return tuple((first, last) for first, last in short if text[first:last].strip())


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A stretch in pieces of at most `SENTENCE_AT_MOST`, parted at spaces where there are any."""
    while end - start > SENTENCE_AT_MOST:
        space = text.rfind(" ", start + 1, start + SENTENCE_AT_MOST)
        middle = space if space > start else start + SENTENCE_AT_MOST
        yield start, middle
        start = middle
    yield start, end


# The class comes first so that the engine can skip to it.
_STOP = re.compile(
    r"[\n.!?…\U0001f300-\U0001faff☺](?:(?<=\n)\n*|(?<=[.!?…])[.!?…]*(?=\s|$)"
    r"(?![ ](?:nr|ref|kod)\b)|(?<=[\U0001f300-\U0001faff☺])[\U0001f300-\U0001faff☺]*)"
)
_ABBREVIATION = re.compile(
    r"(?<!\w)(?:t\.ex|bl\.a|o\.s\.v|osv|f\.d|m\.m|dvs|d\.v\.s|ca|kl|nr|no|st|resp|ref|org|tel|"
    r"inkl|exkl|ev|"
    r"dr|prof|mr|mrs|ms|e\.g|i\.e|incl|att|er|vår|beställn|kst|avd|e|s\.k|fr\.o\.m|[a-zåäö]|"
    r"z\.b|bzw|str)$",
    re.IGNORECASE,
)


def _part(name: str, original: str) -> Part:
    if unicodedata.is_normalized("NFC", original) and not _NO_WIDTH.search(original):
        # as almost every text is; all of ASCII as well
        return Part(
            name=name,
            original=original,
            text=_SPACES.sub(" ", original),
            offsets=range(len(original) + 1),
        )
    kept: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(original):
        if _NO_WIDTH.match(character):
            continue
        if unicodedata.combining(character) and kept:
            joined = unicodedata.normalize("NFC", kept[-1] + character)
            if len(joined) == 1:
                kept[-1] = joined
                continue
        kept.append(character)
        offsets.append(offset)
    text = _SPACES.sub(" ", "".join(kept))
    return Part(name=name, original=original, text=text, offsets=(*offsets, len(original)))


def _kinds(message: InboundMessage, body: Part) -> list[tuple[Kind, int, int]]:
    """The segments of the message, in code points of the readable text."""

    def position_of(offset: int) -> int:
        return min(bisect_left(body.offsets, offset), len(body.text))

    return [(s.kind, position_of(s.start), position_of(s.end)) for s in message.segments]


def _unwrap(text: str) -> str:
    """Turn the line ends that only wrap a paragraph into spaces."""
    lines = text.split("\n")
    joined = [lines[0]]
    for before, line in pairwise(lines):
        joined.append(" " if _goes_on(before, line) else "\n")
        joined.append(line)
    return "".join(joined)


_COLUMNS = re.compile(r"\S[ ]{3,}\S")  # cells of a table that is laid out with spaces


def _is_ended(before: str, line: str) -> bool:
    """A question or a label, the last line of a quote, or an entry of a list."""
    if before.rstrip()[-1:] in ":?!" or (before[:1] == ">") != (line[:1] == ">"):
        return True
    is_entry = line[:1].isupper() and _ENTRY.match(before) is not None
    return is_entry and not _is_cut_in_two(before, line)


# A line of a list: `Anna Lind – inga allergier`
_ENTRY = re.compile(r"[ \t]*[A-ZÅÄÖØÆ][\w-]+(?:[ ][\w-]+){1,3}[ ]?(?:[–:]|[ ]-)[ ]")


def _is_cut_in_two(before: str, line: str) -> bool:
    """`…, 632 06` above `Eskilstuna, …`: a place, street or name that found no room on its line."""
    rest = _REST.match(line)
    is_full = rest is not None and len(before.rstrip()) + rest.end() > FULL_LINE
    return is_full and _CUT.search(before) is not None


_REST = re.compile(r"[A-ZÅÄÖÆØ][\w-]+(?=[.,]|[ ]\d)")
_CUT = re.compile(r"(?:\d{3} ?\d{2}|[:,] [A-ZÅÄÖÆØ][\w-]+|, \d{1,4} [A-Z]\w+)[ ]?$")


def _goes_on(before: str, line: str) -> bool:
    is_surer = line[:1].islower() or _is_cut_in_two(before, line)
    least = WRAPPED_FROM if is_surer else WRAPPED_SURELY
    if len(before.rstrip()) < least or len(before) > 100 or not line.strip():
        return False
    if _is_ended(before, line):
        return False
    if _COLUMNS.search(line) or _COLUMNS.search(before.strip()):
        return False
    if "\t" in line or "\t" in before or (";" in line and ";" in before):
        return False
    if "   " in line.strip() or "   " in before.strip():  # columns set out with spaces
        return False
    return not _LABEL_LINE.match(line) and not line.startswith((">", "|", "/", "~"))


def _prompts(text: str, kinds: list[tuple[Kind, int, int]]) -> Iterator[tuple[int, int, str]]:
    """Own words under or behind a line of ours, as answers typed into a form are."""
    for (before, first, last), (kind, start, end) in pairwise(kinds):
        if before is not Kind.QUOTE or kind is not Kind.OWN or not text[start:end].strip():
            continue
        line = text[text.rfind("\n", 0, start) + 1 : start]
        if not line:
            yield start, end, text[first:last].strip().split("\n")[-1].lstrip("> \t")
        elif text[start] in ":?":  # behind a label with examples
            line_end = text.find("\n", start, end)
            yield start + 1, end if line_end < 0 else line_end, line.lstrip("> \t")


def _only(text: str, kinds: list[tuple[Kind, int, int]], wanted: Kind) -> str:
    """Blank out all that is not of the wanted kind."""
    pieces: list[str] = []
    done = 0
    for kind, start, end in kinds:
        pieces.append(_blanked(text[done:start]))
        piece = text[start:end]
        pieces.append(piece if kind is wanted else _blanked(piece))
        done = max(done, end)
    pieces.append(_blanked(text[done:]))
    return "".join(pieces)[: len(text)]


def _closed_up(own: str) -> str:
    """A label moved to its colon, where examples between them were blanked out."""
    is_parted = "   :" in own or "   ?" in own
    return _PARTED_LABEL.sub(r"\1\3\2", own) if is_parted else own


_PARTED_LABEL = re.compile(r"(?m)^([ ]*)(\S(?:[^\n:?]{0,69}\S)?)([ ]{3,})(?=[:?])")


def _part_at_closing(own: str) -> tuple[str, str]:
    """Own words and the closing: what follows the last polite formula near the end."""
    start = max(_closings(own), default=None)
    if start is not None and len(own[start:].strip()) <= 700:
        return blank(own, start, len(own)), blank(own, 0, start)
    return own, _blanked(own)


def _closings(own: str) -> Iterator[int]:
    """Where lines begin that hold a polite formula."""
    done = 0
    for head in _LINE_HEAD.finditer(own):
        formula = _formula().match(own, head.end()) if head.start() >= done else None
        if formula is not None:
            done = formula.end()
            yield head.start()


_LINE_HEAD = re.compile(r"^[ \t]{0,8}(?=\w)", re.MULTILINE)


@cache
def _formula() -> Wordwise:
    """A polite formula with a few words after it, up to the end of the line."""
    formulas = alternatives("closing", "line")
    return Wordwise.beginning(
        entries("closing", "line"),
        rf"(?:{formulas})(?!\w)[ ,!./]{{0,8}}(?:\w[^\n]{{0,32}})?$",
        re.IGNORECASE | re.MULTILINE,
    )


def merged(first: str, second: str) -> str:
    """The one text with the other where it is blank; both are of one length."""
    pieces: list[str] = []
    done = 0
    for words in _NO_SPACE.finditer(first):
        pieces += (second[done : words.start()], words.group())
        done = words.end()
    return "".join((*pieces, second[done:]))


_NO_SPACE = re.compile(r"\S+")
