"""A desk on a real database, a Maildir and a real SMTP server, with a clock that tests set."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from mailreg.delivery import Security, SmtpConnection, SmtpSettings
from mailreg.event import Approval, Category, Event, WhenFull
from mailreg.extraction import Missing
from mailreg.mailbox import MaildirSettings, MaildirSource
from mailreg.message import DeskIdentity
from mailreg.reader.here import ReaderHere
from mailreg.registration.values import Application, Reason, Refusal, StaffAction, Verb
from mailreg.reply import templates
from mailreg.service.deciding import Done, decide_case
from mailreg.service.desk import Desk
from mailreg.service.dispatch import Dispatcher
from mailreg.service.editing import edit
from mailreg.service.policy import Limits, Mode, Postbox, Start
from mailreg.service.ports import SmtpSession
from mailreg.service.views import Filter, list_applications, list_messages
from mailreg.service.watching import Watch
from mailreg.shipped import shipped
from mailreg.store import outbox
from mailreg.store.database import Database
from mailreg.store.presence import Presence
from mailreg.store.values import OutboxRow
from tests.servers.smtp import SmtpServer

ADDRESS = "varmote@example.org"
STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOW = datetime(2030, 3, 1, 9, tzinfo=UTC)
STARTS = datetime(2030, 3, 20, 13, tzinfo=STOCKHOLM)
CLOSES = datetime(2030, 3, 19, tzinfo=STOCKHOLM)
UNDO = timedelta(minutes=5)
NO_LIMITS = Limits(
    automatic_per_hour=0, automatic_per_address_per_day=0, receipts_per_address_per_day=0
)
PARTICIPANT = Category(key="participant", name={"sv": "Deltagare", "en": "Participant"})
_NUMBERS = count(1)


@dataclass(slots=True)
class Clock:
    """The time that the desk sees."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def advance(self, time: timedelta) -> None:
        self.now += time


def make_event(
    *,
    slug: str = "varmote",
    capacity: int | None = None,
    approval: Approval = Approval.STAFF,
    when_full: WhenFull = WhenFull.STAFF,
    mailbox: str = "desk",
    **more: Any,
) -> Event:
    """An event; `more` are any other fields of it."""
    return Event(
        slug=slug,
        name={"sv": "Vårmöte", "en": "Spring meeting"},
        languages=("sv", "en"),
        timezone=STOCKHOLM,
        starts=STARTS,
        closes=CLOSES,
        mailbox=mailbox,
        capacity=capacity,
        approval=approval,
        when_full=when_full,
        **{"categories": (PARTICIPANT,), **more},
    )


def make_desk(database: Database, clock: Clock, *events: Event) -> Desk:
    return Desk(
        database=database,
        reader=lambda: nullcontext(ReaderHere()),
        events={event.slug: event for event in events},
        postboxes={"desk": Postbox(name="desk", address=ADDRESS, start=Start.ALL)},
        templates=cache(lambda: templates.load(None, shipped=shipped("templates"), events=events)),
        identities={
            "desk": DeskIdentity(own_addresses=frozenset({ADDRESS}), authserv_id="mx.example.org")
        },
        sender_name="Vårmötet",
        own_addresses=frozenset({ADDRESS}),
        mode=Mode.LIVE,
        undo=UNDO,
        limits=NO_LIMITS,
        clock=clock,
    )


