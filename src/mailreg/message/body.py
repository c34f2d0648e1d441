"""A tree of parts to the letter's text and its attachments.

Plain text is preferred where it is the letter; an empty alternative, or one that only says that
the reader's program shows no HTML, gives way to the HTML. Enclosed messages are part of the
text, each as a block of its own below its From, Date and Subject.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from mailreg.message.charset import clean, decode, one_line
from mailreg.message.cues import Cue
from mailreg.message.headers import Headers
from mailreg.message.html_text import HTML_CUT, MAX_HTML, to_text
from mailreg.message.identity import tokens_in
from mailreg.message.mime import Part, decoded
from mailreg.message.values import Address, Attachment

MAX_BODY: Final = 200_000  # characters, all blocks together; a year's thread is 100,000
TABLE_FROM: Final = 3  # rows; fewer may be a signature's layout
MAX_ATTACHMENT_BYTES: Final = 15_000_000  # decoded; a larger one is listed without content

TEXT_CUT: Final = "text_cut"
ATTACHMENT_TOO_LARGE: Final = "attachment_too_large"
WINMAIL: Final = "winmail"
ENCRYPTED: Final = "encrypted"
OPAQUE_SIGNATURE: Final = "opaque_signature"
RETRIEVAL_STUB: Final = "retrieval_stub"

_NO_HTML = Cue(
    "html",
    r"(?:does|do|can|could|kan|stöder|stödjer|visar)\s?(?:not|n.t|inte|ikke|nicht)?[^.\n]{0,60}html|"
    r"html[- ]?(?:format|compatible|kompatib|e-?mail|version|meddelande|message|enabled|visning)|"
    r"(?:this|detta) [^.\n]{0,40}\bhtml\b",
)
_PLACEHOLDERS = re.compile(r"\[(?:cid|image|bild|http)[^\]\n]{0,400}\]", re.IGNORECASE)
_TORN_CHARACTER = re.compile(rb"[\xc0-\xff][\x80-\xbf]{0,3}\Z")
_STUB = Cue(
    "imap4|retrieve the following",
    r"IMAP4 retrieval failed|retrieval using the IMAP4 protocol failed|"
    r"server could\s?n.t retrieve the following message",
)
_CALENDAR_LINE = re.compile(r"^(?:SUMMARY|LOCATION|DESCRIPTION)[^:\n]{0,200}:(.*)$", re.MULTILINE)
_CALENDAR_ESCAPE = re.compile(r"\\([nN\\;,])")
_REPORT_TYPES = frozenset(
    {"message/delivery-status", "message/disposition-notification", "text/rfc822-headers"}
)
_TNEF_TYPES = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_PKCS7_TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A stretch of text that came from one place."""

    text: str  # cleaned, no line feeds at either end
    is_enclosed: bool = False  # of a message or report within the message
    writer: Address | None = None  # of the enclosed message


@dataclass(slots=True)
class Content:
    """What a message holds."""

    warnings: set[str]
    blocks: list[Block] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)


def read_content(root: Part, warnings: set[str]) -> Content:
    """The texts and attachments of a message; codes of what was odd go to `warnings`."""
    collector = _Collector(content=Content(warnings=warnings))
    collector.visit(root)
    content = collector.content
    if not any(block.text for block in content.blocks) and collector.calendar:
        content.blocks.insert(0, Block(text=collector.calendar))
    start = "\n".join((root.headers.text("subject"), *(b.text[:1000] for b in content.blocks[:1])))
    if _STUB.search(start):
        warnings.add(RETRIEVAL_STUB)
    return content


