"""What a process and those that it began take, from its start to its end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median

STOPWATCH = Path(__file__).with_name("stopwatch.py")
LONGEST_SECONDS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Of a process and what it began; what servers did for it is not in the CPU time."""

    wall_seconds: float
    cpu_seconds: float
    peak_bytes: int  # of all of them together, what they share counted once (PSS)


def cost_of(*words: str, log: Path) -> Cost:
    """Run `python words…` to its end; it must succeed."""
    with log.open("ab") as said:
        done = subprocess.run(
            [sys.executable, "-I", "-S", STOPWATCH, sys.executable, *words],
            stdout=subprocess.PIPE,
            stderr=said,
            env=_environment(),
            check=True,
            timeout=LONGEST_SECONDS,
        )
    result = json.loads(done.stdout)
    if result.pop("status"):
        raise RuntimeError(f"{words} failed:\n{log.read_text('utf-8')[-2000:]}")
    return Cost(**result)


def _environment() -> dict[str, str]:
    """Ours, with modules compiled once, as an installation has them, and not at every start."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def middle(costs: list[Cost]) -> Cost:
    """The median of each figure."""
    return Cost(
        wall_seconds=median(one.wall_seconds for one in costs),
        cpu_seconds=median(one.cpu_seconds for one in costs),
        peak_bytes=int(median(one.peak_bytes for one in costs)),
    )
