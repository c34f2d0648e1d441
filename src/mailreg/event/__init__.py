"""What an event is: values, and reading them from TOML."""

from mailreg.event.reading import example, read, read_text
from mailreg.event.values import (
    Approval,
    Category,
    Choice,
    Claim,
    Event,
    Offers,
    Question,
    QuestionType,
    Session,
    SessionWhenFull,
    WhenFull,
)

__all__ = [
    "Approval",
    "Category",
    "Choice",
    "Claim",
    "Event",
    "Offers",
    "Question",
    "QuestionType",
    "Session",
    "SessionWhenFull",
    "WhenFull",
    "example",
    "read",
    "read_text",
]
