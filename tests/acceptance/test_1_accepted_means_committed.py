"""Promise 1: the bytes of a letter are committed before anything changes on the mail server."""

from __future__ import annotations

from tests.acceptance.conftest import NewSite
from tests.acceptance.kill.ending import kill_at
from tests.acceptance.letters import registrations


def test_nothing_has_changed_on_the_server_until_the_letters_are_stored(new_site: NewSite) -> None:
    site = new_site()
    site.deliver(*registrations(2))

    kill_at(site, "storing", 1, "run", "--once")

    assert site.json("messages") == []
    assert len(site.inbox()) == 2
    assert site.flags() == {""}


def test_what_was_stored_is_processed_from_our_own_copy(new_site: NewSite) -> None:
    site = new_site()
    site.deliver(*registrations(2))
    kill_at(site, "stored", 1, "run", "--once")
    assert [one["state"] for one in site.json("messages")] == ["stored", "stored"]

    site.empty_inbox()
    site.run_once()

    assert len(site.json("list")) == 2
    assert len(site.smtp.received) == 2


def test_letters_stay_unread_and_are_moved_as_they_came(new_site: NewSite) -> None:
    site = new_site()
    letters = registrations(2)
    site.deliver(*letters)

    site.run_once()

    assert site.inbox() == []
    assert sorted(site.handled()) == sorted(letters)
    assert site.flags("Handled") == {""}
