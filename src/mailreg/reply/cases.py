"""One realistic letter for each situation that a reply is written in, to look at; people invented.

Where samples.py tries what a template must survive, these are what a reader would get.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from mailreg.event.values import Event, Session
from mailreg.extraction import Billing, Missing
from mailreg.registration.values import Reason, Reply, SessionState, Status
from mailreg.reply.samples import FULL_BILLING, REFERENCE
from mailreg.reply.values import ChosenSession, Letter, Person

_WRITER: Final = "Anna Lindqvist"
_KEPT_FOR: Final = timedelta(days=6)  # before the event begins, an offer ends
_PART_OF_BILLING: Final = Billing(recipient="Ekerö kommun", reference="10244")
_BOTH: Final = (Missing.NAME, Missing.BILLING_ADDRESS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A letter and what it shows."""

    title: str  # of the situation, in English as all that the operator reads
    letter: Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class _Guest:
    """Somebody who is to attend, whatever the event."""

    name: str | None = _WRITER
    status: Status
    reason: Reason | None = None
    diet: bool = False
    special: bool = False  # of the event's second category, where it has one
    sessions: tuple[SessionState, ...] = ()  # of the event's, as far as it has any
    full: bool = False  # the first of them is
    may_choose: bool = False  # another one in its place


@dataclass(frozen=True, slots=True, kw_only=True)
class _Situation:
    """A reply, and in which situation it is written."""

    reply: Reply
    title: str
    guests: tuple[_Guest, ...] = ()
    billing: Billing | None = FULL_BILLING
    missing: tuple[Missing, ...] = ()
    asks: bool = False  # the event's questions; not for an event without
    note: str | None = None  # key in _NOTES


def cases(event: Event, language: str) -> Iterator[Case]:
    """Every reply of the program in `language`, in the order in which people get them."""
    for situation in _SITUATIONS:
        if situation.asks and not event.questions:
            continue
        yield Case(title=situation.title, letter=_letter(situation, event, language))


def _letter(situation: _Situation, event: Event, language: str) -> Letter:
    questions = tuple(event.text(question.name, language) for question in event.questions)
    return Letter(
        reply=situation.reply,
        event=event.slug,
        language=language,
        reference=REFERENCE,
        contact_name=_WRITER,
        people=tuple(_person(guest, event, language) for guest in situation.guests),
        billing=situation.billing,
        missing=situation.missing,
        questions=questions if situation.asks else (),
        note=_note(situation.note, language),
        position=3 if event.show_position else None,
        offered_until=_noon(event.starts - _KEPT_FOR),
        answer_by=event.closes - timedelta(seconds=1),
    )


def _person(guest: _Guest, event: Event, language: str) -> Person:
    chosen = zip(_choices(event), guest.sessions, strict=False)
    return Person(
        name=guest.name,
        status=guest.status,
        decline_reason=guest.reason,
        diet_is_noted=guest.diet,
        category=_category(event, language) if guest.special else None,
        sessions=tuple(
            _chosen(session, state, event, language)
            if number or not guest.full
            else _full(session, event, language, may_choose=guest.may_choose)
            for number, (session, state) in enumerate(chosen)
        ),
    )


def _category(event: Event, language: str) -> str | None:
    names = (event.text(each.name, language) for each in event.categories[1:])
    return next(names, None)


def _choices(event: Event) -> list[Session]:
    """What somebody may choose together: of each group one that can be full, and what is free."""
    best: dict[str, Session] = {}
    for session in sorted(event.sessions, key=lambda one: (one.group is None, not one.capacity)):
        best.setdefault(session.group or session.key, session)
    return list(best.values())


def _chosen(session: Session, state: SessionState, event: Event, language: str) -> ChosenSession:
    return ChosenSession(name=event.text(session.name, language), state=state)


def _full(session: Session, event: Event, language: str, *, may_choose: bool) -> ChosenSession:
    others = [
        event.text(other.name, language)
        for other in event.sessions
        if other.group and other.group == session.group and other.key != session.key
    ]
    return ChosenSession(
        name=event.text(session.name, language),
        state=SessionState.WISHED,
        alternatives=tuple(others) if may_choose else (),
        is_full=True,
        is_unmet=True,
    )


