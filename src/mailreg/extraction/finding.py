"""One thing that a letter says about food."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

# Words for several codes.
SEVERAL = {
    "shellfish": ("crustaceans", "molluscs"),
    "sea": ("fish", "crustaceans", "molluscs"),
}
SURE = 0.97
LIKELY = 0.75  # a thing that stands where foods stand, and is in no list of ours
GUESSED = 0.5


class Said(StrEnum):
    """What one finding says."""

    CODE = "code"
    OTHER = "other"
    NONE = "none"
    FINE = "fine"  # a food that is eaten, or a need that is not had
    DENIED = "denied"  # a need that the letter takes back
    UNREAD = "unread"  # a food is named, and nothing says what of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing said about food."""

    said: Said
    value: str  # a code, the noun phrase, or ""
    start: int
    end: int
    confidence: float

    @property
    def is_need(self) -> bool:
        """Whether it says that somebody needs something."""
        return self.said in (Said.CODE, Said.OTHER)

    @property
    def is_topic(self) -> bool:
        """Whether a sentence speaks of allergy or diet, and says nothing that could be read."""
        return self.said is Said.UNREAD and not self.value


def said_at(said: Said, start: int, end: int, confidence: float = SURE, value: str = "") -> Finding:
    """A finding where it stands."""
    return Finding(said=said, value=value, start=start, end=end, confidence=confidence)
