"""When a mail that was refused for now is tried again: one pure function."""

from __future__ import annotations

from datetime import timedelta

# An answer loses its value within hours, so the first tries are close (RFC 5321, section 4.5.4.1,
# asks for 30 minutes at least between tries of a queue in general; greylisting wants less).
STEPS = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 30, 60, 120, 180, 240))
GIVE_UP_AFTER = timedelta(days=5)


def retry_after(attempts: int, age: timedelta) -> timedelta | None:
    """The pause after the `attempts`-th refusal (from 1) of a mail of that age; None: give up."""
    if age >= GIVE_UP_AFTER:
        return None
    return STEPS[min(attempts, len(STEPS)) - 1]
