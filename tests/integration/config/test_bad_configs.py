"""Each file in bad_configs is refused with the messages that stand beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailreg.config import load
from mailreg.errors import ConfigurationError
from tests.integration.config.conftest import ACCOUNT, GOOD, SECRETS, SERVICE_ACCOUNTS, Arrange

BAD = Path(__file__).parent / "bad_configs"
ENVIRON = {**SECRETS, **SERVICE_ACCOUNTS}
CASES = sorted(path.stem for path in BAD.glob("*.toml"))


@pytest.mark.parametrize("name", CASES)
def test_a_bad_configuration_is_refused_with_every_problem_in_it(
    name: str, arrange: Arrange, tmp_path: Path
) -> None:
    bad = BAD / f"{name}.toml"
    is_event = name.startswith("event_")
    settings = arrange(
        GOOD / "mailreg.toml" if is_event else bad, bad if is_event else GOOD / "event.toml"
    )
    with pytest.raises(ConfigurationError) as refused:
        load(settings, ENVIRON)
    told = str(refused.value).replace(f"{tmp_path}/config/", "")
    assert told + "\n" == bad.with_suffix(".expected").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CASES)
def test_a_refusal_names_file_and_remedy_and_shows_no_secret(name: str, arrange: Arrange) -> None:
    bad = BAD / f"{name}.toml"
    is_event = name.startswith("event_")
    settings = arrange(
        GOOD / "mailreg.toml" if is_event else bad, bad if is_event else GOOD / "event.toml"
    )
    with pytest.raises(ConfigurationError) as refused:
        load(settings, ENVIRON)
    for problem in refused.value.problems:
        assert problem.file.endswith(".toml")
        assert problem.message
        assert problem.remedy
    for secret in (*ENVIRON.values(), ACCOUNT.key_id, "hunter", "PRIVATE KEY"):
        assert secret not in str(refused.value)
