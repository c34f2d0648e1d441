"""Every reply in every language with realistic cases, as pages to look at before anybody gets one.

    index.html                       all cases, by event and language
    EVENT/LANG/07-confirmed.html     one case: headers, text, HTML on a phone and on a desk
    …/07-confirmed.mail.html  .txt  .eml    its parts, and the mail itself

The pages are files that need no server, no script and nothing from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Final

from jinja2 import DictLoader, Environment

from mailreg.event.values import Event
from mailreg.registration.values import Reply
from mailreg.reply.cases import Case, cases
from mailreg.reply.compose import compose
from mailreg.reply.mime import CRLF
from mailreg.reply.templates import Page, Templates
from mailreg.reply.values import Author, Envelope

INDEX: Final = "index.html"
_PAGES: Final = (INDEX, "case.html", "look.css")
_THREAD: Final = "preview" + "a" * 19  # 26 characters, of no application
_WRITTEN: Final = timedelta(days=8)  # before the event begins
_RECIPIENT: Final = "anna.lindqvist@ekero.example"
_LETTER_ID: Final = "<registration@ekero.example>"
_DECIDED: Final = (
    Reply.CONFIRMED,
    Reply.WAITLISTED,
    Reply.OFFERED,
    Reply.DECLINED,
    Reply.OUTCOME,
    Reply.UPDATED,
    Reply.CANCELLED,
    Reply.CORRECTED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who the mails of an event come from."""

    name: str  # display name
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Exhibit:
    """One mail that is shown."""

    path: str  # of its files, without their endings
    event: Event
    language: str  # that was wished for; the page may have fallen back to another
    case: Case
    page: Page
    content: bytes  # of the mail

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    @property
    def headers(self) -> str:
        """The header section as it is sent."""
        return self.content.decode().partition(CRLF + CRLF)[0].replace(CRLF, "\n")


def gallery(
    templates: Templates, events: Sequence[Event], senders: Mapping[str, Sender]
) -> dict[str, bytes]:
    """The files by their path; `senders` by the slug of the event.

    Raises ConfigurationError where a template fails.
    """
    exhibits = [
        exhibit
        for event in events
        for language in event.languages
        for exhibit in _exhibits(templates, event, language, senders[event.slug])
    ]
    return dict(_files(exhibits, templates.warnings))


def _exhibits(
    templates: Templates, event: Event, language: str, sender: Sender
) -> Iterator[_Exhibit]:
    for number, case in enumerate(cases(event, language), start=1):
        mail = compose(case.letter, _envelope(case, event, number, sender), event, templates)
        yield _Exhibit(
            path=f"{event.slug}/{language}/{number:02}-{case.letter.reply.value}",
            event=event,
            language=language,
            case=case,
            page=templates.render(case.letter, event),
            content=mail.content,
        )


def _envelope(case: Case, event: Event, number: int, sender: Sender) -> Envelope:
    domain = sender.address.rpartition("@")[2]
    return Envelope(
        message_id=f"<mailreg.{_THREAD}.{number}@{domain}>",
        token=_THREAD,
        sender_name=sender.name,
        sender=sender.address,
        recipient=_RECIPIENT,
        in_reply_to=_LETTER_ID,
        references=(),
        date=event.starts - _WRITTEN,
        author=_author(case.letter.reply),
    )


def _author(reply: Reply) -> Author:
    if reply is Reply.MESSAGE:
        return Author.STAFF
    return Author.DECISION if reply in _DECIDED else Author.MACHINE


def _files(exhibits: Sequence[_Exhibit], warnings: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    pages = _environment()
    shelves = [
        (event, language, list(shelf))
        for (event, language), shelf in groupby(
            exhibits, key=lambda one: (one.event.text(one.event.name, "en"), one.language)
        )
    ]
    index = pages.get_template(INDEX).render(shelves=shelves, warnings=warnings)
    yield INDEX, index.encode()
    neighbours = zip([None, *exhibits], exhibits, [*exhibits[1:], None], strict=False)
    for before, exhibit, after in neighbours:
        names = {"one": exhibit, "before": before, "after": after}
        yield f"{exhibit.path}.html", pages.get_template("case.html").render(names).encode()
        yield f"{exhibit.path}.mail.html", exhibit.page.html.encode()
        # the mark tells a browser the encoding, which a file from disk cannot
        yield f"{exhibit.path}.txt", exhibit.page.text.encode("utf-8-sig")
        yield f"{exhibit.path}.eml", exhibit.content


@cache
def _environment() -> Environment:
    sources = {name: files(__package__).joinpath(name).read_text("utf-8") for name in _PAGES}
    return Environment(
        loader=DictLoader(sources), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
