"""Tries to sign in, by where they come from: whoever guesses at many names is slowed too.

Kept in memory alone, and no longer than they matter: addresses are personal data. Many people of an
office share one, so it has more tries than a name, waits less, and is never shut out.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from threading import Lock

REMEMBERED = timedelta(minutes=15)  # how long a failed try slows the next
FREE_TRIES = 30  # of an address, before they do
FIRST_WAIT = timedelta(seconds=1)  # doubled by each further try
LONGEST_WAIT = timedelta(minutes=1)
MOST_DOUBLINGS = 6  # to the longest
MOST_ADDRESSES = 10_000  # remembered; of more, those that were tried last
SITE_BITS = 64  # of an IPv6 address: what one customer has at least (RFC 6177)


class Tries:
    """The failed tries of each address; a try counts as failed until it is forgiven."""

    def __init__(self) -> None:
        self._at: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = Lock()

    def count(self, address: str, now: datetime) -> datetime | None:
        """Count a try; else until when the next has to wait, and then nothing was counted."""
        key = site_of(address)
        with self._lock:
            tries = self._at.setdefault(key, deque())
            self._at.move_to_end(key)
            while tries and now - tries[0] > REMEMBERED:
                tries.popleft()
            until = _free_at(tries)
            if until is not None and until > now:
                return until
            tries.append(now)
            while len(self._at) > MOST_ADDRESSES:
                self._at.popitem(last=False)
        return None

    def forgive(self, address: str) -> None:
        """The last try from there was none to be slowed for."""
        with self._lock:
            tries = self._at.get(site_of(address))
            if tries:
                tries.pop()


def site_of(address: str) -> str:
    """What counts as one place: an IPv4 address, or the network of an IPv6 address."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return ""  # a socket in the file system, say: all of them are one place
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return f"{int(parsed) >> (parsed.max_prefixlen - SITE_BITS):x}/{SITE_BITS}"


def _free_at(tries: deque[datetime]) -> datetime | None:
    if len(tries) < FREE_TRIES:
        return None
    doublings = min(len(tries) - FREE_TRIES, MOST_DOUBLINGS)
    return tries[-1] + min(LONGEST_WAIT, FIRST_WAIT * (1 << doublings))
