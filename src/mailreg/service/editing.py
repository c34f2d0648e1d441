"""Corrections by staff: what was extracted is kept beside what now counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from email_validator import EmailNotValidError, validate_email

from mailreg.errors import BadRequest
from mailreg.event import Event
from mailreg.extraction.values import DIETARY_CODES
from mailreg.registration.decide import decide
from mailreg.registration.values import (
    Application,
    Completion,
    Decision,
    Diet,
    Refusal,
    Registration,
    SessionMove,
    SessionState,
)
from mailreg.sentences import Series, say
from mailreg.service.answers import TRUTH, read_answer, read_wishes
from mailreg.service.deciding import CHANGED, event_of, find, has_changed
from mailreg.service.desk import Desk
from mailreg.service.lacking import missing_in
from mailreg.service.seats import locked_snapshot
from mailreg.store import applications
from mailreg.store.database import Transaction
from mailreg.store.values import NewStep

DIETS = ("dietary", "dietary_other")
ANSWER = "answers."
OUTSIDE_PEOPLE = {"contact", "language", "billing"}  # first words of other keys
REVIEW = "needs_review"
PERSON = re.compile(
    r"(?P<list>registrations|people|attendees)\[(?P<index>\d{1,4})\]\.(?P<field>.+)"
)
OF_APPLICATION = {
    "contact.name": "contact_name",
    "contact.email": "contact_email",
    "language": "language",
}


def edit(desk: Desk, reference: str, changes: Sequence[str], *, by: str) -> Application:
    """Set fields, each written KEY=VALUE, and return the application as it is now.

    Keys: `contact.name`, `contact.email`, `language`, `billing.KEY`, `needs_review`, and of a
    person `registrations[N].KEY` (N as in `show`), or KEY alone where there is one person: `name`,
    `email`, `phone`, `organisation`, `title`, `category`, `dietary` (codes with commas),
    `dietary_other`, `answers.KEY` (of a group of sessions one or more, first wish first, with
    commas). An empty value clears. Raises BadRequest for anything else.
    """
    with desk.database.transaction() as tx:
        return _edit(tx, desk, find(tx, reference), changes, by=by)


def correct(
    desk: Desk, reference: str, changes: Sequence[str], *, by: str, seen: int
) -> Application | Refusal:
    """The same where the application still is what was `seen` (its version); else a refusal."""
    with desk.database.transaction() as tx:
        found = find(tx, reference)
        if has_changed(tx, found, seen):
            return CHANGED
        return _edit(tx, desk, found, changes, by=by) if changes else found


def _edit(
    tx: Transaction, desk: Desk, found: Application, changes: Sequence[str], *, by: str
) -> Application:
    event = event_of(desk, found)
    applications.lock_event(tx, event.slug)
    application = applications.load(tx, found.id, with_diet=True)
    wanted = dict(_split(change) for change in changes)
    is_reviewed = TRUTH.get(wanted.pop(REVIEW, "").lower()) is False
    fields: dict[str, object] = {}
    for key, value in wanted.items():
        fields |= _field(event, application, fields, key, value)
    for field, corrected in fields.items():
        _check(event, field, corrected)
    applications.edit(tx, application.id, fields, at=desk.clock(), by=by)
    moves = _session_moves(application, event, wanted)
    if moves:
        step = NewStep(at=desk.clock(), by=by, action="wishes", session_moves=moves)
        applications.record(tx, application.id, step)
    _complete(tx, desk, event, application.id, by=by, is_reviewed=is_reviewed)
    return applications.load(tx, application.id)


def _split(change: str) -> tuple[str, str]:
    key, equals, value = change.partition("=")
    if not equals or not key.strip():
        raise BadRequest(
            "%(change)s is no KEY=VALUE, such as billing.reference=ZZ12345", change=repr(change)
        )
    return key.strip(), value.strip()


def _field(
    event: Event, application: Application, so_far: dict[str, object], key: str, value: str
) -> dict[str, object]:
    """The store's name for a field, and the value in its type."""
    if key in OF_APPLICATION:
        return {OF_APPLICATION[key]: value or None}
    if key.startswith("billing."):
        return {key: value or None}
    person, field = _person(application, key)
    place = f"people[{person.number}]"
    if field in DIETS:
        diet = so_far.get(f"{place}.diet", person.diet)
        return {f"{place}.diet": _diet(diet if isinstance(diet, Diet) else Diet(), field, value)}
    claimed = _claimed(event, field, value)
    if claimed is not None:
        return _category(event, person, claimed)
    if field.startswith(ANSWER):
        return {f"{place}.{field}": read_answer(event, field.removeprefix(ANSWER), value)}
    return {f"{place}.{field}": value or None}


