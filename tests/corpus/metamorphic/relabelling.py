"""A label changed as its letter is, and what of a text is to be left alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy

from tests.corpus.cases import Label

_ADDRESS = re.compile(r"([\w.+%'-]+@[\w.-]+\w|https?://\S+)")


def relabelled(label: Label, change: Callable[[str], str]) -> Label:
    """A label whose names and billing details are changed as the letter's are."""
    new: Label = deepcopy(label)
    for person in new["attendees"]:
        person["name"] = person["name"] and change(person["name"])
    new["replaces"] = [change(name) for name in new["replaces"]]
    if new["billing"]:
        new["billing"] = {
            key: value and (value if key == "country" else change(value))
            for key, value in new["billing"].items()
        }
    return new


def outside_addresses(text: str, change: Callable[[str], str]) -> str:
    """Apply a change to a text, addresses of mail and of pages left alone."""
    pieces = _ADDRESS.split(text)
    return "".join(piece if at % 2 else change(piece) for at, piece in enumerate(pieces))
