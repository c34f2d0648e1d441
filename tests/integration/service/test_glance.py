"""How the desk stands: numbers that are kept while nothing has changed, and never longer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from mailreg.registration.values import StaffAction, Verb
from mailreg.service.deciding import decide_case
from mailreg.service.figures import NewFigure, set_figure
from mailreg.service.glance import Lookout
from mailreg.service.queue import Tab
from mailreg.store import journal
from mailreg.store.installation import pause
from tests.integration.asked import statements
from tests.integration.service.letters import letters
from tests.integration.service.office import Office

UNCHANGED = 1  # question: whether anything has


def approve(office: Office) -> None:
    (case, *_) = office.cases()
    decide_case(office.desk, case.reference, StaffAction(verb=Verb.APPROVE), by="karin")


def stop(office: Office) -> None:
    with office.desk.database.transaction() as tx:
        pause(tx, None, by="karin", at=office.desk.clock())


def set_seats(office: Office) -> None:
    (slug, *_) = office.desk.events
    set_figure(office.desk, NewFigure(event=slug, session=None, capacity=1), by="karin")


CHANGES: dict[str, Callable[[Office], None]] = {
    "decision": approve,
    "pause": stop,
    "figure": set_seats,
    "letter": lambda office: office.take_in(letters(3)[2]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_has_changed_is_counted_anew(office: Office, change: str) -> None:
    office.take_in(*letters(2))
    lookout = Lookout(office.desk)
    before = lookout.glance(event=None)
    CHANGES[change](office)
    after = lookout.glance(event=None)
    assert after.figures != before.figures
    assert after == Lookout(office.desk).glance(event=None)


def test_what_has_not_changed_is_asked_for_once(office: Office) -> None:
    office.take_in(*letters(2))
    lookout = Lookout(office.desk)
    first = lookout.glance(event=None)
    with statements(office.desk.database) as asked:
        assert lookout.glance(event=None) == first
    assert len([one for one in asked if one.startswith("SELECT")]) == UNCHANGED


def test_each_event_has_counts_of_its_own(office: Office) -> None:
    office.take_in(*letters(2))
    lookout = Lookout(office.desk)
    (slug, *_) = office.desk.events
    numbers = [
        lookout.glance(event=event).figures.counts.tabs[Tab.DECIDE] for event in (None, slug, "no")
    ]
    assert numbers == [2, 2, 0]


def test_the_last_contact_of_a_server_is_that_of_a_second_ago_at_most(office: Office) -> None:
    lookout = Lookout(office.desk)
    (name, *_) = office.desk.postboxes
    for error in (None, "no route"):
        with office.desk.database.transaction() as tx:
            journal.touch(tx, name, now=office.desk.clock(), error=error)
        office.clock.advance(timedelta(seconds=1))
        assert lookout.glance(event=None).contacts.mailboxes[name].error == error
