"""Changes that wait for staff: what they are, and how `approve` makes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mailreg.event import Event
from mailreg.extraction import Intent
from mailreg.registration.amendments import with_full
from mailreg.registration.comparing import Difference, Reader, Subject, compare
from mailreg.registration.values import Application, Arrival, Refusal, Snapshot, StaffAction
from mailreg.reply.values import Author
from mailreg.service.amending import Change, Made, make_change
from mailreg.service.desk import Desk
from mailreg.service.seats import locked_snapshot
from mailreg.service.why import Why
from mailreg.service.working import Cause
from mailreg.store import applications, journal
from mailreg.store.database import Transaction
from mailreg.store.values import MessageState, StoredMessage

WAITING = frozenset({Why.CHANGE, Why.UNPROVEN})


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingChange:
    """A letter that waits, with what it says otherwise than the application has it now."""

    message: StoredMessage
    differences: tuple[Difference, ...]  # never none


def waiting_changes(
    tx: Transaction, event: Event, application: Application, snapshot: Snapshot
) -> Iterator[WaitingChange]:
    """The changes that wait, oldest first; `application` with its diets.

    A cancellation is none: `cancel` says what it means.
    """
    for message in journal.of_application(tx, application.id):
        if not _waits(message):
            continue
        stored = journal.message(tx, message.id, with_extract=True)
        if stored is None or stored.extract is None:
            continue  # purged
        compared = compare(stored.extract, _reader(application, event, stored))
        found = with_full(compared, snapshot, event)
        if found:
            yield WaitingChange(message=stored, differences=found)


def make_waiting(
    tx: Transaction, desk: Desk, application: Application, action: StaffAction, *, by: str
) -> Made | Refusal | None:
    """Make the changes that wait, and confirm with them whom `approve` confirms.

    None where nothing waits that can be made; a Refusal has changed nothing. Of two
    letters the later holds.
    """
    event = desk.events[application.event]
    application = applications.load(tx, application.id, with_diet=True)
    snapshot = locked_snapshot(tx, event, application)
    waiting = list(waiting_changes(tx, event, application, snapshot))
    now = _together([one for each in waiting for one in each.differences if one.hurdle is None])
    if not now:
        return None
    last = waiting[-1].message
    change = Change(
        differences=now,
        arrival=Arrival(
            received_at=last.received_at,
            attendees=(),
            missing=(),
            is_doubtful=False,
            is_answerable=True,
        ),
        approval=action,
    )
    cause = Cause(by=by, author=Author.DECISION, message_id=last.id, letter=None)
    made = make_change(tx, desk, application, change, cause)
    if isinstance(made, Refusal):
        return made
    done = [each for each in waiting if all(one.hurdle is None for one in each.differences)]
    return replace(made, letters=tuple(each.message.id for each in done))


def _waits(message: StoredMessage) -> bool:
    is_waiting = message.state is MessageState.REVIEW and message.reason in WAITING
    return is_waiting and message.intent != Intent.CANCEL


def _reader(application: Application, event: Event, stored: StoredMessage) -> Reader:
    is_applicant = stored.sender == application.contact_email
    return Reader(
        application=application,
        event=event,
        writer=None,
        sender_name=(application.contact_name or "") if is_applicant else "",
    )


def _together(found: Sequence[Difference]) -> tuple[Difference, ...]:
    """Each thing once, as the last letter has it."""
    last: dict[tuple[Subject, str, object], Difference] = {}
    for one in found:
        who = one.after if one.subject is Subject.NEWCOMER else None
        last[one.subject, one.field, who] = one
    return tuple(last.values())
