"""What staff are told about why people stand where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailreg.event import Approval, Event
from mailreg.event.values import Offers, SessionWhenFull
from mailreg.extraction import Missing
from mailreg.registration.explain import Group, Standing, explain
from mailreg.registration.values import (
    Application,
    Diet,
    Reason,
    Registration,
    Seats,
    SessionState,
    Status,
)
from tests.unit.registration.cases import (
    CANCELLED,
    CONFIRMED,
    DECLINED,
    EXPIRED,
    INCOMPLETE,
    NOW,
    OFFERED,
    PENDING,
    STARTS,
    WAITLISTED,
    automatic,
    make_event,
    session,
    venue,
)

REFERENCE = "VM-7K4QD"
BY_MACHINE = make_event(approval=Approval.AUTOMATIC, offers=Offers.AUTOMATIC)
NIGHT = datetime(2030, 3, 1, 22, tzinfo=UTC)


def person(number: int, status: Status, **fields: object) -> Registration:
    anna = Registration(number=number, status=status, name=["Anna Ek", "Bo Ek"][number - 1])
    return replace(anna, **fields)  # type: ignore[arg-type]  # any of its fields


def application(*people: Registration) -> Application:
    return Application(
        id=1,
        reference=REFERENCE,
        token="token",
        event="varmote",
        mailbox="desk",
        language="sv",
        contact_name="Anna Ek",
        contact_email="anna.ek@example.org",
        received_at=NOW,
        needs_review=False,
        reasons=(),
        missing=(),
        billing=None,
        is_shadow=False,
        version=1,
        registrations=people,
    )


def told(
    *people: Registration,
    event: Event | None = None,
    seats: Seats | None = None,
    sessions: Mapping[str, Seats] | None = None,
    line: tuple[Group, ...] = (),
    recently_freed: int = 0,
    now: datetime = NOW,
) -> list[str]:
    standing = Standing(
        application=application(*people),
        venue=seats or venue(1),
        sessions=sessions or {},
        line=line,
        recently_freed=recently_freed,
    )
    return list(explain(standing, event or make_event(), now))


def waiting(*before: int, own: int = 1) -> tuple[Group, ...]:
    """The line, with this application at its end."""
    groups = [Group(reference=f"VM-{number}", people=each) for number, each in enumerate(before)]
    return (*groups, Group(reference=REFERENCE, people=own))


def test_pending_names_everything_that_leaves_it_to_staff() -> None:
    claimant = person(1, PENDING, category="delegate")
    standing = Standing(
        application=replace(
            application(claimant, person(2, PENDING)),
            needs_review=True,
            reasons=("same_person", "intent_unclear"),
        ),
        venue=Seats(capacity=10, elsewhere=4, confirmed=5),
        line=(Group(reference="VM-0", people=1),),
    )
    assert explain(standing, make_event(max_people_per_letter=1), NOW) == (
        "Anna Ek and Bo Ek are pending: complete, and waiting for a decision of staff.",
        "A person must look first: same_person and intent_unclear.",
        "It has 2 people, more than one letter may register (max_people_per_letter = 1).",
        "Anna Ek claims the category delegate, which staff grant.",
        'The event leaves every decision to staff (approval = "staff").',
        (
            "There is no room: 2 needed, 1 left (capacity 10, sold elsewhere 4, confirmed 5, "
            "offered 0, held by pending 0)."
        ),
        "1 application on the waiting list: newcomers stay behind those who would fit.",
    )


def test_pending_without_any_doubt_says_that_there_is_room() -> None:
    assert told(person(1, PENDING), event=automatic()) == [
        "Anna Ek is pending: complete, and waiting for a decision of staff.",
        "There is room: 1 needed, 1 left.",
    ]


def test_without_a_limit_there_is_always_room() -> None:
    assert "There is no limit to the seats." in told(person(1, PENDING), seats=venue(None))


def test_incomplete_says_what_is_missing() -> None:
    standing = Standing(
        application=replace(
            application(person(1, INCOMPLETE)), missing=(Missing.NAME, Missing.BILLING_ADDRESS)
        ),
        venue=venue(1),
    )
    assert explain(standing, make_event(), NOW) == (
        "Anna Ek is incomplete: no decision is possible without name and billing address.",
    )


WAITS = "Anna Ek is on the waiting list, number 3 of 3 in the order."
NO_ROOM = (
    "There is no room: 1 needed, 0 left (capacity 0, sold elsewhere 0, confirmed 0, offered 0, "
    "held by pending 0)."
)

# people before, free seats, event, now ▶ what is told of the order
ORDERS = [
    ((1, 1), 0, make_event(), NOW, []),
    (
        (1, 1),
        2,
        make_event(),
        NOW,
        ["Before it, and fitting into 2 free seats: VM-0 (1 person) and VM-1 (1 person)."],
    ),
    (
        (4, 1),
        2,
        make_event(),
        NOW,
        [
            "Before it, and fitting into 2 free seats: VM-1 (1 person).",
            "Passed over, because they do not fit into what is left: VM-0 (4 people).",
            f"It is its turn, and staff make the offers: `mailreg offer {REFERENCE}`.",
        ],
    ),
    (
        (4, 4),
        2,
        BY_MACHINE,
        NOW,
        [
            (
                "Passed over, because they do not fit into what is left: VM-0 (4 people) and"
                " VM-1 (4 people)."
            ),
            "It is its turn: the offer is made at the next look at the clock.",
        ],
    ),
    (
        (4, 4),
        2,
        BY_MACHINE,
        NIGHT,
        [
            (
                "Passed over, because they do not fit into what is left: VM-0 (4 people) and"
                " VM-1 (4 people)."
            ),
            "It is its turn: the offer is made in office hours, next from 2030-03-04 08:00.",
        ],
    ),
    (
        (4, 4),
        2,
        BY_MACHINE,
        STARTS,
        [
            (
                "Passed over, because they do not fit into what is left: VM-0 (4 people) and"
                " VM-1 (4 people)."
            ),
            f"It is its turn, but too late for an offer: `mailreg approve {REFERENCE}`.",
        ],
    ),
]


@pytest.mark.parametrize(("before", "free", "event", "now", "order"), ORDERS)
def test_the_waiting_list_says_who_comes_first_and_who_is_passed_over(
    before: tuple[int, ...], free: int, event: Event, now: datetime, order: list[str]
) -> None:
    line = waiting(*before)
    sentences = told(person(1, WAITLISTED), event=event, seats=venue(free), line=line, now=now)
    room = f"There is room: 1 needed, {free} left." if free else NO_ROOM
    assert sentences == [WAITS, room, *order]


def test_a_group_that_does_not_fit_is_told_that_it_keeps_its_place() -> None:
    people = person(1, WAITLISTED), person(2, WAITLISTED)
    assert told(*people, line=waiting(own=2))[-1] == (
        "Its 2 people stay together and do not fit into what is left; it keeps its place."
    )


def test_seats_that_may_still_be_taken_back_are_not_given_on_by_themselves() -> None:
    sentences = told(person(1, WAITLISTED), event=BY_MACHINE, line=waiting(), recently_freed=1)
    assert sentences[-1] == (
        "1 seat of these came free by a decision that can still be undone and can be offered by"
        " itself only after that."
    )


def test_who_let_an_offer_lapse_is_told_why_the_place_is_the_last() -> None:
    late = person(1, WAITLISTED, queued_at=NOW, lapses=1)
    assert (
        "Anna Ek let an offer lapse and went to the end of the order (2030-03-01 10:00)."
        in told(late, line=waiting(1))
    )


@pytest.mark.parametrize(
    ("standing", "sentence"),
    [
        (
            person(1, OFFERED, offered_until=NOW),
            (
                "Anna Ek is offered a seat until 2030-03-01 10:00; without an answer, back"
                " to the end of the waiting list."
            ),
        ),
        (
            person(1, OFFERED, offered_until=NOW, lapses=1),
            ("Anna Ek is offered a seat until 2030-03-01 10:00; without an answer, it expires."),
        ),
        (person(1, CONFIRMED), "Anna Ek is confirmed."),
        (
            person(1, DECLINED, decline_reason=Reason.FULL),
            "Anna Ek is declined: there was no room.",
        ),
        (
            person(1, DECLINED, decline_reason=Reason.CLOSED),
            "Anna Ek is declined: the letter arrived after the registration had closed.",
        ),
        (
            person(1, DECLINED, decline_reason=Reason.STAFF),
            "Anna Ek is declined: staff said no.",
        ),
        (person(1, CANCELLED, name=None), "Person 1 is cancelled: withdrawn, or replaced."),
        (person(1, EXPIRED, lapses=2), "Anna Ek is expired: two offers lapsed."),
        (person(1, EXPIRED), "Anna Ek is expired: not answered in time."),
    ],
)
def test_what_is_settled_says_why(standing: Registration, sentence: str) -> None:
    assert told(standing) == [sentence]


def test_what_is_left_to_do_comes_first() -> None:
    assert [each.partition(":")[0] for each in told(person(1, CONFIRMED), person(2, DECLINED))] == [
        "Anna Ek is confirmed.",
        "Bo Ek is declined",
    ]


def test_a_conversation_without_registrations_says_so() -> None:
    assert told() == ["Nobody is registered in this conversation."]


FULL = Seats(capacity=20, confirmed=20, waitlisted=3)
ROOM = Seats(capacity=20, confirmed=19)


@pytest.mark.parametrize(
    ("status", "state", "seats", "when_full", "sentence"),
    [
        (
            CONFIRMED,
            SessionState.WAITING,
            FULL,
            SessionWhenFull.WAITLIST,
            "Anna Ek waits for ai: no seat free of 20, 3 waiting.",
        ),
        (
            CONFIRMED,
            SessionState.WISHED,
            FULL,
            SessionWhenFull.ASK,
            (
                "Anna Ek wished for ai: no seat free of 20, 3 waiting; there is nothing with room"
                " to ask for instead, so staff decide."
            ),
        ),
        (
            CONFIRMED,
            SessionState.WISHED,
            FULL,
            SessionWhenFull.STAFF,
            "Anna Ek wished for ai: no seat free of 20, 3 waiting; staff decide.",
        ),
        (
            CONFIRMED,
            SessionState.WISHED,
            FULL,
            SessionWhenFull.WAITLIST,
            (
                "Anna Ek wished for ai: no seat free of 20, 3 waiting; `mailreg approve"
                " VM-7K4QD` gives a place in its order."
            ),
        ),
        (
            CONFIRMED,
            SessionState.WISHED,
            ROOM,
            SessionWhenFull.STAFF,
            "Anna Ek has no seat in ai, which has room: `mailreg approve VM-7K4QD` gives it.",
        ),
        (
            DECLINED,
            SessionState.WISHED,
            FULL,
            SessionWhenFull.STAFF,
            "Anna Ek wished for ai: no seat free of 20, 3 waiting.",
        ),
    ],
)
def test_a_session_that_somebody_has_not_got_is_explained(
    status: Status,
    state: SessionState,
    seats: Seats,
    when_full: SessionWhenFull,
    sentence: str,
) -> None:
    event = make_event(sessions=(session("ai", when_full=when_full),))
    sentences = told(person(1, status, sessions={"ai": state}), event=event, sessions={"ai": seats})
    assert sentences[1:] == [sentence]


@pytest.mark.parametrize("state", [SessionState.GIVEN, SessionState.REFUSED])
def test_a_session_that_is_decided_needs_no_words(state: SessionState) -> None:
    event = make_event(sessions=(session("ai"),))
    one = person(1, CONFIRMED, sessions={"ai": state})
    assert told(one, event=event, sessions={"ai": FULL}) == ["Anna Ek is confirmed."]


@given(
    statuses=st.lists(st.sampled_from(Status), min_size=1, max_size=2),
    free=st.one_of(st.none(), st.integers(0, 3)),
    before=st.lists(st.integers(1, 4), max_size=3),
    event=st.sampled_from([make_event(), BY_MACHINE]),
)
def test_nobody_waits_without_a_reason_and_no_diet_is_ever_told(
    statuses: list[Status], free: int | None, before: list[int], event: Event
) -> None:
    diet = Diet(codes=("celery",), other=("äggula",), stated=True)
    people = [person(number, status, diet=diet) for number, status in enumerate(statuses, 1)]
    waiting_here = statuses.count(WAITLISTED)
    line = waiting(*before, own=waiting_here) if waiting_here else waiting(*before)[:-1]
    sentences = told(*people, event=event, seats=venue(free), line=line)
    assert all(each.endswith(".") for each in sentences)
    assert not any("celery" in each or "äggula" in each for each in sentences)
    for one in people:
        assert any(one.name in each for each in sentences if one.name)
    if waiting_here:
        assert len(sentences) > len(set(statuses))
