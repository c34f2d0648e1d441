"""The process that reads letters: it has little time and memory for each, and knows no secrets.

    python -P -m mailreg.reader.worker SECONDS

first receives the events, by their slugs, says that it is ready, and then answers every
`Question` with a `Reading`, or with the `Failure` of a stage. It ends where a letter takes more
SECONDS of processor time, and can be killed at any moment.
"""

from __future__ import annotations

import gc
import resource
import signal
import sys
import traceback
from collections.abc import Mapping
from importlib.metadata import version

from mailreg.event import Event
from mailreg.message import DeskIdentity
from mailreg.reader.frames import Failure, Question, Ready, framed, receive
from mailreg.reader.here import read
from mailreg.reader.values import Reading, Unread

WAITING_SECONDS = 120.0  # by the clock, where it waits for a file to be opened
MEMORY_BYTES = 350_000_000  # of data; what is loaded before the first letter takes 100 MB of it
FIRST = b"From: a@a.example\n\nJag vill delta, fakturan till Kommun, 123 45 Stad. Allergi: gluten"


def main() -> None:
    """Answer what comes on standard input until it ends."""
    letters = sys.stdin.buffer
    seconds = float(sys.argv[1])
    _limit()
    events = receive(letters)
    if not isinstance(events, dict):
        raise TypeError("the events come first")
    _warm_up(events)
    _say(Ready(version=version("mailreg")))
    while True:
        try:
            question = receive(letters)
        except EOFError:
            return
        if not isinstance(question, Question):
            raise TypeError("questions follow")
        _say(_answer(question.about(events), seconds))


def _limit() -> None:
    """No more memory than any letter takes, no files and no core dumps.

    What a terminal or a service manager tells the whole group to end, is left to whoever waits.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _warm_up(events: Mapping[str, Event]) -> None:
    """Load and compile what the first letter would otherwise pay for."""
    nobody = DeskIdentity(own_addresses=frozenset(), authserv_id=None)
    for event in events.values():
        read(Unread(content=FIRST, is_complete=True, identity=nobody, event=event))
    gc.freeze()


def _answer(unread: Unread, seconds: float) -> Reading | Failure:
    signal.setitimer(signal.ITIMER_PROF, seconds)  # SIGPROF ends a process,
    signal.setitimer(signal.ITIMER_REAL, WAITING_SECONDS)  # and so does SIGALRM
    try:
        return read(unread)
    except Exception as error:  # noqa: BLE001 (the guard around one letter)
        return Failure(reason=f"crashed:{type(error).__name__}", traceback=traceback.format_exc())
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _say(value: object) -> None:
    sys.stdout.buffer.write(framed(value))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
