"""Our own threading marks: what we write into mail, and how we know it again when it comes back.

    Message-ID    <mailreg.TOKEN.N@domain>    the N-th mail of one application
    thread id     <mailreg.TOKEN@domain>      an entry of its own in References, since some
                                              servers rewrite the Message-ID they are given
    reference     MS-7K4QD                    short, for people, in subjects

TOKEN is 26 lower-case base32 characters (RFC 4648, section 6): 130 bits, not to be guessed.
A copy for an attendee has a token of the same form that is not the application's: it may be
forwarded, and must not let anybody write in the applicant's place.
A reference can be guessed and proves nothing; whoever finds one looks it up.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from typing import Final

TOKEN_ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz234567"  # noqa: S105 (an alphabet)
TOKEN_LENGTH: Final = 26

# Neither what is misread (0 O, 1 I L, U V as one) nor vowels, so that no reference is a word and
# "MS-Teams" is none.
REFERENCE_ALPHABET: Final = "23456789BCDFGHJKMNPQRSTVWXZ"
REFERENCE_LENGTH: Final = 5

_TOKEN = re.compile(rf"[{TOKEN_ALPHABET}]{{{TOKEN_LENGTH}}}")
_MARK = re.compile(rf"mailreg\.([{TOKEN_ALPHABET}]{{{TOKEN_LENGTH}}})")
_THREAD = re.compile(rf"<mailreg\.[{TOKEN_ALPHABET}]{{{TOKEN_LENGTH}}}@[^<>\s]{{1,255}}>")
_REFERENCE = re.compile(
    rf"(?<![0-9A-Z-])[A-Z]{{1,4}}-[{REFERENCE_ALPHABET}]{{{REFERENCE_LENGTH}}}(?![0-9A-Z-])"
)
_WHITE_SPACE = re.compile(r"\s+")
_HYPHENS = str.maketrans("\u2010\u2011\u2012\u2013", "----")


def message_id(token: str, number: int, domain: str) -> str:
    """The Message-ID, with angle brackets, of the `number`-th mail (from 1) of an application."""
    if number < 1:
        raise ValueError(f"a mail's number counts from 1, not {number}")
    return f"<mailreg.{_checked(token)}.{number}@{domain}>"


def thread_id(token: str, domain: str) -> str:
    """The entry of References, with angle brackets, that stands for a whole application."""
    return f"<mailreg.{_checked(token)}@{domain}>"


def is_thread_id(text: str) -> bool:
    """Whether this entry of References stands for a whole application."""
    return bool(_THREAD.fullmatch(text.lower()))


def copy_token(token: str, person: int) -> str:
    """The token of all copies for one person (a number); it tells nothing of the application's."""
    digest = hashlib.sha256(f"{_checked(token)}/{person}".encode()).digest()
    return base64.b32encode(digest).decode("ascii").lower()[:TOKEN_LENGTH]


def tokens_in(ids: Iterable[str]) -> tuple[str, ...]:
    """The tokens of ours that stand in ids, headers or running text: distinct, in order.

    Tolerates another domain, upper case, missing brackets, folding white space inside an id
    and a prefix or suffix that a server has added.
    """
    texts = (_WHITE_SPACE.sub("", text).lower() for text in ids)
    return tuple(dict.fromkeys(token for text in texts for token in _MARK.findall(text)))


def references_in(text: str) -> tuple[str, ...]:
    """What has the form of a reference in a subject or text: upper-cased, distinct, in order."""
    return tuple(dict.fromkeys(_REFERENCE.findall(text.translate(_HYPHENS).upper())))


def _checked(token: str) -> str:
    if not _TOKEN.fullmatch(token):
        raise ValueError("a token is 26 lower-case base32 characters")
    return token
