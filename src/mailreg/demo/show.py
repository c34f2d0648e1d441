"""`mailreg demo`: the real daemon between embedded mail servers, until Ctrl-C."""

from __future__ import annotations

import logging
import shlex
import shutil
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from rich.console import Console

from mailreg import log
from mailreg.config import environment, load
from mailreg.demo.applicant import Mailbox
from mailreg.demo.board import look
from mailreg.demo.clock import now
from mailreg.demo.folder import ADDRESS, HOST, Folder, Ports, temporary_folder
from mailreg.demo.letters import Postbag, samples
from mailreg.demo.process import DaemonProcess, running_daemon
from mailreg.demo.replies import Replies
from mailreg.demo.view import Hints, View, opened
from mailreg.demo.webpages import STAFF, Pages, applicants_page, free_port, make_account
from mailreg.errors import BadRequest
from mailreg.service.administration import upgrade_schema
from mailreg.service.desk import Desk
from mailreg.wiring import open_desk

LOOK_EVERY = timedelta(milliseconds=500)
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
NOT_INSTALLED = (
    "The demo's mail servers are not installed. Install them with: pip install 'mailreg[demo]'"
)


def show() -> None:
    """Run the demo until SIGINT or SIGTERM; leaves neither a process nor a file behind.

    Raises BadRequest where the embedded servers are not installed.
    """
    try:
        from mailreg.demo.servers import serving
    except ImportError as error:
        raise BadRequest(NOT_INSTALLED) from error
    log.configure(level=logging.ERROR)
    with _until_signal() as ended, temporary_folder() as folder:
        replies = Replies(folder.replies)
        with serving(ADDRESS, replies.keep) as servers:
            ports = replace(servers, web=free_port())
            folder.settle(ports, now())
            postbag = Postbag(smtp_port=ports.smtp, replies=replies)
            with (
                _desk(folder) as desk,
                running_daemon(folder) as daemon,
                _pages(desk, ports, replies) as pages,
                opened(Console(), _hints(folder, desk, pages)) as view,
            ):
                Play(desk, daemon, postbag, replies).go_on(view, ended)


@dataclass(frozen=True, slots=True)
class Play:
    """The letters arrive, and the view follows."""

    desk: Desk
    daemon: DaemonProcess
    postbag: Postbag
    replies: Replies

    def go_on(self, view: View, ended: threading.Event) -> None:
        """Play until `ended` is set; raises PermanentError where the daemon has ended."""
        letters = list(samples())
        names = {sample.sender: sample.sender_name for sample in letters}
        while not ended.is_set():
            self.daemon.check()
            self.postbag.send_next(now())
            board = look(self.desk, names, self.replies.gists())
            view.show(board, left=max(0, len(letters) - board.settled))
            ended.wait(LOOK_EVERY.total_seconds())


@contextmanager
def _until_signal() -> Iterator[threading.Event]:
    ended = threading.Event()
    before = {number: signal.signal(number, lambda *_: ended.set()) for number in ENDING}
    try:
        yield ended
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _desk(folder: Folder) -> Iterator[Desk]:
    """The desk that the view reads from, as any command does."""
    environ = environment()
    config = load(folder.configuration, environ)
    upgrade_schema(config.database_url)
    desk = open_desk(config, environ)
    try:
        yield desk
    finally:
        desk.database.close()


@contextmanager
def _pages(desk: Desk, ports: Ports, replies: Replies) -> Iterator[Pages]:
    staff = f"http://{HOST}:{ports.web}/"
    (event,) = desk.events.values()
    mailbox = Mailbox(
        smtp_port=ports.smtp,
        replies=replies,
        staff_page=staff,
        event=event.text(event.name, event.languages[0]),
    )
    password = make_account(desk)
    with applicants_page(mailbox) as applicant:
        yield Pages(staff=staff, name=STAFF, password=password, applicant=applicant)


def _hints(folder: Folder, desk: Desk, pages: Pages) -> Hints:
    words = [*_program(), "--config", str(folder.configuration)]
    return Hints(
        command=shlex.join(words),
        replies=str(folder.replies),
        undo_seconds=round(desk.undo.total_seconds()),
        pages=pages,
    )


def _program() -> list[str]:
    """How this program is called from the same folder."""
    if Path(sys.argv[0]).name != "mailreg":
        return [sys.executable, "-m", "mailreg"]
    is_on_path = shutil.which("mailreg") == str(Path(sys.argv[0]).absolute())
    return ["mailreg"] if is_on_path else [sys.argv[0]]
