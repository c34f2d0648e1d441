"""What a rehearsal tells: one line a letter, then what they come to together."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from mailreg.cli.marking import Marked
from mailreg.cli.tables import COLOURS
from mailreg.extraction.label import JsonObject
from mailreg.extraction.scoring import Score
from mailreg.registration.values import Seats
from mailreg.service.rehearsing import Rehearsal, Rehearsed
from mailreg.service.states import MessageState

NOTHING = "nothing"
SHOWN_AT_MOST = 40  # differences


def letter_json(one: Rehearsed, *, with_names: bool) -> JsonObject:
    """One letter; nothing of it stands there in words unless names are asked for."""
    found: JsonObject = {
        "file": one.name if one.uid is None else None,
        "uid": one.uid,
        "sha256": one.sha256 or None,
        "received_at": one.received_at.isoformat().replace("+00:00", "Z"),
        "intent": one.extract.intent.value,
        "people": one.people,
        "needs_review": one.extract.needs_review or bool(one.reasons),
        "reasons": list(one.reasons),
        "state": one.state.value,
        "would_become": one.status,
        "would_send": one.reply,
        "copies": one.copies,
        "waits_for_staff": one.waits_for_staff,
        "why": one.why,
    }
    if with_names:
        found["names"] = [person.name for person in one.extract.attendees]
    return found


def print_letters(rehearsed: Sequence[Rehearsed], *, with_names: bool) -> None:
    """One line a letter, oldest first."""
    columns = ["letter", "arrived", "intent", "people", "becomes", "sends", "why"]
    table = _table(*columns, *(["names"] if with_names else []))
    for one in rehearsed:
        names = ", ".join(person.name or "?" for person in one.extract.attendees)
        table.add_row(
            Text(_short(one.name)),
            f"{one.received_at.astimezone():%d %b %H:%M}",
            one.extract.intent.value,
            str(one.people) if one.people else "",
            _becomes(one),
            one.reply or "",
            Text(_why(one)),
            *([Text(names)] if with_names else []),
        )
    Console().print(table)


def print_summary(
    rehearsed: Sequence[Rehearsed], rehearsal: Rehearsal, *, to_stderr: bool = False
) -> None:
    """What all of them come to, and the seats that are left after them."""
    console = _console(to_stderr=to_stderr)
    console.print(Text(f"\n{len(rehearsed)} letters", style="bold"))
    ignored = [one for one in rehearsed if one.state is MessageState.IGNORED]
    waiting = [one for one in rehearsed if one.waits_for_staff]
    people = [one.status for one in rehearsed if one.status for _ in range(one.people)]
    sums: list[tuple[str, str]] = [
        ("read as", _counts(one.extract.intent for one in rehearsed)),
        ("people would be", _counts(people)),
        ("would be answered with", _counts(one.reply or NOTHING for one in rehearsed)),
        ("copies to attendees", str(sum(one.copies for one in rehearsed))),
        ("wait for staff", f"{len(waiting)}{_by_reason(waiting)}"),
        ("ignored", f"{len(ignored)}{_in_brackets(_counts(one.why for one in ignored))}"),
        ("seats at the end", _pool(rehearsal.venue)),
    ]
    sums += [(f"  {key}", _pool(seats)) for key, seats in rehearsal.sessions.items()]
    table = Table.grid(padding=(0, 2))
    for label, value in sums:
        table.add_row(Text(label, style="dim"), Text(value))
    console.print(table)


def print_marked(marked: Marked, *, to_stderr: bool = False) -> None:
    """The score field by field; no value of any letter stands there."""
    console = _console(to_stderr=to_stderr)
    score = marked.score
    for difference in score.differences[:SHOWN_AT_MOST]:
        silent = "  silent" if difference.is_silent else ""
        console.print(Text(f"{difference.name} {difference.field}{silent}"))
    if len(score.differences) > SHOWN_AT_MOST:
        console.print(Text(f"(+{len(score.differences) - SHOWN_AT_MOST} more)"))
    if score.cases:
        console.print(_fields(score))
    console.print(
        Text(
            f"\n{score.cases} letters scored: {score.wholly_right} wholly right, "
            f"{len(score.silent)} with a silent error ({len(score.diet_lost_silently)} that lost "
            f"a dietary need), {score.reviewed} sent to review "
            f"({score.reviewed_needlessly} needlessly)"
        )
    )
    console.print(
        Text(
            f"not scored: {marked.wrong} wrong without a correction, {marked.unmarked} unmarked, "
            f"{marked.unknown} not in the file, {marked.absent} only in the file"
        )
    )


def _fields(score: Score) -> Table:
    table = _table("field", "precision", "recall", "F1", "n")
    for name, each in score.fields.items():
        figures = [f"{share:.3f}" for share in (each.precision, each.recall, each.f1)]
        table.add_row(name, *figures, str(each.right + each.lost))
    return table


def _becomes(one: Rehearsed) -> Text:
    if one.status is not None:
        return Text(one.status, style=COLOURS[one.status])
    return Text(one.state, style="bold yellow" if one.waits_for_staff else "dim")


def _why(one: Rehearsed) -> str:
    return ", ".join(dict.fromkeys((one.why, *one.waits_for)))


def _by_reason(waiting: Sequence[Rehearsed]) -> str:
    return _in_brackets(_counts(reason for one in waiting for reason in one.waits_for))


def _in_brackets(text: str) -> str:
    return f" ({text})" if text else ""


def _counts(values: Iterable[str]) -> str:
    """The most frequent first; details after a colon (the class of a crash) are left out."""
    counts = Counter(str(value).partition(":")[0] for value in values)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{count} {name}" for name, count in ordered)


def _pool(seats: Seats) -> str:
    figures = {
        "confirmed": seats.confirmed,
        "pending": seats.pending,
        "waitlisted": seats.waitlisted,
    }
    said = [f"{count} {name}" for name, count in figures.items() if count]
    if seats.capacity is not None:
        said.append(f"{seats.free} free of {seats.capacity}")
        said += [f"{seats.elsewhere} sold elsewhere"] if seats.elsewhere else []
    return ", ".join(said) or "no limit, nobody"


def _short(name: str) -> str:
    """Of a file in a Maildir the unique part; flags and size say nothing to people."""
    return name.partition(":")[0].partition(",")[0]


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _console(*, to_stderr: bool) -> Console:
    return Console(file=sys.stderr if to_stderr else sys.stdout, highlight=False)
