"""What the command line makes of its words before any command sees them."""

from __future__ import annotations

import pytest

from mailreg.cli.main import hoisted


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["list", "--json"], ["list", "--json"]),
        (["list", "--config", "a.toml", "--json"], ["--config", "a.toml", "list", "--json"]),
        (["list", "--config=a.toml"], ["--config=a.toml", "list"]),
        (["run", "-v", "--once"], ["-v", "run", "--once"]),
        (["parse", "--", "--config"], ["parse", "--", "--config"]),
        (["list", "--config"], ["--config", "list"]),
    ],
)
def test_global_options_may_stand_anywhere(words: list[str], expected: list[str]) -> None:
    assert hoisted(words) == expected
