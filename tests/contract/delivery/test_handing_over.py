"""One mail after another to a server that takes, refuses, breaks off or says nothing."""

from __future__ import annotations

import asyncio

import pytest

from mailreg.delivery import SmtpConnection
from mailreg.reply.values import Outcome
from mailreg.service.ports import SmtpSession
from tests.contract.delivery.conversation import (
    CONTENT,
    HASTY,
    a_mail,
    conduct,
    deliver_all,
    deliver_one,
    loss_of,
    nothing,
    settings_for,
)
from tests.servers.smtp import Conduct, Point, SmtpServer


def test_the_connection_is_what_the_service_asks_for(server: SmtpServer) -> None:
    session: SmtpSession = SmtpConnection(settings_for(server))
    assert session is not None


def test_an_accepted_mail_arrives_byte_for_byte(server: SmtpServer) -> None:
    verdict = deliver_one(settings_for(server))

    assert (verdict.outcome, verdict.code) == (Outcome.ACCEPTED, 250)
    assert verdict.is_connection_usable
    [mail] = server.received
    assert (mail.sender, mail.recipients) == ("motesplats@example.org", ("anna@example.org",))
    assert mail.content == CONTENT


def test_many_mails_use_one_connection(server: SmtpServer) -> None:
    mails = [a_mail(f"person{number}@example.org") for number in range(5)]

    deliver_all(settings_for(server), mails)

    assert [mail.recipients[0] for mail in server.received] == [mail.recipient for mail in mails]
    assert server.connections == 1


@pytest.mark.parametrize(
    ("sent", "arrives"),
    [
        (b"A: b\r\n\r\n.\r\n..x\r\n", b"A: b\r\n\r\n.\r\n..x\r\n"),
        (b"A: b\r\n\r\nno end", b"A: b\r\n\r\nno end\r\n"),
        (b"A: b\n\nx\n.\nMAIL FROM:<e@example.org>\n", None),
        (b"A: b\r\n\r\nx\r.\rMAIL FROM:<e@example.org>\r\n", None),
    ],
)
def test_no_line_of_the_content_can_end_it(
    server: SmtpServer, sent: bytes, arrives: bytes | None
) -> None:
    verdict = deliver_one(settings_for(server), a_mail(content=sent))

    assert verdict.outcome is Outcome.ACCEPTED
    [mail] = server.received
    assert mail.content == (arrives or b"\r\n".join(sent.splitlines()) + b"\r\n")


@pytest.mark.parametrize("step", ["mail", "rcpt", "data", "dot"])
@pytest.mark.parametrize(
    ("reply", "outcome", "is_about_us"),
    [
        ("450 4.2.0 Mailbox busy", Outcome.TEMPORARY, False),
        ("451 4.7.1 Greylisted", Outcome.TEMPORARY, False),
        ("454 4.7.0 Too many logins", Outcome.TEMPORARY, True),
        ("432 4.3.2 Concurrent connections limit exceeded", Outcome.TEMPORARY, True),
        ("452 4.5.3 Too many for now", Outcome.TEMPORARY, True),
        ("452 4.2.2 Mailbox full", Outcome.TEMPORARY, False),
        ("530 5.7.57 Client not authenticated", Outcome.TEMPORARY, True),
        ("550 5.1.1 No such user", Outcome.PERMANENT, False),
        ("554 5.7.1 Refused for policy", Outcome.PERMANENT, False),
    ],
)
def test_a_refusal_is_read_by_its_code_and_the_connection_goes_on(
    server: SmtpServer, step: str, reply: str, outcome: Outcome, is_about_us: bool
) -> None:
    server.expect(conduct(**{step: reply}))

    first, second = deliver_all(settings_for(server), [a_mail(), a_mail("bo@example.org")])

    assert (first.outcome, first.code) == (outcome, int(reply[:3]))
    assert first.text == reply[4:]
    assert first.is_about_us is is_about_us
    assert first.is_connection_usable
    assert second.outcome is Outcome.ACCEPTED
    assert [mail.recipients for mail in server.received] == [("bo@example.org",)]
    assert server.connections == 1


@pytest.mark.parametrize("step", ["mail", "rcpt", "data", "dot"])
def test_421_ends_the_connection_and_is_about_us(server: SmtpServer, step: str) -> None:
    server.expect(conduct(**{step: "421 4.3.2 Shutting down"}))

    verdict = deliver_one(settings_for(server))

    assert (verdict.outcome, verdict.code) == (Outcome.TEMPORARY, 421)
    assert verdict.is_about_us
    assert not verdict.is_connection_usable


