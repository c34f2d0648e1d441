"""The templates: read and checked at the start, then values that letters are rendered with.

    layout.html         the HTML page, the same for all
    LANG/REPLY.txt      one reply in one language; looks like a mail: `Subject: …`, then the text
    LANG/anything.txt   what several replies share, by `extends` and `include`

A file that is not in the operator's folder is taken from the shipped ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

from jinja2 import Environment, Template, TemplateError

from mailreg.errors import ConfigurationError, Problem
from mailreg.event.values import Event
from mailreg.registration.values import Reply
from mailreg.reply import layout, samples, sandbox
from mailreg.reply.sandbox import LAYOUT, MAIL_NAMES, REMEDY, Source
from mailreg.reply.template_check import problems_of
from mailreg.reply.values import Letter
from mailreg.reply.view import view_of

LENGTH_LIMIT: Final = 200_000  # characters; a reply to a hundred people has 20,000
_SUBJECT: Final = "Subject:"
_FALLBACKS: Final = ("en", "sv")
# What a template that is wrong can raise when it is rendered.
_FAILURES: Final = (
    TemplateError,
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    RecursionError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A reply, rendered."""

    language: str
    subject: str  # one line
    text: str  # plain, lines end with a line feed
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Templates:
    """All replies in all languages, each compiled when it is first rendered."""

    environment: Environment  # finds them by name
    replies: Mapping[tuple[str, Reply], str]  # by language; their names
    warnings: tuple[str, ...]  # for the operator; one sentence each

    def render(self, letter: Letter, event: Event) -> Page:
        """The reply in the letter's language, else the event's, else English or Swedish.

        Raises ConfigurationError where the template fails.
        """
        language, template = self._find(letter, event)
        view = view_of(letter, event, language)
        mail = _run(template, {name: getattr(view, name) for name in MAIL_NAMES})
        subject, text = _split(mail, template, letter.reference)
        names = {
            "language": language,
            "subject": subject,
            "event_name": view.event.name,
            "colour": event.colour,
            "blocks": tuple(layout.blocks(text)),
        }
        html = _run(self.environment.get_template(LAYOUT), names)
        return Page(language=language, subject=subject, text=layout.plain(text), html=html)

    def _find(self, letter: Letter, event: Event) -> tuple[str, Template]:
        for language in (letter.language, *event.languages, *_FALLBACKS):
            name = self.replies.get((language, letter.reply))
            if name is not None:
                return language, self.environment.get_template(name)
        message = f"there is no template for the reply {letter.reply.value!r}"
        raise ConfigurationError([Problem(file="", key="", message=message, remedy=REMEDY)])


def load(folder: Path | None, *, shipped: Path, events: Sequence[Event]) -> Templates:
    """The templates of the operator's folder (None or absent: the shipped ones), checked.

    Raises ConfigurationError with every problem of every file, each with its line.
    """
    problems: list[Problem] = []
    given = sandbox.read(shipped, problems)
    own = sandbox.read(folder, problems) if folder is not None else {}
    sources = {**given, **own}
    environment = sandbox.environment(sources)
    if LAYOUT not in sources:
        message = f"there is no {LAYOUT}"
        problems.append(Problem(file=str(shipped), key="", message=message, remedy="Reinstall"))
    # what is shipped alone comes to the same at every start; the tests try it
    for name, source in sources.items() if own else ():
        problems.extend(problems_of(environment, name, source, sources))
    if problems:
        raise ConfigurationError(problems)
    templates = Templates(
        environment=environment,
        replies=dict(_replies(sources)),
        warnings=(
            *_strangers(own, given),
            *_unused(own, given, events),
            *_gaps(sources, own, events),
        ),
    )
    if own:
        _try(templates)
    return templates


def _replies(sources: Iterable[str]) -> Iterator[tuple[tuple[str, Reply], str]]:
    for name in sources:
        language, _, file = name.partition("/")
        stem = file.removesuffix(".txt")
        if stem in Reply.__members__.values():
            yield (language, Reply(stem)), name


