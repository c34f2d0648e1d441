"""Reading in a process beside this one, which a letter can bring to its end and nothing else."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from importlib.metadata import version
from threading import Lock

from mailreg.errors import ReaderUnavailable
from mailreg.event import Event
from mailreg.reader.frames import Failure, Question, Ready, receive, send
from mailreg.reader.values import Reading, ReadingFailed, Unread

WORKER = ("-P", "-m", "mailreg.reader.worker")
READING_SECONDS = 2.0  # of processor time for one letter; files that it opens have their own
WAITED_SECONDS = 120.0  # for a process that gets little processor time: it ends itself by that
ENDING_SECONDS = 5.0  # from closing its streams to its end
TOO_LONG = "crashed:ReadingTooLong"
ENDED = "crashed:ReaderEnded"


class ReaderBeside:
    """A process that reads, begun with the first letter and anew after each that ended it.

    One letter at a time, from any thread. Whoever opened it closes it.
    """

    def __init__(self, events: Mapping[str, Event], *, seconds: float = READING_SECONDS) -> None:
        self._seconds = seconds
        self._slugs = {id(event): slug for slug, event in events.items()}
        self._events = dict(events)
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = Lock()

    def __call__(self, unread: Unread) -> Reading:
        """Read one letter.

        Raises ReadingFailed where a stage crashed on it, or it ended the process twice or by its
        time; ReaderUnavailable where there is no such process to be had.
        """
        with self._lock:
            try:
                return self._ask(unread)
            except _Ended as ended:
                if ended.is_by_time:
                    raise ReadingFailed(TOO_LONG, str(ended)) from None
            try:
                return self._ask(unread)  # it may have been killed for no fault of the letter
            except _Ended as ended:
                raise ReadingFailed(ENDED, str(ended)) from None

    def close(self) -> None:
        """End the process; whatever it was reading is left."""
        with self._lock:
            self._end()

    def _ask(self, unread: Unread) -> Reading:
        process = self._process or self._start()
        slug = None if unread.event is None else self._slugs[id(unread.event)]
        question = Question(slug=slug, unread=replace(unread, event=None))
        answer = self._converse(process, question)
        if isinstance(answer, Failure):
            raise ReadingFailed(answer.reason, answer.traceback)
        if not isinstance(answer, Reading):
            raise TypeError(f"a reader answers with a reading, not with {type(answer).__name__}")
        return answer

    def _start(self) -> subprocess.Popen[bytes]:
        # nothing of our environment, which may hold secrets, but where modules are found
        environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        try:
            self._process = subprocess.Popen(  # noqa: S603 (our own interpreter and module)
                [sys.executable, *WORKER, str(self._seconds)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
            )
            answer = self._converse(self._process, self._events)
        except (OSError, _Ended) as error:
            raise ReaderUnavailable(
                f"no process to read letters could be begun: {error}"
            ) from error
        if answer != Ready(version=version("mailreg")):
            self._end()
            raise ReaderUnavailable("mailreg was changed on disk; start it anew")
        return self._process

    def _converse(self, process: subprocess.Popen[bytes], said: object) -> object:
        if process.stdin is None or process.stdout is None:
            raise TypeError("both its streams are pipes")
        try:
            send(process.stdin, said)
            is_answering, _, _ = select.select([process.stdout], [], [], WAITED_SECONDS)
            if not is_answering:
                process.send_signal(signal.SIGPROF)
            return receive(process.stdout)
        except (OSError, EOFError):
            with suppress(subprocess.TimeoutExpired):
                process.wait(ENDING_SECONDS)  # what it ends with says why
            raise _Ended(self._end()) from None

    def _end(self) -> int:
        process, self._process = self._process, None
        if process is None:
            return 0
        with process:  # its streams are closed, and it is waited for
            if process.poll() is None:
                process.kill()
        return process.returncode


class _Ended(Exception):
    """The process is gone."""

    def __init__(self, status: int) -> None:
        self.is_by_time = status == -signal.SIGPROF
        how = f"signal {-status}" if status < 0 else f"status {status}"
        why = ": the letter took more processor time than any should" if self.is_by_time else ""
        super().__init__(f"the process that read it ended with {how}{why}")
