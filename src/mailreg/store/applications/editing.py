"""Corrections by staff, each with what stood there before, and looks at diets.

Fields are named `contact_name`, `contact_email`, `language`, `billing.KEY`, `people[N].KEY` and
`people[N].answers.KEY`, where N is the number of the registration.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime

from sqlalchemy import Row, insert, select, update

from mailreg.errors import BadRequest
from mailreg.extraction import Billing, Missing
from mailreg.extraction.label import billing_from, billing_json
from mailreg.registration.values import Diet
from mailreg.store.applications.history import touch, write_step
from mailreg.store.applications.people import address_key, open_diet, seal_diet
from mailreg.store.database import Transaction
from mailreg.store.encryption import Vault
from mailreg.store.sealing import Owner, destroy_keys, keys_of, make_keys
from mailreg.store.tables import APPLICATION, CORRECTION, DIET_LOOK, REGISTRATION
from mailreg.store.values import NewStep

OF_APPLICATION = ("contact_name", "contact_email", "language")
OF_PERSON = ("name", "email", "phone", "organisation", "title", "category")
ADDRESS_KEYS = {"contact_email": "contact_key", "email": "email_key"}  # what goes with a field
BILLING_FIELDS = tuple(field.name for field in fields(Billing))
PERSON = re.compile(r"people\[(?P<number>\d{1,4})\]\.(?P<field>diet|answers\.(?P<answer>.+)|\w+)")
EDITED = "edited"
NEW_LOOK = insert(DIET_LOOK)  # built once: it runs for every page of a case
LETTER = "letter:"  # before the number of the message that said so


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One field that somebody corrected, or of which a later letter said otherwise."""

    application_id: int
    field: str
    before: object  # None: it was empty; of the first correction, what was extracted
    after: object
    at: datetime
    by: str

    @property
    def is_of_letter(self) -> bool:
        """Whether a later letter said so, and no member of staff."""
        return self.by.startswith(LETTER)


def edit(
    tx: Transaction, application_id: int, changes: Mapping[str, object], *, at: datetime, by: str
) -> None:
    """Set fields, keep what stood there, and write one step that names the fields.

    Values are texts or None, a Diet for `people[N].diet`, a text or bool for an answer. Raises
    BadRequest for a field or person that does not exist.
    """
    set_fields(tx, application_id, changes, at=at, by=by)
    step = NewStep(at=at, by=by, action=EDITED, detail=", ".join(changes))
    write_step(tx, application_id, step)


def set_fields(
    tx: Transaction, application_id: int, changes: Mapping[str, object], *, at: datetime, by: str
) -> None:
    """The same as part of a step that says more; `by` is who said so, a letter by `by_letter`."""
    for field, value in changes.items():
        correction = Correction(
            application_id=application_id, field=field, before=None, after=value, at=at, by=by
        )
        _set_field(tx, correction)
    touch(tx, application_id, {})


def by_letter(message_id: int) -> str:
    """Who said so, where it was a letter."""
    return f"{LETTER}{message_id}"


def restore_fields(tx: Transaction, application_id: int, *, said_by: str, at: datetime) -> None:
    """Put back what stood there before `said_by` said otherwise, unless it has changed since."""
    told = corrections(tx, application_id)
    latest = {one.field: one for one in told}
    theirs = {one.field: one.before for one in reversed(told) if one.by == said_by}
    back = {
        field: _diet_of(before) if field.endswith(".diet") else before
        for field, before in theirs.items()
        if latest[field].by == said_by
    }
    set_fields(tx, application_id, back, at=at, by=said_by)


def _diet_of(before: object) -> Diet:
    """A diet as a correction keeps it; nothing was known where it was purged."""
    if not isinstance(before, Mapping):
        return Diet()
    return Diet(codes=tuple(before["codes"]), other=tuple(before["other"]), stated=before["stated"])


def erase_diet(tx: Transaction, application_id: int, number: int) -> None:
    """Destroy all that is known of somebody's diet: the data key goes, and with it corrections."""
    person = _person(tx, application_id, number)
    destroy_keys(tx, Owner.REGISTRATION, [person.id])
    _update_person(tx, person, {"diet": None})


def set_doubt(
    tx: Transaction,
    application_id: int,
    *,
    needs_review: bool,
    reasons: Iterable[str],
    missing: Iterable[Missing],
) -> None:
    """Say anew what is doubtful or missing."""
    values: dict[str, object] = {
        "needs_review": needs_review,
        "reasons": list(reasons),
        "missing": [code.value for code in missing],
    }
    touch(tx, application_id, values)


def corrections(tx: Transaction, application_id: int) -> list[Correction]:
    """What was corrected, oldest first; a diet that was purged shows None."""
    statement = (
        select(CORRECTION)
        .where(CORRECTION.c.application_id == application_id)
        .order_by(CORRECTION.c.id)
    )
    return [_correction(tx, row) for row in tx.connection.execute(statement).all()]


def log_diet_look(
    tx: Transaction, application_ids: Iterable[int], *, by: str, at: datetime, how: str
) -> None:
    """Record that somebody saw or exported the diets of these applications."""
    rows = [{"application_id": id_, "at": at, "seen_by": by, "how": how} for id_ in application_ids]
    if rows:
        tx.connection.execute(NEW_LOOK, rows)


