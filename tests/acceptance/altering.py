"""Running an altered `mailreg`."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from pathlib import Path

from tests.servers.site import Site

ALTERED = str(Path(__file__).with_name("altered.py"))


def run_later(site: Site, ahead: timedelta) -> subprocess.CompletedProcess[str]:
    """One round, by a clock that is ahead."""
    seconds = str(ahead.total_seconds())
    return site.program(ALTERED, "ahead", seconds, *site.global_options(), "run", "--once")


def run_crashing(site: Site, place: str, text: str) -> subprocess.CompletedProcess[str]:
    """One round in which the function MODULE:NAME crashes on what has that text."""
    return site.program(ALTERED, "crash", place, text, *site.global_options(), "run", "--once")
