"""`mailreg preview`: every reply with realistic cases, as pages to look at."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from mailreg.cli.context import Settings, tell


def add_to(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command()(preview)


def preview(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write.")],
) -> None:
    """Show every reply in every language, as pages to look at."""
    settings: Settings = context.obj
    pages = _own(settings) if settings.has_configuration else _shipped()
    _write(folder, pages)
    tell(f"wrote {len(pages)} files; now open {folder / 'index.html'}")


def _own(settings: Settings) -> Mapping[str, bytes]:
    from mailreg.reply.gallery import Sender, gallery
    from mailreg.wiring import load_templates

    config = settings.load(reads_logins=False)
    addresses = {mailbox.name: mailbox.address for mailbox in config.mailboxes}
    senders = {
        event.slug: Sender(name=config.smtp.sender_name, address=addresses[event.mailbox])
        for event in config.events.values()
    }
    return gallery(load_templates(config), tuple(config.events.values()), senders)


def _shipped() -> Mapping[str, bytes]:
    from mailreg.event.reading import example
    from mailreg.reply.gallery import Sender, gallery
    from mailreg.reply.templates import load
    from mailreg.shipped import shipped

    event = example()
    name = event.text(event.name, event.languages[0])
    sender = Sender(name=name, address="motesplats@example.org")
    templates = load(None, shipped=shipped("templates"), events=[event])
    return gallery(templates, [event], {event.slug: sender})


def _write(folder: Path, pages: Mapping[str, bytes]) -> None:
    from mailreg.errors import BadRequest

    try:
        for name, content in pages.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    except OSError as error:
        reason = (error.strerror or "failed").lower()
        raise BadRequest(f"{error.filename} cannot be written: {reason}") from error
