"""A mail server's words are explained by their codes."""

from __future__ import annotations

import pytest

from mailreg.web.verdicts import (
    AGAIN,
    FULL,
    LOGIN,
    NO_ADDRESS,
    REFUSED,
    SLOWER,
    TOO_LARGE,
    UNREACHED,
    UNWANTED,
    meaning,
)


@pytest.mark.parametrize(
    ("reply", "meant"),
    [
        ("550 5.1.1 <eva@example.org>: Recipient address rejected", NO_ADDRESS),
        ("550 5.1.10 RESOLVER.ADR.RecipientNotFound", NO_ADDRESS),
        ("550 No such user here", NO_ADDRESS),
        ("552 5.2.2 Over quota", FULL),
        ("452 4.2.2 The mailbox is full", FULL),
        ("452 Too many recipients", SLOWER),
        ("5.1.1 <eva@example.org>: Recipient address rejected", NO_ADDRESS),
        ("4.7.1 Greylisted, come back in 450 seconds", AGAIN),
        ("blocked: 5.1.1.7 is listed", None),
        ("451 4.2.2 The mailbox is full", FULL),
        ("552 Message size exceeds fixed limit", TOO_LARGE),
        ("552 5.3.4 Message size exceeds", TOO_LARGE),
        ("450 4.4.1 Connection timed out", UNREACHED),
        ("5.4.4 host not found", UNREACHED),
        ("451 4.7.1 Greylisted, try again in 300 seconds", AGAIN),
        ("450 try again", AGAIN),
        ("554 5.7.1 Message rejected as spam", UNWANTED),
        ("554 Transaction failed", REFUSED),
        ("554 5.6.0 content", REFUSED),
        ("421 4.7.0 Too many connections", SLOWER),
        ("432 4.3.2 Concurrent connections limit exceeded", SLOWER),
        ("535 5.7.8 Authentication credentials invalid", LOGIN),
        ("the link was lost", None),
        ("", None),
    ],
)
def test_a_reply_is_explained_by_its_codes(reply: str, meant: str | None) -> None:
    assert meaning(reply) == meant
