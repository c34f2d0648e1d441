"""How fast mailreg does what it does often; `make bench` prints one line per figure.

A benchmark is a module of this package with a function `measure` that yields figures.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One result."""

    what: str  # in words, with the conditions
    value: float
    unit: str
