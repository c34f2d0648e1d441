"""What may leave the watched folder (design: People share the mailbox)."""

from __future__ import annotations

import pytest

from mailreg.message import FetchKey
from mailreg.registration.values import Status
from mailreg.store import journal
from mailreg.store.database import Database
from mailreg.store.values import MessageState, OutboxState
from tests.integration.store.builders import (
    MAILBOX,
    NOW,
    NUMBERS,
    VALIDITY,
    accept,
    add,
    draft,
    letter,
    mail,
    raw,
    settle,
    settlement,
    skimmed,
)


def to_file(database: Database) -> list[int]:
    with database.reading() as tx:
        return [entry.key.uid for entry in journal.to_file(tx, MAILBOX, VALIDITY, limit=99)]


@pytest.mark.parametrize(
    ("state", "reason", "intent", "moves"),
    [
        (MessageState.PROCESSED, None, "register", True),
        (MessageState.IGNORED, "automatic", "auto_reply", True),
        (MessageState.IGNORED, "duplicate", None, True),
        (MessageState.IGNORED, "automatic", "bulk", False),
        (MessageState.IGNORED, "before_start", None, False),
        (MessageState.REVIEW, "unclear", "other", False),
    ],
)
def test_only_what_is_taken_over_is_moved(
    database: Database, state: MessageState, reason: str | None, intent: str | None, *, moves: bool
) -> None:
    message_id = letter(database)
    assert to_file(database) == []
    settle(database, message_id, settlement(state, reason=reason, intent=intent))
    assert bool(to_file(database)) is moves


def test_what_is_quarantined_or_skipped_or_too_large_stays(database: Database) -> None:
    crashed, large = letter(database), letter(database, is_complete=False)
    with database.transaction() as tx:
        journal.quarantine(tx, crashed, reason="crash", traceback="…")
        journal.skip(tx, [skimmed(next(NUMBERS))], now=NOW)
    settle(database, large, settlement())
    assert to_file(database) == []


@pytest.mark.parametrize("people", [0, 1])
def test_a_letter_in_review_is_moved_when_it_joined_an_application_with_people(
    database: Database, people: int
) -> None:
    application_id = add(database, *[Status.PENDING] * people)
    what = settlement(MessageState.REVIEW, application_id=application_id)
    settle(database, letter(database), what)
    assert len(to_file(database)) == people


def test_what_staff_settled_is_moved(database: Database) -> None:
    message_id = letter(database)
    settle(database, message_id, settlement(MessageState.REVIEW, reason="question"))
    with database.transaction() as tx:
        journal.resettle(tx, message_id, MessageState.PROCESSED, None)
    assert len(to_file(database)) == 1


def test_what_is_opened_again_stays_until_it_is_settled(database: Database) -> None:
    message_id = letter(database)
    settle(database, message_id, settlement(MessageState.IGNORED, reason="automatic"))
    with database.transaction() as tx:
        journal.reopen(tx, message_id)
    assert to_file(database) == []


@pytest.mark.parametrize(
    ("state", "reason", "moves"),
    [
        (OutboxState.CANCELLED, "shadow", False),
        (OutboxState.CANCELLED, "undone", True),
        (OutboxState.HELD, "undo", True),
    ],
)
def test_a_letter_read_in_shadow_stays_until_its_application_is_answered(
    database: Database, state: OutboxState, reason: str, *, moves: bool
) -> None:
    message_id = letter(database, is_shadow=True)
    application_id = add(database, Status.PENDING, is_shadow=True)
    settle(database, message_id, settlement(application_id=application_id))
    assert to_file(database) == []
    draft(database, mail(application_id, state=state, reason=reason))
    assert bool(to_file(database)) is moves


def test_what_was_filed_or_has_gone_is_not_moved_again(database: Database) -> None:
    for message_id in accept(database, raw(1), raw(2), raw(3)):
        settle(database, message_id, settlement())
    with database.transaction() as tx:
        first, second, third = journal.to_file(tx, MAILBOX, VALIDITY, limit=9)
        there = FetchKey(mailbox=MAILBOX, uidvalidity=77, uid=5)
        moved = {first.location_id: there, second.location_id: None}
        journal.filed(tx, moved, folder="Handled", now=NOW)
        journal.gone(tx, [third.location_id], NOW)
    assert to_file(database) == []
    with database.reading() as tx:
        assert journal.known_uids(tx, MAILBOX, VALIDITY) == {1, 2, 3}


def test_a_message_that_comes_back_is_filed_again_and_not_processed_again(
    database: Database,
) -> None:
    settle(database, accept(database, raw(1))[0], settlement())
    with database.transaction() as tx:
        (entry,) = journal.to_file(tx, MAILBOX, VALIDITY, limit=9)
        journal.filed(tx, {entry.location_id: None}, folder="Handled", now=NOW)
    accept(database, raw(8, content=raw(1).content))
    assert to_file(database) == [8]
    with database.reading() as tx:
        assert journal.waiting(tx, limit=9) == []


def test_places_of_another_validity_are_not_asked_for(database: Database) -> None:
    settle(database, letter(database), settlement())
    with database.reading() as tx:
        assert journal.to_file(tx, MAILBOX, 1, limit=9) == []
        assert journal.to_file(tx, "other", VALIDITY, limit=9) == []
