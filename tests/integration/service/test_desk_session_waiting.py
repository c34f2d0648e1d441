"""Those who have a seat and wait for a session: in order, by the machine or by staff."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mailreg.event import Event, Offers, SessionWhenFull
from mailreg.registration.values import Verb
from mailreg.service import administration
from mailreg.service.clock import look_at_the_clock
from mailreg.service.explaining import explain
from mailreg.service.figures import NewFigure, set_figure
from mailreg.store import applications
from tests.integration.service.conftest import NewOffice
from tests.integration.service.hall import hall, wishing
from tests.integration.service.office import UNDO, Office

WAITLIST = SessionWhenFull.WAITLIST
NIGHT = timedelta(hours=13)  # from the fixture's morning


def queue(offers: Offers = Offers.AUTOMATIC) -> Event:
    """One seat in `ai`, and an order of those who wait for it."""
    return hall(ai=1, when_full=WAITLIST, offers=offers)


def fill(office: Office) -> list[str]:
    """Anna has the seat, Bo and Cecilia wait for it; all of them have been told."""
    office.restart(connections=1)
    office.take_in(*(wishing(name, "ai") for name in ("Anna Ek", "Bo Ek", "Cecilia Ek")))
    for reference in office.references():
        office.decide(Verb.APPROVE, reference)
    assert office.sessions() == [{"ai": "given"}, {"ai": "waiting"}, {"ai": "waiting"}]
    assert "vi hör av oss om en plats blir ledig" in office.said("confirmed")
    office.clock.advance(UNDO)
    office.send_due()
    return office.references()


def look(office: Office, *, after: timedelta = timedelta()) -> int:
    office.clock.advance(after)
    return look_at_the_clock(office.desk)


def waiting(office: Office) -> list[str]:
    return [each["ai"] for each in office.sessions()]


def test_a_freed_seat_of_a_session_is_given_to_who_has_waited_longest(
    new_office: NewOffice,
) -> None:
    office = new_office(queue())
    first, second, _ = fill(office)
    office.decide(Verb.CANCEL, first)

    assert look(office) == 0
    assert waiting(office) == ["wished", "waiting", "waiting"]
    assert look(office, after=UNDO) == 1

    assert waiting(office) == ["wished", "given", "waiting"]
    assert office.fates()[-1] == ("updated", "queued", None)
    assert "Artificiell intelligens: plats" in office.said("updated")
    with office.desk.database.reading() as tx:
        step = applications.history(tx, office.cases()[1].id)[-1]
    assert (step.by, step.action, step.outbox_id) == ("mailreg", "given", office.mails()[-1].id)
    assert look(office) == 0
    assert office.cases()[1].reference == second


def test_more_seats_are_given_in_order_at_once(new_office: NewOffice) -> None:
    office = new_office(queue())
    fill(office)

    set_figure(office.desk, NewFigure(event="varmote", session="ai", capacity=3), by="karin")

    assert look(office) == 2
    assert waiting(office) == ["given", "given", "given"]


def test_a_seat_waits_while_staff_may_take_back_what_they_told_the_next(
    new_office: NewOffice,
) -> None:
    office = new_office(queue())
    fill(office)
    office.take_in(wishing("David Ek", "ai"))
    set_figure(office.desk, NewFigure(event="varmote", session="ai", capacity=2), by="karin")
    look(office)
    assert waiting(office) == ["given", "given", "waiting", "wished"]
    office.decide(Verb.APPROVE, office.references()[3])
    office.decide(Verb.CANCEL, office.references()[2])
    set_figure(office.desk, NewFigure(event="varmote", session="ai", capacity=3), by="karin")

    assert look(office) == 0
    assert look(office, after=UNDO) == 1
    assert waiting(office) == ["given", "given", "wished", "given"]


@pytest.mark.parametrize("why", ["staff", "night", "pause"])
def test_nothing_is_given_by_itself_where_no_seat_would_be_offered(
    new_office: NewOffice, why: str
) -> None:
    office = new_office(queue(Offers.STAFF if why == "staff" else Offers.AUTOMATIC))
    first, second, third = fill(office)
    office.decide(Verb.CANCEL, first)
    if why == "pause":
        administration.pause(office.desk, None, by="karin")

    assert look(office, after=NIGHT if why == "night" else UNDO) == 0

    assert waiting(office) == ["wished", "waiting", "waiting"]
    says = " ".join(explain(office.desk, second))
    assert "number 1 of 2 in its order" in says
    assert f"`mailreg approve {second}`" in says
    assert ("paused" in says) is (why == "pause")
    assert "number 2 of 2 in its order" in " ".join(explain(office.desk, third))
    office.decide(Verb.APPROVE, second)
    assert waiting(office) == ["wished", "given", "waiting"]


def test_a_newcomer_never_overtakes_who_waits_for_a_session(new_office: NewOffice) -> None:
    office = new_office(queue())
    first, *_ = fill(office)
    office.decide(Verb.CANCEL, first)
    office.take_in(wishing("David Ek", "ai"))

    office.decide(Verb.APPROVE, office.references()[3])

    assert waiting(office) == ["wished", "waiting", "waiting", "waiting"]
