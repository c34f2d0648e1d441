"""A letter of somebody else that was sent on: whose words are whose, and who attends by it.

Whoever wrote the letter that is forwarded says `jag` in it, and is the one who wishes to come; who
sends it on attends only where their own words say so.
"""

from __future__ import annotations

import re
from itertools import zip_longest

from mailreg.extraction.names import full_name
from mailreg.extraction.persons import Person
from mailreg.extraction.reading import Reading, split_sentences
from mailreg.extraction.sender import first_wish

SURE = 0.8


def is_forwarded(reading: Reading, place: int) -> bool:
    """Whether somebody else wrote the word at a place, whose `I` is not the sender."""
    return bool(reading.forwarded[place : place + 1].strip())


def own_text(reading: Reading) -> str:
    """The words of the sender, those that they forward blanked out."""
    if not reading.has_forwarded_facts:
        return reading.words
    pairs = zip_longest(reading.words, reading.forwarded, fillvalue=" ")
    return "".join(word if other.isspace() else " " for word, other in pairs)


def asks_in_forwarded(reading: Reading) -> bool:
    """Whether somebody asks for a place in what was sent on."""
    return bool(reading.forwarded.strip()) and first_wish(_letter(reading)) is not None


def find_writer(reading: Reading) -> Person | None:
    """Who asks for a place in the letter that was sent on, by its line `From:`; None: nobody."""
    if not reading.has_forwarded_facts:
        return None
    wish, line = first_wish(_letter(reading)), _FROM.search(reading.forwarded)
    name = full_name(line["name"].strip(" *\"'")) if line else None
    if wish is None or line is None or name is None:
        return None
    return Person(
        name=name, start=line.start("name"), end=line.end("name"), place=wish, confidence=SURE
    )


def is_beside(reading: Reading, writer: Person, place: int) -> bool:
    """Whether a place is in the sentence in which the writer asks: `få in mig och Per Ek`."""
    return any(
        start <= writer.order < end and start <= place < end
        for start, end in split_sentences(reading.forwarded)
    )


def _letter(reading: Reading) -> str:
    """What was sent on, without the lines that say from whom and when."""
    return _HEADER.sub(lambda line: " " * len(line.group()), reading.forwarded)


_FROM = re.compile(
    r"(?im)^[ \t>*]{0,6}(?:från|from|fra|von|lähettäjä|avsändare)\*?:\*?[ ]*"
    r"(?P<name>[^\n<\[(@]{3,80})"
)
_HEADER = re.compile(r"(?m)^[ \t>*]{0,6}[^\W\d_]{2,12}\*?:[^\n]*<?[^\s@<>]{1,60}@[^\n]*$")
