"""A rehearsal says what the desk then does: the same letters through both."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mailreg.event import Approval, Event, WhenFull, example
from mailreg.message import DeskIdentity, FetchKey, RawMessage
from mailreg.service.desk import Desk
from mailreg.service.reading import process_waiting
from mailreg.service.rehearsing import Incoming, Rehearsal, Terms
from mailreg.service.seats import session_seats, venue_seats
from mailreg.service.views import Filter, list_applications, list_mails, list_messages
from mailreg.store import journal
from mailreg.store.database import Database
from tests.integration.rehearse.conftest import corpus
from tests.integration.service.office import ADDRESS, Clock, make_desk

# what is decided is the same on both databases
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

MESSAGE_ID = re.compile(rb"^message-id:.*$", re.IGNORECASE | re.MULTILINE)
SENDER = re.compile(rb"(?im)^From:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*")
NOW = datetime(2023, 3, 8, 9, tzinfo=UTC)
AUTOMATIC = replace(example(), approval=Approval.AUTOMATIC, capacity=12, seats_elsewhere=0)


def letters(event: Event) -> list[Incoming]:
    """The corpus, a letter twice, and one after the close."""
    contents = corpus()
    found = [
        Incoming(name=f"{n}", uid=n, content=content, received_at=NOW + timedelta(minutes=n))
        for n, content in enumerate(contents, start=1)
    ]
    twice = b"Received: from elsewhere.example\r\n" + contents[0]
    late = MESSAGE_ID.sub(b"Message-ID: <late@solby.example>", contents[1])
    late = SENDER.sub(b"From: <late@solby.example>", late)  # somebody else: no second letter
    after = NOW + timedelta(days=1)
    found.append(replace(found[0], name="twice", uid=900, content=twice, received_at=after))
    found.append(replace(found[0], name="late", uid=901, content=late, received_at=event.closes))
    return found


def take_in(desk: Desk, incoming: list[Incoming]) -> None:
    raw = [
        RawMessage(
            key=FetchKey(mailbox="desk", uidvalidity=1, uid=each.uid or 0),
            content=each.content or b"",
            received_at=each.received_at,
            size_bytes=len(each.content or b""),
        )
        for each in incoming
    ]
    with desk.database.transaction() as tx:
        journal.accept(tx, raw, is_shadow=False, now=NOW)
    process_waiting(desk)


def outcomes_of(desk: Desk) -> list[Mapping[str, object]]:
    """Letter by letter, as far as a rehearsal can know it."""
    cases = {case.reference: case for case in list_applications(desk, Filter(by="test"))}
    replies: dict[object, object] = {}
    for mail in list_mails(desk, None):
        replies.setdefault(mail["reference"], mail["template"])
    begun: set[object] = set()
    found: list[Mapping[str, object]] = []
    for message in list_messages(desk, None):
        reference = message["reference"]
        is_first = reference is not None and reference not in begun and not _joins(message)
        begun |= {reference} if is_first else set()
        case = cases[str(reference)] if is_first else None
        found.append(
            {
                "state": message["state"],
                "why": str(message["reason"] or "").partition(":")[0],
                "status": case.registrations[0].status if case and case.registrations else None,
                "people": len(case.registrations) if case else 0,
                "reply": replies.get(reference) if is_first else None,
                "reasons": case.reasons if case and case.registrations else (),
            }
        )
    return found


def _joins(message: Mapping[str, object]) -> bool:
    return message["reason"] in {"amend", "cancel", "joined"}


def rehearsed(
    incoming: list[Incoming], event: Event
) -> tuple[Rehearsal, list[Mapping[str, object]]]:
    identity = DeskIdentity(own_addresses=frozenset({ADDRESS}), authserv_id="mx.example.org")
    rehearsal = Rehearsal(Terms(event=event, identity=identity))
    found: list[Mapping[str, object]] = []
    for one in map(rehearsal.read, incoming):
        is_begun = one.status is not None
        # who may not be answered stands last, and the desk tells it with the message instead
        is_told = one.reply is not None or one.reasons[-1:] == one.extract.reasons[-1:]
        unanswerable = () if is_told or not is_begun else one.reasons[-1:]
        found.append(
            {
                "state": one.state,
                "why": "" if is_begun else str(one.why).partition(":")[0],
                "status": one.status,
                "people": one.people if is_begun else 0,
                "reply": one.reply,
                "reasons": tuple(
                    reason for reason in one.reasons if is_begun and reason not in unanswerable
                ),
            }
        )
    return rehearsal, found


@pytest.mark.parametrize(
    "event",
    [
        example(),
        replace(AUTOMATIC, when_full=WhenFull.WAITLIST),
        replace(AUTOMATIC, when_full=WhenFull.DECLINE, capacity=5),
    ],
    ids=["staff decide", "automatic with a waiting list", "automatic without"],
)
def test_every_letter_comes_to_the_same(database: Database, event: Event) -> None:
    event = replace(event, mailbox="desk")
    desk = make_desk(database, Clock(NOW), event)
    incoming = letters(event)
    take_in(desk, incoming)
    rehearsal, expected = rehearsed(incoming, event)

    for each, theirs, ours in zip(incoming, outcomes_of(desk), expected, strict=True):
        assert (each.name, theirs) == (each.name, ours)
    with database.reading() as tx:
        assert rehearsal.venue == venue_seats(tx, event)
        assert rehearsal.sessions == session_seats(tx, event)
