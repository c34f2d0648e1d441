"""The desk at the command line: single people, sessions, offers, people beside mail."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.integration.cli.conftest import Shell
from tests.integration.service.hall import GROUP
from tests.integration.service.letters import ASKING, QUESTION, letter, letters

WISHING = "Jag väljer seminariet AI.\n"
SEMINAR = {"capacity": 130, "given": 0, "waiting": 0, "wished": 0, "over": 0, "free": 130}


def only(shell: Shell) -> Any:
    (case,) = shell("list", "--json").json
    return case


def people(shell: Shell) -> list[tuple[str, str]]:
    """Name and status of everybody, oldest application first."""
    cases = shell("list", "--json").json
    return [(one["name"], one["status"]) for case in cases for one in case["registrations"]]


def templates(shell: Shell) -> list[tuple[str, str]]:
    return [(mail["template"], mail["state"]) for mail in shell("outbox", "--json").json]


def test_one_person_is_approved_and_the_other_declined(shell: Shell) -> None:
    shell.take_in(letter(GROUP))
    (reference,) = shell.references()

    assert shell("approve", reference, "--person", "1", "--by", "karin").status == 0
    assert shell("decline", reference, "--person", "2", "--json").status == 0

    assert people(shell) == [("Anna Berg", "confirmed"), ("Erik Dahl", "declined")]
    assert only(shell)["status"] == "confirmed"
    assert templates(shell)[-1] == ("outcome", "held")


@pytest.mark.parametrize("verb", ["approve", "decline", "waitlist", "offer", "ask", "cancel"])
def test_a_person_goes_with_one_reference(shell: Shell, verb: str) -> None:
    shell.take_in(*letters(2))

    answer = shell(verb, *shell.references(), "--person", "1")

    assert answer.status == 2
    assert "one REF" in answer.err
    assert {status for _, status in people(shell)} == {"pending"}


def test_somebody_who_is_not_there_is_refused(shell: Shell) -> None:
    shell.take_in(letter(GROUP))

    answer = shell("approve", *shell.references(), "--person", "7", "--json")

    assert answer.status == 1
    assert answer.json[0]["refused"]["code"] == "no_such_person"


def test_sessions_are_shown_in_list_status_and_history(shell: Shell) -> None:
    shell.take_in(letter(more=WISHING))
    (reference,) = shell.references()
    assert only(shell)["registrations"][0]["sessions"] == {"ai": "wished"}
    assert status(shell, "ai") == {**SEMINAR, "wished": 1}

    shell("approve", reference)

    assert only(shell)["registrations"][0]["sessions"] == {"ai": "given"}
    assert status(shell, "ai") == {**SEMINAR, "given": 1, "free": 129}
    history = shell("show", reference, "--json").json["history"]
    assert history[-1]["sessions"] == [
        {"number": 1, "session": "ai", "from": "wished", "to": "given"}
    ]


def status(shell: Shell, session: str) -> Any:
    return shell("status", "--json").json["events"]["varmote"]["sessions"][session]


def test_a_figure_is_set_shown_and_takes_nothing_away(shell: Shell) -> None:
    shell.take_in(letter(more=WISHING))
    shell("approve", *shell.references())

    answer = shell("seats", "varmote", "--capacity", "0", "--by", "karin")
    session = shell("seats", "varmote", "--session", "ai", "--capacity", "0", "--json")

    assert answer.status == 0
    assert "1 over capacity" in answer.err
    assert session.json["over"] == 1
    event = shell("status", "--json").json["events"]["varmote"]
    assert (event["capacity"], event["over"], event["free"], event["confirmed"]) == (0, 1, 0, 1)
    assert status(shell, "ai")["over"] == 1
    assert shell("seats", "varmote", "--elsewhere", "3", "--json").json["elsewhere"] == 3


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("seats", "varmote"), 1),
        (("seats", "mote", "--capacity", "3"), 1),
        (("seats", "varmote", "--session", "tour", "--capacity", "3"), 1),
        (("seats", "varmote", "--capacity", "many"), 2),
        (("explain", "MS-23456"), 1),
        (("answer", "MS-23456", "--text-file", "nowhere.txt"), 1),
        (("answer", "MS-23456"), 2),
        (("add", "--event", "varmote"), 2),
        (("add", "--event", "varmote", "--name", "Bo", "--from", "bo@solby.example"), 2),
        (("add", "--event", "varmote", "--from", "bo@solby.example", "nowhere.eml"), 1),
        (("add", "--event", "mote", "--name", "Bo"), 1),
        (("offer", "MS-23456"), 1),
    ],
)
def test_what_is_wrong_is_told_by_the_exit_status(
    shell: Shell, words: tuple[str, ...], code: int
) -> None:
    shell.take_in()

    answer = shell(*words)

    assert (answer.status, answer.out) == (code, "")
    assert answer.err


def test_an_offer_needs_a_seat_and_is_recorded(shell: Shell) -> None:
    shell.take_in(*letters(3))
    first, second, third = shell.references()
    shell("approve", first, second)
    shell("waitlist", third)
    assert shell("offer", third).status == 1

    shell("cancel", first)

    assert shell("offer", third, "--json").json[0]["refused"] is None
    assert people(shell)[2] == ("Karin Ek", "offered")
    told = shell("explain", third)
    assert "is offered a seat until" in told.out
    assert (told.err, told.status) == ("", 0)
    reasons = shell("explain", third.lower(), "--json").json
    assert reasons["reference"] == third
    assert "\n".join(reasons["reasons"]) == told.out.rstrip("\n")


def test_somebody_who_phoned_is_entered_while_there_is_room(shell: Shell) -> None:
    shell.take_in()
    add = ("add", "--event", "varmote", "--confirmed", "--name")

    done = shell(*add, "Bo Ek", "--email", "bo@solby.example", "--by", "karin", "--json").json
    assert shell(*add, "Eva Ek").status == 0
    refused = shell(*add, "Nils Ek")

    assert (done["refused"], done["application"]["contact"]["email"]) == (None, "bo@solby.example")
    assert refused.status == 1
    assert "no room" in refused.err
    assert people(shell) == [("Bo Ek", "confirmed"), ("Eva Ek", "confirmed")]
    assert templates(shell) == [("confirmed", "held")]


def test_a_letter_that_came_elsewhere_is_taken_in_once(shell: Shell, tmp_path: Path) -> None:
    shell.take_in()
    path = tmp_path / "forwarded.eml"
    path.write_bytes(letter())
    words = ("add", "--event", "varmote", "--from", "bo@solby.example", str(path))

    message = shell(*words, "--json").json
    again = shell(*words)

    assert (message["state"], message["reference"]) == ("processed", only(shell)["reference"])
    assert only(shell)["contact"]["email"] == "bo@solby.example"
    assert again.status == 1
    assert "here already" in again.err


def test_staff_answer_in_their_own_words(shell: Shell, tmp_path: Path) -> None:
    shell.take_in(letter(QUESTION, subject=ASKING))
    (reference,) = shell.references()
    path = tmp_path / "answer.txt"
    path.write_text("Ja, det finns parkering.", "utf-8")

    mail = shell("answer", reference, "--text-file", str(path), "--by", "karin", "--json").json

    assert templates(shell)[-1] == ("message", "held")
    assert shell("outbox", "--json").json[-1]["id"] == mail["outbox"]
    assert shell("messages", "--json").json[0]["state"] == "processed"
    path.write_bytes(b"\xe5")
    assert shell("answer", reference, "--text-file", str(path)).status == 1


def test_a_wish_is_corrected_and_an_unknown_one_refused(shell: Shell) -> None:
    shell.take_in(letter())
    (reference,) = shell.references()

    edited = shell("edit", reference, "answers.seminar=ai", "--json").json
    refused = shell("edit", reference, "answers.seminar=vard")

    assert edited["registrations"][0]["sessions"] == {"ai": "wished"}
    assert refused.status == 1
    assert "seminar is one of ai" in refused.err


UNCLEAR = "Hej!\n\nSe bifogat.\n\nBo Ek\n"
STRAY = letter(text=UNCLEAR, subject="Hej", name="Bo Ek", address="bo@solby.example")


def test_a_case_is_made_of_a_letter_that_waits(shell: Shell) -> None:
    shell.take_in(STRAY)

    answer = shell("add", "--message", "1", "--by", "karin", "--json")

    assert answer.status == 0
    assert answer.json["contact"]["email"] == "bo@solby.example"
    assert people(shell) == [("Bo Ek", "pending")]
    assert templates(shell) == []
    again = shell("add", "--message", "1")
    assert again.status == 1
    assert "Somebody else" in again.err


def test_a_letter_that_waits_is_put_to_a_case_or_answered(shell: Shell, tmp_path: Path) -> None:
    shell.take_in(letter(), STRAY)
    (reference,) = shell.references()
    assert shell("join", "2", reference).status == 0
    assert shell("messages", "--json").json[1]["reference"] == reference

    text = tmp_path / "answer.txt"
    text.write_text("Tack, det räcker.", "utf-8")
    assert shell("answer", "--message", "2", "--text-file", str(text), "--json").status == 0

    assert [one["state"] for one in shell("messages", "--json").json] == ["processed"] * 2
    assert templates(shell)[-1] == ("message", "held")


@pytest.mark.parametrize(
    "words",
    [
        ("add", "--name", "Bo Ek"),
        ("add", "--message", "1", "--name", "Bo Ek"),
        ("answer", "--text-file", "-"),
        ("answer", "VM-7K4QD", "--message", "1", "--text-file", "-"),
    ],
)
def test_what_is_half_said_is_refused(shell: Shell, words: tuple[str, ...]) -> None:
    assert shell(*words).status == 2
