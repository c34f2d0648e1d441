"""Sessions: what staff and letters bring about in them, and what replies say of them."""

from __future__ import annotations

import pytest

from mailreg.errors import BadRequest
from mailreg.event import Approval, Choice, Question, QuestionType, SessionWhenFull
from mailreg.registration.values import Refusal, Verb
from mailreg.service.explaining import explain
from mailreg.service.figures import NewFigure, set_figure
from mailreg.service.views import show_case, status
from mailreg.store.figures import figure_history
from tests.integration.service.conftest import NewOffice
from tests.integration.service.hall import hall, wishing
from tests.integration.service.office import UNDO, Office

ASK, WAITLIST, STAFF = SessionWhenFull
YES_NO = tuple(Choice(key=key, name={"sv": key}) for key in ("yes", "no"))


def approve_all(office: Office) -> None:
    for reference in office.references():
        office.decide(Verb.APPROVE, reference)


def pool(office: Office, key: str) -> object:
    """What `status` says of a session."""
    events = status(office.desk)["events"]
    assert isinstance(events, dict)
    return {
        name: events["varmote"]["sessions"][key][name] for name in ("given", "waiting", "wished")
    }


def test_a_seat_comes_with_the_session_wished_for_first(new_office: NewOffice) -> None:
    office = new_office(hall(ai=1))
    office.take_in(wishing("Anna Ek", "ai", "vard"))
    assert office.sessions() == [{"ai": "wished", "vard": "wished"}]
    assert pool(office, "ai") == {"given": 0, "waiting": 0, "wished": 1}

    office.decide(Verb.APPROVE)

    assert office.sessions() == [{"ai": "given", "vard": "wished"}]
    assert pool(office, "ai") == {"given": 1, "waiting": 0, "wished": 0}
    assert "Artificiell intelligens: plats" in office.said("confirmed")


def test_a_full_first_wish_gives_way_to_the_second(new_office: NewOffice) -> None:
    office = new_office(hall(ai=0))
    office.take_in(wishing("Anna Ek", "ai", "vard"))

    office.decide(Verb.APPROVE)

    assert office.sessions() == [{"ai": "wished", "vard": "given"}]


@pytest.mark.parametrize(
    ("when_full", "state", "says", "is_full"),
    [
        (ASK, "wished", "Vad vill du ha i stället för Artificiell intelligens?", False),
        (WAITLIST, "waiting", "Du står på väntelistan dit", False),
        (STAFF, "wished", "Önskemålet står kvar, men räkna inte med någon plats där", True),
    ],
)
def test_a_full_session_never_costs_the_seat_at_the_venue(
    new_office: NewOffice, when_full: SessionWhenFull, state: str, says: str, is_full: bool
) -> None:
    office = new_office(hall(ai=0, when_full=when_full))
    office.take_in(wishing("Anna Ek", "ai"))

    office.decide(Verb.APPROVE)

    assert office.statuses() == ["confirmed"]
    assert office.sessions() == [{"ai": state}]
    assert office.case().registrations[0].full is is_full
    assert says in office.said("confirmed")
    assert ("- Nära vård" in office.said("confirmed")) is (when_full is ASK)


def test_what_is_full_as_well_is_no_choice(new_office: NewOffice) -> None:
    office = new_office(hall(ai=0, vard=0, when_full=ASK))
    office.take_in(wishing("Anna Ek", "ai"))

    office.decide(Verb.APPROVE)

    assert "Nära vård" not in office.said("confirmed")
    assert "i stället" not in office.said("confirmed")
    assert "Artificiell intelligens: fullt" in office.said("confirmed")
    assert "räkna inte med någon plats där" in office.said("confirmed")
    assert office.case().registrations[0].full
    assert "so staff decide" in " ".join(explain(office.desk, office.case().reference))


def test_a_full_first_wish_is_told_where_the_second_was_given(new_office: NewOffice) -> None:
    office = new_office(hall(ai=0, when_full=ASK))
    office.take_in(wishing("Anna Ek", "ai", "vard"))

    office.decide(Verb.APPROVE)

    told = office.said("confirmed")
    assert "Artificiell intelligens: fullt" in told
    assert "Nära vård: plats" in told
    assert "räkna inte" not in told


