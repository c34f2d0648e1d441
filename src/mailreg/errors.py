"""The errors of mailreg: what an operator must mend, what may be tried later, and what is a bug.

What a letter or a decision comes to (no room, unclear, duplicate, refused) is a value,
never one of these.

    MailregError
    ├── TemporaryError            try again later                               exit 75
    │   ├── MailboxUnavailable    the IMAP server, or the link to it, failed
    │   ├── DeliveryUnavailable   the SMTP server could not be reached
    │   ├── TokenUnavailable      the OAuth2 token endpoint could not be reached
    │   ├── DatabaseUnavailable   the database is locked, full or unreachable
    │   ├── ReaderUnavailable     no process to read letters could be begun
    │   ├── ReaderBusy            another thread has had the reader for long
    │   └── PortTaken             the staff page's port is in use
    └── PermanentError            somebody must mend something                  exit 1
        ├── ConfigurationError    problems in files, templates, key or schema   exit 78
        │   └── StartUndecided    a first start found mail and `start` is not set
        ├── LoginRefused          a server refused our credentials or token     exit 78
        └── BadRequest            a command names something that does not exist
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from mailreg.sentences import Value, say


class MailregError(Exception):
    """Any failure that mailreg names itself; the message says what failed and what helps."""

    is_temporary: ClassVar[bool] = False
    exit_status: ClassVar[int] = 1


class TemporaryError(MailregError):
    """Nothing is wrong with us: the same call may succeed later (EX_TEMPFAIL)."""

    is_temporary = True
    exit_status = 75


class MailboxUnavailable(TemporaryError):
    """The IMAP server or the connection to it failed; the connection is not usable any more."""


class DeliveryUnavailable(TemporaryError):
    """No SMTP session could be had; nothing was handed over."""


class TokenUnavailable(TemporaryError):
    """The OAuth2 token endpoint did not give an answer."""


class DatabaseUnavailable(TemporaryError):
    """The database is locked, full or out of reach."""


class ReaderUnavailable(TemporaryError):
    """No process could be begun to read letters; they wait, stored."""


class ReaderBusy(TemporaryError):
    """Another thread has had the reader for long; it goes on with whatever waits."""


class PortTaken(TemporaryError):
    """Another program uses the staff page's port, or it may not be used."""


class PermanentError(MailregError):
    """It will fail again until somebody mends it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong with the configuration."""

    file: str  # the path as the operator knows it
    key: str  # dotted key or line (`smtp.port`, `line 3`); "" where the whole file is meant
    message: str  # what is wrong
    remedy: str  # what to do about it

    def __str__(self) -> str:
        where = f"{self.file}: {self.key}" if self.key else self.file
        return (
            f"{where}: {self.message}. {self.remedy}" if self.remedy else f"{where}: {self.message}"
        )


class ConfigurationError(PermanentError):
    """Configuration, templates, key or schema are wrong; carries every problem (EX_CONFIG)."""

    exit_status = 78

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class StartUndecided(ConfigurationError):
    """A mailbox holds mail at its first start and the operator has not said what becomes of it."""


class LoginRefused(PermanentError):
    """A server refused our user name, password or token; trying again will not help."""

    exit_status = 78


class BadRequest(PermanentError):
    """A command names something that does not exist, or asks for what cannot be done.

    Made like a sentence (`mailreg.sentences.say`), so that a page can tell it in its language.
    """

    def __init__(self, template: str, /, *, hint: Value = "", **values: Value) -> None:
        self.sentence = say(template, hint=hint, **values)
        super().__init__(self.sentence)
