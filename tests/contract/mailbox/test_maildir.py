"""What only a Maildir can do to us: crashes while numbering, other programs, damaged folders."""

from __future__ import annotations

import multiprocessing
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path

import pytest

from mailreg.errors import MailboxUnavailable
from mailreg.mailbox import MaildirSettings, MaildirSource
from mailreg.mailbox.numbering import UIDS_FILE, number, strike
from mailreg.mailbox.partial import text_sections
from mailreg.mailbox.senders import address_of
from tests.contract.mailbox.conftest import MaildirDesk, letter


@pytest.fixture
def desk(tmp_path: Path) -> MaildirDesk:
    for name in ("cur", "new", "tmp"):
        (tmp_path / name).mkdir()
    return MaildirDesk(path=tmp_path)


def test_a_line_that_a_crash_cut_off_is_numbered_anew(tmp_path: Path) -> None:
    before = number(tmp_path, ["one", "two"])
    with (tmp_path / UIDS_FILE).open("ab") as file:
        file.write(b"+thr")
    after = number(tmp_path, ["one", "two", "three"])
    assert after.uids == {"one": 1, "two": 2, "three": 3}
    assert after.uidvalidity == before.uidvalidity


def test_a_number_is_never_given_twice(tmp_path: Path) -> None:
    number(tmp_path, ["one", "two"])
    strike(tmp_path, ["two"])
    assert number(tmp_path, ["one", "two"]).uids == {"one": 1, "two": 4}
    assert number(tmp_path, []).uids == {"one": 1, "two": 4}


def _number_many(folder: Path) -> None:
    for start in range(0, 200, 10):
        number(folder, [f"letter {n}" for n in range(start + 10)])


def test_processes_at_once_agree_on_the_numbers(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_number_many, args=(tmp_path,)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    uids = number(tmp_path, []).uids
    assert sorted(uids.values()) == list(range(1, 201))


def test_without_its_numbers_the_folder_is_a_new_one(desk: MaildirDesk) -> None:
    desk.deliver(letter("one"))
    source = desk.source()
    source.connect()
    (desk.path / UIDS_FILE).write_bytes(b"17\n")
    assert source.connect() == 17
    assert list(source.all_uids()) == [1]


def test_a_letter_keeps_its_uid_when_somebody_reads_it(desk: MaildirDesk) -> None:
    desk.deliver(letter("one"))
    source = desk.source()
    source.connect()
    (path,) = (desk.path / "new").iterdir()
    path.rename(desk.path / "cur" / f"{path.name}:2,S")
    assert [raw.key.uid for raw in source.fetch([1])] == [1]
    assert list(source.move([1], "Handled")) == [1]
    assert [path.name[-4:] for path in (desk.path / ".Handled" / "cur").iterdir()] == [":2,S"]


def test_line_feeds_become_line_ends_of_the_wire(desk: MaildirDesk) -> None:
    desk.deliver(letter("one").replace(b"\r\n", b"\n"))
    source = desk.source()
    source.connect()
    (raw,) = source.fetch([1])
    assert raw.content == letter("one")


def test_a_copied_folder_keeps_the_arrival_of_the_names(desk: MaildirDesk) -> None:
    (desk.path / "cur" / "1677663000.M1.host:2,").write_bytes(letter("copied"))
    source = desk.source()
    source.connect()
    (raw,) = source.fetch([1])
    assert raw.received_at == datetime.fromtimestamp(1677663000, UTC)


def test_nothing_that_lies_there_is_overwritten(desk: MaildirDesk) -> None:
    source = desk.source()
    for subject in ("one", "two"):
        (desk.path / "new" / "same-name").write_bytes(letter(subject))
        source.connect()
        source.move(source.all_uids(), "Handled")
    assert sorted(desk.contents("Handled")) == [letter("one"), letter("two")]


def test_what_is_no_maildir_is_named(tmp_path: Path) -> None:
    source = MaildirSource("desk", MaildirSettings(path=tmp_path / "missing"))
    with pytest.raises(MailboxUnavailable, match=r"missing.*Check the path"):
        source.connect()
    with pytest.raises(MailboxUnavailable):
        source.wait(timedelta(seconds=1), lambda: False)


@pytest.mark.parametrize(
    ("header", "sender"),
    [
        (b"From: anna@kommun.example\r\n", "anna@kommun.example"),
        (b"Subject: x\nfrom : <Anna@Kommun.Example>\n", "Anna@kommun.example"),
        (b'From: "a@b.example"\r\n\t<c@d.example>\r\nTo: e@f.example\r\n', "c@d.example"),
        (b"From: anna@kommun.example (Anna)\r\n", "anna@kommun.example"),
        (b"From: undisclosed\r\nTo: e@f.example\r\n", ""),
        (b"X-From: e@f.example\r\n", ""),
        (b"From: <@>\r\n", ""),
        (b"From: " + b"a" * 100_000 + b"@x.example\r\n", ""),
        (b"", ""),
    ],
)
def test_the_sender_of_a_skimmed_letter(header: bytes, sender: str) -> None:
    assert address_of(header) == sender


@pytest.mark.parametrize(
    ("structure", "sections"),
    [
        (None, []),
        ((), []),
        ((b"TEXT", b"PLAIN", None, None, None, b"7BIT", 12, 1), [("1", 12)]),
        ((b"APPLICATION", b"PDF", None, None, None, b"BASE64", 12), []),
        (
            (
                (
                    (b"TEXT", b"PLAIN", None, None, None, b"7BIT", 5, 1),
                    (b"TEXT", b"HTML", None, None, None, b"7BIT", 7, 1),
                    b"ALTERNATIVE",
                ),
                (b"TEXT", b"PLAIN", None, None, None, b"7BIT", 9, 1, None, (b"ATTACHMENT", None)),
                (b"TEXT", b"PLAIN", None, None, None, b"7BIT", 3, 1),
                b"MIXED",
            ),
            [("1.1", 5), ("1.2", 7), ("3", 3)],
        ),
    ],
)
def test_the_text_parts_of_a_structure(structure: object, sections: list[tuple[str, int]]) -> None:
    assert [(one.number, one.size_bytes) for one in text_sections(structure)] == sections


def test_a_truncated_letter_that_no_parser_likes_is_cut_all_the_same(desk: MaildirDesk) -> None:
    odd = b"Subject: odd\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" * 2_000
    desk.deliver(odd)
    source = desk.source()
    source.connect()
    (raw,) = source.fetch([1])
    assert not raw.is_complete
    assert message_from_bytes(raw.content)["Subject"] == "odd"
