"""The log names no member of staff: who did what is in the history."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from mailreg.registration.values import Verb
from mailreg.service import administration
from mailreg.service.answering import answer
from tests.integration.service.letters import letter
from tests.integration.service.office import Office

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_what_staff_do_is_logged_without_their_names(office: Office) -> None:
    office.take_in(letter())

    with capture_logs() as lines:
        office.decide(Verb.APPROVE)
        answer(office.desk, office.case().reference, "Välkommen!", by="karin")
        administration.pause(office.desk, None, by="karin")
        administration.resume(office.desk, None, by="karin")

    assert [line["key"] for line in lines] == ["decided", "decided", "paused", "resumed"]
    assert "karin" not in str(lines)
