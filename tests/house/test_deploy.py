"""The service file is one that systemd accepts, and that starts what there is."""

from __future__ import annotations

import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest

from mailreg.errors import ConfigurationError, LoginRefused

UNIT = Path(__file__).parents[2] / "deploy" / "mailreg.service"


@pytest.fixture(scope="module")
def service() -> dict[str, str]:
    unit = ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(UNIT, "utf-8")
    return dict(unit["Service"])


def test_systemd_accepts_the_unit_without_a_word() -> None:
    """Unknown keys leave the exit status at 0: only silence means that all is well."""
    run = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", UNIT], capture_output=True, text=True, check=False
    )

    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_the_service_runs_the_daemon_with_the_installed_configuration(
    service: dict[str, str],
) -> None:
    assert service["ExecStart"].endswith(
        "/opt/mailreg/bin/mailreg --config /etc/mailreg/config/mailreg.toml run"
    )
    assert service["Type"] == "notify"
    assert int(service["WatchdogSec"]) > 0


def test_what_starting_again_does_not_mend_is_not_started_again(service: dict[str, str]) -> None:
    never = {int(status) for status in service["RestartPreventExitStatus"].split()}

    assert never == {ConfigurationError.exit_status, LoginRefused.exit_status}
    assert service["Restart"] == "on-failure"
