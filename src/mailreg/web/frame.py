"""What stands around every page: tabs, seats, the mode, and what needs somebody's attention."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailreg.event import Event
from mailreg.registration.values import Seats
from mailreg.service.glance import Glance
from mailreg.service.queue import Counts, Tab
from mailreg.web.visit import Visit

SILENT_AFTER = timedelta(minutes=15)  # without contact, a server is worth a word
STALE_AFTER = timedelta(days=1)  # a figure of seats sold elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One pool of seats as a bar: its parts in per cent, and the same in words."""

    name: str
    seats: Seats
    event: str  # slug
    session: str | None = None  # its key; None: the venue

    @property
    def parts(self) -> Sequence[tuple[str, int]]:
        """Kind and number of each part that is not empty, in order."""
        seats = self.seats
        parts = (
            ("elsewhere", seats.elsewhere),
            ("confirmed", seats.confirmed),
            ("offered", seats.offered),
            ("pending", seats.pending),
        )
        return [(kind, number) for kind, number in parts if number]

    @property
    def whole(self) -> int:
        """What the whole bar stands for: the capacity, or more where more want a seat."""
        taken = sum(number for _, number in self.parts)
        return max(self.seats.capacity or 0, taken, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that needs attention."""

    kind: str  # which text of `notices.html`
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Everything around the page."""

    event: str | None  # slug of the one that is looked at; None: all
    events: Mapping[str, str]  # slug ▶ name
    counts: Counts
    tab: Tab
    bars: Sequence[Bar]
    mode: str
    is_paused: bool
    notices: Sequence[Notice]
    here: str  # path and options, to come back to

    def link(self, path: str, **options: str | None) -> str:
        """An address that keeps the event that is looked at; its parts are words of ours."""
        kept = {"event": self.event, **options}
        query = "&".join(f"{name}={value}" for name, value in kept.items() if value)
        return f"{path}?{query}" if query else path


def frame_of(visit: Visit) -> Frame:
    """The frame of a page."""
    events = visit.desk.events
    event = visit.event
    seen = visit.glance
    request = visit.request
    query = request.url.query
    return Frame(
        event=event,
        events={one.slug: one.text(one.name, visit.texts.language) for one in events.values()},
        counts=seen.figures.counts,
        tab=tab_of(visit),
        bars=bars(
            seen,
            [one for one in events.values() if event in {None, one.slug}],
            visit.texts.language,
        ),
        mode=visit.desk.mode.value,
        is_paused=bool(seen.figures.paused),
        notices=_notices(visit, seen),
        here=request.url.path + (f"?{query}" if query else ""),
    )


def tab_of(visit: Visit) -> Tab:
    """The list that somebody works through."""
    wanted = visit.query("tab")
    return Tab(wanted) if wanted in set(Tab) else Tab.DECIDE


def bars(
    seen: Glance, events: Sequence[Event], language: str, *, with_all: bool = False
) -> list[Bar]:
    """The venue of each event, and its sessions: those that have a limit, or all."""
    found: list[Bar] = []
    for event in events:
        pools = seen.figures.seats[event.slug]
        name = event.text(event.name, language)
        found.append(Bar(name=name, seats=pools.venue, event=event.slug))
        found += [
            Bar(
                name=event.text(session.name, language),
                seats=pools.sessions[session.key],
                event=event.slug,
                session=session.key,
            )
            for session in event.sessions
            if with_all or pools.sessions[session.key].capacity is not None
        ]
    return found


def _notices(visit: Visit, seen: Glance) -> list[Notice]:
    now = visit.desk.clock()
    found = [
        Notice(kind="mailbox", values={"name": name, "since": contact.since})
        for name, contact in seen.contacts.mailboxes.items()
        if contact.error or _is_silent(contact.since, now)
    ]
    if seen.contacts.smtp.error or _is_overdue(seen.overdue_since, now):
        found.append(Notice(kind="smtp", values={"since": seen.contacts.smtp.since}))
    if seen.figures.limited:
        found.append(Notice(kind="limit", values={"number": seen.figures.limited}))
    for slug, pools in seen.figures.seats.items():
        if pools.venue.over:
            found.append(Notice(kind="over", values={"event": slug, "number": pools.venue.over}))
        if _is_stale(pools.elsewhere_as_of, pools.venue, now):
            found.append(
                Notice(kind="elsewhere", values={"event": slug, "since": pools.elsewhere_as_of})
            )
    return found


def _is_silent(since: datetime | None, now: datetime) -> bool:
    return since is not None and now - since > SILENT_AFTER


def _is_overdue(since: datetime | None, now: datetime) -> bool:
    return since is not None and now - since > SILENT_AFTER


def _is_stale(as_of: datetime | None, venue: Seats, now: datetime) -> bool:
    return venue.elsewhere > 0 and (as_of is None or now - as_of > STALE_AFTER)
