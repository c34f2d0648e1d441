"""The buyer's reference: what stands behind one of its many labels, or before one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from mailreg.extraction.lexicons import alternatives, phrases, words
from mailreg.extraction.outdated import Span, corrected_between, is_inside
from mailreg.message.cues import Lined


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """Something that can be the reference."""

    start: int
    end: int
    rank: int  # 0: a code, 1: a person's name, 2: a word, 3: a code without a label
    is_outdated: bool


def find_references(
    text: str,
    outdated: Sequence[Span],
    *,
    speaks_of_invoices: bool,
    block_end: int | None = None,
) -> list[tuple[str, int, int]]:
    """References with their places, the surest first: codes before names of persons.

    `block_end` is where the address for invoices ends: a code on the next line goes with it.
    """
    found = list(_behind_label(text, outdated, speaks_of_invoices=speaks_of_invoices))
    if speaks_of_invoices or _speaks_of_references(text):
        found += _before_label(text, outdated)
        found += _instead(text, outdated)
        found += _under_address(text, block_end) if block_end and not found else ()
    found.sort(key=lambda one: (one.is_outdated, one.rank, one.start))
    found = _corrected(text, found)
    return [(re.sub(r"\s+", " ", text[c.start : c.end]), c.start, c.end) for c in found]


def _speaks_of_references(text: str) -> bool:
    labels = phrases("billing", "reference").finditer(text)
    return any(label.group().lower() not in words("billing", "weak_label") for label in labels)


def _corrected(text: str, found: list[_Candidate]) -> list[_Candidate]:
    """The first, or the one that a correction puts in its place."""
    for one in found[1:]:
        first = found[0]
        if one.start <= first.end or one.is_outdated or one.rank > first.rank:
            continue
        if text[one.start : one.end] != text[first.start : first.end] and corrected_between(
            text, first.end, one.start
        ):
            return [one, *(other for other in found if other is not one)]
    return found


def _behind_label(
    text: str, outdated: Sequence[Span], *, speaks_of_invoices: bool
) -> Iterator[_Candidate]:
    for label in phrases("billing", "reference").finditer(text):
        tail = _LABEL_TAIL.match(text, label.end())
        is_weak = label.group().lower() in words("billing", "weak_label") and not speaks_of_invoices
        if tail is None or is_weak or text[label.start() - 1 : label.start()] == "-":
            continue
        value = _value_after(text, tail.end())
        if value is not None:
            start, end, rank = value
            yield _Candidate(
                start=start, end=end, rank=rank, is_outdated=is_inside(outdated, start)
            )


_LABEL_TAIL = re.compile(r"(?![-/]\w)[.:]{0,2}(?:[ \t]?\([^()\n]{0,30}\))?")
_C = "A-Za-zÅÄÖÆØÜåäöæøü0-9"
_D = "/_.:‐‑–-"  # what may stand inside a code, hyphens that do not break among them


def _before_label(text: str, outdated: Sequence[Span]) -> Iterator[_Candidate]:
    """`4410NUFI as our reference`, `71200 som er ref`, `det ska stå SOL-4455 på fakturan`."""
    for quoted in _QUOTED_FIRST.finditer(text):
        start, end = quoted.span("code")
        yield _Candidate(start=start, end=end, rank=0, is_outdated=is_inside(outdated, start))
    for pattern in (_CODE_FIRST, _ON_INVOICE):
        for match in pattern.finditer(text):
            start, end = match.span(match.lastgroup or "code")
            if any(c.isdigit() for c in text[start:end]) or text[start:end].isupper():
                yield _Candidate(
                    start=start, end=end, rank=0, is_outdated=is_inside(outdated, start)
                )


_CODE = rf"[{_C}][{_C}{_D}]{{1,28}}[{_C}]"
_CODE_FIRST = Lined(
    "ref|märkning|cost|order|po|kostnadsställe|beställar|viite|inköps|projekt",
    rf"(?<![\w@-])(?P<code>(?:(?-i:[A-ZÅÄÖ]{{3,20}})[ ])?{_CODE})"
    r"(?:[ ,]{1,2}(?:(?!ref)[^\W\d_]{1,12}[ ]){0,4}?(?:as|som|als)|[ ](?:is|being|är|er|ist)) "
    r"(?:(?:our|the|your|a|my|er|vår|deres|unsere|ihre|min) )?"
    r"(?:[^\W\d_]+ )?(?:ref\w*|märkning\w*|cost|order\w*|PO|kostnadsställe\w*|beställar\w*|"
    r"referanse\w*|viite\w*|inköps\w*|projekt\w*)\b",
    re.IGNORECASE,
)
_QUOTED_FIRST = Lined(  # `skriv "vårdenheten Eken" som märkning`
    "ref|märk|kostnadsst|order|merk|mærk|viit",
    r"(?i)[\"”“»](?P<code>[^\n\"”“»«]{2,40})[\"”“«][ ,]{1,2}"
    r"(?:som|as|als)[ ](?:(?:a|an|the|our|your|vår|er|deres)[ ])?"
    r"(?:ref\w*|märk\w*|kostnadsställe\w*|order\w*|purchase order|merk\w*|mærk\w*|viit\w*)",
)
_ON_INVOICE = Lined(
    "det stå|ska stå|skall stå|ska vara|skall vara|should |must |skal stå|skal være|ange|uppge|"
    "skriv|quote|put|state|angi|bitte",
    rf"(?i:ska(?:ll)? (?:det )?stå|ska(?:ll)? vara|should (?:read|be|say)|must (?:read|be|say)|"
    rf"skal stå|skal være|ange|uppge|skriv|skriva|quote|put|state|anger|angi|angiv|bitte)"
    rf"[ :\"”'“]{{1,3}}(?P<code>{_CODE})(?![\w@])(?=[\"”'’]?[ ,]{{1,2}}"
    r"(?i:på|on|vid|i|som|as|when|auf|in|angeben))"
    rf"|(?i:ska(?:ll)? (?:det )?stå|det står|should (?:read|say)|"
    rf"skal stå)[ :\"”]{{1,3}}(?P<bare>{_CODE})(?![\w@])",
)


def _instead(text: str, outdated: Sequence[Span]) -> Iterator[_Candidate]:
    """`ta 88301 i stället`, `den rätta är 5531-0077`, `Rätt: …, use 4410 instead`."""
    for pattern in (_PUT_INSTEAD, _RIGHT, _FIXED, _NUMBER_IS, _IS_RIGHT):
        for match in pattern.finditer(text):
            start, end = match.span("code")
            if any(c.isdigit() for c in text[start:end]):
                yield _Candidate(
                    start=start, end=end, rank=0, is_outdated=is_inside(outdated, start)
                )


_PUT_INSTEAD = Lined(
    "stället|instead|i stedet",
    rf"(?i)(?:(?:ta|använd|skriv|sätt|use|take|put|ange|brug|bruk)[ ](?P<code>{_CODE})[ ]"
    r"(?:i ?stället|instead|i stedet))(?!\w)",
)
_RIGHT = Lined(
    "den r|den ny|den k|rätt är|rätt ska|byt |ändra |the right|the correct|the new|change ",
    rf"(?i)(?:(?:byt|ändra)(?: den)? till|change (?:it )?to|"
    rf"den (?:rätta|nya|riktiga|korrekta)|rätt (?:är|ska vara)|den rigtige|"
    rf"den riktige|the (?:right|correct|new) one)(?: är| is| er|:)?[ :]{{1,3}}(?P<code>{_CODE})",
)


_FIXED = Lined(
    "nej|rättelse|förlåt|ursäkta|fel|sorry|correction|oj|wait|nei|scrap that|scratch that|"
    "vänta|vent|hoppsan",
    r"(?<!\w)(?:vänta|vent|hoppsan|nej|rättelse|förlåt|ursäkta|fel|sorry|correction|oj|no,? wait|"
    r"nei|scrap that|scratch that)(?!\w)[^.\n]{0,90}?(?:ska(?:ll)? (?:det )?(?:vara|stå)|är|"
    rf"should be|is|it is|it's|skal være|:)[ ](?P<code>{_CODE})",
)


_NUMBER_IS = Lined(
    "number|numm|numret|code|kod",
    r"(?<!\w)(?:the|rätt|rätta|right|correct|nya|new|det|den)[ ](?:right |correct |rätta |nya )?"
    rf"(?:number|nummer|numret|kod|koden|code)(?!\w)[^.\n\d:]{{0,50}}?[ :]"
    rf"(?:(?:is|är|er|ska vara|should be|blir)[ :]{{1,2}})(?P<code>{_CODE})",
)
_IS_RIGHT = Lined(
    "ska det|skall det|rätt|right|correct|gäller",
    rf"(?<![\w@-])(?P<code>{_CODE})[ ](?:ska(?:ll)? det (?:vara|stå)|"
    r"är (?:rätt|det rätta|den rätta)|is (?:right|correct|the right|the correct)|gäller nu)(?!\w)",
)


def _under_address(text: str, block_end: int) -> Iterator[_Candidate]:
    """A code on a line of its own right under the address."""
    match = _ALONE.match(text, block_end)
    if match is not None:
        start, end = match.span("code")
        yield _Candidate(start=start, end=end, rank=3, is_outdated=False)


_ALONE = re.compile(
    rf"[ \t]*(?:[ ,]*[^\W\d_]{{4,12}}[ \t]*)?(?:\n| //|,(?=[ ]\w*[A-ZÅÄÖ]\w*[ \t.]*(?:\n|"
    rf"$)))[ \t]*(?P<code>(?=[^\n]*\d)"
    rf"(?!\d{{3}} ?\d{{2}}(?!\d)|0\d{{1,3}}-\d{{5}})"
    rf"[A-ZÅÄÖ0-9][A-ZÅÄÖ0-9{_D}]{{2,28}}[A-ZÅÄÖ0-9])[ \t]*(?=\n|$)"
)


@cache
def _links() -> re.Pattern[str]:
    return re.compile(
        rf"[ \t:.=,–-]{{0,20}}\n?[ \t]{{0,20}}"
        rf"(?:(?:{alternatives('billing', 'link')})(?![\w-])[ \t:.]{{0,8}}){{0,5}}"
        r"(?:(?<=:)\n[ \t]*)?"
        r"[\"”'“»]?",
        re.IGNORECASE,
    )


_VALUE = re.compile(
    rf"(?=[{_C}{_D}]{{0,14}}\d|[A-ZÅÄÖ]{{3,}}|[A-ZÅÄÖ]{{2}}(?=[.,;)\n]|$)|[A-ZÅÄÖ]{{1,5}}[-/‑][A-ZÅÄÖ])"
    rf"[{_C}][{_C}{_D}]{{0,28}}[{_C}]|\d(?!\w)|"
    rf"[A-ZÅÄÖÆØ]{{1,5}}[ ]\d{{2,12}}(?:[-/]\w{{1,8}}){{0,2}}(?![\w:]|[ ]\d\d\b)"
)
_PERSON = re.compile(
    r"[A-ZÅÄÖØÆÉ][a-zåäöøæéü]+(?:-[A-ZÅÄÖ][a-zåäöéü]+)?(?:[ ](?:(?:von|af|"
    r"de)[ ])?(?:[A-ZÅÄÖØÆ][\wéü'’-]+|[A-ZÅÄÖ]\.(?=\s|$))){1,2}"
)
_CODE_BESIDE = re.compile(  # `Anna Lind, 40120`: neither a telephone nor a postal code
    r"(?P<gap>[ ]?[,/(]?[ ]?)"
    r"(?P<code>(?!0|\d{3}[ ]?\d\d\b[ ]\w)(?=[A-ZÅÄÖ]{0,5}\d)[A-ZÅÄÖ0-9-]{3,12})[ \t)]*(?=[.,;\n]|$)"
)
_MIXED = re.compile(
    r"(?=[^\n]{0,24}\d)[A-ZÅÄÖ][\wåäö]{1,12}(?:[ /-]{1,3}\w{1,10}){1,3}"
    r"(?=[ \t]*(?:\n|$|\.[ ][A-ZÅÄÖ]))"
)
_WORD = re.compile(r"[A-ZÅÄÖ][a-zåäö]{2,30}(?=[ \t]*(?:[).,;\n]|$))")
_INNER_LABEL = re.compile(
    r"(?i)[\w-]{1,12}-(?:kod|nr|nummer|ref|id)[ :]{1,2}"
)  # `ange RST-kod 1234`
_SAYS_SO = re.compile(r"(?i)(?::|\bmärk\w*(?: med| den| den med)?|\bm[aæ]rk\w*|\bref\.?) $")
_LOWER = re.compile(  # `Er referens: bogahl`
    r"(?!(?i:saknas|nej|nix|ingen|inget|inga|finns|kommer|okänt|okänd|none|vet|se|samma|enligt|nedan|senare|ovan|till|är|som|och|på|följer)\b)"
    r"[a-zåäö]{3,20}(?=[ \t]*(?:[.)]?[ \t]*\n|[.)]?$|\.[ ][A-ZÅÄÖ]))"
)
_QUOTED = re.compile(r"[\"”“»]([^\n\"”“»«]{1,40})[\"”“«]")
_DETOUR = re.compile(
    r"[ ][^\W\d_][^\d\n.,;:@]{1,45}[ ](?:is|är|blir|ist|er|on|be|vara|være|:)[ ]{1,2}(?=\S*\d)"
)


def _value_after(text: str, start: int) -> tuple[int, int, int] | None:
    """Start, end and rank of what follows a label."""
    link = _links().match(text, start)
    begin = link.end() if link else start
    begin = inner.end() if (inner := _INNER_LABEL.match(text, begin)) else begin
    quoted = _QUOTED.match(text, begin - 1)
    if quoted:
        return begin, quoted.end(1), 0
    detour = _DETOUR.match(text, start)
    for place in (begin, detour.end()) if detour else (begin,):
        code = _VALUE.match(text, place)
        if code and "@" not in text[code.end() : code.end() + 1]:
            return place, _code_end(text, place, code.end()), 0
    person = _PERSON.match(text, begin)
    if person:
        beside = _CODE_BESIDE.match(text, person.end())
        if beside is None:
            return begin, person.end(), 1
        return begin if beside["gap"] == " " else beside.start("code"), beside.end("code"), 0
    mixed = _MIXED.match(text, begin) if text[begin - 2 : begin] == ": " else None
    if mixed:
        return begin, mixed.end(), 0
    word = _WORD.match(text, begin) or (
        _LOWER.match(text, begin) if _SAYS_SO.search(text, max(0, begin - 20), begin) else None
    )
    return (begin, word.end(), 2) if word else None


def _code_end(text: str, begin: int, end: int) -> int:
    """A code goes on over single spaces: groups of digits, a number, a name behind it."""
    while end > begin and text[end - 1] in ".:-/":
        end -= 1
    groups = _DIGIT_GROUPS.match(text, end) if text[begin:end].isdigit() else None
    end = groups.end() if groups else end
    for behind in (_CODES_BEHIND, _NAME_BEHIND):
        more = behind.match(text, end)
        end = more.end() if more else end
    return end


_DIGIT_GROUPS = re.compile(r"(?:[ ]\d{2,4}(?!\d|[ ][A-ZÅÄÖ][a-zåäö]))*")
_CODES_BEHIND = re.compile(
    r"(?:[ ](?!(?:GLN|PO|FE|BOX|EAN|ORG|VAT|SE|MVH|OBS|PS|REF|TEL|AB|KB|HB)\b)"
    r"(?:[A-ZÅÄÖ]{1,6}|\d{2,8})(?![\w-]|[ ]\d\d\b)){1,2}"
)
_NAME_BEHIND = re.compile(
    r"[ ](?!(?i:mvh|vänlig|hälsning|tack|allergi|kost|faktura|med|best|kind|regards|obs|ps)\w*)"
    r"[A-ZÅÄÖ][a-zåäöéü]{2,20}(?:-[A-ZÅÄÖ][a-zåäö]+)?(?:[ ][A-ZÅÄÖ][a-zåäöéü]{2,20})?"
    r"(?=[ \t]*(?:[).,;\n]|$))"
)
