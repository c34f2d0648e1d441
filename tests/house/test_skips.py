"""A test that is skipped in CI fails there, so that no missing server goes unnoticed."""

from __future__ import annotations

from pathlib import Path

import pytest

CONFTEST = Path(__file__).parents[1] / "conftest.py"

TESTS = """
    import pytest

    def test_skipped(): pytest.skip("no server")

    @pytest.mark.skipif(True, reason="no server")
    def test_marked(): pass

    @pytest.mark.may_skip("only on PostgreSQL")
    def test_excused(): pytest.skip("not PostgreSQL")

    @pytest.mark.xfail
    def test_expected(): assert False
"""


@pytest.fixture
def house(pytester: pytest.Pytester) -> pytest.Pytester:
    """A folder with the conftest of this one."""
    pytester.makeini("[pytest]\nmarkers = may_skip(reason): as in this house")
    pytester.makeconftest(CONFTEST.read_text("utf-8"))
    return pytester


def run(house: pytest.Pytester) -> pytest.RunResult:
    return house.runpytest_subprocess("-p", "no:randomly", "-p", "no:cacheprovider")


def test_a_skipped_test_fails_in_ci(
    house: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    house.makepyfile(TESTS)

    run(house).assert_outcomes(failed=1, errors=1, skipped=1, xfailed=1)


def test_a_skipped_module_fails_in_ci(
    house: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    house.makepyfile('import pytest\npytest.importorskip("no_such_package")\n')

    run(house).assert_outcomes(errors=1)


def test_elsewhere_it_is_only_skipped(
    house: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CI", raising=False)
    house.makepyfile(TESTS)

    run(house).assert_outcomes(skipped=3, xfailed=1)
