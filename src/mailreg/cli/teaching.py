"""The command corrections: what staff corrected, as labelled letters with nobody in them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mailreg.cli.context import login_name, print_json, tell

if TYPE_CHECKING:
    from mailreg.service.corrections import Taught


def add_to(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command()(corrections)


def corrections(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.")],
    *,
    event: Annotated[
        str | None, typer.Option("--event", metavar="SLUG", help="Of this event alone.")
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(metavar="WORD", help="Is nobody's and may stand; may be repeated."),
    ] = None,
    by: Annotated[str | None, typer.Option("--by", help="Who takes them [the login name].")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON alone.")] = False,
) -> None:
    """Write corrected letters as labelled cases without the people in them; each is logged."""
    from mailreg.service.corrections import export_corrections

    with context.obj.desk() as desk:
        taught = export_corrections(
            desk, folder, by=by or login_name(), event=event, keep=keep or ()
        )
    if as_json:
        print_json(_json(taught))
    else:
        _say(folder, taught)


def _json(taught: Taught) -> dict[str, object]:
    return {
        "cases": [{"case": name, "reference": reference} for name, reference in taught.cases],
        "left_out": [
            {"reference": one.reference, "reason": one.why.value, "words": list(one.words)}
            for one in taught.left_out
        ],
    }


def _say(folder: Path, taught: Taught) -> None:
    for one in taught.left_out:
        words = f": {', '.join(one.words)}" if one.words else ""
        tell(f"{one.reference} left out, {one.why.value}{words}")
    cases = "1 case" if len(taught.cases) == 1 else f"{len(taught.cases)} cases"
    tell(f"{folder}: {cases}; read each before it leaves this machine.")
