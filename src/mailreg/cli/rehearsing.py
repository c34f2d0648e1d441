"""`mailreg rehearse`: what the letters of a mailbox would come to; nothing there is changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mailreg.cli.context import Settings, print_json, tell
from mailreg.errors import BadRequest

if TYPE_CHECKING:
    # imported when the command runs, so that --help is quick
    from mailreg.config import Config, MailboxSettings
    from mailreg.event import Event
    from mailreg.service.rehearsing import Incoming, Rehearsed, Terms

LAST = 200  # letters of a mailbox, unless --last says otherwise
READ_AT_MOST = 25 * 1024 * 1024  # bytes of one letter, where no configuration says it


def add_to(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command()(rehearse)


def rehearse(
    context: typer.Context,
    maildir: Annotated[
        Path | None, typer.Argument(metavar="MAILDIR", help="A folder with cur and new.")
    ] = None,
    *,
    mailbox: Annotated[
        str | None, typer.Option(metavar="NAME", help="A mailbox of the configuration instead.")
    ] = None,
    event: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Event file [the configured, the example].")
    ] = None,
    last: Annotated[
        int | None, typer.Option(min=1, help=f"The newest N [{LAST} of a mailbox, else all].")
    ] = None,
    marks: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Readings to mark; marked ones are scored.")
    ] = None,
    names: Annotated[bool, typer.Option("--names", help="With people's names.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON alone.")] = False,
) -> None:
    """Report what letters would become and what would be sent; changes nothing."""
    import logging

    from mailreg import log
    from mailreg.cli.rehearsal_report import letter_json, print_letters, print_summary
    from mailreg.service.rehearsing import Rehearsal

    if (maildir is None) == (mailbox is None):
        raise typer.BadParameter("give either MAILDIR or --mailbox NAME")
    log.configure(level=context.obj.log_level or logging.WARNING)
    plan = _plan(context.obj, maildir, mailbox, event)
    rehearsal = Rehearsal(plan.terms)
    rehearsed = [rehearsal.read(letter) for letter in _letters(plan, last)]
    if as_json:
        print_json([letter_json(one, with_names=names) for one in rehearsed])
    else:
        print_letters(rehearsed, with_names=names)
    print_summary(rehearsed, rehearsal, to_stderr=as_json)
    if marks is not None:
        _mark(marks, rehearsed, to_stderr=as_json)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What is read, and by which rules."""

    terms: Terms
    folder: Path | None  # None: the letters come from an IMAP server
    mailbox: MailboxSettings | None  # None: none of the configuration
    config: Config | None  # None: there is none


def _plan(
    settings: Settings, maildir: Path | None, mailbox: str | None, event_file: Path | None
) -> _Plan:
    from mailreg.config import MaildirSettings
    from mailreg.event.reading import read

    is_configured = mailbox is not None or settings.has_configuration
    config = settings.load(reads_logins=mailbox is not None) if is_configured else None
    named = _mailbox(config, mailbox) if config and mailbox else None
    event = read(event_file) if event_file else _event(config, mailbox)
    if named is not None and isinstance(named.source, MaildirSettings):
        maildir = named.source.path
    return _Plan(terms=_terms(config, named, event), folder=maildir, mailbox=named, config=config)


def _mailbox(config: Config, name: str) -> MailboxSettings:
    found = next((each for each in config.mailboxes if each.name == name), None)
    if found is None:
        known = ", ".join(each.name for each in config.mailboxes)
        raise BadRequest(f"No mailbox {name}; there are {known}")
    return found


def _event(config: Config | None, mailbox: str | None) -> Event:
    """The only one that it can be."""
    from mailreg.event.reading import example

    if config is None:
        return example()
    events = [e for e in config.events.values() if mailbox is None or e.mailbox == mailbox]
    if len(events) != 1:
        where = f"for mailbox {mailbox}" if mailbox else "in the configuration"
        raise BadRequest(f"There are {len(events)} events {where}: say which with --event FILE")
    return events[0]


def _terms(config: Config | None, named: MailboxSettings | None, event: Event) -> Terms:
    from mailreg.message import DeskIdentity
    from mailreg.service.rehearsing import Terms
    from mailreg.wiring import identity

    if config is None:
        nobody = DeskIdentity(own_addresses=frozenset(), authserv_id=None)
        return Terms(event=event, identity=nobody)
    of_event = next((each for each in config.mailboxes if each.name == event.mailbox), None)
    return Terms(
        event=event,
        identity=identity(named or of_event, config),
        copies_to_attendees=config.replies.copies_to_attendees,
    )


def _letters(plan: _Plan, last: int | None) -> Iterator[Incoming]:
    from mailreg.cli.folder import letters_in

    if plan.folder is not None:
        limit_bytes = plan.config.limits.max_message_bytes if plan.config else READ_AT_MOST
        newest = last or (LAST if plan.mailbox else None)
        return letters_in(plan.folder, last=newest, limit_bytes=limit_bytes)
    if plan.mailbox is None or plan.config is None:
        raise TypeError("letters come from a folder or from a mailbox")
    return _fetched(plan.mailbox, plan.config, last or LAST)


def _fetched(mailbox: MailboxSettings, config: Config, last: int) -> Iterator[Incoming]:
    """The newest letters of an IMAP folder, unread as they were (BODY.PEEK)."""
    from mailreg.service.rehearsing import Incoming
    from mailreg.wiring import open_source

    source = open_source(mailbox, config, is_read_only=True)
    try:
        source.connect()
        for raw in source.fetch(source.all_uids()[-last:]):
            yield Incoming(
                name=f"UID {raw.key.uid}",
                uid=raw.key.uid,
                content=raw.content,
                received_at=raw.received_at,
                is_complete=raw.is_complete,
            )
    finally:
        source.close()


def _mark(path: Path, rehearsed: list[Rehearsed], *, to_stderr: bool) -> None:
    from mailreg.cli.marking import read_marks, score_marks, write_marks
    from mailreg.cli.rehearsal_report import print_marked

    if path.exists():
        print_marked(score_marks(read_marks(path), rehearsed), to_stderr=to_stderr)
        return
    written = write_marks(path, rehearsed)
    tell(f'wrote {written} readings to {path}: set "right" of each, correct the "label" of what')
    tell("is wrong, and run this again. It holds personal data: delete it when you are done.")
