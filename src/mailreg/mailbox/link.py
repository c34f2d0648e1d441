"""One logged-in IMAP connection (RFC 3501, RFC 9051) with one folder selected.

Every method raises MailboxUnavailable, or its kind CommandRefused where only one command failed.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from imapclient import IMAPClient, SocketTimeout  # type: ignore[import-untyped]

from mailreg.errors import ConfigurationError, LoginRefused, MailboxUnavailable, Problem
from mailreg.mailbox.failures import FOREIGN, CommandRefused, login_failure, mapped
from mailreg.mailbox.settings import ImapSettings, Security
from mailreg.message import FolderMark
from mailreg.oauth import TokenSource

# Untagged answers that imaplib keeps for ever unless somebody takes them away.
_KEPT = ("EXISTS", "RECENT", "EXPUNGE", "FETCH", "VANISHED", "COPYUID", "APPENDUID", "FLAGS")

# A server has nothing to look for before it answers DONE or LOGOUT; a dead link must not keep a
# daemon from ending within ten seconds (imaplib may wait twice).
LAST_WORD_SECONDS = 4.0

_ATOM = re.compile(r"[A-Za-z0-9.@_+=/-]+")  # a user name that LOGIN takes as it is

Credentials = str | TokenSource  # a password, or where to ask for a token
Fetched = Mapping[int, Mapping[bytes, object]]  # by UID


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedFolder:
    """A line of LIST."""

    name: str  # decoded
    separator: str  # "" where the server has no hierarchy
    attributes: frozenset[str]  # lower case, with the backslash


class Link:
    """A connection that lives until its first failure; it belongs to one thread."""

    def __init__(self, settings: ImapSettings, client: IMAPClient) -> None:
        self._server = str(settings)
        self._timeout_seconds = settings.timeout.total_seconds()
        self._client = client

    @classmethod
    def open(cls, settings: ImapSettings, credentials: Credentials) -> Link:
        """Connect, protect the connection and log in.

        Raises also LoginRefused, and TokenUnavailable; nothing secret is sent unprotected.
        """
        if isinstance(credentials, str):
            return cls(settings, _session(settings, credentials, by_token=False))
        token = credentials.token()
        try:
            return cls(settings, _session(settings, token, by_token=True))
        except LoginRefused:  # revoked before its term: one that is new decides
            credentials.forget()
            return cls(settings, _session(settings, credentials.token(), by_token=True))

    def has(self, capability: str) -> bool:
        """Whether the server announces it."""
        with mapped(self._server, "CAPABILITY"):
            return bool(self._client.has_capability(capability))

    def select(self, folder: str) -> int:
        """Select and return the UIDVALIDITY."""
        with mapped(self._server, f"SELECT of {folder!r}"):
            return int(self._client.select_folder(folder)[b"UIDVALIDITY"])

    def examine(self, folder: str) -> int:
        """Select for reading alone and return the UIDVALIDITY."""
        with mapped(self._server, f"EXAMINE of {folder!r}"):
            return int(self._client.select_folder(folder, readonly=True)[b"UIDVALIDITY"])

    def next_uid(self, folder: str) -> int:
        """The UID that the next message of a folder that is not selected will have, at least."""
        with mapped(self._server, f"STATUS of {folder!r}"):
            return int(self._client.folder_status(folder, ["UIDNEXT"])[b"UIDNEXT"])

    def mark(self, folder: str) -> FolderMark:
        """UIDVALIDITY and next UID of a folder that is not selected."""
        with mapped(self._server, f"STATUS of {folder!r}"):
            told = self._client.folder_status(folder, ["UIDVALIDITY", "UIDNEXT"])
            return FolderMark(uidvalidity=int(told[b"UIDVALIDITY"]), next_uid=int(told[b"UIDNEXT"]))

    def search(self, criteria: str) -> list[int]:
        """UIDs ascending; no charset is named, Exchange refuses one."""
        with mapped(self._server, "UID SEARCH"):
            return sorted(int(uid) for uid in self._client.search(criteria))

    def fetch(self, uids: Sequence[int], *items: str) -> Fetched:
        """What of `items` the server gives; a UID that is gone is absent (or has other items)."""
        with mapped(self._server, "UID FETCH"):
            answer: Fetched = self._client.fetch(uids, list(items))
            return answer

    def move(self, uids: Sequence[int], folder: str) -> bytes | None:
        """UID MOVE (RFC 6851); the COPYUID, if one came."""
        return self._transfer(self._client.move, uids, folder)

    def copy(self, uids: Sequence[int], folder: str) -> bytes | None:
        """UID COPY; the COPYUID, if one came."""
        return self._transfer(self._client.copy, uids, folder)

    def delete(self, uids: Sequence[int]) -> None:
        r"""Flag as \Deleted, and remove just these where the server can (RFC 4315)."""
        with mapped(self._server, "UID STORE"):
            self._client.delete_messages(uids, silent=True)
        if self.has("UIDPLUS"):
            with mapped(self._server, "UID EXPUNGE"):
                self._client.uid_expunge(uids)

    def folders(self) -> list[ListedFolder]:
        """Every folder that the account sees."""
        with mapped(self._server, "LIST"):
            return [_listed(*line) for line in self._client.list_folders()]

    def personal_namespace(self) -> tuple[str, str] | None:
        """Prefix and separator of our own folders (RFC 2342); None where it is not told."""
        if not self.has("NAMESPACE"):
            return None
        with mapped(self._server, "NAMESPACE"):
            personal = self._client.namespace().personal
            return (str(personal[0][0]), str(personal[0][1] or "")) if personal else None

    def create(self, folder: str) -> None:
        """Make a folder and subscribe to it, so that mail programs show it."""
        with mapped(self._server, f"CREATE of {folder!r}"):
            self._client.create_folder(folder)
        with suppress(CommandRefused), mapped(self._server, f"SUBSCRIBE of {folder!r}"):
            self._client.subscribe_folder(folder)

    def append(self, folder: str, content: bytes, when: datetime) -> None:
        """Append as read, with `when` (aware) as INTERNALDATE."""
        with mapped(self._server, f"APPEND to {folder!r}"):
            self._client.append(folder, content, (r"\Seen",), when)

    def refresh(self) -> None:
        """Let the server look at the folder: until then it may answer from its last look."""
        with mapped(self._server, "NOOP"):
            self._client.noop()

    def has_news(self) -> bool:
        """Whether the server has said since `forget_news` that there is more mail; asks it."""
        self.refresh()
        return "EXISTS" in self._untagged

    def forget_news(self) -> None:
        """Start to listen for news; also keeps memory flat over weeks of one connection."""
        for name in _KEPT:
            self._untagged.pop(name, None)

    def start_idle(self) -> None:
        """Begin IDLE (RFC 2177); nothing but `idle_lines` and `end_idle` may follow."""
        with mapped(self._server, "IDLE"):
            self._client.idle()

    def idle_lines(self, seconds: float) -> list[tuple[object, ...]]:
        """What the server says within `seconds`; nothing, early, may mean that it has gone."""
        with mapped(self._server, "IDLE"):
            return list(self._client.idle_check(timeout=seconds))

    def end_idle(self) -> list[tuple[object, ...]]:
        """Leave IDLE; what was still said. Here a dead link shows itself."""
        with mapped(self._server, "IDLE"):
            self._hurry()
            lines = list(self._client.idle_done()[1])
            self._client.socket().settimeout(self._timeout_seconds)
            return lines

    def close(self) -> None:
        """Log out if that is possible; never raises."""
        try:
            self._hurry()
            self._client.logout()
        except FOREIGN:
            _drop(self._client)

    def drop(self) -> None:
        """Close the socket without a word; never raises."""
        _drop(self._client)

    def _hurry(self) -> None:
        self._client.socket().settimeout(min(LAST_WORD_SECONDS, self._timeout_seconds))

    @property
    def _untagged(self) -> dict[str, list[bytes]]:
        # imapclient offers no other way to COPYUID and to what came beside an answer.
        untagged: dict[str, list[bytes]] = self._client._imap.untagged_responses  # noqa: SLF001
        return untagged

    def _transfer(
        self, command: Callable[[Sequence[int], str], object], uids: Sequence[int], folder: str
    ) -> bytes | None:
        self._untagged.pop("COPYUID", None)
        with mapped(self._server, f"moving to {folder!r}"):
            command(uids, folder)
            codes = self._untagged.pop("COPYUID", None)
        return codes[-1] if codes else None


def _session(settings: ImapSettings, secret: str, *, by_token: bool) -> IMAPClient:
    """A client that is logged in."""
    trust = _trust(settings)
    with mapped(str(settings), "connecting"):
        client = _connected(settings, trust)
    try:
        with mapped(str(settings), "STARTTLS"):
            _protect(client, settings, trust)
        _log_in(client, settings, secret, by_token=by_token)
        client.capabilities()  # told with the login; SELECT would make imaplib forget it
    except FOREIGN as error:
        _drop(client)
        raise login_failure(error, str(settings), settings.username, secret) from error
    except MailboxUnavailable:
        _drop(client)
        raise
    return client


def _connected(settings: ImapSettings, trust: ssl.SSLContext) -> IMAPClient:
    seconds = settings.timeout.total_seconds()
    client = IMAPClient(
        settings.host,
        port=settings.port,
        ssl=settings.security is Security.TLS,
        ssl_context=trust,
        timeout=SocketTimeout(connect=seconds, read=seconds),
    )
    client.normalise_times = False  # aware times, not naive local ones
    return client


def _trust(settings: ImapSettings) -> ssl.SSLContext:
    """The system's authorities, and the operator's own; the name is always checked."""
    context = ssl.create_default_context()
    if settings.ca_file is None:
        return context
    try:
        context.load_verify_locations(settings.ca_file)
        return context
    except OSError as error:
        problem = Problem(
            file=str(settings.ca_file),
            key="",
            message=f"is no file of certificates ({error})",
            remedy="Name a PEM file, or leave ca_file out",
        )
        raise ConfigurationError([problem]) from error


def _protect(client: IMAPClient, settings: ImapSettings, trust: ssl.SSLContext) -> None:
    if settings.security is not Security.STARTTLS:
        return
    if not client.has_capability("STARTTLS"):
        raise MailboxUnavailable(
            f"{settings} does not offer STARTTLS, so nothing was sent. "
            'Set security = "tls" and port 993, or find out who takes the offer away'
        )
    client.starttls(trust)


def _log_in(client: IMAPClient, settings: ImapSettings, secret: str, *, by_token: bool) -> None:
    if by_token:
        client.sasl_login("XOAUTH2", _xoauth2(settings.username, secret))
    elif _ATOM.fullmatch(settings.username) and secret.isascii():
        client.login(settings.username, secret)
    else:  # imaplib quotes no user name and LOGIN has no charset; PLAIN is UTF-8 (RFC 4616)
        client.plain_login(settings.username, secret)


def _xoauth2(username: str, token: str) -> Callable[[bytes], bytes]:
    """Answer the first challenge with the token and the explanation of a refusal with nothing."""
    answers = [f"user={username}\1auth=Bearer {token}\1\1".encode()]
    return lambda _challenge: answers.pop() if answers else b""


def _drop(client: IMAPClient) -> None:
    with suppress(*FOREIGN):
        client.shutdown()


def _listed(attributes: Sequence[bytes], separator: bytes | None, name: str) -> ListedFolder:
    return ListedFolder(
        name=str(name),
        separator=(separator or b"").decode("ascii", "replace"),
        attributes=frozenset(a.decode("ascii", "replace").lower() for a in attributes),
    )
