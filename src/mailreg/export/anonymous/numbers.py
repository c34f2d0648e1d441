"""Other streets and numbers of the same form; check digits fit again."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Final

from mailreg.export.anonymous.wording import vocabulary

_NUMBER = re.compile(r"\d+")
_STREETS: Final = {  # how a street's word ends ▶ the set it is taken from
    "vägen": "vägen", "gatan": "gatan", "torg": "torg", "torget": "torg", "gränd": "gränd",
    "stigen": "stigen", "allén": "allén", "plan": "plan", "gade": "gade", "veien": "veien",
    "vei": "veien", "katu": "katu", "straße": "straße", "strasse": "straße", "street": "street",
    "road": "road",
}  # fmt: skip


def other_street(street: str, chance: random.Random) -> str:
    """`Sveavägen 159` ▶ `Kyrkvägen 402`; `Tuna torg 1` ▶ `Fisktorget 7`."""
    pattern = rf"(?i)[^\d\W][^\d]*?({'|'.join(sorted(_STREETS, key=len, reverse=True))})(?=\s|$)"

    def named(match: re.Match[str]) -> str:
        known = vocabulary()["places"][_STREETS[match[1].lower()]]
        return chance.choice([name for name in known if name != match.group()])

    return digits_like(re.sub(pattern, named, street), chance)


def digits_like(text: str, chance: random.Random) -> str:
    """Other digits, as many; no number that began otherwise begins with 0."""

    def other(match: re.Match[str]) -> str:
        digits = match.group()
        first = digits[0] if digits[0] == "0" else str(chance.randint(1, 9))
        return first + "".join(str(chance.randint(0, 9)) for _ in digits[1:])

    return _NUMBER.sub(other, text)


def with_check_digit(calculate: Callable[[str], str], old: str, new: str) -> str:
    """`new` with a check digit that is as right, or as wrong, as that of `old`."""
    is_right = calculate(old[:-1]) == old[-1]
    digit = int(calculate(new))
    return new + str(digit if is_right else (digit + 1) % 10)


def renumbered(old: str, new: str, before: str, after: str) -> Callable[[str], str]:
    """Change a number however its digits are grouped."""
    grouped = r"(?:[\s\u00a0–-]|&nbsp;)?".join(old)
    pattern = re.compile(rf"(?<!\d){before}({grouped}){after}(?!\d)")

    def in_place(match: re.Match[str]) -> str:
        start, end = match.start(1) - match.start(), match.end(1) - match.start()
        whole = match.group()
        return whole[:start] + regrouped(whole[start:end], new) + whole[end:]

    return lambda text: pattern.sub(in_place, text)


def regrouped(shown: str, digits: str) -> str:
    """Other digits in the groups in which a number is shown."""
    rest = iter(digits)
    return re.sub(r"\d", lambda _: next(rest), shown)
