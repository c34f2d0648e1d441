"""A rehearsal: what letters would come to at a desk that has seen no others, on paper.

The stages are the desk's own, and so is their order; `settling` and `applying` do the same with a
database. Nothing is stored, moved or sent. What cannot be known without a database: which
conversation a letter belongs to (our token in it tells that it belongs to one), what staff would
have decided meanwhile, and the limits on automatic replies.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from mailreg.documents.opening import opened
from mailreg.event import Approval, Event
from mailreg.extraction import Attendee, Extract, Intent
from mailreg.extraction.resolve import extract
from mailreg.message import DeskIdentity, InboundMessage, Origin, parse, tokens_in
from mailreg.registration.decide import decide
from mailreg.registration.likeness import are_alike
from mailreg.registration.seats import count_seats
from mailreg.registration.sessions import count_session
from mailreg.registration.values import (
    Arrival,
    Decision,
    Reason,
    Refusal,
    Reply,
    Seats,
    SessionState,
    Snapshot,
    Status,
)
from mailreg.reply.recipient import Recipient, recipient
from mailreg.service.applying import (
    COMPARED,
    INTENT_UNSURE,
    LIKENESS,
    SENDER_UNSURE,
    TOO_LARGE,
    TOO_MANY,
)
from mailreg.service.bouncing import NEWS
from mailreg.service.states import MessageState
from mailreg.service.why import Why
from mailreg.store.applications.seats import COUNTED_IN

CRASHED = "crashed"
UNREADABLE = "unreadable"
UNREAD = Extract(
    intent=Intent.OTHER,
    language="en",
    needs_review=True,
    reasons=(UNREADABLE,),
    intent_is_sure=False,
    language_is_sure=False,
)


class Ground(StrEnum):
    """Why a letter that asks for places came to what it came to; docs/rehearsing.md explains."""

    CLOSED = "closed"
    DOUBT = "doubt"
    MISSING = "missing"
    FULL = "full"
    SESSION_FULL = "session_full"
    UNANSWERABLE = "unanswerable"
    CLAIM = "claim"
    DECISION = "decision"
    FITS = "fits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the desk would go by."""

    event: Event
    identity: DeskIdentity
    copies_to_attendees: bool = True  # of a confirmation, where they have an address of their own


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A letter as it lies in the mailbox."""

    name: str  # by which a person finds it again
    uid: int | None  # on its server; None: it is a file
    content: bytes | None  # None: it cannot be read
    received_at: datetime  # the server's, UTC
    is_complete: bool = True  # False: over the size limit, `content` is only a part of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """What one letter would come to."""

    name: str  # as it came
    uid: int | None
    received_at: datetime
    is_complete: bool = True
    sha256: str  # of its bytes, in hexadecimal; "" where they cannot be read
    sender: str  # address of From; "" where there is none
    subject: str
    extract: Extract
    state: MessageState
    why: str  # short code
    status: Status | None = None  # of its people; None: no registration comes of it
    reply: Reply | None = None  # the machine's answer; None: nothing is sent
    copies: int = 0  # confirmations to attendees at addresses of their own
    reasons: tuple[str, ...] = ()  # why a person must look
    waits_for_staff: bool = False

    @property
    def people(self) -> int:
        """How many it is about; somebody is to come even where the letter does not say who."""
        return len(self.extract.attendees) or int(self.status is not None)

    @property
    def waits_for(self) -> tuple[str, ...]:
        """Why staff must do something about it, as short codes; () where they need not."""
        if not self.waits_for_staff:
            return ()
        return self.reasons if self.status is not None and self.reasons else (self.why,)


class Rehearsal:
    """A desk on paper: letter by letter, oldest first, on the seats that those before left."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._hall = _Hall(event=terms.event)
        self._contents: set[str] = set()
        self._letters: set[bytes] = set()
        self._earlier: list[_Earlier] = []

    @property
    def venue(self) -> Seats:
        """The venue's seats as they are now."""
        return self._hall.venue

    @property
    def sessions(self) -> Mapping[str, Seats]:
        """The seats of each session as they are now."""
        return self._hall.sessions

    def read(self, letter: Incoming) -> Rehearsed:
        """What the letter would come to; a crash of a stage is an answer too (promise 7)."""
        unread = _unread(letter)
        if letter.content is None:
            return unread
        try:
            return self._read(unread, letter.content)
        except Exception as error:  # noqa: BLE001 (the guard around one message)
            why = f"{CRASHED}:{type(error).__name__}"
            return replace(unread, why=why, extract=replace(UNREAD, reasons=(CRASHED,)))

    def _read(self, unread: Rehearsed, content: bytes) -> Rehearsed:
        identity = self._terms.identity
        message = opened(parse(content, identity=identity, is_complete=unread.is_complete))
        known = replace(
            unread,
            sender=message.sender.email if message.sender else "",
            subject=message.subject,
            extract=extract(message, self._terms.event),
            state=MessageState.REVIEW,
        )
        if self._is_known(known.sha256, message.letter_hash):
            return _ignored(known, Why.DUPLICATE)
        if message.origin is not Origin.PERSON:
            return _machine(known, message)
        if _has_token(message):
            return _for_staff(known, Why.JOINED)
        return self._first_letter(known, message)

    def _is_known(self, sha256: str, letter_hash: bytes | None) -> bool:
        """Whether the same bytes or the same letter came before (promise 2); notes this one."""
        if sha256 in self._contents or letter_hash in self._letters:
            return True
        self._contents.add(sha256)
        if letter_hash is not None:
            self._letters.add(letter_hash)
        return False

    def _first_letter(self, known: Rehearsed, message: InboundMessage) -> Rehearsed:
        to = recipient(message, own=self._terms.identity.own_addresses)
        if to.email is None:
            return _for_staff(known, Why.SENDER_UNCLEAR)
        match known.extract.intent:
            case Intent.REGISTER:
                return self._register(known, message, to)
            case Intent.QUESTION if known.extract.intent_is_sure:
                self._earlier.append(_Earlier.of((), to.email))
                is_answerable = message.answerable and to.doubt is None
                reply = Reply.FORWARDED if is_answerable else None
                return _for_staff(known, Why.QUESTION, reply)
            case Intent.AMEND | Intent.CANCEL as intent:
                return _for_staff(known, Why(intent.value))
            case _ if not known.extract.intent_is_sure:
                return _for_staff(known, Why.INTENT_UNCLEAR)
            case _:
                return _for_staff(known, Why.OTHER)

    def _register(self, known: Rehearsed, message: InboundMessage, to: Recipient) -> Rehearsed:
        attendees = known.extract.attendees or (Attendee(),)
        reasons = self._reasons(known, to, attendees)
        arrival = Arrival(
            received_at=known.received_at,
            attendees=attendees,
            missing=known.extract.missing,
            is_doubtful=known.extract.needs_review or bool(reasons),
            is_answerable=message.answerable and known.extract.intent_is_sure and to.doubt is None,
        )
        event = self._terms.event
        decision = decide(self._hall.snapshot(), arrival, event, known.received_at)
        if isinstance(decision, Refusal):
            raise TypeError(f"only staff are refused, not an arrival: {decision.code}")
        self._hall.take(decision)
        self._earlier.append(_Earlier.of(attendees, to.email or ""))
        if not message.answerable:
            reasons.append(message.unanswerable_reason or Ground.UNANSWERABLE)
        return replace(
            known,
            state=MessageState.PROCESSED,
            why=_ground(decision, arrival, event),
            status=decision.moves[0].after,
            reply=decision.reply,
            copies=self._copies(decision, attendees, to),
            reasons=tuple(dict.fromkeys((*known.extract.reasons, *reasons))),
            waits_for_staff=_is_for_staff(decision, arrival) or bool(reasons),
        )

    def _copies(self, decision: Decision, attendees: Sequence[Attendee], to: Recipient) -> int:
        if decision.reply is not Reply.CONFIRMED or not self._terms.copies_to_attendees:
            return 0
        contact = (to.email or "").lower()
        return sum((person.email or "").lower() not in {"", contact} for person in attendees)

    def _reasons(self, known: Rehearsed, to: Recipient, attendees: Sequence[Attendee]) -> list[str]:
        """Why staff must look, beyond what the reading itself says."""
        doubts = {
            SENDER_UNSURE: to.doubt is not None,
            INTENT_UNSURE: not known.extract.intent_is_sure,
            TOO_LARGE: not known.is_complete,
            TOO_MANY: len(attendees) > self._terms.event.max_people_per_letter,
            LIKENESS: self._is_likeness(to.email or "", attendees),
        }
        return [reason for reason, applies in doubts.items() if applies]

    def _is_likeness(self, email: str, attendees: Sequence[Attendee]) -> bool:
        asking = _Earlier.of(attendees, email)
        theirs = [one for one in reversed(self._earlier) if asking.addresses & one.addresses]
        return any(are_alike(asking.names, one.names) for one in theirs[:COMPARED])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Earlier:
    """An application that came before, as far as likenesses go by it."""

    addresses: frozenset[str]  # case-folded, of the contact and of the people
    names: frozenset[str]  # case-folded

    @classmethod
    def of(cls, attendees: Sequence[Attendee], contact: str) -> _Earlier:
        addresses = (contact, *(person.email for person in attendees))
        return cls(
            addresses=frozenset(address.casefold() for address in addresses if address),
            names=frozenset(person.name.casefold() for person in attendees if person.name),
        )


