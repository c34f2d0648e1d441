"""Every message that was ever seen: where it lies, how far it has come, and its raw text."""

from mailreg.store.journal.cursors import cursor, known_uids, set_cursor, smtp_touch, touch
from mailreg.store.journal.filing import filed, gone, to_file
from mailreg.store.journal.intake import accept, skip
from mailreg.store.journal.reading import (
    conversation_of,
    message,
    of_application,
    opened_of_application,
    traceback,
    waiting,
    waiting_alone,
)
from mailreg.store.journal.states import (
    DuplicateLetter,
    enter,
    look_again,
    place,
    quarantine,
    reopen,
    resettle,
    settle,
    settle_reviews,
    unsettle_reviews,
)
from mailreg.store.journal.unread import give_up, renumber, unread, wanted

__all__ = [
    "DuplicateLetter",
    "accept",
    "conversation_of",
    "cursor",
    "enter",
    "filed",
    "give_up",
    "gone",
    "known_uids",
    "look_again",
    "message",
    "of_application",
    "opened_of_application",
    "place",
    "quarantine",
    "renumber",
    "reopen",
    "resettle",
    "set_cursor",
    "settle",
    "settle_reviews",
    "skip",
    "smtp_touch",
    "to_file",
    "touch",
    "traceback",
    "unread",
    "unsettle_reviews",
    "waiting",
    "waiting_alone",
    "wanted",
]
