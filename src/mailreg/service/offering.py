"""Why the machine makes no offer: its time would run while nobody hears of it."""

from __future__ import annotations

from mailreg.event import Event
from mailreg.registration.values import Application
from mailreg.service.desk import Desk
from mailreg.service.policy import Mode
from mailreg.store.database import Transaction
from mailreg.store.installation import EVERYTHING, paused


def hindrance(tx: Transaction, desk: Desk, event: Event) -> str | None:
    """Why no offer of this event would leave now, for staff; None: it would."""
    if desk.mode is not Mode.LIVE:
        return f"Nothing is offered by itself in the mode {desk.mode.value}."
    if paused(tx) & {EVERYTHING, event.slug}:
        return "Nothing is offered by itself while mail is paused."
    return None


def reservation(application: Application) -> str | None:
    """Why this application is left to staff, who keep its place; None: it is not."""
    if not application.contact_email:
        return "It has no address, so nothing is offered by itself: tell them by telephone."
    if application.is_shadow:
        return "It was read in the mode shadow, so nothing is offered by itself: staff offer."
    return None
