"""A corrected letter as a labelled case that tells of nobody, or why there can be none.

The case is the letter's text as it was read, in plain text, with From, To, Subject and Date. What
cannot be replaced surely makes no case: personal data never leaks.
"""

from __future__ import annotations

import quopri
import random
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import Header
from email.utils import format_datetime, formataddr
from enum import StrEnum
from typing import Final

from mailreg.event import Event
from mailreg.export.anonymous.disguise import (
    ADDRESS,
    DESK,
    Disguise,
    Personal,
    digits_of,
    disguise,
)
from mailreg.export.anonymous.known import (
    WORD,
    Known,
    folded_words,
    is_ordinary,
    ordinary,
    uses_no_capitals,
    words_of_event,
)
from mailreg.export.anonymous.names import fold, pieces_of
from mailreg.extraction import Attendee, Billing, Extract
from mailreg.extraction.label import JsonObject, billing_json
from mailreg.message import Address, DeskIdentity, InboundMessage, parse

NUMBERS: Final = ("postal_code", "organisation_number", "gln")
_LONG_NUMBER = re.compile(r"\d(?:[ \t\u00a0().–/-]{0,3}\d){6,}")


class Unfit(StrEnum):
    """Why a corrected letter makes no case; docs/corrections.md explains each."""

    PURGED = "purged"
    UNCHANGED = "unchanged"
    CUT = "cut"
    ATTACHMENT = "attachment"
    LATER_LETTERS = "later_letters"
    NOT_LITERAL = "not_literal"
    UNKNOWN_WORDS = "unknown_words"
    PERSONAL = "personal"
    FORM = "form"


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A letter with everything that is known of the people in it."""

    message: InboundMessage
    corrected: Extract  # how it should have been read
    event: Event
    own_addresses: frozenset[str]  # of the desk, lower case
    names: frozenset[str]  # of anybody who is known to have to do with it
    payers: frozenset[str]  # organisations and recipients
    numbers: frozenset[str]  # telephone and other numbers
    kept: frozenset[str] = frozenset()  # words that are nobody's, case-folded


@dataclass(frozen=True, slots=True, kw_only=True)
class AnonymousCase:
    """A pair for the corpus."""

    content: bytes  # RFC 5322
    label: JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """No case can be made."""

    why: Unfit
    words: tuple[str, ...] = ()  # that stand in the way; personal, for staff alone


def anonymous(original: Original, chance: random.Random) -> AnonymousCase | Refused:
    """The case, or why there is none."""
    message, corrected = original.message, original.corrected
    text = _texts(message)
    missing = [value for value in _literals(corrected, original.event) if not _stands(value, text)]
    if missing:
        return Refused(why=Unfit.NOT_LITERAL, words=tuple(missing))
    is_small = uses_no_capitals(message.own_words)
    changes = disguise(_personal(original), text, corrected.language, chance, is_small=is_small)
    label = _label(corrected, changes, original.event)
    content = _content(message, changes)
    read = parse(content, identity=DeskIdentity(own_addresses=frozenset(), authserv_id=None))
    refused = _refused(original, changes, read, label, is_small=is_small)
    return refused or AnonymousCase(content=content, label=label)


def _texts(message: InboundMessage) -> str:
    people = [message.sender] if message.sender else []
    shown = [f"{one.name} {one.email}" for one in people]
    return "\n".join([message.subject, *shown, message.body])


def _literals(extract: Extract, event: Event) -> Iterator[str]:
    """What must stand in the letter as it stands in the label."""
    for attendee in extract.attendees:
        yield from (attendee.name or "").split()
        yield from attendee.dietary_other
        yield from _free_answers(attendee, event).values()
    for name in extract.replaces:
        yield from name.split()
    yield from (value for key, value in _billing(extract.billing) if key != "country")


def _free_answers(attendee: Attendee, event: Event) -> dict[str, str]:
    """Answers in words; one of a choice is the event's own."""
    keys = {session.key for session in event.sessions}
    keys |= {choice.key for question in event.questions for choice in question.choices}
    given = attendee.answers.items()
    return {key: value for key, value in given if isinstance(value, str) and value not in keys}


def _billing(billing: Billing | None) -> list[tuple[str, str]]:
    found = billing_json(billing) or {}
    return [(key, str(value)) for key, value in found.items() if value]


def _stands(value: str, text: str) -> bool:
    return _squeezed(value) in _squeezed(text)


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _personal(original: Original) -> Personal:
    billing = dict(_billing(original.corrected.billing))
    people = [one.name for one in _people(original.message, original.own_addresses)]
    names = [*sorted(original.names), *_names(original.corrected)]
    shown = [
        " ".join(w for w in re.split(r"[\s,]+", name) if not is_ordinary(w)) for name in people
    ]
    years = range(original.event.starts.year - 1, original.event.starts.year + 2)
    streets = [billing[key] for key in ("street",) if key in billing]
    return Personal(
        names=tuple(dict.fromkeys([*names, *shown])),
        payers=tuple(sorted({*original.payers, billing.get("recipient", "")})),
        streets=tuple(streets),
        references=tuple(billing[key] for key in ("reference",) if key in billing),
        numbers=(*sorted(original.numbers), *(billing[key] for key in NUMBERS if key in billing)),
        own_addresses=original.own_addresses,
        years=frozenset(map(str, years)),
    )


