"""A letter that begins a conversation: a registration of one or several people, or a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mailreg.event import Event
from mailreg.extraction import Attendee, Extract, Reason
from mailreg.extraction.missing import missing_of
from mailreg.extraction.reading import read
from mailreg.extraction.together import may_be_parted
from mailreg.message.forwarding import FORWARDED_BY_STAFF
from mailreg.registration.decide import decide
from mailreg.registration.likeness import are_alike
from mailreg.registration.sessions import wishes_of
from mailreg.registration.values import Application, Arrival, Decision, Refusal, Reply
from mailreg.reply.language import choose_language
from mailreg.reply.recipient import Recipient
from mailreg.reply.values import Author
from mailreg.service.desk import Desk
from mailreg.service.drafting import draft_copies, draft_for, withdraw
from mailreg.service.letter import Letter
from mailreg.service.letters import Wish
from mailreg.service.naming import begin, new_reference, new_token
from mailreg.service.seats import locked_snapshot
from mailreg.store import applications
from mailreg.store.database import Transaction
from mailreg.store.values import NewApplication, NewStep

MACHINE = "mailreg"  # who decided, in the history
TAKEN_UP = "taken_up"  # the step of a letter of which staff made a case, or that they answered
LIKENESS = "same_person"  # an application of the same address holds somebody of the same name
SENDER_UNSURE = "sender_unclear"
INTENT_UNSURE = "intent_unclear"
REPLAYED = "replayed"  # why a mail was taken back: its letter is read otherwise now
TOO_LARGE = "too_large"
TOO_MANY = "too_many_people"
COMPARED = 5  # earlier applications of one address that are looked at for a likeness


def register(
    tx: Transaction,
    desk: Desk,
    letter: Letter,
    to: Recipient,
    *,
    into: Application | None = None,
) -> int:
    """Make the application that a letter asks for, decided and answered; returns its id.

    `into` is the conversation that this letter began when it was read otherwise, with nobody in it.
    """
    event, extract = _read(letter)
    attendees = extract.attendees or (Attendee(),)
    reasons = _reasons(tx, letter, to, attendees)
    arrival = Arrival(
        received_at=letter.stored.received_at,
        attendees=attendees,
        missing=extract.missing,
        is_doubtful=extract.needs_review or bool(reasons),
        is_answerable=letter.message.answerable and extract.intent_is_sure and to.doubt is None,
    )
    snapshot = locked_snapshot(tx, event, None)
    decision = decide(snapshot, arrival, event, desk.clock())
    if isinstance(decision, Refusal):
        raise TypeError(f"only staff are refused, not an arrival: {decision.code}")
    new = _new(letter, to, reasons=reasons, attendees=attendees)
    return _open(tx, desk, letter, new, decision, into=into)


def ask_staff(tx: Transaction, desk: Desk, letter: Letter, to: Recipient) -> int:
    """Make the conversation of a question, so that it has a reference; returns its id."""
    is_answerable = letter.message.answerable and to.doubt is None
    reply = Reply.FORWARDED if is_answerable else None
    new = _new(letter, to)
    return _open(tx, desk, letter, new, Decision(reply=reply))


def take_up(tx: Transaction, desk: Desk, letter: Letter, to: Recipient, *, by: str) -> Application:
    """Make the application that staff see in a letter: pending, as it was read, and not answered.

    A conversation that the letter had begun is filled.
    """
    event, extract = _read(letter)
    attendees = extract.attendees or (Attendee(name=_contact_name(letter, extract)),)
    guessed = () if extract.attendees else (Reason.NAME_UNSURE,)
    reasons = [
        reason
        for reason in (*guessed, *extract.reasons, *_reasons(tx, letter, to, attendees))
        if reason != INTENT_UNSURE  # staff have said what it is
    ]
    arrival = Arrival(
        received_at=letter.stored.received_at,
        attendees=attendees,
        missing=(),
        is_doubtful=bool(reasons),
        is_answerable=False,
        is_taken_up=True,
    )
    decision = decide(locked_snapshot(tx, event, None), arrival, event, desk.clock())
    if isinstance(decision, Refusal):
        raise TypeError(f"only staff are refused, not an arrival: {decision.code}")
    read = _new(letter, to, reasons=reasons, attendees=attendees)
    new = replace(
        read,
        needs_review=bool(reasons),
        reasons=tuple(dict.fromkeys(reasons)),
        missing=missing_of(attendees, extract.billing, event),
    )
    own = begun_by(tx, letter)
    step = NewStep(
        at=desk.clock(),
        by=by,
        action=TAKEN_UP,
        moves=decision.moves,
        session_moves=decision.session_moves,
        message_id=letter.stored.id,
    )
    if own is None:
        application = begin(tx, event, new, step, is_full=decision.is_full)
    else:
        application = applications.fill(tx, own, new, step, is_full=decision.is_full)
    applications.write_step(tx, application.id, step)
    return application


def begin_conversation(
    tx: Transaction, desk: Desk, letter: Letter, to: Recipient, *, by: str
) -> Application:
    """Give a letter that staff answer a reference; nobody is registered by it."""
    new = replace(_new(letter, to), needs_review=False, reasons=(), missing=(), billing=None)
    step = NewStep(at=desk.clock(), by=by, action=TAKEN_UP, message_id=letter.stored.id)
    application = begin(tx, _read(letter)[0], new, step)
    applications.write_step(tx, application.id, step)
    return application


def begun_by(tx: Transaction, letter: Letter) -> Application | None:
    """The conversation that this letter began when it was processed before, and nobody is in."""
    application_id = letter.stored.application_id
    if application_id is None:
        return None
    first, *_ = applications.history(tx, application_id)
    application = applications.load(tx, application_id)
    is_its_own = first.message_id == letter.stored.id and not application.registrations
    return application if is_its_own else None


def _open(
    tx: Transaction,
    desk: Desk,
    letter: Letter,
    new: NewApplication,
    decision: Decision,
    *,
    into: Application | None = None,
) -> int:
    step = NewStep(
        at=desk.clock(),
        by=MACHINE,
        action="arrived",
        moves=decision.moves,
        session_moves=decision.session_moves,
        message_id=letter.stored.id,
    )
    if into is None:
        application = begin(tx, _read(letter)[0], new, step, is_full=decision.is_full)
    else:
        withdraw(tx, into.id, reason=REPLAYED)
        application = applications.fill(tx, into, new, step, is_full=decision.is_full)
    outbox_id = _answer(tx, desk, letter, application, decision, is_first=into is None)
    applications.write_step(tx, application.id, replace(step, outbox_id=outbox_id))
    return application.id


def _answer(
    tx: Transaction,
    desk: Desk,
    letter: Letter,
    application: Application,
    decision: Decision,
    *,
    is_first: bool,
) -> int | None:
    if decision.reply is None:
        return None
    wish = Wish(
        reply=decision.reply,
        author=Author.MACHINE,
        is_receipt=not decision.moves,
        answers=letter.message,
        is_first=is_first,
    )
    outbox_id = draft_for(tx, desk, application, wish)
    draft_copies(tx, desk, application.id, decision.moves, wish)
    return outbox_id


def _new(
    letter: Letter,
    to: Recipient,
    *,
    reasons: Sequence[str] = (),
    attendees: Sequence[Attendee] = (),
) -> NewApplication:
    event, extract = _read(letter)
    return NewApplication(
        reference=new_reference(event),
        token=new_token(),
        event=event.slug,
        mailbox=letter.stored.mailbox,
        language=choose_language(extract.language, extract.language_is_sure, event),
        contact_name=_contact_name(letter, extract),
        contact_email=to.email or "",
        received_at=letter.stored.received_at,
        needs_review=extract.needs_review or bool(reasons),
        reasons=tuple(dict.fromkeys((*extract.reasons, *reasons))),
        missing=extract.missing,
        billing=extract.billing,
        attendees=tuple(attendees),
        categories=tuple(category_of(one, event) for one in attendees),
        sessions=tuple(wishes_of(one, event) for one in attendees),
        is_shadow=letter.stored.is_shadow,
        may_be_parted=len(attendees) > 1 and may_be_parted(read(letter.message).words) is True,
    )


def _read(letter: Letter) -> tuple[Event, Extract]:
    if letter.event is None or letter.extract is None:
        raise TypeError("a letter that no event was found for cannot begin a conversation")
    return letter.event, letter.extract


def _contact_name(letter: Letter, extract: Extract) -> str | None:
    """The sender's own name; where From has none, that of the one person it is about."""
    if letter.message.sender and letter.message.sender.name:
        return letter.message.sender.name
    return extract.attendees[0].name if len(extract.attendees) == 1 else None


