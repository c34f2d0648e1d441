"""The composition root: from settings to the desk, its edges and the daemon's parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from aiolimiter import AsyncLimiter

from mailreg import delivery, mailbox
from mailreg.config import (
    After,
    Config,
    ImapSettings,
    MailboxSettings,
    OAuthSettings,
    Secret,
    SmtpSettings,
    create_key_file,
    examine,
    read_key,
)
from mailreg.errors import ConfigurationError, Problem
from mailreg.message import DeskIdentity
from mailreg.oauth import Delegation, OAuthClient, Provider, TokenSource
from mailreg.reader import OpenReader, Reader
from mailreg.reader.beside import ReaderBeside
from mailreg.reply import templates
from mailreg.service.administration import upgrade_schema
from mailreg.service.desk import Desk
from mailreg.service.dispatch import Dispatcher
from mailreg.service.policy import Limits, Postbox, StaffPolicy
from mailreg.service.ports import MailSource
from mailreg.service.watching import Watch
from mailreg.shipped import shipped
from mailreg.store import fingerprint, schema
from mailreg.store.database import Database
from mailreg.store.presence import Presence

PER_SECONDS = 60  # the period of `smtp.per_minute`
FINGERPRINT_WITHOUT_KEY = (
    "the database was made with a key, and no key is there",
    "Put the key file (or variable) back from your safe copy; a new key could not read it",
)
NO_KEY_VARIABLE = (
    "the variable is not set",
    "Set it to 32 random bytes in base64, for instance from `openssl rand -base64 32`",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A desk with its connections to the world: what the daemon runs."""

    desk: Desk
    watches: tuple[Watch, ...]
    dispatcher: Dispatcher
    presence: Presence
    reader: ReaderBeside

    def close(self) -> None:
        """Give everything back; claims of this process are anybody's from now on."""
        for watch in self.watches:
            watch.close()
        self.reader.close()
        self.presence.close()
        self.desk.database.close()


def open_desk(config: Config, environ: Mapping[str, str]) -> Desk:
    """The desk for a command: nothing is connected but the database, nothing is made anew.

    Raises ConfigurationError where the schema is not up to date or the key does not fit.
    """
    schema.check(config.database_url)
    key = read_key(config.key, environ)
    database = Database(config.database_url, key=key)
    stored = fingerprint.stored_fingerprint(database)
    if stored is not None and key is None:
        raise _key_problem(config, *FINGERPRINT_WITHOUT_KEY)
    if stored is not None and key is not None:
        fingerprint.claim_fingerprint(database, key)
    return _desk(config, database, _reader_here)


def open_site(config: Config, environ: Mapping[str, str]) -> Site:
    """Everything that `run` needs; brings the schema up to date and makes a first key file.

    Nothing is connected yet but the database.
    """
    upgrade_schema(config.database_url)
    reader = ReaderBeside(config.events)
    desk = _desk(config, Database(config.database_url, key=_key(config, environ)), reader.open)
    desk.templates()  # a template that is wrong is told now, not at the first letter
    presence = Presence(desk.database)
    return Site(
        desk=desk,
        watches=tuple(
            Watch(
                desk=desk,
                postbox=desk.postboxes[settings.name],
                source=open_source(settings, config),
                presence=presence,
                on_news=lambda: None,
            )
            for settings in config.mailboxes
        ),
        dispatcher=_dispatcher(desk, presence, config.smtp),
        presence=presence,
        reader=reader,
    )


def open_source(
    settings: MailboxSettings, config: Config, *, is_read_only: bool = False
) -> MailSource:
    """The mailbox's source, not connected yet; a read-only IMAP folder is only examined."""
    limit = config.limits.max_message_bytes
    if not isinstance(settings.source, ImapSettings):
        return mailbox.MaildirSource(
            settings.name,
            mailbox.MaildirSettings(path=settings.source.path, max_message_bytes=limit),
        )
    imap = settings.source
    return mailbox.ImapSource(
        settings.name,
        mailbox.ImapSettings(
            host=imap.host,
            port=imap.port,
            security=mailbox.Security(imap.security.value),
            username=imap.username,
            folder=imap.folder,
            ca_file=imap.ca_file,
            max_message_bytes=limit,
        ),
        (
            _tokens(imap.login, imap.username)
            if isinstance(imap.login, OAuthSettings)
            else imap.login.value
        ),
        is_read_only=is_read_only,
    )


def open_session(smtp: SmtpSettings) -> delivery.SmtpConnection:
    """A connection to the submission server, not opened yet."""
    return _sessions(smtp)()


def check_database(config: Config, environ: Mapping[str, str]) -> str | None:
    """See that the schema is up to date and the key fits; returns what is worth knowing.

    Raises ConfigurationError with every problem.
    """
    if problems := examine(config, environ):
        raise ConfigurationError(problems)
    if schema.is_new(config.database_url):
        return "the database holds nothing yet; the first `mailreg run` makes its schema and key"
    open_desk(config, environ).database.close()
    return None


def try_mailbox(settings: MailboxSettings, config: Config) -> None:
    """Log in and select the folder; raises what a poll would raise."""
    source = open_source(settings, config)
    try:
        source.connect()
    finally:
        source.close()


async def try_smtp(config: Config) -> None:
    """Log in to the submission server; raises what a delivery would raise."""
    session = open_session(config.smtp)
    try:
        await session.open()
    finally:
        await session.close()


