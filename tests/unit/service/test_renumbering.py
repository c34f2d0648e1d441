"""Mail that was recorded unread is known again by sender, size and, where it was kept, arrival."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mailreg.message import FetchKey, Skimmed
from mailreg.service.renumbering import recognise
from mailreg.store.values import UnreadMessage

ARRIVED = datetime(2030, 3, 1, 9, tzinfo=UTC)
MIGRATED = datetime(2030, 3, 9, 9, tzinfo=UTC)


def recorded(id_: int, sender: str, size: int, days: int = 0) -> UnreadMessage:
    return UnreadMessage(
        id=id_, sender=sender, size_bytes=size, received_at=ARRIVED + timedelta(days=days)
    )


def there(uid: int, sender: str, size: int, at: datetime = ARRIVED) -> Skimmed:
    key = FetchKey(mailbox="desk", uidvalidity=2, uid=uid)
    return Skimmed(key=key, sender=sender, size_bytes=size, received_at=at)


ANNA, BO = "anna@solby.example", "bo@solby.example"


@pytest.mark.parametrize(
    ("skimmed", "known"),
    [
        ([there(7, ANNA, 100), there(8, BO, 200)], {7: 1, 8: 2}),
        ([there(7, ANNA, 101), there(8, BO, 200)], {8: 2}),
        ([there(8, BO, 100), there(7, "", 100)], {}),
        # arrivals were kept: a later letter that looks the same is another one
        ([there(7, ANNA, 100, MIGRATED), there(8, BO, 200)], {8: 2}),
        # arrivals were set anew
        ([there(7, ANNA, 100, MIGRATED), there(8, BO, 200, MIGRATED)], {7: 1, 8: 2}),
        # no more than were recorded, the lowest first
        ([there(9, ANNA, 100, MIGRATED), there(7, ANNA, 100, MIGRATED)], {7: 1}),
        ([], {}),
    ],
)
def test_what_was_recorded_is_known_again(skimmed: list[Skimmed], known: dict[int, int]) -> None:
    assert recognise([recorded(1, ANNA, 100), recorded(2, BO, 200)], skimmed) == known
