"""What a letter of a conversation says otherwise than the application has it.

Compared field by field; nothing is decided here but which differences need a person: doubtful
readings, what only the applicant or that person may say, a full session, a lower fee.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum

from mailreg.event.values import Claim, Event
from mailreg.extraction import Attendee, Billing, Extract, Intent, Missing, Reason
from mailreg.extraction.names import same_person
from mailreg.extraction.values import Answer
from mailreg.registration.merging import merged_billing, merged_diet
from mailreg.registration.statuses import CLOSED
from mailreg.registration.values import Application, Diet, Registration, Status
from mailreg.registration.writers import Proof, Writer

CONTACTS = ("email", "phone", "organisation", "title")  # taken where nothing was known
PLAIN = frozenset({Intent.REGISTER, Intent.AMEND})  # how a bare statement may be read


class Subject(StrEnum):
    """What kind of thing differs."""

    FIELD = "field"
    SESSIONS = "sessions"
    NEWCOMER = "newcomer"
    SUBSTITUTE = "substitute"


MADE_OF_FIELDS = frozenset({Subject.FIELD, Subject.SESSIONS})


class Hurdle(StrEnum):
    """Why a difference waits for staff."""

    DOUBT = "doubt"  # it may not be meant so
    PROOF = "proof"  # only the applicant or that person may say so, and who wrote is not proven
    FULL = "full"  # of the session that is wished for no seat is left
    CLAIM = "claim"  # a category that staff must grant


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that a letter says otherwise."""

    subject: Subject
    field: str  # `billing.street`, `people[1].diet`; of a whole person `people[1]`, else `people`
    before: object  # None: nothing was known
    after: object  # of a person the name
    number: int | None = None  # of the registration; None: of the application, or a newcomer
    person: Attendee | None = None  # who comes in addition, or instead
    wishes: tuple[str, ...] = ()  # the sessions, first wish first
    hurdle: Hurdle | None = None  # None: it needs nobody


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What a letter is held against."""

    application: Application  # with its diets
    event: Event
    writer: Writer | None  # None: staff vouch for it
    sender_name: str  # as From displays it; "" where it displays none

    @property
    def people(self) -> tuple[Registration, ...]:
        """Those whom a letter can still be about."""
        open_ = [one for one in self.application.registrations if one.status not in CLOSED]
        reopened = (o for o in self.application.registrations if o.status is Status.EXPIRED)
        return tuple(open_) or tuple(reopened)


def compare(letter: Extract, reader: Reader) -> tuple[Difference, ...]:
    """All that differs, each with what keeps it from being done at once; () for nothing.

    A letter that is unclear as a whole, or speaks of people whom nobody here is, is all doubt, but
    for what was asked. Staff vouch for what they approve.
    """
    about, strangers = ([], []) if letter.replaces else _match(letter, reader)
    found = list(_billing(letter, reader))
    if letter.replaces:
        found += _substitutes(letter, reader)
    for attendee, person in about:
        found += _of_person(attendee, person, reader)
    found += [_newcomer(one) for one in strangers]
    is_unclear = reader.writer is not None and _is_unclear(letter, reader.writer, found, strangers)
    return tuple(
        replace(one, hurdle=one.hurdle or Hurdle.DOUBT)
        if is_unclear and not is_asked_for(one, reader)
        else one
        for one in found
    )


def _is_unclear(
    letter: Extract, writer: Writer, found: Sequence[Difference], strangers: Sequence[Attendee]
) -> bool:
    """A need, an answer or an address from who wrote before says what it is for by itself."""
    doubts = set(letter.reasons)
    is_plain = all(one.subject in MADE_OF_FIELDS for one in found)
    if is_plain and writer.proof is Proof.PROVEN and letter.intent in PLAIN:
        doubts.discard(Reason.INTENT_UNCLEAR)
    are_known = not strangers or letter.intent is Intent.REGISTER
    return bool(doubts) or not are_known


def is_asked_for(difference: Difference, reader: Reader) -> bool:
    """Whether it answers a question: that is taken as it is read, doubtful or not."""
    missing = reader.application.missing
    field = difference.field
    if field.startswith("billing."):
        return Missing.BILLING_ADDRESS in missing
    if field.endswith(".name"):
        return Missing.NAME in missing
    return ".answers." in field and Missing.ANSWERS in missing and difference.before is None


def _match(
    letter: Extract, reader: Reader
) -> tuple[list[tuple[Attendee, Registration]], list[Attendee]]:
    """Who of the letter is who of the application, and whom nobody here is."""
    about: list[tuple[Attendee, Registration]] = []
    strangers: list[Attendee] = []
    taken: set[int] = set()
    for index, attendee in enumerate(letter.attendees):
        person = _person_of(attendee, reader, taken, is_written=_is_written(letter, index))
        if person is not None:
            taken.add(person.number)
            about.append((attendee, person))
        elif not _is_bystander(attendee, reader, letter):
            strangers.append(attendee)
    return about, strangers


def _is_written(letter: Extract, index: int) -> bool:
    """Whether the name stands in the letter, and not only in its From."""
    field = f"attendees[{index}].name"
    return any(one.field == field and one.part != "from" for one in letter.evidence)


def who_withdraws(letter: Extract, reader: Reader) -> frozenset[int] | None:
    """The people whom a cancellation is about; None where that is not plain.

    Who names nobody means all of them, or themself where they are one of them and not the
    applicant; the applicant of one person means that person, by whatever name.
    """
    writer, people = reader.writer, reader.people
    named = [one.name for one in letter.attendees if one.name]
    found = [_named(name, people) for name in named]
    numbers = frozenset(one.number for one in found if one is not None)
    if named and all(found):
        return numbers
    is_of_sender = all(same_person(name, reader.sender_name or "-") for name in named)
    if writer is None or not is_of_sender:
        return None
    if writer.is_applicant and (not named or len(people) == 1):
        return frozenset(one.number for one in people) or None
    return writer.numbers & {one.number for one in people} or None


def _person_of(
    attendee: Attendee, reader: Reader, taken: set[int], *, is_written: bool
) -> Registration | None:
    people = [one for one in reader.people if one.number not in taken]
    if attendee.name is None:
        return people[0] if len(people) == 1 else None
    found = _named(attendee.name, people)
    if found is not None:
        return found
    nameless = [one for one in people if one.name is None]
    return nameless[0] if nameless and is_written else None


def _named(name: str, people: Sequence[Registration]) -> Registration | None:
    """The one of that name, else the only one who can be meant by it."""
    for one in people:
        if one.name and one.name.casefold() == name.casefold():
            return one
    alike = [one for one in people if one.name and same_person(one.name, name)]
    return alike[0] if len(alike) == 1 else None


def _is_bystander(attendee: Attendee, reader: Reader, letter: Extract) -> bool:
    """The sender, of whom the letter tells nothing: who answers for others does not attend."""
    tells = attendee.dietary_stated or attendee.answers
    is_sender = attendee.name is None or same_person(attendee.name, reader.sender_name or "-")
    return not tells and is_sender and letter.intent is not Intent.REGISTER


def _newcomer(attendee: Attendee) -> Difference:
    return Difference(
        subject=Subject.NEWCOMER, field="people", before=None, after=attendee.name, person=attendee
    )


def _substitutes(letter: Extract, reader: Reader) -> Iterator[Difference]:
    """Who comes for whom; where that is not plain, nobody is replaced without a person's look."""
    leaving = [_named(name, reader.people) for name in letter.replaces]
    for person, attendee in zip(leaving, letter.attendees, strict=False):
        if person is None or (attendee.name and _named(attendee.name, reader.people)):
            continue
        yield Difference(
            subject=Subject.SUBSTITUTE,
            field=f"people[{person.number}]",
            before=person.name,
            after=attendee.name,
            number=person.number,
            person=attendee,
            hurdle=_of_substitution(letter, person, attendee, reader),
        )


