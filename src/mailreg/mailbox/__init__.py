"""Mail in: a folder on an IMAP server, or a Maildir, behind the same methods.

Both satisfy `MailSource` of `mailreg.service.ports`. A source belongs to one thread.
"""

from mailreg.mailbox.imap import ImapSource
from mailreg.mailbox.maildir import MaildirSource
from mailreg.mailbox.settings import ImapSettings, MaildirSettings, Security

__all__ = [
    "ImapSettings",
    "ImapSource",
    "MaildirSettings",
    "MaildirSource",
    "Security",
]
