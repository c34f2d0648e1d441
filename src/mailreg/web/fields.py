"""What was read, as fields that staff correct: their names, values and what they may hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mailreg.event import Event, Question, QuestionType
from mailreg.export.words import LANGUAGES
from mailreg.extraction import Billing
from mailreg.registration.values import Application, Registration
from mailreg.web.texts import Texts
from mailreg.web.words import N_

PREFIX = "set:"  # of a field's name in the form
UNKNOWN = ""
NEEDS = {  # the codes of needs by what each language calls them
    word.casefold(): code for one in LANGUAGES.values() for code, word in one.needs.items()
}


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
    words: Mapping[str, str] = field(default_factory=dict)  # of a list of codes, in one language

    @property
    def shown(self) -> str:
        """The value as people read and write it."""
        if not self.words:
            return self.value
        return ", ".join(self.words.get(code, code) for code in self.value.split(", "))

    @property
    def is_shown(self) -> bool:
        """Whether it stands among the first."""
        return self.is_usual or self.value not in {"", self.default}

    @property
    def is_diet(self) -> bool:
        """Whether it tells of health, as a wish for food may."""
        return self.key.endswith((".dietary", ".dietary_other"))

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
    own = (
        *_name_and_needs(person, texts),
        *_sessions(person, event, texts),
        *_questions(person, event, texts),
        *_category(person, event, texts),
        *_contact(person, texts),
    )
    return [
        replace(
            one,
            key=f"registrations[{person.number}].{one.key}",
            evidence=f"attendees[{index}].{one.evidence}",
        )
        for one in own
    ]


def changes(fields: Sequence[Field], form: Mapping[str, str]) -> list[str]:
    """What differs, as `mailreg edit` takes it; what the form does not have stays."""
    return [
        f"{one.key}={_coded(form[one.name]) if one.words else form[one.name].strip()}"
        for one in fields
        if one.name in form and form[one.name].strip() not in {one.value, one.shown}
    ]


def _coded(words: str) -> str:
    """Needs in the words of any language of the page, as codes; what is neither stays."""
    items = [item.strip() for item in words.split(",") if item.strip()]
    return ", ".join(NEEDS.get(item.casefold(), item) for item in items)


def _name_and_needs(person: Registration, texts: Texts) -> Iterator[Field]:
    yield replace(_plain("name", texts.gettext("Name"), person.name), is_usual=True)
    if person.diet is None:
        return
    stated = texts.gettext("none, says the letter")
    yield Field(
        key="dietary",
        evidence="dietary",
        label=texts.gettext("Allergies and diet"),
        value=", ".join(person.diet.codes),
        is_usual=True,
        hint=stated if person.diet.stated else texts.gettext("nothing is said"),
        words=LANGUAGES[texts.language].needs,
    )
    other = ", ".join(person.diet.other)
    yield _plain("dietary_other", texts.gettext("Other needs"), other)


def _sessions(person: Registration, event: Event, texts: Texts) -> Iterator[Field]:
    for name, members in _groups(event).items():
        chosen = [key for key in person.sessions if key in members]
        choices = [(key, event.text(members[key], texts.language)) for key in members]
        is_group = len(members) > 1
        yield Field(
            key=f"answers.{name}",
            evidence=f"answers.{name}",
            label=texts.gettext("Session") if is_group else choices[0][1],
            value=", ".join(chosen) if is_group else _yes_no(bool(chosen)),
            choices=_session_choices(choices, chosen, texts),
            default=UNKNOWN if is_group else _yes_no(False),  # noqa: FBT003 (an answer)
        )


def _questions(person: Registration, event: Event, texts: Texts) -> Iterator[Field]:
    for question in event.questions:
        yield Field(
            key=f"answers.{question.key}",
            evidence=f"answers.{question.key}",
            label=event.text(question.name, texts.language),
            value=_answer(person.answers.get(question.key)),
            choices=_choices(question, event, texts),
        )


def _category(person: Registration, event: Event, texts: Texts) -> Iterator[Field]:
    if len(event.categories) > 1:
        yield Field(
            key="category",
            evidence="category",
            label=texts.gettext("Category"),
            value=person.category,
            choices=[(one.key, event.text(one.name, texts.language)) for one in event.categories],
            default=event.categories[0].key,
        )


def _contact(person: Registration, texts: Texts) -> Iterator[Field]:
    yield replace(_plain("email", texts.gettext("E-mail"), person.email), kind="email")
    yield _plain("organisation", texts.gettext("Organisation"), person.organisation)
    yield _plain("title", texts.gettext("Title"), person.title)
    yield replace(_plain("phone", texts.gettext("Telephone"), person.phone), kind="tel")


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
