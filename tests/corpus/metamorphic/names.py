"""Other people: names of the same form and culture, in the letter, its headers and its label."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterable, Iterator
from email.message import Message

from tests.corpus.cases import Case, Label
from tests.corpus.metamorphic import mail
from tests.corpus.metamorphic.variant import Variant
from tests.corpus.metamorphic.wording import Wording, relabelled, vocabulary

_ADDRESS = re.compile(r"([\w.+%'-]+@)")
_WHOLE = re.compile(r"(?i)^(?:o['’]|mac(?=[A-Z])|mc)")
_FOLDED = str.maketrans(
    {"ø": "o", "æ": "ae", "ß": "ss", "ł": "l", "ı": "i", "đ": "d", "ð": "d", "þ": "th"}
)


def other_names(case: Case, chance: random.Random) -> Variant | None:
    """Everybody whose name the label tells, and the sender, is called something else."""
    message = mail.opened(case.content)
    names = set(_told(case.label))
    text = mail.everything(message)
    taken = {word.casefold() for word in re.findall(r"\w+", text)}
    everybody = [*sorted(names), *_sender(message, names)]
    table = _table(everybody, case.label["language"], taken, chance)
    is_small = all(name.lower() in text for name in names)
    wording = Wording(table, suffix=r":s|['’]s|s|", any_case=is_small)
    if not table or not _lower(table) <= wording.occurs_in(text):
        return None

    def change(text: str) -> str:
        pieces = _ADDRESS.split(text)
        return "".join(
            _mailbox(piece, table) if at % 2 else wording.change(piece)
            for at, piece in enumerate(pieces)
        )

    mail.change_everywhere(message, change)
    left = mail.everything(message).casefold()
    if any(re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", left) for name in names):
        return None  # a name stands where it cannot be changed
    return Variant(content=mail.closed(message), label=relabelled(case.label, change))


def _told(label: Label) -> Iterator[str]:
    yield from (person["name"] for person in label["attendees"] if person["name"])
    yield from label["replaces"]


def _sender(message: Message, names: set[str]) -> Iterator[str]:
    """The name in From where it is that of a person, as the address tells."""
    for shown, address in mail.people(message, "From"):
        plain = re.sub(r"\s*\(.*?\)", "", shown)
        name = " ".join(reversed(plain.split(", "))) if plain.count(",") == 1 else plain
        mailbox = _fold(address.partition("@")[0])
        words = [
            word for word in name.split() if _fold(word)[:1] in mailbox[:1] or word in name[4:]
        ]
        is_person = len(words) > 1 and _fold(words[-1]) in mailbox
        if is_person and _fold(words[0])[0] == mailbox[0] and name not in names:
            yield " ".join(words)


def _table(
    names: Iterable[str], language: str, taken: set[str], chance: random.Random
) -> dict[str, str]:
    """What each word of the names becomes, none of the letter's own; the same one everywhere."""
    table: dict[str, str] = {}
    for name in names:
        words = name.replace("\u00a0", " ").split()
        culture = _culture(words, language)
        is_woman = _is_woman(words[0])
        for at, word in enumerate(words):
            kind = "surname" if at and at == len(words) - 1 else _given(is_woman=is_woman)
            for piece in _pieces(word):
                if len(piece) > 1 and piece.casefold() not in {
                    *vocabulary()["forms"]["particles"],
                    *_lower(table),
                }:
                    pool = [
                        n for n in vocabulary()["names"][culture][kind] if n.casefold() not in taken
                    ]
                    table[piece] = _like(piece, pool, chance)
                    taken.add(table[piece].casefold())
    return table


def _lower(table: dict[str, str]) -> set[str]:
    return {word.casefold() for word in table}


def _pieces(word: str) -> list[str]:
    """`Jan-Olof` is two names; O'Brien is one."""
    clean = word.strip('.,;:()"')
    return [clean] if _WHOLE.match(clean) else [p for p in clean.split("-") if p.isalpha()]


def _given(*, is_woman: bool) -> str:
    return "female" if is_woman else "male"


def _is_woman(word: str) -> bool:
    first = word.partition("-")[0].casefold()
    forms = vocabulary()["forms"]
    return first.endswith(tuple(forms["female_ends"])) or first in forms["female"]


def _culture(words: list[str], language: str) -> str:
    for culture, pattern in vocabulary()["belongs"].items():
        if any(re.search(pattern, piece) for piece in words[-1:]):
            return str(culture)
    home = {"no": "da", "da": "da", "fi": "fi", "en": "en", "de": "de"}
    return home.get(language, "sv")


def _like(piece: str, pool: list[str], chance: random.Random) -> str:
    """A name from the pool, with the same initial where there is one."""
    if _WHOLE.match(piece):
        return str(chance.choice(vocabulary()["forms"]["whole"]))
    alike = [name for name in pool if _fold(name)[0] == _fold(piece)[0]]
    new = chance.choice(alike or pool)
    return new.lower() if piece.islower() else new.upper() if piece.isupper() else new


def _mailbox(text: str, table: dict[str, str]) -> str:
    """The local part of an address, in which names stand folded and run together."""
    folded = {_fold(old): _fold(new) for old, new in table.items()}
    long = [old for old in sorted(folded, key=len, reverse=True) if len(old) > 3]
    short = [old for old in folded if 1 < len(old) <= 3]
    parts = [*map(re.escape, long), *(rf"(?<![^\W_]){re.escape(old)}(?![^\W_])" for old in short)]
    if not parts:
        return text
    return re.sub(
        "|".join(parts), lambda match: folded[match.group().lower()], text, flags=re.IGNORECASE
    )


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_FOLDED))
    return "".join(c for c in plain if not unicodedata.combining(c)).replace("'", "")
