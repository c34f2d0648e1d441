"""What a bounce tells: which mail came back, whom it did not reach, and why.

RFC 3464 says it in a part of its own, one group of fields for each recipient; others in running
text (see `unstandard`). The mail that came back is known by its header, which is enclosed (RFC
3462, section 2) or repeated in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from mailreg.message.charset import one_line
from mailreg.message.headers import Headers, read_fields
from mailreg.message.identity import tokens_in
from mailreg.message.machine_text import BOUNCE_SUBJECT, BOUNCE_TEXT, DELAY
from mailreg.message.mime import Part, decoded
from mailreg.message.unstandard import Unreached, unreached
from mailreg.message.values import DeliveryReport, ReportKind

MAX_GROUPS: Final = 100  # recipients of one report
MAX_DIAGNOSTIC: Final = 300  # characters
MAX_HEADERS: Final = 20  # of returned mails that are looked at
OPENING: Final = 3000  # characters in which a bounce in running text says what happened

_STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_HEADER_TYPES = frozenset({"text/rfc822-headers", "message/rfc822-headers", "message/rfc822"})
_ENCLOSED_TYPES = frozenset({"message/rfc822", "message/global"})
_KINDS: Final[Mapping[str, ReportKind]] = {
    "failed": ReportKind.FAILED,
    "delayed": ReportKind.DELAYED,
    "delivered": ReportKind.DELIVERED,
    "relayed": ReportKind.DELIVERED,
    "expanded": ReportKind.DELIVERED,
}  # RFC 3464, section 2.3.3
_GRAVEST = (ReportKind.FAILED, ReportKind.DELAYED, ReportKind.DELIVERED)
_BLANK_LINE = re.compile(rb"\n[ \t]*\r?\n")
_ADDRESS = re.compile(r"[^\s<>;,\"()]{1,64}@[\w.-]{1,253}")
_STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
_SERVER_LINE = re.compile(r"\b[45]\.\d{1,3}\.\d{1,3}\b|\b[45][0-5]\d[ -]\S")
_FOR_GOOD = re.compile(r"\b5\.\d{1,3}\.\d{1,3}\b|\b55\d\b|\bpermanent")
_ID_LINE = re.compile(
    r"^[>\t |]{0,10}(?:original-)?message-id[ \t]*:\s{0,5}(<[^<>\s]{1,400}>)",
    re.IGNORECASE | re.MULTILINE,
)
_REFERENCES = re.compile(
    r"^[>\t |]{0,10}references[ \t]*:([^:]{0,4000})", re.IGNORECASE | re.MULTILINE
)
_SUBJECT = re.compile(
    r"^[>\t |]{0,10}(?:subject|ämne|emne|betreff|objet)[ \t]*:([^\n]{0,400})",
    re.IGNORECASE | re.MULTILINE,
)
_ID = re.compile(r"<[^<>\s]{1,400}>")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Original:
    """The header of the mail that came back."""

    ids: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    subject: str = ""


def report_of(root: Part, content: bytes, text: str) -> DeliveryReport:
    """What the bounce `content` tells; `root` is its tree, `text` all its text."""
    groups = _groups(root)
    kind = _kind(groups)
    recipients = _recipients(root, groups)
    if kind is None or not recipients:
        told = unreached(content)
        recipients = recipients or told.for_good or told.for_now
        kind = kind or _told(root, text, told)
    original = _original(root, text)
    answers = root.headers.ids("in-reply-to") or root.headers.ids("references")[-1:]
    return DeliveryReport(
        kind=kind,
        recipients=recipients,
        diagnostic=_diagnostic(groups, text),
        ids=original.ids or tuple(one for one in answers if tokens_in([one])),
        references=original.references,
        subject=original.subject,
    )


def _groups(root: Part) -> list[Headers]:
    """The fields of each recipient (RFC 3464, section 2.1); those of the message come first."""
    parts = (part for part in root.walk_own() if part.content_type in _STATUS_TYPES)
    blocks = (block for part in parts for block in _BLANK_LINE.split(decoded(part, set())))
    read = (read_fields(block.lstrip(b"\r\n"))[0] for block in islice(blocks, MAX_GROUPS))
    return [one for one in read if "action" in one or "final-recipient" in one or "status" in one]


def _kind(groups: Sequence[Headers]) -> ReportKind | None:
    """The gravest that any recipient's fields say; None where none says any."""
    actions = {_KINDS.get(one.main_value("action").partition(" ")[0]) for one in groups}
    return next((kind for kind in _GRAVEST if kind in actions), None)


