"""The same letter as other programs send it, and with what they add to it."""

from __future__ import annotations

import html
import random
import re
import tomllib
from email.message import Message
from functools import cache
from pathlib import Path
from typing import Final

from mailreg.registration.values import Reply
from mailreg.reply.samples import letters
from mailreg.reply.templates import Templates, load
from tests.corpus.cases import Case, event
from tests.corpus.metamorphic import mail
from tests.corpus.metamorphic.variant import Transformation, Variant

ROOT: Final = Path(__file__).parents[3]
ADDED: Final = Path(__file__).parent / "added.toml"
MACHINES: Final = frozenset({"auto_reply", "bounce", "bulk", "other"})
QUOTES = re.compile(
    r"(?im)^[> ]*(?:>|-{3,}.*(?:original|ursprung|forward|vidarebef)|från:|from:|fra:|von:)|"
    r"(?:skrev|wrote|skrifaði|kirjoitti|schrieb)\b.*:\s*$|skrev .*>:"
)
_REPLIES: Final = {  # what a letter may answer without meaning something else by it
    "register": Reply.FORWARDED,
    "question": Reply.FORWARDED,
    "amend": Reply.RECEIVED,
    "cancel": Reply.RECEIVED,
}


def encoded(charset: str, encoding: str) -> Transformation:
    """A transformation that sends every text in another charset and transfer encoding."""

    def transform(case: Case, _: random.Random) -> Variant | None:
        message = mail.opened(case.content)
        try:
            for part in mail.text_parts(message):
                mail.set_text(part, mail.text_of(part), charset=charset, encoding=encoding)
            subject = mail.header(message, "Subject")
            subject.encode(charset)
            mail.set_header(message, "Subject", subject, charset)
        except UnicodeEncodeError:
            return None
        return Variant(content=mail.closed(message), label=case.label)

    return transform


def as_a_reply(case: Case, chance: random.Random) -> Variant | None:
    """The letter answers a reply of ours, which stands beneath with `>` before its lines."""
    quoted = _our_reply(case)
    if quoted is None:
        return None
    lines = "\n".join(f"> {line}".rstrip() for line in quoted.split("\n"))
    intro = chance.choice((
        "Den 8 mars 2023 kl. 14:12 skrev Mötesplats Storsthlm <motesplats@example.org>:",
        "On Wed, 8 Mar 2023 at 14:12, Mötesplats Storsthlm <motesplats@example.org> wrote:",
    ))  # fmt: skip
    return _with(case, f"\n\n{intro}\n\n{lines}\n", prefix=chance.choice(("Re: ", "SV: ")))


def as_an_outlook_reply(case: Case, _: random.Random) -> Variant | None:
    """As `as_a_reply`, below a block of headers and without marks."""
    quoted = _our_reply(case)
    if quoted is None:
        return None
    block = (
        "\n\nFrån: Mötesplats Storsthlm <motesplats@example.org>\n"
        "Skickat: den 8 mars 2023 14:12\n"
        f"Till: {mail.header(mail.opened(case.content), 'From')}\n"
        "Ämne: Mötesplats Storsthlm [MS-7K4QD]\n\n"
    )
    return _with(case, f"{block}{quoted}\n", prefix="SV: ")


def signed(case: Case, chance: random.Random) -> Variant | None:
    """A signature of the sender below the letter, with a visiting address and a telephone."""
    pairs = mail.people(mail.opened(case.content), "From")
    name = pairs[0][0] if pairs else ""
    is_needed = any(person["name"] is None for person in case.label["attendees"])
    if not name or is_needed or _speaks(case, r"signatur|enligt nedan|adress(?:en)? nedan|below"):
        return None
    return _with(
        case,
        f"\n\n-- \n{name}\n{_added('titles', chance)}\n{_added('units', chance)}\n"
        f"Besöksadress: Torggatan {chance.randint(1, 60)}, 702 11 Örebro\n"
        f"Telefon: 019-21 {chance.randint(10, 99)} {chance.randint(10, 99)}\n",
    )


def disclaimed(case: Case, chance: random.Random) -> Variant | None:
    """The small print of an organisation below the letter."""
    return _with(case, f"\n\n{_added('disclaimers', chance)}\n")


def marked_external(case: Case, chance: random.Random) -> Variant | None:
    """The warning of a mail system above the letter."""
    return _with(case, f"{_added('banners', chance)}\n\n", at_end=False)


def from_a_phone(case: Case, chance: random.Random) -> Variant | None:
    """The line that a telephone adds."""
    return _with(case, f"\n\n{_added('sent_from', chance)}\n")


def _added(kind: str, chance: random.Random) -> str:
    return chance.choice(_additions()[kind])


@cache
def _additions() -> dict[str, list[str]]:
    """What mail programs add, from which one is chosen."""
    added: dict[str, list[str]] = tomllib.loads(ADDED.read_text("utf-8"))
    return added


def _with(case: Case, text: str, *, at_end: bool = True, prefix: str = "") -> Variant | None:
    """A letter of a person with text above or below; below only where nothing is quoted there."""
    message = mail.opened(case.content)
    bodies = mail.body_parts(message)
    if case.label["intent"] in MACHINES or not bodies or _has_more(case, message, at_end=at_end):
        return None
    for part in bodies:
        before = mail.text_of(part)
        is_html = part.get_content_type() == "text/html"
        add = _add_to_html if is_html else _add_to_plain
        mail.set_text(part, add(before, text, at_end=at_end))
    subject = mail.header(message, "Subject")
    if prefix and not re.match(r"(?i)(?:re|sv|aw)\s*:", subject):
        mail.set_header(message, "Subject", prefix + subject)
    if prefix and "In-Reply-To" not in message:
        message["In-Reply-To"] = message["References"] = "<c9d1.7f3a@example.org>"
    return Variant(content=mail.closed(message), label=case.label)


def _has_more(case: Case, message: Message, *, at_end: bool) -> bool:
    """Whether what is added below would stand below another letter."""
    has_letters = any(p.get_content_type() == "message/rfc822" for p in message.walk())
    return at_end and (has_letters or _speaks(case, QUOTES.pattern, re.IGNORECASE | re.MULTILINE))


def _speaks(case: Case, pattern: str, flags: int = re.IGNORECASE) -> bool:
    message = mail.opened(case.content)
    return any(re.search(pattern, mail.text_of(part), flags) for part in mail.body_parts(message))


def _add_to_plain(before: str, text: str, *, at_end: bool) -> str:
    return before.rstrip("\n") + text if at_end else text + before


def _add_to_html(before: str, text: str, *, at_end: bool) -> str:
    shown = "".join(f"<div>{html.escape(line) or '<br>'}</div>" for line in text.split("\n")[:-1])
    edge = re.search(r"(?i)</body>", before) if at_end else re.search(r"(?i)<body[^>]*>", before)
    place = len(before) if at_end else 0
    if edge:
        place = edge.start() if at_end else edge.end()
    return before[:place] + shown + before[place:]


def _our_reply(case: Case) -> str | None:
    reply = _REPLIES.get(case.label["intent"])
    if reply is None:
        return None
    language = case.label["language"] if case.label["language"] in ("sv", "en") else "sv"
    return _rendered(reply, language)


@cache
def _rendered(reply: Reply, language: str) -> str:
    """One of our replies, as its template says it."""
    known = (one for one in letters(event(), [language]) if one.reply is reply)
    return _templates().render(next(known), event()).text.strip()


@cache
def _templates() -> Templates:
    return load(None, shipped=ROOT / "templates", events=[event()])
