"""Bytes ▶ InboundMessage: parse, body, origin, authenticity; pure, and it never raises."""

from mailreg.message.values import (
    Address,
    Attachment,
    Authenticity,
    FetchKey,
    InboundMessage,
    Kind,
    Origin,
    RawMessage,
    Segment,
)

__all__ = [
    "Address",
    "Attachment",
    "Authenticity",
    "FetchKey",
    "InboundMessage",
    "Kind",
    "Origin",
    "RawMessage",
    "Segment",
]