@pytest.mark.parametrize("way", ["drop", "hang"])
@pytest.mark.parametrize("point", [Point.MAIL, Point.RCPT, Point.DATA])
def test_a_link_lost_before_the_content_is_temporary(
    server: SmtpServer, point: Point, way: str
) -> None:
    server.expect(conduct(**{way: point}))

    verdict = deliver_one(settings_for(server, timeouts=HASTY))

    assert (verdict.outcome, verdict.code) == (Outcome.TEMPORARY, None)
    assert not verdict.is_connection_usable
    assert f"127.0.0.1:{server.port}" in verdict.text
    assert server.received == []


@pytest.mark.parametrize("way", ["drop", "hang"])
@pytest.mark.parametrize(
    ("point", "kept"), [(Point.CONTENT, 0), (Point.BEFORE_DOT, 0), (Point.AFTER_DOT, 1)]
)
def test_a_link_lost_after_the_content_began_is_unknown(
    server: SmtpServer, point: Point, way: str, kept: int
) -> None:
    server.expect(conduct(**{way: point}))

    verdict = deliver_one(settings_for(server, timeouts=HASTY))

    assert (verdict.outcome, verdict.code) == (Outcome.UNKNOWN, None)
    assert not verdict.is_connection_usable
    assert len(server.received) == kept


@pytest.mark.parametrize("reply", ["354 what?", "xyz gibberish", "100 hm"])
def test_an_answer_that_makes_no_sense_after_the_dot_is_unknown(
    server: SmtpServer, reply: str
) -> None:
    server.expect(Conduct(dot=reply))

    verdict = deliver_one(settings_for(server))

    assert verdict.outcome is Outcome.UNKNOWN
    assert not verdict.is_connection_usable


def test_any_positive_reply_to_the_dot_is_an_acceptance(server: SmtpServer) -> None:
    server.expect(Conduct(dot="251 2.1.5 Forwarded"))

    assert deliver_one(settings_for(server)).outcome is Outcome.ACCEPTED


def test_a_connection_that_cannot_be_reset_is_not_used_again(server: SmtpServer) -> None:
    server.rset = "500 5.5.1 What?"
    server.expect(Conduct(rcpt="550 5.1.1 No such user"))

    verdict = deliver_one(settings_for(server))

    assert verdict.outcome is Outcome.PERMANENT
    assert not verdict.is_connection_usable


def test_about_to_send_stands_between_rcpt_and_data(server: SmtpServer) -> None:
    said: list[str] = []

    async def note() -> None:
        said.extend(server.commands)

    async def conversation() -> None:
        connection = SmtpConnection(settings_for(server))
        await connection.open()
        await connection.deliver(a_mail(), note)
        await connection.close()

    asyncio.run(conversation())
    assert said == ["EHLO", "MAIL", "RCPT"]
    assert server.commands == ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"]


def test_about_to_send_is_not_asked_for_a_mail_that_was_refused(server: SmtpServer) -> None:
    server.expect(Conduct(rcpt="550 5.1.1 No such user"))

    async def fail() -> None:
        raise AssertionError

    async def conversation() -> Outcome:
        connection = SmtpConnection(settings_for(server))
        verdict = await connection.deliver(a_mail(), fail)
        await connection.close()
        return verdict.outcome

    assert asyncio.run(conversation()) is Outcome.PERMANENT


def test_what_about_to_send_raises_passes_through_and_nothing_is_sent(server: SmtpServer) -> None:
    async def fail() -> None:
        raise LookupError("the row is gone")

    async def conversation() -> Outcome:
        connection = SmtpConnection(settings_for(server))
        await connection.open()
        with pytest.raises(LookupError):
            await connection.deliver(a_mail(), fail)
        verdict = await connection.deliver(a_mail("bo@example.org"), nothing)
        await connection.close()
        return verdict.outcome

    assert asyncio.run(conversation()) is Outcome.ACCEPTED
    assert [mail.recipients for mail in server.received] == [("bo@example.org",)]
    assert server.connections == 1


def test_a_link_that_was_cut_while_idle_is_opened_anew(server: SmtpServer) -> None:
    async def conversation() -> list[Outcome]:
        connection = SmtpConnection(settings_for(server))
        await connection.open()
        first = await connection.deliver(a_mail(), nothing)
        await asyncio.to_thread(server.hang_up)
        await loss_of(connection)
        second = await connection.deliver(a_mail(), nothing)
        await connection.close()
        return [first.outcome, second.outcome]

    assert asyncio.run(conversation()) == [Outcome.ACCEPTED, Outcome.ACCEPTED]
    assert server.connections == 2


