"""Everything beside the queue: seats, people who phoned, lists, templates, pause, preferences."""

from __future__ import annotations

import tempfile
from http import HTTPStatus
from pathlib import Path, PurePosixPath

from starlette.responses import Response

from mailreg.errors import BadRequest
from mailreg.registration.values import Refusal, StaffAction, Status, Verb
from mailreg.reply.gallery import INDEX, Sender, gallery
from mailreg.service.accounts import (
    Permission,
    Role,
    account_named,
    add_account,
    change_password,
    list_accounts,
    remove_account,
    set_password,
    set_preferences,
)
from mailreg.service.adding import Caller, add_caller, add_letter
from mailreg.service.administration import pause, resume
from mailreg.service.desklists import days
from mailreg.service.exporting import export_attendees, export_catering
from mailreg.service.figures import NewFigure, set_figure
from mailreg.service.foreseeing import Choice, decide_all, foresee_all
from mailreg.web.charts import charts
from mailreg.web.frame import bars, tab_of
from mailreg.web.security import own_path
from mailreg.web.texts import LANGUAGES
from mailreg.web.visit import ODD, Visit, go, number_of

ENDINGS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
KINDS = {".html": "text/html; charset=utf-8", ".eml": "message/rfc822"}
# mails have their style in their elements; nothing of theirs runs, loads or leads anywhere
IN_A_SANDBOX = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self';"
    " frame-ancestors 'self'; form-action 'none'; sandbox"
)
LISTS = ("attendees", "catering", "serving")
MOST_SEATS = 1_000_000  # of any pool
LETTER_BYTES = 25 * 1024 * 1024  # of a letter that is entered by hand


def seats(visit: Visit) -> Response:
    """The seats of every pool, letters per day, and time to decision."""
    seen = visit.glance
    return visit.show(
        "seats.html",
        charts={slug: charts(days(visit.desk, slug), visit.texts) for slug in visit.desk.events},
        all_bars={
            event.slug: bars(seen, [event], visit.texts.language, with_all=True)
            for event in visit.desk.events.values()
        },
    )


def change_seats(visit: Visit) -> Response:
    """Set a figure of a pool."""
    new = NewFigure(
        event=visit.field("event"),
        session=visit.field("session") or None,
        capacity=_seats(visit.field("capacity")),
        elsewhere=_seats(visit.field("elsewhere")),
    )
    set_figure(visit.desk, new, by=visit.by)
    return go("/seats")


def stop(visit: Visit) -> Response:
    """Hold every reply, or let them leave again."""
    act = resume if visit.field("act") == "resume" else pause
    act(visit.desk, None, by=visit.by)
    return go(own_path(visit.field("back")))


def bulk(visit: Visit) -> Response:
    """A decision about several: first what it would come to, then for real."""
    tab = tab_of(visit)
    choices = [_choice(one) for one in visit.fields("case")]
    if not choices:
        return go("/", tab=tab.value, event=visit.query("event"))
    is_done = visit.field("act") == "do"
    decide = decide_all if is_done else foresee_all
    outcomes = decide(visit.desk, choices, by=visit.by)
    return visit.show("bulk.html", outcomes=outcomes, is_done=is_done, tab=tab)


def add(visit: Visit) -> Response:
    """The forms for who phoned, and for a letter that came elsewhere."""
    return visit.show("add.html", refusal=None)


def add_person(visit: Visit) -> Response:
    """Somebody who phoned."""
    caller = Caller(
        event=visit.field("event"),
        name=visit.field("name"),
        email=visit.field("email") or None,
        is_confirmed=bool(visit.field("is_confirmed")),
    )
    if caller.is_confirmed and not visit.may(Permission.DECIDE):
        raise BadRequest("Your account may enter people, and not give them a seat")
    done = add_caller(visit.desk, caller, by=visit.by)
    if isinstance(done, Refusal):
        return visit.show("add.html", refusal=done, status=HTTPStatus.CONFLICT)
    return go(f"/cases/{done.application.reference}")


def enter_letter(visit: Visit) -> Response:
    """A letter that came elsewhere, as a file or as its text."""
    sent = visit.form.get("file")
    content = b""
    if sent is not None and not isinstance(sent, str):
        content = sent.file.read(LETTER_BYTES + 1)
    if len(content) > LETTER_BYTES:
        raise BadRequest("The file is larger than 25 MB")
    if not content:
        raise BadRequest("Choose the letter as a file (.eml)")
    message = add_letter(visit.desk, visit.field("event"), visit.field("sender"), content)
    if message.reference:
        return go(f"/cases/{message.reference}")
    return go(f"/letters/{message.id}")


