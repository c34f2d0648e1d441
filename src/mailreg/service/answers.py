"""An answer as staff write it, read by what the event's file asks for."""

from __future__ import annotations

from collections.abc import Iterable

from mailreg.errors import BadRequest
from mailreg.event import Event, Question, QuestionType
from mailreg.sentences import Series, say

TRUTH = {"true": True, "yes": True, "ja": True, "false": False, "no": False, "nej": False}


def read_answer(event: Event, key: str, value: str) -> str | bool | None:
    """The value in the type of that answer; None clears it.

    Raises BadRequest for an answer that the event does not ask for, or cannot have.
    """
    choices = _choices(event)
    if key not in choices:
        raise BadRequest(
            "No answer %(key)s here; there are %(known)s",
            key=repr(key),
            known=Series(choices) or say("none"),
        )
    if not value:
        return None
    kind = choices[key]
    if kind is QuestionType.TEXT:
        return value
    if kind is QuestionType.BOOL:
        return _truth(key, value)
    wanted = [one.strip() for one in value.split(",")] if _is_group(event, key) else [value]
    if unknown := [one for one in wanted if one not in kind]:
        raise BadRequest(
            "%(name)s is one of %(choices)s, not %(value)s",
            name=key,
            choices=Series(kind),
            value=Series(unknown),
        )
    return wanted[0]


def read_wishes(event: Event, key: str, value: str) -> tuple[str, ...] | None:
    """The sessions that an answer wishes for, first wish first; None: it is of no session.

    Of a group there may be several, with commas between them. Raises BadRequest as `read_answer`.
    """
    answer = read_answer(event, key, value)
    if _is_group(event, key):
        wanted = (one.strip() for one in value.split(",")) if value else ()
        return tuple(dict.fromkeys(wanted))
    if key in [session.key for session in event.sessions if session.group is None]:
        return (key,) if answer is True else ()
    return None


def _is_group(event: Event, key: str) -> bool:
    return any(session.group == key for session in event.sessions)


def _choices(event: Event) -> dict[str, QuestionType | tuple[str, ...]]:
    """Every answer that there can be: its type, or the keys of which it is one."""
    groups: dict[str, QuestionType | tuple[str, ...]] = {}
    for session in event.sessions:
        if session.group is not None:
            one_of = (each.key for each in event.sessions if each.group == session.group)
            groups[session.group] = tuple(one_of)
        else:
            groups[session.key] = QuestionType.BOOL
    claims: Iterable[str] = (category.key for category in event.categories[1:])
    questions = {question.key: _form(question) for question in event.questions}
    return {**groups, **dict.fromkeys(claims, QuestionType.BOOL), **questions}


def _form(question: Question) -> QuestionType | tuple[str, ...]:
    if question.type is QuestionType.CHOICE:
        return tuple(choice.key for choice in question.choices)
    return question.type


def _truth(key: str, value: str) -> bool:
    if value.lower() not in TRUTH:
        raise BadRequest("%(key)s is true or false, not %(value)s", key=key, value=value)
    return TRUTH[value.lower()]
