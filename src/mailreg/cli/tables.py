"""Tables for people: what the JSON says, on a terminal; narrow ones wrap, nothing is markup."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from rich.console import Console
from rich.table import Table
from rich.text import Text

from mailreg.registration.statuses import summary
from mailreg.registration.values import Application, Registration, Status
from mailreg.service.views import Case, told

COLOURS = {
    Status.INCOMPLETE: "yellow",
    Status.PENDING: "bold yellow",
    Status.OFFERED: "cyan",
    Status.WAITLISTED: "magenta",
    Status.CONFIRMED: "green",
    Status.DECLINED: "red",
    Status.EXPIRED: "dim",
    Status.CANCELLED: "dim",
}
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def print_applications(found: Sequence[Application], *, now: datetime) -> None:
    """One line an application."""
    table = _table("reference", "age", "status", "contact", "people", "to note")
    for one in found:
        status = summary(one.registrations)
        table.add_row(
            Text(one.reference, style="bold"),
            age(now - one.received_at),
            _status(status) if status else Text("question"),
            Text(one.contact_name or one.contact_email),
            Text(", ".join(person.name or "?" for person in one.registrations)),
            Text(", ".join(_notes(one))),
        )
    _print(table)


def print_case(case: Case) -> None:
    """Everything about one application."""
    application = case.application
    console = Console()
    status = summary(application.registrations)
    title = Text(f"{application.reference}  ", style="bold")
    console.print(title.append_text(_status(status) if status else Text("question")))
    console.print(_facts(application))
    people = _table("no", "name", "status", "category", "sessions", "diet", "e-mail")
    for one in application.registrations:
        people.add_row(
            str(one.number),
            Text(one.name or "?"),
            _status(one.status),
            Text(one.category),
            Text(", ".join(one.sessions)),
            Text(_diet(one)),
            Text(one.email or ""),
        )
    if application.registrations:
        console.print(people)
    _print_changes(console, case)
    _print_history(console, case)


def _print_changes(console: Console, case: Case) -> None:
    """What letters say otherwise, and `approve` would make."""
    for change in case.changes:
        console.print(Text(f"message {change.message.id} asks for a change", style="bold"))
        for one in change.differences:
            full = "  (no seat left)" if one.hurdle else ""
            before, after = told(one.before), told(one.after)
            console.print(Text(f"  {one.field}: {before or '-'} ▶ {after or '-'}{full}"))


def print_rows(rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> None:
    """A table of some columns of JSON objects."""
    table = _table(*(column.replace("_", " ") for column in columns))
    for row in rows:
        table.add_row(*(Text(_shown(column, row[column])) for column in columns))
    _print(table)


def print_status(status: Mapping[str, object]) -> None:
    """What `status` tells, as short lines."""
    console = Console()
    stopped = "  PAUSED" if status["paused"] else ""
    console.print(Text(f"mode {status['mode']}{stopped}", style="bold"))
    for slug, event in _objects(status["events"]).items():
        console.print(Text(f"{slug}: {_seats(event)}"))
    for name in ("messages", "outbox"):
        console.print(Text(f"{name}: {_counts(status[name])}"))
    servers = {**_objects(status["mailboxes"]), "smtp": _object(status["smtp"])}
    for name, contact in servers.items():
        error = f"  ERROR {contact['error']}" if contact["error"] else ""
        console.print(Text(f"{name}: last contact {contact['last_contact'] or 'never'}{error}"))


def _seats(event: Mapping[str, object]) -> str:
    figures = [f"{event[key]} {key}" for key in ("confirmed", "offered", "pending", "waitlisted")]
    if event["capacity"] is not None:
        figures += [f"{event['free']} free of {event['capacity']}"]
        figures += [f"{event['elsewhere']} sold elsewhere"] if event["elsewhere"] else []
        figures += [f"{event['over']} OVER CAPACITY"] if event["over"] else []
    return ", ".join(figures) + ("  PAUSED" if event["paused"] else "")


def age(past: timedelta) -> str:
    """A span of time as people say it: `3 d`, `5 h`, `12 min`."""
    if past >= DAY:
        return f"{past // DAY} d"
    if past >= HOUR:
        return f"{past // HOUR} h"
    return f"{max(0, past // timedelta(minutes=1))} min"


def _facts(application: Application) -> Text:
    billing = application.billing
    lines = [
        f"{application.contact_name or ''} <{application.contact_email}>".strip(),
        f"event {application.event}, replies in {application.language}",
    ]
    if billing is not None:
        town = " ".join(part for part in (billing.postal_code, billing.city) if part)
        address = (billing.recipient, billing.street, town)
        lines.append("invoice: " + ", ".join(part for part in address if part))
        others = {
            "reference": billing.reference,
            "organisation number": billing.organisation_number,
            "GLN": billing.gln,
            "e-mail": billing.email,
        }
        lines += [f"  {name}: {value}" for name, value in others.items() if value]
    lines += [f"to note: {note}" for note in _notes(application)]
    return Text("\n".join(lines))


def _print_history(console: Console, case: Case) -> None:
    for step in case.history:
        moves = ", ".join(
            f"{move.number}: {move.before or 'new'} → {move.after}" for move in step.moves
        )
        line = f"{step.at:%Y-%m-%d %H:%M}  {step.action} by {step.by}  {moves}"
        console.print(Text(f"{line}  {step.note or ''}  {step.detail or ''}".rstrip()))
    for message in case.messages:
        reason = f" ({message.reason})" if message.reason else ""
        console.print(Text(f"letter {message.id}: {message.intent}, {message.state}{reason}"))
        for name in case.unread[message.id]:
            console.print(Text(f"  attachment not read: {name}"))
    for mail in case.mails:
        reason = f" ({mail.reason})" if mail.reason else ""
        console.print(
            Text(f"reply {mail.id}: {mail.template} to {mail.recipient}, {mail.state}{reason}")
        )
        console.print(Text(_plain(mail.content or b"")), style="dim")


def _plain(content: bytes) -> str:
    """The text that the applicant gets."""
    from email import message_from_bytes, policy

    body = message_from_bytes(content, policy=policy.default).get_body(("plain",))
    return "" if body is None else str(body.get_content())


def _notes(application: Application) -> list[str]:
    notes = [f"missing {item}" for item in application.missing]
    if application.needs_review:
        notes += list(application.reasons) or ["to review"]
    if any(person.full for person in application.registrations):
        notes.append("full")
    if application.is_shadow:
        notes.append("read in shadow")
    return notes


def _diet(registration: Registration) -> str:
    diet = registration.diet
    if diet is None:
        return "--diet shows it"
    if not diet.stated:
        return ""
    return ", ".join((*diet.codes, *diet.other)) or "none"


def _status(status: Status) -> Text:
    return Text(status.value, style=COLOURS[status])


def _shown(column: str, value: object) -> str:
    """A cell; a time as short as a person says it, in the zone of this machine."""
    if column.endswith("_at") and isinstance(value, str):
        return f"{datetime.fromisoformat(value).astimezone():%d %b %H:%M}"
    return _cell(value)


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _counts(value: object) -> str:
    return ", ".join(f"{count} {state}" for state, count in _object(value).items()) or "none"


def _object(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _objects(value: object) -> Mapping[str, Mapping[str, object]]:
    return {name: _object(entry) for name, entry in _object(value).items()}


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _print(table: Table) -> None:
    Console().print(table)
