"""What had passed before a letter is told by the mail beneath it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from mailreg.extraction.earlier import Earlier, find_earlier
from mailreg.extraction.reading import read
from mailreg.message import Kind
from mailreg.registration.values import Reply
from mailreg.reply.samples import letters
from mailreg.reply.templates import Templates, load
from tests.unit.extraction.letters import EVENT, letter, parts

ROOT = Path(__file__).parents[3]
OPEN = frozenset({Reply.DECLINED, Reply.CLOSED, Reply.MESSAGE})
STAFF = [
    ("Hej Anna! Du är anmäld. Allergi: nötter.", Earlier.REGISTERED),
    ("Hej! Tack för anmälan av Per Ek. Vi har plats till er.", Earlier.REGISTERED),
    ("Hej, din sena anmälan är godkänd. Kost: ingen angiven.", Earlier.REGISTERED),
    ("Det går bra med en plats till er nya medarbetare. Skicka gärna namn.", Earlier.REGISTERED),
    ("Dear Anna, we can offer you a place. Please send your address.", Earlier.REGISTERED),
    ("You and Ruth are on the list. We have noted: fish.", Earlier.REGISTERED),
    ("Anmälan har tyvärr stängt. Hör av dig med namn och adress.", Earlier.ASKS),
    ("Formuläret är stängt, men vi försöker. Namn på den eller dem som vill komma:", Earlier.ASKS),
    ("Jo, det kan finnas plats. Gäller det dig och Nils? Är ni ombud?", Earlier.ASKS),
    ("Shall we add you to the list? Any allergies?", Earlier.ASKS),
    ("Nu är programmet klart! Anmäl dig senast 6 mars.", Earlier.ASKS),
    ("Hej! Vi vill anmäla fem personer: Per Ek, Karin Holm.", Earlier.OWN_REQUEST),
    ("Trevlig helg!", Earlier.NOTHING),
]


def _earlier(quoted: str) -> Earlier:
    body, segments = parts((Kind.OWN, "Se nedan.\n"), (Kind.QUOTE, quoted))
    return find_earlier(read(letter(body, segments=segments)))


@pytest.mark.parametrize(("quoted", "earlier"), STAFF)
def test_what_staff_wrote_tells_what_had_passed(quoted: str, earlier: Earlier) -> None:
    assert _earlier(quoted) is earlier


@pytest.mark.parametrize("mark", ["", "> "])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_each_of_our_templates_tells_what_had_passed(language: str, mark: str) -> None:
    for reply, text in _rendered(language):
        quoted = "\n".join(f"{mark}{line}" for line in text.split("\n"))
        expected = Earlier.ASKS if reply is Reply.FORWARDED else Earlier.REGISTERED
        assert _earlier(quoted) is expected, (reply, text)


def _rendered(language: str) -> Iterator[tuple[Reply, str]]:
    for one in letters(EVENT, [language]):
        if one.reply not in OPEN and one.people:
            yield one.reply, _templates().render(one, EVENT).text


@cache
def _templates() -> Templates:
    return load(None, shipped=ROOT / "templates", events=[EVENT])
