"""A `mailreg` in which something is otherwise than in the world; nothing of mailreg knows of it.

python altered.py crash MODULE:NAME TEXT mailreg's words…    a stage crashes on what has TEXT
python altered.py ahead SECONDS mailreg's words…             its clock is ahead
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from importlib import import_module
from typing import Any

READER = "reader"  # instead of mailreg's words: its process that reads


def crash(place: str, text: str) -> None:
    """Let a function raise where one of its arguments shows that text."""
    module, _, name = place.partition(":")
    owner = import_module(module)
    function: Callable[..., Any] = getattr(owner, name)

    @functools.wraps(function)
    def crashing(*args: Any, **kwargs: Any) -> Any:
        if text in repr((args, kwargs)):
            raise RuntimeError(f"planted, on {text}")
        return function(*args, **kwargs)

    setattr(owner, name, crashing)


def set_ahead(seconds: float) -> None:
    """Let the one clock of mailreg be ahead."""
    wiring = import_module("mailreg.wiring")

    class Ahead(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Ahead:
            later = datetime.now(tz) + timedelta(seconds=seconds)
            return cls.fromtimestamp(later.timestamp(), tz)

    setattr(wiring, "datetime", Ahead)  # noqa: B010 (an attribute that mypy does not know)


def alter_reader(*how: str) -> None:
    """Let the process that reads be altered alike."""
    beside = import_module("mailreg.reader.beside")
    setattr(beside, "WORKER", (__file__, *how, READER))  # noqa: B010 (as above)


def main() -> None:
    """Alter it and run it."""
    from mailreg.cli.main import run

    what, *rest = sys.argv[1:]
    if what == "crash":
        place, text, *rest = rest
        crash(place, text)
        alter_reader("crash", place, text)
    else:
        set_ahead(float(rest.pop(0)))
    sys.argv = ["mailreg", *rest]
    if rest[0] == READER:
        sys.argv = rest
        import_module("mailreg.reader.worker").main()
    else:
        run()


if __name__ == "__main__":
    main()
