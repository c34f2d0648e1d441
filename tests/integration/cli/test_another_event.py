"""An event that has nothing in common with a paid conference, from letter to list.

It is free of charge and has no limit to its seats; its sessions, categories and questions are
others, and letters answer by its own words: nothing of any event stands in the code.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.integration.cli.conftest import Shell
from tests.integration.service.letters import letter
from tests.integration.service.office import opened, text_of

FILE = Path(__file__).parent / "events" / "network.toml"
HEAD = "Hello,\n\nI would like to register for the Open Data Network.\n\nName: Mary Lind\n"
ANSWERS = """\
I am a student at the harbour school.
I choose the map workshop, and I would like to join the sauna.
I will travel by ferry.
Favourite dataset: lake levels
Photographs: no
I am allergic to nuts.
"""
TAIL = "\nKind regards\nMary Lind\n"
SWEDISH = """\
Hej!

Jag vill gärna anmäla mig till Nätverket Öppna data.

Namn: Nils Ek
Jag väljer kartverkstaden{second}.
{travel}
Vänliga hälsningar
Nils Ek
"""


@pytest.fixture
def network(shell: Shell) -> Shell:
    """The installation with this event in place of the other."""
    (shell.folder / "events" / "varmote.toml").unlink()
    (shell.folder / "events" / "opendata.toml").write_bytes(FILE.read_bytes())
    return shell


def mary(text: str = ANSWERS) -> bytes:
    return letter(
        HEAD + text + TAIL, name="Mary Lind", address="mary@lind.example", subject="Registration"
    )


def nils(*, second: str = "", travel: str = "Jag reser med tåg.\n") -> bytes:
    return letter(
        SWEDISH.format(second=second, travel=travel),
        name="Nils Ek",
        address="nils@ek.example",
        subject="Anmälan",
    )


def case(shell: Shell, place: int = 0) -> Any:
    return shell("list", "--json").json[place]


def test_its_own_words_are_understood_and_what_is_sure_is_confirmed(network: Shell) -> None:
    network.take_in(mary())

    (mary_lind,) = case(network)["registrations"]
    assert (mary_lind["status"], mary_lind["category"]) == ("confirmed", "student")
    assert mary_lind["sessions"] == {"maps": "given", "sauna": "given"}
    assert mary_lind["answers"] == {
        "student": True,
        "workshop": "maps",
        "sauna": True,
        "travel": "ferry",
        "dataset": "lake levels",
        "photo": False,
    }
    assert (case(network)["missing"], case(network)["needs_review"]) == ([], False)
    mail = network.smtp.received[-1].content
    assert opened(mail)["Content-Language"] == "en"
    told = text_of(mail)
    for words in ("Open Data Network", "Harbour House", "Maps for everyone", "Harbour sauna"):
        assert words in told
    assert "nuts" not in told
    event = network("status", "--json").json["events"]["opendata"]
    assert (event["capacity"], event["free"], event["over"]) == (None, None, None)
    assert event["sessions"]["maps"]["free"] == 0


def test_a_full_workshop_asks_which_other_it_is_to_be(network: Shell) -> None:
    network.take_in(mary(), nils())

    assert case(network, 1)["registrations"][0]["sessions"] == {"maps": "wished"}
    told = text_of(network.smtp.received_by("nils@ek.example")[-1].content)
    assert "i stället för Kartor för alla" in told
    assert "- Sensorer för en spottstyver" in told
    assert "Sjöregistret" not in told


def test_a_second_choice_is_given_where_the_first_is_full(network: Shell) -> None:
    network.take_in(mary(), nils(second=" och i andra hand sensorverkstaden"))

    assert case(network, 1)["registrations"][0]["sessions"] == {
        "maps": "wished",
        "sensors": "given",
    }


def test_a_required_question_is_asked_and_its_answer_completes(network: Shell) -> None:
    network.take_in(nils(travel=""))
    (reference,) = network.references()
    assert (case(network)["status"], case(network)["missing"]) == ("incomplete", ["answers"])
    told = text_of(network.smtp.received_by("nils@ek.example")[-1].content)
    assert "Hur reser du till hamnen?" in told
    assert "Favoritdatamängd" not in told
    assert "faktura" not in told.lower()
    assert "without answers" in network("explain", reference).out

    edited = network("edit", reference, "answers.travel=train", "--json").json

    assert (edited["status"], edited["missing"]) == ("pending", [])
    assert network("approve", reference).status == 0
    assert case(network)["registrations"][0]["sessions"] == {"maps": "given"}


def test_staff_may_ask_for_what_is_not_required_too(network: Shell) -> None:
    network.take_in(nils())
    (reference,) = network.references()

    assert network("ask", reference, "--for", "answers").status == 0
    answered = ("answers.photo=yes", "answers.dataset=bus stops")
    assert network("edit", reference, *answered).status == 0
    refused = network("ask", reference, "--for", "answers")

    assert refused.status == 1
    assert "Nothing is missing" in refused.err


def test_what_is_left_comes_out_in_the_lists(network: Shell) -> None:
    network.take_in(mary(), nils())
    paths = {name: network.folder / f"{name}.json" for name in ("attendees", "catering")}

    for name, path in paths.items():
        words = ("export", name, "--event", "opendata", "--output", str(path))
        assert network(*words).status == 0

    attendees = paths["attendees"].read_text("utf-8")
    assert "Mary Lind" in attendees
    (row,) = [one for one in json.loads(attendees)["rows"] if one["name"] == "Mary Lind"]
    assert (row["category"], row["status"]) == ("student", "confirmed")
    assert (row["sessions.workshop"], row["sessions.sauna"]) == ({"maps": "given"}, "given")
    assert (row["answers.travel"], row["answers.dataset"]) == ("ferry", "lake levels")
    assert "nuts" not in attendees
    assert "Mary" not in paths["catering"].read_text("utf-8")
    assert json.loads(paths["catering"].read_text("utf-8"))
