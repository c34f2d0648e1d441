"""The lists, in the shape that the contract promises."""

from __future__ import annotations

from mailreg.registration.values import Status
from mailreg.store import journal, views
from mailreg.store.database import Database
from mailreg.store.values import MessageState, OutboxState
from tests.integration.store.builders import (
    EVENT,
    MAILBOX,
    NOW,
    add,
    letter,
    queued,
    settle,
    settlement,
)


def test_an_application_is_listed_with_the_first_status_of_anybody(database: Database) -> None:
    add(database, Status.CONFIRMED, Status.INCOMPLETE)
    with database.reading() as tx:
        (shown,) = views.list_applications(tx)
        assert views.list_applications(tx, status=Status.CONFIRMED) == []
        assert views.list_applications(tx, event="other") == []
    assert shown["status"] == "incomplete"
    assert shown["event"] == EVENT
    assert str(shown["received_at"]).endswith("Z")
    assert set(shown) == {
        "reference",
        "event",
        "status",
        "contact",
        "language",
        "received_at",
        "needs_review",
        "reasons",
        "missing",
        "billing",
        "registrations",
    }
    people = shown["registrations"]
    assert isinstance(people, list)
    assert people[0] == {
        "number": 1,
        "phone": None,
        "organisation": None,
        "title": None,
        "decline_reason": None,
        "name": "Anna Lindqvist",
        "email": "Anna@example.org",
        "status": "confirmed",
        "full": False,
        "category": "delegate",
        "sessions": {"ai": "wished"},
        "answers": {"seminar": "ai"},
    }


def test_diet_is_listed_only_when_it_is_asked_for(database: Database) -> None:
    add(database, Status.PENDING)
    with database.reading() as tx:
        assert "gluten" not in str(views.list_applications(tx))
        assert "gluten" in str(views.list_applications(tx, with_diet=True))


def test_messages_are_listed_with_what_became_of_them(database: Database) -> None:
    first, second = letter(database), letter(database)
    what = settlement(MessageState.REVIEW, reason="question", application_id=add(database))
    settle(database, first, what)
    with database.reading() as tx:
        one, two = views.list_messages(tx)
        assert views.list_messages(tx, state=MessageState.STORED) == [two]
        assert views.message_counts(tx) == {"review": 1, "stored": 1}
    assert (one["id"], one["state"], one["reason"]) == (first, "review", "question")
    assert (one["mailbox"], one["intent"], one["from"]) == (
        MAILBOX,
        "register",
        "karin@example.org",
    )
    assert str(one["reference"]).startswith("MS-")
    assert (two["id"], two["reference"]) == (second, None)


def test_outgoing_mail_is_listed(database: Database) -> None:
    queued(database, 2)
    with database.reading() as tx:
        first, _ = views.list_outbox(tx)
        assert views.list_outbox(tx, state=OutboxState.SENT) == []
    assert (first["state"], first["to"], first["attempts"]) == ("queued", "Karin@example.org", 0)
    assert first["due_at"] == "2026-03-02T09:00:00Z"


def test_the_last_contact_stays_while_an_error_lasts(database: Database) -> None:
    at = "2026-03-02T09:00:00Z"
    with database.transaction() as tx:
        assert views.smtp_contact(tx) == {"last_contact": None, "error": None}
        for error in (None, "no answer"):
            journal.touch(tx, MAILBOX, now=NOW, error=error)
            journal.smtp_touch(tx, now=NOW, error=error)
        assert views.mailbox_contacts(tx) == {MAILBOX: {"last_contact": at, "error": "no answer"}}
        assert views.smtp_contact(tx) == {"last_contact": at, "error": "no answer"}
        journal.smtp_touch(tx, now=NOW, error=None)
        assert views.smtp_contact(tx)["error"] is None
