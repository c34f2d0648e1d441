"""Letters that belong to no case, all messages, outgoing mail, and what went wrong."""

from __future__ import annotations

from starlette.responses import Response

from mailreg.errors import BadRequest
from mailreg.service.desklists import message_page, outbox_page, troubles
from mailreg.service.messages import close, read_mail, release, replay, resend
from mailreg.service.perusing import letter_of
from mailreg.service.queue import Tab
from mailreg.service.states import MessageState, OutboxState
from mailreg.web.cases import text_of, told_of
from mailreg.web.letter import heading, stretches
from mailreg.web.queue import rows_of
from mailreg.web.security import own_path
from mailreg.web.visit import ODD, Visit, go, number_of


def letter(visit: Visit) -> Response:
    """One message, beside the list of those that must be read."""
    message_id = _number(visit)
    found = letter_of(visit.desk, message_id)
    return visit.show(
        "letter.html",
        rows=rows_of(visit, Tab.READ, here=str(message_id)),
        tab=Tab.READ,
        letter=found,
        stretches=stretches,
        heading=heading,
        told=told_of(visit),
    )


def settle(visit: Visit) -> Response:
    """A letter needs nothing more; the next one opens."""
    message_id = _number(visit)
    rows = rows_of(visit, Tab.READ, here=str(message_id)).rows
    places = [place for place, row in enumerate(rows) if row.is_here]
    others = rows[places[0] + 1 :] if places else rows
    close(visit.desk, message_id, by=visit.by)
    return go(others[0].path.partition("?")[0] if others else "/", tab=Tab.READ.value)


def messages(visit: Visit) -> Response:
    """Every message, newest first, or those in a state."""
    wanted = visit.query("state")
    state = MessageState(wanted) if wanted in set(MessageState) else None
    page = message_page(visit.desk, state, before=number_of(visit.query("before")))
    return visit.show("messages.html", page=page, state=state, states=list(MessageState))


def again(visit: Visit) -> Response:
    """Process a message anew."""
    message_id = _number(visit)
    done = replay(visit.desk, message_id)
    if done.message.reference:
        return go(f"/cases/{done.message.reference}")
    return go(f"/letters/{message_id}")


def outbox(visit: Visit) -> Response:
    """Outgoing mail, newest first, or that in a state."""
    wanted = visit.query("state")
    state = OutboxState(wanted) if wanted in set(OutboxState) else None
    page = outbox_page(visit.desk, state, before=number_of(visit.query("before")))
    return visit.show("outbox.html", page=page, state=state, states=list(OutboxState))


def mail(visit: Visit) -> Response:
    """One outgoing mail, as its reader sees it."""
    row = read_mail(visit.desk, _number(visit))
    subject, text = text_of(row.content)
    return visit.show("mail.html", mail=row, subject=subject, text=text)


def let_go(visit: Visit) -> Response:
    """Let held mail leave now: one, or all that are ticked."""
    for mail_id in visit.numbers("mail"):
        release(visit.desk, mail_id)
    return go(_back(visit))


def send_again(visit: Visit) -> Response:
    """Send mail once more under the same Message-ID."""
    for mail_id in visit.numbers("mail"):
        resend(visit.desk, mail_id)
    return go(_back(visit))


def problems(visit: Visit) -> Response:
    """Everything that needs somebody, with what to do about it."""
    return visit.show("problems.html", troubles=troubles(visit.desk))


def _number(visit: Visit) -> int:
    number = number_of(visit.path("id"))
    if number is None:
        raise BadRequest(ODD)
    return number


def _back(visit: Visit) -> str:
    return own_path(visit.field("back") or "/outbox")
