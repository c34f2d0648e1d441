"""Letters that are processed anew, or only read again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailreg.event import Event
from mailreg.extraction import Extract, Intent
from mailreg.extraction.resolve import extract
from mailreg.message import InboundMessage
from mailreg.registration.values import Verb
from mailreg.service.messages import replay
from tests.integration.service.letters import ASKING, QUESTION, letter
from tests.integration.service.office import Office


def test_a_question_that_is_processed_anew_keeps_its_conversation(office: Office) -> None:
    office.take_in(letter(QUESTION, subject=ASKING))

    again = replay(office.desk, 1)

    assert again.message.reason == "question"
    assert len(office.cases()) == 1
    assert len(office.mails()) == 1


@pytest.mark.parametrize("has_left", [False, True])
def test_a_question_that_is_now_read_as_a_registration_fills_its_conversation(
    office: Office, monkeypatch: pytest.MonkeyPatch, has_left: bool
) -> None:
    def as_question(message: InboundMessage, event: Event) -> Extract:
        return replace(extract(message, event), intent=Intent.QUESTION, intent_is_sure=True)

    with monkeypatch.context() as planted:
        planted.setattr("mailreg.reader.here.extract", as_question)
        office.take_in(letter())
    before = office.case()
    assert before.registrations == ()
    if has_left:
        office.send_due()

    again = replay(office.desk, 1)

    after = office.case()
    assert (again.message.state, again.message.reference) == ("processed", before.reference)
    assert (after.id, after.token) == (before.id, before.token)
    assert [(one.name, one.status) for one in after.registrations] == [("Anna Berg", "pending")]
    assert after.billing is not None
    first = ("sent", None) if has_left else ("cancelled", "replayed")
    assert office.fates() == [("forwarded", *first), ("received", "queued", None)]
    office.decide(Verb.APPROVE)
    assert office.statuses() == ["confirmed"]


def test_a_letter_that_joined_anothers_conversation_puts_nobody_into_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.take_in(letter())
    office.decide(Verb.CANCEL)

    def as_cancellation(message: InboundMessage, event: Event) -> Extract:
        return replace(extract(message, event), intent=Intent.CANCEL, intent_is_sure=True)

    with monkeypatch.context() as planted:
        planted.setattr("mailreg.reader.here.extract", as_cancellation)
        office.take_in(letter(name="Bo Ek"))
    replay(office.desk, 2)

    first, second = office.cases()
    assert [one.name for one in first.registrations] == ["Anna Berg"]
    assert [one.name for one in second.registrations] == ["Bo Ek"]


def test_a_processed_letter_is_only_read_again(office: Office) -> None:
    office.take_in(letter())

    again = replay(office.desk, 1)

    assert (again.message.state, again.differences) == ("processed", ())
    assert len(office.cases()) == 1
