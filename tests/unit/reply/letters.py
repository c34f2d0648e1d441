"""The shipped templates, an event, and letters about people who do not exist."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

from mailreg.event.values import Event
from mailreg.extraction import Billing
from mailreg.registration.values import Reply, Status
from mailreg.reply.values import Author, Envelope, Letter, Person

SHIPPED = Path(__file__).parents[3] / "templates"
STOCKHOLM = ZoneInfo("Europe/Stockholm")
EVENT = Event(
    slug="motesplats",
    name={"sv": "Mötesplats Storsthlm", "en": "Mötesplats Storsthlm"},
    languages=("sv", "en"),
    timezone=STOCKHOLM,
    starts=datetime(2023, 3, 23, 13, tzinfo=STOCKHOLM),
    ends=datetime(2023, 3, 23, 17, tzinfo=STOCKHOLM),
    venue="Münchenbryggeriet, Torkel Knutssonsgatan 2, Stockholm",
    mailbox="desk",
    closes=datetime(2023, 3, 23, tzinfo=STOCKHOLM),
)
TOKEN = "abcdefghijklmnopqrstuvwxyz"
ANNA = Person(name="Anna Lindqvist", status=Status.PENDING)
BILLING = Billing(
    recipient="Ekerö kommun",
    street="Box 205",
    postal_code="178 23",
    city="Ekerö",
    country="SE",
    reference="10244",
)

Render = Callable[[Letter], str]


def letter(reply: Reply = Reply.RECEIVED, language: str = "sv", **changes: object) -> Letter:
    """A letter to Anna Lindqvist about herself, changed where a test says so."""
    values: dict[str, object] = {
        "event": EVENT.slug,
        "reference": "MS-7K4QD",
        "contact_name": "Anna Lindqvist",
        "people": (ANNA,),
        "billing": BILLING,
    }
    return Letter(reply=reply, language=language, **{**values, **changes})  # type: ignore[arg-type]


def envelope(**changes: object) -> Envelope:
    """An envelope to Anna Lindqvist in answer to a letter of hers."""
    values: dict[str, object] = {
        "message_id": f"<mailreg.{TOKEN}.1@example.org>",
        "token": TOKEN,
        "sender_name": "Mötesplats Storsthlm",
        "sender": "motesplats@example.org",
        "recipient": "anna.lindqvist@ekero.example",
        "in_reply_to": "<her@ekero.example>",
        "references": ("<before@example.org>",),
        "date": datetime(2023, 3, 8, 16, 1, tzinfo=UTC),
        "author": Author.MACHINE,
    }
    return Envelope(**{**values, **changes})  # type: ignore[arg-type]


def parsed(content: bytes) -> EmailMessage:
    """The mail as the standard library reads it."""
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message
