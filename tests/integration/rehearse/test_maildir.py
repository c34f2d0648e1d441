"""`mailreg rehearse MAILDIR`: what is told, and that the folder stays as it was."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from tests.integration.rehearse.conftest import ARRIVED, Rehearse, corpus, fill, state_of

KEYS = {
    "file", "uid", "sha256", "received_at", "intent", "people", "needs_review", "reasons",
    "state", "would_become", "would_send", "copies", "waits_for_staff", "why",
}  # fmt: skip
EVENT = """\
slug = "varmote"
languages = ["sv", "en"]
timezone = "Europe/Stockholm"
starts = 2199-03-20T13:00:00
mailbox = "desk"
capacity = 3
seats_elsewhere = 0
approval = "automatic"
when_full = "waitlist"
[name]
sv = "Mötesplats Storsthlm"
en = "Mötesplats Storsthlm"
"""


def test_nothing_in_the_folder_changes(rehearse: Rehearse, maildir: Path, tmp_path: Path) -> None:
    before = state_of(tmp_path)
    answer = rehearse(maildir)

    assert (answer.status, answer.err) == (0, "")
    assert state_of(tmp_path) == before


def test_json_tells_every_letter_oldest_first_and_names_nobody(
    rehearse: Rehearse, maildir: Path
) -> None:
    answer = rehearse(maildir, "--json")

    assert len(answer.json) == 30
    assert {frozenset(one) for one in answer.json} == {frozenset(KEYS)}
    arrivals = [one["received_at"] for one in answer.json]
    assert arrivals == sorted(arrivals)
    assert arrivals[0] == "2023-03-05T07:06:40Z"
    assert "30 letters" in answer.err


def test_names_are_told_where_they_are_asked_for(rehearse: Rehearse, maildir: Path) -> None:
    anna = (b"From: Anna Berg <anna@solby.example>\nDate: Wed, 01 Mar 2023 09:58:35 +0100\n"
            b"Subject: Plats\n\nJag vill delta.\n\nAnna Berg\n")  # fmt: skip
    fill(maildir.parent / "one", [anna])

    for words in (["--json"], []):
        assert "Anna Berg" in rehearse(maildir.parent / "one", "--names", *words).out
        assert "Anna Berg" not in rehearse(maildir.parent / "one", *words).out


def test_the_summary_counts_what_the_letters_come_to(rehearse: Rehearse, maildir: Path) -> None:
    told = rehearse(maildir, "--json").json
    summary = rehearse(maildir).out.partition("30 letters")[2]
    intents = Counter(one["intent"] for one in told)
    replies = Counter(one["would_send"] or "nothing" for one in told)
    waiting = sum(one["waits_for_staff"] for one in told)
    pending = sum(one["people"] for one in told if one["would_become"] == "pending")

    for counts in (intents, replies):
        assert all(f"{count} {name}" in summary for name, count in counts.items())
    assert f"{waiting} (" in summary
    assert f"{pending} pending" in summary
    assert "400 free of 400" in summary


def test_another_event_decides_otherwise(rehearse: Rehearse, maildir: Path, tmp_path: Path) -> None:
    (tmp_path / "varmote.toml").write_text(EVENT, "utf-8")
    told = rehearse(maildir, "--event", tmp_path / "varmote.toml", "--json").json

    seated = [one["people"] for one in told if one["would_become"] == "confirmed"]
    assert 0 < sum(seated) <= 3
    assert "waitlisted" in {one["would_become"] for one in told}


def test_only_the_newest_are_read_where_that_is_asked(rehearse: Rehearse, maildir: Path) -> None:
    everything = rehearse(maildir, "--json").json
    newest = rehearse(maildir, "--json", "--last", "5").json

    assert [one["file"] for one in newest] == [one["file"] for one in everything[-5:]]


def test_hostile_letters_and_files_stop_nothing(rehearse: Rehearse, tmp_path: Path) -> None:
    folder = tmp_path / "box"
    hostile = [
        b"",
        b"\x00" * 10_000,
        b"\xff" * 5_000,
        b"Content-Type: multipart/mixed\n\n--\n" * 99,
    ]
    fill(folder, [*hostile, *corpus(0, 2)])
    (folder / "new" / f"{ARRIVED}.\x1b[2J\n.host").write_bytes(corpus(2, 3)[0])
    (folder / "cur" / "folder").mkdir()
    (folder / "cur" / "gone").symlink_to(tmp_path / "nowhere")
    os.mkfifo(folder / "cur" / "pipe")
    answer = rehearse(folder, "--json")

    assert answer.status == 0
    assert len(answer.json) == 7
    assert "\x1b" not in answer.out + rehearse(folder).out


def test_a_letter_over_the_limit_is_read_in_part(
    rehearse: Rehearse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mailreg.cli.rehearsing.READ_AT_MOST", 4_000)
    folder = tmp_path / "box"
    fill(folder, [corpus(0, 1)[0] + b"\r\nx" * 100_000])
    (one,) = rehearse(folder, "--json").json

    assert one["waits_for_staff"]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["nowhere"], 1, "no Maildir"),
        ([], 2, "either MAILDIR or --mailbox"),
        (["export", "--mailbox", "desk"], 2, "either MAILDIR or --mailbox"),
        (["--mailbox", "desk"], 78, "mailreg.toml"),
        (["export", "--last", "0"], 2, "--last"),
        (["export/INBOX", "--event", "none.toml"], 78, "none.toml"),
    ],
)
def test_what_cannot_be_done_is_told(
    rehearse: Rehearse, maildir: Path, words: list[str], status: int, said: str
) -> None:
    answer = rehearse(*words)

    assert maildir.is_dir()
    assert answer.status == status
    assert said in answer.err
