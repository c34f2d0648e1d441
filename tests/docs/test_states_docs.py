"""docs/states.md says what the code does."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from enum import StrEnum
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mailreg.event import Event
from mailreg.event.values import SessionWhenFull
from mailreg.registration.sessions import SESSION_MOVES
from mailreg.registration.staff import decide_action
from mailreg.registration.statuses import MOVES, STARTS, SUMMARY_ORDER
from mailreg.registration.values import (
    Decision,
    Move,
    Reason,
    Refusal,
    Registration,
    Reply,
    Seats,
    SessionState,
    Snapshot,
    StaffAction,
    Status,
    Verb,
)
from mailreg.store.values import HoldReason, MessageState, OutboxState

NOW = datetime(2030, 3, 1, 9, tzinfo=UTC)
EVENT = Event(
    slug="varmote",
    name={"sv": "Vårmöte"},
    languages=("sv",),
    timezone=ZoneInfo("Europe/Stockholm"),
    starts=datetime(2030, 3, 20, 12, tzinfo=UTC),
    closes=datetime(2030, 3, 20, 12, tzinfo=UTC),
    mailbox="desk",
)
PAGE = (Path(__file__).parents[2] / "docs" / "states.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """The text from this heading to the next of any level."""
    return re.split(r"^#+ ", PAGE.partition(f"# {title}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]


def rows(text: str, first_heading: str) -> list[list[str]]:
    """The cells of the table whose first column has that heading."""
    lines = iter(text.splitlines())
    for line in lines:
        if line.startswith(f"| {first_heading} |"):
            next(lines)
            break
    found = []
    for line in lines:
        if not line.startswith("|"):
            break
        found.append([cell.strip() for cell in line.strip("|").split("|")])
    return found


def codes(cell: str) -> list[str]:
    return re.findall(r"`([a-z_]+)`", cell)


def table(title: str, first_heading: str, column: int = 2) -> dict[str, set[str]]:
    """The codes of a column by the code of the first."""
    return {
        codes(cells[0])[0]: set(codes(cells[column]))
        for cells in rows(section(title), first_heading)
    }


def test_the_table_of_statuses_is_the_table_of_moves() -> None:
    assert table("A registration", "status") == {
        before.value: {after.value for after in reachable} for before, reachable in MOVES.items()
    }


def test_every_status_says_what_it_means() -> None:
    assert all(cells[1] for cells in rows(section("A registration"), "status"))


def test_the_starts_are_named() -> None:
    sentence = re.search(r"A new registration starts as ([^.]*)\.", PAGE)
    assert sentence is not None
    assert set(codes(sentence[1])) == STARTS


def test_the_reasons_of_declining_are_named() -> None:
    [declined] = [
        cells for cells in rows(section("A registration"), "status") if cells[0] == "`declined`"
    ]
    assert set(codes(declined[1])) == set(Reason)


def test_the_order_of_the_summary_is_named() -> None:
    sentence = re.search(r"An application is shown with ([^.]*)\.", PAGE)
    assert sentence is not None
    assert tuple(codes(sentence[1])) == SUMMARY_ORDER


def test_the_diagram_has_every_move_and_no_other() -> None:
    arrows = re.findall(r"^ +(\S+) --> (\S+)$", PAGE, flags=re.MULTILINE)
    moves = [(before, after) for before, reachable in MOVES.items() for after in reachable]
    assert sorted(arrows) == sorted([*moves, *(("[*]", start) for start in STARTS)])


def staff_decision(verb: Verb, status: Status) -> Decision | Refusal:
    snapshot = Snapshot(
        venue=Seats(capacity=None), registrations=(Registration(number=1, status=status),)
    )
    return decide_action(snapshot, StaffAction(verb=verb), EVENT, NOW)


def test_the_table_of_commands_is_what_staff_can_do() -> None:
    documented = {
        (codes(cells[0])[0], before): (codes(cells[2]), codes(cells[3]))
        for cells in rows(section("What staff can do"), "command")
        for before in codes(cells[1])
    }
    actual = {
        (verb.value, status.value): (
            [move.after.value for move in decision.moves],
            [decision.reply.value] if decision.reply else [],
        )
        for verb, status in product(Verb, Status)
        if isinstance(decision := staff_decision(verb, status), Decision) and decision.moves
    }
    assert documented == actual


def refusal_of(
    snapshot: Snapshot,
    verb: Verb,
    *,
    over_capacity: bool = False,
    numbers: frozenset[int] | None = None,
    now: datetime = NOW,
) -> str:
    action = StaffAction(verb=verb, over_capacity=over_capacity, numbers=numbers)
    refusal = decide_action(snapshot, action, EVENT, now)
    assert isinstance(refusal, Refusal)
    return refusal.code


def test_every_refusal_is_explained() -> None:
    full = Snapshot(
        venue=Seats(capacity=0), registrations=(Registration(number=1, status=Status.PENDING),)
    )
    changed = Snapshot(
        venue=Seats(capacity=0),
        last_moves=(Move(number=1, before=Status.PENDING, after=Status.DECLINED),),
    )
    instead = Snapshot(
        venue=Seats(capacity=0),
        last_moves=(
            Move(number=1, before=Status.PENDING, after=Status.CANCELLED),
            Move(number=2, before=None, after=Status.PENDING),
        ),
    )
    assert set(table("What staff can do", "refused with")) == {
        refusal_of(full, Verb.APPROVE),
        refusal_of(full, Verb.APPROVE, over_capacity=True),
        refusal_of(full, Verb.REOPEN),
        refusal_of(full, Verb.UNDO),
        refusal_of(full, Verb.APPROVE, numbers=frozenset({2})),
        refusal_of(full, Verb.OFFER, now=EVENT.starts),
        refusal_of(changed, Verb.UNDO),
        refusal_of(instead, Verb.UNDO),
    }


def test_what_a_letter_starts_as_names_statuses_and_replies_that_there_are() -> None:
    cells = rows(section("What a letter starts as"), "when")
    assert {codes(each[1])[0] for each in cells} == STARTS
    assert {codes(each[2])[0] for each in cells} <= set(Reply)


@pytest.mark.parametrize(
    ("title", "states"),
    [
        ("A chosen session", SessionState),
        ("An incoming message", MessageState),
        ("An outgoing mail", OutboxState),
    ],
)
def test_every_state_is_documented_with_what_comes_next(title: str, states: type[StrEnum]) -> None:
    documented = table(title, "state")
    assert list(documented) == list(states)
    for state, following in documented.items():
        assert following <= set(states) - {state}
    assert all(cells[1] for cells in rows(section(title), "state"))


def test_the_table_of_sessions_is_the_table_of_their_moves() -> None:
    assert table("A chosen session", "state") == {
        before.value: {after.value for after in reachable}
        for before, reachable in SESSION_MOVES.items()
    }


def test_what_becomes_of_a_wish_names_every_choice_of_the_event_file() -> None:
    assert [codes(cells[0])[0] for cells in rows(section("A chosen session"), "when_full")] == list(
        SessionWhenFull
    )


def test_every_reason_to_hold_a_mail_is_documented() -> None:
    assert list(table("An outgoing mail", "held because of")) == list(HoldReason)
