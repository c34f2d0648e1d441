"""How to reach somebody who is to attend, and what they are, where the letter says it plainly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from mailreg.extraction.inline import EMAIL, Inline
from mailreg.extraction.names import same_person
from mailreg.extraction.persons import Person
from mailreg.extraction.reading import Reading
from mailreg.extraction.shown import shown_name
from mailreg.extraction.wordwise import Wordwise

_PHONE = Inline(
    r"\d(?:[ \-/]?\(?\d\)?){6}",
    r"(?<![\w-])(?:\+|00|0)\d(?:[ \-/]?\(?\d\)?){6,12}(?![\w-])",
)
_VALUE = r"[ \t]*:?[ \t]+(?P<value>[^\n]{2,60})$"
_ORGANISATION = "organisation|arbetsgivare|arbetsplats|företag|kommun|company|organization|employer"
_TITLE = "titel|befattning|roll|title|position|job title"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What is known of a person beside the name; None: not told."""

    email: str | None = None
    phone: str | None = None
    organisation: str | None = None
    title: str | None = None


def find_contacts(reading: Reading, person: Person, *, is_only: bool) -> Contact:
    """The sender's own address and signature; for others, an address that holds their name."""
    if person.is_sender:
        return Contact(
            email=_own_email(reading, person),
            phone=_phone(reading.closing),
            organisation=_labelled(_ORGANISATION, reading) if is_only else None,
            title=_labelled(_TITLE, reading) if is_only else None,
        )
    return Contact(email=_email_of(reading.words, person.name))


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
