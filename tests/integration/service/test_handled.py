"""Letters in the handled folder: one of each, whoever else moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mailreg.mailbox import MaildirSettings, MaildirSource
from mailreg.message import FetchKey
from mailreg.service.filing import file_handled
from mailreg.service.ports import MailSource
from mailreg.store.presence import Presence
from tests.integration.service.letters import letters
from tests.integration.service.office import Office


def file(office: Office, presence: Presence, source: MailSource) -> int:
    postbox = office.desk.postboxes["desk"]
    return file_handled(office.desk, presence, postbox, source, source.connect())


def test_while_one_process_moves_another_leaves_the_letters_to_it(office: Office) -> None:
    office.set_up(moves=False)
    office.take_in(*letters(3))
    office.set_up(moves=True)
    other = Presence(office.desk.database)
    moved = []

    class Interrupted(MaildirSource):
        """The other process comes just before the letters are moved."""

        def move(self, uids: Sequence[int], folder: str) -> Mapping[int, FetchKey | None]:
            moved.append(file(office, other, office.source()))
            return super().move(uids, folder)

    settings = MaildirSettings(path=office.maildir, max_message_bytes=50_000)
    moved.append(file(office, office.presence, Interrupted("desk", settings)))
    other.close()
    assert moved == [0, 3]
    assert (office.inbox(), office.folder("Handled")) == (0, 3)