def _told(root: Part, text: str, named: Unreached) -> ReportKind:
    """What running text says."""
    subject = root.headers.text("subject")
    opening = f"{subject}\n{text[:OPENING]}"
    if DELAY.search(opening) and not _FOR_GOOD.search(opening):
        return ReportKind.DELAYED
    if named.for_good or _FOR_GOOD.search(opening):
        return ReportKind.FAILED
    if named.for_now:
        return ReportKind.DELAYED
    is_said = BOUNCE_SUBJECT.match(subject) or BOUNCE_TEXT.search(opening)
    return ReportKind.FAILED if is_said else ReportKind.UNCLEAR


def _recipients(root: Part, groups: Sequence[Headers]) -> tuple[str, ...]:
    """The addresses as we wrote them (Original-Recipient), and as they became on the way."""
    fields = ("original-recipient", "final-recipient", "x-actual-recipient")
    failed = [one for one in groups if _kind([one]) is ReportKind.FAILED] or groups
    values = [one.raw(name) for one in failed for name in fields]
    values += root.headers.texts("x-failed-recipients")
    found = (address for value in values for address in _ADDRESS.findall(value))
    return tuple(dict.fromkeys(address.lower() for address in found))


def _diagnostic(groups: Sequence[Headers], text: str) -> str:
    """The status code (RFC 3463) and the words of the server that refused."""
    ordered = sorted(groups, key=lambda one: _kind([one]) is not ReportKind.FAILED)
    for group in ordered:
        status = _STATUS.search(group.raw("status"))
        words = group.text("diagnostic-code").removeprefix("smtp;").strip()
        if status or words:
            code = status[0] if status and status[0] not in words else ""
            return f"{code} {words}".strip()[:MAX_DIAGNOSTIC]
    lines = text[:OPENING].split("\n")
    found = next((line for line in lines if _SERVER_LINE.search(line)), "")
    return one_line(found)[:MAX_DIAGNOSTIC]


def _original(root: Part, text: str) -> _Original:
    """The header that came back: of several, the first that has something of ours."""
    found = [*islice(_enclosed(root), MAX_HEADERS)]
    found = [one for one in found if one != _Original()] or [*_in_text(text)]
    ours = (one for one in found if tokens_in((*one.ids, *one.references)))
    subject = _SUBJECT.search(text)
    alone = _Original(subject=one_line(subject[1]) if subject else "")
    return next(ours, None) or next(iter(found), alone)


def _enclosed(root: Part) -> Iterator[_Original]:
    for part in root.walk():
        if part.content_type in _ENCLOSED_TYPES and part.parts:
            yield _of_headers(part.parts[0].headers)
        elif part.content_type in _HEADER_TYPES:
            yield _of_headers(read_fields(decoded(part, set()).lstrip())[0])


def _of_headers(headers: Headers) -> _Original:
    names = (
        "x-microsoft-original-message-id",
        "x-gmail-original-message-id",
        "original-message-id",
        "message-id",
    )
    return _Original(
        ids=tuple(dict.fromkeys(found for name in names for found in headers.ids(name))),
        references=headers.ids("references"),
        subject=headers.text("subject"),
    )


def _in_text(text: str) -> Iterator[_Original]:
    """Headers that a bounce repeats in its text, from one blank line to the next."""
    for found in islice(_ID_LINE.finditer(text), MAX_HEADERS):
        start = text.rfind("\n\n", 0, found.start()) + 1
        end = text.find("\n\n", found.end())
        block = text[max(start, found.start() - 10_000) : end if end >= 0 else None][:20_000]
        references = _REFERENCES.search(block)
        subject = _SUBJECT.search(block)
        yield _Original(
            ids=(found[1],),
            references=tuple(_ID.findall(references[1])) if references else (),
            subject=one_line(subject[1]) if subject else "",
        )
