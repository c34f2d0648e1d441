"""`mailreg init`: a commented configuration, the templates and a key to start from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from mailreg.errors import BadRequest
from mailreg.shipped import shipped

COMMENT_COLUMN = 44  # where the comments of the shipped files stand
KEY_FILE = Path("secret/mailreg.key")  # as the shipped mailreg.toml says


class Provider(StrEnum):
    """Whose servers the mailbox is on."""

    IMAP = "imap"
    MICROSOFT365 = "microsoft365"
    GOOGLE = "google"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """One line of mailreg.toml that differs from the shipped one."""

    section: str  # header of its table
    key: str
    value: str | None  # as TOML; None: the line is commented out


def _settings(section: str, values: Mapping[str, str | None]) -> tuple[_Setting, ...]:
    return tuple(_Setting(section=section, key=key, value=values[key]) for key in values)


MICROSOFT_OAUTH = (
    '{ provider = "microsoft", tenant = "example.onmicrosoft.com", '
    'client_id = "00000000-0000-0000-0000-000000000000", '
    'client_secret = { env = "MAILREG_CLIENT_SECRET" } }'
)
GOOGLE_OAUTH = (
    '{ provider = "google", client_id = "example.apps.googleusercontent.com", '
    'client_secret = { env = "MAILREG_CLIENT_SECRET" }, '
    'refresh_token = { env = "MAILREG_REFRESH_TOKEN" } }'
)
GOOGLE_SERVICE_ACCOUNT = (
    '{ provider = "google", service_account = { file = "../secret/service-account.json" } }'
)
PRESETS: Mapping[Provider, tuple[_Setting, ...]] = {
    Provider.IMAP: (),
    Provider.MICROSOFT365: (
        *_settings(
            "[[mailbox]]",
            {
                "host": '"outlook.office365.com"',
                "password": None,
                "oauth": MICROSOFT_OAUTH,
                "save_sent": "false",
                "authserv_id": '"microsoft"',
            },
        ),
        *_settings(
            "[smtp]",
            {
                "host": '"smtp.office365.com"',
                "port": "587",
                "security": '"starttls"',
                "password": None,
                "oauth": MICROSOFT_OAUTH,
                "connections": "3",  # Exchange Online answers 432 4.3.2 past three
                "per_minute": "30",
            },
        ),
    ),
    Provider.GOOGLE: (
        *_settings(
            "[[mailbox]]",
            {
                "host": '"imap.gmail.com"',
                "password": None,
                "oauth": f"{GOOGLE_OAUTH}  # or, in a Workspace: {GOOGLE_SERVICE_ACCOUNT}",
                "save_sent": "false",
                "authserv_id": '"mx.google.com"',
            },
        ),
        *_settings("[smtp]", {"host": '"smtp.gmail.com"', "password": None, "oauth": GOOGLE_OAUTH}),
    ),
}


def init(folder: Path, provider: Provider) -> list[Path]:
    """Write `config/`, `templates/` and `secret/mailreg.key` into `folder`; tells what it wrote.

    Raises BadRequest, and writes nothing, where one of the files is already there.
    """
    from mailreg.config import create_key_file

    files = {folder / path: content for path, content in _files(provider).items()}
    key = folder / KEY_FILE
    for path in (*files, key):
        if path.exists():
            raise BadRequest(f"{path} is already there; init overwrites nothing: name a new folder")
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                file.write(content)
        (folder / "var").mkdir(exist_ok=True)
    except OSError as error:
        reason = (error.strerror or "failed").lower()
        raise BadRequest(f"{error.filename} cannot be written: {reason}") from error
    create_key_file(key)
    return [*files, key]


def _files(provider: Provider) -> dict[Path, bytes]:
    """What is to be written, by its path in the new folder."""
    files = {
        Path(name, path.relative_to(source)): path.read_bytes()
        for name, source in (("config", shipped("config")), ("templates", shipped("templates")))
        for path in sorted(source.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
    settings = Path("config/mailreg.toml")
    text = files[settings].decode()
    for setting in PRESETS[provider]:
        text = _set(text, setting)
    files[settings] = text.encode()
    return files


def _set(text: str, setting: _Setting) -> str:
    """Change one line of a section, whether it was commented out or not; its comment stays."""
    before, header, section = text.partition(f"\n{setting.section}")
    line = re.compile(rf"^(?:# )?({setting.key} = )(.*?)((?: +# .*)?)$", re.MULTILINE)
    return before + header + line.sub(lambda found: _line(found, setting), section, count=1)


def _line(found: re.Match[str], setting: _Setting) -> str:
    if setting.value is None:
        return f"# {found[1]}{found[2]}{found[3]}"
    line, comment = f"{found[1]}{setting.value}", found[3].strip()
    return f"{line.ljust(COMMENT_COLUMN - 2)}  {comment}" if comment else line
