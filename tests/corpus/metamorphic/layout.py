"""The same words laid out otherwise: lines reordered or wrapped, no capitals, HTML or plain."""

from __future__ import annotations

import html
import random
import re
import textwrap
from collections.abc import Iterator
from copy import deepcopy
from email.message import Message
from typing import Final

from lxml import etree  # type: ignore[import-untyped]  # ships no types
from lxml import html as lxml_html

from tests.corpus.cases import Case
from tests.corpus.metamorphic import mail
from tests.corpus.metamorphic.variant import Variant

_LABELLED = re.compile(
    r"[ \t]{0,4}(?:[-*•][ \t]+)?(?P<label>[^\W\d_][^:\n\t@]{1,28}?)"
    r"(?: ?:[ \t]+\S|(?:\t+| {2,})(?!.*(?:\t|\S {2,}\S))\S)"
)
_HEADER = re.compile(r"(?i)(?:från|from|fra|von|skickat|sent|date|datum|till|to|til|an|cc|kopia|"
                     r"ämne|subject|emne|betreff|re|sv|vb|fw|ps|obs|nb)$")  # fmt: skip
_LISTED = re.compile(r"[\t;|]|\S {2,}\S|^\s*(?:>|[-*•]\s|\d+[.)]\s)")
_BLOCKS: Final = frozenset(
    ["p", "div", "tr", "table", "ul", "ol", "li", "blockquote", "h1", "h2", "h3", "h4", "pre", "hr"]
)
_HIDDEN = re.compile(r"(?i)display:\s*none|visibility:\s*hidden|mso-hide:\s*all|font-size:\s*0")
_EDGE: Final = "\0"  # of a block
WIDTH: Final = 70  # characters, as mail programs wrap


def lines_reordered(case: Case, chance: random.Random) -> Variant | None:
    """`Namn: …`, `Allergi: …`, `Referens: …` in another order."""
    message = mail.opened(case.content)
    part = _only_plain(message)
    if part is None or not case.label["attendees"]:
        return None
    lines = mail.text_of(part).split("\n")
    blocks = [b for b in _labelled_blocks(lines) if len(b) > 1]
    if not blocks:
        return None
    for start, end in ((b.start, b.stop) for b in blocks):
        block = lines[start:end]
        while lines[start:end] == block and len(set(block)) > 1:
            lines[start:end] = chance.sample(block, len(block))
    mail.set_text(part, "\n".join(lines))
    return Variant(content=mail.closed(message), label=case.label)


def lines_wrapped(case: Case, _: random.Random) -> Variant | None:
    """Long lines are broken as a program does that sends plain text."""
    message = mail.opened(case.content)
    part = _only_plain(message)
    if part is None:
        return None
    before = _unflowed(part)
    after = "\n".join(
        line if len(line) <= WIDTH or _LISTED.search(line) else textwrap.fill(
            line, WIDTH, break_long_words=False, break_on_hyphens=False
        )
        for line in before.split("\n")
    )  # fmt: skip
    if after == before:
        return None
    mail.set_text(part, after)
    return Variant(content=mail.closed(message), label=case.label)


def small_letters(case: Case, _: random.Random) -> Variant | None:
    """Nobody has used the shift key."""
    message = mail.opened(case.content)
    for part in mail.text_parts(message):
        text = mail.readable(part)
        is_html = part.get_content_type() == "text/html"
        mail.set_text(part, mail.between_tags(text, str.lower) if is_html else text.lower())
    mail.set_header(message, "Subject", mail.header(message, "Subject").lower())
    return Variant(content=mail.closed(message), label=case.label)


def html_alone(case: Case, _: random.Random) -> Variant | None:
    """The HTML version of a letter that has both."""
    return _with_one_body(case, "text/html")


def plain_alone(case: Case, _: random.Random) -> Variant | None:
    """The plain version of a letter that has both."""
    return _with_one_body(case, "text/plain")


def plain_as_html(case: Case, _: random.Random) -> Variant | None:
    """What was plain text, as a program sends it that writes HTML."""
    message = mail.opened(case.content)
    part = _only_plain(message)
    if part is None:
        return None
    page = "\n".join(_html_lines(_unflowed(part).rstrip("\n").split("\n")))
    part.set_type("text/html")
    mail.set_text(part, f'<html><body><div dir="ltr">{page}</div></body></html>')
    return Variant(content=mail.closed(message), label=case.label)


def html_as_plain(case: Case, _: random.Random) -> Variant | None:
    """What was HTML, as a program shows it that reads plain text."""
    message = mail.opened(case.content)
    pages = [part for part in mail.body_parts(message) if part.get_content_type() == "text/html"]
    if not pages:
        return None
    text = _as_plain(lxml_html.document_fromstring(mail.text_of(pages[0])))
    pages[0].set_type("text/plain")
    mail.set_text(pages[0], text.strip() + "\n")
    _keep_only(message, pages[0])
    return Variant(content=mail.closed(message), label=case.label)


