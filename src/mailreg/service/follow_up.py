"""A letter of a conversation on its way through the desk, and what a handler of such letters is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from mailreg.event import Event
from mailreg.extraction import Extract
from mailreg.registration.values import Application
from mailreg.registration.writers import Writer
from mailreg.service.desk import Desk
from mailreg.service.letter import Letter
from mailreg.store.database import Transaction
from mailreg.store.values import Settlement


class Kind(StrEnum):
    """What a letter of a conversation is."""

    REGISTRATION = "registration"  # the first, where there was only a question before
    OFFER_ANSWER = "offer_answer"  # JA or NEJ, where a seat is offered
    COMPLETION = "completion"  # what was asked for
    CANCELLATION = "cancellation"
    AMENDMENT = "amendment"
    QUESTION = "question"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A letter with the application that it is about, as it is under the event's lock."""

    letter: Letter
    extract: Extract  # read for the application's event
    event: Event
    application: Application  # with its diets
    writer: Writer
    known: Settlement  # what is known of it anyhow: waits for staff, in this conversation


# Does all that the letter asks for, in its transaction, and says what became of it; None: it is not
# of this kind after all, and nothing was done.
Handler = Callable[[Transaction, Desk, FollowUp], Settlement | None]
