"""Reading `config/mailreg.toml` and the event files beside it; docs/config.md lists the keys."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from pathlib import Path

from mailreg.config.connection import (
    LOCATION_FORM,
    Surroundings,
    is_loopback,
    read_address,
    read_host,
    read_location,
    read_named_address,
    read_network,
    read_secret,
    read_server,
    warn_if_readable,
)
from mailreg.config.values import (
    After,
    Config,
    ImapSettings,
    KeyLocation,
    Limits,
    MailboxSettings,
    MaildirSettings,
    Replies,
    Secret,
    Security,
    SmtpSettings,
    SourceKind,
    StaffSettings,
    WebSettings,
)
from mailreg.errors import ConfigurationError, Problem
from mailreg.event import Event
from mailreg.event.reading import KEY_FORM, LANGUAGE_FORM, read_event
from mailreg.event.table import Table, read_table
from mailreg.service.policy import Mode, Start

IMAP_PORTS = {Security.TLS: 993, Security.STARTTLS: 143, Security.NONE: 143}
SMTP_PORTS = {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25}
DEFAULT_TEMPLATES = "../templates"
DEFAULT_EVENTS = "events"
SQLITE = "sqlite:///"
POSTGRESQL = "postgresql+psycopg://"
LOOPBACK = "127.0.0.1"
MAX_MESSAGE_BYTES = 25_000_000  # what most mail servers take in
START_REMEDY = 'Write "new", "all", or a date such as 2026-09-01: mail from that day on is taken'


def load(path: Path, environ: Mapping[str, str], *, reads_logins: bool = True) -> Config:
    """The whole configuration, its secrets and event files included.

    Raises ConfigurationError with every problem of every file. No server is asked, and the
    master key is only located. Without `reads_logins` the passwords of the mail servers are left
    empty: staff who look and decide need not have them.
    """
    problems: list[Problem] = []
    around = Surroundings(
        folder=path.parent.absolute(), environ=environ, warnings=[], reads_logins=reads_logins
    )
    top = read_table(path, problems)
    config = read_config(top, path, around) if top else None
    if config is None or problems:
        raise ConfigurationError(problems)
    return config


def read_config(top: Table, path: Path, around: Surroundings) -> Config:
    """The configuration of a parsed file; of no use where this added to the table's problems."""
    mailboxes = _mailboxes(top, around)
    config = Config(
        path=path,
        database_url=_database_url(top.section("database"), around),
        key=_key(top.section("privacy"), around),
        mailboxes=mailboxes,
        smtp=_smtp(top.section("smtp"), around),
        replies=_replies(top.section("replies"), around),
        limits=_limits(top.section("limits")),
        web=_web(top.section("web"), around),
        staff=_staff(top.section("staff"), mailboxes),
        events=_events(top.section("events"), around, mailboxes),
        warnings=tuple(around.warnings),
    )
    top.refuse_unknown()
    return config


def _database_url(table: Table, around: Surroundings) -> str:
    """The URL; that of an SQLite file with an absolute path."""
    remedy = f'Write "{SQLITE}../var/mailreg.db" or "{POSTGRESQL}USER@HOST/NAME"'
    table.require("url", remedy)
    secret = read_secret(table, "url", around, literal_allowed=True)
    if secret is None or secret.value.startswith(POSTGRESQL):
        return secret.value if secret else ""
    path, question_mark, query = secret.value.removeprefix(SQLITE).partition("?")
    if not secret.value.startswith(SQLITE) or path in {"", ":memory:"}:
        table.refuse("url", "is not the URL of a database that mailreg can use", remedy)
        return ""
    return f"{SQLITE}{(around.folder / path).resolve()}{question_mark}{query}"


def _key(table: Table, around: Surroundings) -> KeyLocation:
    table.require("key", f"Write key = {LOCATION_FORM}; a file is made at the first run")
    location = read_location(table, "key", around) or KeyLocation()
    if location.file is not None:
        warn_if_readable(table, "key", location.file, around)
    return location


