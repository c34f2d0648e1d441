"""An Extract as JSON: in the shape of a corpus label for readers, and whole for storing.

`label_json` has the keys of a label (`intent`, `language`, `attendees`, `replaces`, `billing`,
`missing`); `extract_to_json` and `extract_from_json` are each other's inverse and lose nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from mailreg.extraction.values import (
    Answer,
    Attendee,
    Billing,
    Evidence,
    Extract,
    Intent,
    Missing,
)

JsonObject = dict[str, object]

BILLING_KEYS = tuple(field.name for field in fields(Billing))
EVIDENCE_KEYS = tuple(field.name for field in fields(Evidence))


def label_json(extract: Extract) -> JsonObject:
    """The reading in the shape of a label; absent is None, [], {} or False, every key is there."""
    return {
        "intent": extract.intent.value,
        "language": extract.language,
        "attendees": [attendee_json(attendee) for attendee in extract.attendees],
        "replaces": list(extract.replaces),
        "billing": billing_json(extract.billing),
        "missing": [missing.value for missing in extract.missing],
    }


def attendee_json(attendee: Attendee) -> JsonObject:
    """One person: the keys of a label, email, phone, organisation, title, and second choices."""
    second = {"second_choices": dict(attendee.second_choices)} if attendee.second_choices else {}
    return {
        "name": attendee.name,
        "dietary": list(attendee.dietary),
        "dietary_other": list(attendee.dietary_other),
        "dietary_stated": attendee.dietary_stated,
        "answers": dict(attendee.answers),
        "email": attendee.email,
        "phone": attendee.phone,
        "organisation": attendee.organisation,
        "title": attendee.title,
        **second,
    }


def attendee_from(value: Mapping[str, object]) -> Attendee:
    """The inverse of `attendee_json`."""
    return Attendee(
        name=_text(value, "name"),
        dietary=_texts(value, "dietary"),
        dietary_other=_texts(value, "dietary_other"),
        dietary_stated=value.get("dietary_stated") is True,
        answers=_answers(value.get("answers")),
        email=_text(value, "email"),
        phone=_text(value, "phone"),
        organisation=_text(value, "organisation"),
        title=_text(value, "title"),
        second_choices={
            group: session
            for group, session in _answers(value.get("second_choices")).items()
            if isinstance(session, str)
        },
    )


def billing_json(billing: Billing | None) -> JsonObject | None:
    """Every key of a label's `billing`; None where nothing about invoicing is known."""
    return None if billing is None else {key: getattr(billing, key) for key in BILLING_KEYS}


def billing_from(value: Mapping[str, object] | None) -> Billing | None:
    """The inverse of `billing_json`; keys that are absent are None."""
    if value is None:
        return None
    return Billing(**{key: _text(value, key) for key in BILLING_KEYS})


def evidence_json(evidence: Evidence) -> JsonObject:
    """One piece of evidence, as `mailreg parse --json` prints it."""
    return {key: getattr(evidence, key) for key in EVIDENCE_KEYS}


def extract_to_json(extract: Extract) -> JsonObject:
    """The whole reading, for storing."""
    return {
        **label_json(extract),
        "needs_review": extract.needs_review,
        "reasons": list(extract.reasons),
        "evidence": [evidence_json(evidence) for evidence in extract.evidence],
        "intent_is_sure": extract.intent_is_sure,
        "language_is_sure": extract.language_is_sure,
        "unread": list(extract.unread),
    }


def extract_from_json(value: Mapping[str, object]) -> Extract:
    """The inverse of `extract_to_json`.

    Raises KeyError or ValueError where `value` was written by something else.
    """
    billing = value["billing"]
    return Extract(
        intent=Intent(str(value["intent"])),
        language=str(value["language"]),
        attendees=tuple(attendee_from(entry) for entry in _objects(value, "attendees")),
        replaces=_texts(value, "replaces"),
        billing=billing_from(billing if isinstance(billing, Mapping) else None),
        missing=tuple(Missing(code) for code in _texts(value, "missing")),
        needs_review=value.get("needs_review") is True,
        reasons=_texts(value, "reasons"),
        evidence=tuple(_evidence_from(entry) for entry in _objects(value, "evidence")),
        intent_is_sure=value.get("intent_is_sure") is not False,
        language_is_sure=value.get("language_is_sure") is not False,
        unread=_texts(value, "unread"),
    )


def _evidence_from(value: Mapping[str, object]) -> Evidence:
    return Evidence(
        field=str(value["field"]),
        text=str(value["text"]),
        start=int(str(value["start"])),
        end=int(str(value["end"])),
        part=str(value["part"]),
        confidence=float(str(value["confidence"])),
    )


def _text(value: Mapping[str, object], key: str) -> str | None:
    found = value.get(key)
    return None if found is None else str(found)


def _texts(value: Mapping[str, object], key: str) -> tuple[str, ...]:
    found = value.get(key)
    return tuple(str(entry) for entry in found) if isinstance(found, list | tuple) else ()


def _objects(value: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    found = value.get(key)
    entries = found if isinstance(found, list | tuple) else ()
    return [entry for entry in entries if isinstance(entry, Mapping)]


def _answers(value: object) -> Mapping[str, Answer]:
    found = value if isinstance(value, Mapping) else {}
    return {
        str(key): answer if isinstance(answer, bool) else str(answer)
        for key, answer in found.items()
    }
