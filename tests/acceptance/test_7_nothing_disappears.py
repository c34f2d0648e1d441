"""Promise 7: what crashes a stage is set apart, the others go on, and it can be replayed."""

from __future__ import annotations

import pytest

from tests.acceptance.altering import run_crashing
from tests.acceptance.conftest import NewSite
from tests.acceptance.letters import address_of, name_of, registration

VICTIM = 16  # its name is plain ASCII
LETTERS = (15, VICTIM, 17)
STAGES = [
    "mailreg.reader.here:parse",
    "mailreg.reader.here:extract",
    "mailreg.service.applying:decide",
    "mailreg.service.drafting:compose",
]


@pytest.mark.parametrize("stage", STAGES)
def test_a_letter_on_which_a_stage_crashes_is_set_apart_and_can_be_replayed(
    new_site: NewSite, stage: str
) -> None:
    site = new_site()
    site.deliver(*(registration(number) for number in LETTERS))

    run_crashing(site, stage, name_of(VICTIM))

    found = [(one["state"], one["reason"]) for one in site.json("messages")]
    processed = ("processed", None)
    assert found == [processed, ("quarantined", "crashed:RuntimeError"), processed]
    assert sorted(mail.recipients[0] for mail in site.smtp.received) == sorted(
        (address_of(15), address_of(17))
    )
    assert site.inbox() == [registration(VICTIM)]
    assert "planted" not in site.log

    site.mailreg("replay", "2")
    site.run_once()

    assert {one["state"] for one in site.json("messages")} == {"processed"}
    assert len(site.json("list")) == 3
    assert len(site.smtp.received) == 3
    assert site.inbox() == []


def test_what_is_no_registration_stays_in_the_inbox_unread(new_site: NewSite) -> None:
    site = new_site()
    site.deliver(registration(0, body="Hej!\n\nHur lång är parkeringen? Går det bra med elbil?\n"))

    site.run_once()

    assert [one["state"] for one in site.json("messages")] == ["review"]
    assert len(site.inbox()) == 1
    assert site.flags() == {""}


def test_every_message_can_be_found_with_its_reason(new_site: NewSite) -> None:
    site = new_site()
    letters = [
        registration(0),
        registration(1, headers="Auto-Submitted: auto-replied\n"),
        b"no header at all, and no letter either",
        b"",
    ]
    site.deliver(*letters)

    site.run_once()

    messages = site.json("messages")
    assert len(messages) == len(letters)
    assert all(one["reason"] for one in messages if one["state"] != "processed")
