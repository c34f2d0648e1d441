"""Streets, boxes and scanning centres: where a stretch of an address ends with one."""

from __future__ import annotations

import re

from mailreg.extraction.lexicons import words
from mailreg.extraction.payer import is_organisation, is_person

REACH = 30  # code points before the end of a piece, in which a street begins

Span = tuple[int, int]


def street_in(text: str, start: int, end: int) -> Span | None:
    """The street or box with which `text[start:end]` ends; None where it ends otherwise."""
    piece = text[start:end]
    if "@" in piece[-REACH:] or _NO_STREET.search(piece, max(0, len(piece) - REACH)):
        return None
    box = _BOX.search(piece)
    if box:
        return start + box.start(), start + box.end()
    named = _NUMBER_LAST.search(piece)
    if named:
        begin = _name_start(piece, named.start("word"))
        name = piece[begin : named.start("number")]
        if not _is_mere_word(name) or (piece.islower() and name == piece[: len(name)]):
            return start + begin, start + (named.start("room") if named["room"] else len(piece))
    numbered = _NUMBER_FIRST.search(piece)
    return (start + numbered.start(), end) if numbered else None


_BOX = re.compile(
    r"(?i)(?<![\w-])(?:box|p\.?[ ]?o\.?[ ]?box|fe|f\.e\.|fack|pl|postboks|postbox|postbus|boks|pb|"
    r"postfach|postilokero|postlåda|boîte postale|bp)(?:[ ]?nr\.?)?[ ]?:?[ ]?[A-Z]?\d[\d ]{0,8}"
    r"(?:[A-Z]|[ ](?-i:[A-ZÆØÅÄÖ][a-zæøåäö]{2,20}))?$"
)
_INDOORS = (
    r"(?:\d{1,2}[ ]?tr\.?|lgh\.?[ ]?(?:nr[ ]?)?\d{1,4}|lägenhet[ ]?\d{1,4}|"
    r"vån\.?(?:ing)?[ ]?\d{1,2}|plan[ ]?\d{1,2}|apt\.?[ ]?\d{1,4}|bv|nb|uppg\.?[ ]?\w|"
    r"port[ ]?\w{1,3}|\d{1,2}\.?[ ](?:sal|etg)|as\.?[ ]?\d{1,3}|st\.?[ ]?[tv][hv]\.?)"
)
_NUMBER_LAST = re.compile(
    r"(?i)(?<![\w-])(?P<word>[^\W\d_][\w.'’é:-]*)[ ]{1,2}"
    r"(?P<number>\d{1,4}(?::\d{1,4})?(?:[ ]?[a-zåäö](?!\w))?"
    r"(?:[ ]?[-–/][ ]?\d{1,4}[ ]?[a-z]?)?)"
    rf"(?:[ ,]{{1,3}}{_INDOORS}){{0,3}}(?P<room>[ ,]{{1,3}}(?:rum|rom|room|zimmer)[ ]?\w{{1,5}})?"
    r"(?:[ ][A-Z]{1,2}[ ]?\d{0,3})?$"
)
_NUMBER_FIRST = re.compile(
    r"(?<![\w-])\d{1,4}[A-Za-z]?(?:[-–]\d{1,4})?,?[ ]"
    r"(?:[A-Z][\w'’.-]*|(?:rue|avenue|place|quai|de|la|du|the|of|and|des)\b)"
    r"(?:[ ](?:[A-Z][\w'’.-]*|de|la|du|the|of|and|des)){0,5}$"
)
_NO_STREET = re.compile(
    r"(?i)\b(?:ref\w*|org\w*|tel|telefon(?:nr|nummer)?|gln|vat|kst|kostnadsställe|telefon|mars|march|märz|"
    r"nr|order\w*|"
    r"projekt\w*|seminari\w*|personer|kl|kod|märk\w*|\w+n(?:umme)?r)\b[^\n]*$"
)


def _name_start(piece: str, start: int) -> int:
    """Where the street's name begins: capitalised words go with it, `norra` and `lilla` too."""
    before = list(_WORD.finditer(piece, 0, start))
    first = piece[start:].split(maxsplit=1)[0]
    plain = first.lower().rstrip(".")
    is_generic = plain in words("billing", "way") or bool(_STREET_TAIL.fullmatch(f"-{plain}"))
    # whole by itself, but for a genitive: `Adolf Fredriks kyrkogata`; behind an organisation too
    is_behind = is_street_word(first) and _ends_in_name(piece[:start])
    is_whole = not is_generic and (first.islower() or is_behind)
    for word in reversed(before[-4:]):
        gap = piece[word.end() : start]
        belongs = _belongs(word.group(), is_generic=is_generic, is_whole=is_whole)
        if gap.strip() or not belongs:
            break
        start = word.start()
        is_whole = is_whole and word.group()[0].islower()
    return start


def _ends_in_name(before: str) -> bool:
    """`Hyresgästföreningen Bredäng Bredängsvägen`, `Gerd Nilsson Tallvägen`."""
    return is_organisation(before) or is_person(" ".join(before.split()[-2:]))


_WORD = re.compile(r"[^\s,;:()]+")


def _belongs(word: str, *, is_generic: bool, is_whole: bool) -> bool:
    lower = word.lower()
    if lower in words("billing", "street_adjective"):
        return True
    if lower in words("people", "organisation") or lower in words("billing", "lead"):
        return False
    is_genitive = lower.endswith("s")
    return (is_genitive and (is_generic or word[0].isupper())) or (
        word[0].isupper() and not is_whole
    )


def _is_mere_word(name: str) -> bool:
    """A word before a number that is no street: lower case, without the form of one."""
    last = name.rsplit(maxsplit=1)[-1]
    return last[0].islower() and not is_street_word(last)


def is_street_word(word: str) -> bool:
    """Whether a word has the form of a street's name: `…vägen`, `…gatan`, `…straße`, `…katu`."""
    lower = word.lower().rstrip(".")
    is_known = lower in words("billing", "way") or lower in _ALONE
    return is_known or bool(_STREET_TAIL.search(f"-{lower}"))


_ALONE = frozenset(  # in the definite form, the whole name of a street
    ("torget", "kajen", "hamnen", "parken", "stranden", "esplanaden", "bryggan", "liden", "torvet")
)


_STREET_TAIL = re.compile(
    r".(?:väg|vägen|gata|gatan|gränd|gränden|torg|torget|plan|planen|plats|platsen|allé|allén|"
    r"alle|allee|allen|stig|stigen|backe|backen|stråk|stråket|led|leden|ring|ringen|kaj|kajen|"
    r"hamnen|strand|stranden|park|parken|esplanad|esplanaden|passage|passagen|brink|brinken|"
    r"slinga|slingan|promenad|promenaden|bro|bron|bryggan|liden|hill|trappan|trappor|gård|gården|"
    r"terrass|terrassen|kroken|svängen|rundan|vången|höjden|ängen|vej|gade|vei|veien|gate|gaten|"
    r"straße|strasse|str|weg|platz|ufer|damm|chaussee|katu|tie|kuja|polku|rinne|ranta|raitti|"
    r"aukio|tori|street|road|lane|row|straat|laan|gracht)$"
)
