"""`mailreg rehearse --mailbox NAME`: a real IMAP server, and a Maildir, stay as they were."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from imapclient import IMAPClient  # type: ignore[import-untyped]

from tests.integration.rehearse.conftest import Rehearse, corpus, fill, state_of
from tests.servers.configuration import Keys, write_event, write_settings
from tests.servers.dovecot import DovecotServer, is_installed

ARRIVED = datetime(2023, 3, 8, 9, tzinfo=UTC)
STARTS = datetime.fromisoformat("2023-03-23T13:00:00")


@pytest.fixture(scope="module")
def dovecot() -> Iterator[DovecotServer]:
    if not is_installed():
        message = "Dovecot is not installed (apt-get install dovecot-imapd)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    with DovecotServer() as server:
        yield server


def configure(folder: Path, source: Keys, *slugs: str) -> Path:
    """An installation that has never run; returns its settings file."""
    site = folder / "site"
    for slug in slugs or ("motesplats",):
        write_event(site, slug=slug, starts=STARTS, capacity=70)
    return write_settings(
        site,
        mailbox=source,
        replies={"mode": "shadow"},
    )


def imap(server: DovecotServer, user: str) -> dict[str, object]:
    return {
        "host": "127.0.0.1",
        "port": server.tls_port,
        "username": user,
        "password": server.password,
        "ca_file": str(server.ca_file),
    }


def maildir(path: Path) -> Keys:
    return {"kind": "maildir", "path": str(path)}


def seen_from_outside(server: DovecotServer, user: str) -> object:
    """Folders, and every letter's UID, flags, time and bytes, as another mail program sees them."""
    with IMAPClient("127.0.0.1", server.plain_port, ssl=False) as client:
        client.login(user, server.password)
        folders = sorted(name for _, _, name in client.list_folders())
        validity = client.select_folder("INBOX", readonly=True)[b"UIDVALIDITY"]
        items = client.fetch(client.search(), ["FLAGS", "INTERNALDATE", "BODY.PEEK[]"])
        letters = {
            uid: (set(data[b"FLAGS"]), data[b"INTERNALDATE"], data[b"BODY[]"])
            for uid, data in items.items()
        }
    return folders, validity, letters


def test_an_imap_mailbox_stays_as_it_was(
    rehearse: Rehearse, dovecot: DovecotServer, tmp_path: Path
) -> None:
    config = configure(tmp_path, imap(dovecot, "unchanged"))
    dovecot.fill("unchanged", corpus(0, 25), ARRIVED)
    before = seen_from_outside(dovecot, "unchanged"), state_of(config.parent)
    files = sorted(dovecot.maildir("unchanged").glob("[nc][eu][wr]/*"))
    answer = rehearse("--config", config, "--mailbox", "desk", "--json")

    assert answer.status == 0, answer.err
    assert [one["uid"] for one in answer.json] == list(range(1, 26))
    assert {one["file"] for one in answer.json} == {None}
    assert "pending" in {one["would_become"] for one in answer.json}
    assert (seen_from_outside(dovecot, "unchanged"), state_of(config.parent)) == before
    assert sorted(dovecot.maildir("unchanged").glob("[nc][eu][wr]/*")) == files


def test_the_newest_letters_of_a_mailbox_are_read(
    rehearse: Rehearse, dovecot: DovecotServer, tmp_path: Path
) -> None:
    config = configure(tmp_path, imap(dovecot, "newest"))
    dovecot.fill("newest", corpus(0, 6), ARRIVED)
    words = ("--config", config, "--mailbox", "desk", "--json")

    assert [one["uid"] for one in rehearse(*words, "--last", "2").json] == [5, 6]


def test_the_same_letter_has_the_same_mark_whichever_way_it_is_read(
    rehearse: Rehearse, dovecot: DovecotServer, tmp_path: Path
) -> None:
    config = configure(tmp_path, imap(dovecot, "marks"))
    dovecot.fill("marks", corpus(0, 4), ARRIVED)
    fill(tmp_path / "box", corpus(0, 4))
    of_server = rehearse("--config", config, "--mailbox", "desk", "--json").json
    of_folder = rehearse(tmp_path / "box", "--json").json

    assert [one["sha256"] for one in of_server] == [one["sha256"] for one in of_folder]


def test_a_configured_maildir_gets_no_file_of_ours(rehearse: Rehearse, tmp_path: Path) -> None:
    fill(tmp_path / "box", corpus(0, 4))
    config = configure(tmp_path, maildir(tmp_path / "box"))
    before = state_of(tmp_path)
    answer = rehearse("--config", config, "--mailbox", "desk", "--json")

    assert (answer.status, len(answer.json)) == (0, 4)
    assert state_of(tmp_path) == before


def test_a_folder_is_rehearsed_with_the_configured_event(
    rehearse: Rehearse, tmp_path: Path
) -> None:
    fill(tmp_path / "box", corpus(0, 4))
    config = configure(tmp_path, maildir(Path("elsewhere")))
    answer = rehearse("--config", config, tmp_path / "box")

    assert answer.status == 0
    assert "of 70" in answer.out


@pytest.mark.parametrize(
    ("slugs", "name", "status", "said"),
    [
        (("one", "two"), "desk", 1, "2 events for mailbox desk"),
        (("one",), "post", 1, "No mailbox post; there are desk"),
    ],
)
def test_what_is_not_certain_is_asked_back(
    rehearse: Rehearse, tmp_path: Path, slugs: tuple[str, ...], name: str, status: int, said: str
) -> None:
    config = configure(tmp_path, maildir(Path("box")), *slugs)
    answer = rehearse("--config", config, "--mailbox", name)

    assert answer.status == status
    assert said in answer.err


def test_a_server_that_is_away_exits_75_and_a_refused_login_78(
    rehearse: Rehearse, dovecot: DovecotServer, tmp_path: Path
) -> None:
    right = imap(dovecot, "nobody")
    away = configure(tmp_path / "a", {**right, "port": 1})
    refused = configure(tmp_path / "b", {**right, "password": "wrong"})

    assert rehearse("--config", away, "--mailbox", "desk").status == 75
    assert rehearse("--config", refused, "--mailbox", "desk").status == 78
