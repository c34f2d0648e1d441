"""Who comes: one row per registration, and never a word about diet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from mailreg.event import Event, Question, Session
from mailreg.event.values import Texts
from mailreg.export.values import Cell, Column, Shown, Table
from mailreg.export.words import Words, event_name, words_for
from mailreg.registration.values import Application, Registration, SessionState, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    """A column and what stands in it."""

    column: Column
    cell: Callable[[Application, Registration], Cell]


def attendee_table(
    event: Event, found: Iterable[Application], statuses: Collection[Status]
) -> Table:
    """The people of these statuses, in the order of their applications.

    A session that the event's file no longer has keeps a column, under its key.
    """
    everybody = ((one, person) for one in found for person in one.registrations)
    people = [(one, person) for one, person in everybody if person.status in statuses]
    chosen = {key for _, person in people for key in person.sessions}
    fields = list(_fields(event, words_for(event), chosen))
    return Table(
        key="rows",
        name=event_name(event),
        columns=tuple(field.column for field in fields),
        rows=[tuple(field.cell(*person) for field in fields) for person in people],
    )


def _fields(event: Event, words: Words, chosen: Collection[str]) -> Iterator[_Field]:
    """The columns from left to right."""

    def known(key: str, width: int, cell: Callable[[Application, Registration], Cell]) -> _Field:
        return _Field(column=Column(key=key, heading=words.headings[key], width=width), cell=cell)

    yield known("reference", 12, lambda one, _: one.reference)
    yield known("number", 5, lambda _, person: person.number)
    yield known("name", 26, lambda _, person: person.name)
    yield known("email", 32, lambda _, person: person.email)
    yield known("phone", 16, lambda _, person: person.phone)
    yield known("organisation", 26, lambda _, person: person.organisation)
    yield known("title", 20, lambda _, person: person.title)
    yield known("category", 16, lambda _, person: _category(event, person.category))
    yield known("status", 18, lambda _, person: _status(words, person.status))
    yield from _session_fields(event, words, chosen)
    yield from (_question_field(event, words, question) for question in event.questions)
    yield known("contact_name", 26, lambda one, _: one.contact_name)
    yield known("contact_email", 32, lambda one, _: one.contact_email)
    yield known("received_at", 17, lambda one, _: one.received_at.astimezone(event.timezone))


def _category(event: Event, key: str) -> Cell:
    names = {category.key: category.name for category in event.categories}
    return Shown(value=key, text=_name(event, names.get(key, {}), key))


def _status(words: Words, status: Status) -> Cell:
    return Shown(value=status.value, text=words.statuses[status])


def _session_fields(event: Event, words: Words, chosen: Collection[str]) -> Iterator[_Field]:
    """One for each group of sessions, and for each session that stands alone."""
    gone = sorted(set(chosen) - {session.key for session in event.sessions})
    sessions = [*event.sessions, *(Session(key=key, name={}) for key in gone)]
    groups = {session.group for session in sessions if session.group}
    for name in dict.fromkeys(session.group or session.key for session in sessions):
        if name in groups:
            yield _group_field(event, words, name)
        else:
            [session] = [one for one in sessions if one.key == name]
            yield _single_field(event, words, session)


def _group_field(event: Event, words: Words, group: str) -> _Field:
    names = {
        session.key: _name(event, session.name, session.key)
        for session in event.sessions
        if session.group == group
    }

    def cell(_: Application, person: Registration) -> Cell:
        states = {key: state for key, state in person.sessions.items() if key in names}
        shown = (
            names[key]
            if state is SessionState.GIVEN
            else f"{names[key]} ({words.session_states[state]})"
            for key, state in states.items()
        )
        value = {key: state.value for key, state in states.items()}
        return Shown(value=value, text=", ".join(shown))

    return _Field(column=Column(key=f"sessions.{group}", heading=group, width=36), cell=cell)


def _single_field(event: Event, words: Words, session: Session) -> _Field:
    def cell(_: Application, person: Registration) -> Cell:
        state = person.sessions.get(session.key)
        if state is None:
            return None
        return Shown(value=state.value, text=words.session_states[state])

    heading = _name(event, session.name, session.key)
    return _Field(
        column=Column(key=f"sessions.{session.key}", heading=heading, width=18), cell=cell
    )


def _question_field(event: Event, words: Words, question: Question) -> _Field:
    choices = {choice.key: _name(event, choice.name, choice.key) for choice in question.choices}

    def cell(_: Application, person: Registration) -> Cell:
        answer = person.answers.get(question.key)
        if isinstance(answer, bool):
            return Shown(value=answer, text=words.yes if answer else words.no)
        return answer if answer is None else Shown(value=answer, text=choices.get(answer, answer))

    heading = _name(event, question.name, question.key)
    return _Field(
        column=Column(key=f"answers.{question.key}", heading=heading, width=22), cell=cell
    )


def _name(event: Event, texts: Texts, key: str) -> str:
    return event.text(texts, event.languages[0]) or key
