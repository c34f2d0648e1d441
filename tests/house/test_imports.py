"""The import contract catches what it is there for: violations planted in a copy of the tree."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "mailreg"

PLANTS = [
    # planted in                what                                        contract that breaks
    ("registration/planted.py", "import sqlalchemy", "The stages in the middle"),
    ("message/planted.py", "import imapclient", "The stages in the middle"),
    ("extraction/planted.py", "import random", "The stages in the middle"),
    ("reply/planted.py", "import secrets", "The stages in the middle"),
    ("event/planted.py", "import time", "The stages in the middle"),
    ("reply/planted.py", "import mailreg.log", "The stages in the middle"),
    ("registration/planted.py", "from mailreg import reply", "Each row imports"),
    ("message/planted.py", "import mailreg.extraction", "Each row imports"),
    ("mailbox/planted.py", "import mailreg.service.ports", "Each row imports"),
    ("mailbox/planted.py", "import mailreg.delivery", "Each row imports"),
    ("delivery/planted.py", "import mailreg.store", "Each row imports"),
    ("service/planted.py", "import mailreg.config", "Each row imports"),
    ("oauth/planted.py", "import mailreg.mailbox", "Each row imports"),
    ("log.py", "import mailreg.errors", "Each row imports"),
    ("utils.py", "x = 1", "Each row imports"),
    ("daemon.py", "import mailreg.store", "Only the use cases and the composition root"),
    ("config/planted.py", "import mailreg.store.tables", "Only the use cases and the composition"),
    ("service/planted.py", "import mailreg.mailbox", "Only the composition root"),
    ("daemon.py", "import mailreg.delivery", "Only the composition root"),
    ("service/planted.py", "import sqlalchemy", "Only the store knows SQL"),
]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    shutil.copytree(
        PACKAGE,
        tmp_path / "mailreg",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree), "COLUMNS": "300"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_tree_keeps_the_contract(tree: Path) -> None:
    run = lint(tree)

    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize(("file", "line", "contract"), PLANTS)
def test_a_planted_violation_is_caught(tree: Path, file: str, line: str, contract: str) -> None:
    with (tree / "mailreg" / file).open("a", encoding="utf-8") as planted:
        planted.write(f"\n{line}\n")

    run = lint(tree)

    assert run.returncode == 1, run.stdout + run.stderr
    [verdict] = [said for said in run.stdout.splitlines() if said.startswith(contract)][:1]
    assert verdict.endswith("BROKEN"), run.stdout
    module = f"mailreg.{file.removesuffix('.py').replace('/', '.')}"
    assert module in run.stdout or f".{module.rpartition('.')[2]} ->" in run.stdout


def test_a_planted_cycle_is_caught(tree: Path) -> None:
    package = tree / "mailreg" / "reply"
    (package / "planted_hen.py").write_text("import mailreg.reply.planted_egg\n")
    (package / "planted_egg.py").write_text("import mailreg.reply.planted_hen\n")

    run = lint(tree)

    assert run.returncode == 1
    assert "planted_hen" in run.stdout
    assert "No cycles are allowed in mailreg.reply" in run.stdout


def test_every_module_of_the_package_has_its_row() -> None:
    """Nothing is waved through as optional once it is there."""
    rows = (ROOT / ".importlinter").read_text("utf-8").partition("layers =\n")[2].split("\n\n")[0]
    sources = PACKAGE.rglob("*.py")
    optional = {row.strip(" ()") for row in rows.replace("|", "\n").splitlines() if "(" in row}
    there = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in sources}

    assert not optional & there
