"""What a template can know, and nothing else: the placeholders of docs/templates.md."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime

from mailreg.event.values import Event
from mailreg.extraction import Billing, Missing
from mailreg.reply import own_words
from mailreg.reply.clean import many_lines, one_line, value
from mailreg.reply.values import ChosenSession, Letter, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """The event, in the language of the mail."""

    name: str
    when: str  # day and time, `torsdag 23 mars 2023 kl. 13.00–17.00`
    date: str  # day alone, `torsdag 23 mars 2023`
    venue: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionView:
    """A session that somebody chose."""

    name: str
    state: str  # wished, given, waiting or refused
    alternatives: tuple[str, ...]  # to choose from where it is full; () where there is no choice
    is_full: bool  # wished for, and every seat is taken
    is_unmet: bool  # the same, and nothing else of its group was given in its place


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """Somebody who is to attend."""

    name: str | None  # None: not told
    status: str  # one of the statuses of docs/states.md
    reason: str | None  # where declined: full, closed or staff
    diet_is_noted: bool  # that there is a need; never which
    sessions: tuple[SessionView, ...]
    category: str | None  # None: the event's first, as most are


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingView:
    """The invoice's way, as read in the letters; what was not told is None."""

    recipient: str | None
    address: str | None  # street, postal code, city, and the country where it is not Sweden
    reference: str | None
    gln: str | None
    organisation_number: str | None  # never one that may be a personal number
    email: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailView:
    """Every name that a template may use."""

    event: EventView
    reference: str  # `MS-7K4QD`
    given_name: str | None  # of who wrote; None where it cannot be told
    people: tuple[PersonView, ...]
    is_for_writer: bool  # the one person who is to attend is who wrote
    billing: BillingView | None  # None: nothing is known
    asks_for_name: bool  # somebody's name is missing
    asks_for_billing: bool  # the billing address is missing
    asks_for_answers: tuple[str, ...]  # the event's questions that are not answered
    answer_by: str | None  # the last day for what is missing
    offered_until: str | None  # day and time; None: no time was set
    full_sessions: tuple[SessionView, ...]  # chosen, and without room; each once
    reason: str | None  # of the first who was declined: full, closed or staff
    note: str | None  # staff's own words
    note_has_greeting: bool  # they begin with one
    note_has_closing: bool  # they end with one and a name
    position: int | None  # on the waiting list; None: not to be told


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    """How a language writes a day and a time (CLDR patterns)."""

    locale: str
    day: str
    time: str
    joined: str  # day and time together


_STYLES: Final[Mapping[str, _Style]] = {
    "sv": _Style(locale="sv", day="EEEE d MMMM y", time="HH.mm", joined="{day} kl. {time}"),
    "en": _Style(locale="en_GB", day="EEEE d MMMM y", time="HH:mm", joined="{day}, {time}"),
}
_NOTHING: Final = BillingView(
    recipient=None, address=None, reference=None, gln=None, organisation_number=None, email=None
)
# Words of role mailboxes and organisations: "Hej Ekerö!" would be wrong.
_NO_PERSON: Final = re.compile(
    r"(?:kommun|region|kansli|reception|kontor|förvaltning|enhet|avdelning|registrator)(?:en|et)?\b"
    r"|\b(?:kontakt|info|team|office|admin|service|support|council|university|municipality"
    r"|department|group|ab|hb|ltd|inc)\b",
    re.IGNORECASE,
)
_FULL: Final = ("waiting", "refused")  # states of a session
_OUT: Final = ("declined", "cancelled", "expired")  # statuses
_NAME_LIMIT: Final = 200  # characters of a session's or question's name
_MONTH_DIGITS: Final = "01"  # third digit of a personal number (YYMMDD); companies have 2–9 there


def view_of(letter: Letter, event: Event, language: str) -> MailView:
    """What the templates of `language` may know of the letter, cleaned and cut to size."""
    style, zone = _style(language), event.timezone
    people = tuple(_person(person) for person in letter.people)
    note = (many_lines(letter.note) or None) if letter.note else None
    contact = value(letter.contact_name)
    return MailView(
        event=_event(event, language),
        reference=letter.reference,
        given_name=given_name(contact),
        people=people,
        is_for_writer=len(people) == 1 and contact is not None and _same(people[0].name, contact),
        billing=_billing(letter.billing, language),
        asks_for_name=Missing.NAME in letter.missing,
        asks_for_billing=Missing.BILLING_ADDRESS in letter.missing,
        asks_for_answers=_names(letter.questions),
        answer_by=_day(letter.answer_by.astimezone(zone), style) if letter.answer_by else None,
        offered_until=_moment(letter.offered_until, zone, style),
        full_sessions=_full(people),
        reason=next((person.reason for person in people if person.reason), None),
        note=note,
        note_has_greeting=note is not None and own_words.has_greeting(note),
        note_has_closing=note is not None and own_words.has_closing(note),
        position=letter.position,
    )


