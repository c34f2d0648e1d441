"""Any bytes become a message, and one letter is known again."""

from __future__ import annotations

import time
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailreg.message import InboundMessage
from tests.unit.message.mails import mail, multipart, read

# fmt: off
FIELDS = [
    "From", "To", "Cc", "Subject", "Date", "Message-ID", "References", "Content-Type",
    "Content-Transfer-Encoding", "Content-Disposition", "Authentication-Results",
    "Return-Path", "Reply-To", "List-Id", "Auto-Submitted",
]
PIECES = [
    "<", ">", "@", '"', "(", ")", "[", "\\", ",", ";", ":", "=?", "?=", "=?utf-8?q?", "=0D=0A",
    "multipart/mixed; boundary=b", "message/rfc822", "text/html; charset=utf-7", "base64",
    "\r\n ", "\n", "\x00", "\u2028", "\u202e", "å", "\udcff", "a@b.se", "Från: ", "> ", "--b",
    "skrev:", "Mvh", "2023", "<table><td>", "<b style=display:none>", "'",
]
TYPES = ["text/plain", "text/html", "message/rfc822", "text/calendar", "application/pdf"]
# fmt: on

values = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=12).map("".join)
headers = st.lists(st.tuples(st.sampled_from(FIELDS), values), max_size=8)


def assert_is_sound(message: InboundMessage) -> None:
    """What holds for every message whatever: covered, clean, with a reason where unanswered."""
    starts = [segment.start for segment in message.segments]
    ends = [segment.end for segment in message.segments]
    assert starts == [0, *ends][: len(starts)]
    assert (ends or [0])[-1] == len(message.body)
    assert all(segment.start < segment.end for segment in message.segments)
    assert message.answerable is (message.unanswerable_reason is None)
    assert is_clean(message.body.replace("\n", "").replace("\t", ""))
    people = [*message.reply_to, *message.to, *message.cc, *filter(None, [message.sender])]
    ids = [*message.references, *message.in_reply_to, *filter(None, [message.message_id])]
    names = [attachment.filename for attachment in message.attachments]
    lines = [message.subject, *names, *ids, *(a.name for a in people), *(a.email for a in people)]
    assert all(is_clean(line) for line in lines)


def is_clean(text: str) -> bool:
    bidi = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    return not any(unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cs") or c in bidi for c in text)


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_whatever_are_a_message(content: bytes) -> None:
    assert_is_sound(read(content))


@settings(max_examples=80, deadline=None)
@given(headers, values)
def test_any_header_and_text_are_a_message(fields: list[tuple[str, str]], text: str) -> None:
    head = "".join(f"{name}: {value}\r\n" for name, value in fields)
    assert_is_sound(read(f"{head}\r\n{text}".encode("utf-8", "surrogatepass")))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(TYPES), values), max_size=8))
def test_any_parts_are_a_message(parts: list[tuple[str, str]]) -> None:
    texts = (f"Content-Type: {kind}\n\n{text}" for kind, text in parts)
    safe = (text.encode("utf-8", "replace").decode() for text in texts)
    assert_is_sound(read(multipart("alternative", *safe)))


NESTED = b"".join(
    b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(80_000)
)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(NESTED, id="multiparts"),
        pytest.param(b"Content-Type: message/rfc822\r\n\r\n" * 160_000, id="enclosed"),
        pytest.param(
            b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 500_000,
            id="parts",
        ),
        pytest.param(b"From: " + b"Anna <a@b.example>, " * 250_000 + b"\r\n\r\nx", id="addresses"),
        pytest.param(b"From: " + b"(" * 5_000_000 + b"\r\n\r\nx", id="comments"),
        pytest.param(b"Subject: " + b"=?utf-8?q?a?= " * 350_000 + b"\r\n\r\nx", id="words"),
        pytest.param(b"X: a\r\n" * 800_000 + b"\r\nx", id="fields"),
        pytest.param(b"X: a\r\n" + b" b\r\n" * 1_000_000 + b"\r\nx", id="folds"),
        pytest.param(
            b"Content-Type: text/plain;" + b' a="' * 1_200_000 + b"\r\n\r\nx", id="parameters"
        ),
        pytest.param(mail("Från: a\n" * 600_000), id="header blocks"),
        pytest.param(mail("Den 12 mar 2023 skrev a@b\n" * 200_000), id="attributions"),
        pytest.param(
            mail("a \n" * 1_600_000, Content_Type="text/plain; format=flowed"), id="flowed"
        ),
        pytest.param(
            mail("<b>" * 1000 + "<i>x</b>" * 600_000, Content_Type="text/html"), id="tags"
        ),
        pytest.param(mail("<style>" + "/*" * 2_400_000, Content_Type="text/html"), id="style"),
        pytest.param(mail("a" + "\u0301\u0323" * 1_200_000), id="marks"),
        pytest.param(
            mail("a-b9" * 1_200_000 + "å", Content_Type="text/plain; charset=punycode"),
            id="punycode",
        ),
        pytest.param(b"\x00" * 5_000_000, id="zeros"),
    ],
)
def test_five_megabytes_of_malice_take_no_two_seconds(content: bytes) -> None:
    begun = time.process_time()
    assert_is_sound(read(content))
    assert time.process_time() - begun < 2


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
