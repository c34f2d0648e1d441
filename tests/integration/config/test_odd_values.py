"""Whatever stands under a key, it is read or refused: nothing else is ever raised."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mailreg.config import load
from mailreg.errors import ConfigurationError
from mailreg.event import read_text
from mailreg.shipped import shipped

SECRETS = {"MAILREG_IMAP_PASSWORD": "one", "MAILREG_SMTP_PASSWORD": "two"}
ODD_VALUES = [
    '""',
    '"x"',
    '"\\u0000\\n"',
    '"[::1"',
    '"http://[::1"',
    "true",
    "-1",
    "0",
    "99999999999999999999",
    "1.5",
    "nan",
    "2023-02-28",
    "0001-01-01",
    "9999-12-31",
    "0001-01-01T00:00:00",
    "9999-12-31T23:59:59",
    "2023-02-28T10:00:00Z",
    "10:00:00",
    "[]",
    '[""]',
    "[[]]",
    "[{}]",
    "{}",
    '{ sv = "", xx = 1 }',
    '{ env = "", file = "" }',
    '{ env = "A B=", x = [] }',
    '{ file = "\\u0000" }',
    '{ file = "." }',
    '{ provider = "google", token_url = "//[", client_id = 1 }',
]
LINE = re.compile(r"^(?:# )?([a-z_]+) = .*$", re.MULTILINE)


def with_value(text: str, value: str) -> list[str]:
    """The text once for each of its keys, with this value under the key."""
    return [
        f"{text[: found.start()]}{found[1]} = {value}{text[found.end() :]}"
        for found in LINE.finditer(text)
        if found[0][0] != "#"
    ]


@pytest.mark.parametrize("value", ODD_VALUES)
def test_an_odd_value_in_the_settings_is_read_or_refused(value: str, tmp_path: Path) -> None:
    text = (shipped("config") / "mailreg.toml").read_text(encoding="utf-8")
    settings = tmp_path / "mailreg.toml"
    for changed in with_value(text + "# end\n", value):
        settings.write_text(changed, encoding="utf-8")
        with pytest.raises(ConfigurationError):  # there is no event file at least
            load(settings, SECRETS)


@pytest.mark.parametrize("value", ODD_VALUES)
def test_an_odd_value_in_an_event_is_read_or_refused(value: str) -> None:
    text = (shipped("config") / "events" / "motesplats.toml").read_text(encoding="utf-8")
    for changed in with_value(text, value):
        event, problems = read_text(changed, "days.toml")
        assert (event is None) == bool(problems)