def lists(visit: Visit) -> Response:
    """What can be taken home as a file."""
    return visit.show("lists.html", endings=list(ENDINGS))


def download(visit: Visit) -> Response:
    """A list as a file; each with diets is logged."""
    slug, ending, kind = visit.field("event"), visit.field("format"), visit.field("list")
    if ending not in ENDINGS or kind not in LISTS:
        raise BadRequest(ODD)
    if kind != "attendees" and not visit.may(Permission.SEE_DIET):
        raise BadRequest("Your account may not see diets")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{slug}-{kind}.{ending}"
        if kind == "attendees":
            export_attendees(visit.desk, slug, path, statuses=frozenset({Status.CONFIRMED}))
        else:
            export_catering(visit.desk, slug, path, by=visit.by, with_names=kind == "serving")
        content = path.read_bytes()
    headers = {"Content-Disposition": f'attachment; filename="{slug}-{kind}.{ending}"'}
    return Response(content, media_type=ENDINGS[ending], headers=headers)


def templates(visit: Visit) -> Response:
    """Every reply in every language, as `mailreg preview` shows them."""
    desk = visit.desk
    events = tuple(desk.events.values())
    senders = {
        one.slug: Sender(name=desk.sender_name, address=desk.postboxes[one.mailbox].address)
        for one in events
    }
    pages = gallery(desk.templates(), events, senders)
    name = visit.request.path_params.get("name") or INDEX
    if name not in pages:
        raise BadRequest("There is no such template")
    headers = {"Content-Security-Policy": IN_A_SANDBOX, "X-Frame-Options": "SAMEORIGIN"}
    kind = KINDS.get(PurePosixPath(name).suffix, "text/plain; charset=utf-8")
    return Response(pages[name], media_type=kind, headers=headers)


def people(visit: Visit) -> Response:
    """Who may sign in."""
    accounts = list_accounts(visit.desk)
    done = next((one.name for one in accounts if str(one.id) == visit.query("done")), None)
    return visit.show("accounts.html", accounts=accounts, roles=list(Role), done=done)


def add_user(visit: Visit) -> Response:
    """A new account."""
    roles = [Role(one) for one in visit.fields("role") if one in set(Role)]
    add_account(visit.desk, visit.field("name"), visit.secret("password"), roles, by=visit.by)
    return go("/accounts")


def remove_user(visit: Visit) -> Response:
    """An account that nobody uses any more."""
    if _is_own(visit):
        raise BadRequest("You cannot remove the account that you are signed in with")
    remove_account(visit.desk, visit.field("name"), by=visit.by)
    return go("/accounts")


def set_user_password(visit: Visit) -> Response:
    """Another password for a colleague who forgot theirs."""
    if _is_own(visit):
        raise BadRequest("Change your own password under My settings, with the present one")
    password = visit.secret("password")
    account = set_password(visit.desk, visit.field("name"), password, by=visit.by)
    return go("/accounts", done=str(account.id))


def me(visit: Visit) -> Response:
    """One's own preferences."""
    return visit.show("me.html")


def change_my_password(visit: Visit) -> Response:
    """One's own password; every browser signs in anew, this one too."""
    present, password = visit.secret("present"), visit.secret("password")
    change_password(visit.desk, visit.account, present, password)
    return go("/sign-in", changed="yes")


def change_me(visit: Visit) -> Response:
    """Language, keys."""
    language = visit.field("language")
    if language in LANGUAGES:
        has_keys = (
            bool(visit.field("has_keys")) if "with_keys" in visit.form else (visit.account.has_keys)
        )
        set_preferences(visit.desk, visit.account, language=language, has_keys=has_keys)
    return go(own_path(visit.field("back")))


def _is_own(visit: Visit) -> bool:
    """Whether the name in the form means whoever sent it."""
    return account_named(visit.desk, visit.field("name")).id == visit.account.id


def _seats(text: str) -> int | None:
    if not text:
        return None
    seats = number_of(text)
    if seats is None or seats > MOST_SEATS:
        raise BadRequest("A number of seats has digits only")
    return seats


def _choice(text: str) -> Choice:
    """`REFERENCE:VERSION:VERB`, as the list's own boxes say it."""
    reference, _, rest = text.partition(":")
    seen, _, verb = rest.partition(":")
    known = verb if verb in set(Verb) else Verb.APPROVE
    return Choice(
        reference=reference,
        seen=number_of(seen) or 0,
        action=StaffAction(verb=Verb(known)),
    )