def _reasons(
    tx: Transaction, letter: Letter, to: Recipient, attendees: Sequence[Attendee]
) -> list[str]:
    """Why staff must look, beyond what the reading itself says."""
    event, extract = _read(letter)
    doubts = {
        FORWARDED_BY_STAFF: letter.message.unanswerable_reason == FORWARDED_BY_STAFF,
        SENDER_UNSURE: to.doubt is not None,
        INTENT_UNSURE: not extract.intent_is_sure,
        TOO_LARGE: not letter.stored.is_complete,
        TOO_MANY: len(attendees) > event.max_people_per_letter,
        LIKENESS: _is_known(tx, event, to.email or "", attendees),
    }
    return [reason for reason, applies in doubts.items() if applies]


def _is_known(tx: Transaction, event: Event, email: str, attendees: Sequence[Attendee]) -> bool:
    """Whether an earlier application has a name like these, and one of these addresses.

    Of the sender or of who is to attend: a colleague may have applied for them. The same name at
    another address is no likeness.
    """
    addresses = dict.fromkeys((email, *(one.email for one in attendees if one.email)))
    names = [one.name for one in attendees if one.name]
    earlier = [
        found
        for address in addresses
        for found in applications.by_sender(tx, address, events=[event.slug])[:COMPARED]
    ]
    return any(
        are_alike(
            names, (one.name for one in applications.load(tx, each).registrations if one.name)
        )
        for each in dict.fromkeys(earlier)
    )


def category_of(attendee: Attendee, event: Event) -> str:
    """The category that the letter claims, else the event's first."""
    claimed = (one.key for one in event.categories[1:] if attendee.answers.get(one.key) is True)
    return next(claimed, event.categories[0].key)
