"""The live view: a table that stays in place on a terminal, else a line for each change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from mailreg.demo.board import Board, Line
from mailreg.demo.webpages import Pages

STYLES = {
    "confirmed": "green",
    "pending": "yellow",
    "waitlisted": "magenta",
    "incomplete": "cyan",
    "review": "bold yellow",
    "quarantined": "bold red",
    "declined": "red",
    "cancelled": "red",
    "ignored": "dim",
}
ROWS_BESIDE_LETTERS = 12  # heading, pages, seats, hints and the row of the cursor


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What can be tried, as whole command lines."""

    command: str  # `mailreg --config …`
    replies: str  # the folder
    undo_seconds: int  # how long the mail of a decision is held
    pages: Pages

    @property
    def open(self) -> list[str]:
        """What to open in a browser."""
        return [
            f"Staff page: {self.pages.staff} ({self.pages.name}, {self.pages.password})",
            f"Write as an applicant: {self.pages.applicant}",
        ]

    @property
    def undo(self) -> str:
        """How a decision is taken back."""
        return f"`undo REF` takes a decision back; its mail is held {self.undo_seconds} s"

    def try_out(self, board: Board) -> list[str]:
        """Up to three commands that fit what lies on the desk."""
        lines = [f"{self.command} list"]
        if pending := board.first("pending"):
            lines.append(f"{self.command} approve {pending.reference}")
        if cancelling := board.first("review", "cancel"):
            lines.append(f"{self.command} cancel {cancelling.reference}")
        elif waiting := board.first("waitlisted"):
            lines.append(f"{self.command} approve {waiting.reference}")
        return lines


class View(Protocol):
    """Where a board is shown."""

    def show(self, board: Board, left: int) -> None:
        """Show it; `left` letters are not on it yet."""


@contextmanager
def opened(console: Console, hints: Hints) -> Iterator[View]:
    """The view that fits the console."""
    if not console.is_terminal or console.is_dumb_terminal:
        yield Lines(console=console, hints=hints)
        return
    with Live(console=console, auto_refresh=False, vertical_overflow="crop") as live:
        yield Screen(live=live, hints=hints)


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A table that is drawn anew in its place."""

    live: Live
    hints: Hints

    def show(self, board: Board, left: int) -> None:
        """Draw it anew."""
        self.live.update(self._drawn(board, left), refresh=True)

    def _drawn(self, board: Board, left: int) -> RenderableType:
        room = max(3, self.live.console.height - ROWS_BESIDE_LETTERS)
        come = "all letters are here" if not left else f"{left} letters still to come"
        return Group(
            Text(f"mailreg demo: {come}. Ctrl-C ends it.", style="bold"),
            *(Text(line, overflow="fold") for line in self.hints.open),
            _table(board.lines[-room:]),
            _seats(board),
            Text(""),
            Text(f"In a second terminal ({self.hints.undo}):", style="bold", overflow="fold"),
            *(Text(line, overflow="fold") for line in self.hints.try_out(board)),
            Text(f"The replies, to read: {self.hints.replies}", overflow="fold"),
        )


@dataclass(slots=True, kw_only=True)
class Lines:
    """A line for each letter whose fate has changed: for pipes and logs."""

    console: Console
    hints: Hints
    _shown: dict[int, tuple[str, str]] = field(default_factory=dict)
    _seats: str = ""
    _is_complete: bool = False

    def __post_init__(self) -> None:
        for line in self.hints.open:
            self._print(line)
        self._print(f"mailreg demo. Ctrl-C ends it. In a second terminal ({self.hints.undo}):")
        for rest in ("list", "messages", "status", "show REF", "approve REF", "undo REF"):
            self._print(f"  {self.hints.command} {rest}")
        self._print(f"The replies, to read: {self.hints.replies}")

    def show(self, board: Board, left: int) -> None:
        """Print what is new since the last time."""
        for line in board.lines:
            # a mail's countdown is no news
            news = (line.state, "held" if " in " in line.reply else line.reply)
            if line.state != "stored" and self._shown.get(line.number) != news:
                self._shown[line.number] = news
                self._print(_plain(line))
        seats = _seats(board).plain
        if seats != self._seats and board.lines:
            self._seats = seats
            self._print(seats)
        if not left and not self._is_complete:
            self._is_complete = True
            self._print("All letters are here. Try now, in a second terminal:")
            for hint in self.hints.try_out(board):
                self._print(f"  {hint}")

    def _print(self, text: str) -> None:
        self.console.print(text, soft_wrap=True, markup=False, highlight=False)


def _table(lines: Sequence[Line]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim", expand=True)
    table.add_column("", width=2, justify="right")
    table.add_column("from", min_width=12, max_width=16, no_wrap=True)
    table.add_column("read as", width=10, no_wrap=True)
    table.add_column("state", width=10, no_wrap=True)
    table.add_column("reply", min_width=15, no_wrap=True)
    table.add_column("", ratio=1, no_wrap=True, overflow="ellipsis")
    for line in lines:
        state = Text(line.state, style=STYLES.get(line.state, ""))
        table.add_row(
            str(line.number), line.who, line.intent, state, line.reply, Text(line.gist, "dim")
        )
    return table


def _plain(line: Line) -> str:
    told = f"{line.reply}: {line.gist}" if line.reply and line.gist else line.reply or line.gist
    return (
        f"{line.number:>2} {line.who:<16} {line.intent:<10} {line.state:<10} "
        f"{line.reference:<8} {told}"
    ).rstrip()


def _seats(board: Board) -> Text:
    """`▒▒███▓░░  8 seats: 2 elsewhere, 3 confirmed, 2 free; 1 pending, 0 waitlisted`."""
    seats = board.seats
    capacity, elsewhere, confirmed, free, over = (
        int(seats[key] or 0) for key in ("capacity", "elsewhere", "confirmed", "free", "over")
    )
    kept = max(0, capacity - elsewhere - confirmed - free)  # for who waits for a decision
    bar = Text.assemble(
        ("▒" * elsewhere, "dim"),
        ("█" * confirmed, "green"),
        ("▓" * kept, "yellow"),
        ("░" * free, "dim"),
    )
    too_many = f", {over} too many" if over else ""
    return bar.append(
        f"  {capacity} seats: {elsewhere} elsewhere, {confirmed} confirmed, {free} free{too_many}; "
        f"{seats['pending']} pending, {seats['waitlisted']} waitlisted"
    )
