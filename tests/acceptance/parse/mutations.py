"""Letters of the corpus, damaged as transport, programs and attackers damage mail.

Which damage a letter gets follows from a seed: the same letters in every run.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

CASES = Path(__file__).parents[2] / "corpus/given/cases"
CHARSETS = [
    b"x-unknown", b"utf-7", b"punycode", b"idna", b"rot13", b"utf-16", b"hex", b"\xff\xfe", b"",
    b"iso-2022-jp", b"unicode_escape", b"x" * 3000, b"us-ascii\x00", b"'utf-8", b"cp65001",
]  # fmt: skip
BYTES = [b"\x00", b"\xff", b"=?utf-8?b?", b"\r", b"\n\n", b"<", b'"', b"(", b"=", b"\xe2\x80\xae"]
_CHARSET = re.compile(rb'charset="?[\w-]+"?', re.IGNORECASE)
_FIELD = re.compile(rb"^[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*", re.MULTILINE)

Damage = Callable[[bytes, random.Random], bytes]


def damaged(number: int, *, seed: int) -> Iterator[bytes]:
    """So many damaged letters."""
    chance = random.Random(seed)
    letters = [path.read_bytes() for path in sorted(CASES.glob("*.eml"))]
    for _ in range(number):
        content = chance.choice(letters)
        for _ in range(chance.randint(1, 4)):
            content = chance.choice(DAMAGES)(content, chance)
        yield content


def flip_bits(content: bytes, chance: random.Random) -> bytes:
    flipped = bytearray(content or b"\x00")
    for _ in range(chance.randint(1, 60)):
        flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
    return bytes(flipped)


def truncate(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randint(0, len(content))]


def lose_the_start(content: bytes, chance: random.Random) -> bytes:
    return content[chance.randint(0, len(content)) :]


def repeat_a_field(content: bytes, chance: random.Random) -> bytes:
    fields = _FIELD.findall(content.partition(b"\n\n")[0] + b"\n") or [b"From: x\n"]
    field: bytes = chance.choice(fields)
    return field * chance.choice([2, 30, 2000]) + content


def double_the_parts(content: bytes, chance: random.Random) -> bytes:
    middle = len(content) // 2
    return content + content[middle:] * chance.choice([1, 5, 40])


def enclose(content: bytes, chance: random.Random) -> bytes:
    kind = chance.choice([b"message/rfc822", b"multipart/mixed; boundary=b", b"text/html"])
    return b"From: a@x.example\r\nContent-Type: " + kind + b"\r\n\r\n--b\r\n\r\n" + content


def rename_charsets(content: bytes, chance: random.Random) -> bytes:
    return _CHARSET.sub(lambda _: b"charset=" + chance.choice(CHARSETS), content)


def insert_bytes(content: bytes, chance: random.Random) -> bytes:
    position = chance.randint(0, len(content))
    inserted = chance.choice(BYTES) * chance.choice([1, 3, 20_000])
    return content[:position] + inserted + content[position:]


DAMAGES: list[Damage] = [
    flip_bits, truncate, lose_the_start, repeat_a_field, double_the_parts, enclose,
    rename_charsets, insert_bytes,
]  # fmt: skip
