"""Who comes instead of whom, and who gives up a place, as people write it."""

from __future__ import annotations

import pytest

from mailreg.extraction import Intent
from tests.unit.extraction.letters import extract_of

SWAPS = [
    (
        "Min chef Karin Holm är anmäld men ligger sjuk, så det blir jag som går i hennes ställe.",
        ["Anna Lindqvist"],
        ["Karin Holm"],
    ),
    (
        "Byt ut Karin Holm mot Per Ek och Siv Alm mot Olle Berg i vår delegation.",
        ["Per Ek", "Olle Berg"],
        ["Karin Holm", "Siv Alm"],
    ),
    (
        "Karin Holm har tyvärr fått förhinder. Kan Per Ek få hennes plats?",
        ["Per Ek"],
        ["Karin Holm"],
    ),
    ("Vi behöver byta deltagare: Per Ek går i stället för Karin Holm.", ["Per Ek"], ["Karin Holm"]),
    ("Jag blev sjuk, så min kollega Per Ek tar min plats.", ["Per Ek"], ["Anna Lindqvist"]),
    ("Namnbyte: Karin Holm -> Per Ek", ["Per Ek"], ["Karin Holm"]),
    ("Could you transfer my place to Per Ek? I am ill.", ["Per Ek"], ["Anna Lindqvist"]),
    ("Per Ek will be coming in place of Karin Holm.", ["Per Ek"], ["Karin Holm"]),
    (
        "Karin Holm has left us; her successor Per Ek will attend instead.",
        ["Per Ek"],
        ["Karin Holm"],
    ),
    (
        "Karin Holm och Siv Alm kan inte komma. Per Ek och Olle Berg kommer i deras ställe.",
        ["Per Ek", "Olle Berg"],
        ["Karin Holm", "Siv Alm"],
    ),
    ("I stället för Karin Holm kommer Per Ek.", ["Per Ek"], ["Karin Holm"]),
    (
        "Ni kan stryka Karin Holm från listan och sätta upp Per Ek i stället.",
        ["Per Ek"],
        ["Karin Holm"],
    ),
    ("Vi vill ersätta vår anmälda deltagare Karin Holm med Per Ek.", ["Per Ek"], ["Karin Holm"]),
    ("Karin Holm ersätts av Per Ek.", ["Per Ek"], ["Karin Holm"]),
    (
        "Jeg er desværre blevet syg. Min kollega Per Ek kommer i stedet for mig.",
        ["Per Ek"],
        ["Anna Lindqvist"],
    ),
    ("Ich bin leider verhindert. Statt meiner kommt Per Ek.", ["Per Ek"], ["Anna Lindqvist"]),
    ("Per Ek hoppar in för Karin Holm som är sjuk.", ["Per Ek"], ["Karin Holm"]),
    (
        "Ändrad deltagare: tidigare anmäld Karin Holm, ny deltagare Per Ek.",
        ["Per Ek"],
        ["Karin Holm"],
    ),
    ("Karin Holms plats tas över av Per Ek.", ["Per Ek"], ["Karin Holm"]),
    ("Jag kan tyvärr inte komma, men Per Ek kommer i mitt ställe.", ["Per Ek"], ["Anna Lindqvist"]),
    ("Byt ut Karin Holm mot Per Ek, tack.", ["Per Ek"], ["Karin Holm"]),
    ("Karin Holm är sjuk. Per Ek kommer i stället.", ["Per Ek"], ["Karin Holm"]),
    ("Per Ek ersätter Karin Holm på konferensen.", ["Per Ek"], ["Karin Holm"]),
    ("Please replace Karin Holm with Per Ek.", ["Per Ek"], ["Karin Holm"]),
    ("Per Ek will attend instead of Karin Holm.", ["Per Ek"], ["Karin Holm"]),
    ("Ändring i anmälan.\nUt: Karin Holm\nIn: Per Ek\n", ["Per Ek"], ["Karin Holm"]),
]


@pytest.mark.parametrize(("text", "coming", "leaving"), SWAPS)
def test_who_comes_is_told_from_whom_they_replace(
    text: str, coming: list[str], leaving: list[str]
) -> None:
    found = extract_of(text, subject="SV: Bekräftelse")
    assert found.intent is Intent.AMEND
    assert ([a.name for a in found.attendees], list(found.replaces)) == (coming, leaving)


LEAVING = [
    ("Jag måste tyvärr lämna återbud till den 23 mars.", ["Anna Lindqvist"]),
    ("Karin Holm är sjuk och kan inte komma. Per Ek kommer som planerat.", ["Karin Holm"]),
    ("Vänligen avboka Karin Holm, Per Ek och mig.", ["Karin Holm", "Per Ek", "Anna Lindqvist"]),
    ("Varken Karin Holm eller jag kan komma.", ["Karin Holm", "Anna Lindqvist"]),
    ("Stryk Per Ek från listan. Jag kommer fortfarande.", ["Per Ek"]),
    ("Avbokning av Karin Holms plats, tack.", ["Karin Holm"]),
    ("I'm afraid Karin Holm has to pull out. Per Ek and I are still coming.", ["Karin Holm"]),
    ("Please cancel my place, something has come up.", ["Anna Lindqvist"]),
    ("Dessvärre måste vi ställa in vårt deltagande.", []),
    ("Karin Holm kan inte delta den 23 mars på grund av sjukdom. Hälsningar Anna", ["Karin Holm"]),
]


@pytest.mark.parametrize(("text", "names"), LEAVING)
def test_who_gives_up_a_place_is_told_from_who_keeps_it(text: str, names: list[str]) -> None:
    found = extract_of(text, subject="Avbokning")
    assert found.intent is Intent.CANCEL
    assert sorted(str(a.name) for a in found.attendees) == sorted(names)
