"""What was just decided, told above the next page, with the time that is left to take it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mailreg.service.perusing import peruse
from mailreg.web.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was just decided, with its mail while that can be stopped."""

    reference: str
    action: str
    seen: int  # version of the application
    mail: int | None
    leaves_at: datetime | None  # None: it waits for somebody, or nothing is sent


def told_of(visit: Visit) -> Told | None:
    """What the address says was just decided."""
    reference = visit.query("done")
    if not reference:
        return None
    perused = peruse(visit.desk, reference, by=visit.by, with_letters=False, with_diet=False)
    if not perused.history:
        return None
    step = perused.history[-1]
    mail = next((one for one in perused.mails if one.id == step.outbox_id), None)
    is_leaving = mail is not None and mail.state == "held" and mail.reason == "undo"
    return Told(
        reference=perused.application.reference,
        action=step.action,
        seen=perused.application.version,
        mail=mail.id if mail else None,
        leaves_at=mail.due_at if mail and is_leaving else None,
    )
