"""Whose fault a failure of the database is: the letter's, which is set apart, or nobody's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text

from mailreg.errors import DatabaseUnavailable
from mailreg.service import settling
from mailreg.service.desk import Desk
from mailreg.service.letter import Letter
from mailreg.service.policy import Start
from mailreg.store.database import Transaction
from mailreg.store.values import Settlement
from tests.integration.service.letters import letter, letters
from tests.integration.service.office import Office

Settle = Callable[[Transaction, Desk, Letter], Settlement]
ONLY_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
LOST = "SELECT pg_terminate_backend(pg_backend_pid())"
DEADLOCK = "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40P01'; END $$"
UNFIT = (
    "INSERT INTO event (slug) SELECT string_agg(md5(n::text), '') FROM generate_series(1, 999) n"
)


def failing_for(name: str, statement: str) -> Settle:
    """How letters are settled, but one fails in the database."""

    def settle(tx: Transaction, desk: Desk, letter: Letter) -> Settlement:
        if name in letter.message.body:
            tx.connection.execute(text(statement))
        return settling.settle(tx, desk, letter)

    return settle


@ONLY_POSTGRESQL
def test_a_letter_that_does_not_fit_is_set_apart_alone(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mailreg.service.reading.settle", failing_for("Erik", UNFIT))

    office.take_in(*letters(3))

    assert office.messages() == [
        ("processed", None),
        ("quarantined", "crashed:OperationalError"),
        ("processed", None),
    ]


@ONLY_POSTGRESQL
def test_a_sender_that_does_not_fit_does_not_hold_up_a_first_start(office: Office) -> None:
    office.set_up(start=Start.NEW)
    office.deliver(letter(sender="Bo <bo\0ek@solby.example>"), *letters(1))

    office.watch.tend()

    assert office.messages() == [("ignored", "before_start")] * 2


@ONLY_POSTGRESQL
@pytest.mark.parametrize("failure", [LOST, DEADLOCK])
def test_a_failure_that_passes_is_no_letters_fault(
    office: Office, monkeypatch: pytest.MonkeyPatch, failure: str
) -> None:
    with monkeypatch.context() as planted:
        planted.setattr("mailreg.service.reading.settle", failing_for("Erik", failure))
        with pytest.raises(DatabaseUnavailable):
            office.take_in(*letters(3))
    assert office.messages() == [("stored", None)] * 3

    office.watch.tend()

    assert office.messages() == [("processed", None)] * 3
