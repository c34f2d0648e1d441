"""Waiting for a hint of new mail: IDLE (RFC 2177) in slices, or a look now and then.

It is only a hint; who calls looks by UID at every poll anyway. When a server closes during IDLE,
imapclient answers at once with nothing, again and again, and only leaving IDLE tells; so a slice
that ends early with nothing leaves IDLE and begins anew.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from mailreg.errors import MailboxUnavailable
from mailreg.mailbox.link import Link

SLICE_SECONDS = 0.5  # how long an interruption may go unnoticed
LOOK_SECONDS = 5.0  # between looks where the server has no IDLE

_NEWS = frozenset({b"EXISTS", b"RECENT"})


def wait(link: Link, timeout: timedelta, is_interrupted: Callable[[], bool]) -> bool:
    """Whether there is news; False when time is up or `is_interrupted` says so."""
    deadline = time.monotonic() + timeout.total_seconds()
    while not is_interrupted():
        if link.has_news():
            return True
        if time.monotonic() >= deadline:
            return False
        if not link.has("IDLE"):
            _sleep(min(deadline, time.monotonic() + LOOK_SECONDS), is_interrupted)
        elif _idle(link, deadline, is_interrupted):
            return True
    return False


def _idle(link: Link, deadline: float, is_interrupted: Callable[[], bool]) -> bool:
    link.start_idle()
    has_news = False
    while not has_news and not is_interrupted():
        begun = time.monotonic()
        seconds = min(SLICE_SECONDS, deadline - begun)
        if seconds <= 0:
            break
        lines = link.idle_lines(seconds)
        has_news = _tells_news(lines)
        if not lines and time.monotonic() - begun < seconds / 2:
            break
    return _tells_news(link.end_idle()) or has_news


def _sleep(deadline: float, is_interrupted: Callable[[], bool]) -> None:
    while not is_interrupted() and (seconds := deadline - time.monotonic()) > 0:
        time.sleep(min(SLICE_SECONDS, seconds))


def _tells_news(lines: list[tuple[object, ...]]) -> bool:
    if any(line and line[0] == b"BYE" for line in lines):
        raise MailboxUnavailable("the server said goodbye during IDLE")
    return any(len(line) > 1 and line[1] in _NEWS for line in lines)