def _set_field(tx: Transaction, correction: Correction) -> None:
    field = correction.field
    matched = PERSON.fullmatch(field)
    if field in OF_APPLICATION:
        _set_of_application(tx, correction)
    elif field.startswith("billing.") and field.removeprefix("billing.") in BILLING_FIELDS:
        _set_billing(tx, correction)
    elif matched is not None:
        person = _person(tx, correction.application_id, int(matched["number"]))
        _setter_of(matched)(tx, correction, person)
    else:
        raise _no_field(field)


def _set_of_application(tx: Transaction, correction: Correction) -> None:
    row = _application(tx, correction.application_id)
    _keep(tx, replace(correction, before=getattr(row, correction.field)))
    values = _with_address_key(correction.field, correction.after)
    statement = update(APPLICATION).where(APPLICATION.c.id == correction.application_id)
    tx.connection.execute(statement.values(values))


def _set_billing(tx: Transaction, correction: Correction) -> None:
    row = _application(tx, correction.application_id)
    key = correction.field.removeprefix("billing.")
    value = billing_json(billing_from(row.billing) or Billing()) or {}
    _keep(tx, replace(correction, before=value[key]))
    value[key] = correction.after
    stored = value if any(entry is not None for entry in value.values()) else None
    statement = update(APPLICATION).where(APPLICATION.c.id == correction.application_id)
    tx.connection.execute(statement.values(billing=stored))


def _no_field(field: str) -> BadRequest:
    return BadRequest("there is no field %(field)s", field=field)


PersonRow = Row[tuple[object, ...]]
Setter = Callable[[Transaction, Correction, PersonRow], None]


def _setter_of(matched: re.Match[str]) -> Setter:
    if matched["field"] == "diet":
        return _set_diet
    if matched["answer"] is not None:
        return _set_answer
    if matched["field"] in OF_PERSON:
        return _set_of_person
    raise _no_field(matched[0])


def _set_of_person(tx: Transaction, correction: Correction, person: PersonRow) -> None:
    field = correction.field.rpartition(".")[2]
    _keep(tx, replace(correction, before=getattr(person, field)), person.id)
    _update_person(tx, person, _with_address_key(field, correction.after))


def _set_answer(tx: Transaction, correction: Correction, person: PersonRow) -> None:
    key = correction.field.partition(".answers.")[2]
    answers = dict(person.answers)
    _keep(tx, replace(correction, before=answers.pop(key, None)), person.id)
    if correction.after is not None:
        answers[key] = correction.after
    _update_person(tx, person, {"answers": answers})


def _set_diet(tx: Transaction, correction: Correction, person: PersonRow) -> None:
    after = correction.after
    if not isinstance(after, Diet):
        message = f"{correction.field} takes a Diet"
        raise TypeError(message)
    keys = keys_of(tx, Owner.REGISTRATION, [person.id])
    data_key = keys.get(person.id) or make_keys(tx, Owner.REGISTRATION, [person.id])[person.id]
    is_known = person.id in keys and person.diet is not None
    before = asdict(open_diet(data_key, person.id, person.diet)) if is_known else None
    change = json.dumps({"before": before, "after": asdict(after)}, ensure_ascii=False)
    sealed = Vault.seal(data_key, change.encode(), _correction_place(person.id))
    _insert_correction(tx, correction, person.id, {"sealed": sealed, "change": None})
    _update_person(tx, person, {"diet": seal_diet(data_key, person.id, after)})


def _keep(tx: Transaction, correction: Correction, registration_id: int | None = None) -> None:
    change = {"before": correction.before, "after": correction.after}
    _insert_correction(tx, correction, registration_id, {"change": change, "sealed": None})


def _insert_correction(
    tx: Transaction,
    correction: Correction,
    registration_id: int | None,
    values: Mapping[str, object],
) -> None:
    row = {
        "application_id": correction.application_id,
        "registration_id": registration_id,
        "at": correction.at,
        "corrected_by": correction.by,
        "field": correction.field,
        **values,
    }
    tx.connection.execute(insert(CORRECTION).values(row))


def _correction_place(registration_id: int) -> str:
    return f"registration/{registration_id}/correction"


def _with_address_key(field: str, value: object) -> dict[str, object]:
    if field not in ADDRESS_KEYS:
        return {field: value}
    return {field: value, ADDRESS_KEYS[field]: address_key(None if value is None else str(value))}


def _application(tx: Transaction, application_id: int) -> Row[tuple[object, ...]]:
    statement = select(APPLICATION).where(APPLICATION.c.id == application_id)
    return tx.connection.execute(statement).one()


def _person(tx: Transaction, application_id: int, number: int) -> PersonRow:
    statement = select(REGISTRATION).where(
        REGISTRATION.c.application_id == application_id, REGISTRATION.c.number == number
    )
    row = tx.connection.execute(statement).one_or_none()
    if row is None:
        raise BadRequest("there is no person %(number)s in this application", number=number)
    return row


def _update_person(tx: Transaction, person: PersonRow, values: Mapping[str, object]) -> None:
    statement = update(REGISTRATION).where(REGISTRATION.c.id == person.id)
    tx.connection.execute(statement.values(dict(values)))


def _correction(tx: Transaction, row: Row[tuple[object, ...]]) -> Correction:
    change = row.change
    if row.sealed is not None:
        data_key = keys_of(tx, Owner.REGISTRATION, [row.registration_id]).get(row.registration_id)
        place = _correction_place(row.registration_id)
        change = None if data_key is None else json.loads(Vault.open(data_key, row.sealed, place))
    change = change or {"before": None, "after": None}
    return Correction(
        application_id=row.application_id,
        field=row.field,
        before=change["before"],
        after=change["after"],
        at=row.at,
        by=row.corrected_by,
    )
