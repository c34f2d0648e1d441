"""What had passed before a letter: told by the mail of ours, or of theirs, that stands beneath."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

from mailreg.extraction.lexicons import Phrases, entries
from mailreg.extraction.reading import Reading

READ_AT_MOST = 4_000  # characters of what is quoted; the newest stands first


class Earlier(StrEnum):
    """What the newest mail beneath says of the sender's request."""

    NOTHING = "nothing"  # there is none, or it does not tell
    REGISTERED = "registered"  # their registration is known: received, confirmed, incomplete …
    ASKS = "asks"  # they had asked, or were invited: who wishes to come is to write
    OWN_REQUEST = "own_request"  # their own letter, in which they asked for a place


def find_earlier(reading: Reading) -> Earlier:
    """The first in the text of ours and of theirs that is quoted tells it."""
    text = _FOLD.sub(" ", reading.quoted).strip()[:READ_AT_MOST]
    found = _known().search(text) if text else None
    if found is None and _ANSWER.match(reading.subject.text):
        found = _titles().search(reading.subject.text)
    return Earlier(found.lastgroup or "") if found else Earlier.NOTHING


_ANSWER = re.compile(r"(?i)\s*(?:re|sv|aw|vs|antw)\s*:")


_FOLD = re.compile(r"[\s>]+")  # quoted lines are wrapped anywhere


@cache
def _titles() -> Phrases:
    """Subjects that only our mail has."""
    return Phrases({Earlier.REGISTERED.value: entries("quoted", "registered_title")})


@cache
def _known() -> Phrases:
    kinds = (Earlier.REGISTERED, Earlier.ASKS, Earlier.OWN_REQUEST)
    return Phrases({kind.value: entries("quoted", kind.value) for kind in kinds})
