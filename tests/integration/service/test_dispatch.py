"""From the outbox to a real submission server that misbehaves; the clock is set by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from mailreg.delivery import Security, SmtpConnection, SmtpSettings
from mailreg.errors import DatabaseUnavailable, DeliveryUnavailable
from mailreg.registration.values import Verb
from mailreg.reply.values import OutgoingMail, ServerVerdict
from mailreg.service import administration
from mailreg.service.dispatch import SLOW_DOWN, Dispatcher, take_over_dead
from mailreg.service.messages import release, resend
from mailreg.service.policy import Mode
from mailreg.service.ports import SmtpSession
from mailreg.store import outbox
from mailreg.store.presence import Presence
from tests.integration.service.letters import letter, letters
from tests.integration.service.office import UNDO, Office, opened
from tests.servers.smtp import Conduct, Point, SmtpServer

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("conduct", "state", "reason", "again_after"),
    [
        (Conduct(), "sent", None, None),
        (Conduct(mail="451 4.3.0 later"), "deferred", "refused_for_now", 5 * MINUTE),
        (Conduct(rcpt="450 4.2.1 greylisted"), "deferred", "refused_for_now", 5 * MINUTE),
        (Conduct(rcpt="550 5.1.1 nobody"), "failed", "refused", None),
        (Conduct(data="554 5.7.1 no"), "failed", "refused", None),
        (Conduct(dot="452 4.2.2 full"), "deferred", "refused_for_now", 5 * MINUTE),
        (Conduct(dot="552 5.2.2 full"), "failed", "refused", None),
        (Conduct(drop=Point.RCPT), "deferred", "refused_for_now", MINUTE / 6),
        (Conduct(drop=Point.DATA), "deferred", "refused_for_now", MINUTE / 6),
        (Conduct(drop=Point.CONTENT), "deferred", "no_answer", MINUTE / 12),
        (Conduct(drop=Point.AFTER_DOT), "deferred", "no_answer", MINUTE / 12),
    ],
)
def test_the_end_of_an_attempt_decides_what_becomes_of_a_mail(
    office: Office,
    conduct: Conduct,
    state: str,
    reason: str | None,
    again_after: timedelta | None,
) -> None:
    office.smtp.expect(conduct)
    office.take_in(letter())

    office.send_due()

    (mail,) = office.mails()
    assert (mail.state, mail.reason, mail.attempts) == (state, reason, 1)
    if again_after is not None:
        assert mail.due_at - office.clock() == again_after
        office.clock.advance(again_after)
        assert office.send_due() == 1
    else:
        assert office.send_due() == 0


def test_a_lost_answer_costs_one_copy_with_the_same_message_id(office: Office) -> None:
    office.smtp.expect(Conduct(drop=Point.AFTER_DOT))
    office.take_in(letter())
    office.send_due()
    office.clock.advance(MINUTE)

    assert office.send_due() == 1

    first, second = office.smtp.received
    assert first.content == second.content
    assert office.fates() == [("received", "sent", None)]


def test_an_answer_that_is_lost_twice_is_shown_as_unknown(office: Office) -> None:
    office.smtp.expect(Conduct(drop=Point.AFTER_DOT), Conduct(drop=Point.AFTER_DOT))
    office.take_in(letter())
    office.send_due()
    office.clock.advance(MINUTE)

    office.send_due()

    assert office.fates() == [("received", "unknown", "no_answer_twice")]
    office.clock.advance(timedelta(days=1))
    assert office.send_due() == 0


def test_all_that_is_due_leaves_over_few_connections(office: Office) -> None:
    office.take_in(*letters(7))

    assert office.send_due() == 7

    assert office.smtp.connections <= 2
    assert len({mail.recipients for mail in office.smtp.received}) == 7


def test_a_refused_mail_does_not_hold_up_the_others(office: Office) -> None:
    office.smtp.expect_for("p2@solby.example", Conduct(rcpt="550 5.1.1 nobody"))
    office.smtp.expect_for("p3@solby.example", Conduct(drop=Point.RCPT))
    office.take_in(*letters(5))

    assert office.send_due() == 3


class Crashing(SmtpConnection):
    """Fails, in a way that nobody foresaw, on the mail to one person."""

    is_begun = False

    async def deliver(
        self, mail: OutgoingMail, about_to_send: Callable[[], Awaitable[None]]
    ) -> ServerVerdict:
        if mail.recipient == "p2@solby.example":
            if self.is_begun:
                await about_to_send()
            raise ZeroDivisionError
        return await super().deliver(mail, about_to_send)


@pytest.mark.parametrize(
    ("is_begun", "ends"),
    [(False, ["deferred", "deferred", "failed"]), (True, ["deferred", "unknown"])],
)
def test_a_mail_on_which_the_session_crashes_does_not_hold_up_the_others(
    office: Office, monkeypatch: pytest.MonkeyPatch, *, is_begun: bool, ends: list[str]
) -> None:
    monkeypatch.setattr(Crashing, "is_begun", is_begun)
    settings = SmtpSettings(host="127.0.0.1", port=office.smtp.port, security=Security.NONE)
    office.restart(connections=1)
    office.dispatcher.connect = lambda: Crashing(settings)
    office.take_in(*letters(5))

    assert office.send_due() == 4

    for end in ends:
        crashed = office.mails()[2]
        assert (crashed.state, crashed.reason) == (end, "crashed:ZeroDivisionError")
        office.clock.advance(10 * MINUTE)
        assert office.send_due() == 0


def test_a_server_that_slows_us_down_is_left_alone_for_a_minute(office: Office) -> None:
    office.restart(connections=1)
    office.smtp.expect(Conduct(mail="421 4.7.0 too many"))
    office.take_in(*letters(3))

    assert office.send_due() == 0
    assert office.smtp.commands.count("MAIL") == 1
    assert [state for _, state, _ in office.fates()] == ["deferred", "queued", "queued"]

    office.clock.advance(SLOW_DOWN)
    assert office.send_due() == 3


def test_an_unreachable_server_loses_nothing_and_is_shown(office: Office) -> None:
    office.take_in(letter())
    office.smtp.greeting = "421 4.3.2 closing"

    with pytest.raises(DeliveryUnavailable):
        office.send_due()

    assert [(mail.state, mail.attempts) for mail in office.mails()] == [("queued", 0)]
    office.smtp.greeting = None
    assert office.send_due() == 1


def test_after_five_days_of_refusals_a_mail_has_failed(office: Office) -> None:
    office.take_in(letter())
    office.clock.advance(timedelta(days=5))
    office.smtp.expect(Conduct(rcpt="451 4.7.1 later"))

    office.send_due()

    assert office.fates() == [("received", "failed", "given_up")]


def test_a_pause_holds_everything_and_a_resume_lets_it_go(office: Office) -> None:
    administration.pause(office.desk, None, by="karin")
    office.take_in(letter())

    assert office.send_due() == 0
    with office.desk.database.reading() as tx:
        assert [(one.state, one.reason) for one in outbox.all(tx)] == [("held", "paused")]

    administration.resume(office.desk, None, by="karin")
    assert office.send_due() == 1


class PausedMeanwhile(SmtpConnection):
    """Somebody pauses while a mail is on its way, before DATA."""

    office: Office

    async def deliver(
        self, mail: OutgoingMail, about_to_send: Callable[[], Awaitable[None]]
    ) -> ServerVerdict:
        administration.pause(self.office.desk, "varmote", by="karin")
        return await super().deliver(mail, about_to_send)


def test_a_pause_also_stops_what_is_claimed_already(office: Office) -> None:
    def connect() -> SmtpSession:
        settings = SmtpSettings(host="127.0.0.1", port=office.smtp.port, security=Security.NONE)
        session = PausedMeanwhile(settings)
        session.office = office
        return session

    office.take_in(*letters(3))
    office.dispatcher.connect = connect

    assert office.send_due() == 0
    assert office.smtp.received == []

    administration.resume(office.desk, "varmote", by="karin")
    assert [(mail.state, mail.attempts) for mail in office.mails()] == [("queued", 0)] * 3


def test_nothing_leaves_in_shadow_whatever_waits(office: Office) -> None:
    office.take_in(letter())
    office.restart(mode=Mode.SHADOW)

    assert office.send_due() == 0
    assert office.smtp.connections == 0

    office.restart(mode=Mode.LIVE)
    assert office.send_due() == 1


def test_the_mail_of_a_decision_leaves_when_its_undo_time_has_passed(office: Office) -> None:
    office.take_in(letter())
    office.send_due()
    office.decide(Verb.APPROVE)

    assert office.send_due() == 0
    office.clock.advance(UNDO)
    assert office.send_due() == 1


def test_a_released_mail_leaves_at_once(office: Office) -> None:
    office.take_in(letter())
    office.send_due()
    done = office.decide(Verb.APPROVE)
    assert done.outbox_id is not None

    assert release(office.desk, done.outbox_id)

    assert office.send_due() == 1
    assert not release(office.desk, done.outbox_id)


def test_a_mail_that_is_sent_again_keeps_its_message_id(office: Office) -> None:
    office.take_in(letter())
    office.send_due()
    (mail,) = office.mails()

    assert resend(office.desk, mail.id)
    assert office.send_due() == 1

    ids = {opened(received.content)["Message-ID"] for received in office.smtp.received}
    assert ids == {mail.message_id}
    assert not resend(office.desk, 999)


def test_what_a_dead_process_held_is_taken_over(office: Office) -> None:
    office.take_in(letter())
    dead = Presence(office.desk.database)
    with office.desk.database.transaction() as tx:
        (row,) = outbox.claim(tx, worker=dead.worker, now=office.clock(), limit=1)
        outbox.about_to_send(tx, [row.id], worker=dead.worker, now=office.clock())

    assert take_over_dead(office.desk, office.presence) == 0
    dead.close()
    assert take_over_dead(office.desk, office.presence) == 1

    assert office.send_due() == 1


def test_what_another_process_took_over_is_not_sent_by_this_one(
    office: Office, smtp: SmtpServer
) -> None:
    class TakenOver(SmtpConnection):
        async def deliver(
            self, mail: OutgoingMail, about_to_send: Callable[[], Awaitable[None]]
        ) -> ServerVerdict:
            with office.desk.database.transaction() as tx:
                outbox.take_over(tx, [office.presence.worker], now=office.clock())
                outbox.claim(tx, worker="another", now=office.clock(), limit=1)
            return await super().deliver(mail, about_to_send)

    settings = SmtpSettings(host="127.0.0.1", port=smtp.port, security=Security.NONE)
    office.take_in(letter())
    office.dispatcher.connect = lambda: TakenOver(settings)

    assert office.send_due() == 0

    assert smtp.received == []
    assert office.fates() == [("received", "sending", None)]


def test_what_ended_without_a_record_is_an_unknown_end(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise DatabaseUnavailable("the disk is full")

    office.take_in(letter())
    with monkeypatch.context() as broken:
        broken.setattr(outbox, "conclude", fail)
        with pytest.raises(DatabaseUnavailable):
            office.send_due()

    (mail,) = office.mails()
    assert (mail.state, mail.is_resent) == ("queued", True)
    assert office.send_due() == 1
    assert len({opened(one.content)["Message-ID"] for one in office.smtp.received}) == 1


def test_a_dispatcher_that_is_stopped_claims_nothing(office: Office) -> None:
    async def stop_and_deliver(dispatcher: Dispatcher) -> int:
        dispatcher.stop()
        return await dispatcher.deliver_due()

    office.take_in(letter())

    assert asyncio.run(stop_and_deliver(office.dispatcher)) == 0
    assert office.fates() == [("received", "queued", None)]
