"""A whole installation: a configuration folder, a mailbox, a submission server, real processes.

site = Site(folder=tmp_path, imap=dovecot, smtp=smtp, user="desk", …)
site.deliver(letter)
site.run_once()
site.json("list")
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import create_engine, inspect, text

from tests.servers.configuration import Keys, write_event, write_settings
from tests.servers.dovecot import DovecotServer
from tests.servers.nursery import Nursery
from tests.servers.smtp import SmtpServer

PATIENCE_SECONDS = 100.0  # for anything that a busy machine may delay
TRIES = 100  # at looking into a folder while a server moves files about in it

Found = TypeVar("Found")
STARTED = re.compile(r'"key": "(?:started|page_served)"')  # of `run`, of `web`


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a test may want otherwise."""

    mode: str = "live"
    start: str | None = "all"  # None: not said
    undo_seconds: int = 0
    capacity: int | None = 400
    approval: str = "staff"
    when_full: str = "staff"
    after: str = "move"
    connections: int = 2
    per_hour: int = 0  # limits of automatic answers; 0: none
    per_address: int = 0
    receipts: int = 0
    authserv_id: str | None = None
    mailbox_login: Keys = field(default_factory=lambda: {"password": "secret"})
    smtp_login: Keys = field(default_factory=dict)  # more of [smtp]
    web: Keys = field(default_factory=dict)  # of [web]; without it no page is served
    more_mailboxes: Sequence[Keys] = ()
    second_event: str | None = None  # its slug
    second_mailbox: str = "desk"  # of that event


