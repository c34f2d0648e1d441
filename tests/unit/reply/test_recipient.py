from __future__ import annotations

import pytest

from mailreg.message import Address, Authenticity, InboundMessage, Origin
from mailreg.reply.recipient import Doubt, Recipient, recipient

OWN = ("Motesplats@example.org", "kansli@example.org")


def letter(sender: str | None, *reply_to: str) -> InboundMessage:
    return InboundMessage(
        message_id=None,
        in_reply_to=(),
        references=(),
        sent_at=None,
        sender=None if sender is None else Address(name="", email=sender),
        reply_to=tuple(Address(name="", email=email) for email in reply_to),
        to=(),
        cc=(),
        subject="",
        body="",
        segments=(),
        attachments=(),
        origin=Origin.PERSON,
        answerable=True,
        unanswerable_reason=None,
        authenticity=Authenticity.NONE,
        letter_hash=None,
        warnings=(),
    )


@pytest.mark.parametrize(
    ("sender", "reply_to", "email", "doubt"),
    [
        ("anna@ekero.example", (), "anna@ekero.example", None),
        ("anna@ekero.example", ("kansli@ekero.example",), "kansli@ekero.example", None),
        ("anna@ekero.example", ("kansli@EKERO.example",), "kansli@ekero.example", None),
        ("anna@ekero.example", ("ANNA@ekero.example",), "anna@ekero.example", None),
        (
            "anna@ekero.example",
            ("bo@nacka.example",),
            "anna@ekero.example",
            Doubt.REPLY_TO_ELSEWHERE,
        ),
        (
            "anna@ekero.example",
            ("bo@mail.ekero.example",),
            "anna@ekero.example",
            Doubt.REPLY_TO_ELSEWHERE,
        ),
        (
            "anna@ekero.example",
            ("bo@ekero.example", "eva@nacka.example"),
            "anna@ekero.example",
            Doubt.REPLY_TO_ELSEWHERE,
        ),
        ("anna@exämple.example", (), "anna@xn--exmple-cua.example", None),
        (None, (), None, Doubt.NO_SENDER),
        (None, ("bo@nacka.example",), None, Doubt.NO_SENDER),
        ("anna", (), None, Doubt.BAD_ADDRESS),
        ("anna@", (), None, Doubt.BAD_ADDRESS),
        ("anna@localhost", (), None, Doubt.BAD_ADDRESS),
        ("anna@ekero.example\nBcc: all@ekero.example", (), None, Doubt.BAD_ADDRESS),
        ("anna@ekero.example, bo@nacka.example", (), None, Doubt.BAD_ADDRESS),
        ("motesplats@EXAMPLE.org", (), None, Doubt.OWN_ADDRESS),
        ("anna@example.org", ("kansli@example.org",), None, Doubt.OWN_ADDRESS),
    ],
)
def test_an_answer_goes_to_one_address_that_may_be_trusted_with_it(
    sender: str | None, reply_to: tuple[str, ...], email: str | None, doubt: Doubt | None
) -> None:
    answer = recipient(letter(sender, *reply_to), own=OWN)
    assert answer == Recipient(email=email, doubt=doubt)
