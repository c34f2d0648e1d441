"""A letter taken apart, changed, and put together as another program would send it."""

from __future__ import annotations

import base64
import email
import html
import quopri
import re
from collections.abc import Callable, Iterator
from email.errors import HeaderParseError
from email.header import Header, decode_header, make_header
from email.message import Message
from email.utils import formataddr, getaddresses

TEXTS = frozenset({"text/plain", "text/html", "text/csv", "text/vcard", "text/x-vcard"})
PEOPLE = ("From", "To", "Cc", "Reply-To")
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z]\w*);")
_MARKUP = re.compile(
    r"(<!--.*?-->|<style\b.*?</style>|<script\b.*?</script>|<[^>]*>)", re.DOTALL | re.IGNORECASE
)

Change = Callable[[str], str]


def opened(content: bytes) -> Message:
    """The tree of a message."""
    return email.message_from_bytes(content)


def closed(message: Message) -> bytes:
    """The message as it is sent."""
    return message.as_bytes()


def text_parts(message: Message) -> Iterator[Message]:
    """Every part that holds text of the letter, attached lists included, notices of mail not."""
    for part in message.walk():
        if not part.is_multipart() and part.get_content_type() in TEXTS:
            yield part


def body_parts(message: Message) -> list[Message]:
    """The letter itself: its plain text, its HTML, or both; enclosed letters left out."""
    if not message.is_multipart():
        return [message] if message.get_content_type() in ("text/plain", "text/html") else []
    children = [part for part in message.get_payload() if isinstance(part, Message)]
    if message.get_content_type() == "multipart/alternative":
        return [body for child in children for body in body_parts(child)]
    return body_parts(children[0]) if children else []


def text_of(part: Message) -> str:
    """The decoded text with plain line feeds, whatever charset was declared or left out."""
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    for charset in ("utf-8", part.get_content_charset() or "us-ascii"):
        try:
            return content.decode(charset).replace("\r\n", "\n")
        except (LookupError, UnicodeDecodeError):
            continue
    return content.decode("windows-1252", "replace").replace("\r\n", "\n")


def set_text(
    part: Message, text: str, *, charset: str = "utf-8", encoding: str = "quoted-printable"
) -> None:
    """Give a part another text; raises UnicodeEncodeError where the charset lacks a character."""
    content = text.encode(charset)
    del part["Content-Transfer-Encoding"]
    part["Content-Transfer-Encoding"] = encoding
    if "Content-Type" not in part:
        part["Content-Type"] = "text/plain"
    part.set_param("charset", charset)
    if encoding == "base64":
        part.set_payload(base64.encodebytes(content).decode("ascii"))
    elif encoding == "quoted-printable":
        part.set_payload(quopri.encodestring(content).decode("ascii"))
    else:
        part.set_payload(content.decode("ascii", "surrogateescape"))


def header(message: Message, name: str) -> str:
    """A header as it is read by people."""
    raw = str(message.get(name, ""))
    try:
        return re.sub(r"\s*\n\s*", " ", str(make_header(decode_header(raw))))
    except (HeaderParseError, LookupError, UnicodeDecodeError):
        return raw


def set_header(message: Message, name: str, text: str, charset: str = "utf-8") -> None:
    """Replace a header where it stands, or add it."""
    value = text if text.isascii() else Header(text, charset, header_name=name).encode()
    if name in message:
        message.replace_header(name, value)
    else:
        message[name] = value


def people(message: Message, name: str) -> list[tuple[str, str]]:
    """Display name and address of everybody in a header."""
    pairs = getaddresses([str(value) for value in message.get_all(name, [])])
    return [(_decoded(shown), address) for shown, address in pairs]


def set_people(
    message: Message, name: str, pairs: list[tuple[str, str]], charset: str = "utf-8"
) -> None:
    """Write a header of people anew."""
    message.replace_header(name, ", ".join(formataddr(pair, charset) for pair in pairs))


def change_everywhere(message: Message, change: Change) -> None:
    """Apply a change to all that people read: texts, subject, names and addresses."""
    for part in text_parts(message):
        text = readable(part)
        if change(text) != text:
            set_text(part, change(text))
    if "Subject" in message:
        set_header(message, "Subject", change(header(message, "Subject")))
    for name in PEOPLE:
        before = people(message, name)
        after = [(change(shown), change(address)) for shown, address in before]
        if after != before:
            set_people(message, name, after)


def everything(message: Message) -> str:
    """All that `change_everywhere` would change, as one text."""
    shown = [header(message, "Subject")]
    shown += [" ".join(pair) for name in PEOPLE for pair in people(message, name)]
    return "\n".join([*shown, *(readable(part) for part in text_parts(message))])


def readable(part: Message) -> str:
    """The text; of HTML, the source with its letters written out."""
    text = text_of(part)
    return _ENTITY.sub(_letter, text) if part.get_content_type() == "text/html" else text


def between_tags(source: str, change: Change) -> str:
    """Apply a change to what an HTML page shows."""
    pieces = _MARKUP.split(source)
    return "".join(piece if at % 2 else change(piece) for at, piece in enumerate(pieces))


def _letter(entity: re.Match[str]) -> str:
    character = html.unescape(entity.group())
    return entity.group() if character in "<>&\"'\u00a0" else character


def _decoded(text: str) -> str:
    try:
        return str(make_header(decode_header(text)))
    except (HeaderParseError, LookupError, UnicodeDecodeError):
        return text
