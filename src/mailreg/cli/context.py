"""What every command starts from: the global options, the configuration, the desk."""

from __future__ import annotations

import getpass
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # imported when a command runs, so that --help is quick
    from mailreg.config import Config
    from mailreg.service.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The global options."""

    config: Path | None  # None: not said on the command line
    log_level: int | None  # None: not said; the daemon tells what it does, a command only troubles

    @property
    def has_configuration(self) -> bool:
        """Whether one was named, or is where it is looked for."""
        from mailreg.config import configuration_path, environment

        path = configuration_path(self.config, environment())
        return path != configuration_path(None, {}) or path.exists()

    def load(self, *, reads_logins: bool = True) -> Config:
        """The configuration; raises ConfigurationError with every problem."""
        from mailreg.config import configuration_path, environment, load

        environ = environment()
        path = configuration_path(self.config, environ)
        return load(path, environ, reads_logins=reads_logins)

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """The desk, for one command."""
        from mailreg import log
        from mailreg.config import environment
        from mailreg.wiring import open_desk

        log.configure(level=self.log_level or logging.WARNING)
        desk = open_desk(self.load(reads_logins=False), environment())
        try:
            yield desk
        finally:
            desk.database.close()


def login_name() -> str:
    """Who decides, where `--by` does not say."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "staff"


def print_json(value: object) -> None:
    """One JSON document on standard output."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def tell(text: str) -> None:
    """A message for people, on standard error."""
    sys.stderr.write(f"{text}\n")
