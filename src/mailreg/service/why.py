"""Why a message is in the state it is in; docs/flow.md explains each."""

from __future__ import annotations

from enum import StrEnum


class Why(StrEnum):
    """A short code beside the state of a message."""

    OWN = "own_mail"
    DUPLICATE = "duplicate"
    ALREADY_REGISTERED = "already_registered"  # says nothing that is not there
    JOINED = "joined"  # belongs to a conversation and is unclear: staff must look
    CHANGE = "change"  # asks for a change that staff decide; `approve` makes it
    UNPROVEN = "unproven"  # asks for what only they may, and nothing proves who wrote
    VERDICT_FAILED = "verdict_failed"  # not from whom it says, by the server's verdict
    BOUNCE = "bounce_of_our_mail"
    DELAYED = "delayed"  # a report that mail has not arrived yet
    DELIVERED = "delivered"  # a report that it has
    EVENT_UNCLEAR = "event_unclear"
    SENDER_UNCLEAR = "sender_unclear"
    INTENT_UNCLEAR = "intent_unclear"
    SAID_MORE = "said_more"  # answered an offer, which was done, and says more
    QUESTION = "question"
    AMEND = "amend"
    CANCEL = "cancel"
    OTHER = "other"
    BY_HAND = "by_hand"  # staff wrote it, from their own mail program
    JUNK = "junk"  # came to the folder for junk, which is watched
    CLOSED_BY_STAFF = "closed_by_staff"
