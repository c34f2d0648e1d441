"""The process that opens files which may do harm: it has little time and memory, and no secrets.

    python -P -m mailreg.documents.worker

reads files from standard input, each as a line `FORMAT LENGTH` and so many bytes, and writes a line
of JSON for each, `[text, is_whole]`, as soon as it is known. It can be killed at any moment.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from typing import BinaryIO

from mailreg.documents.values import NOTHING, Content, Format

READING_SECONDS = 1.0  # of processor time for all files together; loading a library is not counted
ENDING_SECONDS = 4  # of processor time for everything, as a last resort
MEMORY_BYTES = 200_000_000  # of data; the libraries themselves take 30 MB of it


def main() -> None:
    """Open what comes on standard input, within limits."""
    _limit()
    left = READING_SECONDS
    while header := sys.stdin.buffer.readline():
        kind, length = header.split()
        file = _exactly(sys.stdin.buffer, int(length))
        # Only what is needed: each library takes longer to load than a list takes to read.
        read: Callable[[bytes], Content] = import_module(_READERS[Format(kind.decode())]).read
        signal.setitimer(signal.ITIMER_PROF, left)  # SIGPROF ends a process
        content = _guarded(read, file)
        left = signal.setitimer(signal.ITIMER_PROF, 0)[0]
        print(json.dumps([content.text, content.is_whole]), flush=True)  # noqa: T201 (the answer)


def _limit() -> None:
    """From here on: no more memory, processor time, files or core dumps than opening a file takes.

    What a terminal or a service manager tells the whole group to end, is left to whoever waits.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (ENDING_SECONDS, ENDING_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _exactly(stream: BinaryIO, length: int) -> bytes:
    content = stream.read(length)
    if len(content) < length:
        raise EOFError
    return content


def _guarded(read: Callable[[bytes], Content], file: bytes) -> Content:
    try:
        return read(file)
    except Exception:  # noqa: BLE001 (the guard around one file: a foreign parser raises anything)
        return NOTHING


_READERS = {
    Format.CARD: "mailreg.documents.card",
    Format.WORKBOOK: "mailreg.documents.workbook",
    Format.WORD: "mailreg.documents.word",
    Format.PDF: "mailreg.documents.pdf",
}


if __name__ == "__main__":
    main()
