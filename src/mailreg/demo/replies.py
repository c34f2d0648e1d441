"""The replies that the SMTP server took: each as a readable text and as it was sent."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

SHOWN_HEADERS = ("From", "To", "Subject", "Date", "In-Reply-To")
NEW_LINE = "\n"
THANKS = re.compile(r"\A(?:Tack|Thank)[^.!]*[.!] (?=.)")
GREETING = re.compile(r"\A(?:Hej|Dear|Hello|Hi)\b[^\n]*\n+")


@dataclass(frozen=True, slots=True, kw_only=True)
class SentReply:
    """One mail that has left."""

    recipient: str
    message_id: str
    subject: str
    text: str

    @property
    def gist(self) -> str:
        """The first sentence after the greeting and the thanks, without its full stop."""
        first, *rest = GREETING.sub("", self.text.strip()).split("\n\n")
        said = " ".join(first.split())
        if said.endswith(":") and rest:
            said = f"{said} {rest[0].partition(NEW_LINE)[0]}"
        return THANKS.sub("", said).partition(". ")[0].rstrip(".")


@dataclass(slots=True)
class Replies:
    """A folder of what was sent; written by the servers' thread, read by any."""

    folder: Path
    _sent: list[SentReply] = field(default_factory=list)

    def keep(self, content: bytes) -> None:
        """Write one mail down, numbered in the order of leaving."""
        message = message_from_bytes(content, policy=default)
        reply = _read(message)
        number = len(self._sent) + 1
        name = f"{number:02}-{reply.recipient.partition('@')[0]}"
        (self.folder / f"{name}.eml").write_bytes(content)
        (self.folder / f"{name}.txt").write_text(_readable(message, reply), encoding="utf-8")
        self._sent.append(reply)

    def gists(self) -> dict[str, str]:
        """What each says, in a sentence, by Message-ID."""
        return {reply.message_id: reply.gist for reply in self._sent}

    def to(self, address: str) -> list[SentReply]:
        """Everything that this address was sent, oldest first."""
        return [reply for reply in self._sent if reply.recipient == address]

    def first_to(self, address: str) -> SentReply | None:
        """What this address was answered first; None: nothing yet."""
        return next((reply for reply in self._sent if reply.recipient == address), None)


def _read(message: EmailMessage) -> SentReply:
    body = message.get_body(preferencelist=("plain", "html"))
    return SentReply(
        recipient=message["To"].addresses[0].addr_spec,
        message_id=str(message["Message-ID"]).strip(),
        subject=str(message["Subject"]),
        text=body.get_content().replace("\r\n", "\n") if body else "",
    )


def _readable(message: EmailMessage, reply: SentReply) -> str:
    headers = [f"{name}: {message[name]}" for name in SHOWN_HEADERS if message[name]]
    others = [
        f"[{part.get_content_type()}{_named(part)}]"
        for part in message.walk()
        if not part.is_multipart() and part.get_content_type() != "text/plain"
    ]
    return "\n".join([*headers, "", reply.text.rstrip(), "", *others, ""])


def _named(part: EmailMessage) -> str:
    name = part.get_filename()
    return f" {name}" if name else ""
