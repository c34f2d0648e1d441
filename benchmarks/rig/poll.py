"""A poll of a mailbox in which nothing happens: its time, and what it says to the server."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from imaplib import IMAP4

from benchmarks.rig.desk import Place
from mailreg.config import load
from mailreg.wiring import Site, open_site

# no folder is opened or asked about, and no search goes over more than what is new
CHEAP = re.compile(r"NOOP|UID SEARCH UID (?:\*|\d+:\d+)|IDLE|DONE")


class CostlyCommand(Exception):
    """A poll that finds nothing costs more the larger the folder is."""


class Poll:
    """One mailbox that is watched in this process, connected, with nothing new in it."""

    def __init__(self, site: Site) -> None:
        self._site = site
        [self._watch] = site.watches
        self._watch.tend()

    def seconds(self) -> float:
        """The time of one."""
        began = time.perf_counter()
        accepted = self._watch.tend()
        ended = time.perf_counter()
        if accepted:
            raise RuntimeError(f"{accepted} mails came into a mailbox that was left alone")
        return ended - began

    def commands(self) -> list[str]:
        """What one says; raises CostlyCommand where it may not."""
        with _overheard() as sent:
            self.seconds()
        text = b"".join(sent).decode()
        said = [line.partition(" ")[2] for line in text.splitlines()]  # without the tag
        if costly := [command for command in said if not CHEAP.fullmatch(command)]:
            raise CostlyCommand(f"an empty poll sends {costly}")
        return said

    def close(self) -> None:
        """Leave the server and the database."""
        self._site.close()


def open_poll(place: Place, user: str, messages: int) -> Poll:
    """A mailbox of that many old messages."""
    place.fill_with_old(user, messages)
    return Poll(open_site(load(place.install(user, start="new"), {}), {}))


@contextmanager
def _overheard() -> Iterator[list[bytes]]:
    """What is sent to the server, piece by piece."""
    sent: list[bytes] = []
    send = IMAP4.send

    def tap(client: IMAP4, data: bytes) -> None:
        sent.append(data)
        send(client, data)

    IMAP4.send = tap  # type: ignore[assignment, method-assign]
    try:
        yield sent
    finally:
        IMAP4.send = send  # type: ignore[method-assign]
