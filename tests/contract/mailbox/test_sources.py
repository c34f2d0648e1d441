"""What every source of mail promises, on real servers and on a folder of files."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from email import message_from_bytes

import pytest

from mailreg.errors import MailboxUnavailable
from mailreg.message import FetchKey
from mailreg.service.ports import MailSource
from tests.contract.mailbox.conftest import ARRIVED, LIMIT_BYTES, Desk, letter

NOBODY = b"Subject: nobody\r\n\r\nFrom: body@kommun.example\r\n"
LARGE = (
    b"From: anna.berg@kommun.example\r\nSubject: large\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed;\r\n boundary="outer"\r\n\r\n'
    b"--outer\r\nContent-Type: multipart/alternative; boundary=inner\r\n\r\n"
    b"--inner\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\nJag heter =C3=85sa.\r\n"
    b"--inner\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Jag heter \xc3\x85sa.</p>\r\n"
    b"--inner--\r\n"
    b"--outer\r\nContent-Type: text/plain\r\nContent-Disposition: attachment\r\n\r\n"
    b"a list\r\n"
    b"--outer\r\nContent-Type: application/pdf\r\n\r\n" + b"QUJD\r\n" * 20_000 + b"--outer--\r\n"
)


def test_an_empty_folder_has_no_uids(source: MailSource) -> None:
    assert list(source.all_uids()) == []
    assert list(source.uids_after(0)) == []
    assert list(source.uids_after(17)) == []


def test_a_letter_comes_byte_for_byte_with_its_arrival_in_utc(
    desk: Desk, source: MailSource
) -> None:
    desk.deliver(letter("hej"))
    (raw,) = source.fetch(source.all_uids())
    assert raw.content == letter("hej")
    assert raw.size_bytes == len(raw.content)
    assert (raw.received_at, raw.received_at.tzinfo) == (ARRIVED, UTC)
    assert raw.key == FetchKey(mailbox="desk", uidvalidity=source.connect(), uid=1)
    assert raw.is_complete


def test_reading_leaves_every_letter_unread(desk: Desk, source: MailSource) -> None:
    desk.deliver(letter("one"))
    desk.deliver(LARGE)
    assert len(list(source.fetch(source.all_uids()))) == 2
    assert len(list(source.skim(source.all_uids()))) == 2
    assert desk.unread() == 2


def test_only_what_came_after_a_uid_is_new(desk: Desk, source: MailSource) -> None:
    for number in range(3):
        desk.deliver(letter(f"number {number}"))
    uids = source.all_uids()
    assert list(uids) == sorted(uids)
    assert list(source.uids_after(uids[0])) == list(uids[1:])
    assert list(source.uids_after(uids[-1])) == []  # `n:*` would name the last one again
    desk.deliver(letter("later"))
    (later,) = source.uids_after(uids[-1])
    assert [raw.content for raw in source.fetch([later])] == [letter("later")]


def test_uids_and_uidvalidity_stay_over_a_new_connection(desk: Desk, source: MailSource) -> None:
    desk.deliver(letter("one"))
    desk.deliver(letter("two"))
    before = {raw.key: raw.content for raw in source.fetch(source.all_uids())}
    again = desk.source()
    again.connect()
    assert {raw.key: raw.content for raw in again.fetch(again.all_uids())} == before


def test_a_letter_that_is_gone_is_absent(desk: Desk, source: MailSource) -> None:
    desk.deliver(letter("stays"))
    desk.deliver(letter("goes"))
    stays, goes = source.all_uids()
    desk.remove(letter("goes"))
    assert [raw.key.uid for raw in source.fetch([stays, goes, 999])] == [stays]
    assert [skimmed.key.uid for skimmed in source.skim([stays, goes, 999])] == [stays]
    assert list(source.move([goes, 999], "Handled")) == []


def test_nothing_is_asked_of_nothing(source: MailSource) -> None:
    assert list(source.fetch([])) == []
    assert list(source.skim([])) == []
    assert dict(source.move([], "Handled")) == {}
    source.save_sent([])


def test_skimming_tells_sender_arrival_and_size(desk: Desk, source: MailSource) -> None:
    desk.deliver(letter("one", sender='"anna@trap.example" <Anna@Kommun.Example>'))
    desk.deliver(letter("two", sender="=?utf-8?q?=C3=85sa?=\r\n <asa@kommun.example>"))
    desk.deliver(NOBODY)
    skimmed = list(source.skim(source.all_uids()))
    assert [one.sender for one in skimmed] == ["Anna@kommun.example", "asa@kommun.example", ""]
    assert {one.received_at for one in skimmed} == {ARRIVED}
    assert skimmed[2].size_bytes == len(NOBODY)


def test_a_letter_over_the_limit_comes_as_its_header_and_texts(
    desk: Desk, source: MailSource
) -> None:
    desk.deliver(letter("before"))
    desk.deliver(LARGE)
    desk.deliver(letter("after"))
    before, large, after = source.fetch(source.all_uids())
    assert (before.is_complete, large.is_complete, after.is_complete) == (True, False, True)
    assert large.size_bytes == len(LARGE)
    assert len(large.content) < LIMIT_BYTES
    tree = message_from_bytes(large.content)
    assert tree["Subject"] == "large"
    texts = [part.get_payload(decode=True) for part in tree.walk() if not part.is_multipart()]
    assert texts == ["Jag heter Åsa.".encode(), "<p>Jag heter Åsa.</p>".encode()]


def test_a_large_letter_is_the_same_bytes_each_time(desk: Desk, source: MailSource) -> None:
    desk.deliver(LARGE)
    first, second = (next(iter(source.fetch(source.all_uids()))).content for _ in range(2))
    assert first == second


def test_a_large_letter_without_parts_is_cut_off(desk: Desk, source: MailSource) -> None:
    desk.deliver(letter("long") + b"och en rad till\r\n" * 10_000)
    (raw,) = source.fetch(source.all_uids())
    assert raw.content.startswith(letter("long"))
    assert len(raw.content) <= LIMIT_BYTES + len(letter("long"))
    assert not raw.is_complete


def test_moved_letters_lie_in_the_folder_that_was_made_for_them(
    desk: Desk, source: MailSource
) -> None:
    for number in range(3):
        desk.deliver(letter(f"number {number}"))
    one, two, three = source.all_uids()
    moved = source.move([one, three], "Handled")
    assert sorted(moved) == [one, three]
    assert _normal(desk.contents("Handled")) == [letter("number 0"), letter("number 2")]
    places = [key for key in moved.values() if key is not None]
    assert [place.mailbox for place in places] == ["desk", "desk"]
    assert len({(place.uidvalidity, place.uid) for place in places}) == 2
    if desk.can_remove:
        assert list(source.all_uids()) == [two]


def test_two_equal_letters_move_to_two_places(desk: Desk, source: MailSource) -> None:
    desk.deliver(letter("twin"))
    desk.deliver(letter("twin"))
    moved = source.move(source.all_uids(), "Handled")
    assert len({key.uid for key in moved.values() if key is not None}) == 2


def test_a_folder_that_somebody_removed_is_made_again(desk: Desk, source: MailSource) -> None:
    desk.deliver(letter("one"))
    source.move(source.all_uids(), "Handled")
    desk.remove_folder("Handled")
    desk.deliver(letter("two"))
    source.move(source.all_uids()[-1:], "Handled")
    assert _normal(desk.contents("Handled")) == [letter("two")]


def test_a_folder_within_a_folder_is_found_its_place(desk: Desk, source: MailSource) -> None:
    desk.deliver(letter("one"))
    source.move(source.all_uids(), "Handled/2023")
    assert _normal(desk.contents("Handled.2023")) == [letter("one")]


def test_a_folder_with_swedish_letters_is_no_trouble(desk: Desk, source: MailSource) -> None:
    desk.deliver(letter("one"))
    desk.deliver(letter("two"))
    one, two = source.all_uids()
    assert len(source.move([one], "Åtgärdat")) == 1
    assert len(source.move([two], "Åtgärdat")) == 1


def test_what_people_flagged_as_deleted_survives_a_move(desk: Desk, source: MailSource) -> None:
    desk.deliver(letter("ours"))
    desk.deliver(letter("theirs"))
    ours, theirs = source.all_uids()
    desk.flag_deleted(letter("theirs"))
    source.move([ours], "Handled")
    assert theirs in source.all_uids()
    assert [raw.content for raw in source.fetch([theirs])] == [letter("theirs")]


def test_a_letter_that_comes_back_has_a_new_uid(desk: Desk, source: MailSource) -> None:
    desk.deliver(letter("boomerang"))
    (first,) = source.all_uids()
    source.move([first], "Handled")
    desk.deliver(letter("boomerang"))
    (second,) = source.uids_after(first)
    assert second > first


def test_sent_mail_is_kept_as_read(desk: Desk, source: MailSource) -> None:
    sent_at = datetime(2023, 3, 2, 8, 0, tzinfo=UTC)
    source.save_sent([(letter("reply one"), sent_at), (letter("reply two"), sent_at)])
    assert _normal(desk.contents("Sent")) == [letter("reply one"), letter("reply two")]
    assert desk.unread() == 0
    assert list(source.all_uids()) == []  # the watched folder is still the one asked


def test_what_is_among_sent_mail_is_known_by_its_message_id(desk: Desk, source: MailSource) -> None:
    desk.deliver(letter("inbox"))
    source.save_sent([(letter("reply one"), ARRIVED)])
    one, two = "<reply.one@kommun.example>", "<reply.two@kommun.example>"
    assert source.among_sent([one, two, "<inbox@kommun.example>"]) == {one}
    assert len(source.all_uids()) == 1  # the watched folder is still the one asked


def test_another_folder_is_read_beside_the_watched_one(desk: Desk, source: MailSource) -> None:
    desk.deliver(letter("inbox"))
    source.save_sent([(letter("reply one"), ARRIVED)])
    first = source.mark(None)
    source.save_sent([(letter("reply two"), ARRIVED)])
    last = source.mark(None)
    assert first is not None
    assert last is not None
    assert (last.uidvalidity, last.next_uid) == (first.uidvalidity, first.next_uid + 1)

    sent = source.aside("desk/sent", None)
    try:
        assert sent.connect() == last.uidvalidity
        uids = sent.uids_after(first.next_uid - 1)
        ((uid, header),) = sent.headers(uids)
        (raw,) = sent.fetch(uids)
    finally:
        sent.close()

    assert b"<reply.two@kommun.example>" in header
    assert (raw.key.mailbox, raw.key.uid, raw.key.uidvalidity) == (
        "desk/sent",
        uid,
        first.uidvalidity,
    )
    assert raw.content == letter("reply two")
    assert len(source.all_uids()) == 1  # the watched folder is still the one asked


def test_a_folder_that_is_not_there_has_no_mark_and_is_not_made(source: MailSource) -> None:
    assert source.mark("Skräp/2023") is None
    assert source.mark("Skräp/2023") is None


def test_waiting_ends_in_time_without_mail(source: MailSource) -> None:
    source.uids_after(0)
    begun = time.monotonic()
    assert source.wait(timedelta(seconds=0.3), lambda: False) is False
    assert 0.25 < time.monotonic() - begun < 2


def test_waiting_ends_when_mail_comes(desk: Desk, source: MailSource) -> None:
    source.uids_after(0)
    timer = threading.Timer(0.2, desk.deliver, [letter("new")])
    timer.start()
    assert source.wait(timedelta(seconds=20), lambda: False) is True
    timer.join()
    assert len(source.uids_after(0)) == 1


def test_mail_that_came_since_the_last_look_is_not_waited_for(
    desk: Desk, source: MailSource
) -> None:
    source.uids_after(0)
    desk.deliver(letter("just now"))
    begun = time.monotonic()
    assert source.wait(timedelta(seconds=20), lambda: False) is True
    assert time.monotonic() - begun < 2


def test_waiting_is_interrupted_within_a_second(source: MailSource) -> None:
    source.uids_after(0)
    interrupted = threading.Event()
    timer = threading.Timer(0.2, interrupted.set)
    timer.start()
    begun = time.monotonic()
    assert source.wait(timedelta(seconds=20), interrupted.is_set) is False
    timer.join()
    assert time.monotonic() - begun < 1.5


def test_more_letters_than_a_batch_come_all_and_in_order(desk: Desk, source: MailSource) -> None:
    for number in range(450):
        desk.deliver(letter(f"number {number}"))
    uids = source.all_uids()
    assert [raw.key.uid for raw in source.fetch(uids)] == list(uids)
    assert len(source.move(uids, "Handled")) == 450
    assert len(desk.contents("Handled")) == 450


def test_closing_twice_does_no_harm(source: MailSource) -> None:
    source.close()
    source.close()


def test_a_source_that_never_connected_says_so(desk: Desk) -> None:
    source = desk.source()
    source.close()
    if desk.__class__.__name__ == "ImapDesk":
        with pytest.raises(MailboxUnavailable, match="not connected"):
            source.all_uids()


def _normal(contents: list[bytes]) -> list[bytes]:
    """Dovecot stores bare line feeds."""
    return sorted(c.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") for c in contents)
