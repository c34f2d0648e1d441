"""Which messages of a renumbered mailbox are those that were recorded without being read.

Their bytes are not known, so sender and size must do. Where the server has kept the time of
arrival of any of them, it must be the same; a migration may have set it anew for all. Then the
lowest of the new UIDs are taken, since old mail comes first, and never more than were recorded.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable

from mailreg.message import Skimmed
from mailreg.store.values import UnreadMessage


def recognise(recorded: Iterable[UnreadMessage], skimmed: Iterable[Skimmed]) -> dict[int, int]:
    """The ids of recorded messages by the UIDs that they have now."""
    known, there = list(recorded), sorted(skimmed, key=lambda one: one.key.uid)
    return _paired(known, there, _looks_and_arrival) or _paired(known, there, _looks)


def _paired(
    known: list[UnreadMessage],
    there: list[Skimmed],
    mark: Callable[[UnreadMessage | Skimmed], Hashable],
) -> dict[int, int]:
    waiting: defaultdict[Hashable, deque[int]] = defaultdict(deque)
    for message in known:
        waiting[mark(message)].append(message.id)
    return {one.key.uid: ids.popleft() for one in there if (ids := waiting.get(mark(one)))}


def _looks(message: UnreadMessage | Skimmed) -> Hashable:
    return message.sender, message.size_bytes


def _looks_and_arrival(message: UnreadMessage | Skimmed) -> Hashable:
    return message.sender, message.size_bytes, message.received_at
