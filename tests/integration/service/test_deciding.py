"""Staff decide: each verb, what it replaces, and how it is taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mailreg.errors import BadRequest
from mailreg.extraction import Missing
from mailreg.registration.values import Reason, Refusal, Verb
from mailreg.service.policy import Mode
from mailreg.store import applications
from tests.integration.service.conftest import NewOffice
from tests.integration.service.letters import ASKING, QUESTION, WITHOUT_ADDRESS, letter, letters
from tests.integration.service.office import UNDO, Office, make_event, opened, text_of
from tests.servers.smtp import Conduct, Point

MINUTE = timedelta(minutes=1)
TOLD = {
    Verb.APPROVE: ("confirmed", "confirmed"),
    Verb.DECLINE: ("declined", "declined"),
    Verb.WAITLIST: ("waitlisted", "waitlisted"),
    Verb.CANCEL: ("cancelled", "cancelled"),
}


def begin(office: Office) -> None:
    """One pending application whose receipt has left."""
    office.take_in(letter())
    office.send_due()


@pytest.mark.parametrize(("verb", "status", "template"), [(k, *v) for k, v in TOLD.items()])
def test_a_decision_is_recorded_held_for_its_undo_time_and_then_mailed(
    office: Office, verb: Verb, status: str, template: str
) -> None:
    begin(office)

    office.decide(verb)

    assert office.statuses() == [status]
    assert office.fates()[-1] == (template, "held", "undo")
    office.clock.advance(UNDO)
    office.send_due()
    assert office.fates()[-1] == (template, "sent", None)
    mail = opened(office.smtp.received[-1].content)
    assert mail["To"] == "anna.berg@solby.example"
    assert mail["Auto-Submitted"] == "auto-generated"


def test_the_history_tells_who_decided_why_and_what_was_mailed(office: Office) -> None:
    begin(office)

    done = office.decide(Verb.APPROVE, note="Talade med Anna.")

    with office.desk.database.reading() as tx:
        step = applications.last_step(tx, office.case().id)
    assert step is not None
    assert (step.by, step.action, step.note) == ("karin", "approve", "Talade med Anna.")
    assert step.outbox_id == done.outbox_id


def test_a_decision_replaces_mail_that_is_still_held(office: Office) -> None:
    begin(office)
    office.decide(Verb.APPROVE)

    office.decide(Verb.DECLINE)
    office.clock.advance(UNDO)
    office.send_due()

    fates = office.fates()
    assert fates[1][:2] == ("confirmed", "cancelled")
    assert str(fates[1][2]).startswith("replaced:")
    assert fates[2] == ("declined", "sent", None)


def test_a_decision_replaces_mail_that_the_server_put_off(office: Office) -> None:
    begin(office)
    office.decide(Verb.APPROVE)
    office.clock.advance(UNDO)
    office.smtp.expect(Conduct(rcpt="451 4.7.1 later"))
    office.send_due()
    assert office.fates()[1] == ("confirmed", "deferred", "refused_for_now")

    office.decide(Verb.DECLINE)
    office.clock.advance(timedelta(hours=5))
    office.send_due()

    assert [state for _, state, _ in office.fates()] == ["sent", "cancelled", "sent"]


def test_mail_that_may_have_arrived_is_not_replaced(office: Office) -> None:
    begin(office)
    office.decide(Verb.APPROVE)
    office.clock.advance(UNDO)
    office.smtp.expect(Conduct(drop=Point.AFTER_DOT))
    office.send_due()

    office.decide(Verb.DECLINE)

    assert office.fates()[1] == ("confirmed", "deferred", "no_answer")


def test_undo_within_its_time_leaves_no_trace_outside(office: Office) -> None:
    begin(office)
    office.decide(Verb.APPROVE)

    office.decide(Verb.UNDO)
    office.clock.advance(UNDO)
    office.send_due()

    assert office.statuses() == ["pending"]
    assert office.fates() == [("received", "sent", None), ("confirmed", "cancelled", "undone")]
    assert len(office.smtp.received) == 1


def test_undo_gives_back_the_mail_that_the_decision_had_replaced(office: Office) -> None:
    begin(office)
    office.decide(Verb.APPROVE)
    office.clock.advance(MINUTE)
    office.decide(Verb.DECLINE)

    office.decide(Verb.UNDO)

    assert office.statuses() == ["confirmed"]
    assert [fate[1:] for fate in office.fates()[1:]] == [("held", "undo"), ("cancelled", "undone")]
    assert office.send_due() == 0
    office.clock.advance(UNDO)
    assert office.send_due() == 1


def test_undo_after_the_mail_has_left_drafts_a_correction_for_release(office: Office) -> None:
    begin(office)
    office.decide(Verb.APPROVE)
    office.clock.advance(UNDO)
    office.send_due()

    office.decide(Verb.UNDO)
    office.clock.advance(timedelta(days=1))
    office.send_due()

    assert office.statuses() == ["pending"]
    assert office.fates()[-1] == ("corrected", "held", "review")


def test_undo_of_mail_that_may_have_arrived_drafts_a_correction(office: Office) -> None:
    begin(office)
    office.decide(Verb.APPROVE)
    office.clock.advance(UNDO)
    office.smtp.expect(Conduct(drop=Point.AFTER_DOT))
    office.send_due()

    office.decide(Verb.UNDO)

    assert office.fates()[1:] == [
        ("confirmed", "deferred", "no_answer"),
        ("corrected", "held", "review"),
    ]


def test_a_new_decision_takes_a_correction_back_that_nobody_released(office: Office) -> None:
    begin(office)
    office.decide(Verb.APPROVE)
    office.clock.advance(UNDO)
    office.send_due()
    office.decide(Verb.UNDO)

    office.decide(Verb.DECLINE)

    assert office.fates()[2][:2] == ("corrected", "cancelled")
    assert office.fates()[3] == ("declined", "held", "undo")


def test_undo_twice_is_refused(office: Office) -> None:
    begin(office)
    office.decide(Verb.APPROVE)
    office.decide(Verb.UNDO)

    refusal = office.act(Verb.UNDO)

    assert isinstance(refusal, Refusal)
    assert refusal.code == "nothing_to_undo"


def test_undo_of_a_decision_that_nobody_was_told_of(office: Office) -> None:
    begin(office)
    office.decide(Verb.DECLINE)
    office.clock.advance(UNDO)
    office.send_due()
    office.decide(Verb.REOPEN)
    assert office.statuses() == ["pending"]

    office.decide(Verb.UNDO)

    assert office.statuses() == ["declined"]
    assert office.fates()[-1] == ("declined", "sent", None)


def test_undo_is_refused_where_the_seat_has_gone_meanwhile(new_office: NewOffice) -> None:
    office = new_office(make_event(capacity=1))
    office.take_in(*letters(2))
    first, second = (case.reference for case in office.cases())
    office.decide(Verb.APPROVE, first)
    office.decide(Verb.CANCEL, first)
    office.decide(Verb.APPROVE, second)

    refusal = office.act(Verb.UNDO, first)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "no_room"
    assert office.statuses() == ["cancelled", "confirmed"]

    office.decide(Verb.UNDO, first, over_capacity=True, note="Ordföranden har lovat.")
    assert office.statuses() == ["confirmed", "confirmed"]


def test_a_full_venue_refuses_and_over_capacity_needs_a_reason(new_office: NewOffice) -> None:
    office = new_office(make_event(capacity=0))
    office.take_in(letter())

    codes = [
        refusal.code
        for refusal in (office.act(Verb.APPROVE), office.act(Verb.APPROVE, over_capacity=True))
        if isinstance(refusal, Refusal)
    ]

    assert codes == ["no_room", "note_needed"]
    assert office.statuses() == ["pending"]
    done = office.decide(Verb.APPROVE, over_capacity=True, note="Extra stol.")
    assert done.decision is not None
    assert done.decision.is_over_capacity
    assert office.statuses() == ["confirmed"]


def test_asking_asks_for_what_is_missing(office: Office) -> None:
    office.take_in(letter(WITHOUT_ADDRESS))
    office.send_due()

    office.decide(Verb.ASK)

    assert office.statuses() == ["incomplete"]
    assert office.fates()[-1] == ("incomplete", "held", "undo")
    assert "fakturaadress" in text_of(office.mails()[-1].content or b"").lower()


def test_asking_for_nothing_is_refused(office: Office) -> None:
    begin(office)

    refusal = office.act(Verb.ASK)

    assert isinstance(refusal, Refusal)
    assert refusal.code == "nothing_to_ask"
    office.decide(Verb.ASK, asks_for=[Missing.NAME])
    assert office.statuses() == ["incomplete"]


def test_a_reason_for_declining_goes_into_the_mail(office: Office) -> None:
    begin(office)

    office.decide(Verb.DECLINE, reason=Reason.FULL, note="Välkommen nästa år.")

    assert office.cases()[0].registrations[0].decline_reason is Reason.FULL
    assert "Välkommen nästa år." in text_of(office.mails()[-1].content or b"")


def test_nobody_is_decided_about_in_a_question(office: Office) -> None:
    office.take_in(letter(QUESTION, subject=ASKING))

    refusal = office.act(Verb.APPROVE)

    assert isinstance(refusal, Refusal)
    assert refusal.code == "not_allowed"


def test_an_unknown_reference_is_told(office: Office) -> None:
    with pytest.raises(BadRequest, match="MS-XXXXX"):
        office.act(Verb.APPROVE, "MS-XXXXX")


def test_a_reference_is_known_in_lower_case_too(office: Office) -> None:
    begin(office)

    office.decide(Verb.APPROVE, office.case().reference.lower())

    assert office.statuses() == ["confirmed"]


def test_a_decision_in_hold_waits_for_release(office: Office) -> None:
    office.restart(mode=Mode.HOLD)
    office.take_in(letter())
    assert office.fates() == [("received", "held", "hold")]

    office.decide(Verb.APPROVE)
    office.clock.advance(timedelta(days=1))

    assert office.send_due() == 0
    assert office.fates()[0][:2] == ("received", "cancelled")
    assert office.fates()[1] == ("confirmed", "held", "hold")


def test_undo_in_hold_gives_the_replaced_mail_back_to_be_released(office: Office) -> None:
    office.restart(mode=Mode.HOLD)
    office.take_in(letter())
    office.decide(Verb.APPROVE)

    office.decide(Verb.UNDO)

    assert office.fates() == [("received", "held", "hold"), ("confirmed", "cancelled", "undone")]


def test_without_an_undo_time_the_mail_leaves_at_once(office: Office) -> None:
    office.restart(undo=timedelta())
    begin(office)

    office.decide(Verb.APPROVE)

    assert office.send_due() == 1
