"""Run every benchmark, or those that are named: `python -m benchmarks [NAME ...]`."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path


def main(chosen: list[str]) -> None:
    """Print the figures of each benchmark as they come."""
    known = sorted(path.stem for path in Path(__file__).parent.glob("[!_]*.py"))
    for name in chosen or known:
        for figure in import_module(f"benchmarks.{name}").measure():
            print(f"{name:<12} {figure.value:>10,.1f} {figure.unit:<10} {figure.what}", flush=True)


main(sys.argv[1:])