@dataclass(slots=True)
class _Hall:
    """Who has and who awaits what, counted as the database would count it."""

    event: Event
    statuses: Counter[Status] = field(default_factory=Counter)
    wishes: Counter[tuple[str, SessionState]] = field(default_factory=Counter)  # by session
    waiting: list[int] = field(default_factory=list)  # people of each group, in order

    @property
    def venue(self) -> Seats:
        has_limit = self.event.capacity is not None
        return count_seats(
            self.statuses,
            capacity=self.event.capacity,
            elsewhere=self.event.seats_elsewhere if has_limit else 0,
            holds_pending=self.event.holds_pending,
        )

    @property
    def sessions(self) -> dict[str, Seats]:
        return {
            session.key: count_session(
                {state: self.wishes[session.key, state] for state in SessionState},
                capacity=session.capacity,
            )
            for session in self.event.sessions
        }

    def snapshot(self) -> Snapshot:
        """What the next decision is taken on."""
        return Snapshot(
            venue=self.venue, sessions=self.sessions, waiting_groups=tuple(self.waiting)
        )

    def take(self, decision: Decision) -> None:
        """Count the people of a decision in; all of them are new."""
        after = {move.number: move.after for move in decision.moves}
        self.statuses.update(after.values())
        self.wishes.update(
            (move.key, move.after)
            for move in decision.session_moves
            if move.after is not None and after[move.number] in COUNTED_IN[move.after]
        )
        waiting = sum(status is Status.WAITLISTED for status in after.values())
        if waiting:
            self.waiting.append(waiting)


