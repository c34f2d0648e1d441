"""Accounts of the staff page at the command line."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from mailreg.service.roles import Role
from tests.integration.cli.conftest import Shell

PASSWORD = "three unlikely words"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text(f"{PASSWORD}\nnot this line\n", encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def schema(shell: Shell) -> None:
    assert shell("run", "--once").status == 0  # makes schema and key


def accounts(shell: Shell) -> list[tuple[str, list[str]]]:
    return [(one["name"], one["roles"]) for one in shell("user", "list", "--json").json]


def test_an_account_handles_and_approves_unless_something_else_is_said(
    shell: Shell, file: Path
) -> None:
    added = shell("user", "add", "Karin Ek", "--password-file", str(file))
    assert (added.status, added.out) == (0, "")
    assert "Karin Ek may sign in as approver, handler." in added.err
    assert accounts(shell) == [("Karin Ek", ["approver", "handler"])]


def test_an_account_may_have_any_roles(shell: Shell, file: Path) -> None:
    roles = [word for role in Role for word in ("--role", role.value)]
    shell("user", "add", "karin", *roles, "--password-file", str(file), "--by", "root")
    shell("user", "add", "mat", "--role", "catering", "--password-file", str(file))
    assert accounts(shell) == [
        ("karin", sorted(role.value for role in Role)),
        ("mat", ["catering"]),
    ]
    table = shell("user", "list").out
    assert "catering" in table
    assert "root" in table
    assert "argon2" not in table


def test_who_is_removed_is_no_longer_listed_and_may_be_added_again(
    shell: Shell, file: Path
) -> None:
    shell("user", "add", "karin", "--password-file", str(file))
    assert shell("user", "remove", "KARIN").status == 0
    assert accounts(shell) == []
    assert shell("user", "add", "karin", "--password-file", str(file)).status == 0
    assert accounts(shell) == [("karin", ["approver", "handler"])]


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (["add", "karin"], 1, "There is an account karin already"),
        (["add", " "], 1, "needs a name"),
        (["add", "k\x00arin"], 1, "needs a name"),
        (["add", "eva", "--role", "queen"], 2, "queen"),
        (["remove", "nobody"], 1, "No account nobody"),
    ],
)
def test_what_cannot_be_is_refused(
    shell: Shell, file: Path, words: list[str], status: int, told: str
) -> None:
    shell("user", "add", "karin", "--password-file", str(file))
    more = ["--password-file", str(file)] if words[0] == "add" else []
    answer = shell("user", *words, *more)
    assert answer.status == status
    assert told in answer.err
    assert accounts(shell) == [("karin", ["approver", "handler"])]


@pytest.mark.parametrize(
    "password", ["", "short", "aaaaaaaaaaaaaaaa", "karin karin karin", "x" * 201]
)
def test_a_password_that_is_easily_guessed_is_refused(
    shell: Shell, file: Path, password: str
) -> None:
    file.write_text(f"{password}\n", encoding="utf-8")
    answer = shell("user", "add", "karin", "--password-file", str(file))
    assert answer.status == 1
    assert "password" in answer.err
    assert accounts(shell) == []


def test_a_password_file_that_is_not_there_is_named(shell: Shell, tmp_path: Path) -> None:
    answer = shell("user", "add", "karin", "--password-file", str(tmp_path / "nowhere"))
    assert answer.status == 1
    assert "nowhere cannot be read" in answer.err


def command(shell: Shell, *words: str) -> list[str]:
    config = str(shell.folder / "mailreg.toml")
    return [sys.executable, "-m", "mailreg", "--config", config, "user", "add", "karin", *words]


@pytest.mark.parametrize("words", [[], ["--password-file", "-"]])
def test_without_a_terminal_the_password_comes_from_standard_input(
    shell: Shell, words: list[str]
) -> None:
    done = subprocess.run(
        command(shell, *words),
        input=f"{PASSWORD}\n".encode(),
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, b"")
    assert accounts(shell) == [("karin", ["approver", "handler"])]


@pytest.mark.parametrize(("again", "status"), [(PASSWORD, 0), ("three other words", 1)])
def test_at_a_terminal_the_password_is_asked_for_twice_and_never_shown(
    shell: Shell, again: str, status: int
) -> None:
    keyboard, terminal = pty.openpty()
    with subprocess.Popen(
        command(shell),
        stdin=terminal,
        stdout=terminal,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        assert process.stderr is not None
        for prompt, typed in ((b"Password: ", PASSWORD), (b"The same again: ", again)):
            said = b""
            while prompt not in said:
                said += process.stderr.read(1) or pytest.fail(f"not asked: {said!r}")
            os.write(keyboard, f"{typed}\n".encode())
        assert process.wait(30) == status
        told = process.stderr.read()
    os.close(terminal)
    os.close(keyboard)
    assert b"words" not in told
    assert len(accounts(shell)) == (1 if status == 0 else 0)


def test_somebody_gets_another_password(shell: Shell, file: Path) -> None:
    shell("user", "add", "Karin Ek", "--password-file", str(file))
    done = shell("user", "password", "karin ek", "--password-file", str(file), "--by", "root")
    assert (done.status, done.out) == (0, "")
    assert "Karin Ek has a new password, and is signed out everywhere." in done.err


def test_a_password_that_is_too_short_or_of_nobody_is_refused(shell: Shell, file: Path) -> None:
    nobody = shell("user", "password", "Nobody", "--password-file", str(file))
    assert (nobody.status, "No account Nobody" in nobody.err) == (1, True)
    shell("user", "add", "Karin", "--password-file", str(file))
    file.write_text("short\n", encoding="utf-8")
    short = shell("user", "password", "Karin", "--password-file", str(file))
    assert (short.status, "at least 12" in short.err) == (1, True)