@dataclass(slots=True, kw_only=True)
class _Collector:
    """Walks the tree once, in order, with a budget of text."""

    content: Content
    text_left: int = MAX_BODY
    html_left: int = MAX_HTML
    calendar: str = ""  # text of the first invitation
    enclosing: list[Address | None] = field(default_factory=list)  # writers of open messages
    is_silent: bool = False  # in the alternative that was not chosen: attachments only

    def visit(self, part: Part) -> None:
        self._note_protection(part)
        if part.content_type == "multipart/alternative" and part.parts:
            self._alternative(part)
        elif part.content_type.startswith("message/") and part.parts:
            self._enclosed(part.parts[0])
        elif part.parts:
            for child in part.parts:
                self.visit(child)
        else:
            self._leaf(part)

    def _alternative(self, part: Part) -> None:
        plain = next((p for p in part.parts if p.content_type == "text/plain"), None)
        text = self._plain_text(plain) if plain else ""
        has_other = any(p.content_type == "text/html" for q in part.parts for p in q.walk())
        is_real = _is_real(text) and not self._is_laid_out(part, text)
        is_chosen = bool(plain) and (is_real or not has_other)
        if is_chosen:
            self._add(text)
        was_silent, self.is_silent = self.is_silent, self.is_silent or is_chosen
        for child in part.parts:
            if child is not plain:
                self.visit(child)
        self.is_silent = was_silent

    def _is_laid_out(self, part: Part, plain: str) -> bool:
        """Whether only the HTML shows a table, of which the plain text has a line for each cell."""
        found = next((p for p in part.parts if p.content_type == "text/html"), None)
        if found is None or "\t" in plain or plain.count("\n\n") < TABLE_FROM:
            return False
        html = decoded(found, set())[: 4 * self.html_left]
        if b"<table" not in html.lower():
            return False
        text, _ = decode(html, found.headers.parameter("content-type", "charset"))
        return _has_cells(to_text(text.replace("\x00", ""), set()), plain)

    def _enclosed(self, message: Part) -> None:
        writers = message.headers.addresses("from")
        self.enclosing.append(writers[0] if writers else None)
        self._add(_head_lines(message.headers))
        self.visit(message)
        self.enclosing.pop()

    def _leaf(self, part: Part) -> None:
        if part.content_type in _REPORT_TYPES:
            self.enclosing.append(None)
            self._add(self._plain_text(part))
            self.enclosing.pop()
        elif part.content_type in ("text/plain", "text/html") and not self._is_file(part):
            if not self.is_silent:
                is_html = part.content_type == "text/html"
                self._add(self._html_text(part) if is_html else self._plain_text(part))
        elif part.content_type == "text/calendar":
            self.calendar = self.calendar or _calendar_text(self._plain_text(part))
            self._attach(part)
        elif not part.content_type.startswith(("multipart/", "text/x-amp")):
            self._attach(part)

    def _is_file(self, part: Part) -> bool:
        """Some clients name the letter itself; only what follows a text is then a file."""
        return part.is_attachment or bool(part.filename and self.content.blocks)

    def _plain_text(self, part: Part) -> str:
        text = clean(self._decoded_text(part, self.text_left, TEXT_CUT))
        if part.headers.parameter("content-type", "format").lower() == "flowed":
            is_spaced = part.headers.parameter("content-type", "delsp").lower() == "yes"
            text = unflow(text, delete_space=is_spaced)
        if "-----BEGIN PGP MESSAGE-----" in text:
            self.content.warnings.add(ENCRYPTED)
        return text

    def _html_text(self, part: Part) -> str:
        html = self._decoded_text(part, self.html_left, HTML_CUT)
        self.html_left -= len(html)
        return clean(to_text(html.replace("\x00", ""), self.content.warnings))

    def _decoded_text(self, part: Part, limit: int, cut: str) -> str:
        """At most `limit` characters; a part that is only passed over costs no more than that."""
        data = decoded(part, self.content.warnings)
        limit_bytes = 4 * limit + 4  # UTF-8 takes at most four bytes for a character
        is_cut = len(data) > limit_bytes
        if is_cut:
            data = _TORN_CHARACTER.sub(b"", data[:limit_bytes])
        text, warning = decode(data, part.headers.parameter("content-type", "charset"))
        if warning:
            self.content.warnings.add(warning)
        if is_cut or len(text) > limit:
            self.content.warnings.add(cut)
        return text[:limit]

    def _add(self, text: str) -> None:
        if self.is_silent:
            return
        if len(text) > self.text_left:
            self.content.warnings.add(TEXT_CUT)
        text = text[: self.text_left].strip("\n")
        self.text_left -= len(text)
        writer = self.enclosing[-1] if self.enclosing else None
        block = Block(text=text, is_enclosed=bool(self.enclosing), writer=writer)
        if text:
            self.content.blocks.append(block)

    def _attach(self, part: Part) -> None:
        data = decoded(part, self.content.warnings)
        filename = base_name(part.filename)
        if part.content_type in _TNEF_TYPES or filename.lower() == "winmail.dat":
            self.content.warnings.add(WINMAIL)
        if len(data) > MAX_ATTACHMENT_BYTES:
            self.content.warnings.add(ATTACHMENT_TOO_LARGE)
        self.content.attachments.append(
            Attachment(
                filename=filename,
                content_type=part.content_type[:100],
                size_bytes=len(data),
                content=data if len(data) <= MAX_ATTACHMENT_BYTES else b"",
            )
        )

    def _note_protection(self, part: Part) -> None:
        kind = part.headers.parameter("content-type", "smime-type").lower()
        if part.content_type == "multipart/encrypted":
            self.content.warnings.add(ENCRYPTED)
        elif part.content_type in _PKCS7_TYPES:
            is_signed = kind in ("signed-data", "certs-only")
            self.content.warnings.add(OPAQUE_SIGNATURE if is_signed else ENCRYPTED)


