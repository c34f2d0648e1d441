"""Commands that write lists: export attendees, export catering."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mailreg.cli.context import Settings, login_name, tell
from mailreg.registration.values import Status

if TYPE_CHECKING:
    from mailreg.service.exporting import Exported

Event = Annotated[str, typer.Option("--event", metavar="SLUG", help="Of this event.")]
Output = Annotated[
    Path, typer.Option("--output", metavar="FILE", help="The ending says which: xlsx, csv, json.")
]

lists = typer.Typer(help="Lists as xlsx, csv or json.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add these commands to the program."""
    lists.command()(attendees)
    lists.command()(catering)
    app.add_typer(lists, name="export")


def attendees(
    context: typer.Context,
    *,
    event: Event,
    output: Output,
    status: Annotated[
        list[Status] | None, typer.Option(help="Those of this status [confirmed]; may be repeated.")
    ] = None,
    everybody: Annotated[bool, typer.Option("--all", help="Those of every status.")] = False,
) -> None:
    """Write who comes, with sessions and answers, without diet."""
    from mailreg.service.exporting import export_attendees

    statuses = frozenset(Status) if everybody else frozenset(status or [Status.CONFIRMED])
    settings: Settings = context.obj
    with settings.desk() as desk:
        done = export_attendees(desk, event, output, statuses=statuses)
    _say(done)


def catering(
    context: typer.Context,
    *,
    event: Event,
    output: Output,
    names: Annotated[
        bool, typer.Option("--names", help="Also who: for those who serve, and nobody else.")
    ] = False,
    by: Annotated[
        str | None, typer.Option("--by", help="Who takes the list [the login name].")
    ] = None,
) -> None:
    """Write what the confirmed need to eat, as counts; each export is logged."""
    from mailreg.service.exporting import export_catering

    settings: Settings = context.obj
    with settings.desk() as desk:
        done = export_catering(desk, event, output, by=by or login_name(), with_names=names)
    _say(done)


def _say(done: Exported) -> None:
    people = "1 person" if done.people == 1 else f"{done.people} people"
    tell(f"{done.path}: {people}; delete the file by {done.delete_after}.")
