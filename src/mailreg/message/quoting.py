"""Whether a message carries another one: forwarded, copied, or quoted beneath an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailreg.message.values import InboundMessage, Kind

ENOUGH = 0.6  # of the lines of the other, from which it is the same
TELLING = 3  # words of a line from which it tells one letter from another
ADDRESSES = 10  # that are looked at
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_MARKS = re.compile(r"^[>\s]+")


def addresses_beneath(message: InboundMessage) -> tuple[str, ...]:
    """The first addresses in what is quoted or forwarded, and of who else was written to."""
    text = message.text_of(Kind.QUOTE, Kind.FORWARD)
    found = [match.lower() for match in _EMAIL.findall(text)]
    found += [one.email.lower() for one in (*message.to, *message.cc)]
    return tuple(dict.fromkeys(found))[:ADDRESSES]


def quotes(message: InboundMessage, other: InboundMessage) -> bool:
    """Whether most of the other's own lines stand in what the message quotes or forwards."""
    wanted = set(_lines(other.own_words))
    there = set(_lines(message.text_of(Kind.QUOTE, Kind.FORWARD)))
    return bool(wanted) and len(wanted & there) >= ENOUGH * len(wanted)


def _lines(text: str) -> Iterator[str]:
    """The telling lines, without marks of quoting and with single spaces."""
    for line in text.splitlines():
        words = _MARKS.sub("", line).split()
        if len(words) >= TELLING:
            yield " ".join(words).casefold()