def unflow(text: str, *, delete_space: bool) -> str:
    """Paragraphs put together again (RFC 3676, section 4): a line that ends in a space flows on."""
    lines: list[list[str]] = []
    open_depth: int | None = None  # quote depth of the line that flows on
    for line in text.split("\n"):
        words = line.lstrip(">")
        depth = len(line) - len(words)
        words = words.removeprefix(" ")
        is_open = words.endswith(" ") and words != "-- "
        kept = words[:-1] if is_open and delete_space else words
        if open_depth == depth and words != "-- ":
            lines[-1].append(kept)
        else:
            lines.append([">" * depth + " " * bool(depth), kept])
        open_depth = depth if is_open else None
    return "\n".join("".join(pieces) for pieces in lines)


def base_name(name: str) -> str:
    """A file name without folders, control characters or leading dots; at most 150 characters."""
    last = re.split(r"[/\\]", one_line(name))[-1]
    return last.strip(" .")[-150:]


def _is_real(text: str) -> bool:
    """Whether a plain alternative is the letter and not a stand-in for the HTML."""
    words = _PLACEHOLDERS.sub("", text).strip()
    return bool(words) and not (len(words) < 400 and _NO_HTML.search(words))


def _has_cells(html_text: str, plain: str) -> bool:
    """Rows of three cells and more, each cell on a line of its own in the plain text."""
    rows = [line.split("\t") for line in html_text.split("\n") if line.count("\t") > 1]
    lines = {line.strip() for line in plain.split("\n")}
    found = [row for row in rows if lines.issuperset(cell.strip() for cell in row if cell.strip())]
    return len(found) >= TABLE_FROM and len({len(row) for row in found}) == 1


def _head_lines(headers: Headers) -> str:
    """What an enclosed message is introduced by; its ids too where they are ours."""
    lines = [
        f"{label}: {headers.text(label.lower())}"
        for label in ("From", "Date", "Subject", "To")
        if label.lower() in headers
    ]
    for label in ("Message-ID", "References"):
        ids = " ".join(headers.ids(label.lower()))
        if tokens_in([ids]):
            lines.append(f"{label}: {ids}")
    return "\n".join(lines)


def _calendar_text(text: str) -> str:
    """Summary, place and description of an invitation (RFC 5545, section 3.1: folded lines)."""
    unfolded = text.replace("\n ", "").replace("\n\t", "")
    values = _CALENDAR_LINE.findall(unfolded)
    return "\n".join(
        _CALENDAR_ESCAPE.sub(lambda m: "\n" if m[1] in "nN" else m[1], value) for value in values
    ).strip()
