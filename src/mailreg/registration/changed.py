"""An application as it is once some differences hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from mailreg.extraction import Billing
from mailreg.registration.comparing import MADE_OF_FIELDS, Difference, Subject
from mailreg.registration.values import Application, Registration


def applied(application: Application, differences: Sequence[Difference]) -> Application:
    """The application as the letter has it; of people only what is told of those there are."""
    values = {one.field: one.after for one in differences if one.subject in MADE_OF_FIELDS}
    told = {
        key.removeprefix("billing."): value
        for key, value in values.items()
        if key.startswith("billing.") and (value is None or isinstance(value, str))
    }
    billing = replace(application.billing or Billing(), **told) if told else application.billing
    gone = {one.number for one in differences if one.subject is Subject.SUBSTITUTE}
    return replace(
        application,
        billing=billing,
        registrations=tuple(
            _with_values(one, values) for one in application.registrations if one.number not in gone
        ),
    )


def _with_values(person: Registration, values: Mapping[str, object]) -> Registration:
    place = f"people[{person.number}]."
    told = {k.removeprefix(place): v for k, v in values.items() if k.startswith(place)}
    answers = {
        key.removeprefix("answers."): value
        for key, value in told.items()
        if key.startswith("answers.") and isinstance(value, str | bool)
    }
    return replace(
        person,
        name=str(told.get("name", person.name or "")) or None,
        category=str(told.get("category", person.category)),
        answers={**person.answers, **answers},
    )
