"""Outgoing mail: drafted with a decision, claimed by one process, sent once (promise 6)."""

from mailreg.store.outbox.asking import asked
from mailreg.store.outbox.bouncing import come_back, of_tokens, sent_to
from mailreg.store.outbox.claiming import (
    about_to_send,
    claim,
    claimants,
    conclude,
    take_over,
    unclaim,
)
from mailreg.store.outbox.copying import claim_unsaved, saved, savers
from mailreg.store.outbox.drafting import (
    automatic_since,
    draft,
    release,
    resend,
    rewrite,
    withdraw,
)
from mailreg.store.outbox.reading import (
    all,  # noqa: A004 (read as outbox.all)
    counts,
    limited,
    next_due,
    number_of,
    of_application,
    page,
    row,
)

__all__ = [
    "about_to_send",
    "all",
    "asked",
    "automatic_since",
    "claim",
    "claim_unsaved",
    "claimants",
    "come_back",
    "conclude",
    "counts",
    "draft",
    "limited",
    "next_due",
    "number_of",
    "of_application",
    "of_tokens",
    "page",
    "release",
    "resend",
    "rewrite",
    "row",
    "saved",
    "savers",
    "sent_to",
    "take_over",
    "unclaim",
    "withdraw",
]
