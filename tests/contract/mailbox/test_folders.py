"""Folders of an IMAP server: the watched one and those that mail is put into."""

from __future__ import annotations

import pytest

from mailreg.errors import MailboxUnavailable
from mailreg.mailbox import ImapSource
from tests.contract.mailbox.conftest import ARRIVED, ImapDesk, connected, letter, settings
from tests.servers.dovecot import DovecotServer


class TestTheFolder:
    def test_has_a_new_uidvalidity_after_it_was_made_anew(self, imap_desk: ImapDesk) -> None:
        source = imap_desk.source()
        before = source.connect()
        index = imap_desk.server.maildir(imap_desk.user) / "dovecot-uidlist"
        index.write_text(index.read_text().replace(f"V{before} ", f"V{before + 1000} "))
        for path in index.parent.glob("dovecot.index*"):
            path.unlink()
        assert source.connect() == before + 1000

    def test_that_does_not_exist_is_named(self, dovecot: DovecotServer) -> None:
        missing = settings(dovecot.tls_port, ca_file=dovecot.ca_file, folder="Nowhere")
        with pytest.raises(MailboxUnavailable, match="Nowhere"):
            ImapSource("desk", missing, "secret").connect()

    def test_stays_selected_while_others_are_used(self, imap_desk: ImapDesk) -> None:
        imap_desk.deliver(letter("one"))
        imap_desk.deliver(letter("two"))
        source = connected(imap_desk.source())
        first, second = source.all_uids()
        source.move([first], "Handled")
        assert list(source.all_uids()) == [second]

    @pytest.mark.parametrize("name", ["Skickat", "Sent Items", "Skickade objekt"])
    def test_for_sent_mail_is_found_by_its_name(
        self, bare_dovecot: DovecotServer, name: str
    ) -> None:
        desk = ImapDesk(server=bare_dovecot)
        bare_dovecot.maildir(desk.user, name)
        source = connected(desk.source())
        source.save_sent([(letter("reply"), ARRIVED)])
        source.close()
        assert len(desk.contents(name)) == 1
        assert desk.contents("Sent") == []

    def test_that_a_letter_was_moved_to_is_where_the_answer_says(self, imap_desk: ImapDesk) -> None:
        self._places_are_right(imap_desk)

    def test_that_a_letter_was_moved_to_is_found_without_uidplus(
        self, plain_dovecot: DovecotServer, bare_dovecot: DovecotServer
    ) -> None:
        for server in (plain_dovecot, bare_dovecot):
            desk = ImapDesk(server=server)
            self._places_are_right(desk)
            for source in desk.opened:
                source.close()

    def _places_are_right(self, desk: ImapDesk) -> None:
        source = connected(desk.source())
        for number in range(5):
            desk.deliver(letter(f"number {number}"))
        contents = {raw.key.uid: raw.content for raw in source.fetch(source.all_uids())}
        moved = source.move(list(contents)[1:4], "Handled")
        prefix = desk.server.prefix
        account = settings(
            desk.server.tls_port,
            ca_file=desk.server.ca_file,
            username=desk.user,
            folder=f"{prefix}Handled",
        )
        handled = ImapSource("desk", account, desk.server.password)
        handled.connect()
        there = {raw.key: raw.content for raw in handled.fetch(handled.all_uids())}
        handled.close()
        assert {uid: there[key] for uid, key in moved.items() if key} == {
            uid: contents[uid] for uid in list(contents)[1:4]
        }

    def test_keeps_what_cannot_be_expunged_alone(self, bare_dovecot: DovecotServer) -> None:
        """Without UIDPLUS a plain EXPUNGE would remove what people flagged."""
        desk = ImapDesk(server=bare_dovecot)
        desk.deliver(letter("ours"))
        desk.deliver(letter("theirs"))
        source = connected(desk.source())
        ours, _ = source.all_uids()
        desk.flag_deleted(letter("theirs"))
        source.move([ours], "Handled")
        source.close()
        assert len(desk.contents("Handled")) == 1
        assert len(list(desk.server.maildir(desk.user).glob("*/*T*"))) == 2
