"""The waiting list: its order, offers by staff and by the machine, and how they lapse."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mailreg.event import Approval, Event, Offers, WhenFull
from mailreg.registration.values import Refusal, Verb
from mailreg.service import administration
from mailreg.service.adding import Caller, add_caller
from mailreg.service.clock import look_at_the_clock
from mailreg.service.explaining import explain
from mailreg.service.figures import NewFigure, set_figure
from mailreg.service.messages import release, resend
from mailreg.service.policy import Limits, Mode
from tests.integration.service.conftest import NewOffice
from tests.integration.service.hall import GROUP
from tests.integration.service.letters import letter, letters
from tests.integration.service.office import STARTS, UNDO, Office, make_event, text_of
from tests.servers.smtp import Conduct

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
UNTIL = datetime(2030, 3, 4, 9, tzinfo=UTC)  # three days after the fixture's morning, a Monday
NIGHT = datetime(2030, 3, 1, 22, tzinfo=UTC)


def full(capacity: int = 1, **more: Any) -> Event:
    """An event that confirms and queues by itself."""
    return make_event(
        capacity=capacity, approval=Approval.AUTOMATIC, when_full=WhenFull.WAITLIST, **more
    )


def look(office: Office, *, after: timedelta = timedelta()) -> int:
    office.clock.advance(after)
    return look_at_the_clock(office.desk)


def tell(office: Office) -> None:
    """The undo time passes, and the mail of the last decision leaves."""
    office.clock.advance(UNDO)
    office.send_due()


def test_an_offer_needs_room_and_tells_until_when_it_holds(new_office: NewOffice) -> None:
    office = new_office(full())
    office.take_in(*letters(2))
    first, second = office.references()
    assert office.statuses() == ["confirmed", "waitlisted"]

    refusal = office.act(Verb.OFFER, second)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "no_room"
    office.decide(Verb.CANCEL, first)
    office.decide(Verb.OFFER, second)

    assert office.statuses() == ["cancelled", "offered"]
    assert office.cases()[1].registrations[0].offered_until == UNTIL
    assert "till måndag 4 mars 2030 kl. 10.00" in office.said("offered")
    assert office.fates()[-1] == ("offered", "held", "undo")


def test_an_offered_seat_is_nobody_elses(new_office: NewOffice) -> None:
    office = new_office(full())
    office.take_in(*letters(3))
    first, second, third = office.references()
    office.decide(Verb.CANCEL, first)
    office.decide(Verb.OFFER, second)

    refusal = office.act(Verb.APPROVE, third)

    assert isinstance(refusal, Refusal)
    assert refusal.code == "no_room"
    office.decide(Verb.APPROVE, second)
    assert office.statuses() == ["cancelled", "confirmed", "waitlisted"]


def test_an_offer_lapses_to_the_end_of_the_order_and_the_second_time_for_good(
    new_office: NewOffice,
) -> None:
    office = new_office(full())
    office.take_in(*letters(3))
    first, second, third = office.references()
    office.decide(Verb.CANCEL, first)
    office.decide(Verb.OFFER, second)
    assert "number 1 of 1" in explain(office.desk, third)[0]
    tell(office)

    assert look(office, after=3 * DAY - UNDO - timedelta(seconds=1)) == 0
    assert look(office, after=timedelta(seconds=1)) == 1

    assert office.statuses() == ["cancelled", "waitlisted", "waitlisted"]
    assert "number 2 of 2" in explain(office.desk, second)[0]
    assert "let an offer lapse" in " ".join(explain(office.desk, second))
    office.decide(Verb.OFFER, second)
    tell(office)
    assert look(office, after=4 * DAY) == 1
    assert office.statuses() == ["cancelled", "expired", "waitlisted"]
    assert "two offers lapsed" in explain(office.desk, second)[0]


def offered_but_held(new_office: NewOffice, why: str) -> Office:
    """Somebody is offered a seat, and the mail that says so waits."""
    office = new_office(full(offers=Offers.AUTOMATIC if why == "limit" else Offers.STAFF))
    office.restart(connections=1)
    office.take_in(*letters(2))
    office.send_due()
    office.decide(Verb.CANCEL, office.references()[0])
    if why == "limit":
        office.restart(limits=Limits(automatic_per_address_per_day=1))
        assert look(office, after=UNDO) == 1
    elif why == "pause":
        office.decide(Verb.OFFER, office.references()[1])
        administration.pause(office.desk, None, by="karin")
    else:
        office.restart(mode=Mode(why))
        office.decide(Verb.OFFER, office.references()[1])
    return office


def told(office: Office) -> bytes:
    """What the second applicant heard last."""
    return office.smtp.received_by("p1@solby.example")[-1].content


def let_go(office: Office, why: str) -> None:
    if why == "pause":
        administration.resume(office.desk, None, by="karin")
    else:
        assert release(office.desk, office.mails()[-1].id)


@pytest.mark.parametrize("why", ["limit", "hold", "pause"])
def test_the_time_of_an_offer_runs_from_when_its_mail_leaves(
    new_office: NewOffice, why: str
) -> None:
    office = offered_but_held(new_office, why)
    reference = office.references()[1]
    assert look(office, after=4 * DAY) == 0
    assert "its time runs from when the mail leaves" in explain(office.desk, reference)[-1]
    let_go(office, why)
    assert look(office) == 0
    office.send_due()

    until = office.cases()[1].registrations[0].offered_until
    assert until is not None
    assert (until - office.clock()) == 3 * DAY
    assert "till fredag 8 mars 2030 kl. 10." in text_of(told(office))
    assert len(explain(office.desk, reference)) == 1
    office.clock.now = until - timedelta(seconds=1)
    assert look(office) == 0
    look(office, after=timedelta(seconds=1))
    assert office.cases()[1].registrations[0].lapses == 1


def test_an_offer_is_sent_once_and_as_it_was_written_where_it_leaves_in_time(
    new_office: NewOffice,
) -> None:
    office = offered_but_held(new_office, "hold")
    written = office.mails()[-1].content
    let_go(office, "hold")

    office.send_due()

    assert told(office) == written
    office.clock.advance(DAY)
    assert resend(office.desk, office.mails()[-1].id)
    office.send_due()
    assert told(office) == written
    assert office.cases()[1].registrations[0].offered_until == UNTIL


def test_an_offer_that_nobody_could_answer_any_more_never_leaves(new_office: NewOffice) -> None:
    office = offered_but_held(new_office, "hold")
    office.clock.now = STARTS - HOUR / 2
    let_go(office, "hold")

    office.send_due()

    assert office.fates()[-1] == ("offered", "cancelled", "too_late")
    assert look(office) == 1
    assert office.statuses() == ["cancelled", "waitlisted"]


def test_an_offer_that_lapses_at_the_last_hour_unsent_never_leaves(new_office: NewOffice) -> None:
    office = offered_but_held(new_office, "hold")
    office.clock.now = STARTS - HOUR

    assert look(office) == 1

    assert office.fates()[-1][:2] == ("offered", "cancelled")
    assert office.statuses() == ["cancelled", "waitlisted"]


def test_an_offer_made_in_shadow_keeps_its_seat_until_staff_make_it_anew(
    new_office: NewOffice,
) -> None:
    office = offered_but_held(new_office, "shadow")
    reference = office.references()[1]

    assert look(office, after=4 * DAY) == 0

    assert f"`mailreg undo {reference}`" in explain(office.desk, reference)[-1]
    office.restart(mode=Mode.LIVE)
    office.decide(Verb.UNDO, reference)
    office.decide(Verb.OFFER, reference)
    assert office.fates()[-1] == ("offered", "held", "undo")


def test_a_mail_that_the_server_refuses_keeps_no_seat(new_office: NewOffice) -> None:
    office = offered_but_held(new_office, "hold")
    let_go(office, "hold")
    office.smtp.expect(Conduct(rcpt="550 5.1.1 nobody"))
    office.send_due()
    assert office.fates()[-1][:2] == ("offered", "failed")

    assert look(office, after=3 * DAY) == 1

    assert office.statuses() == ["cancelled", "waitlisted"]


def test_the_machine_offers_in_order_after_the_undo_time_and_in_office_hours(
    new_office: NewOffice,
) -> None:
    office = new_office(full(offers=Offers.AUTOMATIC))
    office.take_in(*letters(3))
    office.decide(Verb.CANCEL, office.references()[0])

    assert look(office) == 0
    assert "can still be undone" in " ".join(explain(office.desk, office.references()[1]))
    office.clock.now = NIGHT
    assert look(office) == 0
    assert "office hours" in " ".join(explain(office.desk, office.references()[1]))
    assert look(office, after=timedelta(days=2, hours=10)) == 1

    assert office.statuses() == ["cancelled", "offered", "waitlisted"]
    assert office.fates()[-1] == ("offered", "queued", None)
    assert look(office) == 0


def test_a_group_that_does_not_fit_is_passed_over_and_keeps_its_place(
    new_office: NewOffice,
) -> None:
    office = new_office(full(offers=Offers.AUTOMATIC))
    first, alone = letters(2)
    office.take_in(first)
    office.take_in(letter(GROUP), alone)
    office.decide(Verb.CANCEL, office.references()[0])

    office.clock.advance(UNDO)
    assert "keeps its place" in " ".join(explain(office.desk, office.references()[1]))
    assert look(office) == 1

    assert office.statuses() == ["cancelled", "waitlisted", "waitlisted", "offered"]


def test_of_a_group_that_may_be_parted_as_many_as_fit_are_offered_a_seat(
    new_office: NewOffice,
) -> None:
    office = new_office(full(offers=Offers.AUTOMATIC))
    first, alone = letters(2)
    office.take_in(first)
    parted = GROUP.replace(
        "Fakturaadress:", "Vi kan komma även om bara en får plats.\n\nFakturaadress:"
    )
    office.take_in(letter(parted), alone)
    assert office.cases()[1].may_be_parted
    office.decide(Verb.CANCEL, office.references()[0])

    office.clock.advance(UNDO)
    reference = office.references()[1]
    assert "1 seat for 2 people" in " ".join(explain(office.desk, reference))
    assert look(office) == 1

    assert office.statuses() == ["cancelled", "offered", "waitlisted", "waitlisted"]
    assert "Anna Berg erbjuds en plats" in office.said("outcome")
    assert "Erik Dahl står på väntelistan" in office.said("outcome")


def test_a_newcomer_joins_behind_who_waits(new_office: NewOffice) -> None:
    office = new_office(full())
    office.take_in(*letters(2))
    office.decide(Verb.CANCEL, office.references()[0])

    office.take_in(*letters(3)[2:])

    assert office.statuses() == ["cancelled", "waitlisted", "waitlisted"]


def test_the_place_is_told_only_where_the_event_says_so(new_office: NewOffice) -> None:
    office = new_office(full(capacity=0, show_position=True))
    office.take_in(*letters(2))

    assert "nummer 2" in office.said("waitlisted")
    office.restart(events={"varmote": full(capacity=0)})
    office.take_in(*letters(3)[2:])
    assert "nummer" not in office.said("waitlisted")


@pytest.mark.parametrize("silence", ["shadow", "hold", "pause"])
def test_nothing_is_offered_by_itself_while_no_mail_leaves(
    new_office: NewOffice, silence: str
) -> None:
    office = new_office(full(offers=Offers.AUTOMATIC))
    office.take_in(*letters(2))
    office.decide(Verb.CANCEL, office.references()[0])
    if silence == "pause":
        administration.pause(office.desk, None, by="karin")
    else:
        office.restart(mode=Mode(silence))

    assert look(office, after=HOUR) == 0

    assert office.statuses() == ["cancelled", "waitlisted"]
    office.restart(mode=Mode.LIVE)
    administration.resume(office.desk, None, by="karin")
    assert look(office) == 1


def test_who_has_no_address_is_left_to_staff_and_holds_up_nobody(new_office: NewOffice) -> None:
    office = new_office(full(offers=Offers.AUTOMATIC))
    first, last = letters(2)
    office.take_in(first)
    caller = Caller(event="varmote", name="Bo Ek", email=None, is_confirmed=False)
    add_caller(office.desk, caller, by="karin")
    office.decide(Verb.WAITLIST, office.references()[1])
    office.clock.advance(HOUR)
    office.take_in(last)
    office.decide(Verb.CANCEL, office.references()[0])

    assert look(office, after=UNDO) == 1

    assert office.statuses() == ["cancelled", "waitlisted", "offered"]
    assert "no address" in " ".join(explain(office.desk, office.references()[1]))


def test_undo_of_an_offer_keeps_the_place(new_office: NewOffice) -> None:
    office = new_office(full())
    office.take_in(*letters(3))
    first, second, _ = office.references()
    office.decide(Verb.CANCEL, first)
    office.decide(Verb.OFFER, second)

    office.decide(Verb.UNDO, second)

    assert "number 1 of 2" in explain(office.desk, second)[0]
    assert office.fates()[-1] == ("offered", "cancelled", "undone")


def test_a_lowered_capacity_takes_no_offer_away(new_office: NewOffice) -> None:
    office = new_office(full())
    office.take_in(*letters(2))
    office.decide(Verb.CANCEL, office.references()[0])
    office.decide(Verb.OFFER, office.references()[1])

    seats = set_figure(office.desk, NewFigure(event="varmote", session=None, capacity=0), by="bo")

    assert (seats.over, seats.offered, seats.free) == (1, 1, 0)
    assert look(office) == 0


def test_within_the_last_hour_nothing_can_be_offered(new_office: NewOffice) -> None:
    office = new_office(full())
    office.take_in(*letters(2))
    office.decide(Verb.CANCEL, office.references()[0])
    office.clock.now = STARTS - HOUR / 2

    refusal = office.act(Verb.OFFER, office.references()[1])

    assert isinstance(refusal, Refusal)
    assert refusal.code == "too_late"
