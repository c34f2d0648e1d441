"""Servers that lie, stammer or refuse."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest

from mailreg.errors import MailboxUnavailable
from mailreg.mailbox import ImapSource, Security
from tests.contract.mailbox.conftest import settings
from tests.contract.mailbox.wire import Impostor


class TestAHostileServer:
    """What it says is an error of the mailbox, never another one."""

    LOGGED_IN = (
        "* CAPABILITY IMAP4rev1\n{tag} OK done\n",
        "{tag} OK [CAPABILITY IMAP4rev1 IDLE MOVE UIDPLUS] welcome\n",
        "* 3 EXISTS\n* OK [UIDVALIDITY 7] x\n{tag} OK [READ-WRITE] done\n",
        "{tag} OK noop\n",
    )

    @pytest.mark.parametrize(
        "answer",
        [
            "* SEARCH a b c\n{tag} OK done\n",
            "* SEARCH 99999999999999999999999999\n{tag} OK done\n",
            "* SEARCH 1 2\n* SEARCH 3\n{tag} OK done\n",
            "* NONSENSE\n{tag} BAD what\n",
            "\0\0\0\n",
            "* SEARCH " + "1 " * 600_000 + "\n{tag} OK done\n",
            "* BYE\n",
            "",
        ],
    )
    def test_may_say_anything_to_a_search(self, answer: str) -> None:
        with Impostor("* OK ready", [*self.LOGGED_IN, answer]) as impostor:
            account = settings(impostor.port, security=Security.NONE, timeout=timedelta(seconds=1))
            source = ImapSource("desk", account, "secret")
            assert source.connect() == 7
            with pytest.raises(MailboxUnavailable):
                source.all_uids()
            source.close()

    @pytest.mark.parametrize(
        "answer",
        [
            "* 1 FETCH (UID 5 RFC822.SIZE x INTERNALDATE y)\n{tag} OK done\n",
            "* 1 FETCH (UID x RFC822.SIZE 5)\n{tag} OK done\n",
            "* 1 FETCH (((((\n{tag} OK done\n",
            "* 1 FETCH " + "(" * 5_000 + "\n{tag} OK done\n",
            "* 1 FETCH (UID 5 BODY[] {99999}\nshort",
        ],
    )
    def test_may_say_anything_to_a_fetch(self, answer: str) -> None:
        answers = [*self.LOGGED_IN[:3], answer, "{tag} OK noop\n", "{tag} BAD\n"]
        with Impostor("* OK ready", answers) as impostor:
            account = settings(impostor.port, security=Security.NONE, timeout=timedelta(seconds=1))
            source = ImapSource("desk", account, "secret")
            source.connect()
            with suppress(MailboxUnavailable):
                assert all(raw.content == b"" for raw in source.fetch([5]))
            source.close()

    def test_that_refuses_one_letter_keeps_the_others_coming(self) -> None:
        """Exchange fails a whole FETCH for one spoilt item."""
        size = '* 1 FETCH (UID 5 RFC822.SIZE 9 INTERNALDATE "1-Mar-2023 09:30:00 +0000")\n'
        other = size.replace("* 1", "* 2").replace("UID 5", "UID 6")
        answers = [
            *self.LOGGED_IN[:3],
            f"{size}{other}{{tag}} OK done\n",
            "{tag} NO Server Unavailable. 15\n",  # both bodies
            "{tag} OK noop\n",
            "* SEARCH 5 6\n{tag} OK done\n",
            "* 1 FETCH (UID 5 BODY[] {9}\nA: b\n\nok!)\n{tag} OK done\n",
            "{tag} NO Server Unavailable. 15\n",  # the body of 6
            "{tag} OK noop\n",
            "* SEARCH 6\n{tag} OK done\n",
            "* 2 FETCH (UID 6 BODY[HEADER]<0> {8}\nA: b\n\n)\n{tag} OK done\n",
            "{tag} NO Server Unavailable. 15\n",  # its structure
            "{tag} NO Server Unavailable. 15\n",  # its text
        ]
        answers = [answer.replace("{9}\nA: b\n\nok!", "{11}\nA: b\n\nok!") for answer in answers]
        with Impostor("* OK ready", answers) as impostor:
            source = ImapSource("desk", settings(impostor.port, security=Security.NONE), "secret")
            source.connect()
            whole, spoilt = source.fetch([5, 6])
            source.close()
        assert (whole.key.uid, whole.is_complete, whole.content) == (5, True, b"A: b\r\n\r\nok!")
        assert (spoilt.key.uid, spoilt.is_complete) == (6, False)
        assert spoilt.content == b"A: b\r\n\r\n"

    def test_with_a_structure_of_a_million_parts_costs_one_connection_alone(self) -> None:
        size = '* 1 FETCH (UID 5 RFC822.SIZE 99 INTERNALDATE "1-Mar-2023 09:30:00 +0000")\n'
        begin = [
            *self.LOGGED_IN[:3],
            f"{size}{{tag}} OK done\n",
            "* 1 FETCH (UID 5 BODY[HEADER]<0> {8}\nA: b\n\n)\n{tag} OK done\n",
        ]
        endless = "* 1 FETCH (UID 5 BODYSTRUCTURE (" + "(NIL)" * 300_000 + "))\n{tag} OK done\n"
        text = "* 1 FETCH (UID 5 BODY[TEXT]<0> {3}\nhej)\n{tag} OK done\n"
        with Impostor("* OK ready", [*begin, endless], [*begin, text]) as impostor:
            account = settings(impostor.port, security=Security.NONE, max_message_bytes=50)
            source = ImapSource("desk", account, "secret")
            source.connect()
            with pytest.raises(MailboxUnavailable, match="too long"):
                list(source.fetch([5]))
            source.connect()
            (raw,) = source.fetch([5])
            source.close()
        assert (raw.content, raw.is_complete) == (b"A: b\r\n\r\nhej", False)
