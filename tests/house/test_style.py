"""The measures of the house, on every file that git knows."""

from __future__ import annotations

import ast
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements/lock.txt", "requirements/run.txt")
MOST_LINES = 400
MOST_STATEMENTS = 30
MOST_BODY_LINES = 20  # of nine functions in ten
BANNED_NAMES = {"utils", "helpers", "common", "core", "models"}
BANNER = re.compile(r"^\s*#\s*([-=#*~_]{4,}|[-=#*~_]{2,}\s*\w.*[-=#*~_]{2,})\s*$")
REGISTRIES = ("pypi" + ".org", "pythonhosted" + ".org", "registry.npmjs" + ".org")
PLACES = re.compile(r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+)/\w")
GIVEN = ROOT / "tests" / "corpus" / "given"
MADE = {
    ".git",
    *(line.strip("/") for line in (ROOT / ".gitignore").read_text("utf-8").splitlines()),
}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def files(suffix: str = "") -> list[Path]:
    """Files of the project; what is made anew by tools, or was written by others, excepted."""
    inside: list[Path] = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = set(folders) - MADE
        # In a linked worktree .git is a file.
        inside.extend(Path(folder, name) for name in set(names) - MADE)
    return sorted(
        path
        for path in inside
        if path.name.endswith(suffix) and path.suffix != ".eml" and not path.is_relative_to(GIVEN)
    )


PYTHON = files(".py")
SOURCES = [path for path in PYTHON if path.is_relative_to(ROOT / "src")]


def functions(paths: list[Path]) -> Iterator[tuple[str, Function]]:
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, Function):
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node


def body_lines(function: Function) -> int:
    """Lines of the body without its docstring."""
    body = function.body
    if ast.get_docstring(function) is not None:
        body = body[1:]
    if not body:
        return 0
    return (body[-1].end_lineno or body[-1].lineno) - body[0].lineno + 1


def statements(function: Function) -> int:
    inside = (node for child in function.body for node in ast.walk(child))
    return sum(isinstance(node, ast.stmt) for node in inside)


def matches(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number} {line.strip()}"
        for path in paths
        for number, line in enumerate(path.read_text("latin-1").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_is_longer_than_it_may_be() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in PYTHON}

    assert {str(path): n for path, n in lengths.items() if n > MOST_LINES} == {}


def test_no_function_has_too_many_statements() -> None:
    counts = {name: statements(function) for name, function in functions(SOURCES)}

    assert {name: n for name, n in counts.items() if n > MOST_STATEMENTS} == {}


def test_nine_functions_in_ten_are_short() -> None:
    lengths = sorted((body_lines(function), name) for name, function in functions(SOURCES))
    long = [(n, name) for n, name in lengths if n > MOST_BODY_LINES]

    assert len(long) <= len(lengths) / 10, long


def test_no_module_is_named_for_nothing() -> None:
    names = {part.removesuffix(".py") for path in SOURCES for part in path.parts[-3:]}

    assert names & BANNED_NAMES == set()


def test_no_banners_part_a_file() -> None:
    assert matches(BANNER, PYTHON) == []


@pytest.mark.parametrize("registry", REGISTRIES)
def test_no_file_names_a_package_registry(registry: str) -> None:
    assert matches(re.compile(re.escape(registry)), files()) == []


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    others = [path for path in files() if path != Path(__file__)]

    assert matches(PLACES, others) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_is_hashed_and_names_no_index(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    pin = re.compile(r"^[\w.\[\]-]+==.*(?:\n    --hash=sha256:[0-9a-f]{64}.*)*", re.MULTILINE)
    pinned = pin.findall(text)

    assert pinned
    assert [entry for entry in pinned if "--hash=" not in entry] == []
    assert re.findall(r"^\s*-.*index.*|https?://.*", text, re.MULTILINE) == []


def test_the_lock_holds_all_that_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    runtime = project["project"]["dependencies"]
    extras = [
        want for group in project["project"]["optional-dependencies"].values() for want in group
    ]
    groups = [want for group in project["dependency-groups"].values() for want in group]

    assert unlocked(runtime, "requirements/run.txt") == []
    assert unlocked([*runtime, *extras, *groups], "requirements/lock.txt") == []


def test_both_locks_agree() -> None:
    everything, at_run_time = pins("requirements/lock.txt"), pins("requirements/run.txt")

    assert at_run_time.items() <= everything.items()


def pins(lock: str) -> dict[str, str]:
    text = (ROOT / lock).read_text("utf-8")
    return dict(re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", text, re.MULTILINE))


def unlocked(wanted: list[str], lock: str) -> list[str]:
    """Requirements that no pin of the lock satisfies."""
    pinned = pins(lock)
    return [want for want in wanted if not is_satisfied(want, pinned)]


def is_satisfied(want: str, pinned: dict[str, str]) -> bool:

    requirement = Requirement(want)
    version = pinned.get(canonicalize_name(requirement.name))
    return version is not None and requirement.specifier.contains(version)
