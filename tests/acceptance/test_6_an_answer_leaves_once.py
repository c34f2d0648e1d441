"""Promise 6: an answer leaves, and leaves once, however the submission server behaves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.acceptance.altering import run_later
from tests.acceptance.conftest import NewSite
from tests.acceptance.letters import address_of, ids, registration, registrations
from tests.servers.site import Site, eventually
from tests.servers.smtp import Conduct, Point

SOON = timedelta(seconds=30)
LATER = timedelta(minutes=20)
ROUNDS = 6  # more than any of these faults needs


def outbox(site: Site) -> list[tuple[str, bool]]:
    return [(mail["state"], mail["resent"]) for mail in site.json("outbox")]


@pytest.mark.parametrize(
    "conduct",
    [
        Conduct(rcpt="451 4.7.1 Greylisted, come back later"),
        Conduct(rcpt="450 4.2.1 Mailbox busy"),
        Conduct(mail="421 4.3.2 Closing"),
        Conduct(data="451 4.3.0 Not now"),
        Conduct(dot="452 4.3.1 No space"),
        Conduct(drop=Point.MAIL),
        Conduct(drop=Point.RCPT),
        Conduct(drop=Point.DATA),
    ],
    ids=repr,
)
def test_what_was_refused_for_now_leaves_later_once(new_site: NewSite, conduct: Conduct) -> None:
    site = new_site(connections=1)
    site.deliver(*registrations(2))
    site.smtp.expect(conduct)

    site.run_once()
    first = site.json("outbox")[0]
    assert (first["state"], first["attempts"]) == ("deferred", 1)
    assert first["last_reply"]
    run_later(site, LATER)

    assert outbox(site) == [("sent", False), ("sent", False)]
    assert len(site.smtp.received) == 2


def test_a_server_that_greylists_everybody_gets_every_answer(new_site: NewSite) -> None:
    site = new_site()
    site.smtp.greylists = True
    site.deliver(*registrations(6))

    site.run_once()
    for number in range(1, ROUNDS):
        run_later(site, LATER * number)

    assert outbox(site) == [("sent", False)] * 6
    assert len(site.smtp.received) == 6


def test_a_refusal_for_good_is_shown_and_staff_can_send_again(new_site: NewSite) -> None:
    site = new_site()
    site.deliver(*registrations(3))
    site.smtp.expect_for(address_of(1), Conduct(rcpt="554 5.7.1 No such user here"))

    site.run_once()
    states = {mail["to"]: mail for mail in site.json("outbox")}
    refused = states[address_of(1)]
    assert (refused["state"], refused["reason"]) == ("failed", "refused")
    assert "No such user here" in refused["last_reply"]
    assert len(site.smtp.received) == 2

    site.mailreg("resend", str(refused["id"]))
    site.run_once()

    assert {mail["state"] for mail in site.json("outbox")} == {"sent"}
    assert len(site.smtp.received) == 3


@pytest.mark.parametrize(
    ("point", "copies"), [(Point.CONTENT, 1), (Point.BEFORE_DOT, 1), (Point.AFTER_DOT, 2)]
)
def test_a_lost_answer_after_data_is_sent_once_more_under_the_same_id(
    new_site: NewSite, point: Point, copies: int
) -> None:
    site = new_site()
    site.deliver(registration(0))
    site.smtp.expect(Conduct(drop=point))

    site.run_once()
    run_later(site, SOON)
    run_later(site, LATER)

    assert outbox(site) == [("sent", True)]
    written = site.json("outbox")[0]["message_id"]
    assert ids(mail.content for mail in site.smtp.received) == {written: copies}


def test_an_answer_lost_twice_is_unknown_until_staff_send_it(new_site: NewSite) -> None:
    site = new_site()
    site.deliver(registration(0))
    site.smtp.expect(Conduct(drop=Point.AFTER_DOT), Conduct(drop=Point.AFTER_DOT))

    site.run_once()
    run_later(site, SOON)
    run_later(site, LATER)
    assert outbox(site) == [("unknown", True)]
    assert len(site.smtp.received) == 2

    site.mailreg("resend", str(site.json("outbox")[0]["id"]))
    site.run_once()

    assert outbox(site) == [("sent", True)]
    assert len(ids(mail.content for mail in site.smtp.received)) == 1


def test_connections_are_reused(new_site: NewSite) -> None:
    site = new_site(connections=2)
    site.deliver(*registrations(12))

    site.run_once()

    assert len(site.smtp.received) == 12
    assert site.smtp.connections <= 2


def test_a_link_that_was_cut_while_idle_costs_nothing(new_site: NewSite) -> None:
    site = new_site()
    daemon = site.start()
    site.deliver(registration(0))
    site.smtp.wait_for(1, 30)
    site.smtp.hang_up()
    site.deliver(registration(1))
    site.smtp.wait_for(2, 30)
    eventually(lambda: outbox(site) == [("sent", False)] * 2, "both are recorded as sent")

    assert daemon.stop() == 0


def test_an_answer_is_copied_to_the_sent_folder(new_site: NewSite) -> None:
    site = new_site()
    site.deliver(*registrations(2))

    site.run_once()

    assert ids(site.saved()) == ids(mail.content for mail in site.smtp.received)
