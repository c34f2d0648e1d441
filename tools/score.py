#!/usr/bin/env python3
"""Measure how letters are read, and write the figures into docs/extraction.md.

    python -m tools.score [FOLDER …]     the tables, printed and written (--no-write: printed only)
    python -m tools.score --diff         each field that is read wrong, and each needless review
    python -m tools.score --lost [NAME]  each letter that does not survive a transformation

A folder holds `NNN-slug.eml` and `.json`; without one, tests/corpus is read. `--diff`
and `--lost` leave out the letters of tests/corpus/aside, which are kept aside, unless `--reveal`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.corpus.cases import ASIDE, GIVEN, OWN, Case, load
from tests.corpus.figures import Figures, differences, measure
from tests.corpus.metamorphic.survival import (
    Survival,
    fields_lost,
    rightly_read,
    survival,
    survivals,
)
from tests.corpus.metamorphic.transformations import TRANSFORMATIONS
from tests.corpus.report import put_into, section

PAGE = Path(__file__).resolve().parent.parent / "docs" / "extraction.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the options ask for; return the exit status."""
    chosen = _options().parse_args(arguments)
    folders = chosen.folders or [folder for folder in (GIVEN, OWN, ASIDE) if folder.is_dir()]
    shown = [c for folder in folders for c in load(folder) if chosen.reveal or not c.is_kept_aside]
    if chosen.diff:
        return _print(differences(_numbered(shown, chosen.cases)))
    if chosen.lost is not None:
        return _print(_losses(_numbered(shown, chosen.cases), chosen.lost))
    text = section(list(_sets(folders)), [] if chosen.quick else _survived(folders))
    print(text)
    if not (chosen.no_write or chosen.quick or chosen.folders):
        PAGE.write_text(put_into(PAGE.read_text("utf-8"), text), "utf-8")
    return 0


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("folders", nargs="*", type=Path, help="folders that hold `cases`")
    options.add_argument("--diff", action="store_true", help="list what is read wrong")
    options.add_argument(
        "--lost", nargs="?", const="", choices=["", *TRANSFORMATIONS], help="list what is lost"
    )
    options.add_argument("--cases", nargs="+", default=[], help="only these numbers, as 001")
    options.add_argument("--reveal", action="store_true", help="show the letters kept aside, too")
    options.add_argument("--quick", action="store_true", help="no transformations; writes nothing")
    options.add_argument("--no-write", action="store_true", help="only print")
    return options


def _print(lines: Iterator[str]) -> int:
    for line in lines:
        print(line)
    return 0


def _numbered(cases: Sequence[Case], numbers: Sequence[str]) -> list[Case]:
    return [case for case in cases if not numbers or case.name[:3] in numbers]


def _losses(cases: Sequence[Case], name: str) -> Iterator[str]:
    right = rightly_read(cases)
    for each in (name,) if name else TRANSFORMATIONS:
        found = survival(each, right)
        yield f"{each}: {found.share:.1%} of {found.tried}"
        for lost in found.lost:
            for line in fields_lost(lost):
                yield f"  {lost.case.name} {line}"


def _sets(folders: Sequence[Path]) -> Iterator[Figures]:
    for folder in folders:
        cases = load(folder)
        title = "kept aside" if cases[0].is_kept_aside else f"{folder.name}, developed on"
        yield measure(title, cases)


def _survived(folders: Sequence[Path]) -> list[list[Survival]]:
    everything = [case for folder in folders for case in load(folder)]
    return [
        survivals([case for case in everything if case.is_kept_aside is is_aside])
        for is_aside in (False, True)
    ]


if __name__ == "__main__":
    sys.exit(main())
