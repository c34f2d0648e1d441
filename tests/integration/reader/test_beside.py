"""A process that reads beside this one: what it says, and what ends it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mailreg.reader import Reading, ReadingFailed, Unread
from mailreg.reader.beside import ENDED, TOO_LONG, ReaderBeside
from mailreg.reader.here import read
from tests.corpus.cases import GIVEN, NOBODYS, event, load

EVENT = event()
EVENTS = {EVENT.slug: EVENT}
LETTER = Unread(
    content=b"From: Anna Berg <anna@kommun.example>\nSubject: Plats\n\nJag vill delta.\n",
    is_complete=True,
    identity=NOBODYS,
    event=EVENT,
)
LONG = replace(LETTER, content=LETTER.content + b"allergisk mot nuts, 123 45 Stad. " * 20_000)


@pytest.fixture
def reader() -> Iterator[ReaderBeside]:
    reader = ReaderBeside(EVENTS)
    yield reader
    reader.close()


def ask(reader: ReaderBeside, *letters: Unread) -> list[Reading]:
    """The readings of some letters, in a conversation of their own."""
    with reader.open():
        reader.ask(letters)
        return [reader.answer() for _ in letters]


def process_of(reader: ReaderBeside) -> int:
    """The id of the process beside, of which this one is the parent."""
    ask(reader, LETTER)
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii").split()
    commands = {int(pid): Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children}
    (pid,) = [pid for pid, command in commands.items() if b"mailreg.reader.worker" in command]
    return pid


def test_it_reads_what_would_be_read_here(reader: ReaderBeside) -> None:
    letters = [replace(LETTER, content=case.content) for case in load(GIVEN)]
    assert ask(reader, *letters) == [read(letter) for letter in letters]


def test_a_letter_for_no_event_is_parsed_only(reader: ReaderBeside) -> None:
    (reading,) = ask(reader, replace(LETTER, event=None))
    assert reading.extract is None
    assert reading.message.subject == "Plats"


def test_a_letter_that_staff_entered_is_its_senders(reader: ReaderBeside) -> None:
    (reading,) = ask(reader, replace(LETTER, entered_for="per@kommun.example"))
    assert reading.message.sender is not None
    assert reading.message.sender.email == "per@kommun.example"


def test_a_letter_that_takes_too_long_is_put_aside_and_the_next_is_read() -> None:
    reader = ReaderBeside(EVENTS, seconds=0.05)
    try:
        with reader.open():
            reader.ask([LETTER, replace(LONG, content=LONG.content * 20), LETTER, LETTER])
            assert reader.answer() == read(LETTER)
            with pytest.raises(ReadingFailed) as failed:
                reader.answer()
            assert failed.value.reason == TOO_LONG
            assert [reader.answer(), reader.answer()] == [read(LETTER)] * 2
    finally:
        reader.close()


def test_a_stage_that_crashes_says_where(reader: ReaderBeside) -> None:
    with pytest.raises(ReadingFailed) as failed:
        ask(reader, replace(LETTER, content="no bytes"))  # type: ignore[arg-type]
    assert failed.value.reason.startswith("crashed:")
    assert "Traceback" in failed.value.traceback
    assert ask(reader, LETTER) == [read(LETTER)]


def test_one_that_was_killed_begins_anew(reader: ReaderBeside) -> None:
    os.kill(process_of(reader), signal.SIGKILL)
    assert ask(reader, LETTER) == [read(LETTER)]


def test_it_leaves_the_end_to_whoever_began_it(reader: ReaderBeside) -> None:
    pid = process_of(reader)
    os.kill(pid, signal.SIGTERM)
    os.kill(pid, signal.SIGINT)
    assert ask(reader, LETTER) == [read(LETTER)]
    assert process_of(reader) == pid


def test_it_knows_no_secrets_and_has_bounds(
    reader: ReaderBeside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILREG_KEY", "c2VjcmV0")
    proc = Path(f"/proc/{process_of(reader)}")
    variables = proc.joinpath("environ").read_bytes().split(b"\0")
    assert [one.partition(b"=")[0] for one in variables if one] == [b"PYTHONPATH"]
    limits = proc.joinpath("limits").read_text("ascii").splitlines()
    (data,) = [line for line in limits if line.startswith("Max data size")]
    assert int(data.split()[3]) == 350_000_000


def test_it_is_gone_when_it_is_closed(reader: ReaderBeside) -> None:
    pid = process_of(reader)
    reader.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_what_nobody_waited_for_is_not_taken_for_another_answer(reader: ReaderBeside) -> None:
    with reader.open():
        reader.ask([replace(LETTER, event=None)] * 3)
        reader.answer()
    assert ask(reader, LETTER) == [read(LETTER)]


def test_letters_and_readings_larger_than_a_pipe_do_not_block(reader: ReaderBeside) -> None:
    large = replace(LETTER, content=LETTER.content + b"Hej hopp, vi ses snart. " * 100_000)
    assert ask(reader, *[large] * 4) == [read(large)] * 4


def test_what_ends_it_every_time_is_put_aside(
    reader: ReaderBeside, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = ReaderBeside._start

    def doomed(self: ReaderBeside) -> object:
        process = begin(self)
        process.kill()
        return process

    monkeypatch.setattr(ReaderBeside, "_start", doomed)
    with pytest.raises(ReadingFailed) as failed:
        ask(reader, LETTER)
    assert failed.value.reason == ENDED
