"""The daemon of the demo: the real `mailreg run`, as a child process."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from mailreg.demo.folder import Folder
from mailreg.errors import PermanentError

END_SECONDS = 15.0  # `run` promises to end within ten
TAIL_LINES = 5


@dataclass(frozen=True, slots=True)
class DaemonProcess:
    """A running daemon."""

    folder: Folder
    process: subprocess.Popen[bytes]

    def check(self) -> None:
        """Raise PermanentError, with what it said last, where it has ended by itself."""
        status = self.process.poll()
        if status is None:
            return
        said = self.folder.log.read_text(encoding="utf-8", errors="replace").splitlines()
        raise PermanentError(
            "\n".join([f"the daemon ended with {status}; it said last:", *said[-TAIL_LINES:]])
        )


@contextmanager
def running_daemon(folder: Folder) -> Iterator[DaemonProcess]:
    """Run `mailreg run` on this folder until the end of the block."""
    command = [sys.executable, "-m", "mailreg", "--config", str(folder.configuration), "run"]
    with folder.log.open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 (our own command)
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:
        yield DaemonProcess(folder, process)
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
