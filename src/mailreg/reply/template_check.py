"""What can be told of a template without rendering it, branches not taken included."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from types import NoneType
from typing import Final, get_args, get_origin, get_type_hints

from jinja2 import Environment, TemplateSyntaxError, meta, nodes

from mailreg.errors import Problem
from mailreg.reply.layout import Block, Item
from mailreg.reply.sandbox import FILTERS, LAYOUT, MAIL_NAMES, PAGE_NAMES, REMEDY, TESTS, Source
from mailreg.reply.view import BillingView, EventView, MailView, PersonView, SessionView

Shapes = Mapping[str, object]  # name ▶ type, as annotated

_VIEWS: Final = (EventView, PersonView, SessionView, BillingView, Block, Item)
_GREEDY: Final = (nodes.Mul, nodes.Pow, nodes.Mod)  # of text: any length out of a few characters
_LOOP: Final = ("first", "last", "index", "length")
_KEEPS_LIST: Final = ("list", "selectattr", "rejectattr")
_TAKES_ONE: Final = ("first", "last")


def problems_of(
    environment: Environment, name: str, source: Source, others: Mapping[str, Source]
) -> Iterator[Problem]:
    """Everything wrong with one file: syntax, names, attributes, filters, tests, missing files.

    What is forbidden is looked for first: Jinja works out constant expressions when it compiles.
    """
    known = PAGE_NAMES if name == LAYOUT else MAIL_NAMES
    try:
        tree = environment.parse(source.text, name, source.path)
        forbidden = tuple(_forbidden(tree, source))
        undeclared = set() if forbidden else meta.find_undeclared_variables(tree)
    except TemplateSyntaxError as error:
        message = (error.message or "it cannot be read").rstrip(".")
        yield _problem(source, error.lineno, message, REMEDY)
        return
    yield from forbidden
    yield from _unknown_names(tree, source, undeclared.difference(known), known)
    yield from _unknown_attributes(tree, source, _shapes(tree, name))
    yield from _missing_files(environment, tree, name, source, others)


def _unknown_names(
    tree: nodes.Template, source: Source, unknown: Collection[str], known: Collection[str]
) -> Iterator[Problem]:
    for node in tree.find_all(nodes.Name):
        if node.name in unknown:
            yield _problem(
                source, node.lineno, f"`{node.name}` is unknown", _hint(node.name, known)
            )


def _unknown_attributes(tree: nodes.Template, source: Source, shapes: Shapes) -> Iterator[Problem]:
    for node in tree.find_all(nodes.Getattr):
        owner = node.node.name if isinstance(node.node, nodes.Name) else "…"
        known = _LOOP if owner == "loop" else _attributes(_shape(node.node, shapes))
        if node.attr not in known:
            message = f"`{owner}.{node.attr}` is unknown"
            yield _problem(source, node.lineno, message, _hint(node.attr, known))


def _forbidden(tree: nodes.Template, source: Source) -> Iterator[Problem]:
    """Filters and tests beyond the documented ones, and what could fill the memory."""
    for used in tree.find_all(nodes.Filter):
        if used.name not in FILTERS:
            message = f"there is no filter `{used.name}`"
            yield _problem(source, used.lineno, message, _hint(used.name, FILTERS))
    for test in tree.find_all(nodes.Test):
        if test.name not in TESTS:
            message = f"there is no test `{test.name}`"
            yield _problem(source, test.lineno, message, _hint(test.name, TESTS))
    for expression in tree.find_all(_GREEDY):
        yield _problem(source, expression.lineno, "`*` and `%` cannot be used here", REMEDY)
    for item in tree.find_all(nodes.Getitem):
        if not (isinstance(item.arg, nodes.Const) and isinstance(item.arg.value, int)):
            message = "only a number can stand in [ ]"
            yield _problem(source, item.lineno, message, REMEDY)


def _missing_files(
    environment: Environment,
    tree: nodes.Template,
    name: str,
    source: Source,
    others: Mapping[str, Source],
) -> Iterator[Problem]:
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        wanted = getattr(node, "template", None)
        if not isinstance(wanted, nodes.Const):
            message = "a file is named in quotation marks, not by a placeholder"
            yield _problem(source, node.lineno, message, REMEDY)
        elif environment.join_path(str(wanted.value), name) not in others:
            message = f"there is no file `{wanted.value}`"
            yield _problem(source, node.lineno, message, "Copy it from the shipped templates")


def _shapes(tree: nodes.Template, name: str) -> Shapes:
    """The types of the names of a file, those of its loops and `set` included."""
    shapes: dict[str, object] = (
        {"blocks": tuple[Block, ...]} if name == LAYOUT else dict(get_type_hints(MailView))
    )
    for loop in tree.find_all(nodes.For):
        if isinstance(loop.target, nodes.Name):
            shapes[loop.target.name] = _element(_shape(loop.iter, shapes))
    for assignment in tree.find_all(nodes.Assign):
        if isinstance(assignment.target, nodes.Name):
            shapes[assignment.target.name] = _shape(assignment.node, shapes)
    return shapes


def _shape(node: nodes.Node, shapes: Shapes) -> object:
    """The type of an expression; None where it cannot be told."""
    match node:
        case nodes.Name():
            return shapes.get(node.name)
        case nodes.Getattr():
            owner = _present(_shape(node.node, shapes))
            return get_type_hints(owner).get(node.attr) if owner in _VIEWS else None
        case nodes.Getitem():
            return _element(_shape(node.node, shapes))
        case nodes.Filter(node=nodes.Expr() as inner) if node.name in _KEEPS_LIST:
            return _shape(inner, shapes)
        case nodes.Filter(node=nodes.Expr() as inner) if node.name in _TAKES_ONE:
            return _element(_shape(inner, shapes))
        case _:
            return None


def _present(shape: object) -> object:
    """The type without its None."""
    parts = [part for part in get_args(shape) if part is not NoneType]
    return parts[0] if NoneType in get_args(shape) and len(parts) == 1 else shape


def _element(shape: object) -> object:
    return get_args(shape)[0] if get_origin(shape) is tuple else None


def _attributes(shape: object) -> tuple[str, ...]:
    """What can follow the dot; all that is documented where the type cannot be told."""
    plain = _present(shape)
    if plain is None:
        return tuple(name for view in _VIEWS for name in get_type_hints(view))
    return tuple(get_type_hints(plain)) if plain in _VIEWS else ()


def _hint(wrong: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(wrong, known, n=1)
    return f"Did you mean `{near[0]}`? {REMEDY}" if near else REMEDY


def _problem(source: Source, line: int, message: str, remedy: str) -> Problem:
    return Problem(file=source.path, key=f"line {line}", message=message, remedy=remedy)
