"""No letter, however it was made, takes two seconds."""

from __future__ import annotations

import time

import pytest

from mailreg.event import example
from mailreg.extraction.resolve import extract
from tests.unit.message.mails import mail, read
from tests.unit.message.soundness import assert_is_sound

SECONDS = 2.0  # of processor time
MB = 1_000_000


def typed(content_type: str, body: bytes, **fields: str) -> bytes:
    head, _, _ = mail("", Content_Type=content_type, **fields).partition(b"\r\n\r\n")
    return head + b"\r\n\r\n" + body


def repeat(unit: bytes, size: int = 5 * MB) -> bytes:
    return unit * (size // len(unit))


MIXED = "multipart/mixed; boundary=b"
NESTED = b"".join(
    b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(80_000)
)
HOSTILE = {
    "multiparts": NESTED,
    "enclosed": repeat(b"Content-Type: message/rfc822\r\n\r\n"),
    "parts": typed(MIXED, repeat(b"--b\r\n\r\nx\r\n", 25 * MB)),
    "marks": typed(MIXED, repeat(b"--b", 25 * MB)),
    "false marks": typed(MIXED, repeat(b"\n--b" + b" " * 5000 + b"x", 25 * MB)),
    "dashes": typed('multipart/mixed; boundary="-"', repeat(b"-", 25 * MB)),
    "part headers": typed(
        MIXED,
        repeat(b"--b\r\nContent-Type: text/plain; " + b'"a;' * 1300 + b"\r\n\r\nx\r\n", 2 * MB),
    ),
    "uuencoded": typed("text/plain", repeat(b"#0V%T\n"), Content_Transfer_Encoding="x-uuencode"),
    "addresses": b"From: " + repeat(b"Anna <a@b.example>, ") + b"\r\n\r\nx",
    "comments": b"From: " + repeat(b"(") + b"\r\n\r\nx",
    "ids": (b"References: " + repeat(b"a", 16_000) + b"\r\n") * 60 + b"\r\nx",
    "words": b"Subject: " + repeat(b"=?utf-8?q?a?= ") + b"\r\n\r\nx",
    "fields": repeat(b"X: a\r\n") + b"\r\nx",
    "folds": b"X: a\r\n" + repeat(b" b\r\n") + b"\r\nx",
    "parameters": b"Content-Type: text/plain;" + repeat(b' a="') + b"\r\n\r\nx",
    "blank lines": repeat(b" \n", 25 * MB),
    "zeros": bytes(5 * MB),
    "header blocks": typed("text/plain", repeat("Från: a\n".encode())),
    "attributions": typed("text/plain", repeat(b"Den 12 mar 2023 skrev a@b\n")),
    "flowed": typed("text/plain; format=flowed", repeat(b"a \n")),
    "tags": typed("text/html", b"<b>" * 1000 + repeat(b"<i>x</b>")),
    "paragraphs": typed("text/html", repeat(b"<p>", 25 * MB)),
    "style": typed("text/html", b"<style>" + repeat(b"/*")),
    "combining marks": typed("text/plain; charset=utf-8", repeat("\u0301\u0323".encode())),
    "punycode": typed("text/plain; charset=punycode", repeat(b"a-b9") + b"\xc3\xa5"),
}
# What a pattern may be slow on, if it is: 64 kB each of what letters are made of.
TEXTS = [
    "a ", " ", "\t", "\n", "0", "1 ", "(", "[", '"', "@", "a@b.", "-", ":", "> ", "文", "å",
    "\u0301", "Anna ", "Anna Lind, ", "Lind, Anna; ", "Anna\n", "allergisk mot ", "ej ", "inte ",
    "gluten, ", "mot nötter, ", "Från: a\n", "Box 123\n", "123 45 ", "Fakturaadress: ", "ref: ",
    "a\tb\tc\n", "Namn\tAllergi\n", "Mvh Anna\n", "i stället för Anna ", "Aa Bb (vegan)\n",
    "- Anna\n", "\\", "jag är semester ", "your message to ", "unsubscribe ", "not be delivered ",
    "this is a ",
]  # fmt: skip


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_message_is_read_within_two_seconds(content: bytes) -> None:
    begun = time.process_time()
    message = read(content)
    spent = time.process_time() - begun
    assert_is_sound(message)
    assert spent < SECONDS


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_a_monotonous_text_is_understood_within_two_seconds(text: str) -> None:
    content = mail("Hej! Jag anmäler Anna Lind.\n" + text * (65_536 // len(text.encode())))
    event = example()
    begun = time.process_time()
    extract(read(content), event)
    assert time.process_time() - begun < SECONDS
