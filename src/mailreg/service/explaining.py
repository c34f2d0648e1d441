"""Why an application stands where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from mailreg.event import Event, Offers
from mailreg.registration import explain as explaining
from mailreg.registration.explain import Group, Standing
from mailreg.registration.reminding import answer_deadline, next_reminder
from mailreg.registration.values import Application, SessionState, Status
from mailreg.registration.wording import local_time
from mailreg.sentences import Sentence, Term, say, say_number
from mailreg.service.deciding import event_of, find
from mailreg.service.desk import Desk
from mailreg.service.offering import hindrance, is_answer_unread, reservation
from mailreg.service.renewing import untold
from mailreg.service.seats import session_seats, venue_seats
from mailreg.store import applications, outbox
from mailreg.store.database import Transaction
from mailreg.store.values import HoldReason, OutboxState, Waiting

DIET = "diet"  # the beginning of every reason that tells of food or allergies
DOUBT = "doubt"  # what stands in place of such reasons
_REMEDIES: Mapping[OutboxState, str] = {
    OutboxState.HELD: "; `mailreg release {mail}`",
    # written in shadow, so it never does
    OutboxState.CANCELLED: "; take it back (`mailreg undo {reference}`) and offer anew",
}


def explain(desk: Desk, reference: str, *, with_diet: bool = True) -> tuple[Sentence, ...]:
    """Sentences for staff; without diet for those who may not even know that there is one.

    Raises BadRequest where there is no such application.
    """
    now = desk.clock()
    with desk.database.reading() as tx:
        application = find(tx, reference)
        if not with_diet:
            kept = [one for one in application.reasons if not one.startswith(DIET)]
            application = replace(
                application, reasons=tuple(kept or (application.reasons and [DOUBT]))
            )
        event = event_of(desk, application)
        line = applications.waiting_line(tx, event.slug)
        standing = Standing(
            application=application,
            venue=venue_seats(tx, event),
            sessions=session_seats(tx, event),
            line=tuple(_group(one) for one in line),
            session_lines=_session_lines(tx, event, application),
            recently_freed=applications.recently_freed(tx, event.slug, now - desk.undo),
        )
        withheld = _withheld(tx, desk, event, application)
        unheard = _unheard(tx, application, now)
        awaited = (*_unread(tx, application), *_awaited(tx, event, application))
    return (*explaining.explain(standing, event, now), *withheld, *unheard, *awaited)


def _group(one: Waiting) -> Group:
    return Group(reference=one.reference, people=one.people, may_be_parted=one.may_be_parted)


def _session_lines(
    tx: Transaction, event: Event, application: Application
) -> dict[str, list[tuple[str, int]]]:
    """Who waits for each session for which somebody of this application does."""
    awaited = {
        key
        for person in application.registrations
        for key, state in person.sessions.items()
        if state is SessionState.WAITING
    }
    return {
        key: [(one.reference, one.number) for one in applications.session_line(tx, event.slug, key)]
        for key in sorted(awaited)
    }


def _withheld(
    tx: Transaction, desk: Desk, event: Event, application: Application
) -> tuple[Sentence, ...]:
    """Why those who wait are offered nothing, though it may be their turn."""
    waits = any(
        one.status is Status.WAITLISTED or SessionState.WAITING in one.sessions.values()
        for one in application.registrations
    )
    if not waits or event.offers is not Offers.AUTOMATIC:
        return ()
    return tuple(filter(None, (hindrance(tx, desk, event), reservation(tx, application))))


def _unheard(tx: Transaction, application: Application, now: datetime) -> tuple[Sentence, ...]:
    """That an offer's time does not run, since its mail has not left."""
    is_offered = any(one.status is Status.OFFERED for one in application.registrations)
    mail = untold(tx, application.id) if is_offered else None
    is_undoable = mail is not None and mail.reason == HoldReason.UNDO and mail.due_at > now
    if mail is None or is_undoable:
        return ()
    remedy = _REMEDIES.get(mail.state, "").format(mail=mail.id, reference=application.reference)
    why = f" ({mail.reason})" if mail.reason else ""
    sentence = say(
        "The mail that tells of the offer is %(state)s: its time runs from when the mail leaves.",
        hint=remedy,
        state=Term("mail", mail.state.value, f"{mail.state.value}{why}"),
    )
    return (sentence,)


def _unread(tx: Transaction, application: Application) -> tuple[Sentence, ...]:
    """That an offer does not lapse, since what may be the answer was not read yet."""
    if not is_answer_unread(tx, application):
        return ()
    return (say("A letter of theirs waits for staff: until it is settled the offer holds."),)


def _awaited(tx: Transaction, event: Event, application: Application) -> tuple[Sentence, ...]:
    """When who was asked is reminded, and until when they can answer."""
    found = next(outbox.asked(tx, event.slug, only=application.id), None)
    if found is None:
        return ()
    due = next_reminder(found.asked_at, found.told_at, found.reminders, event)
    if due is not None:
        when = local_time(due, event)
        reminded = say("without an answer, they are reminded on %(when)s", when=when)
    elif found.reminders:
        reminded = say_number(
            "they were reminded %(num)s time, the most there is",
            "they were reminded %(num)s times, the most there is",
            found.reminders,
        )
    else:
        reminded = say("they are not reminded")
    sentence = say(
        "They were asked on %(asked)s; %(reminded)s, and can answer until %(until)s.",
        asked=local_time(found.asked_at, event),
        reminded=reminded,
        until=local_time(answer_deadline(found.asked_at, event), event),
    )
    return (sentence,)
