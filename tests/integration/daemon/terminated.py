"""A `mailreg` that is asked to end (SIGTERM) when it comes to a certain place.

    python terminated.py PLACE mailreg's words…

PLACE is `module:name` or `module:Class.name` of a function, or a module that is imported. Nothing
of mailreg knows of it: the signal comes the first time that the place is reached.
"""

from __future__ import annotations

import functools
import importlib
import os
import signal
import sys
from collections.abc import Callable
from typing import Any


class WhenImported:
    """Sends the signal when a module is looked for, and finds none itself."""

    def __init__(self, module: str) -> None:
        self.module = module

    def find_spec(self, name: str, *_: object) -> None:
        if name == self.module:
            self.module = ""
            terminate()


def terminate() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def plant(place: str) -> None:
    module, _, path = place.partition(":")
    if not path:
        sys.meta_path.insert(0, WhenImported(module))
        return
    owner: Any = importlib.import_module(module)
    *classes, name = path.split(".")
    for each in classes:
        owner = getattr(owner, each)
    setattr(owner, name, terminating(getattr(owner, name)))


def terminating(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function; its first call begins with the signal."""
    is_sent = False

    @functools.wraps(function)
    def called(*args: Any, **kwargs: Any) -> Any:
        nonlocal is_sent
        if not is_sent:
            is_sent = True
            terminate()
        return function(*args, **kwargs)

    return called


if __name__ == "__main__":
    where, *words = sys.argv[1:]
    sys.argv = ["mailreg", *words]
    plant(where)
    from mailreg.__main__ import main

    main()