def _of_substitution(
    letter: Extract, person: Registration, attendee: Attendee, reader: Reader
) -> Hurdle | None:
    if reader.writer is None:
        return None
    if not reader.writer.may_give_up([person.number]):
        return Hurdle.PROOF
    is_plain = len(letter.replaces) == len(letter.attendees) and attendee.name is not None
    return None if is_plain and person.status is not Status.OFFERED else Hurdle.DOUBT


def _billing(letter: Extract, reader: Reader) -> Iterator[Difference]:
    told = letter.billing
    if told is None:
        return
    before = reader.application.billing or Billing()
    after = merged_billing(before, told)
    hurdle = _of_billing(reader)
    for one in fields(Billing):
        old, new = getattr(before, one.name), getattr(after, one.name)
        if old != new:
            yield Difference(
                subject=Subject.FIELD,
                field=f"billing.{one.name}",
                before=old,
                after=new,
                hurdle=hurdle,
            )


def _of_billing(reader: Reader) -> Hurdle | None:
    """Filling in what was asked for is no change."""
    if reader.writer is None or Missing.BILLING_ADDRESS in reader.application.missing:
        return None
    return None if reader.writer.may_rebill(reader.application) else Hurdle.PROOF


def _of_person(attendee: Attendee, person: Registration, reader: Reader) -> Iterator[Difference]:
    place = f"people[{person.number}]"
    if person.name is None and attendee.name is not None:
        yield _field(person, f"{place}.name", None, attendee.name)
    for key in CONTACTS:
        value = getattr(attendee, key)
        if getattr(person, key) is None and value is not None and person.name is None:
            yield _field(person, f"{place}.{key}", None, value)
    yield from _diet(attendee, person, place)
    yield from _answers(attendee, person, place, reader.event)
    yield from _category(attendee, person, place, reader)
    yield from _sessions(attendee, person, place, reader.event)


