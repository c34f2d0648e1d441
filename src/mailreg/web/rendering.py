"""Pages from templates; whatever a letter says is text there (promise 10)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

from mailreg.registration.values import Verb
from mailreg.service.accounts import Permission
from mailreg.service.deciding import DECISIONS
from mailreg.web.frame import frame_of
from mailreg.web.security import LAID_OUT_STYLE
from mailreg.web.texts import LANGUAGES, Texts, texts
from mailreg.web.verdicts import meaning
from mailreg.web.visit import Visit
from mailreg.web.words import KEYS, WORDS, word_of

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
CONSTANT_TEXT = ["name", "lparen", "string", "rparen"]  # of `_("Seats")`
WORDS_KEPT = 1_000  # more than there are, as far as they are ours
HIDDEN = Markup('<input type="hidden" name="%s" value="%s">')


@dataclass(slots=True)
class TemplatePages:
    """The templates, one environment for each language."""

    _environments: dict[str, Environment] = field(default_factory=dict)

    def render(self, name: str, visit: Visit, values: Mapping[str, object]) -> str:
        """A page for somebody who is signed in."""
        template = self._environment(visit.texts).get_template(name)
        return template.render(
            visit=visit,
            token=visit.token,
            may={one.value: visit.may(one) for one in Permission},
            frame=frame_of(visit),
            **values,
        )

    def render_outside(self, name: str, language: str, values: Mapping[str, object]) -> str:
        """A page for somebody who is not."""
        return self._environment(texts(language)).get_template(name).render(**values)

    def _environment(self, words: Texts) -> Environment:
        if words.language not in self._environments:
            self._environments[words.language] = _environment(words)
        return self._environments[words.language]


def _environment(words: Texts) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "pages"),
        extensions=["jinja2.ext.i18n", "jinja2.ext.loopcontrols", ConstantTexts],
        autoescape=True,
        auto_reload=False,  # pages change with the program
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "texts": words,
        "language": words.language,
        "languages": LANGUAGES,
        "static": address,
        "_": words.gettext,
        "gettext": words.gettext,
        "ngettext": words.ngettext,
        "hidden": hidden,
        "meaning": meaning,
        "remedies": WORDS["remedy"],
        "laid_out_style": Markup(LAID_OUT_STYLE),  # noqa: S704 (a constant)
        "keys": KEYS,
        "undoable": DECISIONS - {Verb.UNDO.value},
    }
    environment.filters["span"] = words.span
    environment.filters["said"] = words.say
    environment.filters["word"] = lru_cache(maxsize=WORDS_KEPT)(
        lambda value, kind: words.word(kind, word_of(kind, str(value)))
    )
    return environment


class ConstantTexts(Extension):
    """Puts `_("Seats")` in when a page is compiled: then it costs what any text of it does.

    The catalogue's tools, which read pages by themselves, are told by `jinja2.ext.i18n`.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The parts of a page, with its constant texts in the page's language."""
        words = texts(str(self.environment.globals["language"]))
        parts = list(stream)
        while parts:
            if _is_constant_text(parts[:4]):
                yield Token(parts[2].lineno, "string", words.gettext(parts[2].value))
                del parts[:4]
            else:
                yield parts.pop(0)


def _is_constant_text(parts: Sequence[Token]) -> bool:
    return parts[0].value == "_" and [one.type for one in parts] == CONSTANT_TEXT


@cache
def address(name: str) -> str:
    """Where a static file is, with its hash: a browser keeps it until it is another one."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?{digest}"


def hidden(**values: object) -> Markup:
    """Hidden fields of a form."""
    return Markup("").join(
        HIDDEN % (name, value) for name, value in values.items() if value not in {None, ""}
    )
