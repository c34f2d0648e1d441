"""The sample letters, in the order in which they arrive; everybody in them is invented."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from email.header import Header
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime
from importlib.resources import files
from string import Template

from mailreg.demo.folder import ADDRESS, HOST
from mailreg.demo.replies import Replies

BETWEEN = timedelta(seconds=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A letter whose date, and what it answers, are filled in when it is sent."""

    template: str
    sender_name: str
    sender: str
    is_automatic: bool  # leaves with the null return path (RFC 3834 § 3.3)
    answers_us: bool


@dataclass(slots=True, kw_only=True)
class Postbag:
    """The letters that have not arrived yet."""

    smtp_port: int
    replies: Replies
    _waiting: list[Sample] = field(default_factory=lambda: list(samples()))
    _next_at: datetime | None = None  # None: at once

    def send_next(self, now: datetime) -> bool:
        """Send one letter if its time has come; False where none was sent."""
        if not self._waiting or (self._next_at is not None and now < self._next_at):
            return False
        letter = self._filled(self._waiting[0], now)
        if letter is None:
            return False
        sample = self._waiting.pop(0)
        with smtplib.SMTP(HOST, self.smtp_port) as smtp:
            smtp.sendmail("" if sample.is_automatic else sample.sender, [ADDRESS], letter)
        self._next_at = now + BETWEEN
        return True

    def _filled(self, sample: Sample, now: datetime) -> bytes | None:
        """The letter as sent; None while it waits for the reply that it answers."""
        values = {"date": format_datetime(now)}
        if sample.answers_us:
            reply = self.replies.first_to(sample.sender)
            if reply is None:
                return None
            values |= {
                "answered": reply.message_id,
                "subject": Header(reply.subject, "utf-8").encode(),
                "quoted": reply.text.strip().replace("\n", "\n> "),
            }
        return Template(sample.template).substitute(values).replace("\n", "\r\n").encode()


def samples() -> Iterator[Sample]:
    """Every sample letter, in order."""
    folder = files("mailreg.demo") / "mails"
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".eml"):
            yield _sample(file.read_text(encoding="utf-8"))


def _sample(template: str) -> Sample:
    message: EmailMessage = message_from_bytes(template.encode(), policy=default)
    sender = message["From"].addresses[0]
    return Sample(
        template=template,
        sender_name=sender.display_name,
        sender=sender.addr_spec,
        is_automatic="Auto-Submitted" in message,
        answers_us="$answered" in template,
    )
