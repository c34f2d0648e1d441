"""One case: the letter, what was read, and what staff decide about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from http import HTTPStatus

from starlette.responses import Response

from mailreg.event import Event
from mailreg.registration.statuses import MOVES
from mailreg.registration.values import (
    Application,
    Reason,
    Refusal,
    Registration,
    StaffAction,
    Status,
    Verb,
)
from mailreg.sentences import say
from mailreg.service.accounts import Permission
from mailreg.service.answering import answer as answer_in_own_words
from mailreg.service.by_hand import hand_back
from mailreg.service.deciding import Done, decide_case, event_of
from mailreg.service.editing import correct
from mailreg.service.explaining import explain
from mailreg.service.foreseeing import Foreseen, foresee
from mailreg.service.perusing import Perused, peruse
from mailreg.web.fields import Field, changes, of_application, of_person
from mailreg.web.frame import Bar, bars, tab_of
from mailreg.web.letter import Bodies, anchors, heading, stretches
from mailreg.web.queue import Row, rows_of
from mailreg.web.told import told_of
from mailreg.web.visit import Visit, go

DECIDING = (
    Verb.APPROVE,
    Verb.WAITLIST,
    Verb.DECLINE,
    Verb.ASK,
    Verb.OFFER,
    Verb.CANCEL,
    Verb.REOPEN,
)
GOAL = {
    Verb.APPROVE: Status.CONFIRMED,
    Verb.WAITLIST: Status.WAITLISTED,
    Verb.DECLINE: Status.DECLINED,
    Verb.OFFER: Status.OFFERED,
    Verb.CANCEL: Status.CANCELLED,
    Verb.REOPEN: Status.PENDING,
}
SHUT = (Status.DECLINED, Status.CANCELLED, Status.EXPIRED)
UNASKABLE = (*SHUT, Status.CONFIRMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """One person with their fields."""

    person: Registration
    fields: Sequence[Field]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """Everything on the page of a case."""

    application: Application
    event: Event
    perused: Perused
    people: Sequence[PersonView]
    fields: Sequence[Field]  # of the application
    bodies: Bodies
    anchors: Mapping[str, str]  # evidence field ▶ place in the letter
    verbs: Sequence[Verb]
    pools: Sequence[Bar]  # that a decision touches
    names: Mapping[str, str]  # of the sessions


def show(visit: Visit) -> Response:
    """The case beside the list it stands in."""
    return _show(visit, visit.path("reference"))


def decide(visit: Visit) -> Response:
    """A decision; what was corrected in the form is kept first. The next case opens."""
    reference = visit.path("reference")
    verb = visit.choice(Verb, "verb")
    seen = visit.number("seen")
    following = _following(visit, reference)
    refused = _save(visit, reference, seen)
    if isinstance(refused, Refusal):
        return _show(visit, reference, refusal=refused)
    result = decide_case(
        visit.desk,
        reference,
        _action(visit, verb),
        by=visit.by,
        seen=refused,
        read=visit.numbers("read"),
    )
    if isinstance(result, Refusal):
        return _show(visit, reference, refusal=result)
    return _on(visit, following, reference)


def take_back(visit: Visit) -> Response:
    """Undo the last decision, and open its case again."""
    reference = visit.path("reference")
    action = StaffAction(verb=Verb.UNDO, note=visit.field("note") or None)
    seen = visit.number("seen")
    result = decide_case(visit.desk, reference, action, by=visit.by, seen=seen)
    if isinstance(result, Refusal):
        return _show(visit, reference, refusal=result)
    return go(f"/cases/{reference}", tab=tab_of(visit).value, event=visit.query("event"))


def save(visit: Visit) -> Response:
    """Corrections alone."""
    reference = visit.path("reference")
    refused = _save(visit, reference, visit.number("seen"))
    if isinstance(refused, Refusal):
        return _show(visit, reference, refusal=refused)
    return go(f"/cases/{reference}", tab=tab_of(visit).value, event=visit.query("event"))


def answer(visit: Visit) -> Response:
    """Staff's own words."""
    reference = visit.path("reference")
    following = _following(visit, reference)
    answer_in_own_words(visit.desk, reference, visit.field("text"), by=visit.by)
    return _on(visit, following, reference)


def resume(visit: Visit) -> Response:
    """Let mailreg answer again where staff had answered by hand."""
    reference = visit.path("reference")
    hand_back(visit.desk, reference, by=visit.by)
    return go(f"/cases/{reference}", tab=tab_of(visit).value, event=visit.query("event"))


def reply(visit: Visit) -> Response:
    """The mail that a decision would send, as a part of the page."""
    reference = visit.path("reference")
    wanted = visit.query("verb") or visit.field("verb")
    verb = Verb(wanted) if wanted in set(Verb) else Verb.APPROVE
    result = foresee(visit.desk, reference, _action(visit, verb), by=visit.by)
    mail = text_of(result.mail) if isinstance(result, Foreseen) and result.mail else None
    return visit.show("reply.html", verb=verb.value, mail=mail, result=result, reference=reference)


