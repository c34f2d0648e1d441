"""Bytes ▶ InboundMessage: parse, body, origin, authenticity; pure, and it never raises."""

from mailreg.message.identity import (
    REFERENCE_ALPHABET,
    TOKEN_ALPHABET,
    copy_token,
    message_id,
    references_in,
    thread_id,
    tokens_in,
)
from mailreg.message.parse import DeskIdentity, parse
from mailreg.message.values import (
    Address,
    Attachment,
    Authenticity,
    DeliveryReport,
    FetchKey,
    FolderMark,
    InboundMessage,
    Kind,
    Origin,
    RawMessage,
    ReportKind,
    Segment,
    Skimmed,
)

__all__ = [
    "REFERENCE_ALPHABET",
    "TOKEN_ALPHABET",
    "Address",
    "Attachment",
    "Authenticity",
    "DeliveryReport",
    "DeskIdentity",
    "FetchKey",
    "FolderMark",
    "InboundMessage",
    "Kind",
    "Origin",
    "RawMessage",
    "ReportKind",
    "Segment",
    "Skimmed",
    "copy_token",
    "message_id",
    "parse",
    "references_in",
    "thread_id",
    "tokens_in",
]
