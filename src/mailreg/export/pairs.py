"""Labelled letters as pairs of files, `NNN-slug.eml` and `NNN-slug.json`, in a new folder."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from mailreg.errors import BadRequest
from mailreg.export.anonymous.letter import AnonymousCase

_OWNER_ONLY = 0o600
_OWNER_ONLY_FOLDER = 0o700


def check_folder(folder: Path) -> None:
    """Raise BadRequest where the folder is there and has something in it."""
    try:
        is_used = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError as error:
        raise BadRequest(f"{folder} cannot be read: {error.strerror or error}") from error
    if is_used:
        raise BadRequest(f"{folder} is there already; name a new folder, or an empty one")


def write_pairs(folder: Path, cases: Iterable[tuple[str, AnonymousCase]]) -> list[str]:
    """Write a pair for each slug and case, readable by the owner only, and return their names.

    Raises BadRequest where something cannot be written.
    """
    names = []
    try:
        folder.mkdir(mode=_OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
        for number, (slug, case) in enumerate(cases, 1):
            names.append(f"{number:03d}-{slug}")
            label = json.dumps(case.label, ensure_ascii=False, indent=2) + "\n"
            _write(folder / f"{names[-1]}.eml", case.content)
            _write(folder / f"{names[-1]}.json", label.encode())
    except OSError as error:
        raise BadRequest(f"{folder} cannot be written: {error.strerror or error}") from error
    return names


def _write(path: Path, content: bytes) -> None:
    path.touch(mode=_OWNER_ONLY, exist_ok=False)
    path.write_bytes(content)
