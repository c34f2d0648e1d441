"""Reading in a process beside this one, which a letter can bring to its end and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from importlib.metadata import version
from threading import Lock

from mailreg.errors import ReaderBusy, ReaderUnavailable
from mailreg.event import Event
from mailreg.reader.frames import Failure, Question, Ready, framed, receive
from mailreg.reader.values import Reading, ReadingFailed, Unread

WORKER = ("-P", "-m", "mailreg.reader.worker")
READING_SECONDS = 2.0  # of processor time for one letter; files that it opens have their own
PATIENCE_SECONDS = 60.0  # for another thread
AHEAD_BYTES = 1_000_000  # that may lie between the two: a batch of letters, or their readings
ENDING_SECONDS = 5.0  # from closing its streams to its end
TOO_LONG = "crashed:ReadingTooLong"
ENDED = "crashed:ReaderEnded"

Process = subprocess.Popen[bytes]


class ReaderBeside:
    """A process that reads, begun with the first letter and anew after each that ended it.

    It serves one thread at a time. Whoever made it closes it.
    """

    def __init__(self, events: Mapping[str, Event], *, seconds: float = READING_SECONDS) -> None:
        self._events = dict(events)
        self._slugs = {id(event): slug for slug, event in events.items()}
        self._seconds = seconds
        self._process: Process | None = None
        self._asked: deque[Question] = deque()  # and not answered yet
        self._is_second_try = False  # of the first of them
        self._lock = Lock()
        # writes, as neither end may wait for the other with a full pipe before it
        self._writer = ThreadPoolExecutor(1, "to the reader")

    @contextmanager
    def open(self) -> Iterator[ReaderBeside]:
        """Let this thread ask; what it leaves unanswered is forgotten.

        Raises ReaderBusy where another thread asks for longer than a minute.
        """
        if not self._lock.acquire(timeout=PATIENCE_SECONDS):
            raise ReaderBusy("another thread has had the reader for a minute")
        try:
            yield self
        finally:
            if self._asked:
                self._asked.clear()
                self._end()
            self._lock.release()

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()
            self._writer.shutdown()

    def ask(self, letters: Sequence[Unread]) -> None:
        """Have letters read, beginning now; ReaderUnavailable where there is no such process."""
        questions = [self._question(letter) for letter in letters]
        self._asked.extend(questions)
        self._send(self._running(), questions)

    def answer(self) -> Reading:
        """The next reading.

        Raises ReadingFailed where a stage crashed on the letter, or it ended the process by its
        time, or twice; ReaderUnavailable where there is no such process to be had.
        """
        while True:
            try:
                answer = self._hear(self._running())
            except _Ended as ended:
                self._begin_anew(ended)
            else:
                self._asked.popleft()
                self._is_second_try = False
                return _checked(answer)

    def _begin_anew(self, ended: _Ended) -> None:
        """It may have been killed for no fault of the letter: that is tried once more."""
        is_put_aside = ended.is_by_time or self._is_second_try
        self._is_second_try = not is_put_aside
        if is_put_aside:
            self._asked.popleft()
        if self._asked:
            self._send(self._running(), self._asked)
        if is_put_aside:
            raise ReadingFailed(TOO_LONG if ended.is_by_time else ENDED, str(ended))

    def _question(self, letter: Unread) -> Question:
        slug = None if letter.event is None else self._slugs[id(letter.event)]
        return Question(slug=slug, unread=replace(letter, event=None))

    def _send(self, process: Process, values: Iterable[object]) -> None:
        content = b"".join(map(framed, values))
        self._writer.submit(_write, process, content)

    def _running(self) -> Process:
        if self._process is None:
            self._process = self._start()
        return self._process

    def _start(self) -> Process:
        # nothing of our environment, which may hold secrets, but where modules are found
        environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        try:
            self._process = subprocess.Popen(  # noqa: S603 (our own interpreter and module)
                [sys.executable, *WORKER, str(self._seconds)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                pipesize=AHEAD_BYTES,
            )
            self._send(self._process, [self._events])
            greeting = self._hear(self._process)
        except (OSError, _Ended) as error:
            self._end()
            raise ReaderUnavailable(f"no process that reads letters: {error}") from error
        if greeting != Ready(version=version("mailreg")):
            self._end()
            raise ReaderUnavailable("mailreg was changed on disk; start it anew")
        return self._process

    def _hear(self, process: Process) -> object:
        try:
            return receive(process.stdout) if process.stdout else None
        except (OSError, EOFError):
            with suppress(subprocess.TimeoutExpired):
                process.wait(ENDING_SECONDS)  # what it ends with says why
            raise _Ended(self._end()) from None

    def _end(self) -> int:
        process, self._process = self._process, None
        if process is None:
            return 0
        if process.poll() is None:
            process.kill()
        status = process.wait()
        for stream in (process.stdin, process.stdout):
            with suppress(OSError):
                if stream is not None:
                    stream.close()
        return status


def _write(process: Process, content: bytes) -> None:
    """Whoever hears nothing from the process knows that it is gone."""
    with suppress(OSError, ValueError):
        if process.stdin is not None:
            process.stdin.write(content)
            process.stdin.flush()


def _checked(answer: object) -> Reading:
    if isinstance(answer, Failure):
        raise ReadingFailed(answer.reason, answer.traceback)
    if not isinstance(answer, Reading):
        raise TypeError(f"a reader answers with a reading, not with {type(answer).__name__}")
    return answer


class _Ended(Exception):
    """The process is gone."""

    def __init__(self, status: int) -> None:
        self.is_by_time = status == -signal.SIGPROF
        how = f"signal {-status}" if status < 0 else f"status {status}"
        why = ": the letter took more processor time than any should" if self.is_by_time else ""
        super().__init__(f"the process that read it ended with {how}{why}")
