"""docs/corrections.md explains every reason for which a corrected letter makes no case."""

from __future__ import annotations

import re
from pathlib import Path

from mailreg.export.anonymous.letter import Unfit

TEXT = (Path(__file__).parents[2] / "docs" / "corrections.md").read_text("utf-8")


def test_every_reason_is_documented_and_no_other() -> None:
    documented = set(re.findall(r"^\| `([a-z_]+)` \|", TEXT, re.MULTILINE))
    assert documented == {why.value for why in Unfit}
