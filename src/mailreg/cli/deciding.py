"""Commands by which staff decide: approve, decline, waitlist, offer, ask, undo and others."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from mailreg.cli.context import Settings, login_name, print_json, tell
from mailreg.errors import BadRequest
from mailreg.extraction import Missing
from mailreg.registration.values import Reason, Refusal, StaffAction, Verb

if TYPE_CHECKING:
    from mailreg.service.deciding import Done

References = Annotated[list[str], typer.Argument(metavar="REF", help="References, MS-7K4QD.")]
Note = Annotated[
    str | None, typer.Option("--note", help="For the history, and the reply where it has a place.")
]
By = Annotated[str | None, typer.Option("--by", help="Who decides [the login name].")]
Who = Annotated[
    list[int] | None, typer.Option("--person", help="Only this person (its number); one REF then.")
]
Over = Annotated[
    bool, typer.Option("--over-capacity", help="Also where there is no room; needs --note.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON alone.")]
Why = Annotated[
    Reason | None, typer.Option("--reason", help="[full where it is marked full, else staff]")
]
For = Annotated[list[Missing] | None, typer.Option("--for", help="What to ask for.")]


# What each verb does, by the options that it has beside those of all.
SEATING = {  # --over-capacity: these may give a seat
    Verb.APPROVE: "Give a seat, and of the sessions what there is room for.",
    Verb.OFFER: "Keep a free seat for those on the waiting list until a time.",
    Verb.UNDO: "Take back the last decision; mail that is held never leaves.",
}
PLAIN = {
    Verb.WAITLIST: "Put on the waiting list, in the order of the first letters.",
    Verb.CANCEL: "Take the people off, as they wished; a seat is free at once.",
    Verb.REOPEN: "Take up again what was declined, cancelled or expired.",
}
REFUSING = {Verb.DECLINE: "Say no."}  # --reason
ASKING = {Verb.ASK: "Ask the applicant for what is missing."}  # --for


def add_to(app: typer.Typer) -> None:
    """Add these commands to the program."""
    shapes = ((_seating, SEATING), (_plain, PLAIN), (_refusing, REFUSING), (_asking, ASKING))
    for shape, meanings in shapes:
        for verb, meaning in meanings.items():
            app.command(verb.value, help=meaning)(shape(verb))
    app.command()(edit)


def _seating(verb: Verb) -> Callable[..., None]:
    def command(
        context: typer.Context,
        references: References,
        *,
        person: Who = None,
        note: Note = None,
        over_capacity: Over = False,
        by: By = None,
        as_json: AsJson = False,
    ) -> None:
        action = StaffAction(
            verb=verb, numbers=_numbers(person), note=note, over_capacity=over_capacity
        )
        _decide(context.obj, references, action, by=by, as_json=as_json)

    return command


def _plain(verb: Verb) -> Callable[..., None]:
    def command(
        context: typer.Context,
        references: References,
        *,
        person: Who = None,
        note: Note = None,
        by: By = None,
        as_json: AsJson = False,
    ) -> None:
        action = StaffAction(verb=verb, numbers=_numbers(person), note=note)
        _decide(context.obj, references, action, by=by, as_json=as_json)

    return command


def _refusing(verb: Verb) -> Callable[..., None]:
    def command(
        context: typer.Context,
        references: References,
        *,
        person: Who = None,
        note: Note = None,
        reason: Why = None,
        by: By = None,
        as_json: AsJson = False,
    ) -> None:
        action = StaffAction(verb=verb, numbers=_numbers(person), note=note, reason=reason)
        _decide(context.obj, references, action, by=by, as_json=as_json)

    return command


def _asking(verb: Verb) -> Callable[..., None]:
    def command(
        context: typer.Context,
        references: References,
        *,
        person: Who = None,
        wanted: For = None,
        note: Note = None,
        by: By = None,
        as_json: AsJson = False,
    ) -> None:
        action = StaffAction(
            verb=verb, numbers=_numbers(person), note=note, asks_for=tuple(wanted or ())
        )
        _decide(context.obj, references, action, by=by, as_json=as_json)

    return command


def edit(
    context: typer.Context,
    reference: Annotated[str, typer.Argument(metavar="REF")],
    changes: Annotated[
        list[str], typer.Argument(metavar="KEY=VALUE", help="billing.reference=ZZ12345, …")
    ],
    *,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Correct a field; what was extracted is kept beside it."""
    from mailreg.service.editing import edit as correct
    from mailreg.service.views import application_json

    with context.obj.desk() as desk:
        application = correct(desk, reference, changes, by=by or login_name())
    if as_json:
        print_json(application_json(application))
    else:
        tell(f"{application.reference} corrected.")


def _numbers(person: list[int] | None) -> frozenset[int] | None:
    return frozenset(person) if person else None


def _decide(
    settings: Settings,
    references: list[str],
    action: StaffAction,
    *,
    by: str | None,
    as_json: bool,
) -> None:
    from mailreg.service.deciding import decide_case
    from mailreg.service.views import done_json, refusal_json

    if action.numbers and len(references) != 1:
        raise typer.BadParameter("--person goes with one REF")
    results = []
    with settings.desk() as desk:
        for reference in references:
            try:
                done = decide_case(desk, reference, action, by=by or login_name())
            except BadRequest as error:  # the others are decided all the same, and reported
                done = Refusal(code="bad_request", text=error.sentence)
            if isinstance(done, Refusal):
                tell(f"{reference}: {done.text}")
                results.append(refusal_json(reference, done))
            else:
                results.append(done_json(done))
                if not as_json:
                    tell(_said(done))
    if as_json:
        print_json(results)
    if any(result["refused"] for result in results):
        raise typer.Exit(1)


def _said(done: Done) -> str:
    """One line for people."""
    people = ", ".join(
        f"{one.name or 'no name yet'} {one.status.value}" for one in done.application.registrations
    )
    mail = f"; mail {done.outbox_id} follows" if done.outbox_id else ""
    return f"{done.application.reference}: {people}{mail}"
