"""The page's words in somebody's language: gettext catalogues, dates and spans of time by Babel.

The catalogues are the `.po` files themselves; English stands in the pages and in the code.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel import Locale, negotiate_locale
from babel.dates import format_date, format_datetime, format_time
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.units import format_unit

from mailreg.sentences import Listed, Moment, Named, Sentence, Series, Term, Value
from mailreg.web.words import word_of

LANGUAGES: Mapping[str, str] = {"sv": "Svenska", "en": "English"}
LOCALES = {"en": "en_GB"}  # of 24 hours, day before month
DEFAULT = "sv"
MINUTE = timedelta(minutes=1)
CATALOGUES = Path(__file__).parent / "locale"


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """One language."""

    language: str  # ISO 639-1
    translations: NullTranslations

    def gettext(self, message: str, /, **values: object) -> str:
        """A text of the page, with `%(name)s` filled in."""
        text = self.translations.gettext(message)
        return text % values if values else text

    def ngettext(self, one: str, several: str, number: int, /, **values: object) -> str:
        """The same, by number; `%(num)s` is the number."""
        text = self.translations.ngettext(one, several, number)
        return text % {"num": number, **values}

    def word(self, kind: str, message: str) -> str:
        """A word for a code of a kind, which may be said otherwise than the word elsewhere."""
        found = self.translations.pgettext(kind, message)
        return self.translations.gettext(message) if found == message else found

    def say(self, text: str) -> str:
        """What a stage or a use case says, in this language; a text that is none as it stands."""
        match text:
            case Sentence():
                return self._sentence(text)
            case Listed() | Series():
                return self._list(text)
            case Term():
                return self.word(text.kind, word_of(text.kind, text.code))
            case Named():
                return text.names.get(self.language, text)
            case Moment():
                return self.moment(text.when, text.when.tzinfo or UTC)
        return text

    def name_of(self, language: str) -> str:
        """What a language is called in this one: `svenska`, `Swedish`."""
        return _name(language, self.language)

    def moment(self, when: datetime, zone: tzinfo) -> str:
        """A date and time of day, as people of that language write it."""
        shown = when.astimezone(zone).replace(second=0, microsecond=0, tzinfo=None)
        return _moment(shown, self.language)

    def time(self, when: datetime, zone: tzinfo) -> str:
        """A time of day."""
        return format_time(when.astimezone(zone), "short", locale=self._locale)

    def day(self, when: datetime, zone: tzinfo) -> str:
        """A date."""
        return format_date(when.astimezone(zone), "long", locale=self._locale)

    def date(self, day: date) -> str:
        """A day of this year, short."""
        return format_date(day, "d MMM", locale=self._locale)

    def number(self, value: float) -> str:
        """A figure with one decimal where it has any."""
        return format_decimal(round(value, 1), format="#,##0.#", locale=self._locale)

    def span(self, length: timedelta) -> str:
        """How long something has waited: `3 days`, `3 dygn`; never more than it was."""
        return _span(max(length // MINUTE, 1), self.language)

    def _sentence(self, sentence: Sentence) -> str:
        one, several, number = sentence.template, sentence.several, sentence.number
        find = self.translations
        template = find.ngettext(one, several, number) if several else find.gettext(one)
        values = {name: self._value(value) for name, value in sentence.values.items()}
        return template % values if values else template

    def _list(self, values: Listed | Series) -> str:
        said = [self.say(one) for one in values.items]
        if said and all(one.endswith(".") for one in said):  # whole sentences
            return " ".join(said)
        is_series = isinstance(values, Series)
        return ", ".join(said) if is_series else format_list(said, locale=self._locale)

    def _value(self, value: Value) -> Value:
        return value if isinstance(value, int) else self.say(value)

    @property
    def _locale(self) -> Locale:
        return _locale(self.language)


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(LOCALES.get(language, language))


@lru_cache(maxsize=1_000)
def _name(named: str, language: str) -> str:
    return Locale.parse(named, sep="-").get_language_name(_locale(language)) or named


@lru_cache(maxsize=10_000)
def _moment(when: datetime, language: str) -> str:
    return format_datetime(when, "d MMM HH:mm", locale=_locale(language))


@lru_cache(maxsize=10_000)
def _span(minutes: int, language: str) -> str:
    """Kept, since a list has fifty of them and Babel takes its time."""
    hours, days = minutes // 60, minutes // (24 * 60)
    count, unit = (days, "day") if days > 1 else (hours, "hour") if hours else (minutes, "minute")
    return format_unit(count, f"duration-{unit}", locale=_locale(language))


@cache
def texts(language: str) -> Texts:
    """The words of a language; English where there is no catalogue."""
    path = CATALOGUES / language / "LC_MESSAGES" / "mailreg.po"
    if not path.exists():
        return Texts(language="en", translations=NullTranslations())
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Texts(language=language, translations=GNUTranslations(compiled))


def preferred(accepted: str | None) -> str:
    """The language that a browser asks for (RFC 9110, section 12.5.4), as far as there is one."""
    wanted = [_tag(entry) for entry in (accepted or "").split(",")]
    ordered: Sequence[str] = [
        tag for _, tag in sorted(wanted, reverse=True, key=lambda one: one[0])
    ]
    return negotiate_locale(ordered, list(LANGUAGES), sep="-") or DEFAULT


def _tag(entry: str) -> tuple[float, str]:
    tag, _, weight = entry.strip().partition(";")
    try:
        return float(weight.strip().removeprefix("q=") or 1), tag
    except ValueError:
        return 0.0, tag
