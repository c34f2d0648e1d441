"""What staff corrected, as labelled letters with nobody in them, so that the corpus can grow."""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mailreg.event import Event
from mailreg.export.anonymous.letter import AnonymousCase, Original, Refused, Unfit, anonymous
from mailreg.export.pairs import check_folder, write_pairs
from mailreg.extraction import Attendee, Billing, Extract
from mailreg.extraction.label import attendee_from, attendee_json, label_json
from mailreg.extraction.missing import missing_of
from mailreg.extraction.values import Intent
from mailreg.message import Origin
from mailreg.registration.values import Application
from mailreg.service.adding import named_event
from mailreg.service.desk import Desk
from mailreg.service.reading import Crash, read
from mailreg.store import applications, journal
from mailreg.store.applications.editing import PERSON, Correction
from mailreg.store.database import Transaction
from mailreg.store.values import StoredMessage

HOW = "corrections"  # in the log of looks at diets
PICTURE = "image/"
OUTSIDE_THE_LABEL = {"email", "phone", "organisation", "title", "category"}  # of a person
TEXTS = frozenset({"body", "subject", "from"})  # what evidence stands in but for attachments


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A corrected letter that makes no case."""

    reference: str
    why: Unfit
    words: tuple[str, ...]  # what stands in the way; personal


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """What was written."""

    cases: tuple[tuple[str, str], ...]  # name of the pair, reference it was made of
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Corrected:
    """One application whose reading staff corrected."""

    application: Application
    stored: StoredMessage | None  # its first letter with its bytes and what was extracted
    corrections: Sequence[Correction]  # that a label tells, oldest first; never none
    later: bool  # something was corrected after another letter had come


def export_corrections(
    desk: Desk, folder: Path, *, by: str, event: str | None = None, keep: Collection[str] = ()
) -> Taught:
    """Write a case for each letter whose reading was corrected, those of one event or of all.

    `keep` are words that are nobody's. Whose letters were read is committed to the log before a
    file is written. Raises BadRequest.
    """
    check_folder(folder)
    if event is not None:
        named_event(desk, event)
    with desk.database.transaction() as tx:
        found = list(_corrected(tx, desk, event))
        ids = [one.application.id for one in found]
        applications.log_diet_look(tx, ids, by=by, at=desk.clock(), how=HOW)
    kept = frozenset(word.casefold() for word in keep)
    made = [(one, _case(desk, one, kept)) for one in found]
    good = [(one, case) for one, case in made if isinstance(case, AnonymousCase)]
    names = write_pairs(folder, [(_slug(one), case) for one, case in good])
    references = [one.application.reference for one, _ in good]
    return Taught(
        cases=tuple(zip(names, references, strict=True)),
        left_out=tuple(
            LeftOut(reference=one.application.reference, why=case.why, words=case.words)
            for one, case in made
            if isinstance(case, Refused)
        ),
    )


def _corrected(tx: Transaction, desk: Desk, event: str | None) -> Iterator[_Corrected]:
    for application in applications.all(tx, event=event, with_diet=True):
        told = [one for one in applications.corrections(tx, application.id) if _is_told(one)]
        first = next(iter(applications.history(tx, application.id)), None)
        if not told or application.event not in desk.events or first is None:
            continue
        if first.message_id is None:
            continue  # somebody who phoned
        others = journal.of_application(tx, application.id)
        arrivals = [one.received_at for one in others if one.id != first.message_id]
        yield _Corrected(
            application=application,
            stored=journal.message(tx, first.message_id, with_content=True, with_extract=True),
            corrections=told,
            later=any(one.at >= arrival for one in told for arrival in arrivals),
        )


def _is_told(correction: Correction) -> bool:
    """Whether staff corrected it, and a label says anything of the field."""
    if correction.is_of_letter:
        return False
    matched = PERSON.fullmatch(correction.field)
    if matched is None:
        return correction.field.startswith("billing.")
    return matched["field"] not in OUTSIDE_THE_LABEL


def _case(desk: Desk, found: _Corrected, kept: frozenset[str]) -> AnonymousCase | Refused:
    stored = found.stored
    if stored is None or stored.content is None or stored.extract is None:
        return Refused(why=Unfit.PURGED)
    if found.later:
        return Refused(why=Unfit.LATER_LETTERS)
    letter = read(desk, stored)
    if isinstance(letter, Crash) or not stored.is_complete:
        return Refused(why=Unfit.CUT)
    message, event = letter.message, desk.events[found.application.event]
    attached = [one for one in message.attachments if not one.content_type.startswith(PICTURE)]
    is_elsewhere = any(one.part not in TEXTS for one in stored.extract.evidence)
    if attached or is_elsewhere or message.origin is not Origin.PERSON:
        return Refused(why=Unfit.ATTACHMENT)
    corrected = _apply(stored.extract, found.corrections, event)
    if corrected is None or label_json(corrected) == label_json(stored.extract):
        return Refused(why=Unfit.UNCHANGED if corrected else Unfit.PURGED)
    original = Original(
        message=message,
        corrected=corrected,
        event=event,
        own_addresses=desk.own_addresses | desk.identity_of(stored.mailbox).own_addresses,
        names=_names(found, stored.extract),
        payers=_payers(found, stored.extract),
        numbers=_numbers(found, stored.extract),
        kept=kept,
    )
    return anonymous(original, random.SystemRandom())


def _apply(extract: Extract, corrections: Sequence[Correction], event: Event) -> Extract | None:
    """The reading as staff have it; None where a person or a diet is no longer there."""
    people = [attendee_json(one) for one in extract.attendees or (Attendee(),)]
    billing: dict[str, object] = {}
    for one in corrections:
        matched = PERSON.fullmatch(one.field)
        if matched is None:
            billing[one.field.removeprefix("billing.")] = one.after
            continue
        number = int(matched["number"])
        if number > len(people) or (matched["field"] == "diet" and one.after is None):
            return None
        people[number - 1] |= _fields(people[number - 1], matched, one.after)
    attendees = tuple(map(attendee_from, people))
    payer = _billing(extract.billing, billing)
    is_asked = extract.intent is Intent.REGISTER
    missing = missing_of(attendees, payer, event) if is_asked else extract.missing
    return replace(extract, attendees=attendees, billing=payer, missing=missing)


def _fields(
    person: Mapping[str, object], matched: re.Match[str], after: object
) -> dict[str, object]:
    """What a correction makes of a person's fields, as a label has them."""
    if isinstance(after, Mapping):
        codes, other = after["codes"], after["other"]
        return {"dietary": codes, "dietary_other": other, "dietary_stated": after["stated"]}
    answer = matched["answer"]
    if answer is None:
        return {matched["field"]: after}
    before = person["answers"]
    answers = dict(before) if isinstance(before, Mapping) else {}
    answers.pop(answer, None)
    return {"answers": answers if after is None else {**answers, answer: after}}


