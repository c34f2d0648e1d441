"""`mailreg parse`: what a letter is understood as, for programs (JSON lines) and for people.

Touches no mailbox and no database. Whatever a file holds, it gives its line: a crash while one file
is read is told in that file's line and stops nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from mailreg.documents.opening import opened
from mailreg.event import Event
from mailreg.extraction import Attendee, Evidence, Extract, Intent, Reason
from mailreg.extraction.label import JsonObject, billing_json, evidence_json, label_json
from mailreg.extraction.reading import texts_of
from mailreg.extraction.resolve import extract
from mailreg.message import DeskIdentity, InboundMessage, parse

READ_AT_MOST = 25 * 1024 * 1024  # bytes of one file, as much as a desk accepts by default
UNREAD = "attachment_unread"  # of the warnings, with the name of the file behind a colon
SHOWN_AT_MOST = 6_000  # code points of a letter's text in the panel

NOBODYS = DeskIdentity(own_addresses=frozenset(), authserv_id=None)

ANSWERED = frozenset({Intent.REGISTER, Intent.AMEND, Intent.CANCEL, Intent.QUESTION})

COLOURS = {
    "intent": "bold magenta",
    "name": "bold green",
    "dietary": "bold red",
    "dietary_other": "bold red",
    "dietary_stated": "red",
    "answers": "bold blue",
    "billing": "bold yellow",
    "replaces": "bold cyan",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """One file, read."""

    file: str  # the path as given
    extract: Extract
    message: InboundMessage | None  # None: the file could not be read, or reading it crashed
    warnings: tuple[str, ...] = ()


def parse_files(files: Sequence[Path], *, event: Event, as_json: bool, out: TextIO) -> None:
    """Print what each file is understood as, in order: one JSON object per line, or a panel."""
    console = Console(file=out, highlight=False, markup=False, emoji=False)
    for file in files:
        parsed = parse_file(file, event)
        if as_json:
            line = json.dumps(parsed_json(parsed), ensure_ascii=False)
            # a lone surrogate (of a path) cannot be written; as an escape it is still JSON
            out.write(line.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")
        else:
            console.print(panel(parsed))
        out.flush()


def parse_file(file: Path, event: Event) -> Parsed:
    """Read one file; never raises for what the file holds or that it cannot be read."""
    try:
        content, warnings = _content(file)
    except OSError:
        return _unread(file, Reason.UNREADABLE)
    try:
        message = opened(parse(content, identity=NOBODYS))
        found = extract(message, event)
        unread = [f"{UNREAD}:{name}" for name in found.unread]
        return Parsed(
            file=str(file),
            extract=found,
            message=message,
            warnings=(*message.warnings, *warnings, *unread),
        )
    except Exception:  # noqa: BLE001 (the guard around one message: the files behind it go on)
        return _unread(file, Reason.CRASHED)


def parsed_json(parsed: Parsed) -> JsonObject:
    """One line of `mailreg parse --json`: every key is always there."""
    message = parsed.message
    texts = texts_of(message) if message else {"body": "", "subject": "", "from": ""}
    return {
        "file": parsed.file,
        **label_json(parsed.extract),
        "needs_review": parsed.extract.needs_review,
        "reasons": list(parsed.extract.reasons),
        "texts": texts,
        "evidence": [evidence_json(evidence) for evidence in parsed.extract.evidence],
        "origin": message.origin.value if message else "person",
        "answerable": _is_answerable(parsed),
        "warnings": list(parsed.warnings),
    }


def _is_answerable(parsed: Parsed) -> bool:
    """Doubt about what is wanted gets nothing until staff look, as doubt about the sender does."""
    found = parsed.extract
    is_clear = found.intent in ANSWERED and found.intent_is_sure
    return parsed.message is not None and parsed.message.answerable and is_clear


def panel(parsed: Parsed) -> RenderableType:
    """A letter for people: its fields above, its text with the evidence coloured below."""
    found = Table.grid(padding=(0, 2))
    found.add_column(style="dim", no_wrap=True)
    found.add_column(overflow="fold")
    for label, value in _rows(parsed.extract):
        found.add_row(label, Text(value))
    parts: list[RenderableType] = [found]
    if parsed.message is not None:
        for name, text in texts_of(parsed.message).items():
            if name == "body" or name.startswith("attachment"):
                heading = [] if name == "body" else [Text(name, style="dim")]
                parts += [Text(), *heading, _coloured(name, text, parsed.extract.evidence)]
    needs_review = parsed.extract.needs_review
    return Panel(
        Group(*parts),
        title=Text(parsed.file),
        title_align="left",
        border_style="red" if needs_review else "green",
    )


def _content(file: Path) -> tuple[bytes, tuple[str, ...]]:
    with file.open("rb") as opened:
        content = opened.read(READ_AT_MOST + 1)
    if len(content) > READ_AT_MOST:
        return content[:READ_AT_MOST], ("file_cut",)
    return content, ()


def _unread(file: Path, reason: Reason) -> Parsed:
    return Parsed(
        file=str(file),
        extract=Extract(
            intent=Intent.OTHER,
            language="en",
            needs_review=True,
            reasons=(reason,),
            intent_is_sure=False,
            language_is_sure=False,
        ),
        message=None,
    )


def _rows(found: Extract) -> Iterator[tuple[str, str]]:
    yield "intent", found.intent.value + ("" if found.intent_is_sure else " (not sure)")
    yield "language", found.language + ("" if found.language_is_sure else " (not sure)")
    for number, attendee in enumerate(found.attendees, start=1):
        yield f"person {number}", _one_line(attendee)
    for name in found.replaces:
        yield "replaces", name
    for key, value in (billing_json(found.billing) or {}).items():
        if value is not None:
            yield f"billing {key.replace('_', ' ')}", str(value)
    if found.missing:
        yield "missing", ", ".join(found.missing)
    if found.unread:
        yield "not read", ", ".join(found.unread)
    if found.needs_review:
        yield "look at", ", ".join(found.reasons) or "yes"


def _one_line(attendee: Attendee) -> str:
    said = [attendee.name or "(no name yet)"]
    said += [f"diet: {need}" for need in (*attendee.dietary, *attendee.dietary_other)]
    if attendee.dietary_stated and len(said) == 1:
        said.append("diet: nothing")
    said += [f"{key}: {str(value).lower()}" for key, value in attendee.answers.items()]
    said += [
        v for v in (attendee.email, attendee.phone, attendee.organisation, attendee.title) if v
    ]
    return "; ".join(said)


def _coloured(part: str, whole: str, evidence: Sequence[Evidence]) -> Text:
    """A text of the letter; `Text` takes it literally, so nothing in it is markup."""
    text = Text(whole[:SHOWN_AT_MOST], overflow="fold")
    for piece in evidence:
        if piece.part == part and piece.start < SHOWN_AT_MOST:
            text.stylize(_colour(piece.field), piece.start, min(piece.end, SHOWN_AT_MOST))
    if len(whole) > SHOWN_AT_MOST:
        text.append(f"\n… {len(whole) - SHOWN_AT_MOST} more", style="dim")
    return text


def _colour(field: str) -> str:
    """By the last step of a field that has a colour of its own, else by the first."""
    steps = field.replace("]", "").replace("[", ".").split(".")
    for step in reversed(steps):
        if step in COLOURS:
            return COLOURS[step]
    return "bold"
