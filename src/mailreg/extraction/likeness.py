"""How much speaks for a run of capitalised words being the name of a person.

Evidence is weighed, none of it decides alone: a known given name, the form of a surname, what
stands before and after, whether the words stand in the sender's address. Words for organisations,
streets and places speak against it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from mailreg.extraction.lexicons import words
from mailreg.extraction.preceding import ends_with
from mailreg.extraction.runs import Word, heads_sentence, is_given, is_initial, is_role

ENOUGH = 2  # points from which a run counts as a name
SURE = 3  # points from which it is one without doubt
NEVER = -9

BEFORE = 40  # code points before a run that are looked at
AFTER = 24  # and behind it


def likeness(run: Sequence[Word], text: str, hints: frozenset[str]) -> int:
    """The points of a run, titles left out; `hints` are words of the sender's own address."""
    if is_organisation(run, text) or is_address(run, text):
        return NEVER
    points = _form(run)
    if any(word.text.casefold() in hints for word in run):
        points += 3
    before = text[max(0, run[0].start - BEFORE) : run[0].start]
    points += introduction(before) + _sequel(text, run[-1].end)
    points += int(_heads_note(text, run, before))
    return points if is_given(run[0].text) else points - stands_for_place(before)


def _heads_note(text: str, run: Sequence[Word], before: str) -> bool:
    """`Xin Lu: vegan`, `Xin Lu (vegan)` at the start of a line."""
    is_first = not before.rpartition("\n")[2].strip()
    return is_first and bool(_NOTE_FOLLOWS.match(text, run[-1].end))


def _form(run: Sequence[Word]) -> int:
    capitalised = [word.text for word in run if word.is_capitalised]
    points = 3 if is_given(capitalised[0]) else int(any(map(is_given, capitalised)))
    if len(capitalised) > 1:
        points += 2 if _SURNAME.search(capitalised[-1]) else 0
        points += int(bool(_PLACE_OR_SURNAME.search(capitalised[-1].lower())))
        points += int(len(capitalised) < len(run))
    return points


# Endings of surnames and of places alike: little evidence.
_PLACE_OR_SURNAME = re.compile(
    r"..(?:berg|lund|holm|dal|vik|land|stad|haug|haugen|rud|bakken|moen|lien|gaard|gård|kjær|toft|"
    r"holt|nes|næs|sund|seth|eid|heim|strøm|quist|lind|sjö|fors|borg|bäck|ås|man|ell|én|in|bo)$"
)
# How surnames end in the languages of the region.
_SURNAME = re.compile(
    r"(?i)(?:^|..)(?:sson|sdotter|dóttir|[^s]sen|qvist|kvist|ström|gren|blad|löf|stedt|sted|mark|"
    r"blom|strand|stråle|hammar|hjelm|skjöld|crantz|krantz|ander|enius|elius|"
    r"nen|lainen|mäki|ović|ovic|ević|evic|ić|wski|wska|ska|ski|czyk|czak|enko|chuk|yuk|ov|ova|"
    r"eva|escu|oğlu|oglu|opoulos|idis|akis|shvili|dze|yan|ian|ez|zadeh|pour|sma|stra|"
    r"mann|bauer|meyer|maier|huber)$"
)


def has_surname_form(word: str) -> bool:
    """Whether a word ends as surnames do, be it that places do so too."""
    return bool(_SURNAME.search(word) or _PLACE_OR_SURNAME.search(word.lower()))


def introduction(before: str) -> int:
    """What stands before: `min kollega`, `anmäla`, the sign of a list, a label, a role."""
    honoured = _HONOURED.search(before)
    if honoured:
        return 3 + introduction(before[: honoured.start()])
    if ends_with(before, "introduction"):
        return 2
    role = _LAST_WORD.search(before)
    if role and is_role(role.group(1)):
        owner = before[: role.start()].split()[-1:]
        return 3 if owner and owner[0].lower() in words("mentions", "possessive") else 2
    return 2 if _LISTED.search(before) else 0


# `3. Dr Xin Lu`: said of persons only.
_HONOURED = re.compile(
    r"(?<!\w)(?:Mr|Mrs|Ms|Miss|Mx|[Dd]r|Prof|Professor|Docent|Herrn?|Frau|Fru|Fröken)\.?[ ]$"
)
_LAST_WORD = re.compile(r"([^\W\d_]{3,30})[ ,:]{1,2}$")
_LISTED = re.compile(
    r"(?:^|\n)[ \t]*(?:[-*•·–+]|\(?\d{1,2}[.):])[ \t]{0,4}$"
    r"|(?i:(?:namn|names?|deltagare|participants?|attendees?|navn|nimi|deltager)[ ]?\d?[ ]?:)[ ]*$"
)


def _sequel(text: str, end: int) -> int:
    """What follows: a verb of persons, a note in brackets."""
    if _PERSONS_DO.match(text, end, end + AFTER):
        return 1
    return 1 if text.startswith(" (", end) or _NOTED.match(text, end) else 0


