"""Outgoing mail: drafted with a decision, claimed by one process, sent once (promise 6)."""

from mailreg.store.outbox.claiming import (
    about_to_send,
    claim,
    claimants,
    conclude,
    take_over,
    unclaim,
)
from mailreg.store.outbox.drafting import automatic_since, draft, release, resend, withdraw
from mailreg.store.outbox.reading import (
    all,  # noqa: A004 (read as outbox.all)
    counts,
    next_due,
    number_of,
    of_application,
    row,
    saved,
    unsaved,
)

__all__ = [
    "about_to_send",
    "all",
    "automatic_since",
    "claim",
    "claimants",
    "conclude",
    "counts",
    "draft",
    "next_due",
    "number_of",
    "of_application",
    "release",
    "resend",
    "row",
    "saved",
    "take_over",
    "unclaim",
    "unsaved",
    "withdraw",
]
