"""Every code that the program can produce has words on the page, in Swedish too."""

from __future__ import annotations

import ast
import importlib
import inspect
import textwrap
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

import mailreg
from mailreg.extraction import Intent, Missing, Reason
from mailreg.message import Kind
from mailreg.message.forwarding import FORWARDED_BY_STAFF
from mailreg.registration.values import Reply, SessionState, Status, Verb
from mailreg.service import applying
from mailreg.service.accounts import Role
from mailreg.service.deciding import BY_LETTER
from mailreg.service.explaining import DOUBT
from mailreg.service.policy import Mode
from mailreg.service.queue import Tab
from mailreg.service.why import Why
from mailreg.store.values import HoldReason, MessageState, OutboxState
from mailreg.web.words import KEYS, WORDS, word_of

SOURCES = Path(mailreg.__file__).parent
DECIDING = ("registration", "service", "store", "web")  # packages that give codes
OF_APPLICATIONS = (
    FORWARDED_BY_STAFF,
    applying.LIKENESS,
    applying.SENDER_UNSURE,
    applying.INTENT_UNSURE,
    applying.TOO_LARGE,
    applying.TOO_MANY,
)
CLOSED: dict[str, Iterable[str]] = {
    "status": Status,
    "session": SessionState,
    "verb": Verb,
    "tab": Tab,
    "missing": Missing,
    "reason": {*Reason, *OF_APPLICATIONS, DOUBT, FORWARDED_BY_STAFF},
    "mail": OutboxState,
    "message": MessageState,
    "template": Reply,
    "role": Role,
    "mode": Mode,
    "kind": Kind,
}
Call = tuple[ModuleType, ast.Call]


@pytest.mark.parametrize(("kind", "codes"), CLOSED.items(), ids=list(CLOSED))
def test_every_code_of_a_closed_choice_has_words_and_no_other(
    kind: str, codes: Iterable[str]
) -> None:
    assert set(WORDS[kind]) == set(codes)


def test_every_reason_of_a_message_and_every_intent_has_words() -> None:
    assert {*Why, *Intent, "before_start", "gone", "crashed", "answered"} <= set(WORDS["note"])


def test_every_reason_to_hold_a_mail_has_words() -> None:
    assert {*HoldReason, "paused"} <= set(WORDS["hold"])


def test_every_step_of_the_history_has_words_and_no_other() -> None:
    steps = {*given("action", to="NewStep"), *given("action", to="Work"), *BY_LETTER}
    assert {*steps, *Verb} == set(WORDS["step"])


def test_only_refusals_that_there_are_have_a_remedy() -> None:
    assert set(WORDS["remedy"]) <= set(given("code", to="Refusal"))


def test_every_reason_that_is_written_down_has_words() -> None:
    known = {*WORDS["note"], *WORDS["hold"], *WORDS["reason"]}

    assert set(given("reason")) - known == set()


def test_no_key_decides_twice() -> None:
    assert len(set(KEYS.values())) == len(KEYS)


def test_a_code_without_words_is_shown_with_spaces() -> None:
    assert word_of("note", "never_heard_of") == "never heard of"


def given(argument: str, *, to: str | None = None) -> Iterator[str]:
    """The codes that are passed under this name anywhere, as far as the source says them."""
    for module, call in calls():
        name = ast.unparse(call.func).rpartition(".")[2]
        for keyword in call.keywords:
            if keyword.arg == argument and to in {None, name}:
                yield from (one for one in said(keyword.value, module) if one)


@cache
def calls() -> list[Call]:
    found: list[Call] = []
    for path in sorted(path for each in DECIDING for path in (SOURCES / each).rglob("*.py")):
        if "migrations" in path.parts:  # they run inside Alembic only
            continue
        parts = path.relative_to(SOURCES.parent).with_suffix("").parts
        module = importlib.import_module(".".join(parts).removesuffix(".__init__"))
        tree = ast.parse(path.read_text("utf-8"))
        found += [(module, node) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return found


def said(value: ast.expr, module: ModuleType) -> Iterator[str]:
    """The code that an expression comes to, before its first colon; none where only a run tells."""
    match value:
        case ast.Constant(value=str(text)):
            yield text.partition(":")[0]
        case ast.IfExp(body=one, orelse=other):
            yield from (*said(one, module), *said(other, module))
        case ast.JoinedStr(values=[ast.FormattedValue(value=first), *_]):
            yield from said(first, module)
        case ast.JoinedStr(values=[first, *_]):
            yield from said(first, module)
        case ast.Name() | ast.Attribute():
            yield from constant(ast.unparse(value), module)
        case ast.Call(func=ast.Name(id=name)):
            yield from returned(getattr(module, name, None))


def constant(name: str, module: ModuleType) -> Iterator[str]:
    first, *rest = name.split(".")
    found = getattr(module, first, None)
    for each in rest:
        found = getattr(found, each, None)
    if isinstance(found, str | StrEnum):
        yield str(found).partition(":")[0]


def returned(function: object) -> Iterator[str]:
    """The codes that a function of ours returns."""
    if not inspect.isfunction(function):
        return
    module = importlib.import_module(function.__module__)
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    for node in ast.walk(tree):
        if isinstance(node, ast.Return) and node.value is not None:
            yield from said(node.value, module)
