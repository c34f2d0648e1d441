"""What holds for every test: how hypothesis looks for cases, and that nothing is skipped in CI."""

from __future__ import annotations

import os
from collections.abc import Generator

import hypothesis
import pytest
import structlog

pytest_plugins = ["pytester"]

IS_CI = os.environ.get("CI", "").lower() in ("1", "true")

hypothesis.settings.register_profile("default", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if IS_CI else "default")


@pytest.fixture(autouse=True)
def every_line_of_the_log() -> None:
    """A command that ran in this process may have told the log to keep quiet."""
    structlog.reset_defaults()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A skipped test proves nothing: in CI it fails, unless it is marked `may_skip`."""
    report = yield
    is_expected = item.get_closest_marker("may_skip") is not None or hasattr(report, "wasxfail")
    if IS_CI and report.skipped and not is_expected:
        report.outcome = "failed"
        report.longrepr = f"skipped in CI, where everything must run: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole module (`importorskip`)."""
    report = yield
    if IS_CI and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{collector.nodeid} skipped in CI, where everything must run"
    return report
