"""`mailreg demo`, as somebody runs it who has just installed mailreg."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

LETTERS = 12
WITHOUT_PYMAP = """
import sys
sys.modules["pymap"] = None
sys.argv = ["mailreg", "demo"]
from mailreg.__main__ import main
main()
"""


@dataclass(slots=True)
class RunningDemo:
    """A demo whose terminal is a pipe."""

    process: subprocess.Popen[str]
    command: list[str] | None = None  # as it tells people to call `mailreg`
    replies: Path | None = None

    def read_until(self, pattern: str) -> list[str]:
        """The lines up to the first that matches."""
        assert self.process.stdout is not None
        lines = []
        for line in self.process.stdout:
            lines.append(line.rstrip())
            if re.search(pattern, line):
                return lines
        pytest.fail(f"the demo ended before {pattern!r}: {lines}")

    def read_greeting(self) -> None:
        """What it says first: where everything is."""
        *_, listing = self.read_until(r"--config \S+ list$")
        self.command = shlex.split(listing)[:-1]
        *_, replies = self.read_until("The replies, to read: ")
        self.replies = Path(replies.rpartition(" ")[2])

    def call(self, *words: str) -> str:
        """What a command prints in a second terminal."""
        assert self.command is not None
        done = subprocess.run(
            [*self.command, *words], check=True, capture_output=True, text=True, timeout=60
        )
        return done.stdout

    def end(self, number: signal.Signals) -> int:
        """Its exit status after that signal."""
        self.process.send_signal(number)
        self.process.communicate(timeout=30)
        return self.process.returncode


@contextmanager
def running_demo() -> Iterator[RunningDemo]:
    process = subprocess.Popen(
        [sys.executable, "-m", "mailreg", "demo"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # so that whatever it leaves behind can be found by its group
    )
    try:
        demo = RunningDemo(process)
        demo.read_greeting()
        yield demo
    finally:
        process.terminate()
        try:
            process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def is_any_left(demo: RunningDemo) -> bool:
    """Whether a process of the demo's group lives."""
    try:
        os.killpg(demo.process.pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_twelve_letters_come_to_something_and_staff_decide_in_a_second_terminal() -> None:
    with running_demo() as demo:
        lines = demo.read_until("All letters are here")
        numbers = {int(found[1]) for line in lines if (found := re.match(r"([ \d]\d) ", line))}
        assert numbers == set(range(1, LETTERS + 1))

        delegate = next(
            one
            for one in json.loads(demo.call("list", "--status", "pending", "--json"))
            if one["contact"]["name"] == "Birgitta Öberg"
        )
        [done] = json.loads(demo.call("approve", delegate["reference"], "--json"))
        demo.read_until(r"Birgitta Öberg .* confirmed in \d+ s")
        demo.call("release", str(done["outbox"]))
        demo.read_until(r"Birgitta Öberg .* confirmed sent: Du har en plats")
        assert demo.replies is not None
        texts = [file.read_text() for file in demo.replies.glob("*-birgitta.oberg.txt")]
        assert any(delegate["reference"] in text and "Du har en plats" in text for text in texts)

        assert demo.end(signal.SIGINT) == 0
        assert not is_any_left(demo)
        assert not demo.replies.parent.exists()


def test_it_ends_cleanly_on_sigterm_too() -> None:
    with running_demo() as demo:
        assert demo.end(signal.SIGTERM) == 0
        assert not is_any_left(demo)


def test_without_the_mail_servers_it_says_what_to_install() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_PYMAP],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert "pip install 'mailreg[demo]'" in done.stderr
    assert "Traceback" not in done.stderr
