"""What the source imports is declared, and what is declared is imported."""

from __future__ import annotations

import ast
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "mailreg"

NEVER_IMPORTED = {
    "psycopg": "SQLAlchemy loads it for a postgresql+psycopg:// URL",
    "python-multipart": "Starlette reads forms with it",
    "tzdata": "zoneinfo reads it where the system has no time zones",
}


def declared(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(want).name) for want in requirements}


def imported(paths: list[Path]) -> dict[str, str]:
    """Distribution of each foreign import, and one file that has it."""
    distributions = packages_distributions()
    return {
        canonicalize_name(distribution): str(path.relative_to(ROOT))
        for path in paths
        for module in foreign_imports(path)
        for distribution in distributions.get(module, [f"unknown {module}"])
    }


def foreign_imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add(node.module or "")
    return {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {"mailreg"}


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
RUNTIME = declared(PROJECT["dependencies"])
DEMO = declared(PROJECT["optional-dependencies"]["demo"])
PATHS = sorted(SOURCE.rglob("*.py"))
OF_DEMO = [path for path in PATHS if path.is_relative_to(SOURCE / "demo")]


def test_the_source_imports_only_what_it_declares() -> None:
    others = imported([path for path in PATHS if path not in OF_DEMO])

    assert {name: path for name, path in others.items() if name not in RUNTIME} == {}


def test_the_demo_imports_only_what_its_extra_declares_beside() -> None:
    demo = imported(OF_DEMO)

    assert {name: path for name, path in demo.items() if name not in RUNTIME | DEMO} == {}


def test_nothing_is_declared_that_nobody_imports() -> None:
    used = imported(PATHS).keys() | NEVER_IMPORTED.keys()

    assert (RUNTIME | DEMO) - used == set()
