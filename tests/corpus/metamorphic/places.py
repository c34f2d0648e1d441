"""Other streets, towns, municipalities and numbers of the same form."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from typing import Final

from stdnum import ean, luhn

from tests.corpus.cases import Case
from tests.corpus.metamorphic import mail
from tests.corpus.metamorphic.variant import Variant
from tests.corpus.metamorphic.wording import Wording, outside_addresses, relabelled, vocabulary

_NUMBER = re.compile(r"\d+")
_STREETS: Final = {  # how a street's word ends ▶ the set it is taken from
    "vägen": "vägen", "gatan": "gatan", "torg": "torg", "torget": "torg", "gränd": "gränd",
    "stigen": "stigen", "allén": "allén", "plan": "plan", "gade": "gade", "veien": "veien",
    "vei": "veien", "katu": "katu", "straße": "straße", "strasse": "straße", "street": "street",
    "road": "road",
}  # fmt: skip


def other_streets(case: Case, chance: random.Random) -> Variant | None:
    """The invoice goes to another street, box or FE number."""
    street = (case.label["billing"] or {}).get("street")
    return _reworded(case, {street: _street(street, chance)}) if street else None


def other_towns(case: Case, chance: random.Random) -> Variant | None:
    """The invoice goes to another town, with another postal code."""
    billing = case.label["billing"] or {}
    town, code = billing.get("city"), billing.get("postal_code")
    if not town or not code:
        return None
    known = [one for one in vocabulary()["cities"].get(billing["country"], []) if one != town]
    digits = _digits_like(code, chance)
    table = {code: digits, code.replace(" ", ""): digits.replace(" ", "")}
    if known:
        table[town] = chance.choice(known)
    return _reworded(case, table)


def other_municipalities(case: Case, chance: random.Random) -> Variant | None:
    """Every municipality that is called one, or a town, is another: `Salems kommun`."""
    message = mail.opened(case.content)
    names: list[str] = vocabulary()["places"]["municipalities"]
    known = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in names)
    called = re.compile(
        rf"(?<!\w)(?P<name>{known})(?P<s>s?)(?=(?:\s|&nbsp;)+(?:kommun|stad)(?:s|en|ens)?(?!\w))",
        re.IGNORECASE,
    )
    found = {match["name"].casefold() for match in called.finditer(mail.everything(message))}
    if not found:
        return None
    others = chance.sample([name for name in names if name.casefold() not in found], len(found))
    table: dict[str, str] = dict(zip(sorted(found), others, strict=True))

    def in_place(match: re.Match[str]) -> str:
        new = table[match["name"].casefold()]
        new += "" if new[-1] in "aeiouyåäösxz" else "s"
        return new.lower() if match["name"].islower() else new

    def change(text: str) -> str:
        return called.sub(in_place, text)

    mail.change_everywhere(message, change)
    return Variant(content=mail.closed(message), label=relabelled(case.label, change))


def other_numbers(case: Case, chance: random.Random) -> Variant | None:
    """Reference, organisation number and GLN have other digits; the check digits fit again."""
    billing = case.label["billing"] or {}
    changes = [*_changed_numbers(billing, chance)]
    if not changes:
        return None

    def change(text: str) -> str:
        for one in changes:
            text = one(text)
        return text

    return _changed(case, change)


def _reworded(case: Case, table: dict[str, str]) -> Variant | None:
    """The variant with these words replaced; None where nothing comes of it."""
    no_authority = Wording(table, before=r"(?<!(?i:region) )", suffix=r"(?!s?\s+(?:kommun|stad)\b)")
    return _changed(case, no_authority.change)


def _changed(case: Case, change_words: Callable[[str], str]) -> Variant | None:
    message = mail.opened(case.content)
    before = mail.everything(message)

    def change(text: str) -> str:
        return outside_addresses(text, change_words)

    mail.change_everywhere(message, change)
    label = relabelled(case.label, change)
    if mail.everything(message) == before or label == case.label:
        return None
    return Variant(content=mail.closed(message), label=label)


def _street(street: str, chance: random.Random) -> str:
    """`Sveavägen 159` ▶ `Kyrkvägen 402`; `Tuna torg 1` ▶ `Fisktorget 7`."""
    pattern = rf"(?i)[^\d\W][^\d]*?({'|'.join(sorted(_STREETS, key=len, reverse=True))})(?=\s|$)"

    def named(match: re.Match[str]) -> str:
        known = vocabulary()["places"][_STREETS[match[1].lower()]]
        new: str = chance.choice([name for name in known if name != match.group()])
        return new

    return _digits_like(re.sub(pattern, named, street), chance)


def _digits_like(text: str, chance: random.Random) -> str:
    """Other digits, as many; no number that began otherwise begins with 0."""

    def other(match: re.Match[str]) -> str:
        digits = match.group()
        first = digits[0] if digits[0] == "0" else str(chance.randint(1, 9))
        return first + "".join(str(chance.randint(0, 9)) for _ in digits[1:])

    return _NUMBER.sub(other, text)


def _changed_numbers(
    billing: dict[str, str | None], chance: random.Random
) -> Iterator[Callable[[str], str]]:
    number, gln, reference = (
        billing.get(key) for key in ("organisation_number", "gln", "reference")
    )
    if number and len(_only_digits(number)) == 10:
        old = _only_digits(number)
        new = old[:3] + _digits_like("9" * 6, chance)
        yield _renumbered(old, new + _check(luhn.calc_check_digit, old, new), "(?:16)?", "(?:01)?")
    if gln and len(_only_digits(gln)) == 13:
        old = _only_digits(gln)
        new = old[:3] + _digits_like("9" * 9, chance)
        yield _renumbered(old, new + _check(ean.calc_check_digit, old, new), "", "")
    if reference and len(reference) > 3 and _NUMBER.search(reference):
        yield Wording({reference: _digits_like(reference, chance)}).change


def _check(calculate: Callable[[str], str], old: str, new: str) -> str:
    """A check digit that is as right, or as wrong, as the old one."""
    is_right = calculate(old[:-1]) == old[-1]
    digit = int(calculate(new))
    return str(digit if is_right else (digit + 1) % 10)


def _renumbered(old: str, new: str, before: str, after: str) -> Callable[[str], str]:
    """Change a number however its digits are grouped."""
    grouped = r"(?:[\s\u00a0–-]|&nbsp;)?".join(old)
    pattern = re.compile(rf"(?<!\d){before}({grouped}){after}(?!\d)")

    def in_place(match: re.Match[str]) -> str:
        digits = iter(new)
        start, end = match.start(1) - match.start(), match.end(1) - match.start()
        whole = match.group()
        middle = re.sub(r"\d", lambda _: next(digits), whole[start:end])
        return whole[:start] + middle + whole[end:]

    return lambda text: pattern.sub(in_place, text)


def _only_digits(text: str) -> str:
    return re.sub(r"\D", "", text)
