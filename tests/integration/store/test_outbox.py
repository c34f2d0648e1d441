"""Promise 6: an answer leaves once; promise 11: what is held or paused is not lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from mailreg.registration.values import Status
from mailreg.store import installation, outbox
from mailreg.store.database import Database, Transaction
from mailreg.store.outbox import undoing
from mailreg.store.values import Attempt, HoldReason, OutboxRow, OutboxState
from tests.integration.store.builders import EVENT, MAILBOX, NOW, add, draft, mail, queued

LATER = NOW + timedelta(minutes=5)
SENT = Attempt(state=OutboxState.SENT, reply="250 ok")


def claim(database: Database, *, worker: str = "one", limit: int = 20) -> list[OutboxRow]:
    with database.transaction() as tx:
        return outbox.claim(tx, worker=worker, now=NOW, limit=limit)


def begin(database: Database, outbox_id: int, *, worker: str = "one") -> bool:
    with database.transaction() as tx:
        return outbox_id in outbox.about_to_send(tx, [outbox_id], worker=worker, now=NOW)


def conclude(database: Database, outbox_id: int, attempt: Attempt) -> OutboxRow:
    with database.transaction() as tx:
        outbox.conclude(tx, {outbox_id: attempt}, now=NOW)
    return row(database, outbox_id)


def row(database: Database, outbox_id: int) -> OutboxRow:
    with database.reading() as tx:
        found = outbox.row(tx, outbox_id)
    assert found is not None
    return found


def in_state(database: Database, state: OutboxState, reason: str | None = None) -> int:
    return draft(database, mail(add(database, Status.PENDING), state=state, reason=reason))


def test_a_mail_is_read_back_as_it_was_drafted(database: Database) -> None:
    new = mail(add(database, Status.PENDING))
    found = row(database, draft(database, new))
    assert (found.content, found.message_id) == (new.content, new.message_id)
    assert (found.recipient, found.sender, found.mailbox) == (
        "Karin@example.org",
        "motesplats@example.org",
        MAILBOX,
    )
    assert (found.state, found.attempts, found.is_resent) == (OutboxState.QUEUED, 0, False)
    assert (found.due_at, found.created_at, found.last_reply) == (NOW, NOW, None)
    assert found.reference.startswith("MS-")


def test_a_message_id_is_used_once(database: Database) -> None:
    new = mail(add(database, Status.PENDING))
    draft(database, new)
    with database.transaction() as tx, pytest.raises(IntegrityError), tx.savepoint():
        outbox.draft(tx, new, now=NOW)


def test_what_is_due_is_claimed_once_the_longest_due_first(database: Database) -> None:
    application_id = add(database, Status.PENDING)
    minutes = {2: 0, 3: 0, 1: 0, -1: 0}
    for minute in minutes:
        due = NOW - timedelta(minutes=minute)
        minutes[minute] = draft(database, mail(application_id, due_at=due))
    first = claim(database, limit=2)
    assert [found.id for found in first] == [minutes[3], minutes[2]]
    assert {(found.state, found.attempts) for found in first} == {(OutboxState.SENDING, 1)}
    assert all(found.content for found in first)
    assert [found.id for found in claim(database, worker="two")] == [minutes[1]]


@pytest.mark.parametrize(
    ("state", "reason", "leaves"),
    [
        (OutboxState.QUEUED, None, True),
        (OutboxState.HELD, "undo", True),
        (OutboxState.HELD, "hold", False),
        (OutboxState.HELD, "limit_per_hour", False),
        (OutboxState.HELD, "review", False),
        (OutboxState.CANCELLED, "shadow", False),
    ],
)
def test_only_what_leaves_by_itself_is_claimed(
    database: Database, state: OutboxState, reason: str | None, *, leaves: bool
) -> None:
    in_state(database, state, reason)
    with database.reading() as tx:
        assert outbox.next_due(tx) == (NOW if leaves else None)
    assert bool(claim(database)) is leaves


def test_what_was_accepted_is_sent_and_stays_sent(database: Database) -> None:
    (outbox_id,) = queued(database)
    claim(database)
    begin(database, outbox_id)
    sent = conclude(database, outbox_id, SENT)
    assert (sent.state, sent.last_reply) == (OutboxState.SENT, "250 ok")
    late = conclude(database, outbox_id, Attempt(state=OutboxState.FAILED, reply="550 no"))
    assert late.state is OutboxState.SENT
    assert claim(database) == []


def test_what_was_deferred_is_due_at_its_time(database: Database) -> None:
    (outbox_id,) = queued(database)
    claim(database)
    begin(database, outbox_id)
    refused = Attempt(state=OutboxState.DEFERRED, reply="451 later", due_at=LATER)
    found = conclude(database, outbox_id, refused)
    assert (found.state, found.due_at, found.is_resent) == (OutboxState.DEFERRED, LATER, False)
    assert claim(database) == []
    with database.transaction() as tx:
        assert outbox.next_due(tx) == LATER
        assert outbox.claim(tx, worker="one", now=LATER, limit=9)[0].attempts == 2


def test_an_end_without_an_answer_is_resent_once_under_the_same_message_id(
    database: Database,
) -> None:
    (outbox_id,) = queued(database)
    first = claim(database)[0]
    begin(database, outbox_id)
    again = Attempt(state=OutboxState.QUEUED, reason="no_answer", is_ambiguous=True)
    assert conclude(database, outbox_id, again).is_resent
    second = claim(database)[0]
    assert (second.message_id, second.is_resent) == (first.message_id, True)
    begin(database, outbox_id)
    lost = Attempt(state=OutboxState.UNKNOWN, is_ambiguous=True)
    assert conclude(database, outbox_id, lost).state is OutboxState.UNKNOWN
    assert claim(database) == []


def test_what_a_dead_worker_had_not_begun_is_queued_and_did_not_count(database: Database) -> None:
    (outbox_id,) = queued(database)
    claim(database, worker="dead")
    with database.transaction() as tx:
        assert outbox.claimants(tx) == ["dead"]
        assert outbox.take_over(tx, ["dead"], now=NOW) == 1
        assert outbox.claimants(tx) == []
    found = row(database, outbox_id)
    assert (found.state, found.attempts, found.is_resent) == (OutboxState.QUEUED, 0, False)


def test_what_a_dead_worker_had_begun_is_resent_once_and_then_unknown(database: Database) -> None:
    (outbox_id,) = queued(database)
    states = []
    for worker in ("first", "second"):
        claim(database, worker=worker)
        begin(database, outbox_id, worker=worker)
        with database.transaction() as tx:
            outbox.take_over(tx, [worker], now=NOW)
        states.append((row(database, outbox_id).state, row(database, outbox_id).is_resent))
    assert states == [(OutboxState.QUEUED, True), (OutboxState.UNKNOWN, True)]


def test_the_claims_of_the_living_are_left_alone(database: Database) -> None:
    queued(database)
    claim(database, worker="alive")
    with database.transaction() as tx:
        assert outbox.take_over(tx, ["dead"], now=NOW) == 0
        assert outbox.take_over(tx, [], now=NOW) == 0
        assert outbox.claimants(tx) == ["alive"]


def test_a_worker_that_was_taken_for_dead_sends_nothing_more(database: Database) -> None:
    (outbox_id,) = queued(database)
    claim(database, worker="one")
    with database.transaction() as tx:
        outbox.take_over(tx, ["one"], now=NOW)
    assert not begin(database, outbox_id, worker="one")
    claim(database, worker="two")
    assert not begin(database, outbox_id, worker="one")
    assert begin(database, outbox_id, worker="two")


def test_at_a_shutdown_only_what_was_not_begun_is_put_back(database: Database) -> None:
    begun, waits = queued(database, 2)
    claim(database)
    begin(database, begun)
    with database.transaction() as tx:
        outbox.unclaim(tx, "one", now=NOW)
    assert row(database, begun).state is OutboxState.SENDING
    assert row(database, waits).state is OutboxState.QUEUED


@pytest.mark.parametrize("event", [None, EVENT])
def test_a_pause_holds_everything_or_an_event_and_loses_nothing(
    database: Database, event: str | None
) -> None:
    (outbox_id,) = queued(database)
    with database.transaction() as tx:
        installation.pause(tx, event, by="karin", at=NOW)
        installation.pause(tx, event, by="karin", at=NOW)
        assert outbox.next_due(tx) is None
        assert outbox.counts(tx) == {"held": 1}
        assert [found.id for found in outbox.all(tx, state=OutboxState.HELD)] == [outbox_id]
        assert outbox.all(tx, state=OutboxState.QUEUED) == []
    shown = row(database, outbox_id)
    assert (shown.state, shown.reason) == (OutboxState.HELD, "paused")
    assert claim(database) == []
    with database.transaction() as tx:
        installation.resume(tx, event, by="karin", at=NOW)
        assert installation.paused(tx) == frozenset()
        assert outbox.counts(tx) == {"queued": 1}
    assert len(claim(database)) == 1


def test_a_pause_of_another_event_holds_nothing(database: Database) -> None:
    queued(database)
    with database.transaction() as tx:
        installation.pause(tx, "other", by="karin", at=NOW)
        assert outbox.counts(tx) == {"queued": 1}
    assert len(claim(database)) == 1


@pytest.mark.parametrize(
    ("state", "only_held", "is_taken_back"),
    [
        (OutboxState.HELD, True, True),
        (OutboxState.QUEUED, True, False),
        (OutboxState.HELD, False, True),
        (OutboxState.QUEUED, False, True),
        (OutboxState.DEFERRED, False, True),
        (OutboxState.SENDING, False, False),
        (OutboxState.SENT, False, False),
    ],
)
def test_what_has_not_left_can_be_taken_back(
    database: Database, state: OutboxState, *, only_held: bool, is_taken_back: bool
) -> None:
    application_id = add(database, Status.PENDING)
    outbox_id = draft(database, mail(application_id, state=state, reason="undo"))
    with database.transaction() as tx:
        ids = outbox.withdraw(tx, application_id, reason="undone", only_held=only_held)
    assert ids == ([outbox_id] if is_taken_back else [])
    if is_taken_back:
        assert row(database, outbox_id).reason == "undone"
        assert claim(database) == []


def test_what_may_have_arrived_is_not_taken_back(database: Database) -> None:
    (outbox_id,) = queued(database)
    claim(database)
    conclude(database, outbox_id, Attempt(state=OutboxState.QUEUED, is_ambiguous=True))
    with database.transaction() as tx:
        assert outbox.withdraw(tx, 1, reason="undone", only_held=False) == []


def test_a_mail_that_was_replaced_is_held_again_when_that_is_undone(database: Database) -> None:
    application_id = add(database, Status.PENDING)
    held = draft(database, mail(application_id, state=OutboxState.HELD, reason="undo"))
    with database.transaction() as tx:
        outbox.withdraw(tx, application_id, reason="replaced:7")
        undoing.restore(
            tx, application_id, replaced="replaced:6", hold=HoldReason.UNDO, due_at=LATER
        )
        assert outbox.next_due(tx) is None
        undoing.restore(
            tx, application_id, replaced="replaced:7", hold=HoldReason.UNDO, due_at=LATER
        )
        assert outbox.next_due(tx) == LATER
        assert undoing.cancel(tx, held, reason="undone")
        assert not undoing.cancel(tx, held, reason="undone")
    assert claim(database) == []


def test_staff_release_what_is_held(database: Database) -> None:
    outbox_id = in_state(database, OutboxState.HELD, "limit_per_hour")
    with database.transaction() as tx:
        assert outbox.release(tx, outbox_id, LATER)
        assert not outbox.release(tx, outbox_id, LATER)
    assert row(database, outbox_id).due_at == LATER


@pytest.mark.parametrize(
    ("state", "reason", "is_resent"),
    [
        (OutboxState.SENT, None, True),
        (OutboxState.FAILED, None, True),
        (OutboxState.UNKNOWN, None, True),
        (OutboxState.DEFERRED, None, True),
        (OutboxState.CANCELLED, "undone", True),
        (OutboxState.CANCELLED, "shadow", False),
        (OutboxState.SENDING, None, False),
        (OutboxState.HELD, "hold", False),
        (OutboxState.QUEUED, None, False),
    ],
)
def test_staff_send_again_what_is_not_on_its_way(
    database: Database, state: OutboxState, reason: str | None, *, is_resent: bool
) -> None:
    outbox_id = in_state(database, state, reason)
    before = row(database, outbox_id)
    with database.transaction() as tx:
        assert outbox.resend(tx, outbox_id, NOW) is is_resent
    after = row(database, outbox_id)
    assert after.message_id == before.message_id
    assert (after.state is OutboxState.QUEUED) is (is_resent or state is OutboxState.QUEUED)


def test_limits_count_what_leaves_and_neither_the_held_nor_the_cancelled(
    database: Database,
) -> None:
    application_id = add(database, Status.PENDING)
    before = NOW - timedelta(hours=1)
    for new, when in [
        (mail(application_id), NOW),
        (mail(application_id, is_receipt=True), NOW),
        (mail(application_id, state=OutboxState.HELD, reason="hold"), NOW),
        (mail(application_id, state=OutboxState.HELD, reason="limit_per_hour"), NOW),
        (mail(application_id, state=OutboxState.CANCELLED, reason="shadow"), NOW),
        (mail(application_id, is_automatic=False), NOW),
        (mail(application_id), before),
    ]:
        draft(database, new, now=when)
    with database.reading() as tx:
        assert outbox.automatic_since(tx, NOW) == 3
        assert outbox.automatic_since(tx, before) == 4
        assert outbox.automatic_since(tx, NOW, recipient="KARIN@example.org") == 3
        assert outbox.automatic_since(tx, NOW, recipient="other@example.org") == 0
        assert outbox.automatic_since(tx, NOW, only_receipts=True) == 1


def test_what_was_sent_is_saved_once_in_its_mailbox(database: Database) -> None:
    first, second = queued(database, 2)
    claim(database)
    for outbox_id in (first, second):
        conclude(database, outbox_id, SENT)
    with database.transaction() as tx:
        (copy,) = outbox.claim_unsaved(tx, MAILBOX, worker="one", left_over=[], limit=1)
        assert (copy.mail.id, copy.may_be_there) == (first, False)
        assert copy.mail.content
        assert outbox.savers(tx, MAILBOX) == {"one", None}
        outbox.saved(tx, [first], worker="one")
        assert outbox.savers(tx, MAILBOX) == {None}
        assert outbox.savers(tx, "other") == set()
        assert unsaved(tx, worker="two") == [(second, False)]


def test_a_copy_that_somebody_is_saving_is_nobody_elses_unless_it_was_left_over(
    database: Database,
) -> None:
    (outbox_id,) = queued(database, 1)
    claim(database)
    conclude(database, outbox_id, SENT)
    with database.transaction() as tx:
        assert unsaved(tx, worker="one") == [(outbox_id, False)]
        assert unsaved(tx, worker="two") == []
        assert unsaved(tx, worker="two", left_over=["one"]) == [(outbox_id, True)]
        outbox.saved(tx, [outbox_id], worker="one")
        assert outbox.savers(tx, MAILBOX) == {"two"}
        assert outbox.resend(tx, outbox_id, NOW)
        assert outbox.savers(tx, MAILBOX) == set()


def unsaved(
    tx: Transaction, *, worker: str, left_over: Sequence[str] = ()
) -> list[tuple[int, bool]]:
    claimed = outbox.claim_unsaved(tx, MAILBOX, worker=worker, left_over=left_over, limit=9)
    return [(one.mail.id, one.may_be_there) for one in claimed]


def test_the_mails_of_a_conversation_are_listed_oldest_first(database: Database) -> None:
    application_id = add(database, Status.PENDING)
    ids = [draft(database, mail(application_id)) for _ in range(2)]
    queued(database)
    with database.reading() as tx:
        found = outbox.of_application(tx, application_id)
        assert outbox.number_of(tx, application_id) == 2
        assert len(outbox.all(tx)) == 3
        assert outbox.row(tx, 4711) is None
    assert [mail.id for mail in found] == ids
    assert found[0].content is None
