"""The daemon killed again and again while letters arrive, and started again at once.

`MAILREG_SOAK=1` makes it long: 150 letters and 40 kills.
"""

from __future__ import annotations

import os
import random
import threading
import time

import pytest

from tests.acceptance.conftest import DATABASES, NewSite
from tests.acceptance.kill.ending import assert_every_letter_once
from tests.acceptance.letters import registrations, senders
from tests.servers.site import Site, eventually

IS_SOAK = os.environ.get("MAILREG_SOAK") == "1"
LETTERS, KILLS = (150, 40) if IS_SOAK else (40, 6)
CONNECTIONS = 2
LIVES = (0.0, 1.2)  # seconds that a daemon lives after its start
SEED = int(os.environ.get("MAILREG_SOAK_SEED", "7"))


@pytest.mark.timeout(1800 if IS_SOAK else 180)
@pytest.mark.parametrize("database", DATABASES)
def test_every_letter_is_one_application_and_every_answer_leaves(
    new_site: NewSite, database: str
) -> None:
    chance = random.Random(SEED)
    site = new_site(database=database, connections=CONNECTIONS)
    letters = registrations(LETTERS)
    arriving = threading.Thread(target=arrive, args=(site, letters))
    arriving.start()

    for _ in range(KILLS):
        daemon = site.start()
        time.sleep(chance.uniform(*LIVES))
        daemon.kill()
    last = site.start()
    arriving.join()
    eventually(lambda: is_done(site, len(letters)), "every letter is answered and filed", 150)

    assert last.stop() == 0
    send_again_what_is_unknown(site)
    assert_every_letter_once(site, letters, most_copies=KILLS * CONNECTIONS)


def arrive(site: Site, letters: list[bytes]) -> None:
    """One letter after the other, over about the time that the kills take."""
    pause = KILLS * (sum(LIVES) / 2 + 1) / len(letters)
    for letter in letters:
        site.deliver(letter)
        time.sleep(pause)


def is_done(site: Site, count: int) -> bool:
    answered = {mail.recipients[0] for mail in site.smtp.received}
    return len(answered) >= count and not site.inbox() and has_ended(site)


def has_ended(site: Site) -> bool:
    """Whether nothing is on its way any more."""
    return {mail["state"] for mail in site.json("outbox")} <= {"sent", "unknown"}


def send_again_what_is_unknown(site: Site) -> None:
    """What was killed twice in the middle of DATA is staff's to judge."""
    for mail in site.json("outbox", "--state", "unknown"):
        assert mail["resent"]
        site.mailreg("resend", str(mail["id"]))
    site.run_once()


def test_the_letters_differ() -> None:
    assert len(senders(registrations(LETTERS))) == LETTERS
