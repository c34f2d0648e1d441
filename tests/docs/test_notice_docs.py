"""NOTICE.md names what others wrote, as it lies here."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOTICE = (ROOT / "NOTICE.md").read_text("utf-8")
STATIC = ROOT / "src" / "mailreg" / "web" / "static"
VENDORED = sorted(STATIC.glob("*.min.*"))


def entry(path: Path) -> str:
    """What the notice says about a file."""
    [found] = [each for each in NOTICE.split("\n- ") if str(path.relative_to(ROOT)) in each]
    return found


@pytest.mark.parametrize("path", VENDORED, ids=[path.name for path in VENDORED])
def test_a_vendored_file_is_the_one_that_is_named(path: Path) -> None:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()

    assert re.findall(r"[0-9a-f]{64}", entry(path)) == [digest]


@pytest.mark.parametrize("path", VENDORED, ids=[path.name for path in VENDORED])
def test_the_licence_of_a_vendored_file_lies_beside_it(path: Path) -> None:
    named = re.search(r"`(LICENSE\.[\w.]+)` beside it", entry(path))

    assert named is not None
    assert (STATIC / named[1]).is_file()
