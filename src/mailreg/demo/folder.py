"""The folder of one demo: configuration, event, key, database, the daemon's log and the replies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory

from mailreg.config import create_key_file

ADDRESS = "motesplats@example.org"  # of the desk
SLUG = "nord"  # of the event
HOST = "127.0.0.1"
PASSWORD = "demo"  # noqa: S105 (of the one user, on loopback only)
EVENT_IN = timedelta(weeks=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Where the mail servers listen."""

    imap: int
    smtp: int
    web: int = 0  # of the staff page; 0: it is not served


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """Where everything of a demo lies; it is gone when the demo ends."""

    path: Path

    @property
    def configuration(self) -> Path:
        """For `--config`."""
        return self.path / "mailreg.toml"

    @property
    def log(self) -> Path:
        """What the daemon says."""
        return self.path / "daemon.log"

    @property
    def replies(self) -> Path:
        """One text and one .eml for each mail that was sent."""
        return self.path / "replies"

    def settle(self, ports: Ports, now: datetime) -> None:
        """Write the configuration of an event that lies ahead of `now`."""
        values = {
            "address": ADDRESS,
            "password": PASSWORD,
            "imap_port": str(ports.imap),
            "smtp_port": str(ports.smtp),
            "web_port": str(ports.web),
            "serves": "true" if ports.web else "false",
            "slug": SLUG,
            "day": (now + EVENT_IN).date().isoformat(),
        }
        (self.path / "events").mkdir()
        _fill("mailreg.toml", self.configuration, values)
        _fill("event.toml", self.path / "events" / f"{SLUG}.toml", values)
        create_key_file(self.path / "mailreg.key")


@contextmanager
def temporary_folder() -> Iterator[Folder]:
    """A folder of its own, readable by its owner only."""
    with TemporaryDirectory(prefix="mailreg-", ignore_cleanup_errors=True) as path:
        folder = Folder(path=Path(path))
        folder.replies.mkdir()
        yield folder


def _fill(name: str, target: Path, values: dict[str, str]) -> None:
    template = (files("mailreg.demo") / "site" / name).read_text(encoding="utf-8")
    target.write_text(Template(template).substitute(values), encoding="utf-8")
