"""From the outbox to the submission server: an answer leaves once (promise 6).

That DATA is about to be sent is committed before it is; an end without a reply is therefore known
as ambiguous (RFC 1047), also after a crash, and is sent once more with the same Message-ID.
"""

from __future__ import annotations

import asyncio
from asyncio import Future
from collections import deque
from collections.abc import Callable, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import assert_never

from aiolimiter import AsyncLimiter

from mailreg import log
from mailreg.errors import MailregError
from mailreg.reply.values import Outcome, OutgoingMail, ServerVerdict
from mailreg.service.desk import Desk
from mailreg.service.ledger import Ledger
from mailreg.service.policy import Mode
from mailreg.service.ports import SmtpSession
from mailreg.service.renewing import is_late, renew
from mailreg.service.retry import Hurdle, retry_after
from mailreg.store import journal, outbox, presence
from mailreg.store.database import Conflict, Transaction
from mailreg.store.values import Attempt, OutboxRow, OutboxState

CLAIMED = 25  # rows per connection that a process takes at once
SLOW_DOWN = timedelta(minutes=1)  # after the server said that we are too many or too fast
ATTEMPTS_DESPITE_CRASH = 3  # then staff must look: what crashes always would not leave in five days
RESEND_PAUSE = timedelta(seconds=5)  # before an ambiguous mail is sent once more


@dataclass(slots=True)
class _Line:
    """One connection, and whether the end of its last mail is committed."""

    session: SmtpSession | None = None  # None: not opened yet, or lost
    conclusion: Future[Set[int]] | None = None  # of the last mail; None: it is committed

    async def confirm(self) -> None:
        """Make sure that the end of the last mail is committed; raises what it failed with."""
        if self.conclusion is not None:
            conclusion, self.conclusion = self.conclusion, None
            await asyncio.shield(conclusion)

    async def close(self) -> None:
        """End the session, if there is one."""
        if self.session is not None:
            session, self.session = self.session, None
            await session.close()


@dataclass(slots=True, kw_only=True)
class Dispatcher:
    """Hands over what is due, on a few connections that are opened when there is need."""

    desk: Desk
    presence: presence.Presence
    connect: Callable[[], SmtpSession]
    connections: int
    limiter: AsyncLimiter | None = None  # None: no limit
    _rows: deque[OutboxRow] = field(default_factory=deque)
    _claiming: asyncio.Lock = field(default_factory=asyncio.Lock)
    _ledger: Ledger = field(init=False)
    _pause_until: datetime | None = None
    _holds_claims: bool = False  # something may still be in our hand, from this run or the last
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._ledger = Ledger(desk=self.desk, presence=self.presence)

    def stop(self) -> None:
        """End after the mails that are being handed over right now."""
        self._stopping.set()

    async def deliver_due(self) -> int:
        """Hand over everything that is due now; returns how many mails were accepted.

        Raises what a connection raised that could not be opened; nothing is lost by that.
        """
        if not self._holds_claims and not await asyncio.to_thread(self._is_due):
            return 0
        try:
            return await self._deliver_claimed()
        finally:
            self._rows.clear()
            await self._ledger.enter(self._give_back)
            self._holds_claims = False

    def _is_due(self) -> bool:
        """Whether it is worth a claim, which writes; nothing ever leaves in shadow."""
        if self.desk.mode is Mode.SHADOW:
            return False
        with self.desk.database.reading() as tx:
            due_at = outbox.next_due(tx)
        return due_at is not None and due_at <= self.desk.clock()

    async def _deliver_claimed(self) -> int:
        if not await self._has_more():
            return 0
        workers = (self._work() for _ in range(min(self.connections, len(self._rows))))
        ends = await asyncio.gather(*workers, return_exceptions=True)
        for end in ends:
            if isinstance(end, BaseException):
                raise end
        return sum(end for end in ends if isinstance(end, int))

    async def _work(self) -> int:
        """One connection: mail after mail, until nothing is due."""
        accepted = 0
        line = _Line()
        try:
            while (row := await self._next()) is not None:
                if line.session is None:
                    line.session = await self._opened()
                try:
                    verdict = await self._attempt(line, line.session, row)
                except Conflict:
                    continue  # it was stopped, or another process has it; it was not sent
                accepted += verdict.outcome is Outcome.ACCEPTED
                if not verdict.is_connection_usable:
                    await line.close()
            await line.confirm()
        finally:
            await line.close()
        return accepted

    async def _opened(self) -> SmtpSession:
        session = self.connect()
        try:
            await session.open()
        except MailregError as error:
            await self._touch(str(error))
            raise
        await self._touch(None)
        return session

    async def _touch(self, error: str | None) -> None:
        await self._ledger.enter(
            lambda tx: journal.smtp_touch(tx, now=self.desk.clock(), error=error)
        )

    async def _attempt(self, line: _Line, session: SmtpSession, row: OutboxRow) -> ServerVerdict:
        verdict, crash = await self._hand_over(line, session, row)
        now = self.desk.clock()
        if verdict.is_about_us:
            self._pause_until = now + SLOW_DOWN
        attempt = conclude(row, verdict, now)
        if crash is not None:
            attempt = replace(attempt, reason=crash)
        log.delivered(mail=row.id, state=attempt.state.value, code=verdict.code)
        line.conclusion = self._ledger.conclude(row, attempt)
        return verdict

    async def _hand_over(
        self, line: _Line, session: SmtpSession, row: OutboxRow
    ) -> tuple[ServerVerdict, str | None]:
        """The guard around one mail: how it ended, and on what the session crashed, if it did."""
        is_begun = False

        async def about_to_send() -> None:
            nonlocal is_begun
            await self._ledger.begin(row)
            is_begun = True
            await line.confirm()

        try:
            return await session.deliver(_mail(row), about_to_send), None
        except MailregError:
            raise
        except Exception as error:  # noqa: BLE001 (the mails behind it go on)
            log.mail_crashed(mail=row.id, error=log.crash_site(error))
            return after_crash(row, is_begun=is_begun), f"crashed:{type(error).__name__}"

    async def _next(self) -> OutboxRow | None:
        async with self._claiming:
            if not self._rows and not await self._has_more():
                return None
            await self._turn()
            return self._rows.popleft() if self._rows and not self._is_paused() else None

    async def _turn(self) -> None:
        """Wait until the rate allows one more mail, or until we are to end."""
        if self.limiter is None:
            return
        waits = [
            asyncio.create_task(self.limiter.acquire()),
            asyncio.create_task(self._stopping.wait()),
        ]
        _, others = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for other in others:
            other.cancel()

    async def _has_more(self) -> bool:
        if self._is_paused():
            return False

        def claim(tx: Transaction) -> None:
            limit = CLAIMED * self.connections
            worker = self.presence.worker
            self._rows.extend(outbox.claim(tx, worker=worker, now=self.desk.clock(), limit=limit))

        self._holds_claims = True
        await self._ledger.enter(claim)
        await self._renew_late_offers()
        return bool(self._rows)

    async def _renew_late_offers(self) -> None:
        """In a transaction of their own: the event is locked before its applications."""
        late = {row.id for row in self._rows if is_late(self.desk, row)}
        if not late:
            return

        def look_again() -> list[OutboxRow | None]:
            with self.desk.database.transaction() as tx:
                return [renew(tx, self.desk, row) if row.id in late else row for row in self._rows]

        rows = await asyncio.to_thread(look_again)
        self._rows = deque(row for row in rows if row is not None)

    def _is_paused(self) -> bool:
        if self._stopping.is_set():
            return True
        return self._pause_until is not None and self.desk.clock() < self._pause_until

    def _give_back(self, tx: Transaction) -> None:
        """What was claimed and not begun is anybody's again; what was begun ended unknown."""
        outbox.take_over(tx, [self.presence.worker], now=self.desk.clock())