def _field(
    person: Registration, field: str, before: object, after: object, hurdle: Hurdle | None = None
) -> Difference:
    return Difference(
        subject=Subject.FIELD,
        field=field,
        before=before,
        after=after,
        number=person.number,
        hurdle=hurdle,
    )


def _diet(attendee: Attendee, person: Registration, place: str) -> Iterator[Difference]:
    if not attendee.dietary_stated:
        return
    before = person.diet or Diet()
    after = merged_diet(before, attendee)
    if after != before:
        # that a need is gone is a thing of which nobody should be wrong
        is_loss = bool(before.codes or before.other) and not (after.codes or after.other)
        yield _field(person, f"{place}.diet", before, after, Hurdle.DOUBT if is_loss else None)


def _answers(
    attendee: Attendee, person: Registration, place: str, event: Event
) -> Iterator[Difference]:
    for question in event.questions:
        before, after = person.answers.get(question.key), attendee.answers.get(question.key)
        if after is not None and after != before:
            yield _field(person, f"{place}.answers.{question.key}", before, after)


def _category(
    attendee: Attendee, person: Registration, place: str, reader: Reader
) -> Iterator[Difference]:
    for one in reader.event.categories[1:]:
        if attendee.answers.get(one.key) is True and person.category != one.key:
            is_granted = reader.writer is None or one.claim is Claim.TRUSTED
            hurdle = None if is_granted else Hurdle.CLAIM
            yield _field(person, f"{place}.category", person.category, one.key, hurdle)


def _sessions(
    attendee: Attendee, person: Registration, place: str, event: Event
) -> Iterator[Difference]:
    """Of each group of sessions that the letter speaks of, the wishes in their new order."""
    for key, keys in session_groups(event).items():
        if key not in attendee.answers:
            continue
        answer = attendee.answers[key]
        wishes = _wishes(answer, attendee.second_choices.get(key), keys, key)
        before = tuple(one for one in person.sessions if one in keys)
        if set(wishes) != set(before):
            yield Difference(
                subject=Subject.SESSIONS,
                field=f"{place}.answers.{key}",
                before=person.answers.get(key),
                after=answer,
                number=person.number,
                wishes=wishes,
            )


def session_groups(event: Event) -> Mapping[str, tuple[str, ...]]:
    """The sessions that one answer chooses from, by the key of that answer."""
    groups: dict[str, tuple[str, ...]] = {}
    for session in event.sessions:
        key = session.group or session.key
        groups[key] = (*groups.get(key, ()), session.key)
    return groups


def _wishes(answer: Answer, second: str | None, keys: Sequence[str], key: str) -> tuple[str, ...]:
    if isinstance(answer, bool):
        return (key,) if answer and key in keys else ()
    wished = [answer] if second is None else [answer, second]
    return tuple(one for one in dict.fromkeys(wished) if one in keys)
