"""Other people: names of the same form and culture, in the letter, its headers and its label."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from email.message import Message

from mailreg.export.anonymous.names import SUFFIX, fold, lower, mailbox, table_of_names
from mailreg.export.anonymous.wording import Wording
from tests.corpus.cases import Case, Label
from tests.corpus.metamorphic import mail
from tests.corpus.metamorphic.relabelling import relabelled
from tests.corpus.metamorphic.variant import Variant

_ADDRESS = re.compile(r"([\w.+%'-]+@)")


def other_names(case: Case, chance: random.Random) -> Variant | None:
    """Everybody whose name the label tells, and the sender, is called something else."""
    message = mail.opened(case.content)
    names = set(_told(case.label))
    text = mail.everything(message)
    taken = {word.casefold() for word in re.findall(r"\w+", text)}
    everybody = [*sorted(names), *_sender(message, names)]
    table = table_of_names(everybody, case.label["language"], taken, chance)
    is_small = all(name.lower() in text for name in names)
    wording = Wording(table, suffix=SUFFIX, any_case=is_small)
    if not table or not lower(table) <= wording.occurs_in(text):
        return None

    def change(text: str) -> str:
        pieces = _ADDRESS.split(text)
        return "".join(
            mailbox(piece, table) if at % 2 else wording.change(piece)
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
        local = fold(address.partition("@")[0])
        words = [word for word in name.split() if fold(word)[:1] in local[:1] or word in name[4:]]
        is_person = len(words) > 1 and fold(words[-1]) in local
        if is_person and fold(words[0])[0] == local[0] and name not in names:
            yield " ".join(words)
