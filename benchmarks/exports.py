"""Lists of an event with ten thousand registrations, each in a process of its own."""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import Figure, Sizes
from mailreg.event import example
from mailreg.extraction import Attendee
from mailreg.message import DeskIdentity
from mailreg.reader.here import ReaderHere
from mailreg.registration.values import Move, Status
from mailreg.reply import templates
from mailreg.service.desk import Desk
from mailreg.service.exporting import export_attendees, export_catering
from mailreg.service.policy import Limits, Mode
from mailreg.shipped import shipped
from mailreg.store import applications, schema
from mailreg.store.database import Database
from mailreg.store.encryption import make_key
from mailreg.store.values import NewApplication, NewStep

PEOPLE = 10_000
NOW = datetime(2023, 3, 8, 15, tzinfo=UTC)
SLUG = "motesplats"
IDENTITY = DeskIdentity(own_addresses=frozenset(), authserv_id=None)
FILES = ("attendees.xlsx", "attendees.csv", "attendees.json", "catering.xlsx")


def measure(_sizes: Sizes) -> Iterator[Figure]:
    """Seconds from the command's start of work to the file, and what the process took at most."""
    with tempfile.TemporaryDirectory() as folder:
        url, key = f"sqlite:///{folder}/mailreg.db", make_key()
        _fill(url, key)
        for name in FILES:
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                seconds, megabytes = pool.apply(_export, (url, key, Path(folder, name)))
            what = f"{name} of {PEOPLE:,} registrations"
            yield Figure(what=what, value=seconds, unit="s")
            yield Figure(what=f"{what}, most memory", value=megabytes, unit="MB")


def _fill(url: str, key: bytes) -> None:
    schema.upgrade(url)
    database = Database(url, key=key)
    with database.transaction() as tx:
        for number in range(PEOPLE):
            moves = (Move(number=1, before=None, after=Status.CONFIRMED),)
            step = NewStep(at=NOW, by="mailreg", action="arrived", moves=moves)
            applications.add(tx, _application(number), step)
    database.close()


def _application(number: int) -> NewApplication:
    person = Attendee(
        name=f"Anna Lindqvist {number}",
        email=f"anna{number}@botkyrka.example",
        phone="070-123 45 67",
        organisation="Botkyrka kommun",
        title="utredare",
        dietary=("gluten", "vegan") if number % 4 == 0 else (),
        dietary_other=(f"frukt {number % 50}",) if number % 9 == 0 else (),
        dietary_stated=number % 3 == 0,
    )
    return NewApplication(
        reference=f"MS-{number:05}",
        token=f"token{number}",
        event=SLUG,
        mailbox="desk",
        language="sv",
        contact_name="Karin Ek",
        contact_email=f"karin{number}@botkyrka.example",
        received_at=NOW + timedelta(seconds=number),
        needs_review=False,
        reasons=(),
        missing=(),
        billing=None,
        attendees=(person,),
        categories=("participant",),
        sessions=(("ai", "forbundsmote"),),
        is_shadow=False,
    )


def _export(url: str, key: bytes, path: Path) -> tuple[float, float]:
    began = time.perf_counter()
    database = Database(url, key=key)
    desk = _desk(database)
    if path.stem == "catering":
        export_catering(desk, SLUG, path, by="bench", with_names=True)
    else:
        export_attendees(desk, SLUG, path)
    database.close()
    seconds = time.perf_counter() - began
    return seconds, _peak_megabytes()


def _peak_megabytes() -> float:
    """Of this process since it was started; `ru_maxrss` would count its parent's (proc(5))."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    fields = dict(line.split(":", 1) for line in lines)
    return int(fields["VmHWM"].split()[0]) * 1024 / 1e6


def _desk(database: Database) -> Desk:
    event = example()
    return Desk(
        database=database,
        reader=lambda: nullcontext(ReaderHere()),
        events={event.slug: event},
        postboxes={},
        templates=lambda: templates.load(None, shipped=shipped("templates"), events=[event]),
        identities={"desk": IDENTITY},
        sender_name="",
        own_addresses=frozenset(),
        mode=Mode.SHADOW,
        undo=timedelta(),
        limits=Limits(
            automatic_per_hour=0, automatic_per_address_per_day=0, receipts_per_address_per_day=0
        ),
        clock=lambda: NOW,
    )
