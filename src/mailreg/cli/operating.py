"""Commands of the operator: init, check, run, pause, resume, demo, db upgrade."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mailreg.cli.context import Settings, login_name, print_json, tell
from mailreg.cli.init import Provider

if TYPE_CHECKING:
    from mailreg.config import WebSettings
    from mailreg.service.desk import Desk

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON alone.")]
Event = Annotated[str | None, typer.Option("--event", help="Only this event (its slug).")]
Conversations = Annotated[
    list[str] | None,
    typer.Argument(metavar="[REF]...", help="Conversations that staff had answered by hand."),
]
By = Annotated[str | None, typer.Option("--by", help="Who does this [the login name].")]

database = typer.Typer(help="The database's schema.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (init, check, run, web, pause, resume, demo):
        app.command()(command)
    database.command("upgrade")(upgrade)
    app.add_typer(database, name="db")


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write.")],
    provider: Annotated[Provider, typer.Option(help="Whose servers.")] = Provider.IMAP,
) -> None:
    """Write a commented configuration and templates to start from."""
    from mailreg.cli.init import init as write

    for path in write(folder, provider):
        tell(f"wrote {path}")
    tell(f"\nNow edit {folder / 'config' / 'mailreg.toml'}, then try:")
    tell(f"  mailreg --config {folder / 'config' / 'mailreg.toml'} check")


def check(
    context: typer.Context,
    *,
    offline: Annotated[bool, typer.Option("--offline", help="Contact no server.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say what is wrong with the installation, with each remedy."""
    from mailreg.cli.check import check_all

    settings: Settings = context.obj
    status = check_all(settings, offline=offline, as_json=as_json)
    raise typer.Exit(status)


def run(
    context: typer.Context,
    *,
    once: Annotated[bool, typer.Option("--once", help="One round over everything.")] = False,
) -> None:
    """Watch the mailboxes, answer, keep the clock; until SIGTERM."""
    import signal

    # until the daemon has a handler of its own; what is not committed by then was not begun
    signal.signal(signal.SIGTERM, _leave)
    _run(context.obj, once=once)


def _leave(*_: object) -> None:
    raise SystemExit(0)


def _run(settings: Settings, *, once: bool) -> None:
    import asyncio
    import gc
    import logging
    import sys

    gc.disable()
    from mailreg import log
    from mailreg.config import environment
    from mailreg.daemon import Daemon, run_once
    from mailreg.systemd import Notifier
    from mailreg.wiring import open_site

    environ = environment()
    log.configure(level=settings.log_level or logging.INFO, as_json=not sys.stderr.isatty())
    config = settings.load()
    site = open_site(config, environ)
    # what was imported stays: to look through it for garbage took a tenth of the start, and of the
    # time of every letter
    gc.freeze()
    gc.enable()
    try:
        if once:
            run_once(site)
        else:
            notifier = Notifier.from_environment(environ)
            asyncio.run(Daemon(site, notifier, _page(site.desk, config.web)).run())
    finally:
        site.close()


def _page(desk: Desk, settings: WebSettings) -> Callable[[], AbstractAsyncContextManager[None]]:
    """The staff page, as something that runs beside the daemon."""
    if not settings.serve:
        return nullcontext
    from mailreg.web.serving import serving_beside

    return partial(serving_beside, desk, settings)


def web(context: typer.Context) -> None:
    """Serve the staff page alone; until SIGTERM."""
    import asyncio
    import logging
    import sys

    from mailreg import log
    from mailreg.config import environment
    from mailreg.web.serving import serve
    from mailreg.wiring import open_desk

    settings: Settings = context.obj
    log.configure(level=settings.log_level or logging.INFO, as_json=not sys.stderr.isatty())
    config = settings.load(reads_logins=False)
    desk = open_desk(config, environment())
    try:
        asyncio.run(serve(desk, config.web))
    finally:
        desk.database.close()


def pause(context: typer.Context, *, event: Event = None, by: By = None) -> None:
    """Hold every reply; nothing is lost by it."""
    from mailreg.service import administration

    with context.obj.desk() as desk:
        administration.pause(desk, event, by=by or login_name())
    tell(f"Replies are paused{f' for {event}' if event else ''}; `mailreg resume` lets them leave.")


def resume(
    context: typer.Context, references: Conversations = None, *, event: Event = None, by: By = None
) -> None:
    """Let replies leave again; with REF, let mailreg answer where staff had answered by hand."""
    from mailreg.service import administration
    from mailreg.service.by_hand import hand_back

    with context.obj.desk() as desk:
        if references:
            for reference in references:
                hand_back(desk, reference, by=by or login_name())
                tell(f"mailreg answers in {reference} by itself again.")
            return
        administration.resume(desk, event, by=by or login_name())
    tell(f"Replies leave again{f' for {event}' if event else ''}.")


def demo() -> None:
    """The whole system on this machine, with sample mails."""
    from mailreg.demo.show import show

    show()


def upgrade(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Bring the schema up to date; needs no key."""
    import logging

    from mailreg import log
    from mailreg.service.administration import upgrade_schema

    log.configure(level=context.obj.log_level or logging.WARNING)
    done = upgrade_schema(context.obj.load(reads_logins=False).database_url)
    if as_json:
        print_json({"upgraded": done})
    else:
        tell(done or "The schema is up to date.")