@dataclass(slots=True, kw_only=True)
class Site:
    """One installation; `close` ends every process that it started."""

    folder: Path
    imap: DovecotServer
    smtp: SmtpServer
    user: str  # of the mailbox
    database_url: str
    nursery: Nursery
    options: Options = field(default_factory=Options)
    environment: dict[str, str] = field(default_factory=dict)  # beside that of the tests
    _processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.configure()

    @property
    def config(self) -> Path:
        """The settings file."""
        return self.folder / "config" / "mailreg.toml"

    @property
    def log(self) -> str:
        """What all its processes have logged."""
        return "".join(path.read_text("utf-8") for path in sorted(self.folder.glob("*.log")))

    def configure(self, **changes: Any) -> None:
        """Write the configuration anew, changed; for the processes that are started next."""
        self.options = replace(self.options, **changes)
        for name in ("secret", "var"):
            (self.folder / name).mkdir(exist_ok=True)
        folder, event = self.config.parent, _event(self.options)
        write_settings(folder, *self.options.more_mailboxes, **_tables(self))
        write_event(folder, **event)
        if self.options.second_event:
            slug, mailbox = self.options.second_event, self.options.second_mailbox
            write_event(folder, **{**event, "slug": slug, "mailbox": mailbox})

    def deliver(self, *letters: bytes) -> None:
        """Put letters into the inbox, as a delivery agent does."""
        for letter in letters:
            undisturbed(partial(self.imap.deliver, self.user, letter))

    def inbox(self) -> list[bytes]:
        """What lies in the inbox, in no order."""
        return undisturbed(lambda: self.imap.contents(self.user))

    def handled(self) -> list[bytes]:
        """What was filed away, in no order."""
        return undisturbed(lambda: self.imap.contents(self.user, "Handled"))

    def saved(self) -> list[bytes]:
        """The copies in the folder for sent mail, in no order."""
        return undisturbed(lambda: self.imap.contents(self.user, "Sent"))

    def flags(self, folder: str = "") -> set[str]:
        """The flags of the messages there, as Maildir writes them: "S" for read, "" for none."""
        names = [path.name for path in self._files(folder)]
        return {name.partition(":2,")[2] for name in names}

    def empty_inbox(self) -> None:
        """Somebody deletes everything."""
        for path in self._files():
            path.unlink()

    def change_uidvalidity(self) -> None:
        """The inbox is made anew, empty, as after a migration."""
        self.empty_inbox()
        for path in self.imap.maildir(self.user).glob("dovecot*"):
            path.unlink()
        later = int(time.time()) + 1000  # Dovecot takes the time where there is no index
        uidlist = self.imap.maildir(self.user) / "dovecot-uidlist"
        uidlist.write_text(f"3 V{later} N1 G0123456789abcdef0123456789abcdef\n")
        shutil.copystat(self.imap.maildir(self.user), uidlist)
        if os.getuid() == 0:
            owner = self.imap.maildir(self.user).stat()
            os.chown(uidlist, owner.st_uid, owner.st_gid)

    def database_files(self) -> list[Path]:
        """The files of an SQLite database, its write-ahead log included."""
        return [path for path in (self.folder / "var").glob("mailreg.db*") if path.is_file()]

    def database_dump(self) -> bytes:
        """Every row of every table, one after the other."""
        engine = create_engine(self.database_url)
        with engine.connect() as connection:
            rows = [
                repr(tuple(row))
                for table in inspect(engine).get_table_names()
                for row in connection.execute(text(f'SELECT * FROM "{table}"'))
            ]
        engine.dispose()
        return "\n".join(rows).encode()

    def reference(self) -> str:
        """Of the one application there is."""
        (application,) = self.json("list")
        return str(application["reference"])

    def case(self) -> Any:
        """What `show` tells of the one application there is."""
        return self.json("show", self.reference())

    def mailreg(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run one command to its end; with `check`, it must succeed."""
        return self.program("-m", "mailreg", *self.global_options(), *words, check=check)

    def json(self, *words: str) -> Any:
        """What a command that succeeds prints with `--json`; run in this process, for speed."""
        from mailreg.cli.main import app

        printed, said = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(said):
            status = app([*self.global_options(), *words, "--json"], standalone_mode=False)
        assert not status, f"{words} ended with {status}:\n{said.getvalue()}"
        return json.loads(printed.getvalue())

    def run_once(self, *, check: bool = True) -> subprocess.CompletedProcess[str]:
        """One round over everything."""
        return self.mailreg("run", "--once", check=check)

    def program(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run `python words…` to its end."""
        done = self.nursery.run(words, folder=self.folder, environment=self.environment)
        with (self.folder / "commands.log").open("a", encoding="utf-8") as log:
            log.write(done.stderr)
        if check:
            assert done.returncode == 0, f"{words} ended with {done.returncode}:\n{done.stderr}"
        return done

    def at_once(self, commands: Iterable[Sequence[str]]) -> list[subprocess.CompletedProcess[str]]:
        """Run commands side by side, each to its end."""
        words = [("-m", "mailreg", *self.global_options(), *command) for command in commands]
        ends = []
        for process in [self.spawn(*each) for each in words]:
            printed, said = process.communicate(timeout=PATIENCE_SECONDS)
            ends.append(
                subprocess.CompletedProcess(
                    process.args, process.returncode, printed.decode(), said.decode()
                )
            )
        return ends

    def spawn(self, *words: str, stderr: int = subprocess.PIPE) -> subprocess.Popen[bytes]:
        """Start Python with these arguments."""
        process = subprocess.Popen(
            [sys.executable, *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            env={**os.environ, **self.environment},
            cwd=self.folder,
        )
        self._processes.append(process)
        return process

    def global_options(self) -> tuple[str, ...]:
        """What every command of this installation begins with."""
        return ("--config", str(self.config))

    def start(self, command: str = "run", *, wait: bool = True) -> Daemon:
        """Start the daemon, or `web`; with `wait`, return when it says that it runs."""
        log = self.folder / f"daemon-{len(self._processes)}.log"
        with log.open("wb") as file:
            words = ("-m", "mailreg", *self.global_options(), command)
            daemon = Daemon(process=self.spawn(*words, stderr=file.fileno()), log=log)
        if wait:
            eventually(lambda: daemon.has_started or not daemon.is_alive, "the daemon starts")
            assert daemon.is_alive, daemon.log.read_text("utf-8")
        return daemon

    def _files(self, folder: str = "") -> list[Path]:
        maildir = self.imap.maildir(self.user, folder)
        return [path for name in ("cur", "new") for path in (maildir / name).iterdir()]

    def close(self) -> None:
        """End what still runs."""
        for process in self._processes:
            if process.poll() is None:
                process.kill()
            process.wait()
            for stream in (process.stdout, process.stderr):
                if stream is not None:
                    stream.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Daemon:
    """A running `mailreg run` or `mailreg web`."""

    process: subprocess.Popen[bytes]
    log: Path  # its standard error

    @property
    def has_started(self) -> bool:
        return STARTED.search(self.log.read_text("utf-8")) is not None

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        """SIGKILL: nothing is tidied up."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """SIGTERM; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE_SECONDS)


def eventually(is_so: Callable[[], object], what: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until it is so; fails, saying what, when time is up."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.02)


def undisturbed(look: Callable[[], Found]) -> Found:
    """Do it again where a file that it saw was moved before it was touched."""
    for _ in range(TRIES):
        with contextlib.suppress(FileNotFoundError):
            return look()
    return look()


def _tables(site: Site) -> dict[str, Keys]:
    options = site.options
    return {
        "database": {"url": site.database_url},
        "privacy": {"key": {"file": "../secret/mailreg.key"}},
        "mailbox": {
            "host": "127.0.0.1",
            "port": site.imap.tls_port,
            "username": site.user,
            "ca_file": str(site.imap.ca_file),
            "start": options.start,
            "poll_seconds": 1,
            "after": options.after,
            "authserv_id": options.authserv_id,
            **options.mailbox_login,
        },
        "smtp": {
            "port": site.smtp.port,
            "connections": options.connections,
            "per_minute": 0,
            **options.smtp_login,
        },
        "replies": {"mode": options.mode, "undo_seconds": options.undo_seconds},
        "limits": {
            "automatic_per_hour": options.per_hour,
            "automatic_per_address_per_day": options.per_address,
            "receipts_per_address_per_day": options.receipts,
        },
        "web": options.web,
    }


def _event(options: Options) -> dict[str, object]:
    return {
        "capacity": options.capacity,
        "seats_elsewhere": None if options.capacity is None else 0,
        "approval": options.approval,
        "when_full": options.when_full,
    }