def _person(application: Application, key: str) -> tuple[Registration, str]:
    matched = PERSON.fullmatch(key)
    if matched is None:
        if len(application.registrations) != 1:
            raise BadRequest(
                "%(key)s: say whose, registrations[N].KEY; %(reference)s has %(number)s people",
                key=repr(key),
                reference=application.reference,
                number=len(application.registrations),
            )
        return application.registrations[0], key
    # evidence counts attendees from 0, people are numbered from 1
    number = int(matched["index"]) + (matched["list"] == "attendees")
    for person in application.registrations:
        if person.number == number:
            return person, matched["field"]
    raise BadRequest(
        "%(key)s: %(reference)s has no person %(number)s",
        key=repr(key),
        reference=application.reference,
        number=number,
    )


def _claimed(event: Event, field: str, value: str) -> str | None:
    """The category that is meant, by its own field or by the answer that claims it."""
    if field == "category":
        return value
    key = field.removeprefix(ANSWER)
    if field == key or key not in [one.key for one in event.categories[1:]]:
        return None
    return key if read_answer(event, key, value) else event.categories[0].key


def _category(event: Event, person: Registration, category: str) -> dict[str, object]:
    """The category, and the answers that say the same."""
    answers = {
        f"people[{person.number}].{ANSWER}{one.key}": (one.key == category) or None
        for one in event.categories[1:]
        if (person.answers.get(one.key) is True) != (one.key == category)
    }
    return {f"people[{person.number}].category": category, **answers}


def _diet(diet: Diet, field: str, value: str) -> Diet:
    items = tuple(sorted({item.strip().lower() for item in value.split(",") if item.strip()}))
    if field == "dietary_other":
        return replace(diet, other=items, stated=True)
    if unknown := [item for item in items if item not in DIETARY_CODES]:
        raise BadRequest(
            "%(unknown)s: no such code; known are %(known)s."
            " What has no code goes into “other diet”",
            unknown=Series(unknown),
            known=Series(sorted(DIETARY_CODES)),
        )
    return replace(diet, codes=items, stated=True)


def _check(event: Event, field: str, value: object) -> None:
    """Raise BadRequest for a value with which nothing could be decided or mailed."""
    if f".{ANSWER}" in field:
        return  # whatever the event calls its questions
    name = field.rpartition(".")[2]
    choices = {"language": event.languages, "category": [one.key for one in event.categories]}
    if name in choices and value not in choices[name]:
        raise BadRequest(
            "%(name)s is one of %(choices)s, not %(value)s",
            name=name,
            choices=Series(choices[name]),
            value=str(value) if value else say("empty"),
        )
    if name == "contact_email" or (name == "email" and value is not None):
        try:
            validate_email(str(value or ""), check_deliverability=False)
        except EmailNotValidError as error:
            raise BadRequest(
                "%(value)s is no e-mail address",
                hint=f": {error}",
                value=str(value) if value else say("empty"),
            ) from error


def _session_moves(
    application: Application, event: Event, wanted: Mapping[str, str]
) -> tuple[SessionMove, ...]:
    """What corrected answers mean for the wishes; `approve` then gives what there is."""
    return tuple(
        move
        for key, value in wanted.items()
        if key.partition(".")[0] not in OUTSIDE_PEOPLE
        for move in _moves_of(*_person(application, key), event, value)
    )


def _moves_of(
    person: Registration, field: str, event: Event, value: str
) -> tuple[SessionMove, ...]:
    if not field.startswith(ANSWER):
        return ()
    name = field.removeprefix(ANSWER)
    wishes = read_wishes(event, name, value)
    if wishes is None:
        return ()
    rivals = {one.key for one in event.sessions if name == (one.group or one.key)}
    return tuple(_wish_moves(person, [key for key in person.sessions if key in rivals], wishes))


def _wish_moves(
    person: Registration, before: Sequence[str], wishes: Sequence[str]
) -> Iterator[SessionMove]:
    """The other wishes go, the new ones come, in their order; what is kept keeps its state."""
    if list(before) == list(wishes):
        return
    for key in before:
        yield SessionMove(number=person.number, key=key, before=person.sessions[key], after=None)
    for key in wishes:
        kept = person.sessions.get(key, SessionState.WISHED)
        after = SessionState.WISHED if kept is SessionState.REFUSED else kept
        yield SessionMove(number=person.number, key=key, before=None, after=after)


def _complete(
    tx: Transaction, desk: Desk, event: Event, application_id: int, *, by: str, is_reviewed: bool
) -> None:
    """See what is still missing; where that is nothing, the application waits for a decision."""
    application = applications.load(tx, application_id)
    missing = missing_in(application, event)
    applications.set_doubt(
        tx,
        application_id,
        needs_review=application.needs_review and not is_reviewed,
        reasons=() if is_reviewed else application.reasons,
        missing=missing,
    )
    if missing:
        return
    snapshot = locked_snapshot(tx, event, application)
    decision = decide(snapshot, Completion(), event, desk.clock())
    if isinstance(decision, Decision) and decision.moves:
        step = NewStep(at=desk.clock(), by=by, action="completed", moves=decision.moves)
        applications.record(tx, application_id, step)
