"""Commands that look, beginning with parse; and replay, settle, resend, release."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mailreg.cli.context import Settings, login_name, print_json, tell
from mailreg.registration.values import Status
from mailreg.service.states import MessageState, OutboxState

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON alone.")]
By = Annotated[str | None, typer.Option("--by", help="Who looks [the login name].")]
Diet = Annotated[bool, typer.Option("--diet", help="With diet; the look is logged.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command()(parse)
    app.command("list")(list_)
    for command in (show, messages, replay, settle, outbox, resend, release, status):
        app.command()(command)


def parse(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="RFC 5322 messages.")],
    *,
    event: Annotated[Path | None, typer.Option(help="Event file [the example's].")] = None,
    as_json: AsJson = False,
) -> None:
    """Say what a message is understood as; needs no configuration."""
    import sys

    from mailreg.cli.parse import parse_files
    from mailreg.errors import BadRequest
    from mailreg.event.reading import example, read

    if missing := [str(file) for file in files if not file.exists()]:
        raise BadRequest(f"No such file: {', '.join(missing)}")
    parse_files(files, event=read(event) if event else example(), as_json=as_json, out=sys.stdout)


def list_(
    context: typer.Context,
    *,
    status: Annotated[Status | None, typer.Option(help="Only these.")] = None,
    event: Annotated[str | None, typer.Option(help="Only this event (its slug).")] = None,
    diet: Diet = False,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Show the applications, oldest first."""
    from mailreg.cli.tables import print_applications
    from mailreg.service.views import Filter, application_json, list_applications

    settings: Settings = context.obj
    wanted = Filter(status=status, event=event, by=by or login_name(), with_diet=diet)
    with settings.desk() as desk:
        found = list_applications(desk, wanted)
        if as_json:
            print_json([application_json(one) for one in found])
        else:
            print_applications(found, now=desk.clock())


def show(
    context: typer.Context,
    reference: Annotated[str, typer.Argument(metavar="REF")],
    *,
    diet: Diet = False,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Show one application: people, letters, replies, history."""
    from mailreg.cli.tables import print_case
    from mailreg.service.views import case_json, show_case

    settings: Settings = context.obj
    with settings.desk() as desk:
        case = show_case(desk, reference, by=by or login_name(), with_diet=diet)
    if as_json:
        print_json(case_json(case))
    else:
        print_case(case)


def messages(
    context: typer.Context,
    *,
    state: Annotated[MessageState | None, typer.Option(help="Only these.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show every message with its state and the reason."""
    from mailreg.cli.tables import print_rows
    from mailreg.service.views import list_messages

    with context.obj.desk() as desk:
        found = list_messages(desk, state)
    columns = ("id", "state", "reason", "intent", "from", "received_at", "reference")
    print_json(found) if as_json else print_rows(found, columns)


def replay(
    context: typer.Context,
    ids: Annotated[list[int], typer.Argument(metavar="ID")],
    *,
    as_json: AsJson = False,
) -> None:
    """Process messages anew; of processed ones show what differs."""
    from mailreg.service.messages import replay as process_anew
    from mailreg.service.views import message_json

    with context.obj.desk() as desk:
        done = [process_anew(desk, message_id) for message_id in ids]
    if as_json:
        print_json(
            [{**message_json(one.message), "differs": list(one.differences)} for one in done]
        )
        return
    for one in done:
        differs = f"; read otherwise now: {', '.join(one.differences)}" if one.differences else ""
        reason = f" ({one.message.reason})" if one.message.reason else ""
        tell(f"{one.message.id}: {one.message.state.value}{reason}{differs}")


def settle(
    context: typer.Context,
    ids: Annotated[list[int], typer.Argument(metavar="ID")],
    *,
    by: Annotated[
        str | None, typer.Option("--by", help="Who has read it [the login name].")
    ] = None,
) -> None:
    """Say that letters that wait for staff need nothing more."""
    from mailreg.service.messages import close

    with context.obj.desk() as desk:
        for message_id in ids:
            close(desk, message_id, by=by or login_name())
            tell(f"{message_id}: settled")


def outbox(
    context: typer.Context,
    *,
    state: Annotated[OutboxState | None, typer.Option(help="Only these.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show outgoing mail."""
    from mailreg.cli.tables import print_rows
    from mailreg.service.views import list_mails

    with context.obj.desk() as desk:
        found = list_mails(desk, state)
    columns = ("id", "reference", "template", "to", "state", "reason", "attempts", "due_at")
    print_json(found) if as_json else print_rows(found, columns)


def resend(
    context: typer.Context,
    ids: Annotated[list[int], typer.Argument(metavar="ID")],
    *,
    as_json: AsJson = False,
) -> None:
    """Send mails once more, under the same Message-ID."""
    _let_go(context.obj, ids, again=True, as_json=as_json)


def release(
    context: typer.Context,
    ids: Annotated[list[int], typer.Argument(metavar="ID")],
    *,
    as_json: AsJson = False,
) -> None:
    """Let held mails leave now."""
    _let_go(context.obj, ids, again=False, as_json=as_json)


def status(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Show seats, queue, outbox, mode and contact with the servers."""
    from mailreg.cli.tables import print_status
    from mailreg.service.views import status as look

    with context.obj.desk() as desk:
        found = look(desk)
    print_json(found) if as_json else print_status(found)


def _let_go(settings: Settings, ids: list[int], *, again: bool, as_json: bool) -> None:
    from mailreg.service.messages import release as let_leave
    from mailreg.service.messages import resend as send_again

    step, words = (send_again, "is on its way or gone") if again else (let_leave, "is not held")
    with settings.desk() as desk:
        results = {mail_id: step(desk, mail_id) for mail_id in ids}
    for mail_id, done in results.items():
        if not done:
            tell(f"{mail_id}: {words}; `mailreg outbox` shows it")
    if as_json:
        print_json([{"id": mail_id, "done": done} for mail_id, done in results.items()])
    if not all(results.values()):
        raise typer.Exit(1)
