"""What mailreg tells its log: one function per event, stable keys, no personal data at info.

Lines are key=value for people on a terminal, JSON for a collector (`configure(as_json=True)`).
"""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path

import structlog

_LOG = structlog.get_logger("mailreg")


def configure(*, level: int = logging.INFO, as_json: bool = False) -> None:
    """Send the log to standard error; lines below `level` are dropped."""
    # APScheduler warns at every second that a long delivery is still at work
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def started(*, mode: str, mailboxes: list[str], worker: str) -> None:
    """The daemon runs."""
    _LOG.info("mailreg runs", key="started", mode=mode, mailboxes=mailboxes, worker=worker)


def stopping(*, signal: str) -> None:
    """The daemon was asked to end."""
    _LOG.info("ending after the step in hand", key="stopping", signal=signal)


def abandoned(*, jobs: list[str]) -> None:
    """Steps that did not end in time were left; the next start takes them up."""
    _LOG.warning("left what did not end in time", key="abandoned", jobs=jobs)


def stopped() -> None:
    """The daemon has ended."""
    _LOG.info("mailreg has ended", key="stopped")


def upgraded(*, what: str) -> None:
    """The schema was brought up to date."""
    _LOG.info("the database schema was upgraded", key="upgraded", what=what)


def connected(*, mailbox: str) -> None:
    """A mailbox was selected on a new connection."""
    _LOG.info("mailbox connected", key="connected", mailbox=mailbox)


def mailbox_failed(*, mailbox: str, error: str) -> None:
    """A mailbox could not be used; it is tried again with a new connection."""
    _LOG.warning("mailbox failed", key="mailbox_failed", mailbox=mailbox, error=error)


def uidvalidity_changed(*, mailbox: str) -> None:
    """UIDs mean nothing any more; messages are known again by their bytes."""
    _LOG.warning("UIDVALIDITY changed", key="uidvalidity_changed", mailbox=mailbox)


def skipped(*, mailbox: str, messages: int) -> None:
    """Mail that was there before was recorded and left alone."""
    _LOG.info("left alone what was there before", key="skipped", mailbox=mailbox, n=messages)


def given_up(*, mailbox: str, messages: list[int]) -> None:
    """Messages that were to be fetched are not on the server any more."""
    _LOG.warning("gone from the server", key="given_up", mailbox=mailbox, messages=messages)


def accepted(*, mailbox: str, fetched: int, new: int) -> None:
    """A batch of messages is committed."""
    _LOG.info("messages accepted", key="accepted", mailbox=mailbox, fetched=fetched, new=new)


def settled(
    *, message: int, state: str, reason: str | None, intent: str | None, application: int | None
) -> None:
    """A message was processed."""
    _LOG.info(
        "message settled",
        key="settled",
        message=message,
        state=state,
        reason=reason,
        intent=intent,
        application=application,
    )


def aside_failed(*, mailbox: str, error: str) -> None:
    """The Sent folder, or the one for junk, could not be read; it is tried at the next look."""
    _LOG.warning("another folder failed", key="aside_failed", mailbox=mailbox, error=error)


def answered_by_hand(*, application: int, withdrawn: list[int]) -> None:
    """Staff answered from their own mail program; what had not left was taken back."""
    _LOG.info(
        "answered by hand",
        key="answered_by_hand",
        application=application,
        withdrawn=withdrawn,
    )


def staff_told(*, outcome: str, code: int | None) -> None:
    """A mail for staff was handed over, or refused: it is not tried again."""
    _LOG.info("mail for staff", key="staff_told", outcome=outcome, code=code)


def bounced(*, mail: int, application: int) -> None:
    """A mail of ours that the server had taken came back."""
    _LOG.warning("a mail came back", key="bounced", mail=mail, application=application)


def quarantined(*, message: int, reason: str) -> None:
    """A stage crashed on a message; `mailreg messages` shows it, `mailreg replay` tries anew."""
    _LOG.error("message quarantined", key="quarantined", message=message, reason=reason)


def decided(*, reference: str, verb: str) -> None:
    """Staff took a decision; who did is in the history."""
    _LOG.info("decision taken", key="decided", reference=reference, verb=verb)


def paused(*, event: str | None) -> None:
    """Replies are held, of one event or of all."""
    _LOG.warning("replies are paused", key="paused", slug=event)


