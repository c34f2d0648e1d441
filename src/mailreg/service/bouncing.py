"""Bounces: which of our mails came back, and what is recorded of that.

A report names our mail by the Message-ID or the token that came back with it. Where nothing of the
mail came back, it is the one that was sent to the address, if only one conversation wrote there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from mailreg import log
from mailreg.message import DeliveryReport, Origin, ReportKind
from mailreg.message.identity import is_thread_id, references_in, tokens_in
from mailreg.service.desk import Desk
from mailreg.service.letter import Letter
from mailreg.service.why import Why
from mailreg.store import applications, outbox
from mailreg.store.database import Transaction
from mailreg.store.values import MACHINE, MessageState, NewStep, SentMail, Settlement

BOUNCED = "bounced"  # the step in the history, and why the mail failed
LATEST = timedelta(days=10)  # after the sending; servers try for five days


# reports that say no more than what staff assume anyway
NEWS = {ReportKind.DELAYED: Why.DELAYED, ReportKind.DELIVERED: Why.DELIVERED}


def settle_report(
    tx: Transaction, desk: Desk, letter: Letter, report: DeliveryReport, known: Settlement
) -> Settlement:
    """Put the report of a mail of ours that did not arrive before staff; record any other.

    `known` has the conversation to which the report's text refers.
    """
    mail = _mail(tx, desk, report)
    whose = mail.application_id if mail else _conversation(report, known.application_id)
    known = replace(known, application_id=whose)
    if report.kind in NEWS:
        return replace(known, state=MessageState.IGNORED, reason=NEWS[report.kind])
    if whose is None:
        return replace(known, state=MessageState.IGNORED, reason=Origin.BOUNCE.value)
    if mail is not None and report.kind is ReportKind.FAILED:
        _fail(tx, desk, letter, mail, report.diagnostic or None)
    return replace(known, reason=Why.BOUNCE)


def _fail(
    tx: Transaction, desk: Desk, letter: Letter, mail: SentMail, diagnostic: str | None
) -> None:
    if not outbox.come_back(tx, mail.id, reason=BOUNCED, reply=diagnostic):
        return
    step = NewStep(
        at=desk.clock(),
        by=MACHINE,
        action=BOUNCED,
        outbox_id=mail.id,
        message_id=letter.stored.id,
        detail=diagnostic,
    )
    applications.record(tx, mail.application_id, step)
    log.bounced(mail=mail.id, application=mail.application_id)


def _mail(tx: Transaction, desk: Desk, report: DeliveryReport) -> SentMail | None:
    """The mail that a report is about; None where it is not ours, or that is not certain."""
    by_id = outbox.of_tokens(tx, tokens_in(report.ids))
    if by_id:
        names = {_local_part(one) for one in report.ids}
        exact = [mail for mail in by_id if _local_part(mail.message_id) in names]
        return next(iter(exact or _to(by_id, report)))
    if _is_rewritten(report):
        return next(iter(_to(outbox.of_tokens(tx, tokens_in(report.references)), report)), None)
    if report.ids or report.references:
        return None
    return _only_one(tx, desk, report)


def _only_one(tx: Transaction, desk: Desk, report: DeliveryReport) -> SentMail | None:
    """The last mail to the address, where one conversation wrote there, or the subject names it."""
    sent = outbox.sent_to(tx, report.recipients, since=desk.clock() - LATEST)
    if report.subject:
        named = applications.by_references(tx, references_in(report.subject))
        return next((mail for mail in sent if mail.application_id == named), None)
    return sent[0] if len({mail.application_id for mail in sent}) == 1 else None


def _local_part(message_id: str) -> str:
    return message_id.lower().strip("<>").partition("@")[0]


def _to(mails: Sequence[SentMail], report: DeliveryReport) -> Sequence[SentMail]:
    """Those to whom the report says that it went; all where it names nobody of them."""
    return [mail for mail in mails if mail.recipient in report.recipients] or mails


def _is_rewritten(report: DeliveryReport) -> bool:
    """Whether a server gave our mail another Message-ID: only then is our thread its last parent.

    In what a person writes in the conversation, an id of its parent stands behind it.
    """
    return bool(report.references) and is_thread_id(report.references[-1])


def _conversation(report: DeliveryReport, conversation: int | None) -> int | None:
    """What is not ours by its ids is in our conversation only where it bears our marks."""
    is_foreign = bool(report.ids) and not tokens_in((*report.ids, *report.references))
    return None if is_foreign and not references_in(report.subject) else conversation
