"""SIGTERM before the daemon is on its feet, and in the middle of one round: 0, and nothing lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.kill.ending import assert_every_letter_once
from tests.acceptance.letters import registrations
from tests.integration.daemon.conftest import NewSite
from tests.servers.site import PATIENCE_SECONDS

TERMINATED = Path(__file__).with_name("terminated.py")
LETTERS = 4
RUN, ONCE = ("run",), ("run", "--once")
PLACES = {
    "the command line is imported": ("typer", RUN),
    "the configuration is read": ("mailreg.config:load", ONCE),
    "the schema is raised": ("mailreg.store.schema:upgrade", RUN),
    "the mailbox is looked at": ("mailreg.service.intake:Intake.connect", RUN),
    "a batch is recorded": ("mailreg.service.settling:settle", ONCE),
    "letters are filed": ("mailreg.service.watching:file_handled", ONCE),
    "answers are delivered": ("mailreg.delivery:SmtpConnection.deliver", ONCE),
    "copies are saved": ("mailreg.service.watching:save_sent", RUN),
}


@pytest.mark.parametrize(("place", "words"), PLACES.values(), ids=PLACES.keys())
def test_sigterm_ends_with_0_wherever_it_comes_and_loses_nothing(
    new_site: NewSite, place: str, words: tuple[str, ...]
) -> None:
    site = new_site()
    letters = registrations(LETTERS)
    site.deliver(*letters)

    process = site.spawn(str(TERMINATED), place, *site.global_options(), *words)
    _, said = process.communicate(timeout=PATIENCE_SECONDS)

    assert process.returncode == 0, said
    assert b"Traceback" not in said
    site.run_once()
    site.run_once()
    assert_every_letter_once(site, letters, most_copies=2)