def why(visit: Visit) -> Response:
    """Why the case stands where it stands, as a part of the page."""
    reference = visit.path("reference")
    return visit.show(
        "why.html",
        sentences=explain(visit.desk, reference, with_diet=visit.may(Permission.SEE_DIET)),
        reference=reference,
    )


def text_of(content: bytes | None) -> tuple[str, str]:
    """Subject and text of a mail of ours; None: its bytes are gone."""
    mail = message_from_bytes(content or b"", policy=policy.default)
    body = mail.get_body(("plain",))
    return str(mail["subject"] or ""), "" if body is None else str(body.get_content())


def _show(visit: Visit, reference: str, *, refusal: Refusal | None = None) -> Response:
    tab = tab_of(visit)
    status = HTTPStatus.OK if refusal is None else HTTPStatus.CONFLICT
    # all else comes first: that a diet was looked at is written down, which ends the one view
    rows, told, _ = rows_of(visit, tab, here=reference.upper()), told_of(visit), visit.glance
    view = _view(visit, reference)
    return visit.show(
        "case.html",
        status=status,
        rows=rows,
        tab=tab,
        opened=view,
        refusal=refusal,
        told=told,
        stretches=lambda letter: view.bodies[letter.stored.id],
        heading=heading,
    )


def _view(visit: Visit, reference: str) -> CaseView:
    perused = peruse(
        visit.desk,
        reference,
        by=visit.by,
        with_letters=visit.may(Permission.READ_LETTERS),
        with_diet=visit.may(Permission.SEE_DIET),
    )
    application = perused.application
    event = event_of(visit.desk, application)
    people = [
        PersonView(person=one, fields=of_person(one, index, event, visit.texts))
        for index, one in enumerate(application.registrations)
    ]
    bodies = {one.stored.id: stretches(one) for one in perused.letters}
    return CaseView(
        application=application,
        event=event,
        perused=perused,
        people=people,
        fields=of_application(application, event, visit.texts),
        bodies=bodies,
        anchors=anchors(perused.letters, bodies),
        verbs=verbs_for(application),
        pools=_pools(visit, event, application),
        names={one.key: event.text(one.name, visit.texts.language) for one in event.sessions},
    )


def verbs_for(application: Application) -> list[Verb]:
    """What can be decided about somebody of this application."""
    statuses = {one.status for one in application.registrations}
    can_ask = bool(statuses - set(UNASKABLE))
    return [
        verb
        for verb in DECIDING
        if (verb is Verb.ASK and can_ask)
        or (verb in GOAL and any(GOAL[verb] in MOVES[status] for status in statuses))
        if verb is not Verb.REOPEN or statuses <= set(SHUT)
        if verb is not Verb.APPROVE or statuses - set(SHUT)
        if verb is not Verb.WAITLIST or statuses - set(SHUT)
    ]


def _pools(visit: Visit, event: Event, application: Application) -> list[Bar]:
    wished = {key for one in application.registrations for key in one.sessions}
    found = bars(visit.glance, [event], visit.texts.language, with_all=True)
    return [bar for bar in found if bar.session is None or bar.session in wished]


def _action(visit: Visit, verb: Verb) -> StaffAction:
    form = visit.fields("person")
    everybody = visit.fields("everybody")
    chosen = frozenset(visit.numbers("person"))
    is_part = bool(form) and set(form) != set(everybody)
    has_reason = bool(visit.field("reason")) and verb is Verb.DECLINE
    return StaffAction(
        verb=verb,
        note=visit.field("note") or None,
        over_capacity=bool(visit.field("over_capacity")) and verb in {Verb.APPROVE, Verb.OFFER},
        reason=visit.choice(Reason, "reason") if has_reason else None,
        numbers=chosen if is_part else None,
    )


def _save(visit: Visit, reference: str, seen: int) -> int | Refusal:
    """Keep what was corrected; the version on which is then decided."""
    view = _view(visit, reference)
    form = visit.written()
    fields = [*view.fields, *(one for person in view.people for one in person.fields)]
    corrected = changes(fields, form)
    if form.get("is_reviewed"):
        corrected.append("needs_review=no")
    if corrected and not visit.may(Permission.CORRECT):
        return Refusal(code="not_permitted", text=say("Your account may not correct fields."))
    kept = correct(visit.desk, reference, corrected, by=visit.by, seen=seen)
    return kept if isinstance(kept, Refusal) else kept.version


def _following(visit: Visit, reference: str) -> str | None:
    """The path of the case that comes next in the list."""
    rows: Sequence[Row] = rows_of(visit, tab_of(visit), here=reference).rows
    places = [place for place, row in enumerate(rows) if row.is_here or row.reference == reference]
    if not places:
        return rows[0].path if rows else None
    others = [*rows[places[0] + 1 :], *rows[: places[0]]]
    return next((one.path for one in others if one.reference != reference), None)


def _on(visit: Visit, following: str | None, reference: str) -> Response:
    """Open the next case, and tell what was decided."""
    tab, event = tab_of(visit).value, visit.query("event")
    if following is None:
        return go("/", tab=tab, event=event, done=reference)
    path = following.partition("?")[0]
    return go(path, tab=tab, event=event, done=reference)


__all__ = ["Done", "answer", "decide", "reply", "resume", "save", "show", "take_back"]
