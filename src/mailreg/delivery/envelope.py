"""How a finished mail is put on the wire: the parameters of MAIL, and the content of DATA."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from mailreg.reply.values import OutgoingMail

_LINE_END = re.compile(rb"\r\n|\r|\n")
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
_NOT_IN_A_PATH = re.compile(r"[\x00-\x20\x7f<>]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What MAIL and RCPT say."""

    sender: str
    recipient: str
    options: tuple[str, ...]  # parameters of MAIL
    encoding: str  # of the commands: ascii, or utf-8 (RFC 6531)


class UnsendableAddress(ValueError):
    """An address that this server, or SMTP at all, cannot carry; the message is for staff."""


def plan_envelope(mail: OutgoingMail, extensions: Collection[str]) -> Envelope:
    """Return the envelope for a server with these extensions (lower case, from EHLO).

    A domain outside ASCII is sent in its ASCII form (RFC 5891); only a local part outside ASCII
    needs SMTPUTF8 (RFC 6531). Raises UnsendableAddress.
    """
    sender, recipient = _to_ascii(mail.sender), _to_ascii(mail.recipient)
    needs_utf8 = not (sender.isascii() and recipient.isascii())
    if needs_utf8 and "smtputf8" not in extensions:
        address = sender if not sender.isascii() else recipient
        raise UnsendableAddress(
            f"the server cannot carry the address {address}: it does not support letters "
            "outside ASCII before the @ (SMTPUTF8, RFC 6531)"
        )
    return Envelope(
        sender=sender,
        recipient=recipient,
        options=tuple(_mail_options(mail.content, extensions, needs_utf8=needs_utf8)),
        encoding="utf-8" if needs_utf8 else "ascii",
    )


def encode_content(content: bytes) -> bytes:
    """Return the content with CRLF line ends, dots doubled, and the final dot (RFC 5321 § 4.5.2).

    No bare CR or LF is left: some servers take one for a line end, and a dot after it for ours.
    """
    lines = _LINE_END.sub(b"\r\n", content)
    if not lines.endswith(b"\r\n"):
        lines += b"\r\n"
    return _LEADING_DOT.sub(b"..", lines) + b".\r\n"


def _to_ascii(address: str) -> str:
    if _NOT_IN_A_PATH.search(address) or "@" not in address:
        raise UnsendableAddress(f"{address!r} is no address that SMTP can carry")
    local, _, domain = address.rpartition("@")
    if domain.isascii() or not local.isascii():
        return address
    try:
        return validate_email(address, check_deliverability=False).ascii_email or address
    except EmailNotValidError as error:
        raise UnsendableAddress(f"{address} is no valid address: {error}") from error


def _mail_options(content: bytes, extensions: Collection[str], *, needs_utf8: bool) -> list[str]:
    options = []
    if "size" in extensions:  # RFC 1870: too large is refused before it is sent
        options.append(f"SIZE={len(content)}")
    if "8bitmime" in extensions and not content.isascii():  # RFC 6152
        options.append("BODY=8BITMIME")
    if needs_utf8:
        options.append("SMTPUTF8")
    return options
