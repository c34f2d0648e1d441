"""Commands for people beside mail, stray letters and seats: add, join, answer, seats, explain."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mailreg.cli.context import login_name, print_json, tell

if TYPE_CHECKING:
    from mailreg.registration.values import Application, Refusal

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON alone.")]
By = Annotated[str | None, typer.Option("--by", help="Who does this [the login name].")]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (add, join, answer, seats, explain):
        app.command()(command)


def add(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="A letter, with --from.")] = None,
    *,
    event: Annotated[str | None, typer.Option("--event", help="Its slug.")] = None,
    name: Annotated[str | None, typer.Option(help="Somebody who phoned.")] = None,
    email: Annotated[str | None, typer.Option(help="Their address.")] = None,
    confirmed: Annotated[bool, typer.Option("--confirmed", help="With a seat.")] = False,
    sender: Annotated[str | None, typer.Option("--from", help="Who wrote the letter.")] = None,
    message: Annotated[int | None, typer.Option(help="A letter that waits, its ID.")] = None,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Enter somebody who phoned, a letter that came elsewhere, or one that waits for staff."""
    given = {"name": name, "from": sender, "message": message}
    if [key for key, value in given.items() if value is not None] == ["message"] and not file:
        _add_waiting(context, message or 0, event, by=by, as_json=as_json)
    elif event is None:
        raise typer.BadParameter("say --event SLUG")
    elif file is not None and sender is not None and name is None:
        _add_letter(context, event, sender, file, as_json=as_json)
    elif name is not None and file is None and sender is None:
        _add_caller(context, (event, name, email, confirmed), by=by, as_json=as_json)
    else:
        raise typer.BadParameter("give either --name, or --from ADDRESS and FILE, or --message ID")


def join(
    context: typer.Context,
    message: Annotated[int, typer.Argument(metavar="ID", help="Of a letter that waits.")],
    reference: Annotated[str, typer.Argument(metavar="REF")],
    *,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Put a letter that waits for staff to the case it belongs to; it goes on waiting there."""
    from mailreg.service.assigning import put_to

    with context.obj.desk() as desk:
        outcome = put_to(desk, message, reference, by=by or login_name())
    _tell_of_case(outcome, f"message {message} lies there now", as_json=as_json)


def answer(
    context: typer.Context,
    reference: Annotated[str | None, typer.Argument(metavar="REF")] = None,
    *,
    message: Annotated[int | None, typer.Option(help="A letter without a case, its ID.")] = None,
    event: Annotated[str | None, typer.Option(help="What that letter is about.")] = None,
    text_file: Annotated[
        Path, typer.Option(help="The words, as a text file; - for standard input.")
    ],
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Write to the applicant in your own words."""
    if (reference is None) == (message is None):
        raise typer.BadParameter("give either REF or --message ID")
    text = _text_in(text_file)
    if message is not None:
        _answer_waiting(context, (message, event, text), by=by, as_json=as_json)
        return
    from mailreg.service.answering import answer as write

    with context.obj.desk() as desk:
        mail = write(desk, reference or "", text, by=by or login_name())
    print_json({"outbox": mail}) if as_json else tell(f"{reference}: mail {mail} follows")


def seats(
    context: typer.Context,
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="The event.")],
    *,
    session: Annotated[str | None, typer.Option(help="Its key.")] = None,
    capacity: Annotated[int | None, typer.Option(help="Seats there are.")] = None,
    elsewhere: Annotated[int | None, typer.Option(help="Seats sold elsewhere.")] = None,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Change the number of seats while mailreg runs."""
    from mailreg.service.figures import NewFigure, set_figure
    from mailreg.service.views import seats_json

    new = NewFigure(event=slug, session=session, capacity=capacity, elsewhere=elsewhere)
    with context.obj.desk() as desk:
        pool = set_figure(desk, new, by=by or login_name())
    if as_json:
        print_json(seats_json(pool))
    else:
        over = f"; {pool.over} over capacity, nobody loses a seat by it" if pool.over else ""
        free = "no limit" if pool.capacity is None else f"{pool.free} free of {pool.capacity}"
        tell(f"{session or slug}: {free}{over}")


def explain(
    context: typer.Context,
    reference: Annotated[str, typer.Argument(metavar="REF")],
    *,
    as_json: AsJson = False,
) -> None:
    """Say why an application stands where it stands."""
    from mailreg.service.explaining import explain as reasons_for

    with context.obj.desk() as desk:
        sentences = reasons_for(desk, reference)
    if as_json:
        print_json({"reference": reference.upper(), "reasons": list(sentences)})
    else:
        print("\n".join(sentences))  # noqa: T201 (the answer)


def _text_in(file: Path) -> str:
    import sys

    from mailreg.errors import BadRequest

    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequest(f"{file} cannot be read as UTF-8 text: {error}") from error


def _answer_waiting(
    context: typer.Context, said: tuple[int, str | None, str], *, by: str | None, as_json: bool
) -> None:
    from mailreg.service.assigning import answer_letter

    message, event, text = said
    with context.obj.desk() as desk:
        outcome = answer_letter(desk, message, text, by=by or login_name(), event=event)
    _tell_of_case(outcome, f"the answer to message {message} follows", as_json=as_json)


def _add_waiting(
    context: typer.Context, message: int, event: str | None, *, by: str | None, as_json: bool
) -> None:
    from mailreg.service.assigning import make_case

    with context.obj.desk() as desk:
        outcome = make_case(desk, message, by=by or login_name(), event=event)
    _tell_of_case(outcome, f"a case of message {message}; nothing is sent", as_json=as_json)


def _tell_of_case(outcome: Application | Refusal, what: str, *, as_json: bool) -> None:
    from mailreg.registration.values import Refusal
    from mailreg.service.views import application_json, refusal_json

    if isinstance(outcome, Refusal):
        tell("Somebody else has dealt with this letter; `mailreg messages` shows it.")
        if as_json:
            print_json(refusal_json("", outcome))
        raise typer.Exit(1)
    if as_json:
        print_json(application_json(outcome))
    else:
        tell(f"{outcome.reference}: {what}")


def _add_letter(
    context: typer.Context, event: str, sender: str, file: Path, *, as_json: bool
) -> None:
    from mailreg.errors import BadRequest
    from mailreg.service.adding import add_letter
    from mailreg.service.views import message_json

    try:
        content = file.read_bytes()
    except OSError as error:
        raise BadRequest(f"{file} cannot be read: {error.strerror}") from error
    with context.obj.desk() as desk:
        message = add_letter(desk, event, sender, content)
    if as_json:
        print_json(message_json(message))
    else:
        what = message.reference or message.reason or ""
        tell(f"message {message.id}: {message.intent}, {message.state.value} {what}".rstrip())


def _add_caller(
    context: typer.Context,
    said: tuple[str, str, str | None, bool],
    *,
    by: str | None,
    as_json: bool,
) -> None:
    from mailreg.registration.values import Refusal
    from mailreg.service.adding import Caller, add_caller
    from mailreg.service.views import done_json, refusal_json

    event, name, email, confirmed = said
    caller = Caller(event=event, name=name, email=email, is_confirmed=confirmed)
    with context.obj.desk() as desk:
        done = add_caller(desk, caller, by=by or login_name())
    if isinstance(done, Refusal):
        tell(done.text)
        if as_json:
            print_json(refusal_json("", done))
        raise typer.Exit(1)
    if as_json:
        print_json(done_json(done))
    else:
        status = done.application.registrations[0].status.value
        tell(f"{done.application.reference}: {name} {status}")
