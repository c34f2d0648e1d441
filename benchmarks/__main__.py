"""Run every benchmark, or those that are named: `python -m benchmarks [--full] [NAME ...]`."""

from __future__ import annotations

import argparse
import logging
import os
from dataclasses import replace
from importlib import import_module

from benchmarks import FULL, ORDER, QUICK, Figure
from mailreg import log

WIDTHS = (67, 15, 36, 6, 7)  # of all columns but the last


def main() -> None:
    """Print the figures of each benchmark as they come."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*ORDER, []], metavar="NAME")
    parser.add_argument("--full", action="store_true", help="as large as the goals say; minutes")
    parser.add_argument("--applications", type=int, metavar="NUMBER", help="in the large database")
    chosen = parser.parse_args()
    sizes = FULL if chosen.full else QUICK
    if chosen.applications:
        sizes = replace(sizes, applications=chosen.applications)
    log.configure(level=logging.ERROR)
    print(f"load of this machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    _print_line("what", "ours", "compared with", "ratio", "goal", "met")
    for name in chosen.names or ORDER:
        for figure in import_module(f"benchmarks.{name}").measure(sizes):
            _print_figure(figure)
    print(f"load of this machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def _print_figure(figure: Figure) -> None:
    beside = f"{_number(figure.beside)} {figure.beside_what}" if figure.beside is not None else ""
    _print_line(
        figure.what,
        f"{_number(figure.value)} {figure.unit}",
        beside,
        "" if figure.ratio is None else f"{figure.ratio:.2f}",
        "" if figure.goal is None else str(figure.goal),
        {None: "", True: "yes", False: "NO"}[figure.is_met],
    )


def _print_line(*cells: str) -> None:
    padded = [cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=False)]
    print("  ".join([*padded, cells[-1]]).rstrip(), flush=True)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


main()
