"""Several processes at once; threads stand for them, each with connections of its own."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from mailreg.message import FetchKey, RawMessage
from mailreg.registration.values import Refusal, StaffAction, Verb
from mailreg.service import reading
from mailreg.service.deciding import decide_case
from mailreg.service.dispatch import Dispatcher
from mailreg.service.ledger import Ledger
from mailreg.service.watching import Watch
from mailreg.store import journal, outbox
from mailreg.store.database import Conflict, Transaction
from mailreg.store.presence import Presence
from mailreg.store.values import Attempt, OutboxState
from tests.integration.service.conftest import NewOffice
from tests.integration.service.letters import letter, letters
from tests.integration.service.office import NOW, Office, make_event

WORKERS = 4


def at_once(step: Callable[[int], object]) -> list[object]:
    """Run it in several threads that begin together; their results."""
    barrier = Barrier(WORKERS)

    def run(number: int) -> object:
        barrier.wait(30)
        return step(number)

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(run, range(WORKERS)))


def test_no_seat_is_sold_twice_whoever_decides(new_office: NewOffice) -> None:
    office = new_office(make_event(capacity=2))
    office.take_in(*letters(6))
    references = [case.reference for case in office.cases()]

    def approve_all(number: int) -> int:
        action = StaffAction(verb=Verb.APPROVE)
        order = references[number:] + references[:number]
        done = [decide_case(office.desk, one, action, by=f"staff {number}") for one in order]
        return sum(not isinstance(one, Refusal) for one in done)

    approved = at_once(approve_all)

    assert sum(int(str(one)) for one in approved) == 2
    assert Counter(office.statuses()) == {"confirmed": 2, "pending": 4}
    assert sum(template == "confirmed" for template, _, _ in office.fates()) == 2


def test_every_letter_is_one_application_however_many_process_it(office: Office) -> None:
    office.watch.tend()
    office.deliver(*letters(6), letter(name="Anna Ek", message_id="<same@solby.example>"))
    office.deliver(
        b"Received: from alias.example.org\r\n"
        + letter(name="Anna Ek", message_id="<same@solby.example>")
    )

    def watch(_: int) -> int:
        eyes = Watch(
            desk=office.desk,
            postbox=office.desk.postboxes["desk"],
            source=office.source(),
            presence=office.presence,
            on_news=lambda: None,
        )
        eyes.tend()
        return reading.process_waiting(office.desk)

    at_once(watch)

    assert len(office.cases()) == 7
    assert Counter(state for state, _ in office.messages()) == {"processed": 7, "ignored": 1}
    assert len(office.mails()) == 7
    assert (office.inbox(), office.folder("Handled")) == (0, 8)


def test_batches_with_the_events_in_another_order_do_not_harm_each_other(
    new_office: NewOffice,
) -> None:
    office = new_office(make_event(slug="a", mailbox="a"), make_event(slug="b", mailbox="b"))
    postbox, identity = office.desk.postboxes["desk"], office.desk.identities["desk"]
    desk = replace(
        office.desk,
        postboxes={name: replace(postbox, name=name) for name in ("a", "b")},
        identities=dict.fromkeys(("a", "b"), identity),
    )
    with desk.database.transaction() as tx:
        for mailbox in ("a", "b"):
            journal.accept(tx, [_raw(mailbox, uid) for uid in range(4)], is_shadow=False, now=NOW)
    with desk.database.reading() as tx:
        waiting = journal.waiting(tx, limit=100)
    readings = [reading.read(desk, stored) for stored in waiting]
    orders = [readings[:2] + readings[4:6], readings[6:] + readings[2:4], [], []]

    at_once(lambda number: reading.record(desk, orders[number]))

    assert Counter(state for state, _ in office.messages()) == {"processed": 8}


def _raw(mailbox: str, uid: int) -> RawMessage:
    content = letter(address=f"{mailbox}{uid}@solby.example")
    return RawMessage(
        key=FetchKey(mailbox=mailbox, uidvalidity=1, uid=uid + 1),
        content=content,
        received_at=NOW,
        size_bytes=len(content),
    )


def test_every_answer_leaves_once_however_many_deliver(office: Office) -> None:
    office.take_in(
        *letters(7), *[letter(address=f"q{number}@solby.example") for number in range(13)]
    )

    def deliver(_: int) -> int:
        presence = Presence(office.desk.database)
        dispatcher = Dispatcher(
            desk=office.desk, presence=presence, connect=office.session, connections=2
        )
        try:
            return asyncio.run(dispatcher.deliver_due())
        finally:
            presence.close()

    at_once(deliver)

    assert len(office.smtp.received) == 20
    assert {state for _, state, _ in office.fates()} == {"sent"}


def test_a_ledger_commits_ends_before_beginnings_and_tells_each_whether_it_may(
    office: Office,
) -> None:
    office.take_in(*letters(3))
    with office.desk.database.transaction() as tx:
        first, second, third = outbox.claim(
            tx, worker=office.presence.worker, now=office.clock(), limit=3
        )
        outbox.conclude(tx, {third.id: Attempt(state=OutboxState.SENT)}, now=office.clock())

    async def enter_all() -> tuple[object, ...]:
        ledger = Ledger(desk=office.desk, presence=office.presence)
        await ledger.begin(first)
        return await asyncio.gather(
            ledger.begin(second),
            ledger.begin(third),
            ledger.conclude(first, Attempt(state=OutboxState.SENT)),
            return_exceptions=True,
        )

    results = asyncio.run(enter_all())

    assert [type(one) for one in results].index(Conflict) == 1
    assert [state for _, state, _ in office.fates()] == ["sent", "sending", "sent"]


def test_a_ledger_goes_on_after_a_commit_that_failed(office: Office) -> None:
    def crash(_: Transaction) -> None:
        raise ZeroDivisionError

    async def enter_both() -> None:
        ledger = Ledger(desk=office.desk, presence=office.presence)
        with pytest.raises(ZeroDivisionError):
            await ledger.enter(crash)
        await ledger.enter(lambda _: None)

    asyncio.run(enter_both())