def _people(message: InboundMessage, own: frozenset[str]) -> list[Address]:
    senders = [message.sender] if message.sender else []
    everybody = [*senders, *message.reply_to, *message.to, *message.cc]
    return [one for one in everybody if one.email.lower() not in own]


def _names(extract: Extract) -> list[str]:
    return [*(one.name for one in extract.attendees if one.name), *extract.replaces]


def _label(extract: Extract, changes: Disguise, event: Event) -> JsonObject:
    """The label of the guide; what people have beside a name and a diet is no part of it."""
    billing = {key: changes.change(value) for key, value in _billing(extract.billing)}
    if extract.billing and extract.billing.country:
        billing["country"] = extract.billing.country
    keys = billing_json(Billing()) or {}
    return {
        "intent": extract.intent.value,
        "language": extract.language,
        "attendees": [_attendee(one, changes, event) for one in extract.attendees],
        "replaces": [changes.change(name) for name in extract.replaces],
        "billing": {key: billing.get(key) for key in keys} if extract.billing else None,
        "missing": [code.value for code in extract.missing],
    }


def _attendee(attendee: Attendee, changes: Disguise, event: Event) -> JsonObject:
    in_words = _free_answers(attendee, event)
    free = {key: changes.change(value) for key, value in in_words.items()}
    return {
        "name": attendee.name and changes.change(attendee.name),
        "dietary": sorted(attendee.dietary),
        "dietary_other": list(attendee.dietary_other),
        "dietary_stated": attendee.dietary_stated,
        "answers": {**attendee.answers, **free},
    }


def _content(message: InboundMessage, changes: Disguise) -> bytes:
    sender = message.sender
    name, email = (
        (changes.change(sender.name), changes.address(sender.email)) if sender else ("", "")
    )
    subject = Header(changes.change(message.subject), "utf-8", header_name="Subject").encode()
    body = changes.change(message.body).rstrip("\n") + "\n"
    header = [
        f"From: {formataddr((name, email))}",
        f"To: {DESK}",
        f"Subject: {subject}",
        *([f"Date: {format_datetime(message.sent_at)}"] if message.sent_at else []),
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: quoted-printable",
    ]
    return "\n".join([*header, "", ""]).encode() + quopri.encodestring(body.encode())


def _refused(
    original: Original,
    changes: Disguise,
    read: InboundMessage,
    label: JsonObject,
    *,
    is_small: bool,
) -> Refused | None:
    """What is still to be seen of people, or was lost on the way."""
    text = _texts(read)
    if words := _told(original, changes, text):
        return Refused(why=Unfit.PERSONAL, words=words)
    known = Known(
        invented=frozenset(changes.invented),
        kept=original.kept | _city(original.corrected, changes),
        event=words_of_event(original.event),
        is_small=is_small,
    )
    shown = _bare(ADDRESS.sub(" ", "\n".join([text, *_strings(label)])))
    if words := tuple(sorted(set(known.unknown_in(shown)))):
        return Refused(why=Unfit.UNKNOWN_WORDS, words=words)
    is_same = _flat(changes.change(original.message.own_words)) == _flat(read.own_words)
    named = [value for value in _names_in(label) if not _stands(value, text)]
    return None if is_same and not named else Refused(why=Unfit.FORM)


def _city(extract: Extract, changes: Disguise) -> frozenset[str]:
    """The words of the town, which may stand, unless somebody is called so."""
    words = folded_words([dict(_billing(extract.billing)).get("city", "")])
    return words - folded_words(changes.personal.names)


def _told(original: Original, changes: Disguise, text: str) -> tuple[str, ...]:
    """Words of known names, long numbers, streets and addresses of the letter that still stand."""
    personal = changes.personal
    before = _texts(original.message)
    pieces = {p.casefold() for name in personal.names for w in name.split() for p in pieces_of(w)}
    mails = [match["mail"] for match in ADDRESS.finditer(before) if match["mail"]]
    pieces |= {
        word
        for mail in mails
        if mail.casefold() not in original.own_addresses and mail.casefold() != DESK
        for word in folded_words([mail.partition("@")[0]])
        if not is_ordinary(word)
    }
    pieces = {piece for piece in pieces if len(piece) > 1 and piece not in changes.invented}
    plain = {fold(piece) for piece in pieces}
    standing = {
        word
        for word in WORD.findall(_bare(text))
        if fold(word) in plain and not (word.islower() and word in ordinary())
    }
    numbers = set(map(digits_of, _LONG_NUMBER.findall(before)))
    standing |= numbers & set(map(digits_of, _LONG_NUMBER.findall(text)))
    standing |= {street for street in personal.streets if _stands(street, text)}
    standing |= {mail for mail in mails if mail.casefold() != DESK and mail in text}
    return tuple(sorted(standing))


def _bare(text: str) -> str:
    """Without the characters that part a word and are not seen; marks joined to their letters."""
    seen = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return unicodedata.normalize("NFKC", seen)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in ("intent", "language", "country", "dietary", "answers"):
                yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _names_in(label: JsonObject) -> Iterator[str]:
    """What of the changed label must stand in the changed letter."""
    for text in _strings({**label, "missing": []}):
        yield from text.split()


def _flat(text: str) -> str:
    return " ".join(text.split())
