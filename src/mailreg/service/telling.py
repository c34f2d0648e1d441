"""Mail for staff: one for each case that came to wait, and a digest each day.

Never anything of a letter, and nothing of anybody's diet: who wrote, since when it waits, and the
way to the page. What was told is noted before it is sent: a mail for staff may be lost, but none
comes again and again. Nothing is sent in shadow.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from mailreg import log
from mailreg.errors import MailregError
from mailreg.event import Event
from mailreg.reply.staff_mail import StaffEnvelope, StaffMail, compose_staff_mail
from mailreg.reply.values import Outcome, OutgoingMail
from mailreg.service.desk import Desk
from mailreg.service.naming import new_token
from mailreg.service.policy import Mode, StaffPolicy
from mailreg.service.ports import SmtpSession
from mailreg.service.queue import Tab, counts, listing, unread
from mailreg.service.seats import venue_seats
from mailreg.store import telling, views
from mailreg.store.database import Transaction
from mailreg.store.installation import paused
from mailreg.store.presence import Presence
from mailreg.store.telling import NewlyWaiting

TOLD_STEP = "staff_told_step"  # settings: how far staff were told
TOLD_MESSAGE = "staff_told_message"
DIGEST_ON = "staff_digest_on"  # the day of the last digest
MOST_CASES = 20  # mails at once; of more the digest tells
LONGEST = 10  # cases that a digest names


@dataclass(slots=True, kw_only=True)
class _Due:
    """What is to be told now."""

    mails: list[tuple[StaffMail, Mapping[str, object]]] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)  # settings, once it is told


def tell_staff(desk: Desk, own: Presence, connect: Callable[[], SmtpSession]) -> int:
    """Send what staff are to be told now; returns how many mails were handed over."""
    staff = desk.staff
    if staff is None or not staff.addresses or desk.mode is Mode.SHADOW:
        return 0
    with own.alone("telling staff") as is_mine:
        if not is_mine:
            return 0
        due = _due(desk, staff)
        mails = list(_mails(desk, staff, due))
        if mails:
            return asyncio.run(_send(desk, connect, mails, due.marks))
        _note(desk, due.marks)
        return 0


def _due(desk: Desk, staff: StaffPolicy) -> _Due:
    due = _Due()
    with desk.database.reading() as tx:
        if staff.tells_cases:
            _add_cases(tx, desk, staff, due)
        digest_on = telling.setting(tx, DIGEST_ON)
    now = desk.clock().astimezone(_zone(desk))
    today = now.date().isoformat()
    if staff.digest_at is None or digest_on == today:
        return due
    if digest_on is None:  # the first day is told tomorrow, as everything is new today
        due.marks[DIGEST_ON] = today
    elif now.time() >= staff.digest_at:
        due.marks[DIGEST_ON] = today
        due.mails.append((StaffMail.DIGEST, _digest(desk, staff, today)))
    return due


def _add_cases(tx: Transaction, desk: Desk, staff: StaffPolicy, due: _Due) -> None:
    step, message = telling.last_step_id(tx), telling.last_settled_id(tx)
    told_step, told_message = telling.setting(tx, TOLD_STEP), telling.setting(tx, TOLD_MESSAGE)
    if (told_step, told_message) == (str(step), str(message)):
        return
    due.marks |= {TOLD_STEP: str(step), TOLD_MESSAGE: str(message)}
    if told_step is None or told_message is None:
        return  # what waited before somebody asked for this is in the digest
    waiting = [
        *telling.to_decide(tx, after=int(told_step), until=step),
        *telling.to_read(tx, after=int(told_message), until=message),
    ]
    by_case = {one.reference or one.message_id: one for one in reversed(waiting)}
    for one in list(reversed(by_case.values()))[:MOST_CASES]:
        due.mails.append((StaffMail.CASE, _case(desk, staff, one)))


def _case(desk: Desk, staff: StaffPolicy, one: NewlyWaiting) -> Mapping[str, object]:
    event = desk.events.get(one.event or "")
    where = f"cases/{one.reference}" if one.reference else f"letters/{one.message_id}"
    return {
        "what": "decide" if one.message_id is None else "read",
        "event": event.text(event.name, staff.language) if event else desk.sender_name,
        "reference": one.reference or f"#{one.message_id}",
        "name": one.name,
        "people": one.people,
        "since": _moment(one.since, event.timezone if event else _zone(desk)),
        "link": f"{staff.page}/{where}",
    }


def _digest(desk: Desk, staff: StaffPolicy, today: str) -> Mapping[str, object]:
    waiting = listing(desk, Tab.DECIDE, event=None).entries
    letters = unread(desk, event=None).messages
    zone = _zone(desk)
    with desk.database.reading() as tx:
        found = counts(tx, event=None)
        events = [_seats(tx, event, staff) for event in desk.events.values()]
        problems = [*_problems(tx, desk, found.troubled_mails, found.held_mails, found.quarantined)]
    return {
        "today": today,
        "to_decide": found.tabs[Tab.DECIDE],
        "decide_since": _moment(waiting[0].received_at, zone) if waiting else None,
        "to_read": found.tabs[Tab.READ],
        "read_since": _moment(letters[0].received_at, zone) if letters else None,
        "events": events,
        "problems": problems,
        "waiting": [
            {
                "reference": one.reference,
                "name": one.contact_name,
                "since": _moment(one.received_at, zone),
                "link": f"{staff.page}/cases/{one.reference}",
            }
            for one in waiting[:LONGEST]
        ],
        "link": f"{staff.page}/",
    }


def _seats(tx: Transaction, event: Event, staff: StaffPolicy) -> Mapping[str, object]:
    seats = venue_seats(tx, event)
    return {
        "name": event.text(event.name, staff.language),
        "capacity": seats.capacity,
        "confirmed": seats.confirmed,
        "free": seats.free,
        "over": seats.over,
        "pending": seats.pending,
        "waitlisted": seats.waitlisted,
    }


def _problems(
    tx: Transaction, desk: Desk, troubled: int, held: int, quarantined: int
) -> Iterator[Mapping[str, object]]:
    numbers = {"troubled": troubled, "held": held, "quarantined": quarantined}
    yield from ({"what": what, "number": number} for what, number in numbers.items() if number)
    if paused(tx):
        yield {"what": "paused"}
    contacts = {**views.mailbox_contacts(tx), "SMTP": views.smtp_contact(tx)}
    for name in (*desk.postboxes, "SMTP"):
        error = contacts.get(name, {}).get("error")
        if error:
            yield {"what": "server", "name": name, "error": error}


def _mails(desk: Desk, staff: StaffPolicy, due: _Due) -> Iterator[OutgoingMail]:
    sender = next(iter(desk.postboxes.values())).address
    for mail, names in due.mails:
        for address in staff.addresses:
            envelope = StaffEnvelope(
                message_id=f"<staff.{new_token()}@{sender.rpartition('@')[2]}>",
                sender_name=desk.sender_name,
                sender=sender,
                recipient=address,
                date=desk.clock().astimezone(_zone(desk)),
            )
            yield compose_staff_mail(
                mail, names, envelope, language=staff.language, folders=staff.templates
            )


async def _send(
    desk: Desk,
    connect: Callable[[], SmtpSession],
    mails: Sequence[OutgoingMail],
    marks: Mapping[str, str],
) -> int:
    session = connect()
    await session.open()
    _note(desk, marks)
    accepted = 0
    try:
        for mail in mails:
            verdict = await session.deliver(mail, _unhindered)
            accepted += verdict.outcome is Outcome.ACCEPTED
            log.staff_told(outcome=verdict.outcome.value, code=verdict.code)
            if not verdict.is_connection_usable:
                break
    except MailregError as error:
        log.failed(job="telling staff", error=str(error))
    finally:
        await session.close()
    return accepted


async def _unhindered() -> None:
    """Nothing is to be committed before the content of a mail for staff."""


def _note(desk: Desk, marks: Mapping[str, str]) -> None:
    if not marks:
        return
    with desk.database.transaction() as tx:
        for name, value in marks.items():
            telling.set_setting(tx, name, value)


def _zone(desk: Desk) -> tzinfo:
    """Where the desk is: where its first event is held."""
    return next((event.timezone for event in desk.events.values()), UTC)


def _moment(moment: datetime, zone: tzinfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")
