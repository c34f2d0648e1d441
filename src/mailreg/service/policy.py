"""The rules that the operator has settled, as the use cases know them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from pathlib import Path


class Mode(StrEnum):
    """What becomes of replies."""

    SHADOW = "shadow"  # shown, never sent; nothing is moved
    HOLD = "hold"  # everything waits for release
    LIVE = "live"


class Start(StrEnum):
    """What becomes of mail that was there at the very first start; a date stands for both."""

    ALL = "all"
    NEW = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Postbox:
    """A watched mailbox, as far as the use cases care."""

    name: str  # unique; events refer to it
    address: str  # where applicants write, and the sender of replies to them
    start: Start | date | None  # None: not said
    moves: bool = True  # whether what is taken over is moved to `handled_folder`
    handled_folder: str = "Handled"
    saves_sent: bool = True
    junk_folder: str | None = None  # None: junk is not watched
    poll: timedelta = timedelta(seconds=60)  # between two looks


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffPolicy:
    """What staff are told by mail."""

    addresses: tuple[str, ...]
    language: str  # ISO 639-1
    tells_cases: bool  # a mail for each case that comes to wait
    digest_at: time | None  # each day, local to the first event; None: no digest
    page: str  # address of the staff page, without a slash at its end
    templates: tuple[Path, ...]  # folders, the operator's own first


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many automatic answers may go out; 0: no limit."""

    automatic_per_hour: int = 60
    automatic_per_address_per_day: int = 20
    receipts_per_address_per_day: int = 1  # answers to what is no registration
