"""The name of whoever is to be invoiced: an organisation or a person, led in by other words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from mailreg.extraction.lexicons import given_names, words

Span = tuple[int, int]

LONGEST_NAME = 70  # code points; a longer stretch is a sentence
WORDS_AT_MOST = 9  # of a name


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """A stretch that can be the name of a payer."""

    start: int
    end: int
    is_led: bool  # whether a word such as `till` leads it in


def payer_at_end(text: str, start: int, end: int, own_name: str) -> Payer | None:
    """The name with which `text[start:end]` ends, the longest one; None where it ends in none.

    `own_name` is the sender's: it counts in lower case too.
    """
    found = list(_WORD.finditer(text, start, end))
    is_led, before = False, ""
    for index, word in enumerate(found):
        may_begin = not before or is_lead(before) or (is_led and before[0].islower())
        may_begin = may_begin or text[word.start() - 2] == ":"
        if may_begin and is_name(text, word.start(), end, own_name):
            start = _of_place(found, index)
            return Payer(start=start, end=end, is_led=index > 0)
        before = word.group()
        is_led = is_led or is_lead(before)
    return _in_lower_case(text, found) if is_led else None


def _of_place(found: list[re.Match[str]], index: int) -> int:
    """Where `nattvandrarna i Vårberga` begins, behind a word that leads it in."""
    if index < 3 or found[index - 1].group() != "i" or not is_lead(found[index - 3].group()):
        return found[index].start()
    first = found[index - 2].group().lower()
    is_mere = first in words("billing", "no_name") or first in words("billing", "unnamed")
    return found[index].start() if is_mere or is_lead(first) else found[index - 2].start()


def _in_lower_case(text: str, found: list[re.Match[str]]) -> Payer | None:
    """`betalar gör nattvandrarna i vårberga`: what stands behind the last word that leads it in."""
    leads = [index for index, word in enumerate(found) if is_lead(word.group())]
    name = found[leads[-1] + 1 :]
    if not 2 <= len(name) <= WORDS_AT_MOST:
        return None
    start, end = name[0].start(), name[-1].end()
    is_plain = text[start:end].islower() and not _NO_PART.search(text, start, end)
    plain = {word.group().strip('(),."”“') for word in name}
    if not is_plain or not words("billing", "no_name").isdisjoint(plain):
        return None
    return Payer(start=start, end=end, is_led=True)


_WORD = re.compile(r"[^\s:]+")


def is_lead(word: str) -> bool:
    """Whether a name can stand right behind a word."""
    # `det ska vara …`; but `Vara kommun`
    return word == "vara" or word.lower().strip("(\"'”“»,.") in words("billing", "lead")


def is_name(text: str, start: int, end: int, own_name: str) -> bool:
    """Whether a whole stretch has the form of a payer's name."""
    stretch = text[start:end].strip()
    if is_same_name(stretch, own_name):
        return True
    parts = [part.strip('(),."”“') for part in stretch.split()]
    if not 0 < len(parts) <= WORDS_AT_MOST or len(stretch) > LONGEST_NAME or is_lead(parts[0]):
        return False
    if _LABELLED.match(stretch) or stretch.lower() in words("billing", "unnamed"):
        return False
    is_one = len(parts) == 1 or bool(_BOX.fullmatch(stretch))
    is_code = is_one and any(character.isdigit() for character in parts[-1])
    plain = (part.lower() for at, part in enumerate(parts) if not at or not part.istitle())
    if is_code or not words("billing", "no_name").isdisjoint(plain):
        return False
    if any(pattern.search(stretch) for pattern in (_NO_PART, _LABEL_ONLY)):
        return False
    return parts[0][:1].isupper() or parts[0][:1].isdigit() or _is_small(stretch, parts)


_BOX = re.compile(r"(?i)(?:box|fe|fack|postboks|pb)[ ]\d{1,6}")
# `Fakturering: Solna stad`: the name begins behind the label
_LABELLED = re.compile(r"[^\W\d_]+:\s")


def _is_small(stretch: str, parts: list[str]) -> bool:
    """An organisation all in lower case, or one that begins with `brf`."""
    if parts[0] in ("brf", "kv") or (_KIND_OF.match(stretch) and is_organisation(stretch)):
        return True
    return stretch.islower() and is_organisation(stretch) and not any(map(is_lead, parts))


