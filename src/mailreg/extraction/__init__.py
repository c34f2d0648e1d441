"""InboundMessage + Event ▶ Extract: one file per field, one that resolves; pure."""

from mailreg.extraction.values import (
    Attendee,
    Billing,
    Evidence,
    Extract,
    Intent,
    Missing,
)
from mailreg.extraction.reasons import Reason
from mailreg.extraction.resolve import extract

__all__ = ["Attendee", "Billing", "Evidence", "Extract", "Intent", "Missing", "Reason", "extract"]
