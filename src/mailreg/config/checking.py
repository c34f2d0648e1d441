"""What `mailreg check` asks of this machine, beyond what stands in the files."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from mailreg.config.key import read_key
from mailreg.config.reading import SQLITE
from mailreg.config.values import Config
from mailreg.errors import ConfigurationError, Problem


def examine(config: Config, environ: Mapping[str, str]) -> tuple[Problem, ...]:
    """What would stop a run: no usable key, or no place for the key or the database.

    Looks only, and asks no server: nothing is made.
    """
    return (*_key_problems(config, environ), *_database_problems(config))


def _key_problems(config: Config, environ: Mapping[str, str]) -> tuple[Problem, ...]:
    try:
        key = read_key(config.key, environ)
    except ConfigurationError as error:
        return error.problems
    if key is not None:
        return ()
    if config.key.file is None:
        message = f"the environment variable {config.key.env} is not set"
        return (_problem(config, "privacy.key", message, "Set it to the key"),)
    return _folder_problems(config, "privacy.key", config.key.file.parent)


def _database_problems(config: Config) -> tuple[Problem, ...]:
    if not config.database_url.startswith(SQLITE):
        return ()
    file = Path(config.database_url.removeprefix(SQLITE).partition("?")[0])
    return _folder_problems(config, "database.url", file.parent)


def _folder_problems(config: Config, key: str, folder: Path) -> tuple[Problem, ...]:
    """A folder that is not there must be one that can be made."""
    standing = next(path for path in (folder, *folder.parents) if path.exists())
    if standing.is_dir() and os.access(standing, os.W_OK | os.X_OK):
        return ()
    message = f"mailreg may not write to {standing}"
    return (_problem(config, key, message, "Let it, or name another place"),)


def _problem(config: Config, key: str, message: str, remedy: str) -> Problem:
    return Problem(file=str(config.path), key=key, message=message, remedy=remedy)
