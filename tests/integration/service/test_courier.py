"""Delivery beside the intake of one round."""

from __future__ import annotations

import pytest

from mailreg.errors import DeliveryUnavailable
from mailreg.service.courier import delivering
from tests.integration.service.letters import letter, letters
from tests.integration.service.office import Office

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_answers_leave_while_letters_are_still_taken_in(office: Office) -> None:
    first, *others = letters(3)
    with delivering(office.dispatcher) as wake:
        office.take_in(first)
        wake()
        office.smtp.wait_for(1)
        office.take_in(*others)

    assert {state for _, state, _ in office.fates()} == {"sent"}
    assert len(office.smtp.received) == 3


def test_what_is_due_leaves_at_the_end_though_nobody_said_so(office: Office) -> None:
    with delivering(office.dispatcher):
        office.take_in(letter())

    assert len(office.smtp.received) == 1


def test_the_last_failure_is_told_and_an_earlier_one_is_made_up_for(office: Office) -> None:
    office.take_in(letter())
    office.smtp.greeting = "421 4.3.2 closing"

    with pytest.raises(DeliveryUnavailable), delivering(office.dispatcher):
        pass

    with delivering(office.dispatcher) as wake:
        wake()
        office.smtp.greeting = None
    assert [state for _, state, _ in office.fates()] == ["sent"]


def test_a_round_that_is_broken_off_claims_nothing_more(office: Office) -> None:
    def break_off() -> None:
        with delivering(office.dispatcher):
            office.take_in(letter())
            raise SystemExit

    with pytest.raises(SystemExit):
        break_off()

    assert office.smtp.received == []
    assert [(mail.state, mail.attempts) for mail in office.mails()] == [("queued", 0)]
