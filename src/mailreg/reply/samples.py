"""Letters as they occur, invented, to try templates with before anybody gets one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from mailreg.event.values import Event
from mailreg.extraction import Billing, Missing
from mailreg.registration.values import Reason, Reply, SessionState, Status
from mailreg.reply.values import ChosenSession, Letter, Person

REFERENCE: Final = "MS-7K4QD"
_STARTS: Final = datetime(2023, 3, 23, 12, tzinfo=UTC)
FULL_BILLING: Final = Billing(
    recipient="Ekerö kommun",
    street="Box 205",
    postal_code="178 23",
    city="Ekerö",
    country="SE",
    reference="10244",
    organisation_number="212000-0050",
    gln="7362120000503",
    email="faktura@ekero.example",
)
_BILLINGS: Final = (FULL_BILLING, Billing(), Billing(gln="7362120000503", country="DK"), None)
_ASKED: Final = (
    (Missing.NAME,),
    (Missing.BILLING_ADDRESS,),
    (Missing.NAME, Missing.BILLING_ADDRESS),
)
_ASKING: Final = (Reply.INCOMPLETE, Reply.REMINDER, Reply.EXPIRED)
_OFFERED_UNTIL: Final = datetime(2023, 3, 17, 11, tzinfo=UTC)
_ALTERNATIVES: Final = ("God och nära vård", "Morgondagens transportsystem")
_SESSIONS: Final = (
    *(ChosenSession(name="Digitalisering och AI", state=state) for state in SessionState),
    ChosenSession(name="Vem har makten", state=SessionState.WISHED, alternatives=_ALTERNATIVES),
    ChosenSession(name="Ledarskap", state=SessionState.WISHED, is_full=True),
    ChosenSession(name="Lunch", state=SessionState.WISHED, is_full=True, is_unmet=True),
)


def events(languages: Iterable[str]) -> Iterator[Event]:
    """One event with everything stated, one with as little as may be."""
    spoken = tuple(languages)
    name = dict.fromkeys(spoken, "Mötesplats Exempel")
    bare = Event(
        slug="exempel",
        name=name,
        languages=spoken,
        timezone=ZoneInfo("Europe/Stockholm"),
        starts=_STARTS,
        mailbox="desk",
        closes=_STARTS,
    )
    yield bare
    yield replace(bare, ends=_STARTS + timedelta(days=1), venue="Kulturhuset, Storgatan 1")


def letters(event: Event, languages: Iterable[str]) -> Iterator[Letter]:
    """Every reply in every language for one person, for several and for nobody.

    What is optional comes and goes in different steps, so that all occur together and alone.
    """
    for language in languages:
        for reply in Reply:
            yield from _letters(reply, event, language)


def _letters(reply: Reply, event: Event, language: str) -> Iterator[Letter]:
    for number, people in enumerate(_groups()):
        yield Letter(
            reply=reply,
            event=event.slug,
            language=language,
            reference=REFERENCE,
            contact_name=(None, "Anna Lindqvist")[number % 2],
            people=people,
            billing=_BILLINGS[number % len(_BILLINGS)],
            missing=_ASKED[number % len(_ASKED)] if reply in _ASKING else (),
            questions=((), ("Kommer du på middagen?",))[number // 2 % 2],
            note=(None, "Vi hörs på måndag.\n\nHälsningar från kansliet")[number // 2 % 2],
            position=(None, 3)[number // 3 % 2],
            offered_until=(None, _OFFERED_UNTIL)[number // 2 % 2],
            answer_by=(None, _STARTS)[number // 3 % 2],
        )


def _groups() -> Iterator[tuple[Person, ...]]:
    """Each status alone, all of them together, and nobody; every second name is not known."""
    outcomes = [
        (status, reason)
        for status in Status
        for reason in (Reason if status is Status.DECLINED else (None,))
    ]
    people = [
        Person(
            name=None if number % 2 else "Anna Lindqvist",
            status=status,
            decline_reason=reason,
            diet_is_noted=number % 2 == 0,
            sessions=() if number % 2 else _SESSIONS,
            category=None if number % 2 else "Ombud",
        )
        for number, (status, reason) in enumerate(outcomes)
    ]
    yield from ((person,) for person in people)
    yield tuple(people)
    yield ()