def given_name(name: str | None) -> str | None:
    """The name by which to greet; None where it may be no person's, or cannot be told."""
    if name is None or _NO_PERSON.search(name):
        return None
    surname, comma, rest = name.partition(",")
    words = (rest if comma else surname).split()
    return words[0] if words and _is_given_name(words[0]) else None


def _is_given_name(word: str) -> bool:
    """Letters and hyphens, a capital first; not an initial, a title or an abbreviation."""
    is_word = word.replace("-", "").isalpha() and len(word) > 1 and word[0].isupper()
    return is_word and not (word.isupper() and len(word) <= 3)


def _same(one: str | None, other: str) -> bool:
    return one is not None and one.casefold() == other.casefold()


def _person(person: Person) -> PersonView:
    return PersonView(
        name=value(person.name),
        status=person.status.value,
        reason=None if person.decline_reason is None else person.decline_reason.value,
        diet_is_noted=person.diet_is_noted,
        sessions=tuple(map(_session, person.sessions)),
        category=one_line(person.category, _NAME_LIMIT) if person.category else None,
    )


def _session(session: ChosenSession) -> SessionView:
    return SessionView(
        name=one_line(session.name, _NAME_LIMIT),
        state=session.state.value,
        alternatives=_names(session.alternatives),
        is_full=session.is_full,
        is_unmet=session.is_unmet,
    )


def _names(texts: Iterable[str]) -> tuple[str, ...]:
    """Names from the event's file, which are the organiser's own words."""
    return tuple(one_line(text, _NAME_LIMIT) for text in texts)


def _full(people: Iterable[PersonView]) -> tuple[SessionView, ...]:
    going = (person for person in people if person.status not in _OUT)
    chosen = (session for person in going for session in person.sessions)
    return tuple(dict.fromkeys(filter(_is_without_seat, chosen)))


def _is_without_seat(session: SessionView) -> bool:
    return session.state in _FULL or session.is_unmet or bool(session.alternatives)


def _billing(billing: Billing | None, language: str) -> BillingView | None:
    if billing is None:
        return None
    view = BillingView(
        recipient=value(billing.recipient),
        address=_address(billing, language),
        reference=value(billing.reference),
        gln=value(billing.gln),
        organisation_number=_organisation_number(billing.organisation_number),
        email=value(billing.email, limit=254),
    )
    return None if view == _NOTHING else view


def _address(billing: Billing, language: str) -> str | None:
    town = " ".join(part for part in (billing.postal_code, billing.city) if part)
    lines = (billing.street, town, _country(billing.country, language))
    return value(", ".join(line for line in lines if line), limit=200)


def _country(code: str | None, language: str) -> str | None:
    if code is None or code == "SE":
        return None
    return str(_locale(language).territories.get(code, code))


def _organisation_number(number: str | None) -> str | None:
    """The number, unless it may be a sole trader's personal number, which mail must not carry."""
    if number is None:
        return None
    digits = "".join(character for character in number if character.isdigit())
    national = digits[2:] if len(digits) == 12 else digits
    if len(national) == 10 and national[2] in _MONTH_DIGITS:
        return None
    return value(number)


def _event(event: Event, language: str) -> EventView:
    style = _style(language)
    return EventView(
        name=event.text(event.name, language),
        when=_when(event.starts, event.ends, event.timezone, style),
        date=_day(event.starts.astimezone(event.timezone), style),
        venue=event.venue,
    )


@lru_cache(maxsize=64)
def _style(language: str) -> _Style:
    known = _STYLES.get(language)
    if known is not None:
        return known
    locale = _locale(language)
    day, time = locale.date_formats["full"].pattern, locale.time_formats["short"].pattern
    return _Style(locale=str(locale), day=day, time=time, joined="{day} {time}")


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    """The language's locale, English for one that Babel does not know."""
    try:
        return Locale.parse(_STYLES[language].locale if language in _STYLES else language)
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


@lru_cache(maxsize=256)
def _when(starts: datetime, ends: datetime | None, zone: tzinfo, style: _Style) -> str:
    begin = starts.astimezone(zone)
    if ends is None:
        return _joined(begin, _time(begin, style), style)
    end = ends.astimezone(zone)
    if begin.date() == end.date():
        return _joined(begin, f"{_time(begin, style)}–{_time(end, style)}", style)
    first = _joined(begin, _time(begin, style), style)
    return f"{first} – {_joined(end, _time(end, style), style)}"


def _moment(moment: datetime | None, zone: tzinfo, style: _Style) -> str | None:
    return None if moment is None else _when(moment, None, zone, style)


def _joined(moment: datetime, time: str, style: _Style) -> str:
    return style.joined.format(day=_day(moment, style), time=time)


@lru_cache(maxsize=256)
def _day(moment: datetime, style: _Style) -> str:
    return format_date(moment.date(), style.day, locale=style.locale)


def _time(moment: datetime, style: _Style) -> str:
    return format_datetime(moment, style.time, locale=style.locale)
