"""The e-mail address that invoices are mailed to, among all that a letter holds."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mailreg.extraction.inline import EMAIL
from mailreg.extraction.lexicons import phrases
from mailreg.extraction.outdated import Span, is_inside

BEFORE = 110  # code points before an address that say what it is for
BEHIND = 50


def find_invoice_mail(
    text: str, sentences: Sequence[Span], outdated: Sequence[Span]
) -> Span | None:
    """The place of the address that speaks most of invoices; None where none does."""
    best, place = 0, None
    for match in EMAIL.finditer(text):
        points = _points(text, match, sentences, outdated)
        if points > best:
            best, place = points, match.span()
    return place


def _points(
    text: str, match: re.Match[str], sentences: Sequence[Span], outdated: Sequence[Span]
) -> int:
    if is_inside(outdated, match.start()):
        return 0
    first, last = next(
        (s for s in sentences if s[0] <= match.start() < s[1]), (match.start(), match.end())
    )
    begin = max(first, match.start() - BEFORE)
    if _FOR_OTHERS.search(text, begin, match.start()):
        return 0
    local = match.group().partition("@")[0]
    points = 2 if _LOCAL.search(local) else 0
    is_said = phrases("billing", "by_mail").search(text, begin, min(last, match.end() + BEHIND))
    if is_said or (
        _SENT.search(text, begin, match.start()) and _spoke_of_invoices(text, sentences, first)
    ):
        points += 3
    return points


def _spoke_of_invoices(text: str, sentences: Sequence[Span], place: int) -> bool:
    """Whether the sentence before the one at a place is about invoices."""
    before = [s for s in sentences if s[1] <= place and text[slice(*s)].strip()][-1:]
    return any(phrases("billing", "by_mail").search(text, *sentence) for sentence in before)


# `It is to be e-mailed to …`, `Den tas emot som pdf på …`: behind a sentence on the invoice.
_SENT = re.compile(
    r"(?i)(?<!\w)(?:it|them|these|den|dem|de|dom|denna|allt|sie|se|ne|which)(?!\w)"
    r"[^.\n]{0,40}(?<!\w)(?:e-?mail\w*|mail\w*|e-?post\w*|mejl\w*|maila\w*|send\w*|sent|skick\w*|sänd\w*|"
    r"digital\w*|geschickt|lähet\w*)"
)


# The first part of an address to which invoices go.
_LOCAL = re.compile(
    r"(?i)faktur|leverantor|supplier|invoic|billing|regning|lasku|rechnung|räkning|rakning|reskontra|accounts?(?:payable)?"
    r"|payable|finance|ekonomi|scanning|^ap$|bogholderi|regnskap|buchhaltung"
)
# Whom to ask, or where the answer goes: no invoices.
_FOR_OTHERS = re.compile(
    r"(?i)(?<!\w)(?:frågor|questions?|kontakta?|svara?|reply|contact|bekräftelse\w*|confirmation|"
    r"når mig|når man|reach me|hör av er|get back|cc|kopia)[^.\n]{0,60}$"
)
