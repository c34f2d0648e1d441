"""Which reply tells an application what became of its people."""

from __future__ import annotations

from collections.abc import Sequence

from mailreg.registration.statuses import CLOSED
from mailreg.registration.values import Move, Registration, Reply, Status

WITHDRAWN = CLOSED - {Status.DECLINED}  # nobody awaits an answer about them


def reply_after(
    registrations: Sequence[Registration], moves: Sequence[Move], reply: Reply
) -> Reply:
    """`outcome`, which lists everybody, where people stand differently after `moves`; else `reply`.

    Those who had withdrawn or expired before do not count: they were told, or it is over.
    """
    after = {move.number: move.after for move in moves}
    unmoved = {
        person.status
        for person in registrations
        if person.number not in after and person.status not in WITHDRAWN
    }
    return Reply.OUTCOME if len(unmoved | set(after.values())) > 1 else reply
