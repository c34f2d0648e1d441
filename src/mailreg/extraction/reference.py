"""The buyer's reference: what stands behind one of its many labels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from mailreg.extraction.lexicons import alternatives, phrases
from mailreg.message.cues import Cue

WEAK_LABELS = frozenset(
    [
        "order",
        "kod",
        "projekt",
        "uppge",
        "ange",
        "quote",
        "po",
        "ansvar",
        "märke",
        "beställare",
        "uppge",
        "marked",
        "zeichen",
    ]
)


def find_references(text: str, *, speaks_of_invoices: bool) -> list[tuple[str, int, int]]:
    """References with their places, the surest first: codes before names of persons."""
    found = list(_before_label(text)) if speaks_of_invoices else []
    for label in phrases("billing", "reference").finditer(text):
        tail = _LABEL_TAIL.match(text, label.end())
        is_weak = label.group().lower() in WEAK_LABELS and not speaks_of_invoices
        if tail is None or is_weak or text[label.start() - 1 : label.start()] == "-":
            continue
        value = _value_after(text, tail.end())
        if value is not None:
            start, end, rank = value
            found.append((rank, re.sub(r"\s+", " ", text[start:end]), start, end))
    found.sort(key=lambda entry: (entry[0], entry[2]))
    return [(value, start, end) for _, value, start, end in found]


def _before_label(text: str) -> Iterator[tuple[int, str, int, int]]:
    """`4410NUFI as our reference`, `71200 som er ref`, `det ska stå SOL-4455 på fakturan`."""
    for pattern in (_CODE_FIRST, _ON_INVOICE):
        for match in pattern.finditer(text):
            start, end = match.span("code")
            if any(c.isdigit() for c in text[start:end]):
                yield 0, text[start:end], start, end


_CODE_FIRST = Cue(
    "ref|märkning|cost|order|po|kostnadsställe|beställar",
    r"(?<![\w@-])(?P<code>[A-Za-zÅÄÖ0-9][A-Za-zÅÄÖ0-9/_.-]{2,28}[A-Za-zÅÄÖ0-9])[ ,]{1,2}"
    r"(?:as (?:our|the|your|a|my) |som (?:er |vår |)|is (?:our|the|my) |being (?:our|the|my) |"
    r"är (?:vår |)|er (?:vår |)|as )"
    r"(?:\w+ ){0,1}(?:ref\w*|märkning|cost|order|PO|kostnadsställe|beställar\w*)\b",
)
_ON_INVOICE = Cue(
    "ska stå|skall stå|ska vara|skall vara|should |skal stå",
    r"(?i:ska(?:ll)? stå|ska(?:ll)? vara|should (?:read|be|say)|"
    r"skal stå)[ :\"”]{1,3}(?P<code>[A-Za-zÅÄÖ0-9][A-Za-zÅÄÖ0-9/_.-]{2,28}[A-Za-zÅÄÖ0-9])(?![\w@])",
    re.NOFLAG,
)


_LABEL_TAIL = re.compile(r"(?![-/]\w)[.:]{0,2}(?:[ \t]?\([^()\n]{0,30}\))?")


@cache
def _links() -> re.Pattern[str]:
    return re.compile(
        rf"[ \t:.=,–-]{{0,20}}\n?[ \t]{{0,20}}"
        rf"(?:(?:{alternatives('billing', 'link')})(?!\w)[ \t:.]{{0,8}}){{0,5}}"
        r"[\"”'“»]?",
        re.IGNORECASE,
    )


_CODE = re.compile(
    r"(?=[A-Za-zÅÄÖåäö/_.-]{0,14}\d|[A-ZÅÄÖ]{3,})"
    r"[A-Za-zÅÄÖåäö0-9][A-Za-zÅÄÖåäö0-9/_.:-]{0,28}[A-Za-zÅÄÖåäö0-9]"
    r"(?:[ ]\d{2,6}(?!\d|[ ][A-ZÅÄÖ][a-zåäö]))?|\d(?!\w)"
)
_PERSON = re.compile(
    r"[A-ZÅÄÖØÆÉ][a-zåäöøæéü]+(?:-[A-ZÅÄÖ][a-zåäöéü]+)?(?:[ ](?:(?:von|af|"
    r"de)[ ])?[A-ZÅÄÖØÆ][\wéü'’-]+){1,2}"
)


_WORD = re.compile(r"[A-ZÅÄÖ][a-zåäö]{5,30}(?=[ \t]*(?:[).,;\n]|$))")


def _value_after(text: str, start: int) -> tuple[int, int, int] | None:
    """Start, end and rank (0: a code, 1: a person's name) of what follows a label."""
    link = _links().match(text, start)
    begin = link.end() if link else start
    code = _CODE.match(text, begin)
    if code and "@" not in text[code.end() : code.end() + 1]:
        return begin, _code_end(text, begin, code.end()), 0
    person = _PERSON.match(text, begin)
    if person:
        return begin, person.end(), 1
    word = _WORD.match(text, begin)
    return (begin, word.end(), 2) if word else None


def _code_end(text: str, begin: int, end: int) -> int:
    """A code of groups of digits goes on over single spaces."""
    if re.fullmatch(r"\d{1,6}", text[begin:end]):
        groups = re.compile(r"(?:[ ]\d{2,4}(?!\d))*").match(text, end)
        return groups.end() if groups else end
    while end > begin and text[end - 1] in ".:-/":
        end -= 1
    return end
