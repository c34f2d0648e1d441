"""The letter as its writer's program laid it out: its HTML, where it has any, as it stands."""

from __future__ import annotations

from mailreg.message.charset import decode
from mailreg.message.html_text import MAX_HTML
from mailreg.message.mime import decoded, split

HTML = "text/html"


def has_html(content: bytes) -> bool:
    """Whether the bytes of a message name a part in HTML; quick, and now and then wrongly true."""
    return any(name.encode() in content for name in (HTML, HTML.upper(), "Text/Html", "text/HTML"))


def html_of(content: bytes) -> str:
    """The parts in HTML that are the letter and no file, one after the other; "" without any.

    At most MAX_HTML characters. Anything may stand in it: it is to be sanitised before it is shown.
    """
    found: list[str] = []
    left = MAX_HTML
    for part in split(content, set()).walk_own():
        is_file = part.is_attachment or bool(part.filename and found)
        if part.content_type != HTML or is_file or left <= 0:
            continue
        data = decoded(part, set())[: 4 * left]  # UTF-8 takes at most four bytes for a character
        text, _ = decode(data, part.headers.parameter("content-type", "charset"))
        found.append(text[:left].replace("\x00", ""))
        left -= len(found[-1])
    return "\n".join(found)
