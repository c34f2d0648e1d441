"""What replies say of chosen sessions and of the category."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailreg.registration.values import Reply, SessionState, Status
from mailreg.reply.values import ChosenSession, Person
from tests.unit.reply.letters import ANNA, Render, letter


def in_session(
    state: SessionState, *alternatives: str, is_full: bool = False, is_unmet: bool = False
) -> Person:
    """Anna, who has a place and wished for one session."""
    session = ChosenSession(
        name="AI", state=state, alternatives=alternatives, is_full=is_full, is_unmet=is_unmet
    )
    return replace(ANNA, status=Status.CONFIRMED, sessions=(session,))


@pytest.mark.parametrize("reply", [Reply.CONFIRMED, Reply.OUTCOME, Reply.UPDATED])
@pytest.mark.parametrize(
    ("person", "line", "sv", "en"),
    [
        (in_session(SessionState.GIVEN), "AI: plats", "", ""),
        (
            in_session(SessionState.WAITING),
            "AI: på väntelistan",
            "På AI är alla platser tagna. Du står på väntelistan dit",
            "Every place at AI is taken. You are on the waiting list for it",
        ),
        (
            in_session(SessionState.WISHED, "Vård", "Transport", is_full=True, is_unmet=True),
            "AI: fullt",
            "i stället för AI?\nDär är alla platser tagna. Det finns plats på:\n- Vård\n",
            "What would you like instead of AI?",
        ),
        (
            in_session(SessionState.REFUSED),
            "AI: fullt",
            "så där har vi tyvärr inte kunnat ge dig någon plats",
            "so unfortunately we could not give you one there",
        ),
        (
            in_session(SessionState.WISHED, is_full=True, is_unmet=True),
            "AI: fullt",
            "Önskemålet står kvar, men räkna inte med någon plats där om du inte hör något",
            "We have kept your wish, but please do not count on a place there unless",
        ),
        (in_session(SessionState.WISHED, is_full=True), "AI: fullt", "", ""),
        (in_session(SessionState.WISHED), "AI: önskemål", "", ""),
    ],
)
def test_a_full_session_is_told_and_never_costs_the_seat(
    text: Render, reply: Reply, person: Person, line: str, sv: str, en: str
) -> None:
    swedish = text(letter(reply, people=(person,)))
    assert f"- Anna Lindqvist har en plats\n  - {line}\n" in swedish
    assert sv in swedish
    assert en in text(letter(reply, "en", people=(person,)))
    assert ("Din plats på Mötesplats Storsthlm påverkas inte" in swedish) is bool(sv)


def test_a_session_that_several_wished_for_is_explained_once(text: Render) -> None:
    people = (in_session(SessionState.WAITING), replace(in_session(SessionState.WAITING), name="B"))
    assert text(letter(Reply.CONFIRMED, people=people)).count("alla platser tagna") == 1


def test_a_session_of_somebody_who_does_not_come_is_not_explained(text: Render) -> None:
    gone = replace(in_session(SessionState.WAITING), status=Status.CANCELLED)
    assert "AI" not in text(letter(Reply.UPDATED, people=(gone,)))


@pytest.mark.parametrize("reply", [Reply.RECEIVED, Reply.CONFIRMED, Reply.OUTCOME])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_who_comes_in_a_category_of_their_own_can_see_it(
    text: Render, reply: Reply, language: str
) -> None:
    status = Status.PENDING if reply is Reply.RECEIVED else Status.CONFIRMED
    delegate = replace(ANNA, status=status, category="Ombud")
    assert "\n  - Ombud\n" in text(letter(reply, language, people=(delegate,)))
