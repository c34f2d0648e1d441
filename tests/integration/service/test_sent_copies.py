"""Copies in Sent: one of each answer, whatever happens between the append and its record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import pytest

from mailreg.errors import MailboxUnavailable
from mailreg.mailbox import MaildirSettings, MaildirSource
from mailreg.service.filing import save_sent
from mailreg.store.presence import Presence
from tests.integration.service.letters import letters
from tests.integration.service.office import Office


class Breaking(MaildirSource):
    """Loses the link after the first copy."""

    def save_sent(self, contents: Sequence[tuple[bytes, datetime]]) -> None:
        super().save_sent(contents[:1])
        raise MailboxUnavailable("the link was lost")


@pytest.fixture
def other(office: Office) -> Iterator[Presence]:
    """Another process."""
    presence = Presence(office.desk.database)
    yield presence
    presence.close()


def save(office: Office, presence: Presence, source: MaildirSource | None = None) -> int:
    postbox = office.desk.postboxes["desk"]
    return save_sent(office.desk, presence, postbox, source or office.source())


def break_off(office: Office, presence: Presence) -> None:
    settings = MaildirSettings(path=office.maildir, max_message_bytes=50_000)
    with pytest.raises(MailboxUnavailable):
        save(office, presence, Breaking("desk", settings))


def sent(office: Office) -> None:
    office.take_in(*letters(3))
    office.send_due()


def test_every_answer_gets_one_copy(office: Office) -> None:
    sent(office)
    assert [save(office, office.presence), save(office, office.presence)] == [3, 0]
    assert office.folder("Sent") == 3


def test_a_copy_whose_append_broke_off_is_not_appended_twice(office: Office) -> None:
    sent(office)
    break_off(office, office.presence)
    assert save(office, office.presence) == 3
    assert office.folder("Sent") == 3


def test_what_a_living_process_saves_is_left_to_it(office: Office, other: Presence) -> None:
    sent(office)
    break_off(office, other)
    assert save(office, office.presence) == 0
    assert save(office, other) == 3
    assert office.folder("Sent") == 3


def test_what_a_dead_process_was_saving_is_saved_once(office: Office) -> None:
    sent(office)
    dead = Presence(office.desk.database)
    break_off(office, dead)
    dead.close()
    assert save(office, office.presence) == 3
    assert office.folder("Sent") == 3
