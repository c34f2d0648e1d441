"""People beside mail: somebody who phoned, or a letter that came to somebody else."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from email_validator import EmailNotValidError, validate_email

from mailreg.errors import BadRequest
from mailreg.event import Event
from mailreg.extraction import Attendee
from mailreg.extraction.missing import missing_of
from mailreg.message import FetchKey, RawMessage
from mailreg.registration.values import Move, Refusal, StaffAction, Status, Verb
from mailreg.sentences import Series, say
from mailreg.service.deciding import Done, decide_within
from mailreg.service.desk import Desk
from mailreg.service.naming import begin, new_reference, new_token
from mailreg.service.policy import Mode
from mailreg.service.reading import read, record
from mailreg.store import applications, journal
from mailreg.store.database import Transaction
from mailreg.store.values import NewApplication, NewStep, StoredMessage

BY_HAND = 0  # the UIDVALIDITY of what no server gave a UID; servers count from 1
UIDS = 2**31


class Refused(Exception):
    """The decision that belongs to the addition was refused, so nothing is added."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.text)
        self.refusal = refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Somebody whom staff enter."""

    event: str  # slug
    name: str
    email: str | None  # None: nothing can be mailed
    is_confirmed: bool  # gets a seat at once


def add_caller(desk: Desk, caller: Caller, *, by: str) -> Done | Refusal:
    """Enter somebody who phoned; refused, and nothing entered, where there is no room."""
    event = named_event(desk, caller.event)
    if not caller.name.strip():
        raise BadRequest("Somebody who is entered needs a name")
    email = _checked(caller.email) if caller.email else ""
    try:
        with desk.database.transaction() as tx:
            return _add(tx, desk, event, replace(caller, email=email), by=by)
    except Refused as refused:
        return refused.refusal


def add_letter(desk: Desk, slug: str, sender: str, content: bytes) -> StoredMessage:
    """Take in a letter that came another way, as one from `sender`; returns what became of it.

    Raises BadRequest where this very letter is here already.
    """
    event = named_event(desk, slug)
    address = _checked(sender)
    raw = RawMessage(
        key=FetchKey(mailbox=event.mailbox, uidvalidity=BY_HAND, uid=_uid(content)),
        content=content,
        received_at=desk.clock(),
        size_bytes=len(content),
    )
    with desk.database.transaction() as tx:
        ids = journal.accept(tx, [raw], is_shadow=desk.mode is Mode.SHADOW, now=desk.clock())
        if ids:
            journal.enter(tx, ids[0], sender=address, event=event.slug)
        stored = journal.message(tx, ids[0], with_content=True) if ids else None
    if stored is None:
        raise BadRequest("This very letter is here already", hint="; `mailreg messages` shows it")
    record(desk, [read(desk, stored)])
    with desk.database.reading() as tx:
        return journal.message(tx, stored.id) or stored


def named_event(desk: Desk, slug: str) -> Event:
    """The event of that slug; raises BadRequest that names those there are."""
    try:
        return desk.events[slug]
    except KeyError:
        raise no_event(desk, slug) from None


def no_event(desk: Desk, slug: str) -> BadRequest:
    """That there is no such event, and which there are."""
    return BadRequest(
        "No event %(event)s; there are %(known)s",
        event=repr(slug),
        known=Series(sorted(desk.events)) or say("none"),
    )


def _add(tx: Transaction, desk: Desk, event: Event, caller: Caller, *, by: str) -> Done:
    attendee = Attendee(name=caller.name)
    new = NewApplication(
        reference=new_reference(event),
        token=new_token(),
        event=event.slug,
        mailbox=event.mailbox,
        language=event.languages[0],
        contact_name=caller.name,
        contact_email=caller.email or "",
        received_at=desk.clock(),
        needs_review=False,
        reasons=(),
        missing=missing_of((attendee,), None, event),
        billing=None,
        attendees=(attendee,),
        categories=(event.categories[0].key,),
        sessions=((),),
        is_shadow=False,
    )
    moves = (Move(number=1, before=None, after=Status.PENDING),)
    step = NewStep(at=desk.clock(), by=by, action="added", moves=moves)
    application = begin(tx, event, new, step)
    applications.write_step(tx, application.id, step)
    if not caller.is_confirmed:
        return Done(application=application, decision=None, outbox_id=None)
    done = decide_within(tx, desk, application, StaffAction(verb=Verb.APPROVE), by=by)
    if isinstance(done, Refusal):
        raise Refused(done)
    return done


def _uid(content: bytes) -> int:
    """A UID of its own for each letter, the same for the same bytes."""
    return int.from_bytes(hashlib.sha256(content).digest()[:4]) % UIDS


def _checked(address: str) -> str:
    try:
        return validate_email(address, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as error:
        raise BadRequest(
            "%(value)s is no e-mail address", hint=f": {error}", value=repr(address)
        ) from error
