"""Promise 2: a letter is one application and one answer, however often it is met."""

from __future__ import annotations

from tests.acceptance.conftest import NewSite
from tests.acceptance.letters import registration, registrations
from tests.servers.site import Site, eventually


def assert_one_each(site: Site, count: int) -> None:
    assert len(site.json("list")) == count
    assert len(site.json("outbox")) == count
    assert len(site.smtp.received) == count


def test_a_changed_uidvalidity_and_a_replayed_mailbox_change_nothing(new_site: NewSite) -> None:
    site = new_site()
    letters = registrations(3)
    site.deliver(*letters)
    site.run_once()

    site.change_uidvalidity()
    site.deliver(*letters)
    site.run_once()

    assert_one_each(site, 3)
    assert site.inbox() == []


def test_a_copy_through_an_alias_is_the_same_letter(new_site: NewSite) -> None:
    site = new_site()
    letter = registration(0)
    site.deliver(letter, b"Received: from alias.example by mx.example.org\r\n" + letter)

    site.run_once()

    assert_one_each(site, 1)
    states = [(one["state"], one["reason"]) for one in site.json("messages")]
    assert states == [("processed", None), ("ignored", "duplicate:1")]


def test_a_copy_in_a_second_mailbox_is_the_same_letter(new_site: NewSite) -> None:
    site = new_site(user="first-of-two")
    other = {
        "name": "second",
        "address": "anmalan@example.org",
        "host": "127.0.0.1",
        "port": site.imap.tls_port,
        "username": "second-of-two",
        "password": "secret",
        "ca_file": str(site.imap.ca_file),
        "start": "all",
        "poll_seconds": 1,
    }
    site.configure(more_mailboxes=[other], second_event="other", second_mailbox="second")
    letter = registration(0)
    site.deliver(letter)
    site.imap.deliver("second-of-two", b"Received: from mx by mx2.example.org\r\n" + letter)

    site.run_once()

    assert_one_each(site, 1)


def test_the_same_message_id_on_another_letter_is_another_letter(new_site: NewSite) -> None:
    site = new_site()
    forged = registration(1).replace(b"efteranmalan-1@", b"efteranmalan-0@")
    site.deliver(registration(0), forged)

    site.run_once()

    assert_one_each(site, 2)


def test_a_letter_that_comes_back_into_the_inbox_is_filed_again(new_site: NewSite) -> None:
    site = new_site()
    letter = registration(0)
    site.deliver(letter)
    site.run_once()

    site.deliver(letter)
    site.run_once()

    assert_one_each(site, 1)
    assert site.inbox() == []
    assert len(site.handled()) == 2


def test_two_daemons_on_one_mailbox_and_database_do_no_harm(new_site: NewSite) -> None:
    site = new_site()
    first, second = site.start(wait=False), site.start()
    letters = registrations(20)
    for letter in letters:
        site.deliver(letter)

    eventually(lambda: len(site.smtp.received) >= 20, "every letter is answered")
    eventually(lambda: not site.inbox(), "every letter is filed")

    assert [first.stop(), second.stop()] == [0, 0]
    assert_one_each(site, 20)
    assert sorted(site.handled()) == sorted(letters)
