"""Mail for staff: a notification of one case, and the digest of a day.

    staff/LANG/case.txt     beside the folders of the languages; looks like a mail, as replies do
    staff/LANG/digest.txt

A file that is not in the operator's folder is taken from the shipped ones. Plain text alone, and
nothing of anybody's diet: what is passed to a template has none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

from jinja2 import TemplateError

from mailreg.errors import ConfigurationError, Problem
from mailreg.reply import mime, sandbox
from mailreg.reply.layout import tidy
from mailreg.reply.values import OutgoingMail

FOLDER: Final = "staff"  # within the folder of templates
FALLBACK: Final = "en"
_AUTOMATIC: Final = (
    "Auto-Submitted: auto-generated",
    "X-Auto-Response-Suppress: OOF, AutoReply, RN, NRN",
)


class StaffMail(StrEnum):
    """What staff are told; each has a file of that name."""

    CASE = "case"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffEnvelope:
    """Where a mail for staff goes and comes from."""

    message_id: str  # with angle brackets
    sender_name: str
    sender: str  # address of the desk
    recipient: str
    date: datetime  # aware


def compose_staff_mail(
    mail: StaffMail,
    names: Mapping[str, object],
    envelope: StaffEnvelope,
    *,
    language: str,
    folders: Sequence[Path],
) -> OutgoingMail:
    """The finished mail; `folders` are those of templates, the operator's first.

    Raises ConfigurationError where the template fails.
    """
    subject, text = _rendered(mail, names, language, folders)
    body = mime.text_part("text/plain", text)
    fields = (
        mime.mailbox("From", envelope.sender_name, envelope.sender),
        f"To: {mime.address(envelope.recipient)}",
        mime.subject(subject),
        f"Date: {format_datetime(envelope.date)}",
        f"Message-ID: {envelope.message_id}",
        *_AUTOMATIC,
        f"Content-Language: {language}",
        "MIME-Version: 1.0",
        *body.fields,
    )
    return OutgoingMail(
        message_id=envelope.message_id,
        sender=envelope.sender,
        recipient=envelope.recipient,
        content=mime.CRLF.join((*fields, "", body.body)).encode(),
    )


def _rendered(
    mail: StaffMail, names: Mapping[str, object], language: str, folders: Sequence[Path]
) -> tuple[str, str]:
    """Subject and text; English where the language has no such file."""
    problems: list[Problem] = []
    sources: dict[str, sandbox.Source] = {}
    for folder in reversed(folders):
        sources |= sandbox.read(folder / FOLDER, problems)
    if problems:
        raise ConfigurationError(problems)
    name = f"{language}/{mail}.txt"
    name = name if name in sources else f"{FALLBACK}/{mail}.txt"
    try:
        whole = sandbox.environment(sources).get_template(name).render(names)
    except TemplateError as error:
        problem = Problem(file=name, key="", message=str(error), remedy=sandbox.REMEDY)
        raise ConfigurationError([problem]) from error
    first, _, text = tidy(whole).partition("\n")
    return first.removeprefix("Subject:").strip(), text.strip()