def identity(settings: MailboxSettings | None, config: Config) -> DeskIdentity:
    """Who we are to letters of that mailbox; None: to letters of none of ours."""
    return DeskIdentity(
        own_addresses=_own_addresses(config),
        authserv_id=settings.authserv_id if settings else None,
        staff_addresses=frozenset(address.lower() for address in config.staff.addresses),
    )


def _sessions(smtp: SmtpSettings) -> Callable[[], delivery.SmtpConnection]:
    tokens = (
        _tokens(smtp.login, smtp.username or "") if isinstance(smtp.login, OAuthSettings) else None
    )
    settings = delivery.SmtpSettings(
        host=smtp.host,
        port=smtp.port,
        security=delivery.Security(smtp.security.value),
        username=smtp.username,
        password=smtp.login.value if isinstance(smtp.login, Secret) else None,
        access_token=tokens.token_async if tokens else None,
        forget_token=tokens.forget if tokens else None,
        ca_file=smtp.ca_file,
    )
    return lambda: delivery.SmtpConnection(settings)


def _dispatcher(desk: Desk, presence: Presence, smtp: SmtpSettings) -> Dispatcher:
    return Dispatcher(
        desk=desk,
        presence=presence,
        connect=_sessions(smtp),
        connections=smtp.connections,
        limiter=AsyncLimiter(smtp.per_minute, PER_SECONDS) if smtp.per_minute else None,
    )


def _key(config: Config, environ: Mapping[str, str]) -> bytes:
    """The master key; a first one is made where nothing was ever encrypted."""
    key = read_key(config.key, environ)
    database = Database(config.database_url, key=key)
    try:
        if key is None:
            if fingerprint.stored_fingerprint(database) is None:
                if config.key.file is None:
                    raise _key_problem(config, *NO_KEY_VARIABLE)
                create_key_file(config.key.file)
            # or another process has just made it: a file is there before its fingerprint is
            key = read_key(config.key, environ)
        if key is None:
            raise _key_problem(config, *FINGERPRINT_WITHOUT_KEY)
        fingerprint.claim_fingerprint(database, key)
    finally:
        database.close()
    return key


def _key_problem(config: Config, message: str, remedy: str) -> ConfigurationError:
    where = config.key.file or f"${config.key.env}"
    problem = Problem(file=str(where), key="privacy.key", message=message, remedy=remedy)
    return ConfigurationError([problem])


@contextmanager
def _reader_here() -> Iterator[Reader]:
    from mailreg.reader.here import ReaderHere  # for those commands only that read a letter

    yield ReaderHere()


def _desk(config: Config, database: Database, reader: OpenReader) -> Desk:
    return Desk(
        database=database,
        reader=reader,
        events=config.events,
        postboxes={each.name: _postbox(each) for each in config.mailboxes},
        templates=cache(lambda: load_templates(config)),
        identities={each.name: identity(each, config) for each in config.mailboxes},
        sender_name=config.smtp.sender_name,
        own_addresses=_own_addresses(config),
        mode=config.replies.mode,
        undo=config.replies.undo,
        copies_to_attendees=config.replies.copies_to_attendees,
        staff=_staff(config),
        limits=Limits(
            automatic_per_hour=config.limits.automatic_per_hour,
            automatic_per_address_per_day=config.limits.automatic_per_address_per_day,
            receipts_per_address_per_day=config.limits.receipts_per_address_per_day,
        ),
        clock=lambda: datetime.now(UTC),  # noqa: TID251 (the one place)
    )


def _staff(config: Config) -> StaffPolicy:
    own = config.replies.templates
    languages = (language for event in config.events.values() for language in event.languages)
    return StaffPolicy(
        addresses=config.staff.addresses,
        language=config.staff.language or next(languages, "en"),
        tells_cases=config.staff.cases,
        digest_at=config.staff.digest_at,
        page=_page(config),
        templates=(*([own] if own else []), shipped("templates")),
    )


def _page(config: Config) -> str:
    """How people reach the staff page: by the first name of its proxy, or on this machine."""
    if config.web.hosts:
        return f"https://{config.web.hosts[0]}"
    host = f"[{config.web.host}]" if ":" in config.web.host else config.web.host
    return f"http://{host}:{config.web.port}"


def _own_addresses(config: Config) -> frozenset[str]:
    senders = (config.smtp.sender, *(each.address for each in config.mailboxes))
    return frozenset(address.lower() for address in senders)


def load_templates(config: Config) -> templates.Templates:
    """The reply templates, checked; raises ConfigurationError with every problem."""
    return templates.load(
        config.replies.templates,
        shipped=shipped("templates"),
        events=tuple(config.events.values()),
    )


def _postbox(settings: MailboxSettings) -> Postbox:
    return Postbox(
        name=settings.name,
        address=settings.address,
        start=settings.start,
        moves=settings.after is After.MOVE,
        handled_folder=settings.handled_folder,
        saves_sent=settings.save_sent,
        junk_folder=settings.junk_folder,
        poll=settings.poll,
    )


def _tokens(settings: OAuthSettings, user: str) -> TokenSource:
    account = settings.service_account
    return TokenSource(
        OAuthClient(
            provider=Provider(settings.provider.value),
            tenant=settings.tenant or "",
            client_id=settings.client_id,
            client_secret=settings.client_secret.value if settings.client_secret else "",
            refresh_token=settings.refresh_token.value if settings.refresh_token else None,
            delegation=Delegation(account=account, user=user) if account else None,
            token_url=settings.token_url,
            scope=settings.scope,
        )
    )
