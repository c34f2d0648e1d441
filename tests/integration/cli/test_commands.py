"""The command line against the contract: shapes of JSON, exit statuses, what goes where."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from tests.integration.cli.conftest import Shell
from tests.integration.service.letters import ASKING, QUESTION, letter, letters

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
LISTED = {
    "reference": str,
    "event": str,
    "status": str,
    "contact": dict,
    "language": str,
    "received_at": str,
    "needs_review": bool,
    "reasons": list,
    "missing": list,
    "billing": dict,
    "registrations": list,
}
PERSON = {
    "number": int,
    "name": str,
    "email": str,
    "status": str,
    "full": bool,
    "category": str,
    "sessions": dict,
    "answers": dict,
}
MESSAGE = {
    "id": int,
    "mailbox": str,
    "state": str,
    "reason": type(None),
    "intent": str,
    "from": str,
    "received_at": str,
    "reference": str,
}
MAIL = {
    "id": int,
    "reference": str,
    "template": str,
    "to": str,
    "state": str,
    "attempts": int,
    "message_id": str,
    "due_at": str,
    "last_reply": str,
    "reason": type(None),
}
SEATS = {
    "capacity",
    "elsewhere",
    "confirmed",
    "offered",
    "pending",
    "waitlisted",
    "over",
    "free",
    "sessions",
}


def types_of(value: Mapping[str, object]) -> dict[str, type]:
    return {key: type(entry) for key, entry in value.items()}


def test_lists_have_the_shape_of_the_contract(shell: Shell) -> None:
    shell.take_in(letter())

    (case,) = shell("list", "--json").json
    (message,) = shell("messages", "--json").json
    (mail,) = shell("outbox", "--json").json

    assert types_of(case).items() >= LISTED.items()
    assert types_of(case["registrations"][0]).items() >= PERSON.items()
    assert set(case["contact"]) == {"name", "email"}
    assert types_of(message).items() >= MESSAGE.items()
    assert types_of(mail).items() >= MAIL.items()
    for time in (case["received_at"], message["received_at"], mail["due_at"]):
        assert TIME.fullmatch(time)


def test_status_has_the_shape_of_the_contract(shell: Shell) -> None:
    shell.take_in(letter())

    status = shell("status", "--json").json

    assert status["mode"] == "live"
    assert status["paused"] is False
    assert set(status["events"]) == {"varmote"}
    assert set(status["events"]["varmote"]) >= SEATS
    assert set(status["events"]["varmote"]["sessions"]) == {"ai"}
    assert (status["messages"], status["outbox"]) == ({"processed": 1}, {"sent": 1})
    for server in (status["mailboxes"]["desk"], status["smtp"]):
        assert TIME.fullmatch(server["last_contact"])
        assert server["error"] is None


def test_the_first_list_is_empty_and_a_question_has_no_status(shell: Shell) -> None:
    shell.take_in()
    assert shell("list", "--json").json == []

    shell.take_in(letter(QUESTION, subject=ASKING))

    (case,) = shell("list", "--json").json
    assert (case["status"], case["registrations"]) == (None, [])


def test_diet_is_shown_when_asked_for(shell: Shell) -> None:
    shell.take_in(letter(more="Allergier: gluten"))

    (plain,) = shell("list", "--json").json
    (full,) = shell("list", "--diet", "--json").json

    assert "dietary" not in plain["registrations"][0]
    assert full["registrations"][0]["dietary"] == ["gluten"]


@pytest.mark.parametrize("verb", ["approve", "decline", "waitlist", "cancel", "ask"])
def test_a_decision_prints_json_alone(shell: Shell, verb: str) -> None:
    shell.take_in(letter())
    more = ["--for", "name"] if verb == "ask" else []

    answer = shell(verb, *shell.references(), *more, "--by", "karin", "--json")

    (result,) = answer.json
    assert (answer.status, answer.err, result["refused"]) == (0, "", None)


def test_what_was_decided_is_told_also_where_another_was_refused(shell: Shell) -> None:
    shell.take_in(*letters(3))
    first, second, third = shell.references()

    answer = shell("approve", first, "X-23456", second, third, "--json")

    assert answer.status == 1
    codes = [one["refused"] and one["refused"]["code"] for one in answer.json]
    assert codes == [None, "bad_request", None, "no_room"]
    assert "X-23456" in answer.err
    assert [one["status"] for one in shell("list", "--json").json] == [
        "confirmed",
        "confirmed",
        "pending",
    ]


def test_undo_and_edit_and_replay_print_json_alone(shell: Shell) -> None:
    shell.take_in(letter())
    (reference,) = shell.references()
    shell("approve", reference)

    assert shell("undo", reference, "--json").json[0]["refused"] is None
    edited = shell("edit", reference, "name=Bo Ek", "--json").json
    assert edited["registrations"][0]["name"] == "Bo Ek"
    assert shell("replay", "1", "--json").json[0]["differs"] == []
    assert shell("pause").status == 0
    assert shell("status", "--json").json["paused"] is True
    assert shell("resume").status == 0
    assert shell("db", "upgrade", "--json").json == {"upgraded": None}


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("approve", "MS-23456"), 1),
        (("show", "MS-23456"), 1),
        (("edit", "MS-23456", "name=Bo"), 1),
        (("replay", "99"), 1),
        (("resend", "99"), 1),
        (("release", "99"), 1),
        (("pause", "--event", "nothing"), 1),
        (("parse", "nowhere.eml"), 1),
        (("approve",), 2),
        (("list", "--status", "happy"), 2),
        (("dance",), 2),
        (("replay", "one"), 2),
        (("check", "--offline"), 0),
    ],
)
def test_the_exit_status_says_what_went_wrong(
    shell: Shell, words: tuple[str, ...], status: int
) -> None:
    shell.take_in()

    answer = shell(*words)

    assert answer.status == status
    assert answer.err


def test_a_refusal_says_why_and_ends_with_1(shell: Shell) -> None:
    shell.take_in(letter())
    (reference,) = shell.references()
    shell("decline", reference)

    answer = shell("cancel", reference)

    assert answer.status == 1
    assert "Possible:" in answer.err
    assert answer.out == ""


def test_an_unreachable_submission_server_ends_with_75_and_loses_nothing(shell: Shell) -> None:
    shell.smtp.greeting = "421 4.3.2 closing"
    shell.deliver(letter())

    assert shell("run", "--once").status == 75

    assert [mail["state"] for mail in shell("outbox", "--json").json] == ["queued"]
    assert shell("status", "--json").json["smtp"]["error"]
    assert shell("check").status == 75


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('mode = "live"', 'mode = "loud"'),
        ('mode = "live"', 'mode = "live"\nshoe = 43'),
        ('name = "desk"', 'name = "front"'),
    ],
)
@pytest.mark.parametrize("words", [("list",), ("run", "--once"), ("check", "--offline")])
def test_a_wrong_configuration_ends_with_78(
    shell: Shell, old: str, new: str, words: tuple[str, ...]
) -> None:
    path = shell.folder / "mailreg.toml"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")

    assert shell(*words).status == 78


def test_a_database_without_a_schema_ends_with_78_and_names_the_remedy(shell: Shell) -> None:
    answer = shell("list")

    assert answer.status == 78
    assert "mailreg db upgrade" in answer.err


def test_a_lost_key_ends_with_78_and_is_not_made_anew(shell: Shell) -> None:
    shell.take_in(letter())
    (shell.folder / "mailreg.key").unlink()

    assert [shell(*words).status for words in (("list",), ("run", "--once"))] == [78, 78]
    assert not (shell.folder / "mailreg.key").exists()


def test_people_read_tables_on_standard_output(shell: Shell) -> None:
    shell.take_in(letter())
    (reference,) = shell.references()

    assert reference in shell("list").out
    assert "received" in shell("outbox").out
    assert "processed" in shell("messages").out
    assert "mode live" in shell("status").out
    case = shell("show", reference).out
    assert "Anna Berg" in case
    assert "--diet shows it" in case
