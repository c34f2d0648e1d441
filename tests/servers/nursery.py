"""Processes that need not import everything anew: forked from one that has done so.

    with Nursery() as nursery:
        nursery.run(("-m", "mailreg", "status"), folder=tmp_path, environment={})

A child is a process like any other and can be killed like any other; what it saves is the second
of computing that the imports of a Python process cost. This file is also the program of the parent.
"""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

PRELOADED = ("mailreg.cli.main", "mailreg.cli.context", "mailreg.wiring", "mailreg.daemon")


class Nursery:
    """The parent; one child at a time."""

    def __init__(self) -> None:
        self._parent = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._parent.communicate()

    def run(
        self, words: Sequence[str], *, folder: Path, environment: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        """Run `python words…` in a folder to its end; a signal is a negative exit status."""
        printed, said = folder / "stdout.txt", folder / "stderr.txt"
        request = {
            "words": list(words),
            "folder": str(folder),
            "environment": {**os.environ, **environment},
            "outputs": [str(printed), str(said)],
        }
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._parent.stdin.write(json.dumps(request) + "\n")
        self._parent.stdin.flush()
        status = int(self._parent.stdout.readline())
        return subprocess.CompletedProcess(
            list(words), status, printed.read_text("utf-8"), said.read_text("utf-8")
        )


def main() -> None:
    """Fork a child for each line, and print how it ended."""
    for name in PRELOADED:
        __import__(name)
    for line in sys.stdin:
        request = json.loads(line)
        child = os.fork()
        if child == 0:
            become(request)
            return
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def become(request: dict[str, Any]) -> None:
    """Do in this process what `python words…` does."""
    for number, path in enumerate((os.devnull, *request["outputs"])):
        mode = os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        opened = os.open(path, mode, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    words = request["words"]
    if words[0] == "-m":
        sys.argv = words[1:]
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = words
        runpy.run_path(words[0], run_name="__main__")


if __name__ == "__main__":
    main()
