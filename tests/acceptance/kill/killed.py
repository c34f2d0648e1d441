"""A `mailreg` that kills itself with SIGKILL at a boundary.

    python killed.py BOUNDARY NUMBER mailreg's words…

It dies the NUMBER-th time (from 1) that the boundary is reached. Nothing of mailreg knows of it:
a function is wrapped from outside, and the process dies when that function has returned.
"""

from __future__ import annotations

import functools
import inspect
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

BOUNDARIES: dict[str, tuple[str, str]] = {
    # intake
    "connected": ("mailreg.mailbox:ImapSource", "connect"),
    "skipping": ("mailreg.store.journal", "skip"),  # not committed
    "fetched": ("mailreg.mailbox:ImapSource", "fetch"),  # all of it, and nothing is stored
    "storing": ("mailreg.store.journal", "accept"),  # not committed
    "stored": ("mailreg.service.intake:Intake", "_accept"),
    "asked": ("mailreg.reader.beside:ReaderBeside", "ask"),  # a process beside it reads
    "read": ("mailreg.reader.beside:ReaderBeside", "answer"),
    "decided": ("mailreg.service.applying", "decide"),
    "drafted": ("mailreg.service.applying", "draft_for"),
    "settled": ("mailreg.store.journal", "settle"),  # not committed
    "recorded": ("mailreg.service.reading", "record"),  # committed: decided, drafted, settled
    "moved": ("mailreg.mailbox:ImapSource", "move"),  # and nobody has noted where to
    "filed": ("mailreg.service.watching", "file_handled"),
    # delivery
    "claiming": ("mailreg.store.outbox", "claim"),  # not committed
    "claimed": ("mailreg.service.dispatch:Dispatcher", "_has_more"),
    "logged in": ("mailreg.delivery:SmtpConnection", "open"),
    "MAIL": ("aiosmtplib:SMTP", "mail"),
    "RCPT": ("aiosmtplib:SMTP", "rcpt"),
    "announcing": ("mailreg.store.outbox", "about_to_send"),  # not committed
    "announced": ("mailreg.delivery:SmtpConnection", "_announce"),
    "DATA": ("mailreg.delivery:SmtpConnection", "_start_content"),
    "DATA sent": ("aiosmtplib.protocol:SMTPProtocol", "write"),  # the dot too; no reply was read
    "accepted": ("mailreg.delivery:SmtpConnection", "deliver"),
    "concluding": ("mailreg.store.outbox", "conclude"),  # not committed
    "marked sent": ("mailreg.service.dispatch:Dispatcher", "_attempt"),
    "claiming copies": ("mailreg.store.outbox", "claim_unsaved"),  # not committed
    "appended": ("mailreg.mailbox.link:Link", "append"),  # one, and it is not noted
    "noting copies": ("mailreg.store.outbox", "saved"),  # not committed
    "saved": ("mailreg.mailbox:ImapSource", "save_sent"),
    # staff
    "decided by staff": ("mailreg.service.deciding", "decide"),
    "drafted for staff": ("mailreg.service.deciding", "draft"),
    "decision committed": ("mailreg.service.deciding", "decide_case"),
}


END_OF_DATA = b"\r\n.\r\n"


class Countdown:
    """Calls until the end; every thread counts."""

    def __init__(self, boundary: str, number: int) -> None:
        self._only_content = boundary == "DATA sent"
        self._left = number
        self._lock = threading.Lock()

    def tick(self, *args: object) -> None:
        """Count one call with these arguments."""
        if self._only_content and not _ends_content(args[-1]):
            return
        with self._lock:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def _ends_content(written: object) -> bool:
    return isinstance(written, bytes) and written.endswith(END_OF_DATA)


def plant(boundary: str, number: int) -> None:
    """Wrap the function of a boundary."""
    place, name = BOUNDARIES[boundary]
    module, _, member = place.partition(":")
    owner = __import__(module, fromlist=["_"])
    if member:
        owner = getattr(owner, member)
    setattr(owner, name, wrapped(getattr(owner, name), Countdown(boundary, number)))


def wrapped(function: Callable[..., Any], countdown: Countdown) -> Callable[..., Any]:
    """The same function, which counts down when it has done its work."""
    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def awaited(*args: Any, **kwargs: Any) -> Any:
            result = await function(*args, **kwargs)
            countdown.tick(*args)
            return result

        return awaited
    if inspect.isgeneratorfunction(function):

        @functools.wraps(function)
        def exhausted(*args: Any, **kwargs: Any) -> Iterator[Any]:
            some = False
            for item in function(*args, **kwargs):
                some = True
                yield item
            if some:
                countdown.tick()

        return exhausted

    @functools.wraps(function)
    def called(*args: Any, **kwargs: Any) -> Any:
        result = function(*args, **kwargs)
        countdown.tick(*args)
        return result

    return called


def main() -> None:
    """Plant the end and run `mailreg`."""
    boundary, number, *words = sys.argv[1:]
    from mailreg.cli.main import run

    plant(boundary, int(number))
    sys.argv = ["mailreg", *words]
    run()


if __name__ == "__main__":
    main()
