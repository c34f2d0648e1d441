"""Which file is the configuration."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailreg.config import configuration_path


@pytest.mark.parametrize(
    ("option", "environ", "path"),
    [
        (Path("a.toml"), {"MAILREG_CONFIG": "b.toml"}, Path("a.toml")),
        (None, {"MAILREG_CONFIG": "b.toml"}, Path("b.toml")),
        (None, {}, Path("config/mailreg.toml")),
        (None, {"MAILREG_CONFIG": ""}, Path("config/mailreg.toml")),
    ],
)
def test_the_option_goes_before_the_variable_and_that_before_the_default(
    option: Path | None, environ: dict[str, str], path: Path
) -> None:
    assert configuration_path(option, environ) == path
