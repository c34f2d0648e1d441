"""How to reach somebody who is to attend, and what they are, where the letter says it plainly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from mailreg.extraction.inline import EMAIL, Inline
from mailreg.extraction.names import same_person
from mailreg.extraction.persons import Person
from mailreg.extraction.reading import Reading
from mailreg.extraction.runs import is_role
from mailreg.extraction.shown import shown_name
from mailreg.extraction.table import find_rows
from mailreg.extraction.wordwise import Wordwise

_PHONE = Inline(
    r"\d(?:[ \-/]?\(?\d\)?){6}",
    r"(?<![\w-])(?:\+|00|0)\d(?:[ \-/]?\(?\d\)?){6,12}(?![\w-])",
)
_VALUE = r"[ \t]*:?[ \t]+(?P<value>[^\n]{2,60})$"
_ORGANISATION = "organisation|arbetsgivare|arbetsplats|företag|kommun|company|organization|employer"
LINE_AT_MOST = 160  # code points behind a name
_TITLE = "titel|befattning|roll|title|position|job title"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What is known of a person beside the name; None: not told."""

    email: str | None = None
    phone: str | None = None
    organisation: str | None = None
    title: str | None = None


def find_contacts(reading: Reading, person: Person, *, is_only: bool) -> Contact:
    """By the person's row of a table; else by their line, and for the sender by the signature."""
    cells = _cells(reading, person)
    beside = _line_behind(reading.words, person) if person.part == "body" else ""
    told = _own(reading, person) if person.is_sender else _told(reading, person, beside)
    title, organisation = cells.get("title"), cells.get("organisation")
    if is_only:
        title = title or _labelled(_TITLE, reading)
        organisation = organisation or _labelled(_ORGANISATION, reading)
    return Contact(
        email=cells.get("email") or told.email,
        phone=cells.get("phone") or told.phone,
        organisation=organisation,
        title=title or _title(beside) or told.title,
    )


def _cells(reading: Reading, person: Person) -> dict[str, str]:
    """What the person's row says, by the kind of its column."""
    for row in find_rows(reading.words):
        if row.name and person.name and same_person(row.name.text, person.name):
            return {kind: reading.words[slice(*cell)] for kind, cell in row.cells.items()}
    return {}


def _line_behind(text: str, person: Person) -> str:
    """What stands behind a name on its line, up to the next name joined to it."""
    end = text.find("\n", person.end)
    return text[person.end : end if end >= 0 else len(text)][:LINE_AT_MOST]


def _own(reading: Reading, person: Person) -> Contact:
    below = reading.closing.partition(person.name or "\n")[2].strip()
    return Contact(
        email=_own_email(reading, person),
        phone=_phone(reading.closing),
        title=_title(f", {below}"),
    )


def _told(reading: Reading, person: Person, beside: str) -> Contact:
    addresses = list(EMAIL.finditer(beside))
    email = addresses[0].group() if len(addresses) == 1 and _IS_NEXT.match(beside) else None
    return Contact(email=_email_of(reading.words, person.name) or email, phone=_phone(beside))


_IS_NEXT = re.compile(r"[ \t]*[,:;(<\t|–-]")  # a note to the name, and no sentence


def _title(behind: str) -> str | None:
    """`, kanslichef`, ` (Programme Lead)`: a role right behind a name."""
    match = _ROLE.match(behind)
    title = match.group("title").strip() if match else ""
    return title if any(map(is_role, title.split())) else None


_ROLE = re.compile(
    r"[ \t]?(?:,|\(|[–-])[ \t]*(?P<title>[^\W\d_][\w-]*(?:[ ][^\W\d_][\w-]*){0,3})"
    r"[ \t]*(?=[,;.)\n(]|$)"
)


def _own_email(reading: Reading, person: Person) -> str | None:
    """The address the letter came from, where its owner can be this person."""
    if reading.address is None:
        return None
    shown = shown_name(reading.address)
    is_other = bool(shown and person.name and not same_person(shown, person.name))
    return None if is_other else reading.address.email


def _phone(text: str) -> str | None:
    match = _PHONE.search(text)
    return match.group().strip() if match else None


def _labelled(labels: str, reading: Reading) -> str | None:
    """What stands behind one of the labels at the head of a line."""
    text = reading.words
    for match in _behind(labels).finditer(text):
        if not text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip(" \t"):
            return match.group("value").strip()
    return None


@cache
def _behind(labels: str) -> Wordwise:
    return Wordwise.beginning(
        labels.split("|"), rf"(?:{labels}){_VALUE}", re.IGNORECASE | re.MULTILINE
    )


def _email_of(text: str, name: str | None) -> str | None:
    """An address whose local part holds the person's surname."""
    if not name:
        return None
    surname = _plain(name.split()[-1])
    for match in EMAIL.finditer(text):
        if len(surname) > 2 and surname in _plain(match.group().split("@")[0]):
            return match.group()
    return None


def _plain(text: str) -> str:
    table = str.maketrans("åäöéüøæ", "aaoeuoa")
    return re.sub(r"[^a-z]", "", text.lower().translate(table))
