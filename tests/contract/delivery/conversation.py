"""What the tests of delivery say and send."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from mailreg.delivery import Security, SmtpConnection, SmtpSettings, Timeouts
from mailreg.reply.values import OutgoingMail, ServerVerdict
from tests.servers.smtp import Conduct, SmtpServer

HASTY = Timeouts(
    connect=timedelta(seconds=1),
    command=timedelta(milliseconds=150),
    data_start=timedelta(milliseconds=150),
    data_end=timedelta(milliseconds=150),
)

CONTENT = b"From: motesplats@example.org\r\nSubject: Tack\r\n\r\nHej!\r\n"


def settings_for(server: SmtpServer, **changes: Any) -> SmtpSettings:
    return SmtpSettings(
        **{"host": "127.0.0.1", "port": server.port, "security": Security.NONE, **changes}
    )


def a_mail(recipient: str = "anna@example.org", content: bytes = CONTENT) -> OutgoingMail:
    return OutgoingMail(
        message_id="<1@example.org>",
        sender="motesplats@example.org",
        recipient=recipient,
        content=content,
    )


def conduct(**said: Any) -> Conduct:
    """Return a conduct whose step a table of cases names."""
    return Conduct(**said)


async def nothing() -> None:
    """About to send, and nobody minds."""


async def loss_of(connection: SmtpConnection) -> None:
    """Return when our side has noticed that the server went away."""
    async with asyncio.timeout(5):
        while connection.is_open:
            await asyncio.sleep(0)


def deliver_all(settings: SmtpSettings, mails: Sequence[OutgoingMail]) -> list[ServerVerdict]:
    """Deliver over one connection, which is opened anew only where a verdict asks for it."""

    async def conversation() -> list[ServerVerdict]:
        connection = SmtpConnection(settings)
        verdicts: list[ServerVerdict] = []
        await connection.open()
        for mail in mails:
            if verdicts and not verdicts[-1].is_connection_usable:
                await connection.open()
            verdicts.append(await connection.deliver(mail, nothing))
        await connection.close()
        return verdicts

    return asyncio.run(conversation())


def deliver_one(settings: SmtpSettings, mail: OutgoingMail | None = None) -> ServerVerdict:
    [verdict] = deliver_all(settings, [mail or a_mail()])
    return verdict


def open_only(settings: SmtpSettings) -> None:
    async def conversation() -> None:
        connection = SmtpConnection(settings)
        try:
            await connection.open()
        finally:
            await connection.close()

    asyncio.run(conversation())
