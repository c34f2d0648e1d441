"""The lists: what waits for a decision, for an answer, for a seat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from starlette.responses import Response

from mailreg.service.queue import Entry, Place, StoredMessage, Tab, listing, search, unread
from mailreg.web.frame import tab_of
from mailreg.web.told import told_of
from mailreg.web.visit import Visit, number_of

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a list."""

    path: str
    reference: str | None  # None: a letter that belongs to no application
    seen: int | None  # the version of the application
    who: str
    people: int
    since: datetime
    notes: Sequence[str]  # what stands out: `doubt`, `full`, `missing`, `shadow`, a reason
    is_here: bool  # it is the one that is open
    status: str | None
    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A list, or a page of it."""

    rows: Sequence[Row]
    next: str | None  # address of the next page
    words: str | None = None  # what was searched for


def show(visit: Visit) -> Response:
    """A list; its first case is open where the screen has room."""
    tab = tab_of(visit)
    rows = rows_of(visit, tab)
    return visit.show("queue.html", rows=rows, tab=tab, opened=None, told=told_of(visit))


def find(visit: Visit) -> Response:
    """What a search found; the words come in a form, so that no address or log has a name."""
    words = visit.field("words")
    event = visit.query("event")
    if not words:
        return visit.show(
            "queue.html", rows=rows_of(visit, Tab.DECIDE), tab=Tab.DECIDE, opened=None
        )
    found = search(visit.desk, words, event=event or None)
    rows = [_row(visit, one, None, None) for one in found.entries]
    return visit.show(
        "queue.html", rows=Rows(rows=rows, next=None, words=words), tab=None, opened=None
    )


def rows_of(visit: Visit, tab: Tab, here: str | None = None) -> Rows:
    """A page of a list, in which `here` is open."""
    event = visit.event
    after = _place(visit.query("after"))
    if tab is Tab.READ:
        letters = unread(visit.desk, event=event, after=after)
        return Rows(
            rows=[
                Row(
                    path=_path(_letter(one), tab, event),
                    reference=one.reference,
                    seen=None,
                    who=one.sender or "",
                    people=0,
                    since=one.received_at,
                    notes=[one.reason] if one.reason else [],
                    is_here=here in {str(one.id), one.reference or ""},
                    status=None,
                    id=one.id,
                )
                for one in letters.messages
            ],
            next=_next(tab, event, letters.next),
        )
    found = listing(visit.desk, tab, event=event, after=after)
    return Rows(
        rows=[_row(visit, one, tab, event, here) for one in found.entries],
        next=_next(tab, event, found.next),
    )


def _row(
    visit: Visit,
    entry: Entry,
    tab: Tab | None,
    event: str | None,
    here: str | None = None,
) -> Row:
    return Row(
        path=_path(f"/cases/{entry.reference}", tab, event),
        reference=entry.reference,
        seen=entry.version,
        who=entry.contact_name or entry.contact_email,
        people=entry.people,
        since=entry.received_at,
        notes=_notes(entry),
        is_here=here == entry.reference,
        status=entry.status.value if entry.status else None,
        id=entry.id,
    )


def _notes(entry: Entry) -> list[str]:
    notes = {
        "doubt": entry.needs_review,
        "full": entry.is_full,
        "missing": entry.is_incomplete,
        "shadow": entry.is_shadow,
    }
    return [note for note, is_so in notes.items() if is_so]


def _letter(message: StoredMessage) -> str:
    """A letter of a case is read there, among what came before it."""
    return f"/cases/{message.reference}" if message.reference else f"/letters/{message.id}"


def _path(path: str, tab: Tab | None, event: str | None) -> str:
    options = [f"tab={tab.value}"] if tab else []
    options += [f"event={event}"] if event else []
    return f"{path}?{'&'.join(options)}" if options else path


def _next(tab: Tab, event: str | None, place: Place | None) -> str | None:
    if place is None:
        return None
    path = _path("/", tab, event)
    moment = (place.at - EPOCH) // timedelta(microseconds=1)
    return f"{path}&after={moment}-{place.id}"


def _place(after: str) -> Place | None:
    moment, number = map(number_of, after.partition("-")[::2])
    if moment is None or number is None:
        return None
    return Place(at=EPOCH + timedelta(microseconds=moment), id=number)
