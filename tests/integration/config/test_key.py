"""Where the master key is, and how it comes into being."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from mailreg.config import KeyLocation, create_key_file, examine, load, read_key
from mailreg.errors import ConfigurationError
from tests.integration.config.conftest import GOOD, SECRETS, Arrange

KEY = bytes(range(221, 253))


def test_a_new_key_is_for_this_user_alone(tmp_path: Path) -> None:
    path = tmp_path / "secret" / "mailreg.key"
    assert create_key_file(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert list(path.parent.iterdir()) == [path]
    assert len(read_key(KeyLocation(file=path), {}) or b"") == 32


def test_a_key_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "mailreg.key"
    path.write_text("old", encoding="ascii")
    assert not create_key_file(path)
    assert path.read_text(encoding="ascii") == "old"


def test_two_keys_differ(tmp_path: Path) -> None:
    create_key_file(tmp_path / "one")
    create_key_file(tmp_path / "two")
    assert (tmp_path / "one").read_bytes() != (tmp_path / "two").read_bytes()


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_a_key_may_be_in_the_environment_in_either_alphabet(encode: object) -> None:
    assert callable(encode)
    environ = {"KEY": encode(KEY).decode() + "\n"}
    assert read_key(KeyLocation(env="KEY"), environ) == KEY


def test_a_key_that_is_not_there_is_none(tmp_path: Path) -> None:
    assert read_key(KeyLocation(env="KEY"), {}) is None
    assert read_key(KeyLocation(file=tmp_path / "mailreg.key"), {}) is None


@pytest.mark.parametrize("text", ["", "short", "c2hvcnQ=", "ö" * 44, "!" * 44])
def test_what_is_no_key_is_refused_without_being_shown(text: str, tmp_path: Path) -> None:
    path = tmp_path / "mailreg.key"
    path.write_text(text, encoding="utf-8")
    for location in (KeyLocation(file=path), KeyLocation(env="KEY")):
        with pytest.raises(ConfigurationError, match="is no key") as refused:
            read_key(location, {"KEY": text})
        assert not text or text not in str(refused.value)


def test_check_tells_of_a_key_that_is_not_in_the_environment(arrange: Arrange) -> None:
    settings = arrange(GOOD / "mailreg.toml", GOOD / "event.toml")
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('file = "../secret/mailreg.key"', 'env = "KEY"'))
    problems = examine(load(settings, SECRETS), SECRETS)
    assert [problem.key for problem in problems] == ["privacy.key"]


def test_check_has_nothing_against_a_key_and_a_database_yet_to_be_made(arrange: Arrange) -> None:
    settings = arrange(GOOD / "mailreg.toml", GOOD / "event.toml")
    assert examine(load(settings, SECRETS), SECRETS) == ()


def test_check_tells_of_a_place_that_cannot_be_a_folder(arrange: Arrange, tmp_path: Path) -> None:
    settings = arrange(GOOD / "mailreg.toml", GOOD / "event.toml")
    (tmp_path / "var").write_text("a file", encoding="ascii")
    (problem,) = examine(load(settings, SECRETS), SECRETS)
    assert problem.key == "database.url"
