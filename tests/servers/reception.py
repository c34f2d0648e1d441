"""The staff page on a desk with letters in it: the real application behind a real server.

prepare(folder)                            # once: forty letters are read, accounts are made
with Reception.open(folder) as reception, served(reception.desk) as url: …
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, product
from pathlib import Path
from typing import Self

from anyio.from_thread import start_blocking_portal

from mailreg import wiring
from mailreg.config import WebSettings, environment, load
from mailreg.registration.values import Application, Status
from mailreg.service.accounts import Role, add_account, sign_in
from mailreg.service.adding import Caller, add_caller
from mailreg.service.desk import Desk
from mailreg.service.views import Filter, list_applications, show_case
from mailreg.store.values import OutboxRow
from mailreg.web.serving import serving
from tests.servers.configuration import write_event, write_settings

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests/corpus/given/cases"
FORTY = 40
PASSWORD = "four odd words here"
EVERYTHING = "Karin"  # has every role
ANOTHER = "Olle"  # too
ROLES = {
    EVERYTHING: list(Role),
    ANOTHER: list(Role),
    **{role.value.title(): [role] for role in Role},
}
ANY_PORT = WebSettings(serve=True, host="127.0.0.1", port=0, hosts=(), trusted_proxies=())
OTHER_EVENT = "varmote"
OTHER_MAILBOX = {"name": "other", "address": "varmote@example.org"}
OTHER_CALLER = Caller(event=OTHER_EVENT, name="Tyra Ek", email=None, is_confirmed=False)
_NUMBERS = count(1_700_000_000)


@dataclass(slots=True, kw_only=True)
class Reception:
    """A desk whose letters lie in a folder."""

    folder: Path
    site: wiring.Site

    @classmethod
    def open(cls, folder: Path) -> Self:
        """What `prepare` has made there."""
        settings = load(folder / "config/mailreg.toml", environment())
        return cls(folder=folder, site=wiring.open_site(settings, environment()))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.site.close()

    @property
    def desk(self) -> Desk:
        return self.site.desk

    def deliver(self, *letters: bytes) -> None:
        """Letters arrive, and are read."""
        for letter in letters:
            (self.folder / "mail/new" / f"{next(_NUMBERS)}.M1.host").write_bytes(letter)
        for watch in self.site.watches:
            watch.tend()

    def token(self, name: str) -> str:
        """What the browser of somebody who has signed in keeps as its cookie."""
        return (self.folder / "tokens" / name).read_text("utf-8")

    def applications(self, status: Status = Status.PENDING) -> list[Application]:
        """Those with somebody who has this status, in the page's order."""
        return list_applications(self.desk, Filter(status=status, by="test"))

    def mails_of(self, reference: str) -> list[OutboxRow]:
        """What was written to the applicant."""
        return list(show_case(self.desk, reference, by="test", with_diet=False).mails)


@contextlib.contextmanager
def served(desk: Desk, settings: WebSettings = ANY_PORT) -> Iterator[str]:
    """Serve the page in a thread of its own; yields its address, without a slash at the end."""
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(serving(desk, settings)) as url,
    ):
        yield url.removesuffix("/")


def prepare(folder: Path, *names: str, database_url: str = "sqlite:///../mailreg.db") -> None:
    """Make a desk with these accounts, sign them in, and have forty letters read."""
    for mailbox, part in product(("mail", "other"), ("new", "cur", "tmp")):
        (folder / mailbox / part).mkdir(parents=True)
    write_settings(
        folder / "config",
        {**OTHER_MAILBOX, "kind": "maildir", "path": "../other"},
        database={"url": database_url},
        mailbox={"kind": "maildir", "path": "../mail", "start": "all"},
        replies={"undo_seconds": 300},
    )
    write_event(folder / "config", slug=OTHER_EVENT, mailbox="other", name={"sv": "Vårmötet"})
    shipped = (ROOT / "config/events/motesplats.toml").read_text("utf-8")
    to_come = shipped.replace("= 2023-", "= 2199-")
    (folder / "config/events/motesplats.toml").write_text(to_come, "utf-8")
    letters = [path.read_bytes() for path in sorted(CASES.glob("*.eml"))[:FORTY]]
    with Reception.open(folder) as reception:
        reception.deliver(*letters)
        add_caller(reception.desk, OTHER_CALLER, by="test")
        for name in names:
            _enter(reception, name)


def copied(folder: Path, to: Path) -> Path:
    """A desk of one's own, from one that is prepared and closed."""
    return Path(shutil.copytree(folder, to / "desk"))


def _enter(reception: Reception, name: str) -> None:
    add_account(reception.desk, name, PASSWORD, ROLES[name], by="test")
    token = sign_in(reception.desk, name, PASSWORD)
    assert isinstance(token, str)
    (reception.folder / "tokens").mkdir(exist_ok=True)
    (reception.folder / "tokens" / name).write_text(token, "utf-8")
