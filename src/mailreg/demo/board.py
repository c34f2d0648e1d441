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
    found = [application_json(one) for one in list_applications(desk, Filter(by="demo"))]
    applications: dict[str, Json] = {str(one["reference"]): one for one in found}
    # the latest mail of each application
    mails: dict[str, Json] = {str(one["reference"]): one for one in list_mails(desk, None)}
    beginnings: set[str] = set()
    lines = []
    for number, message in enumerate(list_messages(desk, None), 1):
        reference = str(message["reference"] or "")
        begins = bool(reference) and reference not in beginnings
        beginnings.add(reference)
        lines.append(
            _line(
                number,
                message,
                who=names.get(str(message["from"]), str(message["from"] or "")),
                application=applications[reference] if begins else None,
                reply=_reply(mails.get(reference), gists, desk.clock()) if begins else None,
            )
        )
    events: Any = status(desk)["events"]
    return Board(lines=lines, seats=events[SLUG])


def _line(
    number: int,
    message: Json,
    *,
    who: str,
    application: Json | None,
    reply: tuple[str, str] | None,
) -> Line:
    state = str(message["state"])
    mail, gist = reply or ("", NO_REPLY.get(state, ""))
    return Line(
        number=number,
        who=who,
        intent=str(message["intent"] or ""),
        state=str(application["status"] or state) if application else state,
        reference=str(message["reference"] or ""),
        reply=mail,
        gist=gist,
    )


def _reply(mail: Json | None, gists: Mapping[str, str], now: datetime) -> tuple[str, str] | None:
    if mail is None:
        return None
    state = str(mail["state"])
    if state == "held" and mail["reason"] == "undo":
        left = datetime.fromisoformat(mail["due_at"]) - now
        state = f"in {max(0, round(left.total_seconds()))} s"
    return f"{mail['template']} {state}", gists.get(mail["message_id"], "")
