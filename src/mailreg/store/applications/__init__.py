"""Applications: the people, the seats they take, and the history of every change."""

from mailreg.store.applications.adding import add, enroll, fill
from mailreg.store.applications.editing import (
    by_letter,
    corrections,
    edit,
    erase_diet,
    log_diet_look,
    restore_fields,
    set_doubt,
    set_fields,
)
from mailreg.store.applications.finding import (
    by_copies,
    by_references,
    by_sender,
    by_tokens,
)
from mailreg.store.applications.history import (
    history,
    last_step,
    record,
    set_step_outbox,
    write_step,
)
from mailreg.store.applications.loading import (
    all,  # noqa: A004 (read as applications.all)
    find,
    load,
)
from mailreg.store.applications.seats import (
    lock_event,
    seats_taken,
    sessions_taken,
    tick_candidates,
)
from mailreg.store.applications.waiting import (
    keep_offers,
    lapsed_offers,
    recently_freed,
    recently_freed_sessions,
    session_line,
    waiting_line,
)

__all__ = [
    "add",
    "all",
    "by_copies",
    "by_letter",
    "by_references",
    "by_sender",
    "by_tokens",
    "corrections",
    "edit",
    "enroll",
    "erase_diet",
    "fill",
    "find",
    "history",
    "keep_offers",
    "lapsed_offers",
    "last_step",
    "load",
    "lock_event",
    "log_diet_look",
    "recently_freed",
    "recently_freed_sessions",
    "record",
    "restore_fields",
    "seats_taken",
    "session_line",
    "sessions_taken",
    "set_doubt",
    "set_fields",
    "set_step_outbox",
    "tick_candidates",
    "waiting_line",
    "write_step",
]