def _note(key: str | None, language: str) -> str | None:
    if key is None:
        return None
    notes = _NOTES[key]
    return notes.get(language, notes["en"])


def _noon(moment: datetime) -> datetime:
    return moment.replace(hour=12, minute=0, second=0, microsecond=0)


_NOTES: Final[Mapping[str, Mapping[str, str]]] = {
    "stairs": {
        "sv": "Du frågade om hiss: den finns till vänster innanför entrén.",
        "en": "You asked about a lift: there is one to the left inside the entrance.",
    },
    "sorry": {
        "sv": "Vi har bara platser kvar för medlemskommunerna, men alla kan följa dagen på webben.",
        "en": "We only have places left for member municipalities, but the day can be seen online.",
    },
    "words": {
        "sv": "Ja, det går bra att komma först efter lunch. Hämta namnbrickan i receptionen.",
        "en": "Yes, you are welcome to come after lunch. Your badge is at the reception.",
    },
    "letter": {
        "sv": "Hej Anna,\n\nVad roligt att ni blir fler! Skicka namnen när du har dem:\n\n"
        "- för- och efternamn\n- allergi eller specialkost\n\nVänliga hälsningar\nMaj Berg",
        "en": "Dear Anna,\n\nHow nice that more of you are coming! Do send the names:\n\n"
        "- first name and surname\n- allergy or dietary need\n\nKind regards\nMaj Berg",
    },
}

_PENDING: Final = _Guest(status=Status.PENDING)
_INCOMPLETE: Final = _Guest(status=Status.INCOMPLETE)
_GOING: Final = _Guest(status=Status.CONFIRMED)
_WAITING: Final = _Guest(status=Status.WAITLISTED)
_OFFERED: Final = _Guest(status=Status.OFFERED)
_GONE: Final = _Guest(status=Status.CANCELLED)
_NO_ROOM: Final = _Guest(status=Status.DECLINED, reason=Reason.FULL)
_CLOSED: Final = _Guest(status=Status.DECLINED, reason=Reason.CLOSED)
_REFUSED: Final = _Guest(status=Status.DECLINED, reason=Reason.STAFF)
_BO: Final = "Bo Ek"
_FATIMA: Final = "Fatima El-Amin"
_OUTCOMES: Final = (
    replace(_GOING, diet=True, sessions=(SessionState.GIVEN, SessionState.GIVEN)),
    replace(_GOING, name=_BO, sessions=(SessionState.WISHED,), full=True, may_choose=True),
    replace(_WAITING, name=_FATIMA, sessions=(SessionState.WISHED,)),
    replace(_NO_ROOM, name="Jan-Olof Wikner"),
)


def _one(reply: Reply, title: str, guest: _Guest, note: str | None = None) -> _Situation:
    return _Situation(reply=reply, title=title, guests=(guest,), note=note)


