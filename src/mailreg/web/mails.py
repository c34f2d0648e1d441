"""Letters that belong to no case, all messages, outgoing mail, and what went wrong."""

from __future__ import annotations

from http import HTTPStatus

from markupsafe import Markup
from starlette.responses import Response

from mailreg.errors import BadRequest
from mailreg.registration.values import Application, Refusal
from mailreg.service.accounts import Permission
from mailreg.service.assigning import answer_letter, likely, make_case, put_to
from mailreg.service.desklists import message_page, outbox_page, troubles
from mailreg.service.messages import close, read_mail, release, replay, resend
from mailreg.service.perusing import html_of_letter, letter_of
from mailreg.service.queue import Tab
from mailreg.service.reading import event_for
from mailreg.service.states import MessageState, OutboxState
from mailreg.web.cases import text_of
from mailreg.web.letter import heading, stretches
from mailreg.web.queue import rows_of
from mailreg.web.sanitising import sanitised
from mailreg.web.security import LAID_OUT, own_path
from mailreg.web.told import told_of
from mailreg.web.visit import ODD, Visit, go, number_of


def letter(visit: Visit) -> Response:
    """One message, beside the list of those that must be read."""
    return _show_letter(visit, _number(visit))


def laid_out(visit: Visit) -> Response:
    """The HTML of a letter, sanitised: a page of its own that runs, loads and sends nothing."""
    html, language = html_of_letter(visit.desk, _number(visit))
    response = visit.show("laid_out.html", shown=Markup(sanitised(html)), language=language)  # noqa: S704 (it is sanitised)
    for name, value in LAID_OUT.items():
        response.headers[name] = value
    return response


def settle(visit: Visit) -> Response:
    """A letter needs nothing more; the next one opens."""
    message_id = _number(visit)
    following = _following(visit, message_id)
    close(visit.desk, message_id, by=visit.by)
    return go(following, tab=Tab.READ.value, event=visit.query("event"))


def make_case_of(visit: Visit) -> Response:
    """A letter becomes a case, which opens to be decided."""
    message_id = _number(visit)
    event = visit.field("event") or None
    seen = visit.number("seen")
    made = make_case(visit.desk, message_id, by=visit.by, event=event, seen=seen)
    if isinstance(made, Refusal):
        return _show_letter(visit, message_id, refusal=made)
    return _to_case(visit, made)


def join(visit: Visit) -> Response:
    """A letter is put to a case, which opens with it."""
    message_id = _number(visit)
    reference = visit.field("reference")
    if not reference:
        raise BadRequest("Say the case by its reference")
    placed = put_to(visit.desk, message_id, reference, by=visit.by, seen=visit.number("seen"))
    if isinstance(placed, Refusal):
        return _show_letter(visit, message_id, refusal=placed)
    return _to_case(visit, placed)


def answer(visit: Visit) -> Response:
    """Staff's own words to the sender of a letter without a case; the next one opens."""
    message_id = _number(visit)
    following = _following(visit, message_id)
    event = visit.field("event") or None
    text, seen = visit.field("text"), visit.number("seen")
    answered = answer_letter(visit.desk, message_id, text, by=visit.by, event=event, seen=seen)
    if isinstance(answered, Refusal):
        return _show_letter(visit, message_id, refusal=answered)
    options = {"event": visit.query("event"), "done": answered.reference}
    return go(following, tab=Tab.READ.value, **options)


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


def _show_letter(visit: Visit, message_id: int, *, refusal: Refusal | None = None) -> Response:
    found = letter_of(visit.desk, message_id)
    is_waiting = found.stored.state is MessageState.REVIEW and visit.may(Permission.CORRECT)
    return visit.show(
        "letter.html",
        status=HTTPStatus.OK if refusal is None else HTTPStatus.CONFLICT,
        rows=rows_of(visit, Tab.READ, here=str(message_id)),
        tab=Tab.READ,
        letter=found,
        refusal=refusal,
        likely=likely(visit.desk, found) if is_waiting else (),
        usual=event_for(visit.desk, found.stored.mailbox),
        stretches=stretches,
        heading=heading,
        told=told_of(visit),
    )


def _following(visit: Visit, message_id: int) -> str:
    """The path of the letter that comes next in the list."""
    rows = rows_of(visit, Tab.READ, here=str(message_id)).rows
    places = [place for place, row in enumerate(rows) if row.is_here]
    others = [*rows[places[0] + 1 :], *rows[: places[0]]] if places else rows
    return others[0].path.partition("?")[0] if others else "/"


def _to_case(visit: Visit, application: Application) -> Response:
    tab, event = Tab.READ.value, visit.query("event")
    return go(f"/cases/{application.reference}", tab=tab, event=event)


def _number(visit: Visit) -> int:
    number = number_of(visit.path("id"))
    if number is None:
        raise BadRequest(ODD)
    return number


def _back(visit: Visit) -> str:
    return own_path(visit.field("back") or "/outbox")