def test_a_full_session_that_others_could_replace_is_explained_as_asked(
    new_office: NewOffice,
) -> None:
    office = new_office(hall(ai=0, when_full=ASK))
    office.take_in(wishing("Anna Ek", "ai"))

    office.decide(Verb.APPROVE)

    assert "asked which other session" in " ".join(explain(office.desk, office.case().reference))


def test_a_letter_that_is_confirmed_by_the_machine_is_asked_too(new_office: NewOffice) -> None:
    office = new_office(hall(ai=0, when_full=ASK, approval=Approval.AUTOMATIC))

    office.take_in(wishing("Anna Ek", "ai"))

    assert office.statuses() == ["confirmed"]
    assert "i stället för Artificiell intelligens" in office.said("confirmed")


def test_approving_again_gives_what_became_free(new_office: NewOffice) -> None:
    office = new_office(hall(ai=1, when_full=WAITLIST))
    office.take_in(wishing("Anna Ek", "ai"), wishing("Bo Ek", "ai"))
    approve_all(office)
    office.clock.advance(UNDO)
    office.send_due()
    first, second = office.references()
    assert office.sessions() == [{"ai": "given"}, {"ai": "waiting"}]
    refusal = office.act(Verb.APPROVE, second)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "not_allowed"

    office.decide(Verb.CANCEL, first)
    assert office.sessions() == [{"ai": "wished"}, {"ai": "waiting"}]
    office.decide(Verb.APPROVE, second)

    assert office.sessions() == [{"ai": "wished"}, {"ai": "given"}]
    assert office.fates()[-1] == ("updated", "held", "undo")
    assert "Artificiell intelligens: plats" in office.said("updated")


def test_a_confirmation_that_has_not_left_is_not_replaced_by_a_mere_change(
    new_office: NewOffice,
) -> None:
    office = new_office(hall(ai=0, when_full=WAITLIST))
    office.take_in(wishing("Anna Ek", "ai"))
    office.decide(Verb.APPROVE)
    set_figure(office.desk, NewFigure(event="varmote", session="ai", capacity=1), by="karin")

    office.decide(Verb.APPROVE)

    assert [fate[:2] for fate in office.fates()[1:]] == [
        ("confirmed", "cancelled"),
        ("confirmed", "held"),
    ]
    assert "Artificiell intelligens: plats" in office.said("confirmed")
    office.decide(Verb.UNDO)
    assert [fate[:2] for fate in office.fates()[1:]] == [
        ("confirmed", "held"),
        ("confirmed", "cancelled"),
    ]


def test_undo_gives_the_session_back_where_it_is_still_there(new_office: NewOffice) -> None:
    office = new_office(hall(ai=1))
    office.take_in(wishing("Anna Ek", "ai"), wishing("Bo Ek", "ai"))
    first, second = office.references()
    office.decide(Verb.APPROVE, first)

    office.decide(Verb.CANCEL, first)
    office.decide(Verb.UNDO, first)
    assert office.sessions() == [{"ai": "given"}, {"ai": "wished"}]

    office.decide(Verb.CANCEL, first)
    office.decide(Verb.APPROVE, second)
    office.decide(Verb.UNDO, first)

    assert office.statuses() == ["confirmed", "confirmed"]
    assert office.sessions() == [{"ai": "wished"}, {"ai": "given"}]


def test_undo_of_an_update_takes_the_session_back(new_office: NewOffice) -> None:
    office = new_office(hall(ai=0))
    office.take_in(wishing("Anna Ek", "ai"))
    office.decide(Verb.APPROVE)
    office.clock.advance(UNDO)
    office.send_due()
    set_figure(office.desk, NewFigure(event="varmote", session="ai", capacity=1), by="karin")
    office.decide(Verb.APPROVE)
    assert office.sessions() == [{"ai": "given"}]

    office.decide(Verb.UNDO)

    assert office.sessions() == [{"ai": "wished"}]
    assert office.fates()[-1] == ("updated", "cancelled", "undone")


