"""`mailreg check`: everything that is wrong, at once, each problem with its remedy."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from mailreg.cli.context import Settings, print_json, tell
from mailreg.errors import ConfigurationError, MailregError, Problem

if TYPE_CHECKING:
    from mailreg.config import Config

FINE = 0

Result = TypeVar("Result")


def check_all(settings: Settings, *, offline: bool, as_json: bool) -> int:
    """Report on configuration, templates, database, key and servers; returns the exit status."""
    report = Report()
    config = report.of("configuration", settings.load)
    if config is not None:
        _check_site(report, config, offline=offline)
    report.show(as_json=as_json)
    return report.status


class Report:
    """What was found, check by check."""

    def __init__(self) -> None:
        self.passed: list[str] = []
        self.problems: list[tuple[str, Problem]] = []
        self.warnings: list[str] = []
        self.status = FINE

    def of(self, name: str, step: Callable[[], Result]) -> Result | None:
        """Run a check; None where it found a problem."""
        try:
            result = step()
        except ConfigurationError as error:
            self.problems += [(name, problem) for problem in error.problems]
            self._worsen(error)
            return None
        except MailregError as error:
            self.problems.append((name, Problem(file="", key="", message=str(error), remedy="")))
            self._worsen(error)
            return None
        self.passed.append(name)
        return result

    def show(self, *, as_json: bool) -> None:
        """Print the report."""
        if as_json:
            print_json(
                {
                    "passed": self.passed,
                    "warnings": self.warnings,
                    "problems": [
                        {
                            "check": name,
                            "file": problem.file,
                            "key": problem.key,
                            "message": problem.message,
                            "remedy": problem.remedy,
                        }
                        for name, problem in self.problems
                    ],
                }
            )
            return
        for name in self.passed:
            tell(f"ok       {name}")
        for warning in self.warnings:
            tell(f"warning  {warning}")
        for name, problem in self.problems:
            tell(f"PROBLEM  {name}: {problem if problem.file else problem.message}")

    def _worsen(self, error: MailregError) -> None:
        # what must be mended outweighs what may pass by itself
        if self.status in {FINE, 75}:
            self.status = error.exit_status


def _check_site(report: Report, config: Config, *, offline: bool) -> None:
    from mailreg import wiring
    from mailreg.config import environment

    report.warnings += [str(warning) for warning in config.warnings]
    templates = report.of("templates", lambda: wiring.load_templates(config))
    if templates is not None:
        report.warnings += templates.warnings
    note = report.of("database and key", lambda: wiring.check_database(config, environment()))
    report.warnings += [note] if note else []
    if offline:
        return
    for settings in config.mailboxes:
        report.of(f"mailbox {settings.name}", partial(wiring.try_mailbox, settings, config))
    report.of("smtp", lambda: asyncio.run(wiring.try_smtp(config)))