_PERSONS_DO = re.compile(
    r"(?i)[ ,]{1,2}(?:är|e|har|äter|tål|kommer|vill|heter|kan|deltar|is|has|eats|can|cannot|"
    r"comes|wants|needs|er|spiser|kommer|vil|tåler|on|syö|ist|hat|isst|som|who|undertecknad|"
    r"(?:och|and|og) (?:jag|mig|i|me|myself|jeg|jeg selv|undertecknad|undertegnede|"
    r"the undersigned))(?!\w)"
)
_NOTED = re.compile(r"[ ]?[-–—:][ ]")


_NOTE_FOLLOWS = re.compile(r"[ \t]?(?:\(|:[ ]|[ ][-–—][ ]|\t)")


def stands_for_place(before: str) -> int:
    """Points against a name behind such as `i`, `från`."""
    return 2 if _PLACE_BEFORE.search(before) else 0


_PLACE_BEFORE = re.compile(
    r"(?i)(?<!\w)(?:på|i|vid|inom|hos|at|of|in|på|ved|fra|från|from|bei|von|vom|im|genom|through|"
    r"på uppdrag av|ställd till|ställs till|skickas till|går till|"
    r"representing|representerar|företräder)[ ]$"
)


def is_organisation(run: Sequence[Word], text: str) -> bool:
    """A word for an organisation in it or right behind it, also as the last part of a compound."""
    kinds = words("people", "organisation")
    if any(word.text.lower() in kinds for word in run):
        return True
    if run[0].text.lower() in words("people", "organisation_start"):
        return True
    following = _NEXT_WORD.match(text, run[-1].end)
    if following and (following.group(1).lower() in kinds or _LEGAL_FORM.match(text, run[-1].end)):
        return True
    if is_given(run[0].text):
        return False
    return any(_ORGANISATION_TAIL.search(word.text.lower()) for word in run)


_NEXT_WORD = re.compile(r"[ \t]{1,2}([^\W\d_]{1,30})")
_LEGAL_FORM = re.compile(
    r"[ \t](?:ek\.? ?för|ekonomisk förening|ideell|e\. ?V\b|r\.?y\b|r\.?f\b|AB\b|A/S\b|ApS\b|"
    r"i\.?d\.?f\b|KB\b|HB\b|Ltd\b|GmbH\b|Oyj?\b|AS\b|SE\b|plc\b|CIC\b|CIO\b)"
)
_ORGANISATION_TAIL = re.compile(
    r".(?:förvaltning|nämnd|kontor|enhet|avdelning|förbund|institut|högskol|"
    r"universitet|myndighet|verk|styrels|kommun|region|bolag|stiftels|förening|"
    r"seminari|möt|mötesplats|konferens|gat|väg|torg|gränd|allé|bryggeri|"
    r"kår|byrå|kooperativ|byalag|församling|kyrk|skol|sällskap|klubb|råd|förlag|"
    r"tidning|museum|museer|bibliotek|teater|fond|stöd|tjänst|service|center|central|grupp|"
    r"kommitté|utskott|departement|kansli|stab|forum|nätverk|akademi|gymnasi|sjukhus|"
    r"vårdcentral|apotek|hotell|förskol|konsult|"
    r"verband|verein|gesellschaft|behörde|forening|kommune|styrelse|"
    r"selskab|selskap|yhdistys|liitto|säätiö|kunta|virasto|passage|kaj|plats|"
    r"vej|straße|strasse|trust|charity|society|council)"
    r"(?:e|a|en|an|et|n|t|ens|ets|s|er|or|arna|erna|orna|um|ium|iet|ets|na|ar)?$"
    r"|\.example$|sweden$"
)


def is_address(run: Sequence[Word], text: str) -> bool:
    """A street before its number, or a place after its postal code."""
    if _NUMBER_FOLLOWS.match(text, run[-1].end) and (
        _STREET.search(run[-1].text) or not is_given(run[0].text)
    ):
        return True
    before = text[max(0, run[0].start - 10) : run[0].start]
    return bool(re.search(r"\d{2}[ \t]*$", before)) and not re.search(
        r"[:;\t]\s*\d{1,2}[ \t]*$", before
    )


_NUMBER_FOLLOWS = re.compile(r"[ \t]{1,2}\d{1,4}[ \t]?[A-Za-z]?(?![\d/-])(?!\.\d)")
_STREET = re.compile(
    r"(?i)(?:gatan?|vägen|väg|torg|torget|gränd|allé|allén|backen|stigen|plan|platsen|kajen|gata|"
    r"gade|vej|gate|vei|veien|katu|tie|straße|strasse|street|road|lane|avenue)$"
)


def is_abbreviation(run: Sequence[Word]) -> bool:
    """`SKR`, `VA IT`: nothing but short words of capitals, none of them a given name."""
    return all(
        word.text.isupper() and len(word.text) <= 4 and not is_given(word.text) for word in run
    ) and not all(is_initial(word.text) for word in run[:1])


def is_word_too(word: Word, text: str) -> bool:
    """A given name that is a common word, where its capital may be that of a sentence."""
    return word.text.lower() in words("people", "also_words") and heads_sentence(word, text)
