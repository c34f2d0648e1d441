"""Envelope encryption: the master key wraps one data key per message and per person.

A data key of 256 bits is wrapped by AES Key Wrap (RFC 3394). What it seals is AES-256-GCM
(NIST SP 800-38D): a nonce of 12 random bytes, then ciphertext and tag. The associated data name
the row and the column (`message/12/content`), so that sealed bytes cannot be moved to another
row. Before sealing, a byte tells the form: 0 as it is, 1 deflated (RFC 1950); text of letters
shrinks to half for 0.05 ms, and what is large is mostly compressed already. Deleting the row of
a data key makes everything under it unreadable: that is purging.
"""

from __future__ import annotations

import os
import zlib
from base64 import b64decode, b64encode
from binascii import Error as Base64Error

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from mailreg.errors import ConfigurationError, PermanentError, Problem

KEY_BYTES = 32
NONCE_BYTES = 12  # NIST SP 800-38D, section 8.2.2
DEFLATE_UP_TO_BYTES = 256 * 1024  # above, it is mostly attachments, and costs more than it saves


class Unreadable(PermanentError):
    """Sealed bytes were changed or moved; what they held is lost unless a backup has them."""


class Vault:
    """Seals and opens with the master key of 32 bytes."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            message = f"a key has {KEY_BYTES} bytes, not {len(key)}"
            raise ValueError(message)
        self._key = key

    def new_data_key(self) -> tuple[bytes, bytes]:
        """A fresh data key, and the same wrapped, for storing."""
        data_key = os.urandom(KEY_BYTES)
        return data_key, aes_key_wrap(self._key, data_key)

    def unwrap(self, wrapped: bytes) -> bytes:
        """The data key; ConfigurationError where another master key wrapped it."""
        try:
            return aes_key_unwrap(self._key, wrapped)
        except InvalidUnwrap as error:
            raise ConfigurationError([wrong_key(fingerprint(self._key), None)]) from error

    @staticmethod
    def seal(data_key: bytes, content: bytes, place: str) -> bytes:
        """Encrypt `content` for `place`, which names its row and column."""
        is_deflated = len(content) <= DEFLATE_UP_TO_BYTES
        form = b"\x01" + zlib.compress(content, 1) if is_deflated else b"\x00" + content
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(data_key).encrypt(nonce, form, place.encode())

    @staticmethod
    def open(data_key: bytes, sealed: bytes, place: str) -> bytes:
        """The inverse of `seal`; Unreadable where the bytes were not sealed for this place."""
        try:
            form = AESGCM(data_key).decrypt(
                sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode()
            )
        except (InvalidTag, ValueError) as error:
            message = f"{place} cannot be decrypted: it was changed. Restore it from a backup"
            raise Unreadable(message) from error
        return zlib.decompress(form[1:]) if form[:1] == b"\x01" else form[1:]


def make_key() -> bytes:
    """A new master key."""
    return AESGCM.generate_key(bit_length=8 * KEY_BYTES)


def key_text(key: bytes) -> str:
    """The key as it stands in a file or a variable: base64, one line."""
    return b64encode(key).decode("ascii")


def read_key_text(text: str) -> bytes:
    """The inverse of `key_text`, blanks around it ignored; ValueError says what is wrong."""
    try:
        key = b64decode(text.strip(), validate=True)
    except (Base64Error, ValueError) as error:
        raise ValueError("the key is not base64") from error
    if len(key) != KEY_BYTES:
        message = f"the key has {len(key)} bytes in place of {KEY_BYTES}"
        raise ValueError(message)
    return key


def fingerprint(key: bytes) -> str:
    """A name for the key that tells nothing about it (HKDF, RFC 5869): 32 hexadecimal digits."""
    derived = HKDF(algorithm=SHA256(), length=16, salt=b"mailreg", info=b"key fingerprint")
    return derived.derive(key).hex()


def wrong_key(given: str, stored: str | None) -> Problem:
    """The problem of a key that does not fit; both are fingerprints."""
    tied = f"the database belongs to the key {stored}" if stored else "another key sealed the data"
    return Problem(
        file="",
        key="privacy.key",
        message=f"{tied}, the given key is {given}",
        remedy="Put back the key that belongs to this database; without it nothing can be read",
    )
