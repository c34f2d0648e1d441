"""The desk: everything that the use cases work with, built once by wiring."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailreg.event import Event
from mailreg.message import DeskIdentity
from mailreg.reader import OpenReader
from mailreg.reply.templates import Templates
from mailreg.service.policy import Limits, Mode, Postbox, StaffPolicy
from mailreg.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The database, the events, the rules and the clock."""

    database: Database
    events: Mapping[str, Event]  # by slug
    postboxes: Mapping[str, Postbox]  # by name
    templates: Callable[[], Templates]  # loaded when the first reply is written
    identities: Mapping[str, DeskIdentity]  # who we are to the parser; by mailbox name
    sender_name: str  # display name of replies
    own_addresses: frozenset[str]  # lower case; never answered
    mode: Mode
    undo: timedelta  # how long a staff decision's mail is held
    limits: Limits
    clock: Callable[[], datetime]  # aware, UTC
    reader: OpenReader  # of letters, in this process or beside it
    staff: StaffPolicy | None = None  # None: nobody is told by mail
    copies_to_attendees: bool = True  # of a confirmation, where their own address is known

    def identity_of(self, mailbox: str) -> DeskIdentity:
        """Who we are to letters of that mailbox, also of one that is no longer configured."""
        return self.identities.get(mailbox.partition("/")[0]) or DeskIdentity(
            own_addresses=self.own_addresses, authserv_id=None
        )

    def postbox_for(self, mailbox: str, event: Event) -> Postbox:
        """The mailbox that answers come from: the letter's, else the event's."""
        return self.postboxes.get(mailbox.partition("/")[0]) or self.postboxes[event.mailbox]

    def events_of(self, mailbox: str) -> list[Event]:
        """The events whose applicants write to this mailbox, or whose letters end in its junk."""
        name = mailbox.partition("/")[0]
        return [event for event in self.events.values() if event.mailbox == name]
