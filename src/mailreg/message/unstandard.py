"""Bounces that follow no standard, as flufl.bounce knows them: whom they say was not reached."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes
from typing import Final

from flufl.bounce import all_failures

# Its patterns look at one line at a time and are not all linear: what bounds a line bounds them.
MAX_BYTES: Final = 40_000  # of a mail; the words of a bounce stand before the mail that came back
MAX_LINE_BYTES: Final = 500
MAX_LINES: Final = 2000
MAX_BOUNDARIES: Final = 20  # the standard library asks every open one about every line
# What hostile mail makes it, or the standard library's parser, raise.
FOREIGN: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreached:
    """Addresses that a bounce names, lower case."""

    for_now: tuple[str, ...]  # tried again
    for_good: tuple[str, ...]


NOBODY: Final = Unreached(for_now=(), for_good=())


def unreached(content: bytes) -> Unreached:
    """Whom the bounce says was not reached; nobody where it cannot be told."""
    lines = content[:MAX_BYTES].splitlines()[:MAX_LINES]
    bounded = b"\n".join(line[:MAX_LINE_BYTES] for line in lines)
    if bounded.lower().count(b"boundary") > MAX_BOUNDARIES:
        return NOBODY
    try:
        for_now, for_good = all_failures(message_from_bytes(bounded))
    except FOREIGN:
        return NOBODY
    return Unreached(for_now=_addresses(for_now), for_good=_addresses(for_good))


def _addresses(found: frozenset[bytes]) -> tuple[str, ...]:
    texts = (address.decode("utf-8", "replace").strip("<> ").lower() for address in found)
    return tuple(sorted(text for text in texts if "@" in text))
