"""What a reply tells: the values that its template can show, from the application as it is now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailreg.event import Event, Question, Session
from mailreg.extraction import Missing
from mailreg.message import InboundMessage
from mailreg.registration.statuses import CLOSED
from mailreg.registration.values import (
    Application,
    Registration,
    Reply,
)
from mailreg.reply.values import Author, Letter, Person
from mailreg.service.chosen import Sessions, has_open_wishes
from mailreg.service.desk import Desk
from mailreg.service.seats import session_seats
from mailreg.store import applications
from mailreg.store.database import Transaction

INSTANT = timedelta(seconds=1)  # the close is the first instant that is too late


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A reply that is wanted."""

    reply: Reply
    author: Author
    note: str | None = None  # staff's own words
    asks_for: tuple[Missing, ...] = ()
    is_receipt: bool = False  # it answers what is no registration
    needs_release: bool = False  # staff must look at it before it leaves
    is_first: bool = False  # of an application made just now, whose letter is settled after this
    answers: InboundMessage | None = None  # the letter; None: the last one of the conversation
    copy_to: int | None = None  # this person alone (a number), at their own address


def letter_of(tx: Transaction, desk: Desk, application: Application, wish: Wish) -> Letter:
    """The reply's contents; a copy has nothing of the other people and nothing of the invoice."""
    event = desk.events[application.event]
    missing = wish.asks_for or application.missing
    people = recipients_of(application, wish)
    pools = session_seats(tx, event) if any(map(has_open_wishes, people)) else {}
    sessions = Sessions(event=event, pools=pools)
    is_copy = wish.copy_to is not None
    return Letter(
        reply=wish.reply,
        event=event.slug,
        language=application.language,
        reference=application.reference,
        contact_name=people[0].name if is_copy else application.contact_name,
        people=tuple(_person(one, sessions, application.language) for one in people),
        billing=None if is_copy else application.billing,
        missing=missing,
        questions=_names(_asked(application, event, missing), event, application.language),
        note=wish.note,
        position=_position(tx, application) if event.show_position else None,
        offered_until=min((one.offered_until for one in people if one.offered_until), default=None),
        answer_by=_last_day(event, desk.clock()),
    )


def recipients_of(application: Application, wish: Wish) -> tuple[Registration, ...]:
    """The people whom a reply is about."""
    people = application.registrations
    return people if wish.copy_to is None else tuple(p for p in people if p.number == wish.copy_to)


def has_questions(application: Application, event: Event) -> bool:
    """Whether the event asks something that somebody here has not answered."""
    return bool(_asked(application, event, (Missing.ANSWERS,)))


def _person(registration: Registration, sessions: Sessions, language: str) -> Person:
    diet = registration.diet
    return Person(
        name=registration.name,
        status=registration.status,
        decline_reason=registration.decline_reason,
        diet_is_noted=bool(diet and (diet.codes or diet.other)),
        sessions=sessions.chosen_by(registration, language),
        category=_category(registration, sessions.event, language),
    )


def _category(registration: Registration, event: Event, language: str) -> str | None:
    special = (each for each in event.categories[1:] if each.key == registration.category)
    return next((event.text(each.name, language) for each in special), None)


def _asked(
    application: Application, event: Event, missing: Iterable[Missing]
) -> Sequence[Question]:
    """The unanswered questions: the required ones, else, where staff ask for answers, any."""
    if Missing.ANSWERS not in missing:
        return ()
    people = [one for one in application.registrations if one.status not in CLOSED]
    unanswered = [
        question
        for question in event.questions
        if any(question.key not in person.answers for person in people)
    ]
    return [question for question in unanswered if question.required] or unanswered


def _names(named: Iterable[Session | Question], event: Event, language: str) -> tuple[str, ...]:
    return tuple(event.text(one.name, language) for one in named)


def _position(tx: Transaction, application: Application) -> int | None:
    """The application's place on the waiting list, from 1; None where nobody of it waits."""
    line = applications.waiting_line(tx, application.event)
    places = (place for place, one in enumerate(line, 1) if one.application_id == application.id)
    return next(places, None)


def _last_day(event: Event, now: datetime) -> datetime | None:
    return event.closes - INSTANT if now < event.closes else None
