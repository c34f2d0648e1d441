"""Everything that tells of people in one letter, and what stands in its place everywhere."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from stdnum import ean, luhn

from mailreg.export.anonymous.known import WORD, folded_words, is_ordinary
from mailreg.export.anonymous.names import SUFFIX, fold, mailbox, table_of_names
from mailreg.export.anonymous.numbers import digits_like, other_street, regrouped
from mailreg.export.anonymous.wording import Wording, vocabulary

DESK: Final = "motesplats@example.org"  # the desk's own address in the corpus
DOMAIN: Final = "person.example"
PAGE: Final = f"https://www.{DOMAIN}/"
ADDRESS = re.compile(
    r"(?P<mail>[\w.+%'’&=-]+@[\w-]+(?:\.[\w-]+)+)|(?P<page>(?:https?://|www\.)[^\s<>\"]+|"
    r"(?<![\w.])(?:[a-z\d-]+\.)+(?:se|com|org|net|nu|no|dk|fi|de|eu|io|info|uk)(?![\w.])[^\s<>\"]*|"
    r"(?<!\S)@\w+)"
)
_LOCAL = re.compile(r"[^\W\d_]+|\d+")
_NUMBER = re.compile(r"(?<!\d)\d(?:[ \t\u00a0().–/-]{0,3}\d){6,}|\d{3,}")
_GAP = r"[\s\u00a0–./-]?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Personal:
    """What is known of the people in a letter."""

    names: tuple[str, ...]  # of people
    payers: tuple[str, ...]  # recipients and organisations, which a name may stand in
    streets: tuple[str, ...]
    references: tuple[str, ...]
    numbers: tuple[str, ...]  # organisation numbers, GLN, postal codes, telephone numbers
    own_addresses: frozenset[str]  # of the desk, lower case
    years: frozenset[str]  # that may stand: those of the event


@dataclass(slots=True, kw_only=True)
class Disguise:
    """One letter's changes; the same text becomes the same wherever it stands."""

    personal: Personal
    table: dict[str, str]  # words of names
    wordings: tuple[Wording, ...]  # streets and references, then names
    chance: random.Random
    invented: set[str]  # words that were put in, case-folded
    _numbers: dict[str, str] = field(default_factory=dict)
    _mailboxes: dict[str, str] = field(default_factory=dict)

    def change(self, text: str) -> str:
        """The text with nobody of the letter in it."""
        end, pieces = 0, []
        for match in ADDRESS.finditer(text):
            pieces += [self._words(text[end : match.start()])]
            pieces += [self.address(match["mail"]) if match["mail"] else PAGE]
            end = match.end()
        return "".join([*pieces, self._words(text[end:])])

    def address(self, email: str) -> str:
        """Another address, which carries the other name where it carried a name."""
        plain = email.casefold()
        if plain in self.personal.own_addresses or plain == DESK:
            return DESK
        if plain not in self._mailboxes:
            local = _LOCAL.sub(self._of_mailbox, plain.partition("@")[0])
            self._mailboxes[plain] = f"{local}@{DOMAIN}"
        return self._mailboxes[plain]

    def _of_mailbox(self, match: re.Match[str]) -> str:
        piece = match.group()
        if piece.isdigit():
            return digits_like(piece, self.chance)
        if len(piece) == 1 or is_ordinary(piece):
            return piece
        rest = mailbox(piece, dict.fromkeys(self.table, ""))
        if len(rest) <= 1:
            return mailbox(piece, self.table)
        return fold(self.chance.choice(vocabulary()["names"]["sv"]["surname"]))

    def _words(self, text: str) -> str:
        for wording in self.wordings:
            text = wording.change(text)
        known = sorted(map(digits_of, self.personal.numbers), key=len, reverse=True)
        patterns = "|".join(_GAP.join(digits) for digits in known if len(digits) > 3)
        if not patterns:
            return _NUMBER.sub(self._renumber, text)
        pieces = re.split(rf"(?<!\d)(?:16)?({patterns})(?:{_GAP}01)?(?!\d)", text)
        return "".join(
            regrouped(piece, self._number(digits_of(piece)))
            if at % 2
            else _NUMBER.sub(self._renumber, piece)
            for at, piece in enumerate(pieces)
        )

    def _renumber(self, match: re.Match[str]) -> str:
        shown = match.group()
        if shown in self.personal.years:
            return shown
        return regrouped(shown, self._number(digits_of(shown)))

    def _number(self, digits: str) -> str:
        if digits not in self._numbers:
            self._numbers[digits] = _other_number(digits, self.chance)
        return self._numbers[digits]


