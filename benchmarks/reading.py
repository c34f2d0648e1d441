"""What reading a letter costs the processor: most letters, the longest, and hostile ones.

The letters are those of the corpus, and 64 kB of one thing over and over, each aimed at one reader
(numbers, names, labels, quotes …). The standard library reads the same letters and is asked for
the sender, the subject and the text only. The time of a letter is the least of some tries; all
others are read between two of them, so that nothing of it is remembered.
"""

from __future__ import annotations

import email
from collections.abc import Callable, Iterator, Sequence
from email.message import EmailMessage
from email.policy import default
from statistics import median, quantiles
from time import process_time

from benchmarks import Figure, Goal, Sizes
from mailreg.extraction.resolve import extract
from mailreg.message import parse
from tests.corpus.cases import GIVEN, NOBODYS, event, load

HOSTILE_BYTES = 64_000
HEADER = "From: Anna Berg <anna@kommun.example>\nSubject: =?utf-8?q?Anm=C3=A4lan?=\n"
PLAIN, HTML = (f"Content-Type: {kind}; charset=utf-8\n\n" for kind in ("text/plain", "text/html"))
# fmt: off
SHAPES = (
    "1", "1 ", "12345678 ", "123 45 Stad, ", "Box 1 ", "a:\n", "a@", "a@b.example ", "@", '"', "(",
    "a", "wordword-", ",", " ", "\n", "\t", "A;B\n", "a\tb\tc\n", "Namn;Allergi\n", "Anna Berg, ",
    "Berg, Anna; ", "AA ", "jag och ", "och ", "1. ", "? ", "> ", "On x wrote:\n", "Från: a\n",
    "Mvh\n", "allergisk mot ", "allergisk mot nötter, ", "inte ", "tål inte ", "ref A1 ",
    "i stället för Anna ", "2120002882", "+46 70 123 45 67 ", "\u0301", "\u00ad", "🙏 ", "<b>",
    "<div>", "<table><tr><td>", "&", "de ",
)
# fmt: on

Reader = Callable[[bytes], object]


def measure(sizes: Sizes) -> Iterator[Figure]:
    """Milliseconds of CPU time per letter, of this process."""
    given = [case.content for case in load(GIVEN)]
    ours, theirs = _least(_read, given, sizes.rounds), _least(_parse, given, sizes.rounds)
    beside = "ms, standard library"
    yield Figure(
        what="reading a letter of the corpus, median",
        value=median(ours),
        unit="ms",
        beside=median(theirs),
        beside_what=beside,
        goal=Goal(at_most=1.5, is_of_value=True),
    )
    yield Figure(
        what="reading a letter of the corpus, 99th in 100",
        value=quantiles(ours, n=100)[98],
        unit="ms",
        beside=quantiles(theirs, n=100)[98],
        beside_what=beside,
        goal=Goal(at_most=30, is_of_value=True),
    )
    hostile = list(_hostile())
    yield Figure(
        what=f"reading {HOSTILE_BYTES // 1000} kB of hostile text, the worst of {len(hostile)}",
        value=max(_least(_read, hostile, sizes.rounds)),
        unit="ms",
        beside=max(_least(_parse, hostile, sizes.rounds)),
        beside_what=beside,
        goal=Goal(at_most=200, is_of_value=True),
    )


def _hostile() -> Iterator[bytes]:
    for shape in SHAPES:
        text = "Jag vill delta. " + shape * (HOSTILE_BYTES // len(shape.encode()))
        for kind in (PLAIN, HTML):
            yield f"{HEADER}{kind}{text}".encode()


def _least(reader: Reader, letters: Sequence[bytes], tries: int) -> list[float]:
    """The least time of each letter, in milliseconds."""
    reader(letters[0])  # what is loaded once
    rounds = [[_milliseconds(reader, letter) for letter in letters] for _ in range(tries)]
    return [min(times) for times in zip(*rounds, strict=True)]


def _milliseconds(reader: Reader, letter: bytes) -> float:
    began = process_time()
    reader(letter)
    return (process_time() - began) * 1000


def _read(content: bytes) -> object:
    return extract(parse(content, identity=NOBODYS), event())


def _parse(content: bytes) -> object:
    letter = email.message_from_bytes(content, policy=default)
    body = letter.get_body(("plain", "html"))
    text = body.get_content() if isinstance(body, EmailMessage) else ""
    return str(letter["From"]), str(letter["Subject"]), text