# `ideella föreningen Fyren`, `stiftelsen Klippan`
_KIND_OF = re.compile(
    r"(?:(?:ideella|ekonomiska|kooperativa)[ ])?(?:\w*förening(?:en)?|stiftelsen|\w*förbundet|"
    r"kommunalförbundet|samfälligheten|sällskapet|klubben|församlingen|pastoratet)[ ][A-ZÅÄÖ]"
)
_NO_PART = re.compile(
    r"(?i)\b(?:[\w-]*seminarie\w*|konferensen|förbundsmötet|faktur(?:a|an|eras?|or)|räkning\w*|invoice|rechnung|regning\w*)\b|@|[!?]|\d{4}"
    r"|https?:|www\.|:\s|\b\d{1,2}[ ](?:mars|march|april|personer)\b"
)
_INVOICE_LABEL = (
    r"(?:faktur|invoic|billing|rechnungs|laskutus|betalnings|regnings|gln|peppol|ean|orgnr|vat)\w*"
    r"(?: (?:address|adress|details|uppgifter|till|to))?"
)
_LABEL_ONLY = re.compile(
    r"(?i)^(?:(?:post|besöks|gatu|leverans|hem|mejl|e-post|post)?adress(?:en|e)?|postnummer|"
    rf"ort|box|fe|street|address|adr|{_INVOICE_LABEL})$"
)


def is_invoice_label(piece: str) -> bool:
    """`Faktura`, `Billing address`: a cell or a line that only says what stands next to it."""
    return bool(_INVOICE.fullmatch(piece))


_INVOICE = re.compile(rf"(?i){_INVOICE_LABEL}")


def is_organisation(name: str) -> bool:
    """Whether a name holds a word for an organisation, also as the last part of a compound."""
    parts = [part.strip('(),."”“') for part in name.lower().split()]
    known = words("people", "organisation") | words("people", "organisation_start")
    return any(part in known or _ORGANISATION_TAIL.search(part) for part in parts)


_ORGANISATION_TAIL = re.compile(
    r"...(?:förvaltning|nämnd|förbund|institut|högskol|universitet|myndighet|verk|kommun|region|"
    r"bolag|stiftels|förening|kår|byrå|kooperativ|lag|församling|sällskap|klubb|förlag|museum|"
    r"bibliotek|teater|fond|central|kommitté|departement|kansli|forum|nätverk|akademi|sjukhus|"
    r"konsult|ensemble|verband|verein|gesellschaft|forening|kommune|selskab|selskap|yhdistys|"
    r"liitto|säätiö|kunta|råd|trust|society|charity|group|kontor)"
    r"(?:e|a|en|an|et|n|t|ens|s|er|or|na|ar)?$|^(?:ry|rf|ek|e\.v|ab|hb|kb|as|aps|a/s|inc|ltd)$"
)


def is_person(name: str) -> bool:
    """Two to four capitalised words, one of them a given name, none of an organisation."""
    parts = name.split()
    return (
        2 <= len(parts) <= 4
        and not is_organisation(name)
        and any(part.lower() in given_names() for part in re.split(r"[\s-]+", name))
    )


def is_same_name(first: str, second: str) -> bool:
    """The same words, in whatever order and case."""
    return bool(second) and _parts(first) == _parts(second)


@lru_cache(maxsize=64)
def _parts(name: str) -> tuple[str, ...]:
    return tuple(sorted(re.findall(r"[^\W\d_]+", name.casefold())))


def payers_named(text: str, start: int, end: int) -> Iterator[Payer]:
    """Names behind `ställd till` or `mottagare:`, and those before `betalar` or `, Peppol …`."""
    for led in _LED.finditer(text, start, end):
        stop = _name_end(text, led.end(), end)
        if stop > led.end() and is_name(text, led.end(), stop, ""):
            yield Payer(start=led.end(), end=stop, is_led=True)
    for bracket in _BRACKETED.finditer(text, start, end):
        if is_organisation(bracket.group(1)) and is_name(text, *bracket.span(1), ""):
            yield Payer(start=bracket.start(1), end=bracket.end(1), is_led=False)
    for behind in (*_PAYS.finditer(text, start, end), *_NUMBERED.finditer(text, start, end)):
        found = payer_at_end(text, max(start, behind.start() - LONGEST_NAME), behind.start(), "")
        if found is not None and (
            is_organisation(text[found.start : found.end]) or _is_labelled(text, found.start)
        ):
            yield found


def _is_labelled(text: str, place: int) -> bool:
    """`Faktura: Vårljus, GLN …`: whoever stands behind that label."""
    return _PAYER_LABEL.search(text, max(0, place - 40), place) is not None


_PAYER_LABEL = re.compile(r"(?i)(?:faktur|invoic|bill|betala|mottag)[^\n:,.]{0,20}:[ \t]*$")


def organisations_apart(text: str, start: int, end: int) -> Iterator[Span]:
    """Stretches between commas that are the name of an organisation and nothing else."""
    for part in _PART.finditer(text, start, end):
        if is_organisation(part.group()) and is_name(text, *part.span(), ""):
            yield part.span()