@dataclass(slots=True, kw_only=True)
class Office:
    """A desk and the world around it."""

    desk: Desk
    clock: Clock
    maildir: Path
    smtp: SmtpServer
    presence: Presence
    watch: Watch = field(init=False)
    dispatcher: Dispatcher = field(init=False)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self, *, connections: int = 2, **changes: Any) -> None:
        """Begin again with a desk that differs in `changes`, as after a new configuration."""
        self.desk = replace(self.desk, **changes)
        self.watch = Watch(
            desk=self.desk,
            postbox=self.desk.postboxes["desk"],
            source=self.source(),
            presence=self.presence,
            on_news=lambda: None,
        )
        self.dispatcher = Dispatcher(
            desk=self.desk,
            presence=self.presence,
            connect=self.session,
            connections=connections,
        )

    def source(self) -> MaildirSource:
        return MaildirSource("desk", MaildirSettings(path=self.maildir, max_message_bytes=50_000))

    def session(self) -> SmtpSession:
        settings = SmtpSettings(host="127.0.0.1", port=self.smtp.port, security=Security.NONE)
        return SmtpConnection(settings)

    def set_up(self, **changes: Any) -> None:
        """Change the settings of the mailbox."""
        postbox = replace(self.desk.postboxes["desk"], **changes)
        self.restart(postboxes={"desk": postbox})

    def deliver(self, *letters: bytes, at: datetime | None = None) -> None:
        """Letters arrive, now or at another time."""
        for content in letters:
            seconds = (at or self.clock()).timestamp()
            path = self.maildir / "new" / f"{int(seconds)}.M{next(_NUMBERS):06}.host"
            path.write_bytes(content)
            os.utime(path, (seconds, seconds))

    def take_in(self, *letters: bytes, at: datetime | None = None) -> None:
        """Letters arrive and are processed."""
        self.deliver(*letters, at=at)
        self.watch.tend()

    def send_due(self) -> int:
        """Deliver what is due now."""
        return asyncio.run(self.dispatcher.deliver_due())

    def cases(self) -> list[Application]:
        return list_applications(self.desk, Filter(by="test", with_diet=True))

    def case(self) -> Application:
        (case,) = self.cases()
        return case

    def messages(self) -> list[tuple[object, object]]:
        """State and reason of every message, oldest first."""
        return [(one["state"], one["reason"]) for one in list_messages(self.desk, None)]

    def mails(self) -> list[OutboxRow]:
        """Every outgoing mail with its bytes."""
        with self.desk.database.reading() as tx:
            rows = [outbox.row(tx, one.id) for one in outbox.all(tx)]
        return [row for row in rows if row is not None]

    def fates(self) -> list[tuple[str, str, str | None]]:
        """Template, state and reason of every mail."""
        return [(mail.template, mail.state.value, mail.reason) for mail in self.mails()]

    def act(
        self,
        verb: Verb,
        reference: str | None = None,
        *,
        note: str | None = None,
        over_capacity: bool = False,
        reason: Reason | None = None,
        asks_for: Sequence[Missing] = (),
        people: Sequence[int] = (),
    ) -> Done | Refusal:
        """Staff decide, about the only case where none is named."""
        action = StaffAction(
            verb=verb,
            note=note,
            over_capacity=over_capacity,
            reason=reason,
            asks_for=tuple(asks_for),
            numbers=frozenset(people) or None,
        )
        return decide_case(self.desk, reference or self.case().reference, action, by="karin")

    def decide(self, verb: Verb, reference: str | None = None, **options: Any) -> Done:
        """The same, where no refusal is expected."""
        done = self.act(verb, reference, **options)
        assert isinstance(done, Done), done
        return done

    def edit(self, *changes: str) -> Application:
        """Staff correct the only case."""
        return edit(self.desk, self.case().reference, changes, by="karin")

    def edit_case(self, reference: str, *changes: str) -> Application:
        """The same of a case that is named."""
        return edit(self.desk, reference, changes, by="karin")

    def statuses(self) -> list[str]:
        """The status of everybody, oldest application first."""
        return [one.status.value for case in self.cases() for one in case.registrations]

    def references(self) -> list[str]:
        """Of every application, oldest first."""
        return [case.reference for case in self.cases()]

    def sessions(self) -> list[dict[str, str]]:
        """The states of everybody's sessions, oldest application first."""
        return [
            {key: state.value for key, state in one.sessions.items()}
            for case in self.cases()
            for one in case.registrations
        ]

    def said(self, template: str) -> str:
        """The text of the last mail of that template."""
        found = [mail for mail in self.mails() if mail.template == template]
        assert found, self.fates()
        return text_of(found[-1].content or b"")

    def inbox(self) -> int:
        return _files(self.maildir)

    def folder(self, name: str) -> int:
        """How many messages lie in another folder."""
        return _files(self.maildir / f".{name}")


def opened(content: bytes) -> EmailMessage:
    """A finished mail, to look into."""
    return message_from_bytes(content, policy=policy.default)


def text_of(content: bytes) -> str:
    """What the applicant reads."""
    body = opened(content).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def _files(folder: Path) -> int:
    return sum(1 for part in ("new", "cur") for _ in (folder / part).glob("*"))
