"""InboundMessage + Event ▶ Extract: one file per field, one that resolves; pure."""

from mailreg.extraction.values import (
    Attendee,
    Billing,
    Evidence,
    Extract,
    Intent,
    Missing,
)

__all__ = ["Attendee", "Billing", "Evidence", "Extract", "Intent", "Missing"]
