"""The daemon: APScheduler drives polling, delivery and deadlines; everything else is a use case.

Each mailbox has a thread of its own, which alone uses its connection: a poll looks, and then idles
until the next one is due. Delivery runs on the event loop, woken when there is something to send.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, JobExecutionEvent
from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from mailreg import log
from mailreg.errors import ConfigurationError, MailregError
from mailreg.service.clock import look_at_the_clock
from mailreg.service.courier import delivering
from mailreg.service.dispatch import take_over_dead
from mailreg.service.reading import process_waiting
from mailreg.service.telling import tell_staff
from mailreg.service.watching import Watch
from mailreg.systemd import Notifier
from mailreg.wiring import Site

DELIVER = "deliver"  # the job
DELIVERY_EVERY = timedelta(seconds=1)  # looks for what became due; new mail wakes it at once
CLOCK_EVERY = timedelta(seconds=30)
TAKE_OVER_EVERY = timedelta(seconds=30)
TELL_EVERY = timedelta(minutes=1)
FIRST_BACK_OFF = timedelta(seconds=1)
LONGEST_BACK_OFF = timedelta(minutes=5)
REFUSED_BACK_OFF = timedelta(minutes=5)  # a wrong password is not mended by trying
HANGS_AFTER = timedelta(minutes=5)  # without a sign of life from a mailbox's thread
GRACE = timedelta(seconds=8)  # for the step in hand, of the ten seconds that SIGTERM allows


def back_off(failures: int, chance: Callable[[], float] = random.random) -> timedelta:
    """The pause after the `failures`-th failure in a row (from 1): doubled, half of it jitter."""
    doublings = min(failures - 1, 16)
    longest = min(LONGEST_BACK_OFF, FIRST_BACK_OFF * int(2**doublings))
    return longest / 2 + longest / 2 * chance()


def run_once(site: Site) -> None:
    """Take what is there, process it, deliver what is due, file it away.

    Raises the first failure after everything else was done.
    """
    failures: list[MailregError] = []
    take_over_dead(site.desk, site.presence)
    look_at_the_clock(site.desk)
    _attempt(lambda: _take_and_deliver(site, failures), failures)
    _attempt(lambda: _tell_staff(site), failures)
    for watch in site.watches:
        _attempt(watch.tidy, failures)
        watch.close()
    if failures:
        raise failures[0]


def _tell_staff(site: Site) -> int:
    return tell_staff(site.desk, site.presence, site.dispatcher.connect)


def _take_and_deliver(site: Site, failures: list[MailregError]) -> None:
    with delivering(site.dispatcher) as wake:
        process_waiting(site.desk, wake)
        for watch in site.watches:
            watch.on_news = wake
            _attempt(watch.tend, failures)


def _attempt(step: Callable[[], object], failures: list[MailregError]) -> None:
    try:
        step()
    except MailregError as error:
        failures.append(error)


@dataclass(slots=True)
class Daemon:
    """Everything that runs until SIGTERM."""

    site: Site
    notifier: Notifier
    beside: Callable[[], AbstractAsyncContextManager[None]] = contextlib.nullcontext
    _scheduler: AsyncIOScheduler = field(init=False)
    _loop: asyncio.AbstractEventLoop = field(init=False)
    _stopping: threading.Event = field(default_factory=threading.Event)
    _ended: asyncio.Event = field(default_factory=asyncio.Event)
    _busy: set[str] = field(default_factory=set)  # jobs at work
    _failures: dict[str, int] = field(default_factory=dict)  # in a row, by job
    _heartbeats: dict[str, datetime] = field(default_factory=dict)  # by mailbox
    _chores: defaultdict[str, threading.Event] = field(
        default_factory=lambda: defaultdict(threading.Event)
    )  # set: the mailbox has something to file or to save
    _deliver_after: datetime | None = None  # None: at once
    _fatal: MailregError | None = None

    async def run(self) -> None:
        """Run until SIGTERM or SIGINT; raises what only the operator can mend at a start."""
        self._loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            self._loop.add_signal_handler(number, self._stop, number.name)
        self._scheduler = self._scheduled()
        self._scheduler.start()
        desk = self.site.desk
        log.started(
            mode=desk.mode.value,
            mailboxes=list(desk.postboxes),
            worker=self.site.presence.worker,
        )
        self.notifier.ready()
        async with self.beside():
            await self._ended.wait()
        await self._end()
        if self._fatal is not None:
            raise self._fatal

    def _scheduled(self) -> AsyncIOScheduler:
        """A scheduler with every job, not started yet."""
        now = self.site.desk.clock()
        scheduler = AsyncIOScheduler(
            timezone=UTC,
            executors={
                "default": AsyncIOExecutor(),
                "chores": ThreadPoolExecutor(1),
                **{_job(watch): ThreadPoolExecutor(1) for watch in self.site.watches},
            },
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        scheduler.add_listener(self._after_job, EVENT_JOB_EXECUTED | EVENT_JOB_ERROR)
        for watch in self.site.watches:
            watch.on_news = partial(self._wake_delivery, _job(watch))
            self._heartbeats[_job(watch)] = now
            scheduler.add_job(self._poll, args=[watch], executor=_job(watch), id=_job(watch))
        self._add_regular_jobs(scheduler, now)
        return scheduler

    def _add_regular_jobs(self, scheduler: AsyncIOScheduler, now: datetime) -> None:
        jobs: list[tuple[str, Callable[[], object], timedelta, str]] = [
            (DELIVER, self._deliver, DELIVERY_EVERY, "default"),
            ("clock", self._look_at_the_clock, CLOCK_EVERY, "chores"),
            ("take over", self._take_over, TAKE_OVER_EVERY, "chores"),
            ("tell staff", self._tell_staff, TELL_EVERY, "chores"),
        ]
        if self.notifier.watchdog is not None:
            jobs.append(("watchdog", self._tell_watchdog, self.notifier.watchdog / 2, "default"))
        for name, job, every, executor in jobs:
            scheduler.add_job(
                job,
                "interval",
                seconds=every.total_seconds(),
                executor=executor,
                id=name,
                next_run_time=now,
            )

    def _poll(self, watch: Watch) -> timedelta:
        """One poll: look, then idle until the next is due; returns the pause before that."""
        job = _job(watch)
        pause = timedelta()
        self._heartbeats[job] = self.site.desk.clock()
        with self._working(job), contextlib.ExitStack() as unless_sound:
            unless_sound.callback(watch.close)
            try:
                self._look_and_idle(watch)
            except ConfigurationError as error:
                self._fatal = error
                self._loop.call_soon_threadsafe(self._stop, "configuration")
            except MailregError as error:
                pause = self._pause_after(job, str(error), is_temporary=error.is_temporary)
            else:
                if not self._stopping.is_set():
                    unless_sound.pop_all()
        return pause

    def _after_job(self, event: JobExecutionEvent) -> None:
        """Go on after every end of a job, also one that nobody foresaw.

        The next poll is entered here: while a poll is at work, APScheduler would drop it.
        """
        pause = event.retval
        if event.exception is not None:
            pause = self._pause_after(
                event.job_id, log.crash_site(event.exception), is_temporary=True
            )
        if event.job_id == DELIVER and event.exception is not None:
            self._deliver_after = self.site.desk.clock() + pause
        for watch in self.site.watches:
            if event.job_id == _job(watch):
                self._schedule(watch, pause)

    def _schedule(self, watch: Watch, pause: timedelta) -> None:
        if not self._stopping.is_set():
            self._scheduler.add_job(
                self._poll,
                "date",
                run_date=self.site.desk.clock() + pause,
                args=[watch],
                executor=_job(watch),
                id=_job(watch),
                replace_existing=True,
            )

    def _look_and_idle(self, watch: Watch) -> None:
        chores = self._chores[_job(watch)]
        is_interrupted = partial(self._beat, _job(watch), chores)
        until = self.site.desk.clock() + watch.postbox.poll
        watch.tend()
        self._failures.pop(_job(watch), None)
        while not self._stopping.is_set():
            left = until - self.site.desk.clock()
            if left <= timedelta():
                return
            if watch.wait(left, is_interrupted):
                watch.tend()
            elif chores.is_set():
                chores.clear()
                watch.tidy()

    def _beat(self, job: str, chores: threading.Event) -> bool:
        """Called at least every second while a mailbox idles: also the sign that it lives."""
        self._heartbeats[job] = self.site.desk.clock()
        return chores.is_set() or self._stopping.is_set()

    def _pause_after(self, job: str, error: str, *, is_temporary: bool) -> timedelta:
        self._failures[job] = self._failures.get(job, 0) + 1
        log.failed(job=job, error=error)
        return back_off(self._failures[job]) if is_temporary else REFUSED_BACK_OFF

    def _wake_delivery(self, job: str) -> None:
        """A mailbox has processed something: it lives, and there may be something to send."""
        self._heartbeats[job] = self.site.desk.clock()
        with contextlib.suppress(JobLookupError):
            self._scheduler.modify_job(DELIVER, next_run_time=self.site.desk.clock())

    async def _deliver(self) -> None:
        now = self.site.desk.clock()
        if self._stopping.is_set() or (self._deliver_after and now < self._deliver_after):
            return
        with self._working(DELIVER):
            try:
                sent = await self.site.dispatcher.deliver_due()
                self._failures.pop(DELIVER, None)
            except MailregError as error:
                pause = self._pause_after(DELIVER, str(error), is_temporary=error.is_temporary)
                self._deliver_after = now + pause
                sent = 0
        if sent:
            for chores in self._chores.values():
                chores.set()

    def _look_at_the_clock(self) -> None:
        self._guarded("clock", lambda: look_at_the_clock(self.site.desk))

    def _take_over(self) -> None:
        self._guarded("take over", lambda: take_over_dead(self.site.desk, self.site.presence))

    def _tell_staff(self) -> None:
        self._guarded("tell staff", lambda: _tell_staff(self.site))

    def _guarded(self, job: str, step: Callable[[], object]) -> None:
        with self._working(job):
            try:
                step()
            except MailregError as error:
                log.failed(job=job, error=str(error))

    async def _tell_watchdog(self) -> None:
        now = self.site.desk.clock()
        beats = [beat for job, beat in self._heartbeats.items() if job in self._busy]
        # one that pauses after a failure does not hang
        if all(now - beat < HANGS_AFTER for beat in beats):
            self.notifier.alive()

    @contextlib.contextmanager
    def _working(self, job: str) -> Iterator[None]:
        self._busy.add(job)
        try:
            yield
        finally:
            self._busy.discard(job)

    def _stop(self, why: str) -> None:
        log.stopping(signal=why)
        self.notifier.stopping()
        self._stopping.set()
        self.site.dispatcher.stop()
        self._ended.set()

    async def _end(self) -> None:
        """Let the step in hand end; whatever hangs is left to the next start, which expects it."""
        deadline = self._loop.time() + GRACE.total_seconds()
        # threads end here, not tasks: there is no event to wait for
        while self._busy and self._loop.time() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        if self._busy:
            log.abandoned(jobs=sorted(self._busy))
            os._exit(self._fatal.exit_status if self._fatal else 0)
        self._scheduler.shutdown(wait=False)
        log.stopped()


def _job(watch: Watch) -> str:
    return f"mailbox {watch.postbox.name}"
