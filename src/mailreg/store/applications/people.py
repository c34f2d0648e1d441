"""One person's row: written from a Registration, read as one; the diet sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import Row

from mailreg.registration.values import Diet, Reason, Registration, SessionState, Status
from mailreg.store.encryption import Vault


def seal_diet(data_key: bytes, registration_id: int, diet: Diet) -> bytes:
    """The diet of one person, for storing."""
    value = {"codes": diet.codes, "other": diet.other, "stated": diet.stated}
    content = json.dumps(value, ensure_ascii=False).encode()
    return Vault.seal(data_key, content, _diet_place(registration_id))


def open_diet(data_key: bytes, registration_id: int, sealed: bytes) -> Diet:
    """The inverse of `seal_diet`."""
    value = json.loads(Vault.open(data_key, sealed, _diet_place(registration_id)))
    return Diet(codes=tuple(value["codes"]), other=tuple(value["other"]), stated=value["stated"])


def _diet_place(registration_id: int) -> str:
    return f"registration/{registration_id}/diet"


def person_row(person: Registration) -> dict[str, object]:
    """The row of `registration` that describes a person, but for the diet."""
    reason = person.decline_reason
    return {
        "number": person.number,
        "status": person.status.value,
        "is_full": person.full,
        "decline_reason": None if reason is None else reason.value,
        "name": person.name,
        "email": person.email,
        "email_key": address_key(person.email),
        "phone": person.phone,
        "organisation": person.organisation,
        "title": person.title,
        "category": person.category,
        "sessions": {key: state.value for key, state in person.sessions.items()},
        "answers": dict(person.answers),
        "queued_at": person.queued_at,
        "offered_until": person.offered_until,
        "lapses": person.lapses,
    }


def registration(row: Row[tuple[object, ...]], diet: Diet | None) -> Registration:
    """The person that a row of `registration` describes."""
    reason = row.decline_reason
    sessions: Mapping[str, str] = row.sessions
    return Registration(
        number=row.number,
        status=Status(row.status),
        full=row.is_full,
        decline_reason=None if reason is None else Reason(reason),
        name=row.name,
        email=row.email,
        phone=row.phone,
        organisation=row.organisation,
        title=row.title,
        category=row.category,
        sessions={key: SessionState(state) for key, state in sessions.items()},
        answers=row.answers,
        diet=diet,
        queued_at=row.queued_at,
        offered_until=row.offered_until,
        lapses=row.lapses,
    )


def address_key(address: str | None) -> str | None:
    """The form in which addresses are compared; local parts differ by case nowhere in practice."""
    return None if address is None else address.casefold()
