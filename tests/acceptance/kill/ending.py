"""How everything must end, whatever was killed on the way."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from tests.acceptance.letters import ids, senders
from tests.servers.site import Site

KILLED = Path(__file__).with_name("killed.py")
SIGKILL_STATUS = -9


def kill_at(site: Site, boundary: str, number: int, *words: str) -> None:
    """Run `mailreg` until it kills itself there; fails where it never came so far."""
    command = (str(KILLED), boundary, str(number), *site.global_options(), *words)
    ended = site.program(*command, check=False)
    assert ended.returncode == SIGKILL_STATUS, f"it was not killed at {boundary}:\n{ended.stderr}"


def assert_every_letter_once(site: Site, letters: Sequence[bytes], *, most_copies: int) -> None:
    """One application each; every answer left, is in Sent once, and came again only as shown."""
    people = senders(letters)
    assert Counter(one["contact"]["email"] for one in site.json("list")) == people
    assert {one["state"] for one in site.json("messages")} == {"processed"}
    _assert_every_answer_left(site, people, most_copies)
    assert site.inbox() == []
    assert ids(site.handled()) == ids(letters)


def _assert_every_answer_left(site: Site, people: Counter[str], most_copies: int) -> None:
    outbox = site.json("outbox")
    assert Counter(mail["to"] for mail in outbox) == people
    assert {mail["state"] for mail in outbox} == {"sent"}

    copies: defaultdict[str, list[str]] = defaultdict(list)
    for mail in site.smtp.received:
        copies[mail.recipients[0]] += ids([mail.content])
    assert set(copies) == set(people)
    written = {mail["to"]: {mail["message_id"]} for mail in outbox}
    assert {address: set(sent) for address, sent in copies.items()} == written

    assert ids(site.saved()) == Counter(mail["message_id"] for mail in outbox)
    doubled = {address for address, sent in copies.items() if len(sent) > 1}
    assert doubled <= {mail["to"] for mail in outbox if mail["resent"]}
    assert len(site.smtp.received) - len(people) <= most_copies