def resumed(*, event: str | None) -> None:
    """Replies leave again."""
    _LOG.info("replies leave again", key="resumed", slug=event)


def over_capacity(*, event: str, session: str | None, over: int) -> None:
    """More seats are given than there are; nobody loses theirs by it."""
    _LOG.warning("over capacity", key="over_capacity", slug=event, session=session, over=over)


def ended(*, event: str, applications: int) -> None:
    """Offers lapsed, or what was never decided ended with the event's start."""
    _LOG.info("time is up", key="ended", slug=event, n=applications)


def offered(*, event: str, applications: int) -> None:
    """Freed seats were offered to those who wait."""
    _LOG.info("seats offered", key="offered", slug=event, n=applications)


def reminded(*, event: str, applications: int) -> None:
    """Those who had not answered what we asked were reminded."""
    _LOG.info("reminders written", key="reminded", slug=event, n=applications)


def sessions_given(*, event: str, seats: int) -> None:
    """Freed seats of sessions were given to those who waited for them."""
    _LOG.info("seats of sessions given", key="sessions_given", slug=event, n=seats)


def filed(*, mailbox: str, moved: int, gone: int) -> None:
    """Messages that are taken over were moved on the server."""
    _LOG.info("messages filed", key="filed", mailbox=mailbox, moved=moved, gone=gone)


def delivered(*, mail: int, state: str, code: int | None) -> None:
    """A mail was handed over, or an attempt ended otherwise."""
    _LOG.info("delivery attempted", key="delivered", mail=mail, state=state, code=code)


def mail_crashed(*, mail: int, error: str) -> None:
    """Handing a mail over crashed; the others go on."""
    _LOG.error("delivery crashed", key="mail_crashed", mail=mail, error=error)


def delivery_failed(*, error: str) -> None:
    """The submission server could not be used; it is tried again."""
    _LOG.warning("delivery failed", key="delivery_failed", error=error)


def taken_over(*, mails: int) -> None:
    """Mails that a dead process had claimed are ours now."""
    _LOG.warning("took over what a dead process had claimed", key="taken_over", n=mails)


def account_added(*, by: str, roles: list[str]) -> None:
    """Somebody of the staff may sign in."""
    _LOG.info("account added", key="account_added", by=by, roles=roles)


def account_removed(*, by: str) -> None:
    """Somebody of the staff may no longer sign in."""
    _LOG.info("account removed", key="account_removed", by=by)


def signed_in(*, account: int) -> None:
    """Somebody signed in to the page."""
    _LOG.info("signed in", key="signed_in", account=account)


def sign_in_failed(*, account: int | None) -> None:
    """Name and password did not fit; None: there is no such account."""
    _LOG.warning("sign-in failed", key="sign_in_failed", account=account)


def sign_in_slowed(*, account: int | None, by: str) -> None:
    """Too many tries for one name, or from one address: the next has to wait."""
    _LOG.warning("sign-in slowed", key="sign_in_slowed", account=account, by=by)


def password_set(*, account: int, by: str) -> None:
    """An account has another password, and its browsers are signed out."""
    _LOG.info("password set", key="password_set", account=account, by=by)


def page_served(*, url: str) -> None:
    """The staff page can be opened."""
    _LOG.info("staff page served", key="page_served", url=url)


def page_not_served(*, error: str) -> None:
    """The daemon runs without the staff page."""
    _LOG.error("staff page not served", key="page_not_served", error=error)


def page_crashed(*, page: str, error: str, trace: list[str]) -> None:
    """A page could not be made; whoever asked for it was told that it is in the log."""
    _LOG.error("page crashed", key="page_crashed", page=page, error=error, trace=trace)


def failed(*, job: str, error: str) -> None:
    """A job of the daemon failed; it runs again."""
    _LOG.error("job failed", key="failed", job=job, error=error)


def crash_site(crash: BaseException) -> str:
    """What crashed where; its own words may quote a letter."""
    last = traceback.extract_tb(crash.__traceback__)[-1]
    return f"crashed:{type(crash).__name__} at {Path(last.filename).name}:{last.lineno}"


def crash_trace(crash: BaseException) -> list[str]:
    """The way to it, the innermost call last: places in the code, and nothing of what they held."""
    frames = traceback.extract_tb(crash.__traceback__)
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
