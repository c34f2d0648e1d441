"""Template files as an operator writes them, and the sandbox that they run in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

from jinja2 import Environment, FunctionLoader, StrictUndefined, TemplateError, TemplateNotFound
from jinja2.sandbox import ImmutableSandboxedEnvironment

from mailreg.errors import Problem
from mailreg.reply.layout import Block, Item
from mailreg.reply.view import BillingView, EventView, MailView, PersonView, SessionView

LAYOUT: Final = "layout.html"
MAIL_NAMES: Final = tuple(field.name for field in fields(MailView))
PAGE_NAMES: Final = ("language", "subject", "event_name", "colour", "blocks")
FILTERS: Final = (
    "capitalize",
    "default",
    "first",
    "join",
    "last",
    "length",
    "list",
    "lower",
    "rejectattr",
    "selectattr",
    "trim",
    "upper",
)
TESTS: Final = ("defined", "eq", "equalto", "in", "ne", "none")
REMEDY: Final = "docs/templates.md lists what a template can use"
_VIEWS: Final = (MailView, EventView, PersonView, SessionView, BillingView, Block, Item)
_FIELDS: Final[Mapping[type, frozenset[str]]] = {
    view: frozenset(field.name for field in fields(view)) for view in _VIEWS
}
# A line of tags alone leaves no line behind: its end goes into a comment, so lines keep their
# numbers. Jinja's own trim_blocks would also join "Hej{% if … %} du{% endif %}" to the next line.
_TAG_LINES: Final = re.compile(r"^[ \t]*((?:\{%(?:(?!%\}).)*%\}[ \t]*)+)\n", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A template's file."""

    path: str  # as the operator knows it
    text: str


def read(folder: Path, problems: list[Problem]) -> dict[str, Source]:
    """The folder's templates by name, `sv/received.txt`; what cannot be read becomes a problem."""
    sources = {}
    for path in sorted((*folder.glob(LAYOUT), *folder.glob("*/*.txt"))):
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            message, remedy = "is not UTF-8", "Save it with the encoding UTF-8"
            problems.append(Problem(file=str(path), key="", message=message, remedy=remedy))
            continue
        except OSError as error:
            message, remedy = f"cannot be read ({error.strerror})", "Make it readable"
            problems.append(Problem(file=str(path), key="", message=message, remedy=remedy))
            continue
        name = path.relative_to(folder).as_posix()
        sources[name] = Source(path=str(path), text=_TAG_LINES.sub(r"\1{#\n#}", text))
    return sources


class _Environment(ImmutableSandboxedEnvironment):
    """A sandbox in which `include "people.txt"` means the file of the same language."""

    def join_path(self, template: str, parent: str) -> str:
        language, slash, _ = parent.rpartition("/")
        return template if "/" in template else f"{language}{slash}{template}"

    def getattr(self, obj: object, attribute: str) -> object:
        """A documented field at once, without the checks that anything else goes through."""
        if attribute in _FIELDS.get(type(obj), ()):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)


def environment(sources: Mapping[str, Source]) -> Environment:
    """The sandbox for templates that an operator writes: nothing but the documented is there."""

    def find(name: str) -> tuple[str, str, None]:
        if name not in sources:
            raise TemplateNotFound(name)
        return sources[name].text, sources[name].path, None

    sandbox = _Environment(
        loader=FunctionLoader(find),
        autoescape=lambda name: name is not None and name.endswith(".html"),
        undefined=StrictUndefined,
        finalize=_told,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
    )
    sandbox.globals.clear()
    sandbox.filters = {name: sandbox.filters[name] for name in FILTERS}
    sandbox.tests = {name: sandbox.tests[name] for name in TESTS}
    return sandbox


def _told(value: object) -> object:
    """What `{{ … }}` writes: never None, which would stand as a word in a letter."""
    if value is None:
        message = "this may be empty: ask with {% if … %} before it is written"
        raise TemplateError(message)
    return value