def _with_one_body(case: Case, kept: str) -> Variant | None:
    message = mail.opened(case.content)
    bodies = mail.body_parts(message)
    if sorted(part.get_content_type() for part in bodies) != ["text/html", "text/plain"]:
        return None
    _keep_only(message, next(part for part in bodies if part.get_content_type() == kept))
    return Variant(content=mail.closed(message), label=case.label)


def _only_plain(message: Message) -> Message | None:
    """The plain body, its HTML sibling taken away; None where there is none."""
    bodies = [p for p in mail.body_parts(message) if p.get_content_type() == "text/plain"]
    if len(bodies) != 1:
        return None
    _keep_only(message, bodies[0])
    return next(p for p in mail.body_parts(message) if p.get_content_type() == "text/plain")


def _keep_only(message: Message, body: Message) -> None:
    """Put one body in the place of the alternatives that it is one of."""
    for part in message.walk():
        inside = list(part.walk())[1:]
        if part.get_content_type() == "multipart/alternative" and body in inside:
            single = deepcopy(body)
            del part["Content-Type"]
            del part["Content-Transfer-Encoding"]
            for name in ("Content-Type", "Content-Transfer-Encoding"):
                part[name] = single.get(name, "7bit")
            part.set_payload(single.get_payload())
            return


def _unflowed(part: Message) -> str:
    """The text with soft line ends taken out (RFC 3676)."""
    text = mail.text_of(part)
    if str(part.get_param("format", "")).lower() != "flowed":
        return text
    part.del_param("format")
    return re.sub(r"(?m)^((?!-- $|>).*) \n(?=[^>\n])", r"\1 ", text)


def _labelled_blocks(lines: list[str]) -> Iterator[range]:
    """Stretches of lines that each have a label of their own, none of them a mail header's.

    Labels that are numbered belong to what stands beside them, and part a stretch.
    """
    start, labels = 0, set[str]()
    for at, line in enumerate([*lines, ""]):
        match = _LABELLED.match(line)
        label = match["label"].strip().casefold() if match else ""
        if (
            label
            and not re.search(r"\d", label)
            and not _HEADER.match(label)
            and label not in labels
        ):
            labels.add(label)
            continue
        if not line.strip():
            yield range(start, at)
        start, labels = at + 1, set()


def _html_lines(lines: list[str]) -> Iterator[str]:
    quoted = False
    for line in lines:
        if line.startswith(">") is not quoted:
            quoted = not quoted
            yield '<blockquote type="cite">' if quoted else "</blockquote>"
        shown = html.escape(line[1:].removeprefix(" ") if quoted else line, quote=False)
        shown = shown.replace("\t", '<span style="white-space:pre">\t</span>')
        shown = re.sub(r" {2,}", lambda gap: "&nbsp;" * (len(gap.group()) - 1) + " ", shown)
        yield f"<div>{shown if shown.strip() else '<br>'}</div>"
    if quoted:
        yield "</blockquote>"


def _as_plain(element: etree._Element) -> str:
    """The text of an element as it is seen, a line for each block, tabs between cells."""
    lines = [""]
    for piece in _shown(element):
        if piece == _EDGE:
            lines += [""] if lines[-1].strip(" ") else []
        else:
            first, *rest = piece.split("\n")
            lines[-1] += first
            lines += rest
    text = "\n".join(line.replace("\u00a0", " ").strip(" ") for line in lines)
    return re.sub(r"\n{3,}", "\n\n", text)


def _shown(element: etree._Element) -> Iterator[str]:
    tag = element.tag if isinstance(element.tag, str) else ""
    is_hidden = _HIDDEN.search(element.get("style", "")) or element.get("hidden") is not None
    if is_hidden or tag in ("", "style", "script", "head", "title"):
        return
    if tag == "br":
        yield "\n"
    if tag == "tr":
        yield _EDGE
        yield "\t".join(_inside(cell) for cell in element if cell.tag in ("td", "th"))
        yield _EDGE
        return
    if tag == "blockquote":
        yield _EDGE
        yield "\n".join(f"> {line}".rstrip() for line in _inside(element).split("\n"))
        yield _EDGE
        return
    yield _EDGE if tag in _BLOCKS else ""
    yield "* " if tag == "li" else ""
    yield _collapsed(element.text)
    for child in element:
        yield from _shown(child)
        yield _collapsed(child.tail)
    yield _EDGE if tag in _BLOCKS else ""


def _inside(element: etree._Element) -> str:
    element.tag = "div"
    return _as_plain(element).strip()


def _collapsed(text: str | None) -> str:
    return re.sub(r"[ \r\n\t]+", " ", text or "")
