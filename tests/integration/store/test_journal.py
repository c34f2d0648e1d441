"""Promises 1, 2 and 7: accepted means committed, every letter once, nothing disappears."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta

import pytest

from mailreg.message import FetchKey
from mailreg.registration.values import Status
from mailreg.store import journal
from mailreg.store.database import Database
from mailreg.store.values import Cursor, MessageState
from tests.integration.store.builders import (
    EXTRACT,
    MAILBOX,
    NOW,
    VALIDITY,
    accept,
    add,
    begin_mailbox,
    letter,
    raw,
    settle,
    settlement,
    skimmed,
)


def test_what_was_accepted_waits_with_its_bytes_in_the_order_of_arrival(
    database: Database,
) -> None:
    accept(database, raw(3), raw(1), raw(2))
    with database.reading() as tx:
        waiting = journal.waiting(tx, limit=2)
    assert [message.content for message in waiting] == [raw(1).content, raw(2).content]
    assert waiting[0].received_at == raw(1).received_at
    assert waiting[0].state is MessageState.STORED


def test_the_cursor_follows_the_highest_uid_and_never_falls_back(database: Database) -> None:
    accept(database, raw(7), raw(3))
    with database.transaction() as tx:
        journal.accept(tx, [raw(5)], is_shadow=False, now=NOW)
        found = journal.cursor(tx, MAILBOX)
    assert found == Cursor(uidvalidity=VALIDITY, high_uid=7, first_seen_at=NOW)


def test_the_first_start_is_kept_when_a_mailbox_begins_anew(database: Database) -> None:
    accept(database, raw(7))
    later = NOW + timedelta(days=1)
    with database.transaction() as tx:
        journal.set_cursor(tx, MAILBOX, uidvalidity=9, high_uid=0, now=later)
        assert journal.cursor(tx, MAILBOX) == Cursor(uidvalidity=9, high_uid=0, first_seen_at=NOW)


def test_a_mailbox_that_was_never_read_has_no_cursor(database: Database) -> None:
    with database.transaction() as tx:
        journal.touch(tx, MAILBOX, now=NOW, error="login refused")
        assert journal.cursor(tx, MAILBOX) is None


def test_a_place_that_is_known_changes_nothing(database: Database) -> None:
    assert len(accept(database, raw(1), raw(2))) == 2
    assert accept(database, raw(1), raw(2, content=b"a stub in place of it")) == []


@pytest.mark.parametrize("is_in_one_batch", [True, False])
def test_the_same_bytes_at_another_place_are_one_message(
    database: Database, *, is_in_one_batch: bool
) -> None:
    copy = raw(2, content=raw(1).content)
    batches = [[raw(1), copy]] if is_in_one_batch else [[raw(1)], [copy]]
    ids = [id_ for batch in batches for id_ in accept(database, *batch)]
    assert len(ids) == 1
    with database.reading() as tx:
        assert len(journal.waiting(tx, limit=9)) == 1
        assert journal.known_uids(tx, MAILBOX, VALIDITY) == {1, 2}


def test_the_same_bytes_in_another_mailbox_or_under_another_validity_are_one_message(
    database: Database,
) -> None:
    places = [
        FetchKey(mailbox="other", uidvalidity=VALIDITY, uid=1),
        FetchKey(mailbox=MAILBOX, uidvalidity=1, uid=1),
    ]
    assert len(accept(database, raw(1))) == 1
    assert accept(database, *[replace(raw(1), key=key) for key in places]) == []


def test_what_was_there_before_is_recorded_and_never_waits(database: Database) -> None:
    with database.transaction() as tx:
        begin_mailbox(tx)
        journal.skip(tx, [skimmed(1), skimmed(2)], now=NOW)
        journal.skip(tx, [skimmed(2), skimmed(3)], now=NOW)
        assert journal.waiting(tx, limit=9) == []
        assert journal.known_uids(tx, MAILBOX, VALIDITY) == {1, 2, 3}
        found = journal.cursor(tx, MAILBOX)
        assert found is not None
        assert found.high_uid == 3
        one = journal.message(tx, 1, with_content=True)
    assert one is not None
    assert (one.state, one.reason) == (MessageState.IGNORED, "before_start")
    assert (one.sender, one.content) == ("gammal@example.org", None)


def test_what_was_skipped_can_be_opened_and_is_then_wanted(database: Database) -> None:
    with database.transaction() as tx:
        begin_mailbox(tx)
        journal.skip(tx, [skimmed(1), skimmed(2)], now=NOW)
        assert journal.reopen(tx, 2)
        assert journal.wanted(tx, MAILBOX, VALIDITY) == {2: [2]}
        assert journal.wanted(tx, MAILBOX, VALIDITY + 1) == {2: []}
        assert journal.accept(tx, [raw(2)], is_shadow=False, now=NOW) == []
        assert journal.wanted(tx, MAILBOX, VALIDITY) == {}
        assert [message.content for message in journal.waiting(tx, limit=9)] == [raw(2).content]


def test_what_was_skipped_is_placed_anew_and_only_once(database: Database) -> None:
    with database.transaction() as tx:
        begin_mailbox(tx)
        journal.skip(tx, [skimmed(1), skimmed(2)], now=NOW)
        journal.accept(tx, [raw(3)], is_shadow=False, now=NOW)
        assert [one.id for one in journal.unread(tx, MAILBOX)] == [1, 2]
        for validity in (9, VALIDITY, 9):
            journal.renumber(tx, MAILBOX, validity, {1: 2}, now=NOW)
        assert journal.known_uids(tx, MAILBOX, 9) == {1}
        assert journal.reopen(tx, 2)
        assert journal.wanted(tx, MAILBOX, 9) == {2: [1]}


def test_what_was_wanted_and_is_known_from_elsewhere_is_a_duplicate(database: Database) -> None:
    with database.transaction() as tx:
        begin_mailbox(tx)
        journal.skip(tx, [skimmed(1)], now=NOW)
        journal.reopen(tx, 1)
        journal.accept(tx, [raw(2)], is_shadow=False, now=NOW)
        journal.accept(tx, [raw(1, content=raw(2).content)], is_shadow=False, now=NOW)
        assert len(journal.waiting(tx, limit=9)) == 1
        one = journal.message(tx, 1)
    assert one is not None
    assert (one.state, one.reason) == (MessageState.IGNORED, "duplicate")


def test_a_message_is_settled_once(database: Database) -> None:
    message_id = letter(database)
    application_id = add(database, Status.PENDING)
    assert settle(database, message_id, settlement(application_id=application_id))
    assert not settle(database, message_id, settlement(MessageState.IGNORED, reason="late"))
    with database.reading() as tx:
        assert journal.waiting(tx, limit=9) == []
        found = journal.message(tx, message_id, with_extract=True)
        assert journal.of_application(tx, application_id) == [
            journal.message(tx, message_id, with_extract=False)
        ]
    assert found is not None
    assert (found.state, found.intent) == (MessageState.PROCESSED, "register")
    assert (found.sender, found.application_id) == ("karin@example.org", application_id)
    assert found.reference is not None
    assert found.extract == EXTRACT


def test_a_letter_that_came_before_is_refused_and_names_the_first(database: Database) -> None:
    first, second = letter(database), letter(database)
    settle(database, first, settlement(letter_hash=b"h" * 32))
    with database.transaction() as tx:
        with pytest.raises(journal.DuplicateLetter) as refused, tx.savepoint():
            journal.settle(tx, second, settlement(letter_hash=b"h" * 32))
        assert refused.value.message_id == first
        journal.settle(tx, second, settlement(MessageState.IGNORED, reason="duplicate"))


def test_a_message_that_crashed_a_stage_keeps_its_traceback_and_can_be_replayed(
    database: Database,
) -> None:
    message_id = letter(database)
    with database.transaction() as tx:
        journal.quarantine(tx, message_id, reason="crash", traceback="Traceback: gluten \ud800")
        assert journal.traceback(tx, message_id) == "Traceback: gluten \\ud800"
        assert journal.waiting(tx, limit=9) == []
        assert journal.reopen(tx, message_id)
        assert [message.id for message in journal.waiting(tx, limit=9)] == [message_id]


def test_a_settled_message_is_not_quarantined(database: Database) -> None:
    message_id = letter(database)
    settle(database, message_id, settlement())
    with database.transaction() as tx:
        journal.quarantine(tx, message_id, reason="crash", traceback="late")
        found = journal.message(tx, message_id)
        assert journal.traceback(tx, message_id) is None
    assert found is not None
    assert found.state is MessageState.PROCESSED


@pytest.mark.parametrize(
    ("state", "is_opened"),
    [
        (MessageState.PROCESSED, False),
        (MessageState.IGNORED, True),
        (MessageState.REVIEW, True),
    ],
)
def test_only_what_was_not_processed_is_opened_again(
    database: Database, state: MessageState, *, is_opened: bool
) -> None:
    message_id, copy = letter(database), letter(database)
    settle(database, message_id, settlement(state, letter_hash=b"h" * 32))
    with database.transaction() as tx:
        assert journal.reopen(tx, message_id) is is_opened
    refused = nullcontext() if is_opened else pytest.raises(journal.DuplicateLetter)
    with refused:
        settle(database, copy, settlement(letter_hash=b"h" * 32))


def test_ten_thousand_messages_are_skipped_in_a_moment(database: Database) -> None:
    with database.transaction() as tx:
        begin_mailbox(tx)
        journal.skip(tx, [skimmed(uid) for uid in range(1, 10_001)], now=NOW)
        assert len(journal.known_uids(tx, MAILBOX, VALIDITY)) == 10_000


def test_a_message_that_nobody_has_is_none(database: Database) -> None:
    with database.reading() as tx:
        assert journal.message(tx, 4711) is None
        assert journal.traceback(tx, 4711) is None
