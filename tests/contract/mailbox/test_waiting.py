"""Waiting on links that fail."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from imapclient import IMAPClient  # type: ignore[import-untyped]

from mailreg.errors import MailboxUnavailable
from mailreg.mailbox import ImapSource
from tests.contract.mailbox.conftest import ImapDesk, connected, letter, settings
from tests.contract.mailbox.wire import Wire


class TestWaiting:
    def wired(self, desk: ImapDesk, wire: Wire) -> ImapSource:
        account = settings(
            wire.port,
            username=desk.user,
            ca_file=desk.server.ca_file,
            timeout=timedelta(seconds=1),
        )
        source = ImapSource("desk", account, desk.server.password)
        desk.opened.append(source)
        source.connect()
        source.uids_after(0)
        return source

    def test_notices_a_server_that_goes_away(self, imap_desk: ImapDesk) -> None:
        with Wire(imap_desk.server.tls_port) as wire:
            source = self.wired(imap_desk, wire)
            timer = threading.Timer(0.2, wire.cut)
            timer.start()
            begun = time.monotonic()
            with pytest.raises(MailboxUnavailable):
                source.wait(timedelta(seconds=30), lambda: False)
            timer.join()
            assert time.monotonic() - begun < 3
            source.close()

    def test_spins_at_no_time_on_a_dead_link(self, imap_desk: ImapDesk) -> None:
        asked = 0

        def is_interrupted() -> bool:
            nonlocal asked
            asked += 1
            return False

        with Wire(imap_desk.server.tls_port) as wire:
            source = self.wired(imap_desk, wire)
            timer = threading.Timer(0.2, wire.cut)
            timer.start()
            with pytest.raises(MailboxUnavailable):
                source.wait(timedelta(seconds=30), is_interrupted)
            timer.join()
        assert asked < 20

    def test_notices_a_link_that_is_half_open(self, imap_desk: ImapDesk) -> None:
        with Wire(imap_desk.server.tls_port) as wire:
            source = self.wired(imap_desk, wire)
            timer = threading.Timer(0.1, wire.fall_silent)
            timer.start()
            begun = time.monotonic()
            with pytest.raises(MailboxUnavailable, match="did not answer in time"):
                source.wait(timedelta(seconds=0.5), lambda: False)
            timer.join()
            assert time.monotonic() - begun < 5
            begun = time.monotonic()
            source.close()
            assert time.monotonic() - begun < 3

    def test_goes_on_when_flags_change(self, imap_desk: ImapDesk) -> None:
        imap_desk.deliver(letter("old"))
        source = connected(imap_desk.source())
        source.uids_after(0)
        timer = threading.Timer(0.1, _flag, [imap_desk])
        timer.start()
        assert source.wait(timedelta(seconds=1.5), lambda: False) is False
        timer.join()

    def test_after_a_failure_a_new_connection_serves(self, imap_desk: ImapDesk) -> None:
        with Wire(imap_desk.server.tls_port) as wire:
            source = self.wired(imap_desk, wire)
            wire.cut()
            with pytest.raises(MailboxUnavailable):
                source.all_uids()
            imap_desk.deliver(letter("hej"))
            source.connect()
            assert len(source.all_uids()) == 1
            source.close()


def _flag(desk: ImapDesk) -> None:
    with IMAPClient("127.0.0.1", desk.server.plain_port, ssl=False) as client:
        client.login(desk.user, desk.server.password)
        client.select_folder("INBOX")
        client.add_flags(client.search(), [rb"\Flagged"])