def _mailboxes(top: Table, around: Surroundings) -> tuple[MailboxSettings, ...]:
    tables = top.tables("mailbox", named_by="name")
    if not tables:
        top.require("mailbox", "Add a [[mailbox]] that applicants write to")
    mailboxes = tuple(_mailbox(table, around) for table in tables)
    names = [mailbox.name for mailbox in mailboxes if mailbox.name]
    for name in sorted({name for name in names if names.count(name) > 1}):
        top.refuse("mailbox", f'two have the name "{name}"', "Give each a name of its own")
    return mailboxes


def _mailbox(table: Table, around: Surroundings) -> MailboxSettings:
    kind = table.choice("kind", SourceKind.IMAP)
    source = _maildir(table, around) if kind is SourceKind.MAILDIR else _imap(table, around)
    table.require("address", "Write the address that applicants write to")
    address = table.text("address")
    handled_folder = table.text("handled_folder") or "Handled"
    if isinstance(source, ImapSettings) and handled_folder == source.folder:
        table.refuse("handled_folder", "is the folder that is watched", "Name another one")
    return MailboxSettings(
        name=_name(table),
        address=read_address(table, "address", address) if address else "",
        source=source,
        start=_start(table),
        poll=timedelta(seconds=table.integer("poll_seconds", 60, at_least=1, at_most=86_400)),
        after=table.choice("after", After.MOVE),
        handled_folder=handled_folder,
        save_sent=table.boolean("save_sent", default=True),
        junk_folder=_junk_folder(table, source, handled_folder),
        authserv_id=table.text("authserv_id"),
    )


def _junk_folder(
    table: Table, source: ImapSettings | MaildirSettings, handled_folder: str
) -> str | None:
    folder = table.text("junk_folder")
    watched = source.folder if isinstance(source, ImapSettings) else None
    if folder is not None and folder in {watched, handled_folder}:
        table.refuse("junk_folder", "is used for something else", "Name the folder for junk")
    return folder or None


def _name(table: Table) -> str:
    remedy = "Write a short name of letters a–z, digits, - and _"
    table.require("name", remedy)
    name = table.text("name")
    if name is not None and not KEY_FORM.fullmatch(name):
        table.refuse("name", f'"{name}" cannot be used', remedy)
    return name or ""


def _maildir(table: Table, around: Surroundings) -> MaildirSettings:
    table.require("path", 'Name the Maildir folder, or write kind = "imap"')
    return MaildirSettings(path=around.path(table, "path") or Path())


def _imap(table: Table, around: Surroundings) -> ImapSettings:
    server = read_server(table, around, IMAP_PORTS, needs_login=True)
    return ImapSettings(
        host=server.host,
        port=server.port,
        security=server.security,
        username=server.username or "",
        login=server.login or Secret(value=""),
        folder=table.text("folder") or "INBOX",
        ca_file=server.ca_file,
    )


def _start(table: Table) -> Start | date | None:
    value = table.value("start")
    if value is None or isinstance(value, date):
        return table.day("start")
    if value in list(Start):
        return Start(str(value))
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        table.refuse("start", "is neither of the two words nor a date", START_REMEDY)
        return None
    return day if table.is_year_usable("start", day) else None


def _smtp(table: Table, around: Surroundings) -> SmtpSettings:
    server = read_server(table, around, SMTP_PORTS, needs_login=False)
    table.require("from", 'Write the sender, as "Name <name@example.org>"')
    sender = table.text("from")
    sender_name, address = read_named_address(table, "from", sender) if sender else ("", "")
    return SmtpSettings(
        host=server.host,
        port=server.port,
        security=server.security,
        username=server.username,
        login=server.login,
        ca_file=server.ca_file,
        sender_name=sender_name,
        sender=address,
        connections=table.integer("connections", 2, at_least=1, at_most=100),
        per_minute=table.integer("per_minute", 30),
    )


def _replies(table: Table, around: Surroundings) -> Replies:
    templates = around.path(table, "templates") or around.folder / DEFAULT_TEMPLATES
    if "templates" in table.content and not templates.is_dir():
        message, remedy = f"the folder {templates} is not there", "The shipped templates are used"
        around.warn(table, "templates", message, remedy)
    return Replies(
        mode=table.choice("mode", Mode.SHADOW),
        undo=timedelta(seconds=table.integer("undo_seconds", 300)),
        templates=templates if templates.is_dir() else None,
        copies_to_attendees=table.boolean("copies_to_attendees", default=True),
    )