def test_a_lowered_capacity_takes_nothing_away_and_is_shown(new_office: NewOffice) -> None:
    office = new_office(hall(ai=2))
    office.take_in(wishing("Anna Ek", "ai"), wishing("Bo Ek", "ai"))
    approve_all(office)

    session = set_figure(
        office.desk, NewFigure(event="varmote", session="ai", capacity=1), by="karin"
    )
    venue = set_figure(office.desk, NewFigure(event="varmote", session=None, capacity=1), by="bo")

    assert (session.over, session.free, venue.over) == (1, 0, 1)
    assert office.sessions() == [{"ai": "given"}, {"ai": "given"}]
    assert office.statuses() == ["confirmed", "confirmed"]
    with office.desk.database.reading() as tx:
        history = [
            (key, figure.capacity, figure.by) for key, figure in figure_history(tx, "varmote")
        ]
    assert history == [("ai", 1, "karin"), (None, 1, "bo")]


@pytest.mark.parametrize(
    ("session", "capacity", "says"),
    [("tour", 3, "No session 'tour'"), (None, None, "--capacity"), (None, -1, "not negative")],
)
def test_a_figure_that_cannot_be_is_refused(
    new_office: NewOffice, session: str | None, capacity: int | None, says: str
) -> None:
    office = new_office(hall())

    with pytest.raises(BadRequest, match=says):
        set_figure(
            office.desk, NewFigure(event="varmote", session=session, capacity=capacity), by="karin"
        )


def test_a_corrected_wish_is_given_by_approving(new_office: NewOffice) -> None:
    office = new_office(hall(ai=0, vard=1))
    office.take_in(wishing("Anna Ek", "ai"))
    office.decide(Verb.APPROVE)

    office.edit("answers.seminar=vard")

    assert office.sessions() == [{"vard": "wished"}]
    assert office.case().registrations[0].answers["seminar"] == "vard"
    office.decide(Verb.APPROVE)
    assert office.sessions() == [{"vard": "given"}]


def test_corrected_wishes_stand_in_their_order_and_keep_what_was_given(
    new_office: NewOffice,
) -> None:
    office = new_office(hall(ai=1))
    office.take_in(wishing("Anna Ek", "ai"))
    office.decide(Verb.APPROVE)

    office.edit("answers.seminar=vard, ai")

    assert list(office.sessions()[0].items()) == [("vard", "wished"), ("ai", "given")]
    office.edit("answers.seminar=")
    assert office.sessions() == [{}]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("answers.seminar=tour", "seminar is one of ai, vard, not tour"),
        ("answers.ai=true", "No answer 'ai'"),
        ("answers.meal=air", "meal is one of yes, no, not air"),
        ("answers.shoe=43", "No answer 'shoe' here; there are seminar, meal, hotel"),
        ("answers.hotel=perhaps", "hotel is true or false"),
    ],
)
def test_an_answer_that_the_event_cannot_have_is_refused(
    new_office: NewOffice, change: str, says: str
) -> None:
    meal = Question(key="meal", type=QuestionType.CHOICE, name={"sv": "Mat"}, choices=YES_NO)
    hotel = Question(key="hotel", type=QuestionType.BOOL, name={"sv": "Hotell"})
    office = new_office(hall(questions=(meal, hotel)))
    office.take_in(wishing("Anna Ek", "ai"))

    with pytest.raises(BadRequest, match=says):
        office.edit(change)

    office.edit("answers.meal=yes", "answers.hotel=nej")
    answers = office.case().registrations[0].answers
    assert (answers["meal"], answers["hotel"]) == ("yes", False)


def test_the_history_tells_what_was_given_of_the_sessions(new_office: NewOffice) -> None:
    office = new_office(hall())
    office.take_in(wishing("Anna Ek", "ai"))
    office.decide(Verb.APPROVE)

    case = show_case(office.desk, office.case().reference, by="karin", with_diet=False)

    moves = [(one.key, one.before, one.after) for one in case.history[-1].session_moves]
    assert moves == [("ai", "wished", "given")]
