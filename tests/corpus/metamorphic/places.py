"""Other streets, towns, municipalities and numbers of the same form."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from stdnum import ean, luhn

from mailreg.export.anonymous.numbers import digits_like, other_street, renumbered, with_check_digit
from mailreg.export.anonymous.wording import Wording, vocabulary
from tests.corpus.cases import Case
from tests.corpus.metamorphic import mail
from tests.corpus.metamorphic.relabelling import outside_addresses, relabelled
from tests.corpus.metamorphic.variant import Variant

_NUMBER = re.compile(r"\d+")


def other_streets(case: Case, chance: random.Random) -> Variant | None:
    """The invoice goes to another street, box or FE number."""
    street = (case.label["billing"] or {}).get("street")
    return _reworded(case, {street: other_street(street, chance)}) if street else None


def other_towns(case: Case, chance: random.Random) -> Variant | None:
    """The invoice goes to another town, with another postal code."""
    billing = case.label["billing"] or {}
    town, code = billing.get("city"), billing.get("postal_code")
    if not town or not code:
        return None
    known = [one for one in vocabulary()["cities"].get(billing["country"], []) if one != town]
    digits = digits_like(code, chance)
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


def _changed_numbers(
    billing: dict[str, str | None], chance: random.Random
) -> Iterator[Callable[[str], str]]:
    number, gln, reference = (
        billing.get(key) for key in ("organisation_number", "gln", "reference")
    )
    if number and len(_only_digits(number)) == 10:
        old = _only_digits(number)
        new = old[:3] + digits_like("9" * 6, chance)
        new = with_check_digit(luhn.calc_check_digit, old, new)
        yield renumbered(old, new, "(?:16)?", "(?:01)?")
    if gln and len(_only_digits(gln)) == 13:
        old = _only_digits(gln)
        new = old[:3] + digits_like("9" * 9, chance)
        yield renumbered(old, with_check_digit(ean.calc_check_digit, old, new), "", "")
    if reference and len(reference) > 3 and _NUMBER.search(reference):
        yield Wording({reference: digits_like(reference, chance)}).change


def _only_digits(text: str) -> str:
    return re.sub(r"\D", "", text)