def _billing(before: Billing | None, changes: Mapping[str, object]) -> Billing | None:
    if not changes:
        return before
    texts = {key: None if value is None else str(value) for key, value in changes.items()}
    after = replace(before or Billing(), **texts)
    if after == Billing(country=after.country):
        return None
    return after if after.country else replace(after, country="SE")


def _slug(found: _Corrected) -> str:
    """What was corrected; nothing that leads back to whom."""
    matches = (PERSON.fullmatch(one.field) for one in found.corrections)
    kinds = {m["field"].partition(".")[0] if m else "billing" for m in matches}
    return "-".join(["corrected", *sorted(kinds)])


def _names(found: _Corrected, extract: Extract) -> frozenset[str]:
    now = [one.name for one in found.application.registrations]
    read_then = [*(one.name for one in extract.attendees), *extract.replaces]
    changed = [one for one in found.corrections if one.field.endswith(".name")]
    return _texts([*now, *read_then, *(one.before for one in changed)])


def _payers(found: _Corrected, extract: Extract) -> frozenset[str]:
    """Names that may be those of an organisation."""
    now = [one.organisation for one in found.application.registrations]
    read_then = [one.organisation for one in extract.attendees]
    payers = [one.recipient for one in (found.application.billing, extract.billing) if one]
    return _texts([found.application.contact_name, *now, *read_then, *payers])


def _numbers(found: _Corrected, extract: Extract) -> frozenset[str]:
    now = [one.phone for one in found.application.registrations]
    return _texts([*now, *(one.phone for one in extract.attendees)])


def _texts(values: Sequence[object]) -> frozenset[str]:
    return frozenset(value for value in values if isinstance(value, str) and value.strip())
