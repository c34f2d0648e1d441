"""What a decision would come to: what it then comes to, and nothing is changed by looking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from sqlalchemy import select

from mailreg.errors import BadRequest
from mailreg.registration.values import Refusal, StaffAction, Verb
from mailreg.service.deciding import Done, decide_case
from mailreg.service.foreseeing import Choice, Foreseen, Outcome, decide_all, foresee, foresee_all
from mailreg.store.tables import METADATA
from tests.integration.service.conftest import NewOffice
from tests.integration.service.letters import letters
from tests.integration.service.office import Office, make_event, opened, text_of
from tests.integration.service.test_races import at_once

APPROVE = StaffAction(verb=Verb.APPROVE)
DECLINE = StaffAction(verb=Verb.DECLINE, note="Tyvärr är det fullt.")


def whole(office: Office) -> dict[str, list[tuple[object, ...]]]:
    """Everything that the database holds."""
    with office.desk.database.reading() as tx:
        return {
            table.name: sorted(map(tuple, tx.connection.execute(select(table))), key=str)
            for table in METADATA.sorted_tables
        }


def choices(office: Office, action: StaffAction = APPROVE) -> list[Choice]:
    return [
        Choice(reference=case.reference, seen=case.version, action=action)
        for case in office.cases()
    ]


def codes(outcomes: Sequence[Outcome]) -> list[str]:
    """What each came to: the code of a refusal, or the verb that was done."""
    return [
        outcome.result.code
        if isinstance(outcome.result, Refusal)
        else outcome.choice.action.verb.value
        for outcome in outcomes
    ]


ACTIONS = [
    APPROVE,
    DECLINE,
    StaffAction(verb=Verb.WAITLIST),
    StaffAction(verb=Verb.OFFER),
    StaffAction(verb=Verb.ASK, note="Hur många är ni?"),
    StaffAction(verb=Verb.CANCEL),
]


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: str(action.verb))
def test_a_look_ahead_changes_nothing(office: Office, action: StaffAction) -> None:
    office.take_in(*letters(2))
    reference = office.references()[0]
    before = whole(office)
    foresee(office.desk, reference, action, by="karin")
    assert whole(office) == before


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: str(action.verb))
def test_what_was_foreseen_is_what_is_then_sent(office: Office, action: StaffAction) -> None:
    office.take_in(*letters(1))
    reference = office.case().reference
    foreseen = foresee(office.desk, reference, action, by="karin")
    done = decide_case(office.desk, reference, action, by="karin")
    if isinstance(done, Refusal):
        assert foreseen == done
        return
    assert isinstance(foreseen, Foreseen)
    assert foreseen.done.application == done.application
    assert foreseen.done.decision == done.decision
    assert foreseen.mail is not None
    sent = office.mails()[-1]
    assert sent.id == done.outbox_id
    assert text_of(foreseen.mail) == text_of(sent.content or b"")
    assert opened(foreseen.mail)["Subject"] == opened(sent.content or b"")["Subject"]


def test_the_note_is_in_the_mail_that_is_foreseen(office: Office) -> None:
    office.take_in(*letters(1))
    foreseen = foresee(office.desk, office.case().reference, DECLINE, by="karin")
    assert isinstance(foreseen, Foreseen)
    assert "Tyvärr är det fullt." in text_of(foreseen.mail or b"")


def test_a_refusal_is_foreseen_as_one(new_office: NewOffice) -> None:
    office = new_office(make_event(capacity=0))
    office.take_in(*letters(1))
    (reference,) = office.references()
    before = whole(office)
    refused = foresee(office.desk, reference, APPROVE, by="karin")
    assert isinstance(refused, Refusal)
    assert refused.code == "no_room"
    assert whole(office) == before


def test_nothing_is_foreseen_of_what_is_not_there(office: Office) -> None:
    with pytest.raises(BadRequest, match="No application"):
        foresee(office.desk, "MS-00000", APPROVE, by="karin")


def test_many_are_foreseen_one_after_the_other(new_office: NewOffice) -> None:
    office = new_office(make_event(capacity=3))
    office.take_in(*letters(5))
    chosen = choices(office)
    before = whole(office)

    foreseen = foresee_all(office.desk, chosen, by="karin")

    assert codes(foreseen) == ["approve"] * 3 + ["waitlist"] * 2
    assert whole(office) == before

    done = decide_all(office.desk, [one.choice for one in foreseen], by="karin")

    assert codes(done) == codes(foreseen)
    assert Counter(office.statuses()) == {"confirmed": 3, "waitlisted": 2}
    for one, other in zip(foreseen, done, strict=True):
        assert isinstance(one.result, Done)
        assert isinstance(other.result, Done)
        assert one.result.application == other.result.application


def test_one_that_cannot_be_decided_stops_no_other(office: Office) -> None:
    office.take_in(*letters(3))
    first, second, third = choices(office)
    stranger = Choice(reference="MS-00000", seen=1, action=APPROVE)
    office.decide(Verb.DECLINE, second.reference)
    again = choices(office, DECLINE)[1]
    chosen = [first, stranger, second, again, third]

    foreseen = foresee_all(office.desk, chosen, by="karin")
    done = decide_all(office.desk, chosen, by="karin")

    expected = ["approve", "bad_request", "changed", "not_allowed", "approve"]
    assert codes(foreseen) == expected
    assert codes(done) == expected
    assert office.statuses() == ["confirmed", "declined", "confirmed"]


def test_the_same_case_is_decided_once(office: Office) -> None:
    office.take_in(*letters(1))
    (choice,) = choices(office)
    assert codes(foresee_all(office.desk, [choice, choice], by="karin")) == ["approve", "changed"]
    assert codes(decide_all(office.desk, [choice, choice], by="karin")) == ["approve", "changed"]


def test_what_has_changed_since_it_was_seen_is_not_decided(office: Office) -> None:
    office.take_in(*letters(1))
    seen = office.case()
    office.edit("name=Eva Ek")

    refused = decide_case(office.desk, seen.reference, APPROVE, by="karin", seen=seen.version)

    assert isinstance(refused, Refusal)
    assert refused.code == "changed"
    assert office.statuses() == ["pending"]
    now = office.case().version
    assert isinstance(decide_case(office.desk, seen.reference, APPROVE, by="k", seen=now), Done)


def test_of_two_who_decide_at_once_on_the_same_version_one_is_refused(office: Office) -> None:
    office.take_in(*letters(1))
    seen = office.case()
    actions = [APPROVE, DECLINE, StaffAction(verb=Verb.WAITLIST), StaffAction(verb=Verb.CANCEL)]

    def decide(number: int) -> object:
        action = actions[number]
        who = f"staff {number}"
        return decide_case(office.desk, seen.reference, action, by=who, seen=seen.version)

    results = at_once(decide)

    refused = [one.code for one in results if isinstance(one, Refusal)]
    assert refused == ["changed"] * 3
    (done,) = (one for one in results if isinstance(one, Done))
    assert office.case().version == done.application.version
    assert len(office.mails()) == 2


def test_a_look_ahead_and_a_decision_at_once_do_not_harm_each_other(new_office: NewOffice) -> None:
    office = new_office(make_event(capacity=2))
    office.take_in(*letters(4))
    chosen = choices(office)

    def act(number: int) -> object:
        if number % 2:
            return decide_all(office.desk, chosen[:2], by=f"staff {number}")
        return foresee_all(office.desk, chosen, by=f"staff {number}")

    at_once(act)

    assert office.statuses() == ["confirmed", "confirmed", "pending", "pending"]
