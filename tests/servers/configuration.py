"""Configurations of installations whose servers are on this machine.

    config = write_settings(folder, mailbox={"kind": "maildir", "path": "mail"})
    write_event(folder, capacity=2)

What is not said is as in SETTINGS and EVENT; None leaves a key out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

Keys = Mapping[str, object]

ADDRESS = "motesplats@example.org"
SETTINGS: Mapping[str, Keys] = {
    "database": {"url": "sqlite:///mailreg.db"},
    "privacy": {"key": {"file": "mailreg.key"}},
    "mailbox": {"name": "desk", "address": ADDRESS},
    "smtp": {"host": "127.0.0.1", "security": "none", "from": f"Mötesplats <{ADDRESS}>"},
    "replies": {"mode": "live", "undo_seconds": 0},
    "limits": {
        "automatic_per_hour": 0,
        "automatic_per_address_per_day": 0,
        "receipts_per_address_per_day": 0,
    },
    "web": {"serve": False},  # daemons side by side would take each other's port
}
EVENT: Keys = {
    "slug": "motesplats",
    "languages": ["sv", "en"],
    "timezone": "Europe/Stockholm",
    "starts": datetime.fromisoformat("2199-03-23T13:00:00"),
    "mailbox": "desk",
    "seats_elsewhere": 0,
    "name": {"sv": "Mötesplats Storsthlm", "en": "Mötesplats Storsthlm"},
}


def write_settings(folder: Path, *more_mailboxes: Keys, **changes: Keys) -> Path:
    """Write `mailreg.toml`, each of its tables changed as given; returns the file."""
    tables = {name: {**SETTINGS[name], **changes.get(name, {})} for name in SETTINGS}
    mailboxes = [tables["mailbox"], *more_mailboxes]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "mailreg.toml"
    path.write_text(_toml({**tables, "mailbox": mailboxes}), "utf-8")
    return path


def write_event(folder: Path, **changes: object) -> None:
    """Write `events/SLUG.toml`."""
    event = {**EVENT, **changes}
    (folder / "events").mkdir(parents=True, exist_ok=True)
    (folder / "events" / f"{event['slug']}.toml").write_text(_toml(event), "utf-8")


def _toml(content: Keys) -> str:
    """A file with keys first, then tables; a list whose entries are tables has a head for each."""
    plain, tables = {}, []
    for key, value in content.items():
        if isinstance(value, Mapping):
            tables.append((f"[{key}]", value))
        elif isinstance(value, list) and all(isinstance(entry, Mapping) for entry in value):
            tables += [(f"[[{key}]]", entry) for entry in value]
        else:
            plain[key] = value
    lines = [*_lines(plain), *(line for head, keys in tables for line in (head, *_lines(keys)))]
    return "\n".join(lines) + "\n"


def _lines(keys: Keys, prefix: str = "") -> Iterator[str]:
    """Inner tables as dotted keys. JSON's texts, numbers and lists are TOML's too."""
    for key, value in keys.items():
        if isinstance(value, Mapping):
            yield from _lines(value, f"{prefix}{key}.")
        elif isinstance(value, datetime):
            yield f"{prefix}{key} = {value.isoformat()}"
        elif value is not None:
            yield f"{prefix}{key} = {json.dumps(value, ensure_ascii=False)}"