_PART = re.compile(r"(?:(?<=[,;:] )|(?<=\())[^\s,;:()\d][^,;:()\n.]{2,70}(?=[,;.)\n]|$)")
_LED = re.compile(
    r"(?i)(?<!\w)(?:(?:ställ\w*|skick\w*|sänd\w*|utställ\w*|adresser\w*|rikt\w*|går|ska|skall|"
    r"betalas|fakturer\w*|debiter\w*|faktura|fakturan|fakturor|räkningen|räkning|e-faktura|"
    r"efaktura|peppol|made out|addressed|directed|sent|goes|payable|bill|invoice|sendes|"
    r"utstedes|stilles|faktureres|geht|paid)[ ](?:[^\W\d_-]+[ ]){0,2}?(?:till|to|på|av|by|til|"
    r"an|af)|(?:faktura)?mottagaren?(?: är)?:?|betalaren?(?: är)?:?|payer(?: is)?:?|"
    r"(?:bolaget|företaget|firman|föreningen|organisationen)(?: heter| är)|recipient(?: is)?:?|"
    r"det är|"
    r"faktureras:?|fakturera:?|debitera:?|betalar gör|invoice|bill):?[ \t]+"
    r"(?:an |to |till |die |den |det |oss på )?(?=\w)"
)
_PAYS = re.compile(
    r"(?i)(?<=\w)[ ](?:betalar|står för|tar|pays|will pay|is paying|covers|betaler|"
    r"zahlt|maksaa|(?:ska|skall|vill) (?:ha|få) (?:faktura|räkning)\w*|"
    r"är (?:faktura)?(?:mottagare|betalare|kund)|blir fakturamottagare)(?!\w)"
)
_BRACKETED = re.compile(r"(?<=\w )\(([^()\n\d]{3,70})\)")  # `faktura@solna.example (Solna stad)`

_NUMBERED = re.compile(  # what identifies whoever stands right before it
    r"(?i)(?:[ ]?[,;:(/|][ ]?|[ ][–-][ ]|\n[ \t]*)(?:med |with )?"
    r"(?:peppol|gln|ean|org(?:anisations?)?[.-]? ?n|e-faktura(?:adress)?\b)"
)


def _name_end(text: str, start: int, end: int) -> int:
    """Where a name that begins at `start` ends: at a comma or a word that is in no name."""
    last = start
    for word in _NAME_WORD.finditer(text, start, min(end, start + LONGEST_NAME + 20)):
        gap = text[last : word.start()]
        if last > start and gap != " ":
            break
        if not _goes_on(text, start, word):
            break
        last = word.end()
    return _without_joint(text, start, last)


_NAME_WORD = re.compile(r"[^\s,;:()<>\"”“]+")
_LOWER_PARTS = frozenset(
    ["län", "ideell", "ekonomisk", "ek", "för", "kommun", "stift", "krets", "distrikt", "socken"]
)
_JOINTS = frozenset(
    ["och", "and", "&", "i", "för", "of", "the", "for", "de", "av", "und", "og", "-"]
)


def _goes_on(text: str, start: int, word: re.Match[str]) -> bool:
    plain = word.group().rstrip(".").lower()
    if word.start() == start:
        return word.group()[0].isupper() or word.group()[0].isdigit() or _ahead(text, word)
    if plain in _JOINTS:
        return True
    if plain in words("billing", "no_name") or plain in words("billing", "inner_label"):
        return False
    before = text[start : word.start()].rsplit(maxsplit=1)[-1].lower()
    return (
        word.group()[0].isupper()
        or plain in _LOWER_PARTS
        or is_organisation(plain)
        or before in _JOINTS
    )


def _ahead(text: str, word: re.Match[str]) -> bool:
    """A name in lower case, known by the word for an organisation behind its first."""
    following = _NAME_WORD.search(text, word.end(), word.end() + 40)
    return following is not None and following.group().lower().rstrip(".") in words(
        "people", "organisation"
    )


def _without_joint(text: str, start: int, end: int) -> int:
    """Without a dangling `och` or `för`, and the full stop that ends a sentence."""
    parts = text[start:end].split(" ")
    while parts and (parts[-1].lower() in _JOINTS or not parts[-1].strip("&-")):
        parts.pop()
    stretch = " ".join(parts)
    if stretch.endswith(".") and not _DOTTED.search(stretch):
        stretch = stretch[:-1]
    return start + len(stretch)


_DOTTED = re.compile(r"(?i)\b(?:för|ek|e\. ?v|inc|ltd|co)\.$")
