"""Which folder of the server is meant: namespaces, separators, and the folder for sent mail.

A folder is named in the configuration with `/` between levels and without the server's prefix
(RFC 2342): `Handled` is `INBOX.Handled` where personal folders lie under `INBOX.`.
"""

from __future__ import annotations

from collections.abc import Sequence

from mailreg.mailbox.failures import CommandRefused
from mailreg.mailbox.link import Link, ListedFolder

SENT_ATTRIBUTE = "\\sent"  # RFC 6154
SENT_NAMES = ("Sent", "Sent Items", "Sent Messages", "Sent Mail", "Skickat", "Skickade objekt")


def existing_or_made(link: Link, folder: str) -> str:
    """The server's name of a folder of the configuration; it exists afterwards."""
    listed = link.folders()
    prefix, separator = _namespace(link, listed)
    name = _on_server(folder, prefix, separator)
    known = {candidate.name for candidate in listed}
    if folder in known:
        return folder
    if name not in known:
        name = _made(link, name, separator)
    return name


def existing(link: Link, folder: str) -> str | None:
    """The server's name of a folder of the configuration; None where it is not there."""
    listed = link.folders()
    known = {candidate.name for candidate in listed}
    names = (folder, _on_server(folder, *_namespace(link, listed)))
    return next((name for name in names if name in known), None)


def sent_folder(link: Link) -> str:
    """Where sent mail belongs: by special use, else by name, else a folder is made."""
    found = existing_sent_folder(link)
    if found is not None:
        return found
    prefix, separator = _namespace(link, link.folders())
    return _made(link, prefix + SENT_NAMES[0], separator)


def existing_sent_folder(link: Link) -> str | None:
    """The same, where it is there already; nothing is made."""
    listed = link.folders()
    for candidate in listed:
        if SENT_ATTRIBUTE in candidate.attributes:
            return candidate.name
    prefix, _ = _namespace(link, listed)
    by_name = {candidate.name.casefold(): candidate.name for candidate in listed}
    spellings = (spelling for name in SENT_NAMES for spelling in (prefix + name, name))
    return next((by_name[one.casefold()] for one in spellings if one.casefold() in by_name), None)


def _namespace(link: Link, listed: Sequence[ListedFolder]) -> tuple[str, str]:
    told = link.personal_namespace()
    if told is not None:
        return told
    return "", next((folder.separator for folder in listed if folder.separator), "/")


def _on_server(folder: str, prefix: str, separator: str) -> str:
    name = folder.replace("/", separator) if separator else folder
    return name if name.startswith(prefix) else prefix + name


def _made(link: Link, name: str, separator: str) -> str:
    """Make it; servers that tell no namespace may want it under INBOX."""
    try:
        link.create(name)
    except CommandRefused:
        if name.upper().startswith("INBOX"):
            raise
        name = f"INBOX{separator}{name}"
        link.create(name)
    return name
