"""Who comes along without a name, whose relatives are spoken of, and the sender's full name."""

from __future__ import annotations

import pytest

from mailreg.extraction import Missing
from mailreg.extraction.resolve import extract
from mailreg.message import Address
from tests.unit.extraction.letters import EVENT, extract_of, letter

MOA = Address(name="Moa H", email="moahedenskog@post.example")
KIM = Address(name="Kim Adler-Holm", email="kim@post.example")


@pytest.mark.parametrize(
    "said",
    [
        "Min personliga assistent behöver också en plats, vem det blir vet jag inte än.",
        "Min ledsagare följer med mig.",
        "Min teckenspråkstolk måste också få plats.",
        "Vår praktikant ska också med, jag återkommer med namn.",
        "En kollega vill också komma, namnet får ni senare.",
        "My carer needs a place too.",
        "My personal assistant will also need a seat; name to follow.",
    ],
)
def test_a_companion_without_a_name_is_one_more_who_attends(said: str) -> None:
    found = extract_of(f"Jag heter Anna Lindqvist och vill gärna delta. {said}")
    assert [a.name for a in found.attendees] == ["Anna Lindqvist", None]
    assert Missing.NAME in found.missing


@pytest.mark.parametrize(
    "said",
    [
        "Min assistent bokar tåget.",
        "Min assistent hälsar att hon inte kan den dagen.",
        "A friend at the City told me about it, so please squeeze me in.",
    ],
)
def test_somebody_who_is_only_spoken_of_takes_no_place(said: str) -> None:
    found = extract_of(f"Jag heter Anna Lindqvist och vill gärna delta. {said}")
    assert [a.name for a in found.attendees] == ["Anna Lindqvist"]


@pytest.mark.parametrize("kin", ["Min fru följer också med, hon heter", "Jag tar med min man"])
def test_who_gives_their_name_and_wishes_to_come_attends_beside_another(kin: str) -> None:
    found = extract_of(f"Jag heter Anna Lindqvist och vill gärna delta. {kin} Lisa Ek.")
    assert [a.name for a in found.attendees] == ["Anna Lindqvist", "Lisa Ek"]


@pytest.mark.parametrize(
    "said",
    [
        "Douglas fru är vegan.",
        "Hans fru är vegan.",
        "Douglas sambo äter inte fisk.",
        "Douglas dotter är allergisk mot nötter men hon ska inte med.",
        "Douglas wife has a nut allergy.",
    ],
)
def test_the_need_of_a_relative_of_somebody_is_not_theirs(said: str) -> None:
    found = extract_of(f"Jag och min kompanjon Douglas Ferm vill gärna komma. {said}")
    assert [(a.name, a.dietary) for a in found.attendees] == [
        ("Anna Lindqvist", ()),
        ("Douglas Ferm", ()),
    ]


@pytest.mark.parametrize("signed", ["//Moa Hedenskog", "/Moa Hedenskog", "~ Moa Hedenskog"])
def test_a_full_signature_completes_a_display_name_with_an_initial(signed: str) -> None:
    body = f"Ersättare i delegationen för vår kommun hoppar på konferensen också. Vegan.\n{signed}"
    (attendee,) = extract(letter(body, sender=MOA), EVENT).attendees
    assert (attendee.name, attendee.dietary) == ("Moa Hedenskog", ("vegan",))


@pytest.mark.parametrize(
    "said",
    [
        "My full name for the badge is Dr Kimberly Adler-Holm.",
        "My name in full: Kimberly Adler-Holm.",
        "Mitt fullständiga namn är Kimberly Adler-Holm.",
        "På namnskylten ska det stå Kimberly Adler-Holm.",
        "The name on the badge should be Kimberly Adler-Holm.",
        "Jag heter egentligen Kimberly Adler-Holm.",
    ],
)
def test_the_full_name_that_the_sender_gives_is_their_own(said: str) -> None:
    found = extract(letter(f"I would like a place. {said} I keep halal.", sender=KIM), EVENT)
    assert [(a.name, a.dietary) for a in found.attendees] == [("Kimberly Adler-Holm", ("halal",))]


def test_the_party_behind_a_name_in_a_table_is_no_part_of_it() -> None:
    found = extract_of(
        "Följande vill vara med.\n\nNr\tNamn\tKost\n1\tKim Holm (S)\tingen\n"
        "2\tSoraya Emami - MP\tvegan\n3\tLisa Berg, ersättare\tfisk\n4\tEk, Per\tägg\n"
    )
    assert [(a.name, a.dietary) for a in found.attendees] == [
        ("Kim Holm", ()),
        ("Soraya Emami", ("vegan",)),
        ("Lisa Berg", ("fish",)),
        ("Per Ek", ("egg",)),
    ]


@pytest.mark.parametrize(
    ("said", "needs"),
    [
        ("Jeg tåler ikke bjørnebær.", ("bjørnebær",)),
        ("Jeg har cøliaki og tåler ikke lychee.", ("lychee",)),
        ("Inga råa morötter.", ("råa morötter",)),
        ("No raw carrots, please.", ("raw carrots",)),
        ("I'm allergic to mustard, quite badly.", ()),
        ("Jag är allergisk mot kiwi, rätt kraftigt.", ("kiwi",)),
    ],
)
def test_needs_without_a_code_are_kept_as_they_are_written(
    said: str, needs: tuple[str, ...]
) -> None:
    (attendee,) = extract_of(f"Jag vill gärna delta. {said}").attendees
    assert attendee.dietary_other == needs


@pytest.mark.parametrize(
    "said",
    [
        "Lena Sandin åker fortfarande, hennes anmälan rör vi inte.",
        "Lena Sandins anmälan ligger kvar.",
        "Lena Sandin påverkas inte.",
        "Lena Sandin is not affected.",
        "Vi rör inte Lena Sandins anmälan.",
        "Lena Sandin ska fortfarande med.",
    ],
)
def test_who_is_said_to_keep_a_place_is_not_cancelled(said: str) -> None:
    found = extract_of(f"Per Ek kan inte komma, vi avbokar honom. {said}", subject="Avbokning")
    assert [a.name for a in found.attendees] == ["Per Ek"]


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("ÄVEN MIN GRANNE STIG ALMESJÖ VILL FÖLJA MED.", ["STIG ALMESJÖ"]),
        ("MIN SYSTER EVA EK. EVA ÄTER INTE FISK.", ["EVA EK"]),
        ("VÅR BRANDCHEF PER EK KOMMER OCKSÅ.", ["PER EK"]),
    ],
)
def test_in_nothing_but_capitals_a_name_begins_behind_what_somebody_is(
    said: str, names: list[str]
) -> None:
    found = extract_of(f"JAG HETER ANNA LINDQVIST OCH VILL KOMMA. {said}")
    assert [a.name for a in found.attendees] == ["ANNA LINDQVIST", *names]
