"""The command `mailreg`: its global options, its subcommands, and what an error comes to."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from mailreg.cli import (
    deciding,
    exporting,
    looking,
    operating,
    people,
    previewing,
    rehearsing,
    teaching,
    users,
)
from mailreg.cli.context import Settings
from mailreg.errors import MailregError

WANDERING = ("--config", "-v", "--verbose", "-q", "--quiet")  # global wherever they stand

app = typer.Typer(
    name="mailreg",
    help="The late-registration desk of a conference, run from its mailbox.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
operating.add_to(app)
looking.add_to(app)
previewing.add_to(app)
rehearsing.add_to(app)
deciding.add_to(app)
people.add_to(app)
exporting.add_to(app)
teaching.add_to(app)
users.add_to(app)


def run() -> None:
    """Run one command and exit with the status that the contract gives it."""
    # what it prints where it cannot read a bounce quotes the mail
    logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)
    try:
        app(hoisted(sys.argv[1:]))
    except MailregError as error:
        print(f"mailreg: {error}", file=sys.stderr)  # noqa: T201 (messages for people)
        sys.exit(error.exit_status)
    except BrokenPipeError:
        # the reader of a pipe has seen enough
        sys.stderr.close()
        sys.exit(0)


def hoisted(words: Sequence[str]) -> list[str]:
    """Global options may stand anywhere; put them before the command."""
    first: list[str] = []
    rest: list[str] = []
    queue = list(words)
    while queue:
        word = queue.pop(0)
        if word == "--":
            rest += [word, *queue]
            break
        if word.partition("=")[0] in WANDERING:
            first.append(word)
            if word == "--config" and queue:
                first.append(queue.pop(0))
        else:
            rest.append(word)
    return first + rest


def _print_version(wanted: bool) -> None:  # noqa: FBT001 (typer's callback)
    if wanted:
        from importlib.metadata import version

        print(f"mailreg {version('mailreg')}")  # noqa: T201
        raise typer.Exit


@app.callback()
def _settle(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option(help="Configuration file [$MAILREG_CONFIG, config/mailreg.toml]."),
    ] = None,
    *,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Say more in the log.")] = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Warnings only.")] = False,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    level = logging.DEBUG if verbose else logging.WARNING if quiet else None
    context.obj = Settings(config=config, log_level=level)
