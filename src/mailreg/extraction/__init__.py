"""InboundMessage + Event ▶ Extract: one file per field, one that resolves; pure.

`mailreg.extraction.resolve.extract` is the reader; it is imported by who reads, not by who only
needs the values.
"""

from mailreg.extraction.reasons import Reason
from mailreg.extraction.values import (
    Attendee,
    Billing,
    Evidence,
    Extract,
    Intent,
    Missing,
)

__all__ = ["Attendee", "Billing", "Evidence", "Extract", "Intent", "Missing", "Reason"]
