"""Reading survives whatever bytes come, damaged letters and made-up ones, and says something."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from mailreg.event import example
from mailreg.extraction.resolve import extract
from tests.acceptance.parse.mutations import damaged
from tests.unit.message.mails import multipart, read
from tests.unit.message.soundness import assert_is_sound

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


def test_any_damaged_letter_is_a_message_with_its_extract() -> None:
    event = example()
    for content in damaged(80, seed=2):
        message = read(content)
        assert_is_sound(message)
        found = extract(message, event)
        text = {"body": message.body, "subject": message.subject}
        for evidence in found.evidence:
            if evidence.part in text:
                assert text[evidence.part][evidence.start : evidence.end] == evidence.text


@settings(max_examples=60, derandomize=True)
@given(st.binary(max_size=400))
def test_any_bytes_whatever_are_a_message(content: bytes) -> None:
    assert_is_sound(read(content))


@settings(max_examples=120, derandomize=True)
@given(headers, values)
def test_any_header_and_text_are_a_message(fields: list[tuple[str, str]], text: str) -> None:
    head = "".join(f"{name}: {value}\r\n" for name, value in fields)
    assert_is_sound(read(f"{head}\r\n{text}".encode("utf-8", "surrogatepass")))


@settings(max_examples=60, derandomize=True)
@given(st.lists(st.tuples(st.sampled_from(TYPES), values), max_size=8))
def test_any_parts_are_a_message(parts: list[tuple[str, str]]) -> None:
    texts = (f"Content-Type: {kind}\n\n{text}" for kind, text in parts)
    safe = (text.encode("utf-8", "replace").decode() for text in texts)
    assert_is_sound(read(multipart("alternative", *safe)))
