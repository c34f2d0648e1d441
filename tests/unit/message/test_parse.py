"""Any bytes become a message, and one letter is known again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.unit.message.mails import mail, read
from tests.unit.message.soundness import assert_is_sound


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff",
        b"From",
        b": x\n\n",
        b"Content-Type: multipart/mixed; boundary=b\n\n--b",
        b"\n",
    ],
)
def test_whatever_bytes_come_are_a_message(content: bytes) -> None:
    assert_is_sound(read(content))


def test_a_letter_is_known_again_however_its_bytes_were_wrapped() -> None:
    plain = read(mail("Jag är vegan.\n"))
    wrapped = mail("Jag =C3=A4r=\n vegan.", Content_Transfer_Encoding="quoted-printable")
    again = read(b"Received: by relay.example; x\r\n" + wrapped)
    assert plain.letter_hash is not None
    assert plain.letter_hash == again.letter_hash


@pytest.mark.parametrize(
    "fields",
    [
        {"Message_ID": "<2@botkyrka.example>"},
        {"From": "b@x.example"},
        {"Date": "Tue, 14 Mar 2023 16:22:30 +0100"},
    ],
)
def test_another_id_sender_or_date_is_another_letter(fields: dict[str, str]) -> None:
    assert read(mail()).letter_hash != read(mail(**fields)).letter_hash


@pytest.mark.parametrize("name", ["Message_ID", "From", "Date"])
def test_what_lacks_an_id_sender_or_date_is_never_the_same_letter(name: str) -> None:
    assert read(mail(**{name: ""})).letter_hash is None


def test_a_date_is_told_in_utc() -> None:
    assert read(mail()).sent_at == datetime(2023, 3, 13, 15, 22, 30, tzinfo=UTC)


def test_a_stray_line_ends_the_header_and_begins_the_text() -> None:
    message = read(b"From: a@x.example\r\nSubject: Hej\r\nJag vill komma.\r\n")
    assert (message.subject, message.body) == ("Hej", "Jag vill komma.")


def test_a_line_of_an_mbox_file_before_the_header_does_no_harm() -> None:
    assert read(b"From a@x.example Mon Mar 13 16:22:30 2023\n" + mail()).subject == "Anmälan"