def disguise(
    personal: Personal, text: str, language: str, chance: random.Random, *, is_small: bool
) -> Disguise:
    """How to change a letter of this text; what is put in stands nowhere in it before."""
    taken = set(folded_words([text]))
    table = table_of_names(filter(str.strip, personal.names), language, taken, chance)
    unknown = _unknown_words([*personal.payers, *personal.references], table)
    table |= _as_surnames(unknown, taken, chance)
    streets = {street: _elsewhere(street, chance) for street in personal.streets}
    codes = {code: _relettered(code, chance) for code in _codes(personal.references)}
    return Disguise(
        personal=personal,
        table=table,
        wordings=(
            Wording({**streets, **codes}),
            Wording(table, suffix=SUFFIX, any_case=is_small),
        ),
        chance=chance,
        invented=set(folded_words([*table.values(), *streets.values(), *codes.values()])),
    )


def digits_of(text: str) -> str:
    """The digits alone."""
    return re.sub(r"\D", "", text)


def _elsewhere(street: str, chance: random.Random) -> str:
    """Another street, of which no word is left but what streets, boxes and floors are called."""
    roads = vocabulary()["places"]["vägen"]
    old = folded_words([street])
    words = other_street(street, chance).split()
    return " ".join(
        chance.choice(roads)
        if any(w in old and not is_ordinary(w) for w in folded_words([word]))
        else word
        for word in words
    )


def _other_number(digits: str, chance: random.Random) -> str:
    """As many digits, none of them told by the old ones but a leading zero."""
    if len(digits) == 10 and luhn.is_valid(digits):
        new = f"55{chance.randint(6, 9)}" + digits_like("9" * 6, chance)  # no date of birth
        return new + str(luhn.calc_check_digit(new))
    if len(digits) == 13 and ean.is_valid(digits):
        new = "73" + digits_like("9" * 10, chance)  # Sweden's
        return new + str(ean.calc_check_digit(new))
    new = digits
    while new == digits:
        new = digits_like(digits, chance)
    return new


def _unknown_words(texts: Iterable[str], table: dict[str, str]) -> Iterator[str]:
    for word in dict.fromkeys(word for text in texts for word in text.split()):
        plain = word.strip(".,;:()\"'")
        if len(plain) > 1 and plain.isalpha() and plain not in table and not is_ordinary(plain):
            yield plain


def _as_surnames(words: Iterable[str], taken: set[str], chance: random.Random) -> dict[str, str]:
    table = {}
    for word in words:
        pool = [n for n in vocabulary()["names"]["sv"]["surname"] if n.casefold() not in taken]
        table[word] = chance.choice(pool)
        taken.add(table[word].casefold())
    return table


def _codes(references: Iterable[str]) -> Iterator[str]:
    """The words of references that letters and digits make up."""
    for reference in references:
        yield from (w for w in reference.split() if re.search(r"\d", w) and WORD.search(w))


def _relettered(code: str, chance: random.Random) -> str:
    """Other letters in the same case, other digits."""

    def other(match: re.Match[str]) -> str:
        letter = chance.choice("ABCDEFGHJKLMNPRSTUVWXZ")
        return letter.lower() if match.group().islower() else letter

    return digits_like(re.sub(r"[^\W\d_]", other, code), chance)
