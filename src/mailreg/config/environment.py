"""The environment of the process; nothing else reads it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

PATH_VARIABLE = "MAILREG_CONFIG"
DEFAULT_PATH = Path("config/mailreg.toml")


def environment() -> Mapping[str, str]:
    """The variables of this process."""
    return os.environ  # noqa: TID251 (the one place)


def configuration_path(option: Path | None, environ: Mapping[str, str]) -> Path:
    """What `--config` says, else $MAILREG_CONFIG, else `config/mailreg.toml`."""
    if option is not None:
        return option
    named = environ.get(PATH_VARIABLE)
    return Path(named) if named else DEFAULT_PATH