def test_a_link_that_cannot_be_had_again_is_a_verdict_about_us() -> None:
    async def conversation() -> None:
        with SmtpServer() as server:
            connection = SmtpConnection(settings_for(server))
            await connection.open()
            await asyncio.to_thread(server.hang_up)
            server.greeting = "421 4.3.2 Full"
            await loss_of(connection)
            verdict = await connection.deliver(a_mail(), nothing)
        assert verdict.outcome is Outcome.TEMPORARY
        assert verdict.is_about_us
        assert not verdict.is_connection_usable

    asyncio.run(conversation())


def test_a_cancelled_delivery_leaves_no_half_used_link(server: SmtpServer) -> None:
    server.expect(Conduct(hang=Point.AFTER_DOT))

    async def conversation() -> bool:
        connection = SmtpConnection(settings_for(server))
        await connection.open()
        delivery = asyncio.create_task(connection.deliver(a_mail(), nothing))
        await asyncio.to_thread(server.wait_for, 1)
        delivery.cancel()
        with pytest.raises(asyncio.CancelledError):
            await delivery
        await connection.close()
        return connection.is_open

    assert not asyncio.run(conversation())


def test_closing_never_raises(server: SmtpServer) -> None:
    async def conversation() -> None:
        connection = SmtpConnection(settings_for(server))
        await connection.close()
        await connection.open()
        await asyncio.to_thread(server.hang_up)
        await connection.close()
        await connection.close()

    asyncio.run(conversation())


def test_greylisting_lets_the_second_attempt_through(server: SmtpServer) -> None:
    server.greylists = True

    first, second = deliver_all(settings_for(server), [a_mail(), a_mail()])

    assert (first.outcome, second.outcome) == (Outcome.TEMPORARY, Outcome.ACCEPTED)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("550-5.1.1 first\r\n550 second", "5.1.1 first second"),
        ("550 a\x1b[31mb\x00\u2028c\u202ed\x85", "a [31mb c d"),
        ("550 " + "x" * 600, "x" * 500),
    ],
)
def test_what_the_server_says_is_shown_as_one_clean_line(
    server: SmtpServer, said: str, shown: str
) -> None:
    server.expect(Conduct(rcpt=said))

    assert deliver_one(settings_for(server)).text == shown


@pytest.mark.parametrize("recipient", ["åsa@example.org", "åsa@exämple.org"])
def test_an_address_outside_ascii_uses_smtputf8(server: SmtpServer, recipient: str) -> None:
    verdict = deliver_one(settings_for(server), a_mail(recipient))

    assert verdict.outcome is Outcome.ACCEPTED
    [mail] = server.received
    assert mail.is_utf8
    assert mail.recipients == (recipient,)


def test_a_server_without_smtputf8_cannot_have_such_an_address() -> None:
    with SmtpServer(has_smtputf8=False) as server:
        first, second = deliver_all(settings_for(server), [a_mail("åsa@example.org"), a_mail()])

    assert (first.outcome, first.code) == (Outcome.PERMANENT, None)
    assert "åsa@example.org" in first.text
    assert "SMTPUTF8" in first.text
    assert first.is_connection_usable
    assert second.outcome is Outcome.ACCEPTED


def test_a_domain_outside_ascii_needs_no_smtputf8() -> None:
    with SmtpServer(has_smtputf8=False) as server:
        deliver_one(settings_for(server), a_mail("anna@exämple.org"))

        assert server.received[0].recipients == ("anna@xn--exmple-cua.org",)


@pytest.mark.parametrize(
    "recipient", ["anna", "a\r\nRCPT TO:<x@example.org>@example.org", "a b@example.org", "<@>@x.se"]
)
def test_an_address_that_smtp_cannot_carry_is_refused_without_a_word(
    server: SmtpServer, recipient: str
) -> None:
    verdict = deliver_one(settings_for(server), a_mail(recipient))

    assert verdict.outcome is Outcome.PERMANENT
    assert "MAIL" not in server.commands


def test_a_mail_over_the_servers_limit_is_refused_before_it_is_sent() -> None:
    with SmtpServer(size_limit_bytes=2000) as server:
        verdict = deliver_one(settings_for(server), a_mail(content=b"x: y\r\n" * 500))

        assert (verdict.outcome, verdict.code) == (Outcome.PERMANENT, 552)
        assert "DATA" not in server.commands


def test_eight_bit_content_is_announced(server: SmtpServer) -> None:
    content = "Subject: Tack\r\n\r\nVälkommen\r\n".encode()

    deliver_one(settings_for(server), a_mail(content=content))

    assert "BODY=8BITMIME" in server.received[0].options
    assert server.received[0].content == content
