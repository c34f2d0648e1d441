"""A letter that says nothing but a reference for the invoice: `ZZ1234`."""

from __future__ import annotations

import re

from mailreg.extraction.values import Billing, Evidence, Extract, Intent
from mailreg.message import InboundMessage, Kind

CONFIDENCE = 0.7
# Letters and digits as buyers' references have them; no phone, postal code, organisation number,
# GLN or date.
_REFERENCE = re.compile(r"(?=[^\s]*\d)[A-ZÅÄÖ]{1,6}[- ]?\d{2,12}|(?!0)\d{4,6}", re.IGNORECASE)
_LABEL = re.compile(r"(?i)(?:(?:vår |er |our |your )?(?:ref(?:erens(?:en)?|erence)?)\.?[:\s]+)?")


def read_bare_reference(message: InboundMessage, letter: Extract) -> Extract | None:
    """The letter read as that reference; None where it says anything else."""
    own = [one for one in message.segments if one.kind is Kind.OWN]
    lines = [
        match
        for one in own
        for match in re.finditer(r"[^\n]*\S[^\n]*", message.body[one.start : one.end])
    ]
    if len(lines) != 1 or not own:
        return None
    line = lines[0]
    text = line.group().strip()
    label = _LABEL.match(text)
    told = text[label.end() :] if label else text
    if not _REFERENCE.fullmatch(told):
        return None
    start = message.body.index(told, own[0].start)
    seen = Evidence(
        field="billing.reference",
        text=told,
        start=start,
        end=start + len(told),
        part="body",
        confidence=CONFIDENCE,
    )
    return Extract(
        intent=Intent.AMEND,
        language=letter.language,
        billing=Billing(reference=told),
        evidence=(seen,),
        language_is_sure=letter.language_is_sure,
    )
