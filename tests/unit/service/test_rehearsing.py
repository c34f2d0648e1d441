"""A rehearsal carries the seats along, letter by letter, and stops for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailreg.event import Approval, Event, Session, SessionWhenFull, WhenFull, example
from mailreg.message import DeskIdentity
from mailreg.registration.values import Reply, Status
from mailreg.service.rehearsing import Ground, Incoming, Rehearsal, Rehearsed, Terms
from mailreg.service.states import MessageState
from mailreg.service.why import Why

GIVEN = Path(__file__).parents[2] / "corpus" / "given" / "cases"
CANCELLATION = "026-avbokning-sjuk"
NOW = datetime(2023, 3, 1, 9, tzinfo=UTC)
OWN = "motesplats@example.org"
IDENTITY = DeskIdentity(own_addresses=frozenset({OWN}), authserv_id="mx.example.org")
AUTOMATIC = replace(example(), approval=Approval.AUTOMATIC, seats_elsewhere=0)
REGISTRATION = """\
Hej!

Jag vill gärna anmäla mig till Mötesplats Storsthlm. Inga allergier.
{more}
Fakturaadress: Solby kommun, Box 101, 123 45 Solby, referens ZZ1234.

Vänliga hälsningar
{name}
"""
TOKEN = "a" * 26


def letter(
    body: str = REGISTRATION,
    *,
    name: str = "Anna Berg",
    address: str = "anna@solby.example",
    subject: str = "Sen anmälan",
    headers: str = "",
    number: int = 1,
    more: str = "",
) -> Incoming:
    content = (
        f"From: {name} <{address}>\nTo: {OWN}\nSubject: {subject}\n"
        f"Date: Wed, 01 Mar 2023 09:58:35 +0100\nMessage-ID: <letter.{number}@solby.example>\n"
        f"Content-Type: text/plain; charset=utf-8\n{headers}\n{body.format(name=name, more=more)}"
    )
    arrival = NOW + timedelta(minutes=number)
    return Incoming(name=f"{number}", uid=None, content=content.encode(), received_at=arrival)


def people(number: int, more: str = "") -> list[Incoming]:
    names = ["Anna Berg", "Erik Ek", "Karin Alm", "Lars Dal"]
    return [
        letter(name=names[n], address=f"p{n}@solby.example", number=n + 1, more=more)
        for n in range(number)
    ]


def rehearsed(event: Event, letters: Sequence[Incoming]) -> list[Rehearsed]:
    rehearsal = Rehearsal(Terms(event=event, identity=IDENTITY))
    return [rehearsal.read(each) for each in letters]


def test_by_default_a_registration_waits_for_staff_and_is_told_so() -> None:
    (one,) = rehearsed(example(), [letter()])

    assert (one.state, one.status) == (MessageState.PROCESSED, Status.PENDING)
    assert (one.reply, one.why, one.waits_for) == (Reply.RECEIVED, Ground.DECISION, ("decision",))
    assert one.people == 1


@pytest.mark.parametrize(
    ("when_full", "statuses", "whys"),
    [
        (WhenFull.STAFF, "confirmed confirmed pending", "fits fits full"),
        (WhenFull.WAITLIST, "confirmed confirmed waitlisted", "fits fits full"),
        (WhenFull.DECLINE, "confirmed confirmed declined", "fits fits full"),
    ],
)
def test_the_seats_that_earlier_letters_took_are_gone(
    when_full: WhenFull, statuses: str, whys: str
) -> None:
    found = rehearsed(replace(AUTOMATIC, capacity=2, when_full=when_full), people(3))

    assert [one.status for one in found] == statuses.split()
    assert [one.why for one in found] == whys.split()


def test_the_figures_at_the_end_are_those_of_all_letters() -> None:
    event = replace(AUTOMATIC, capacity=2, when_full=WhenFull.WAITLIST)
    rehearsal = Rehearsal(Terms(event=event, identity=IDENTITY))
    for each in people(3):
        rehearsal.read(each)

    venue = rehearsal.venue
    assert (venue.confirmed, venue.waitlisted, venue.free) == (2, 1, 0)


def test_a_session_that_is_full_is_left_to_staff_and_costs_no_seat() -> None:
    sessions = tuple(
        replace(each, capacity=1, when_full=SessionWhenFull.STAFF) if each.key == "ai" else each
        for each in AUTOMATIC.sessions
    )
    wish = "Jag väljer seminariet om digitalisering och AI."
    rehearsal = Rehearsal(Terms(event=replace(AUTOMATIC, sessions=sessions), identity=IDENTITY))
    found = [rehearsal.read(each) for each in people(2, wish)]

    assert [(one.status, one.why) for one in found] == [
        (Status.CONFIRMED, Ground.FITS),
        (Status.CONFIRMED, Ground.SESSION_FULL),
    ]
    assert [one.waits_for_staff for one in found] == [False, True]
    assert rehearsal.sessions["ai"].confirmed == 1


def test_a_letter_after_the_close_is_declined() -> None:
    late = replace(letter(), received_at=example().closes)
    (one,) = rehearsed(example(), [late])

    assert (one.status, one.reply, one.why) == (Status.DECLINED, Reply.CLOSED, Ground.CLOSED)
    assert not one.waits_for_staff


def test_the_same_letter_twice_is_one() -> None:
    first = letter()
    again = replace(first, name="2")
    another_way = letter(headers="Received: from mx.example.org\n")
    found = rehearsed(example(), [first, again, another_way])

    assert [one.state for one in found] == ["processed", "ignored", "ignored"]
    assert [one.why for one in found[1:]] == [Why.DUPLICATE, Why.DUPLICATE]


def test_a_second_letter_about_the_same_person_is_a_likeness() -> None:
    found = rehearsed(example(), [letter(), letter(number=2)])

    assert found[1].reasons == ("same_person",)
    assert (found[1].why, found[1].waits_for) == (Ground.DOUBT, ("same_person",))


@pytest.mark.parametrize(
    ("headers", "state", "why"),
    [
        (f"In-Reply-To: <mailreg.{TOKEN}.1@example.org>\n", "review", "joined"),
        (f"References: <a@b> <mailreg.{TOKEN}@example.org>\n", "review", "joined"),
        ("Auto-Submitted: auto-replied\n", "ignored", "auto_reply"),
        ("List-Unsubscribe: <https://example.org/>\nPrecedence: bulk\n", "ignored", "bulk"),
    ],
)
def test_what_begins_no_conversation_becomes_nobody(headers: str, state: str, why: str) -> None:
    (one,) = rehearsed(example(), [letter(headers=headers)])

    assert (one.state, one.why, one.status, one.reply) == (state, why, None, None)
    assert one.waits_for_staff == (state == "review")


@pytest.mark.parametrize(
    ("slug", "why", "reply"),
    [("042-fraga-streaming", Why.QUESTION, Reply.FORWARDED), (CANCELLATION, Why.CANCEL, None)],
)
def test_what_asks_for_no_place_is_put_before_staff(
    slug: str, why: Why, reply: Reply | None
) -> None:
    content = (GIVEN / f"{slug}.eml").read_bytes()
    (one,) = rehearsed(example(), [replace(letter(), content=content)])

    assert (one.state, one.why, one.reply) == (MessageState.REVIEW, why, reply)
    assert one.waits_for == (why,)


def test_who_cannot_be_answered_waits_for_staff() -> None:
    elsewhere = letter(headers="Reply-To: other@elsewhere.example\n")
    forged = letter(
        headers="Authentication-Results: mx.example.org; dmarc=fail header.from=solby.example\n",
        number=2,
        name="Erik Ek",
        address="erik@solby.example",
    )
    unsure, failed = rehearsed(AUTOMATIC, [elsewhere, forged])

    assert (unsure.status, unsure.reply, unsure.waits_for) == ("pending", None, ("sender_unclear",))
    assert (failed.status, failed.reply, failed.why) == ("pending", None, Ground.UNANSWERABLE)
    assert failed.waits_for_staff


def test_a_claim_waits_for_staff_even_where_the_machine_confirms() -> None:
    (one,) = rehearsed(AUTOMATIC, [letter(more="Jag är ombud för Solby.")])

    assert (one.status, one.why) == (Status.PENDING, Ground.CLAIM)


def test_what_is_missing_is_asked_for() -> None:
    (one,) = rehearsed(example(), [letter("Jag vill gärna anmäla mig.\n\n{name}\n")])

    assert (one.status, one.reply, one.why) == ("incomplete", "incomplete", Ground.MISSING)
    assert not one.waits_for_staff


def test_whatever_bytes_come_the_letters_behind_them_are_read() -> None:
    hostile = [b"", b"\x00" * 1000, b"\xff\xfe" * 500, b"From: \r\n" * 2000, b"(" * 5000]
    incoming = [
        Incoming(name=f"h{n}", uid=None, content=content, received_at=NOW)
        for n, content in enumerate(hostile)
    ]
    unreadable = Incoming(name="u", uid=None, content=None, received_at=NOW)
    *before, unread, last = rehearsed(example(), [*incoming, unreadable, letter()])

    assert {one.status for one in before} <= {None, Status.PENDING, Status.INCOMPLETE}
    assert (unread.state, unread.why) == (MessageState.QUARANTINED, "unreadable")
    assert last.status is Status.PENDING


def test_a_crash_of_a_stage_is_told_and_takes_nothing_with_it() -> None:
    broken = Session(key="broken", name={}, phrases={"sv": (None,)})  # type: ignore[dict-item]
    (one,) = rehearsed(replace(example(), sessions=(broken,)), [letter()])

    assert one.state is MessageState.QUARANTINED
    assert one.why.startswith("crashed:")
    assert one.waits_for_staff


def test_attendees_with_addresses_of_their_own_get_copies() -> None:
    body = REGISTRATION.replace("anmäla mig", "anmäla Karin Alm (karin.alm@solby.example)")
    of_somebody_else = letter(body)
    (one,) = rehearsed(AUTOMATIC, [of_somebody_else])
    without = Terms(event=AUTOMATIC, identity=IDENTITY, copies_to_attendees=False)

    assert (one.status, one.people, one.copies) == (Status.CONFIRMED, 1, 1)
    assert Rehearsal(without).read(of_somebody_else).copies == 0
