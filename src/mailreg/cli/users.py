"""Commands for the accounts of the staff page: user add, list, password, remove."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mailreg.cli.context import login_name, print_json, tell
from mailreg.errors import BadRequest
from mailreg.service.roles import Role

STANDARD_INPUT = Path("-")
DEFAULT_ROLES = (Role.HANDLER, Role.APPROVER)

Name = Annotated[str, typer.Argument(metavar="NAME", help="As it stands in the history.")]
By = Annotated[str | None, typer.Option("--by", help="Who does this [the login name].")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON alone.")]
Roles = Annotated[
    list[Role] | None,
    typer.Option("--role", help="What they may do; may be repeated [handler, approver]."),
]
PasswordFile = Annotated[
    Path | None, typer.Option(help="The password is its first line; - for standard input.")
]

accounts = typer.Typer(help="Who may sign in to the staff page.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add these commands to the program."""
    commands = (("add", add), ("list", list_all), ("password", set_anew), ("remove", remove))
    for name, command in commands:
        accounts.command(name)(command)
    app.add_typer(accounts, name="user")


def add(
    context: typer.Context,
    name: Name,
    *,
    role: Roles = None,
    password_file: PasswordFile = None,
    by: By = None,
) -> None:
    """Let somebody sign in; the password is asked for, or read from a file."""
    from mailreg.service.accounts import add_account

    roles = role or DEFAULT_ROLES
    with context.obj.desk() as desk:
        password = _password(password_file)
        account = add_account(desk, name, password, roles, by=by or login_name())
    tell(f"{account.name} may sign in as {', '.join(account.roles)}.")


def list_all(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Who may sign in, and as what."""
    from mailreg.cli.tables import print_rows
    from mailreg.service.accounts import account_json, list_accounts

    with context.obj.desk() as desk:
        rows = [account_json(account) for account in list_accounts(desk)]
    if as_json:
        print_json(rows)
    else:
        shown = [{**row, "roles": _words(row["roles"])} for row in rows]
        print_rows(shown, ("name", "roles", "created_at", "created_by"))


def set_anew(
    context: typer.Context,
    name: Name,
    *,
    password_file: PasswordFile = None,
    by: By = None,
) -> None:
    """Give somebody another password; it is asked for, or read from a file."""
    from mailreg.service.accounts import set_password

    with context.obj.desk() as desk:
        account = set_password(desk, name, _password(password_file), by=by or login_name())
    tell(f"{account.name} has a new password, and is signed out everywhere.")


def remove(context: typer.Context, name: Name, *, by: By = None) -> None:
    """Let somebody sign in no more; what they decided keeps their name."""
    from mailreg.service.accounts import remove_account

    with context.obj.desk() as desk:
        remove_account(desk, name, by=by or login_name())
    tell(f"{name} may not sign in any more, and is signed out everywhere.")


def _words(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else ""


def _password(file: Path | None) -> str:
    """The password, with every space that was typed; asked for where nothing else gives it."""
    import sys

    if file is not None and file != STANDARD_INPUT:
        return _first_line(file)
    if file is None and sys.stdin.isatty():
        return _asked()
    return sys.stdin.readline().rstrip("\r\n")


def _first_line(file: Path) -> str:
    try:
        with file.open(encoding="utf-8-sig") as lines:
            return lines.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequest(f"{file} cannot be read: {error}") from error


def _asked() -> str:
    from getpass import getpass

    password = getpass("Password: ")
    if getpass("The same again: ") != password:
        raise BadRequest("The two are not the same; nothing was changed")
    return password
