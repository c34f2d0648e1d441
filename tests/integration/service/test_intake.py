"""First starts, changed UIDVALIDITY, letters that come back, servers that refuse a chore."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pytest

from mailreg.errors import MailboxUnavailable, StartUndecided
from mailreg.mailbox import MaildirSettings, MaildirSource
from mailreg.message import FetchKey
from mailreg.service.messages import replay
from mailreg.service.policy import Mode, Start
from tests.integration.service.letters import QUESTION, letter, letters
from tests.integration.service.office import NOW, Office

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("start", "processed"),
    [(Start.ALL, 2), (Start.NEW, 0), (date(2030, 3, 1), 1), (date(2030, 3, 2), 0)],
)
def test_start_says_what_becomes_of_mail_that_is_there(
    office: Office, start: Start | date, processed: int
) -> None:
    office.set_up(start=start)
    old, recent = letters(2)
    office.deliver(old, at=NOW - DAY)
    office.take_in(recent)

    states = [state for state, _ in office.messages()]
    assert states == ["ignored"] * (2 - processed) + ["processed"] * processed
    assert len(office.mails()) == processed
    assert office.inbox() == 2 - processed


@pytest.mark.parametrize("start", [Start.NEW, date(2030, 3, 2)])
def test_what_comes_after_the_first_start_is_taken(office: Office, start: Start | date) -> None:
    office.set_up(start=start)
    office.deliver(letter(), at=NOW - DAY)
    office.watch.tend()

    office.clock.advance(DAY)
    office.take_in(letter(name="Bo Ek", address="bo@solby.example"))

    assert office.messages() == [("ignored", "before_start"), ("processed", None)]


def test_a_start_without_a_choice_touches_nothing(office: Office) -> None:
    office.set_up(start=None)
    office.deliver(letter())

    with pytest.raises(StartUndecided, match='start = "new"'):
        office.watch.tend()

    assert office.messages() == []
    assert office.inbox() == 1


def test_an_empty_mailbox_needs_no_choice(office: Office) -> None:
    office.set_up(start=None)
    office.watch.tend()

    office.take_in(letter())

    assert office.messages() == [("processed", None)]


def renumber(office: Office) -> None:
    """The server forgets its numbers: another UIDVALIDITY."""
    for path in office.maildir.glob("mailreg-uids*"):
        path.unlink()


@pytest.mark.parametrize("start", [Start.ALL, Start.NEW, date(2030, 3, 1)])
def test_changed_numbers_answer_nobody_twice_and_nobody_by_surprise(
    office: Office, start: Start | date
) -> None:
    office.set_up(start=start, moves=False)
    office.deliver(letter(name="Bo Ek", address="bo@solby.example"), at=NOW - DAY)
    office.watch.tend()
    office.clock.advance(DAY)
    office.take_in(letter())
    before = office.fates()
    first = office.watch.source.connect()

    renumber(office)
    office.restart()
    office.watch.tend()

    assert office.watch.source.connect() != first
    assert office.fates() == before
    office.take_in(letter(name="Cia Ek", address="cia@solby.example"))
    assert len(office.fates()) == len(before) + 1


@pytest.mark.parametrize("start", [Start.ALL, Start.NEW, date(2030, 3, 1)])
def test_skipped_mail_is_known_again_after_a_migration(office: Office, start: Start | date) -> None:
    office.set_up(start=Start.NEW, moves=False)
    same = letter(name="Bo Ek", address="bo@solby.example", message_id="<1@solby.example>")
    office.deliver(same, same.replace(b"<1@", b"<2@"), *letters(2), at=NOW - DAY)
    office.watch.tend()
    assert replay(office.desk, 4).message.state == "stored"
    office.clock.advance(DAY)

    renumber(office)
    for path in (office.maildir / "new").iterdir():  # they arrive anew, in the same order
        seconds = int(office.clock().timestamp()) + 60
        path.rename(path.with_name(f"{seconds}.{path.name.partition('.')[2]}"))
    for path in (office.maildir / "new").iterdir():
        os.utime(path, (seconds, seconds))
    office.set_up(start=start, moves=False)
    office.take_in(letter(name="Cia Ek", address="cia@solby.example"), at=office.clock() + DAY)

    assert office.messages() == [
        *[("ignored", "before_start")] * 3,
        ("processed", None),
        ("processed", None),
    ]


def test_two_processes_at_a_first_start_lose_no_letter_that_comes_between(office: Office) -> None:
    class Late(MaildirSource):
        """Lists the mailbox when the other process has done its first start."""

        def all_uids(self) -> Sequence[int]:
            if not office.messages():
                other.tend()
                office.deliver(letter(name="Bo Ek", address="bo@solby.example"))
            return super().all_uids()

    office.set_up(start=Start.NEW)
    other = office.watch
    office.deliver(letter(), at=NOW - DAY)
    office.restart()
    office.watch.source = Late("desk", MaildirSettings(path=office.maildir, max_message_bytes=9999))
    office.watch.__post_init__()

    office.watch.tend()

    assert office.messages() == [("ignored", "before_start"), ("processed", None)]


def test_skipped_mail_is_fetched_when_it_is_replayed(office: Office) -> None:
    office.set_up(start=Start.NEW)
    office.deliver(letter(), at=NOW - DAY)
    office.watch.tend()

    assert replay(office.desk, 1).message.state == "stored"
    office.watch.tend()

    assert office.messages() == [("processed", None)]
    assert office.fates() == [("received", "queued", None)]
    assert office.inbox() == 0


def test_skipped_mail_that_has_gone_is_not_waited_for(office: Office) -> None:
    office.set_up(start=Start.NEW)
    office.deliver(*letters(2), at=NOW - DAY)
    office.watch.tend()
    min((office.maildir / "new").iterdir()).unlink()

    for number in (1, 2):
        replay(office.desk, number)
    office.watch.tend()

    assert office.messages() == [("ignored", "gone"), ("processed", None)]
    assert replay(office.desk, 1).message.state == "stored"


def test_a_letter_that_was_put_back_is_filed_again_and_not_processed(office: Office) -> None:
    office.take_in(letter())
    (filed,) = (office.maildir / ".Handled" / "new").iterdir()
    filed.rename(office.maildir / "new" / "1900000000.back.host")

    office.watch.tend()

    assert len(office.messages()) == 1
    assert (office.inbox(), office.folder("Handled")) == (0, 1)


def test_nothing_is_moved_where_the_mailbox_is_to_be_left(office: Office) -> None:
    office.set_up(moves=False)

    office.take_in(letter())

    assert office.inbox() == 1


def test_too_large_a_letter_is_marked_and_stays(office: Office) -> None:
    office.take_in(letter(more="Rad\n" * 20_000))

    (case,) = office.cases()
    assert "too_large" in case.reasons
    assert office.inbox() == 1


class Full(MaildirSource):
    """A server whose other folders are over quota."""

    moves = 0

    def move(self, uids: Sequence[int], folder: str) -> Mapping[int, FetchKey | None]:
        self.moves += 1
        raise MailboxUnavailable("over quota")


def test_a_folder_that_takes_no_mail_does_not_hold_up_the_intake(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mailreg.service.intake.BATCH_MESSAGES", 1)
    source = Full("desk", MaildirSettings(path=office.maildir, max_message_bytes=50_000))
    office.watch.source = source
    office.watch.__post_init__()
    office.deliver(*letters(3))

    with pytest.raises(MailboxUnavailable):
        office.watch.tend()
    office.watch.tend()

    assert len(office.cases()) == 3
    assert source.moves == 1
    office.restart()
    office.watch.tend()
    assert office.folder("Handled") == 3


def test_a_switch_from_shadow_to_live_reads_on_where_it_was(office: Office) -> None:
    office.restart(mode=Mode.SHADOW)
    office.take_in(letter())
    office.restart(mode=Mode.LIVE)

    office.take_in(letter(QUESTION + "!", name="Bo Ek", address="bo@solby.example"))

    assert len(office.messages()) == 2
    assert [case.is_shadow for case in office.cases()][:1] == [True]
