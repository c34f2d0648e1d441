"""The master key: 32 bytes, written as base64 (RFC 4648) in a file or an environment variable."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from mailreg.config.values import KeyLocation
from mailreg.errors import ConfigurationError, Problem

KEY_BYTES = 32  # AES-256


def read_key(location: KeyLocation, environ: Mapping[str, str]) -> bytes | None:
    """The key; None where the file or the variable is not there.

    Raises ConfigurationError for what is there but is no key, or cannot be read.
    """
    if location.file is not None:
        text = _read(location.file)
        where = str(location.file)
    else:
        where = f"${location.env}"
        text = environ.get(location.env or "")
    return None if text is None else _decode(text.strip(), where)


def create_key_file(path: Path) -> bool:
    """Write a new key for this user alone; False, and nothing done, where a file is there.

    The key is on the disk, and so is its name, before this returns; a half-written file never
    has that name. Raises ConfigurationError where it cannot be written.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)
        _write(draft, base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
        is_new = _name(draft, path)
        draft.unlink()
        _synchronise(path.parent)
    except OSError as error:
        reason = (error.strerror or "failed").lower()
        message = f"the key cannot be written: {reason}"
        raise _wrong(str(path), message, "Give mailreg a folder that it may write to") from error
    return is_new


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        return None
    except OSError as error:
        reason = (error.strerror or "failed").lower()
        message = f"the key cannot be read: {reason}"
        raise _wrong(str(path), message, "Let mailreg read the file") from error
    except UnicodeDecodeError as error:
        raise _no_key(str(path)) from error


def _decode(text: str, where: str) -> bytes:
    try:
        key = base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise _no_key(where) from error
    if len(key) != KEY_BYTES:
        raise _no_key(where)
    return key


def _no_key(where: str) -> ConfigurationError:
    remedy = "Bring back the key that the database was made with, from your own safe copy"
    return _wrong(where, f"is no key: it should be {KEY_BYTES} bytes in base64", remedy)


def _wrong(where: str, message: str, remedy: str) -> ConfigurationError:
    problem = Problem(file=where, key="privacy.key", message=message, remedy=remedy)
    return ConfigurationError([problem])


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _name(draft: Path, path: Path) -> bool:
    """Unlike a rename, a link never takes the place of what another process wrote meanwhile."""
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    return True


def _synchronise(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
