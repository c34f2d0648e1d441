"""Commands by which staff decide: approve, decline, waitlist, ask, cancel, reopen, undo, edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mailreg.cli.context import Settings, login_name, print_json, tell
from mailreg.errors import BadRequest
from mailreg.extraction import Missing
from mailreg.registration.values import Reason, Refusal, StaffAction, Verb

if TYPE_CHECKING:
    from mailreg.service.deciding import Done

References = Annotated[list[str], typer.Argument(metavar="REF…", help="References, MS-7K4QD.")]
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


def add_to(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (approve, decline, waitlist, offer, ask, cancel, reopen, undo, edit):
        app.command()(command)


def approve(
    context: typer.Context,
    references: References,
    *,
    person: Who = None,
    note: Note = None,
    over_capacity: Over = False,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Give everybody in these applications a seat."""
    action = StaffAction(
        verb=Verb.APPROVE, numbers=_numbers(person), note=note, over_capacity=over_capacity
    )
    _decide(context.obj, references, action, by=by, as_json=as_json)


def decline(
    context: typer.Context,
    references: References,
    *,
    person: Who = None,
    note: Note = None,
    reason: Why = None,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Say no."""
    action = StaffAction(verb=Verb.DECLINE, numbers=_numbers(person), note=note, reason=reason)
    _decide(context.obj, references, action, by=by, as_json=as_json)


def waitlist(
    context: typer.Context,
    references: References,
    *,
    person: Who = None,
    note: Note = None,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Put on the waiting list, in the order in which the first letters arrived."""
    _decide(
        context.obj,
        references,
        StaffAction(verb=Verb.WAITLIST, numbers=_numbers(person), note=note),
        by=by,
        as_json=as_json,
    )


def offer(
    context: typer.Context,
    references: References,
    *,
    person: Who = None,
    note: Note = None,
    over_capacity: Over = False,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Keep a free seat for those on the waiting list until a time."""
    action = StaffAction(
        verb=Verb.OFFER, numbers=_numbers(person), note=note, over_capacity=over_capacity
    )
    _decide(context.obj, references, action, by=by, as_json=as_json)


def ask(
    context: typer.Context,
    references: References,
    *,
    person: Who = None,
    wanted: For = None,
    note: Note = None,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Ask the applicant for what is missing."""
    action = StaffAction(
        verb=Verb.ASK, numbers=_numbers(person), note=note, asks_for=tuple(wanted or ())
    )
    _decide(context.obj, references, action, by=by, as_json=as_json)


def cancel(
    context: typer.Context,
    references: References,
    *,
    person: Who = None,
    note: Note = None,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Take the people off, as they wished; a seat is free at once."""
    _decide(
        context.obj,
        references,
        StaffAction(verb=Verb.CANCEL, numbers=_numbers(person), note=note),
        by=by,
        as_json=as_json,
    )


def reopen(
    context: typer.Context,
    references: References,
    *,
    person: Who = None,
    note: Note = None,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Take up again what was declined, cancelled or expired; it waits for a decision."""
    _decide(
        context.obj,
        references,
        StaffAction(verb=Verb.REOPEN, numbers=_numbers(person), note=note),
        by=by,
        as_json=as_json,
    )


def undo(
    context: typer.Context,
    references: References,
    *,
    person: Who = None,
    note: Note = None,
    over_capacity: Over = False,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Take back the last decision; mail that is still held never leaves."""
    action = StaffAction(
        verb=Verb.UNDO, numbers=_numbers(person), note=note, over_capacity=over_capacity
    )
    _decide(context.obj, references, action, by=by, as_json=as_json)


def edit(
    context: typer.Context,
    reference: Annotated[str, typer.Argument(metavar="REF")],
    changes: Annotated[
        list[str], typer.Argument(metavar="KEY=VALUE…", help="billing.reference=ZZ12345, …")
    ],
    *,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Correct a field; what was read out of the letter is kept beside it."""
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
                done = Refusal(code="bad_request", text=str(error))
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