def _unread(letter: Incoming) -> Rehearsed:
    content = letter.content
    return Rehearsed(
        name=letter.name,
        uid=letter.uid,
        received_at=letter.received_at,
        is_complete=letter.is_complete,
        sha256="" if content is None else hashlib.sha256(content).hexdigest(),
        sender="",
        subject="",
        extract=UNREAD,
        state=MessageState.QUARANTINED,
        why=UNREADABLE,
        waits_for_staff=True,
    )


def _ignored(known: Rehearsed, why: str) -> Rehearsed:
    return replace(known, state=MessageState.IGNORED, why=why, waits_for_staff=False)


def _for_staff(known: Rehearsed, why: Why, reply: Reply | None = None) -> Rehearsed:
    return replace(known, why=why, reply=reply, reasons=known.extract.reasons)


def _machine(known: Rehearsed, message: InboundMessage) -> Rehearsed:
    """A bounce of what would have been our own mail is put before staff."""
    if message.report is not None and message.report.kind in NEWS:
        return _ignored(known, NEWS[message.report.kind])
    if message.origin is Origin.BOUNCE and _has_token(message):
        return _for_staff(known, Why.BOUNCE)
    is_own = message.origin is Origin.OWN
    return _ignored(known, Why.OWN if is_own else message.origin.value)


def _has_token(message: InboundMessage) -> bool:
    """Whether something in it has the form of our token; a reference has too common a form."""
    return bool(tokens_in((*message.in_reply_to, *message.references, message.body)))


def _ground(decision: Decision, arrival: Arrival, event: Event) -> Ground:
    """Every person of a letter that just came stands alike."""
    first = decision.moves[0]
    if first.after is Status.PENDING:
        return _ground_of_pending(decision, arrival, event)
    if first.after is Status.INCOMPLETE:
        return Ground.MISSING
    if first.after is Status.CONFIRMED:
        return Ground.SESSION_FULL if decision.is_full else Ground.FITS
    return Ground.CLOSED if first.decline_reason is Reason.CLOSED else Ground.FULL


def _ground_of_pending(decision: Decision, arrival: Arrival, event: Event) -> Ground:
    if arrival.is_doubtful:
        return Ground.DOUBT
    if not arrival.is_answerable:
        return Ground.UNANSWERABLE
    if decision.is_full:
        return Ground.FULL
    return Ground.DECISION if event.approval is Approval.STAFF else Ground.CLAIM


def _is_for_staff(decision: Decision, arrival: Arrival) -> bool:
    after = decision.moves[0].after
    is_left_over = after is Status.CONFIRMED and decision.is_full  # a session is full
    return after is Status.PENDING or arrival.is_doubtful or is_left_over
