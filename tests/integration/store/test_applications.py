"""Applications: stored whole, changed only together with a line of history (promise 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from mailreg.errors import BadRequest
from mailreg.extraction import Attendee, Billing, Missing
from mailreg.registration.values import (
    Diet,
    Move,
    Reason,
    SessionMove,
    SessionState,
    Status,
)
from mailreg.store import applications
from mailreg.store.database import Conflict, Database
from mailreg.store.values import NewStep
from tests.integration.store.builders import (
    ANNA,
    EVENT,
    NOW,
    add,
    application,
    arrived,
    draft,
    letter,
    mail,
    move,
    step,
    store,
)

EMPTY = Attendee()
WISHED = SessionState.WISHED


def test_an_application_is_read_back_as_it_was_stored(database: Database) -> None:
    new = application(7, attendees=(ANNA, EMPTY))
    with database.transaction() as tx:
        id_ = store(tx, new, arrived(Status.PENDING, Status.PENDING), is_full=True)
        found = applications.load(tx, id_, with_diet=True)
    assert (found.reference, found.token, found.event) == ("MS-00007", "token7", EVENT)
    assert (found.contact_name, found.contact_email) == ("Karin Ek", "Karin7@example.org")
    assert (found.needs_review, found.reasons) == (True, ("name_unsure",))
    assert found.billing == Billing(recipient="Ekerö kommun", city="Ekerö")
    assert (found.version, found.received_at) == (1, NOW + timedelta(seconds=7))
    anna, nobody = found.registrations
    assert (anna.name, anna.email, anna.category) == (ANNA.name, ANNA.email, "delegate")
    assert (anna.full, anna.answers) == (True, {"seminar": "ai"})
    assert anna.sessions == {"ai": SessionState.WISHED}
    assert anna.diet == Diet(codes=("gluten",), other=("kiwi",), stated=True)
    assert (nobody.number, nobody.name, nobody.diet) == (2, None, Diet())


def test_diet_is_read_only_when_it_is_asked_for(database: Database) -> None:
    id_ = add(database, Status.PENDING)
    with database.reading() as tx:
        assert applications.load(tx, id_).registrations[0].diet is None


def test_a_question_makes_an_application_without_people(database: Database) -> None:
    id_ = add(database)
    with database.reading() as tx:
        assert applications.load(tx, id_).registrations == ()
        assert [found.id for found in applications.all(tx)] == [id_]


def test_an_application_is_found_by_reference_token_and_address(database: Database) -> None:
    with database.transaction() as tx:
        first = store(tx, application(1), arrived(Status.PENDING))
        second = store(tx, application(2), arrived(Status.PENDING))
        found = applications.find(tx, "ms-00001")
        assert found is not None
        assert found.id == first
        assert applications.find(tx, "MS-9") is None
        assert applications.by_references(tx, ["x", "ms-00001", "MS-00002"]) == second
        assert applications.by_tokens(tx, ["token1", "other"]) == first
        assert applications.by_tokens(tx, []) is None
        assert applications.by_sender(tx, "KARIN2@example.org") == [second]
        assert applications.by_sender(tx, "anna@example.org") == [second, first]
        assert applications.by_sender(tx, "anna@example.org", events=["other"]) == []


def test_what_is_stored_is_what_is_read_back(database: Database) -> None:
    first = replace(
        arrived(Status.WAITLISTED, Status.DECLINED),
        moves=(
            Move(number=1, before=None, after=Status.WAITLISTED, queued_at=NOW, lapses=1),
            Move(number=2, before=None, after=Status.DECLINED, decline_reason=Reason.FULL),
        ),
        session_moves=(
            SessionMove(number=1, key="ai", before=WISHED, after=SessionState.WAITING),
            SessionMove(number=2, key="ai", before=WISHED, after=None),
        ),
    )
    new = replace(application(attendees=(ANNA, EMPTY)), missing=(Missing.NAME,), reference="ms-ab")
    with database.transaction() as tx:
        added = applications.add(tx, new, first, is_full=True)
        assert added is not None
    with database.reading() as tx:
        assert added == applications.load(tx, added.id, with_diet=True)


def test_a_reference_is_given_once(database: Database) -> None:
    taken, new = application(1), application(2)
    with database.transaction() as tx:
        store(tx, taken, arrived(Status.PENDING))
        same = replace(new, reference=taken.reference.lower())
        assert applications.add(tx, same, arrived(Status.PENDING)) is None
        store(tx, new, arrived(Status.PENDING))
    with database.reading() as tx:
        assert len(list(applications.all(tx))) == 2


def test_a_token_is_given_once(database: Database) -> None:
    taken, new = application(1), application(2)
    with database.transaction() as tx:
        store(tx, taken, arrived(Status.PENDING))
        with pytest.raises(IntegrityError), tx.savepoint():
            store(tx, replace(new, token=taken.token), arrived(Status.PENDING))
        store(tx, new, arrived(Status.PENDING))


def test_lists_are_oldest_first_and_by_the_first_status_of_anybody(database: Database) -> None:
    late = add(database, Status.CONFIRMED, Status.PENDING)
    early = add(database, Status.CONFIRMED)
    other = add(database, Status.PENDING, event="other")
    with database.reading() as tx:

        def ids(status: Status | None = None, event: str | None = None) -> list[int]:
            return [found.id for found in applications.all(tx, status=status, event=event)]

        assert ids() == [late, early, other]
        assert ids(Status.PENDING) == [late, other]
        assert ids(Status.CONFIRMED) == [early]
        assert ids(Status.PENDING, EVENT) == [late]


def test_a_decision_moves_people_and_writes_one_line(database: Database) -> None:
    id_ = add(database, Status.PENDING, Status.PENDING)
    refused = Move(
        number=2, before=Status.PENDING, after=Status.DECLINED, decline_reason=Reason.FULL
    )
    moves = (move(Status.PENDING, Status.CONFIRMED), refused)
    with database.transaction() as tx:
        written = applications.record(tx, id_, step(*moves), is_full=True)
        found = applications.load(tx, id_)
        last = applications.last_step(tx, id_)
        assert [line.action for line in applications.history(tx, id_)] == ["arrived", "approve"]
    assert [person.status for person in found.registrations] == [Status.CONFIRMED, Status.DECLINED]
    assert found.registrations[1].decline_reason is Reason.FULL
    assert all(person.full for person in found.registrations)
    assert found.version == 2
    assert last is not None
    assert (last.id, last.moves, last.by, last.at) == (written, moves, "karin", NOW)


def test_a_step_knows_its_mail_its_letter_and_what_it_undoes(database: Database) -> None:
    id_ = add(database, Status.PENDING)
    message_id, mail_id = letter(database), draft(database, mail(id_))
    with database.transaction() as tx:
        first = applications.record(tx, id_, step(move(Status.PENDING, Status.CONFIRMED)))
        undo = NewStep(
            at=NOW,
            by="karin",
            action="undo",
            moves=(move(Status.CONFIRMED, Status.PENDING),),
            note="fel person",
            undoes=first,
            message_id=message_id,
            detail="…",
        )
        second = applications.record(tx, id_, undo)
        applications.set_step_outbox(tx, second, mail_id)
        last = applications.last_step(tx, id_)
    assert last is not None
    assert (last.undoes, last.message_id, last.outbox_id) == (first, message_id, mail_id)
    assert (last.note, last.detail) == ("fel person", "…")


def test_a_move_from_where_nobody_stands_any_more_changes_nothing(database: Database) -> None:
    id_ = add(database, Status.CONFIRMED, Status.CONFIRMED)
    moves = (
        move(Status.CONFIRMED, Status.CANCELLED),
        move(Status.PENDING, Status.CONFIRMED, number=2),
    )
    with pytest.raises(Conflict), database.transaction() as tx:
        applications.record(tx, id_, step(*moves))
    with database.reading() as tx:
        found = applications.load(tx, id_)
        assert len(applications.history(tx, id_)) == 1
    assert [person.status for person in found.registrations] == [Status.CONFIRMED] * 2


def test_an_undo_of_what_was_changed_meanwhile_is_a_conflict(database: Database) -> None:
    id_ = add(database, Status.PENDING)
    with database.transaction() as tx:
        applications.record(tx, id_, step(move(Status.PENDING, Status.CONFIRMED)))
        applications.record(tx, id_, step(move(Status.CONFIRMED, Status.CANCELLED)))
    with pytest.raises(Conflict), database.transaction() as tx:
        applications.record(tx, id_, step(move(Status.CONFIRMED, Status.PENDING)))


def test_seats_are_counted_per_event_and_open_status(database: Database) -> None:
    add(database, Status.CONFIRMED, Status.PENDING, Status.PENDING)
    add(database, Status.DECLINED, Status.CONFIRMED)
    add(database, Status.CONFIRMED, event="other")
    with database.transaction() as tx:
        applications.lock_event(tx, EVENT)
        assert applications.seats_taken(tx, EVENT) == {
            Status.INCOMPLETE: 0,
            Status.PENDING: 2,
            Status.OFFERED: 0,
            Status.WAITLISTED: 0,
            Status.CONFIRMED: 2,
        }


def test_the_clock_looks_at_what_is_not_decided(database: Database) -> None:
    waits = add(database, Status.CONFIRMED, Status.WAITLISTED)
    add(database, Status.CONFIRMED)
    add(database, Status.PENDING, event="other")
    with database.reading() as tx:
        assert applications.tick_candidates(tx, EVENT) == [waits]


CHANGES: Mapping[str, object] = {
    "contact_name": None,
    "contact_email": "ny@example.org",
    "language": "en",
    "billing.reference": "ZZ12345",
    "people[1].name": "Anna Berg",
    "people[1].email": "berg@example.org",
    "people[1].category": "participant",
    "people[1].answers.seminar": None,
    "people[1].answers.forbundsmote": True,
    "people[1].diet": Diet(codes=("milk",), stated=True),
}


def test_a_correction_changes_the_field_and_keeps_what_stood_there(database: Database) -> None:
    id_ = add(database, Status.PENDING)
    with database.transaction() as tx:
        applications.edit(tx, id_, CHANGES, at=NOW, by="karin")
        found = applications.load(tx, id_, with_diet=True)
        kept = {
            entry.field: (entry.before, entry.after) for entry in applications.corrections(tx, id_)
        }
        last = applications.last_step(tx, id_)
        assert applications.by_sender(tx, "ny@example.org") == [id_]
        assert applications.by_sender(tx, "berg@example.org") == [id_]
    person = found.registrations[0]
    assert (found.contact_name, found.contact_email) == (None, "ny@example.org")
    assert found.billing == Billing(recipient="Ekerö kommun", city="Ekerö", reference="ZZ12345")
    assert (person.name, person.category) == ("Anna Berg", "participant")
    assert person.answers == {"forbundsmote": True}
    assert person.diet == Diet(codes=("milk",), stated=True)
    assert kept["people[1].name"] == ("Anna Lindqvist", "Anna Berg")
    assert kept["people[1].answers.seminar"] == ("ai", None)
    assert kept["people[1].diet"][0] == {"codes": ["gluten"], "other": ["kiwi"], "stated": True}
    assert last is not None
    assert (last.action, last.by, last.detail) == ("edited", "karin", ", ".join(CHANGES))


@pytest.mark.parametrize(
    "field", ["reference", "billing.iban", "people[1].status", "people[2].name", "people[x].name"]
)
def test_a_field_that_does_not_exist_is_refused(database: Database, field: str) -> None:
    id_ = add(database, Status.PENDING)
    with pytest.raises(BadRequest, match="there is no"), database.transaction() as tx:
        applications.edit(tx, id_, {field: "x"}, at=NOW, by="karin")


def test_doubt_is_said_anew(database: Database) -> None:
    id_ = add(database, Status.PENDING)
    with database.transaction() as tx:
        applications.set_doubt(
            tx, id_, needs_review=False, reasons=(), missing=(Missing.BILLING_ADDRESS,)
        )
        found = applications.load(tx, id_)
    assert (found.needs_review, found.reasons) == (False, ())
    assert found.missing == (Missing.BILLING_ADDRESS,)


def test_a_look_at_diets_is_logged(database: Database) -> None:
    ids = [add(database, Status.PENDING), add(database, Status.PENDING)]
    with database.transaction() as tx:
        applications.log_diet_look(tx, ids, by="karin", at=NOW, how="list --diet")
        applications.log_diet_look(tx, [], by="karin", at=NOW, how="list --diet")
        found = tx.connection.exec_driver_sql("SELECT seen_by, how FROM diet_look").all()
    assert [tuple(row) for row in found] == [("karin", "list --diet")] * 2


def test_an_application_that_nobody_has_is_a_bad_request(database: Database) -> None:
    with database.reading() as tx, pytest.raises(BadRequest, match="4711"):
        applications.load(tx, 4711)
