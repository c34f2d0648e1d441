"""Why a person must look at a reading: short codes, each explained in docs/extraction.md."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """One kind of doubt."""

    INTENT_UNCLEAR = "intent_unclear"
    NAME_INCOMPLETE = "name_incomplete"
    NAME_UNSURE = "name_unsure"
    PEOPLE_COUNT = "people_count"
    SUBSTITUTION_UNCLEAR = "substitution_unclear"
    DIET_UNCLEAR = "diet_unclear"
    DIET_OWNER_UNCLEAR = "diet_owner_unclear"
    ANSWERS_UNCLEAR = "answers_unclear"
    SEVERAL_ADDRESSES = "several_addresses"
    RECIPIENT_UNCLEAR = "recipient_unclear"
    BILLING_UNREAD = "billing_unread"
    CHECK_DIGIT = "check_digit"
    PERSONAL_NUMBER = "personal_number"
    ATTACHMENT = "attachment"
    FORWARDED = "forwarded"
    CUT = "cut"
    DAMAGED = "damaged"
    NO_MESSAGE = "no_message"
    UNREADABLE = "unreadable"
    CRASHED = "crashed"
