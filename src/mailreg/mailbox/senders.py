"""The sender of a message that is only skimmed."""

from __future__ import annotations

import re

MAX_FROM_BYTES = 2_000  # longer ones are cut: nobody has such a name

_FROM = re.compile(rb"^from[ \t]*:((?:.*\n?)(?:[ \t].*\n?)*)", re.IGNORECASE | re.MULTILINE)
_BRACKETED = re.compile(rb"<([^<>\s@]+@[^<>\s@]+)>")
_BARE = re.compile(rb"[^\s<>\"(),:;@]+@[^\s<>\"(),:;@]+")


def address_of(header: bytes) -> str:
    """The address in the From of a header, its domain in lower case; "" where there is none.

    It is read without decoding: encoded words hold no address (RFC 2047, section 5).
    """
    field = _FROM.search(header)
    if field is None:
        return ""
    value = field[1][:MAX_FROM_BYTES]
    bracketed = _BRACKETED.search(value)
    bare = None if bracketed else _BARE.search(value)
    found = bracketed[1] if bracketed else bare[0] if bare else b""
    # PostgreSQL stores no NUL in a text, and this is stored without a guard around one message
    local, _, domain = found.decode("utf-8", "replace").replace("\0", "\ufffd").rpartition("@")
    return f"{local}@{domain.lower()}" if local else ""
