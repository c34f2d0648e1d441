"""A spring meeting with two seminars of one group, a tour, and letters that wish for them."""

from __future__ import annotations

from typing import Any

from mailreg.event import Event, Session, SessionWhenFull
from tests.integration.service.letters import letter
from tests.integration.service.office import make_event

GROUP = """\
Hej!

Vi missade tyvärr att anmäla oss i tid till Vårmöte men vill gärna anmäla oss nu.

Anna Berg, anna.berg@solby.example
Erik Dahl, erik.dahl@solby.example

Fakturaadress:
Solby kommun
Box 101
123 45 Solby
Referens: ZZ1234

Med vänlig hälsning
Anna Berg
"""


def seminar(
    key: str, *, capacity: int | None, when_full: SessionWhenFull = SessionWhenFull.STAFF
) -> Session:
    names = {"ai": "Artificiell intelligens", "vard": "Nära vård"}
    return Session(
        key=key,
        name={"sv": names[key], "en": names[key]},
        group="seminar",
        capacity=capacity,
        when_full=when_full,
    )


def hall(
    *,
    ai: int | None = 1,
    vard: int | None = None,
    when_full: SessionWhenFull = SessionWhenFull.STAFF,
    **more: Any,
) -> Event:
    """An event with so many seats in its seminars; `when_full` is that of `ai`."""
    sessions = (seminar("ai", capacity=ai, when_full=when_full), seminar("vard", capacity=vard))
    return make_event(sessions=sessions, **more)


def wishing(name: str, *wishes: str) -> bytes:
    """A letter of somebody who wishes for these seminars, first wish first."""
    texts = {"ai": "Artificiell intelligens", "vard": "Nära vård"}
    said = [f"Jag väljer seminariet {texts[key]}." for key in wishes[:1]]
    said += [f"I andra hand väljer jag seminariet {texts[key]}." for key in wishes[1:]]
    address = f"{name.split(maxsplit=1)[0].lower()}@solby.example"
    return letter(name=name, address=address, more="\n".join(said) + "\n")