def conclude(row: OutboxRow, verdict: ServerVerdict, now: datetime) -> Attempt:
    """What the server's verdict makes of a mail."""
    end = partial(Attempt, reply=verdict.text or None)
    match verdict.outcome:
        case Outcome.ACCEPTED:
            return end(state=OutboxState.SENT)
        case Outcome.PERMANENT:
            return end(state=OutboxState.FAILED, reason="refused")
        case Outcome.TEMPORARY:
            pause = retry_after(row.attempts, now - row.created_at, _hurdle(verdict))
            if pause is None:
                return end(state=OutboxState.FAILED, reason="given_up")
            return end(state=OutboxState.DEFERRED, reason="refused_for_now", due_at=now + pause)
        case Outcome.UNKNOWN if row.is_resent:
            return end(state=OutboxState.UNKNOWN, reason="no_answer_twice")
        case Outcome.UNKNOWN:
            # RFC 1047: once more under the same Message-ID, rather a copy than none
            return end(
                state=OutboxState.DEFERRED,
                reason="no_answer",
                due_at=now + RESEND_PAUSE,
                is_ambiguous=True,
            )
        case _:
            assert_never(verdict.outcome)


def after_crash(row: OutboxRow, *, is_begun: bool) -> ServerVerdict:
    """What stands for a verdict when nobody foresaw the end: what may have arrived is unknown."""
    may_pass = row.attempts < ATTEMPTS_DESPITE_CRASH
    before_data = Outcome.TEMPORARY if may_pass else Outcome.PERMANENT
    return ServerVerdict(
        outcome=Outcome.UNKNOWN if is_begun else before_data,
        code=None,
        text="",
        is_connection_usable=False,
    )


def _hurdle(verdict: ServerVerdict) -> Hurdle:
    if verdict.code is None:
        return Hurdle.LINK
    return Hurdle.RATE if verdict.is_about_us else Hurdle.MAIL


def take_over_dead(desk: Desk, own: presence.Presence) -> int:
    """Take over what dead processes had claimed; returns how many mails that freed."""
    with desk.database.reading() as tx:
        others = [one for one in outbox.claimants(tx) if one != own.worker]
    dead = [one for one in others if own.is_dead(one)]
    if not dead:
        return 0
    with desk.database.transaction() as tx:
        freed = outbox.take_over(tx, dead, now=desk.clock())
    log.taken_over(mails=freed)
    return freed


def _mail(row: OutboxRow) -> OutgoingMail:
    return OutgoingMail(
        message_id=row.message_id,
        sender=row.sender,
        recipient=row.recipient,
        content=row.content or b"",
    )