def _strangers(own: Mapping[str, Source], shipped: Iterable[str]) -> Iterator[str]:
    """Files of the operator that nothing uses: most likely a reply's name, misspelt."""
    known = {_file(name) for name in shipped}
    texts = "".join(source.text for source in own.values())
    for name, source in own.items():
        if _file(name) not in known and f'"{_file(name)}"' not in texts:
            yield f"{source.path}: there is no reply of that name, so it is never used"


def _file(name: str) -> str:
    return name.rpartition("/")[2]


def _unused(own: Iterable[str], shipped: Iterable[str], events: Sequence[Event]) -> Iterator[str]:
    """Languages that somebody added, and that no event has."""
    known = {*_languages(shipped), *(code for event in events for code in event.languages)}
    for language in _languages(own):
        if language not in known:
            yield f"templates/{language}: no event has this language, so it is never used"


def _gaps(
    sources: Mapping[str, Source], own: Iterable[str], events: Sequence[Event]
) -> Iterator[str]:
    """Languages of events or of the operator's folder in which a reply is not there."""
    wanted = (language for event in events for language in event.languages)
    for language in dict.fromkeys((*wanted, *_languages(own))):
        absent = [reply for reply in Reply if f"{language}/{reply.value}.txt" not in sources]
        if absent:
            names = ", ".join(reply.value for reply in absent)
            yield f"templates/{language}: no {names}; another language is used instead"


def _languages(names: Iterable[str]) -> tuple[str, ...]:
    """The folders of these files."""
    return tuple(dict.fromkeys(name.partition("/")[0] for name in names if "/" in name))


def _try(templates: Templates) -> None:
    """Render every template with samples; raises ConfigurationError with how each fails first."""
    failures: dict[tuple[str, Reply], tuple[Problem, ...]] = {}
    languages = dict.fromkeys(language for language, _ in templates.replies)
    for event in samples.events(languages):
        for letter in samples.letters(event, languages):
            key = letter.language, letter.reply
            if key in failures:
                continue
            try:
                templates.render(letter, event)
            except ConfigurationError as error:
                failures[key] = error.problems
    if failures:
        raise ConfigurationError(dict.fromkeys(chain.from_iterable(failures.values())))


def _split(mail: str, template: Template, reference: str) -> tuple[str, str]:
    """The subject, and the text after it."""
    first, _, text = layout.tidy(mail).partition("\n")
    if not first.startswith(_SUBJECT):
        message = f"a mail begins with a line `{_SUBJECT} …`"
        raise ConfigurationError([_problem(template, None, message, REMEDY)])
    if reference not in first:  # without it an answer may not find its way back
        message = "the subject does not hold {{ reference }}"
        raise ConfigurationError([_problem(template, None, message, REMEDY)])
    return first.removeprefix(_SUBJECT).strip(), text.strip()


def _run(template: Template, names: Mapping[str, object]) -> str:
    """The template's output; any failure becomes a ConfigurationError with file and line."""
    chunks, length = [], 0
    try:
        for chunk in template.generate(names):
            chunks.append(chunk)
            length += len(chunk)
            if length > LENGTH_LIMIT:
                break
    except _FAILURES as failure:
        raise ConfigurationError([_problem(template, failure, str(failure), REMEDY)]) from failure
    if length > LENGTH_LIMIT:
        message = f"it makes a mail of more than {LENGTH_LIMIT} characters"
        raise ConfigurationError([_problem(template, None, message, REMEDY)])
    return "".join(chunks)


def _problem(template: Template, failure: Exception | None, message: str, remedy: str) -> Problem:
    """Jinja writes the lines of templates into the traceback; the innermost one is meant."""
    file, key = template.filename or "", ""
    trace = failure.__traceback__ if failure is not None else None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.endswith((".txt", ".html")):
            file, key = trace.tb_frame.f_code.co_filename, f"line {trace.tb_lineno}"
        trace = trace.tb_next
    return Problem(file=file, key=key, message=message, remedy=remedy)
