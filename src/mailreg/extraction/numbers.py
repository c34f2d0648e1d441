"""Numbers that identify a payer: organisation number, GLN, Peppol address; and personal numbers.

An organisation number has ten digits, the third at least 2, the last a check digit (Luhn); with a
leading 16 it has twelve. A GLN has thirteen digits with the check digit of GS1. A Peppol address is
the number behind its scheme: `0007:` an organisation number, `0088:` a GLN (EAS code list). What
reads as a personal identity number is recognised and never handed on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from stdnum import ean, luhn
from stdnum.dk import cvr
from stdnum.fi import ytunnus
from stdnum.no import orgnr

from mailreg.extraction.inline import Inline
from mailreg.message.cues import Lined


class NumberKind(StrEnum):
    """What a number identifies."""

    ORGANISATION = "organisation_number"
    GLN = "gln"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number found in a text."""

    kind: NumberKind
    value: str
    start: int
    end: int
    is_valid: bool  # whether its check digit is right


def find_numbers(text: str) -> list[Number]:
    """All identifying numbers of a text, in order; a Peppol address gives its number."""
    found = [*_peppol(text), *_glns(text), *_organisations(text), *_neighbours(text)]
    kept: list[Number] = []
    for number in sorted(found, key=lambda n: (n.start, -n.end)):
        if not kept or number.start >= kept[-1].end:
            kept.append(number)
    return kept


_PEPPOL = Inline(
    r"00(?:07|88)", r"(?<!\d)(?P<scheme>0007|0088)[ ]?[:/][ ]?(?P<number>\d[\d -]{8,16}\d)(?!\d)"
)
_GLN = Inline(r"\d(?:[ -]?\d){12}", r"(?<![\d:-])\d(?:[ -]?\d){12}(?![\d-])")
_ORGANISATION = Inline(
    r"\d\d{5}[-–+ ]?\d{4}",
    r"(?<![\w-])(?:SE[ ]?)?(?P<century>16|18|19|"
    r"20)?(?P<first>\d{6})(?P<dash>[-–+ ]?)(?P<last>\d{4})(?P<vat>[ ]?01)?(?![\d-]|[ ]?\d)",
    re.IGNORECASE,
)
_ORGANISATION_LABEL = re.compile(
    r"(?i)(?:org\w*[. -]*(?:nr|no|number|nummer|numret)?|orgnr|vat\w*[. -]*(?:no|nr|number)?|"
    r"momsnr|momsreg\w*[. -]*(?:nr|nummer)?|company number|registration number|reg\.? ?no|"
    r"corporate id\w*|y-tunnus|cvr\w*)[ .:#-]*(?:är|is|:)?[ ]*$"
)


def _peppol(text: str) -> list[Number]:
    found = []
    for match in _PEPPOL.finditer(text):
        digits = re.sub(r"\D", "", match.group("number"))
        start, end = match.span("number")
        if match.group("scheme") == "0088":
            kind, valid = NumberKind.GLN, len(digits) == 13 and ean.is_valid(digits)
        else:
            kind, valid = NumberKind.ORGANISATION, len(digits) == 10 and luhn.is_valid(digits)
        found.append(Number(kind=kind, value=digits, start=start, end=end, is_valid=valid))
    return found


def _glns(text: str) -> list[Number]:
    found = []
    for match in _GLN.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        labelled = re.search(
            r"(?i)(?:gln|ean|lokaliseringskod)[^\n]{0,18}$",
            text[max(0, match.start() - 24) : match.start()],
        )
        valid = ean.is_valid(digits)
        if labelled or valid:
            found.append(
                Number(
                    kind=NumberKind.GLN,
                    value=digits,
                    start=match.start(),
                    end=match.end(),
                    is_valid=valid,
                )
            )
    return found


def _organisations(text: str) -> list[Number]:
    found = []
    for match in _ORGANISATION.finditer(text):
        before = text[max(0, match.start() - 28) : match.start()]
        labelled = bool(_ORGANISATION_LABEL.search(before)) or bool(match.group("vat"))
        if not match.group("dash").strip() and not labelled:
            continue
        digits = match.group("first") + match.group("last")
        kind = NumberKind.PERSON if _is_personal(match, digits) else NumberKind.ORGANISATION
        value = f"{match.group('first')}-{match.group('last')}"
        found.append(
            Number(
                kind=kind,
                value=value,
                start=match.start("first"),
                end=match.end("last"),
                is_valid=luhn.is_valid(digits),
            )
        )
    return found


def _is_personal(match: re.Match[str], digits: str) -> bool:
    """The third and fourth digits are a month and the next two a day (or a day and 60)."""
    month, day = int(digits[2:4]), int(digits[4:6])
    is_date = 1 <= month <= 12 and (1 <= day <= 31 or 61 <= day <= 91)
    return match.group("century") != "16" and is_date


def _neighbours(text: str) -> list[Number]:
    """Numbers of the neighbouring countries behind a label, known by their check digits."""
    found = []
    for match in _NEIGHBOUR.finditer(text):
        digits = re.sub(r"\D", "", match.group("number"))
        if any(rule.is_valid(digits) for rule in (orgnr, cvr, ytunnus)):
            start, end = match.span("number")
            found.append(
                Number(
                    kind=NumberKind.ORGANISATION,
                    value=match.group("number"),
                    start=start,
                    end=end,
                    is_valid=True,
                )
            )
    return found


# Norwegian organisation numbers, Danish CVR numbers, Finnish business ids (Y-tunnus)
_NEIGHBOUR = Lined(
    "org|cvr|tunnus|fo-n|business id|company|reg|vat|moms",
    r"(?i)(?<!\w)(?:org(?:anisasjons|anisations)?[. \t-]{0,2}(?:nr|nummer|no)|"
    r"cvr(?:[. \t-]{0,2}nr)?|y-tunnus|fo-nummer|business id|(?:company|registration) (?:no|number)|"
    r"vat(?: no)?|moms(?:nr)?)"
    r"[ .:]{0,4}(?:er |är |is |on )?(?:NO|DK|FI)?[ ]?"
    r"(?P<number>\d{3}[ ]?\d{3}[ ]?\d{3}|\d{2}[ ]?\d{2}[ ]?\d{2}[ ]?\d{2}|\d{7}-\d)"
    r"(?![ ]?\d|-\d)",
)