def _limits(table: Table) -> Limits:
    return Limits(
        automatic_per_hour=table.integer("automatic_per_hour", 60),
        automatic_per_address_per_day=table.integer("automatic_per_address_per_day", 20),
        receipts_per_address_per_day=table.integer("receipts_per_address_per_day", 1),
        max_message_bytes=table.integer("max_message_bytes", MAX_MESSAGE_BYTES, at_least=1000),
    )


def _web(table: Table, around: Surroundings) -> WebSettings:
    host = table.text("host")
    settings = WebSettings(
        serve=table.boolean("serve", default=True),
        host=read_host(table, "host", host) if host else LOOPBACK,
        port=table.integer("port", 8025, at_least=1, at_most=65535),
        hosts=tuple(_host_header(table, text) for text in table.texts("hosts") or ()),
        trusted_proxies=tuple(
            read_network(table, "trusted_proxies", text)
            for text in table.texts("trusted_proxies") or ()
        ),
    )
    if settings.host and not is_loopback(settings.host) and not settings.hosts:
        message = (
            "plain HTTP beyond this machine: whoever is on the way reads letters and passwords"
        )
        remedy = "Put a proxy with TLS before it and name its host in hosts, or listen on loopback"
        around.warn(table, "host", message, remedy)
    return settings


def _host_header(table: Table, text: str) -> str:
    """A host as requests name it (RFC 9110, section 7.2), whatever the port."""
    host = read_host(table, "hosts", text).lower()
    return f"[{host}]" if ":" in host else host


def _staff(table: Table, mailboxes: tuple[MailboxSettings, ...]) -> StaffSettings:
    language = table.text("language")
    if language is not None and not LANGUAGE_FORM.fullmatch(language):
        table.refuse("language", f'"{language}" is no language', 'Write a code such as "sv"')
    return StaffSettings(
        addresses=_staff_addresses(table, mailboxes),
        language=language,
        cases=table.boolean("cases", default=False),
        digest_at=_time_of_day(table, "digest_at", "07:30"),
    )


def _time_of_day(table: Table, key: str, default: str) -> time | None:
    """A time such as `07:30`; "" is none."""
    given = table.text(key)
    text = default if given is None else given
    if not text:
        return None
    try:
        return time.fromisoformat(text)
    except ValueError:
        table.refuse(key, f'"{text}" is no time of day', 'Write one such as "07:30", or ""')
        return None


def _staff_addresses(table: Table, mailboxes: tuple[MailboxSettings, ...]) -> tuple[str, ...]:
    texts = table.texts("addresses") or ()
    addresses = tuple(read_address(table, "addresses", text) for text in texts)
    watched = {mailbox.address.lower() for mailbox in mailboxes if mailbox.address}
    for address in addresses:
        if address.lower() in watched:
            message = f"{address} is that of a mailbox: what is sent there would come back"
            table.refuse("addresses", message, "Name the people themselves")
    return addresses


def _events(
    table: Table, around: Surroundings, mailboxes: tuple[MailboxSettings, ...]
) -> Mapping[str, Event]:
    """The events by slug, of every .toml file in the folder."""
    folder = around.path(table, "folder") or around.folder / DEFAULT_EVENTS
    files = sorted(folder.glob("*.toml"))
    if not files:
        message = f"the folder {folder} has no event file"
        table.refuse("folder", message, "Put one there; `mailreg init DIR` writes an example")
    names = [mailbox.name for mailbox in mailboxes if mailbox.name]
    events: dict[str, Event] = {}
    for path in files:
        event = _event(path, table.problems, names)
        if event is not None and event.slug in events:
            message = f'the slug "{event.slug}" is that of another file as well'
            table.problems.append(
                Problem(file=str(path), key="slug", message=message, remedy="Change one of them")
            )
        elif event is not None:
            events[event.slug] = event
    return events


def _event(path: Path, problems: list[Problem], mailboxes: list[str]) -> Event | None:
    table = read_table(path, problems)
    if table is None:
        return None
    event = read_event(table)
    mailbox = table.text("mailbox")
    if mailbox and mailboxes and mailbox not in mailboxes:
        known = ", ".join(mailboxes)
        table.refuse("mailbox", f'there is no [[mailbox]] "{mailbox}"', f"Known are: {known}")
    return event
