"""The live view fits the terminal that it is shown in."""

from __future__ import annotations

import io
import re

from rich.console import Console

from mailreg.demo.board import Board, Line
from mailreg.demo.view import Hints, opened
from mailreg.demo.webpages import Pages

HINTS = Hints(
    command=".venv/bin/mailreg --config /tmp/mailreg-abcdefgh/mailreg.toml",
    replies="/tmp/mailreg-abcdefgh/replies",
    undo_seconds=15,
    pages=Pages(
        staff="http://127.0.0.1:48025/",
        name="Karin",
        password="lampa-regn-vinter-kaffe",
        applicant="http://127.0.0.1:48026/",
    ),
)
SEATS = {
    "capacity": 9,
    "elsewhere": 2,
    "confirmed": 6,
    "free": 0,
    "over": 0,
    "pending": 1,
    "waitlisted": 1,
}
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def line(number: int, state: str = "confirmed", intent: str = "register") -> Line:
    return Line(
        number=number,
        who="Anna-Karin Lindqvist Sandström",
        intent=intent,
        state=state,
        reference=f"MN-7K4Q{number}",
        reply="confirmed sent",
        gist="Du har en plats på Mötesplats Nord, och det är mycket mer att säga om den.",
    )


def drawn(board: Board, *, width: int, height: int) -> list[str]:
    """What stands on a terminal of that size."""
    file = io.StringIO()
    console = Console(file=file, force_terminal=True, width=width, height=height)
    with opened(console, HINTS) as view:
        view.show(board, left=0)
    once = "mailreg demo:" + ESCAPES.sub("", file.getvalue()).split("mailreg demo:")[1]
    return once.strip("\r\n").splitlines()


def test_a_dozen_letters_fit_a_terminal_of_80_by_24() -> None:
    lines = [line(number) for number in range(1, 11)]
    board = Board(lines=[*lines, line(11, "pending"), line(12, "review", "cancel")], seats=SEATS)
    picture = drawn(board, width=80, height=24)
    assert len(picture) < 24
    assert max(len(row) for row in picture) <= 80
    assert sum("Anna-Karin" in row for row in picture) == 12


def test_of_more_letters_the_last_are_shown() -> None:
    board = Board(lines=[line(number) for number in range(1, 31)], seats=SEATS)
    picture = drawn(board, width=80, height=24)
    assert len(picture) < 24
    assert any(row.startswith("30 ") for row in picture)


def test_commands_are_shown_whole_with_the_references_of_what_lies_on_the_desk() -> None:
    board = Board(lines=[line(1, "pending"), line(2, "review", "cancel")], seats=SEATS)
    picture = "\n".join(drawn(board, width=80, height=24))
    assert f"{HINTS.command} approve MN-7K4Q1\n" in picture
    assert f"{HINTS.command} cancel MN-7K4Q2\n" in picture


def test_the_bar_of_seats_has_a_mark_for_each_seat() -> None:
    [row] = [
        row for row in drawn(Board(lines=[], seats=SEATS), width=80, height=24) if "9 s" in row
    ]
    assert row.startswith("▒▒██████▓  9 seats: 2 elsewhere, 6 confirmed, 0 free")
