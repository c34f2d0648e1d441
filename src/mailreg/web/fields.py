"""What was read, as fields that staff correct: their names, values and what they may hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mailreg.event import Event, Question, QuestionType
from mailreg.extraction import Billing
from mailreg.registration.values import Application, Registration
from mailreg.web.texts import Texts
from mailreg.web.words import N_

PREFIX = "set:"  # of a field's name in the form
UNKNOWN = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that was read."""

    key: str  # as `mailreg edit` takes it
    evidence: str  # as the evidence names it
    label: str
    value: str  # as `mailreg edit` takes it; "" for nothing
    choices: Sequence[tuple[str, str]] = ()  # value and words; () for any text
    kind: str = "text"  # of the input
    is_usual: bool = False  # is shown where it is empty too
    default: str = ""  # what nobody needs to look at
    hint: str = ""  # what an empty field means

    @property
    def is_shown(self) -> bool:
        """Whether it stands among the first."""
        return self.is_usual or self.value not in {"", self.default}

    @property
    def name(self) -> str:
        """In the form."""
        return f"{PREFIX}{self.key}"

    @property
    def id(self) -> str:
        """On the page."""
        return self.key.replace("[", "-").replace("].", "-").replace(".", "-")


BILLING = {
    "recipient": N_("Recipient"),
    "street": N_("Street or box"),
    "postal_code": N_("Postal code"),
    "city": N_("City"),
    "country": N_("Country"),
    "reference": N_("Reference"),
    "organisation_number": N_("Organisation number"),
    "gln": N_("GLN or Peppol id"),
    "email": N_("Invoice e-mail"),
}


USUAL = ("recipient", "street", "postal_code", "city", "reference")


def of_application(application: Application, event: Event, texts: Texts) -> list[Field]:
    """Contact, language and invoice."""
    billing = application.billing or Billing()
    languages = [(code, texts.name_of(code)) for code in event.languages]
    return [
        _plain("contact.name", texts.gettext("Applicant"), application.contact_name),
        Field(
            key="contact.email",
            evidence="contact.email",
            label=texts.gettext("Applicant's e-mail"),
            value=application.contact_email,
            kind="email",
        ),
        Field(
            key="language",
            evidence="language",
            label=texts.gettext("Language of replies"),
            value=application.language,
            choices=languages,
        ),
        *(
            Field(
                key=f"billing.{key}",
                evidence=f"billing.{key}",
                label=texts.gettext(label),
                value=getattr(billing, key) or UNKNOWN,
                is_usual=key in USUAL,
            )
            for key, label in BILLING.items()
        ),
    ]


def of_person(person: Registration, index: int, event: Event, texts: Texts) -> list[Field]:
    """Everything about one person; `index` is the place from 0, as evidence counts."""
    return list(_of_person(person, index, event, texts))


def changes(fields: Sequence[Field], form: Mapping[str, str]) -> list[str]:
    """What differs, as `mailreg edit` takes it; what the form does not have stays."""
    return [
        f"{one.key}={form[one.name].strip()}"
        for one in fields
        if one.name in form and form[one.name].strip() != one.value
    ]


def _of_person(person: Registration, index: int, event: Event, texts: Texts) -> Iterator[Field]:
    def field(key: str, label: str, value: str | None, **more: object) -> Field:
        return Field(
            key=f"registrations[{person.number}].{key}",
            evidence=f"attendees[{index}].{key}",
            label=label,
            value=value or UNKNOWN,
            **more,  # type: ignore[arg-type]
        )

    yield field("name", texts.gettext("Name"), person.name, is_usual=True)
    if person.diet is not None:
        codes = ", ".join(person.diet.codes)
        stated = texts.gettext("none, says the letter")
        yield field(
            "dietary",
            texts.gettext("Allergies and diet"),
            codes,
            is_usual=True,
            hint=stated if person.diet.stated else texts.gettext("nothing is said"),
        )
        other = ", ".join(person.diet.other)
        yield field("dietary_other", texts.gettext("Other needs"), other)
    for name, members in _groups(event).items():
        chosen = [key for key in person.sessions if key in members]
        choices = [(key, event.text(members[key], texts.language)) for key in members]
        yield field(
            f"answers.{name}",
            texts.gettext("Session") if len(members) > 1 else choices[0][1],
            ", ".join(chosen) if len(members) > 1 else _yes_no(bool(chosen)),
            choices=_session_choices(choices, chosen, texts),
            default="" if len(members) > 1 else "false",
        )
    for question in event.questions:
        yield field(
            f"answers.{question.key}",
            event.text(question.name, texts.language),
            _answer(person.answers.get(question.key)),
            choices=_choices(question, event, texts),
        )
    if len(event.categories) > 1:
        yield field(
            "category",
            texts.gettext("Category"),
            person.category,
            choices=[(one.key, event.text(one.name, texts.language)) for one in event.categories],
            default=event.categories[0].key,
        )
    yield field("email", texts.gettext("E-mail"), person.email, kind="email")
    yield field("organisation", texts.gettext("Organisation"), person.organisation)
    yield field("title", texts.gettext("Title"), person.title)
    yield field("phone", texts.gettext("Telephone"), person.phone, kind="tel")


def _plain(key: str, label: str, value: str | None) -> Field:
    return Field(key=key, evidence=key, label=label, value=value or UNKNOWN)


def _groups(event: Event) -> dict[str, dict[str, Mapping[str, str]]]:
    """Each group of sessions, and each that stands alone: key ▶ names."""
    found: dict[str, dict[str, Mapping[str, str]]] = {}
    for session in event.sessions:
        found.setdefault(session.group or session.key, {})[session.key] = session.name
    return found


def _session_choices(
    choices: Sequence[tuple[str, str]], chosen: Sequence[str], texts: Texts
) -> Sequence[tuple[str, str]]:
    """Of several wishes in their order there is no menu."""
    if len(choices) == 1:
        return _truth(texts)
    return choices if len(chosen) < 2 else ()


def _choices(question: Question, event: Event, texts: Texts) -> Sequence[tuple[str, str]]:
    if question.type is QuestionType.BOOL:
        return _truth(texts)
    return [(one.key, event.text(one.name, texts.language)) for one in question.choices]


def _truth(texts: Texts) -> Sequence[tuple[str, str]]:
    return (("true", texts.gettext("yes")), ("false", texts.gettext("no")))


def _yes_no(value: bool) -> str:  # noqa: FBT001 (an answer)
    return "true" if value else "false"


def _answer(value: str | bool | None) -> str:  # noqa: FBT001 (an answer)
    if value is None:
        return UNKNOWN
    return _yes_no(value) if isinstance(value, bool) else value
