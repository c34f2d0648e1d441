"""What reading and recording one letter costs the processor, beside the least that both could take.

The least of reading is the standard library's: parse, and ask for the sender, the subject and the
text. The least of recording, with the answer, is a text put into an EmailMessage, and one row by
`sqlite3` in durable transactions of the same size. They are run in turn with ours, so that all see
the same weather.
"""

from __future__ import annotations

import email
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import make_msgid
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from typing import TypeVar

from benchmarks import Figure, Sizes
from benchmarks.rig.desk import configure
from benchmarks.rig.letters import letters
from mailreg.config import load
from mailreg.extraction.resolve import extract
from mailreg.message import FetchKey, RawMessage, parse
from mailreg.service.desk import Desk
from mailreg.service.reading import BATCH_MESSAGES, read, record
from mailreg.store import journal
from mailreg.wiring import open_site

LETTERS = 4 * BATCH_MESSAGES  # in each round
NOW = datetime(2023, 3, 13, 9, tzinfo=UTC)
TABLE = "CREATE TABLE letter (sender, subject, text, raw, answer)"
NEW_ROW = "INSERT INTO letter VALUES (?, ?, ?, ?, ?)"

Row = tuple[str, str, str, bytes]
Item = TypeVar("Item")
Result = TypeVar("Result")


def measure(sizes: Sizes) -> Iterator[Figure]:
    """Milliseconds of CPU time per letter, of this process."""
    with TemporaryDirectory(prefix="mailreg-bench-") as folder:
        config = configure(Path(folder), user="nobody", imap_port=1, smtp_port=1, start="new")
        plain = sqlite3.connect(Path(folder, "plain.db"), isolation_level=None)
        with closing(open_site(load(config, {}), {})) as site, closing(plain):
            for pragma in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", TABLE):
                plain.execute(pragma)
            _round(site.desk, plain, 0)  # imports, patterns and templates
            rounds = [_round(site.desk, plain, number + 1) for number in range(sizes.rounds)]
    parsing, reading, recording, least, rows = (median(part) for part in zip(*rounds, strict=True))
    yield _figure("parsing", parsing, least, "standard library")
    yield _figure("reading (parsing and extraction)", reading, least, "standard library")
    yield _figure("recording, decided and answered", recording, rows, "EmailMessage and sqlite3")


def _figure(what: str, ours: float, beside: float, beside_what: str) -> Figure:
    return Figure(
        what=f"CPU per letter: {what}",
        value=ours,
        unit="ms",
        beside=beside,
        beside_what=f"ms, {beside_what}",
    )


def _round(desk: Desk, plain: sqlite3.Connection, number: int) -> tuple[float, ...]:
    """What each costs per letter: parsing, reading, recording, the least reading and recording."""
    contents = letters(number * LETTERS, LETTERS)
    (event,) = desk.events.values()
    identity = desk.identity_of("desk")
    parsed, parsing = _timed(lambda one: parse(one, identity=identity, is_complete=True), contents)
    _, extraction = _timed(lambda one: extract(one, event), parsed)
    rows, least = _timed(_row, contents)
    _accept(desk, contents, number)
    with desk.database.reading() as tx:
        waiting = journal.waiting(tx, limit=LETTERS)
    batches = _batches([read(desk, stored) for stored in waiting])
    _, recording = _timed(lambda batch: record(desk, batch), batches)
    _, writing = _timed(lambda batch: _write(plain, batch), _batches(rows))
    return parsing, parsing + extraction, recording, least, writing


def _timed(step: Callable[[Item], Result], items: Sequence[Item]) -> tuple[list[Result], float]:
    began = process_time()
    results = [step(item) for item in items]
    return results, (process_time() - began) / LETTERS * 1000


def _batches(items: Sequence[Item]) -> list[Sequence[Item]]:
    return [items[at : at + BATCH_MESSAGES] for at in range(0, len(items), BATCH_MESSAGES)]


def _accept(desk: Desk, contents: Sequence[bytes], number: int) -> None:
    raw = [
        RawMessage(
            key=FetchKey(mailbox="desk", uidvalidity=1, uid=number * LETTERS + place),
            content=content,
            received_at=NOW,
            size_bytes=len(content),
        )
        for place, content in enumerate(contents, 1)
    ]
    with desk.database.transaction() as tx:
        journal.accept(tx, raw, is_shadow=False, now=NOW)


def _row(content: bytes) -> Row:
    letter = email.message_from_bytes(content, policy=default)
    body = letter.get_body(("plain", "html"))
    text = body.get_content() if isinstance(body, EmailMessage) else ""
    return str(letter["From"]), str(letter["Subject"]), text, content


def _write(plain: sqlite3.Connection, rows: Sequence[Row]) -> None:
    plain.execute("BEGIN IMMEDIATE")
    for row in rows:
        answer = EmailMessage(policy=SMTP)
        answer["From"], answer["To"], answer["Subject"] = "desk@example.org", row[0], row[1]
        answer["Message-ID"] = make_msgid(domain="example.org")
        answer.set_content(row[2])
        plain.execute(NEW_ROW, (*row, answer.as_bytes()))
    plain.execute("COMMIT")
