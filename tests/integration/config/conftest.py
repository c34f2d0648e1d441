"""Folders with a configuration in them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

GOOD = Path(__file__).parent / "good"
SECRETS = {"IMAP_PASSWORD": "imap secret", "SMTP_PASSWORD": "smtp secret"}

Arrange = Callable[[Path, Path], Path]


@pytest.fixture
def arrange(tmp_path: Path) -> Arrange:
    """Put a settings file and an event file where they belong, and give the settings' path."""

    def place(settings: Path, event: Path) -> Path:
        events = tmp_path / "config" / "events"
        events.mkdir(parents=True)
        shutil.copy(event, events / "days.toml")
        return Path(shutil.copy(settings, tmp_path / "config" / "mailreg.toml"))

    return place
