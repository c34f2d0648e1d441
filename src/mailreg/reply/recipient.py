"""The one address to which a letter is answered."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from email_validator import EmailNotValidError, validate_email

from mailreg.message import Address, InboundMessage


class Doubt(StrEnum):
    """Why staff must say where an answer goes."""

    NO_SENDER = "no_sender"  # From holds no address
    BAD_ADDRESS = "bad_address"  # it is none that mail can be sent to
    OWN_ADDRESS = "own_address"  # it is one of ours: an answer would come back
    REPLY_TO_ELSEWHERE = "reply_to_elsewhere"  # Reply-To names another domain than From


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Where an answer would go, and whether it may without a person's look."""

    email: str | None  # validated, pure ASCII where that is possible; None: there is none
    doubt: Doubt | None = None  # None: it may be used


def recipient(message: InboundMessage, *, own: Collection[str]) -> Recipient:
    """From, or a Reply-To in the very same domain; `own` are the addresses of our mailboxes.

    With a doubt the address is what staff are shown as a suggestion, never one of ours.
    """
    if message.sender is None:
        return Recipient(email=None, doubt=Doubt.NO_SENDER)
    ours = frozenset(address.lower() for address in own)
    wished, is_elsewhere = _wished(message.sender, message.reply_to)
    email = _validated(wished.email)
    if email is None:
        return Recipient(email=None, doubt=Doubt.BAD_ADDRESS)
    if email.lower() in ours:
        return Recipient(email=None, doubt=Doubt.OWN_ADDRESS)
    return Recipient(email=email, doubt=Doubt.REPLY_TO_ELSEWHERE if is_elsewhere else None)


def _wished(sender: Address, reply_to: tuple[Address, ...]) -> tuple[Address, bool]:
    """The address to use, and whether the letter asks for an answer to another domain."""
    if not reply_to or any(_key(address) == _key(sender) for address in reply_to):
        return sender, False
    near = [address for address in reply_to if _domain(address) == _domain(sender)]
    if len(near) < len(reply_to):
        return sender, True
    return near[0], False


def _key(address: Address) -> str:
    return address.email.lower()


def _domain(address: Address) -> str:
    return address.email.rpartition("@")[2].lower()


def _validated(email: str) -> str | None:
    """The address as it is sent to, without a look into the DNS."""
    try:
        valid = validate_email(email, check_deliverability=False)
    except EmailNotValidError:
        return None
    return valid.ascii_email or valid.normalized
