"""docs/flow.md names code, states and figures as they are."""

from __future__ import annotations

import importlib
import re
from functools import reduce
from pathlib import Path

import pytest

from mailreg.message import Origin
from mailreg.registration.values import Reply
from mailreg.service import dispatch, filing, intake, reading, retry, why
from mailreg.store.journal.filing import BEFORE_START
from mailreg.store.values import MessageState, OutboxState

PAGE = (Path(__file__).parents[2] / "docs" / "flow.md").read_text(encoding="utf-8")
SOURCE = Path(__file__).parents[2] / "src" / "mailreg"
CODE = re.findall(r"`((?:\w+/)+\w+\.py)` `([\w.]+)`", PAGE)
MACHINES = {Origin.AUTO_REPLY.value, Origin.BOUNCE.value, Origin.BULK.value}


def table(first_heading: str) -> list[list[str]]:
    """The cells of the table whose first column has that heading."""
    after = PAGE.partition(f"\n| {first_heading} |")[2].splitlines()[2:]
    found = []
    for line in after:
        if not line.startswith("|"):
            break
        found.append([cell.strip() for cell in line.strip("|").split("|")])
    assert found, first_heading
    return found


def codes(cell: str) -> list[str]:
    return re.findall(r"`([a-z_]+)`", cell)


@pytest.mark.parametrize(("file", "name"), CODE)
def test_the_code_that_a_step_names_is_there(file: str, name: str) -> None:
    module = importlib.import_module("mailreg." + file.removesuffix(".py").replace("/", "."))
    assert callable(reduce(getattr, name.split("."), module))


def test_every_step_names_its_code() -> None:
    steps = re.findall(r"^\| step \| code \| committed \|$", PAGE, re.MULTILINE)
    assert len(steps) == 4
    assert len(CODE) >= 20


def test_every_reason_of_a_settled_letter_is_explained() -> None:
    named = {code for row in table("it is") for code in codes(row[2])}
    assert named == {one.value for one in why.Why} | MACHINES | {BEFORE_START}


def test_what_a_letter_comes_to_is_a_state_and_a_reply_that_exist() -> None:
    for row in table("it is"):
        assert set(codes(row[1])) <= {state.value for state in MessageState}, row
        assert set(codes(row[3])) <= {reply.value for reply in Reply}, row


def test_what_the_server_says_comes_to_a_state_that_exists() -> None:
    states = {code for row in table("answer") for code in codes(row[1])}
    assert states <= {state.value for state in OutboxState}


def test_the_pauses_between_attempts_are_those_of_the_code() -> None:
    minutes = [int(step.total_seconds() // 60) for step in retry.STEPS]
    *first, last = (str(each) for each in minutes)
    assert f"again after {', '.join(first)} and then every {last} minutes" in PAGE
    assert retry.GIVE_UP_AFTER.days == 5
    assert "for five days at most" in PAGE


def test_the_sizes_of_batches_are_those_of_the_code() -> None:
    assert f"Up to {intake.BATCH_MESSAGES} messages share a commit" in PAGE
    assert f"up to {reading.BATCH_MESSAGES} letters in one commit" in PAGE
    assert f"in batches of {filing.BATCH_MESSAGES}" in PAGE
    assert f"once more after {dispatch.RESEND_PAUSE.seconds} seconds" in PAGE
    assert intake.RECONCILE_EVERY.total_seconds() == 600


def test_every_file_that_the_page_links_to_is_there() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", PAGE):
        assert (SOURCE.parents[1] / "docs" / target).exists(), target
