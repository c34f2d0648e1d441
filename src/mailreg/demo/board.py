"""What has become of every letter, in a line each, and how the seats stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mailreg.demo.folder import SLUG
from mailreg.service.desk import Desk
from mailreg.service.views import (
    Filter,
    application_json,
    list_applications,
    list_mails,
    list_messages,
    status,
)

# what the contract prints as JSON: the view is a reader of it like any other
Json = Mapping[str, Any]

NO_REPLY = {
    "ignored": "no answer to machines",
    "review": "waits for staff",
    "quarantined": "a stage crashed on it",
    "stored": "…",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One letter."""

    number: int  # from 1, in the order of arrival
    who: str
    intent: str  # as what it was read; "" while it was not
    state: str  # status of its application, else of the message
    reference: str  # "" without an application
    reply: str  # template and delivery state; "" for none
    gist: str  # a sentence of the reply, or why there is none


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Everything that the view shows."""

    lines: Sequence[Line]
    seats: Json  # an event's entry of `mailreg status`

    @property
    def settled(self) -> int:
        """How many letters were processed."""
        return sum(line.state != "stored" for line in self.lines)

    def first(self, state: str, intent: str = "register") -> Line | None:
        """The first line that is like that."""
        return next(
            (one for one in self.lines if one.state == state and one.intent == intent), None
        )


def look(desk: Desk, names: Mapping[str, str], gists: Mapping[str, str]) -> Board:
    """Read the database as the commands do.

    `names` are display names by address, `gists` what a sent mail says by its Message-ID.
    """
    cases = _cases(desk, gists)
    lines = []
    for number, message in enumerate(list_messages(desk, None), 1):
        # an application stands on the line of the letter that began it
        case = cases.pop(str(message["reference"]), None)
        sender = str(message["from"] or "")
        lines.append(_line(number, message, names.get(sender, sender), case))
    events: Any = status(desk)["events"]
    return Board(lines=lines, seats=events[SLUG])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """An application."""

    status: str | None  # None: nobody is registered, it is a question
    reply: str  # as in Line
    gist: str  # as in Line


def _cases(desk: Desk, gists: Mapping[str, str]) -> dict[str, _Case]:
    """Every application, with its latest mail, by reference."""
    mails: dict[str, Json] = {str(one["reference"]): one for one in list_mails(desk, None)}
    cases = {}
    for found in list_applications(desk, Filter(by="demo")):
        application: Json = application_json(found)
        reply, gist = _reply(mails.get(found.reference), gists, desk.clock())
        cases[found.reference] = _Case(status=application["status"], reply=reply, gist=gist)
    return cases


def _line(number: int, message: Json, who: str, case: _Case | None) -> Line:
    state = str(message["state"])
    return Line(
        number=number,
        who=who,
        intent=str(message["intent"] or ""),
        state=case.status or state if case else state,
        reference=str(message["reference"] or ""),
        reply=case.reply if case else "",
        gist=case.gist if case and case.reply else NO_REPLY.get(state, ""),
    )


def _reply(mail: Json | None, gists: Mapping[str, str], now: datetime) -> tuple[str, str]:
    """Template and delivery state, and what it says."""
    if mail is None:
        return "", ""
    state = str(mail["state"])
    if state == "held" and mail["reason"] == "undo":
        left = datetime.fromisoformat(mail["due_at"]) - now
        state = f"in {max(0, round(left.total_seconds()))} s"
    return f"{mail['template']} {state}", gists.get(mail["message_id"], "")