_SITUATIONS: Final = (
    _one(Reply.RECEIVED, "One person", replace(_PENDING, diet=True)),
    _Situation(
        reply=Reply.RECEIVED,
        title="Three people, one not named, two with wishes",
        guests=(
            replace(_PENDING, diet=True, sessions=(SessionState.WISHED, SessionState.WISHED)),
            replace(_PENDING, name=_BO, sessions=(SessionState.WISHED,)),
            replace(_PENDING, name=None),
        ),
    ),
    _Situation(
        reply=Reply.INCOMPLETE,
        title="The billing address is missing",
        guests=(_INCOMPLETE,),
        billing=_PART_OF_BILLING,
        missing=(Missing.BILLING_ADDRESS,),
    ),
    _Situation(
        reply=Reply.INCOMPLETE,
        title="A name and the billing address are missing",
        guests=(_INCOMPLETE, replace(_INCOMPLETE, name=None)),
        billing=None,
        missing=_BOTH,
    ),
    _Situation(
        reply=Reply.INCOMPLETE,
        title="The event's questions are not answered",
        guests=(_INCOMPLETE,),
        asks=True,
    ),
    _Situation(
        reply=Reply.REMINDER,
        title="Asked before, not answered",
        guests=(_INCOMPLETE,),
        billing=_PART_OF_BILLING,
        missing=(Missing.BILLING_ADDRESS,),
    ),
    _Situation(
        reply=Reply.EXPIRED,
        title="Asked, and not answered in time",
        guests=(replace(_INCOMPLETE, status=Status.EXPIRED),),
        billing=_PART_OF_BILLING,
        missing=(Missing.BILLING_ADDRESS,),
    ),
    _one(Reply.CONFIRMED, "One person", replace(_GOING, diet=True)),
    _one(Reply.CONFIRMED, "Of a category of its own", replace(_GOING, special=True)),
    _one(
        Reply.CONFIRMED,
        "With sessions, and a note of staff",
        replace(_GOING, sessions=(SessionState.GIVEN, SessionState.GIVEN)),
        note="stairs",
    ),
    _one(
        Reply.CONFIRMED,
        "A session is full: what instead?",
        replace(
            _GOING,
            sessions=(SessionState.WISHED, SessionState.GIVEN),
            full=True,
            may_choose=True,
        ),
    ),
    _one(
        Reply.CONFIRMED,
        "A session is full: nothing to choose instead",
        replace(_GOING, sessions=(SessionState.WISHED, SessionState.GIVEN), full=True),
    ),
    _one(
        Reply.CONFIRMED,
        "A session is full: on its waiting list",
        replace(_GOING, sessions=(SessionState.WAITING, SessionState.GIVEN)),
    ),
    _Situation(
        reply=Reply.CONFIRMED,
        title="Two colleagues of the writer",
        guests=(replace(_GOING, name=_BO), replace(_GOING, name=_FATIMA, diet=True)),
    ),
    _one(Reply.WAITLISTED, "One person", _WAITING),
    _Situation(
        reply=Reply.WAITLISTED,
        title="A group that stays together",
        guests=(_WAITING, replace(_WAITING, name=_BO), replace(_WAITING, name=_FATIMA)),
    ),
    _one(Reply.OFFERED, "One person", _OFFERED),
    _Situation(
        reply=Reply.OFFERED,
        title="Two of three",
        guests=(_OFFERED, replace(_OFFERED, name=_BO), replace(_WAITING, name=_FATIMA)),
    ),
    _one(Reply.LAPSED, "The first offer, still waiting", _WAITING),
    _one(Reply.LAPSED, "The second offer", _PENDING),
    _Situation(
        reply=Reply.LAPSED,
        title="Two of them",
        guests=(_WAITING, replace(_WAITING, name=_BO)),
    ),
    _one(Reply.DECLINED, "It is full", _NO_ROOM),
    _one(Reply.DECLINED, "Staff say why", _REFUSED, note="sorry"),
    _one(Reply.CLOSED, "The letter came too late", _CLOSED),
    _Situation(reply=Reply.OUTCOME, title="Four people, four outcomes", guests=_OUTCOMES),
    _Situation(
        reply=Reply.UPDATED,
        title="Somebody else comes in the place of one",
        guests=(
            replace(_GOING, sessions=(SessionState.GIVEN,)),
            replace(_GONE, name=_BO),
            replace(_GOING, name=_FATIMA, diet=True, sessions=(SessionState.GIVEN,)),
        ),
    ),
    _one(Reply.CANCELLED, "One person", _GONE),
    _Situation(
        reply=Reply.CANCELLED, title="One of two", guests=(_GOING, replace(_GONE, name=_BO))
    ),
    _one(Reply.ALREADY_REGISTERED, "With a place", replace(_GOING, diet=True)),
    _one(Reply.ALREADY_REGISTERED, "Not decided yet", _PENDING),
    _one(Reply.CORRECTED, "An earlier mail was wrong", _PENDING),
    _Situation(reply=Reply.FORWARDED, title="A question", billing=None),
    _Situation(reply=Reply.MESSAGE, title="A few words", billing=None, note="words"),
    _Situation(
        reply=Reply.MESSAGE,
        title="A letter that greets and closes by itself",
        billing=None,
        note="letter",
    ),
)
