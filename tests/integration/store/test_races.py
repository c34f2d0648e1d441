"""Promises 2, 4 and 6 while many write at once; each test fails when its lock is taken out."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from mailreg.registration.values import Status
from mailreg.store import applications, journal, outbox
from mailreg.store.database import Conflict, Database, Transaction
from mailreg.store.values import MessageState, OutboxRow
from tests.integration.store.builders import (
    EVENT,
    MAILBOX,
    NOW,
    VALIDITY,
    add,
    application,
    arrived,
    begin_mailbox,
    letter,
    mail,
    move,
    queued,
    raw,
    settlement,
    step,
    store,
)

WRITERS = 8
CAPACITY = 5


def at_once(work: Callable[[int], int]) -> list[int]:
    """What `work` returns to each of eight threads that begin together."""
    barrier = Barrier(WRITERS)

    def begin(number: int) -> int:
        barrier.wait()
        return work(number)

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(begin, range(WRITERS)))


def test_every_mail_is_claimed_by_one_worker_only(database: Database) -> None:
    ids = queued(database, 60)

    def work(number: int) -> int:
        claimed: list[OutboxRow] = []
        while True:
            with database.transaction() as tx:
                rows = outbox.claim(tx, worker=str(number), now=NOW, limit=4)
            if not rows:
                return sum(2 ** ids.index(row.id) for row in claimed)
            claimed += rows

    assert sum(at_once(work)) == 2 ** len(ids) - 1  # each bit once


def test_a_message_is_settled_by_one_worker_only(database: Database) -> None:
    message_id = letter(database)

    def work(number: int) -> int:
        with database.transaction() as tx:
            id_ = store(tx, application(900 + number), arrived(Status.PENDING))
            what = settlement(application_id=id_, letter_hash=bytes([number]) * 32)
            return int(journal.settle(tx, message_id, what))

    assert sum(at_once(work)) == 1


def test_copies_of_a_letter_make_one_application(database: Database) -> None:
    ids = [letter(database) for _ in range(WRITERS)]

    def work(number: int) -> int:
        with database.transaction() as tx:
            try:
                with tx.savepoint():
                    id_ = store(tx, application(900 + number), arrived(Status.PENDING))
                    what = settlement(application_id=id_, letter_hash=b"h" * 32)
                    return int(journal.settle(tx, ids[number], what))
            except journal.DuplicateLetter:
                what = settlement(MessageState.IGNORED, reason="duplicate")
                return 0 * journal.settle(tx, ids[number], what)

    assert sum(at_once(work)) == 1
    with database.reading() as tx:
        assert len(list(applications.all(tx))) == 1
        assert journal.waiting(tx, limit=9) == []


def test_two_daemons_that_read_one_mailbox_store_every_letter_once(database: Database) -> None:
    with database.transaction() as tx:
        begin_mailbox(tx)

    def work(number: int) -> int:
        messages = [raw(uid) for uid in range(1, 31)]
        part = messages if number % 2 else messages[::-1]
        with database.transaction() as tx:
            return len(journal.accept(tx, part, is_shadow=False, now=NOW))

    assert sum(at_once(work)) == 30
    with database.reading() as tx:
        assert len(journal.waiting(tx, limit=99)) == 30
        assert journal.known_uids(tx, MAILBOX, VALIDITY) == set(range(1, 31))


def give_seat(database: Database, application_id: int) -> int:
    """Confirm where there is room: how every decision that gives a seat is taken."""
    with database.transaction() as tx:
        applications.lock_event(tx, EVENT)
        if applications.seats_taken(tx, EVENT)[Status.CONFIRMED] >= CAPACITY:
            return 0
        written = step(move(Status.PENDING, Status.CONFIRMED))
        step_id = applications.record(tx, application_id, written)
        applications.set_step_outbox(tx, step_id, outbox.draft(tx, mail(application_id), now=NOW))
        return 1


def test_eight_threads_give_no_seat_twice(database: Database) -> None:
    waiting = [add(database, Status.PENDING) for _ in range(2 * WRITERS)]

    def work(number: int) -> int:
        mine = waiting[number::WRITERS]
        return sum(give_seat(database, application_id) for application_id in mine)

    assert sum(at_once(work)) == CAPACITY
    with database.reading() as tx:
        assert applications.seats_taken(tx, EVENT)[Status.CONFIRMED] == CAPACITY
        assert outbox.counts(tx) == {"queued": CAPACITY}


def give_seats(url: str, application_ids: list[int]) -> int:
    database = Database(url)
    try:
        return sum(give_seat(database, application_id) for application_id in application_ids)
    finally:
        database.close()


def test_processes_give_no_seat_twice(database: Database) -> None:
    waiting = [add(database, Status.PENDING) for _ in range(12)]
    url = database.url.render_as_string(hide_password=False)
    context = multiprocessing.get_context("spawn")
    with context.Pool(4) as pool:
        given = pool.starmap(give_seats, [(url, waiting[number::4]) for number in range(4)])
    assert sum(given) == CAPACITY


def test_of_two_decisions_about_one_application_the_second_is_a_conflict(
    database: Database,
) -> None:
    application_id = add(database, Status.PENDING)

    def work(_number: int) -> int:
        try:
            with database.transaction() as tx:
                written = step(move(Status.PENDING, Status.DECLINED))
                applications.record(tx, application_id, written)
        except Conflict:
            return 0
        return 1

    assert sum(at_once(work)) == 1
    with database.reading() as tx:
        assert len(applications.history(tx, application_id)) == 2


def test_what_a_block_did_is_undone_whole_when_it_raises(database: Database) -> None:
    def decide_and_fail(tx: Transaction) -> None:
        id_ = store(tx, application(), arrived(Status.PENDING))
        outbox.draft(tx, mail(id_), now=NOW)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), database.transaction() as tx:
        decide_and_fail(tx)
    with database.transaction() as tx:
        kept = store(tx, application(), arrived(Status.PENDING))
        with pytest.raises(ZeroDivisionError), tx.savepoint():
            decide_and_fail(tx)
    with database.reading() as tx:
        assert [found.id for found in applications.all(tx)] == [kept]
        assert outbox.counts(tx) == {}
