"""A document ▶ its file, whole or not at all; the format follows the ending of the name."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from mailreg.errors import BadRequest
from mailreg.export.as_csv import write_csv
from mailreg.export.as_json import write_json
from mailreg.export.as_xlsx import write_xlsx
from mailreg.export.values import Document

Writer = Callable[[Document, Path], None]

WRITERS: Mapping[str, Writer] = {".xlsx": write_xlsx, ".csv": write_csv, ".json": write_json}
OWNER_ONLY = 0o600


def check_path(path: Path) -> None:
    """Raise BadRequest unless a list can be written there, before anything is read for it."""
    _writer_for(path)
    with _failures_of(path):
        if path.is_dir():
            raise BadRequest(f"{path} is a folder; --output names a file")
        if not path.parent.is_dir():
            raise BadRequest(f"There is no folder {path.parent} to write {path.name} into")


def write(document: Document, path: Path) -> None:
    """Write the file, readable by its owner only; what stood there is replaced in one step.

    Whatever is written meanwhile lies in a folder of its own beside the file, since it is as
    confidential. Raises BadRequest.
    """
    writer = _writer_for(path)
    with (
        _failures_of(path),
        TemporaryDirectory(prefix=".mailreg-", dir=path.parent) as folder,
    ):
        made = Path(folder, path.name)
        made.touch(mode=OWNER_ONLY)
        writer(document, made)
        _sync(made)
        made.replace(path)


def _writer_for(path: Path) -> Writer:
    try:
        return WRITERS[path.suffix.lower()]
    except KeyError:
        *others, last = WRITERS
        raise BadRequest(
            f"{path} has no ending that says its format; known are {', '.join(others)} and {last}"
        ) from None


@contextmanager
def _failures_of(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BadRequest(f"{path} cannot be written: {error.strerror or error}") from error


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
