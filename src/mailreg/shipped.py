"""Where the files lie that ship with the package: reply templates and commented configuration."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from mailreg.errors import ConfigurationError, Problem

Shipped = Literal["templates", "config"]


def shipped(name: Shipped) -> Path:
    """The folder NAME: inside the wheel, or at the top of a source tree.

    Raises ConfigurationError where the installation has neither.
    """
    package = Path(__file__).parent
    for folder in (package / "shipped" / name, package.parent.parent / name):
        if folder.is_dir():
            return folder
    raise ConfigurationError(
        [
            Problem(
                file=str(package),
                key="",
                message=f"the installation has no folder {name}",
                remedy="Install mailreg anew",
            )
        ]
    )
