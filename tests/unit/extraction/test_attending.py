"""Who attends, who does not, and who is not named yet, as people write it."""

from __future__ import annotations

import pytest

from tests.unit.extraction.letters import extract_of

ATTENDING = [
    (
        "Hej! Finns det plats för mig och två kollegor? Namnen skickar jag i morgon.",
        ["Anna Lindqvist", None, None],
    ),
    (
        (
            "Vi vill anmäla fyra personer: Karin Holm, Per Ek, Ibrahim Warsame och en "
            "som ännu inte är utsedd."
        ),
        ["Karin Holm", "Per Ek", "Ibrahim Warsame", None],
    ),
    ("Jag anmäler härmed Karin och Per Holm.", ["Karin Holm", "Per Holm"]),
    ("Min chef Karin Holm har godkänt att jag åker. Jag önskar en plats.", ["Anna Lindqvist"]),
    (
        (
            "Kontaktperson: Karin Holm\nDeltagare: Per Ek\nTitel: handläggare\nE-post: "
            "per.ek@kommun.example"
        ),
        ["Per Ek"],
    ),
    (
        "Deltagare 1: Karin Holm\nDeltagare 2: Per Ek\nBeställare: Anna Lindqvist",
        ["Karin Holm", "Per Ek"],
    ),
    ("Kan min kollega Xerxes Zandi få en plats? Han är vegan.", ["Xerxes Zandi"]),
    (
        "Hejsan, jag skulle vilja att vår nya utredare Qendresa Gashi och jag får komma.",
        ["Qendresa Gashi", "Anna Lindqvist"],
    ),
    (
        (
            "Undertecknad samt förvaltningschef Karin Holm, socialnämndens ordförande "
            "Per Ek och nämndsekreterare Ulla-Britt Sten önskar delta."
        ),
        ["Anna Lindqvist", "Karin Holm", "Per Ek", "Ulla-Britt Sten"],
    ),
    (
        "Jag vill boka in Karin Holm från Teknikbyrån Norrsken AB. Själv kan jag tyvärr inte.",
        ["Karin Holm"],
    ),
    (
        "Vi är tre från Kulturhuset Lyktan som vill komma: Karin Holm, Per Ek och Siv Alm.",
        ["Karin Holm", "Per Ek", "Siv Alm"],
    ),
    (
        (
            "Please add Dr. Siobhán O'Malley and Prof. Jürgen Müller-Lüdenscheidt to the "
            "list. I won't be joining."
        ),
        ["Siobhán O'Malley", "Jürgen Müller-Lüdenscheidt"],
    ),
    (
        "Could my colleague Wei Zhang and I have two seats? Wei is vegetarian.",
        ["Wei Zhang", "Anna Lindqvist"],
    ),
    (
        (
            "I would like to register the following:\n- Okafor, Chidi\n- van der Berg, "
            "Lieke\n- Smith, John"
        ),
        ["Chidi Okafor", "Lieke van der Berg", "John Smith"],
    ),
    (
        (
            "We would like to bring someone from our finance team as well, name to "
            "follow. I am coming too, I hope!"
        ),
        ["Anna Lindqvist", None],
    ),
    (
        "Karin Holm och jag kommer gärna. Hälsa Per Ek att vi ses där!",
        ["Karin Holm", "Anna Lindqvist"],
    ),
    (
        "Jag vill delta i konferensen. Fakturan märks Karin Holm, Nacka kommun, 131 81 Nacka.",
        ["Anna Lindqvist"],
    ),
    ("Namn: Karin Holm\nOrganisation: Studieförbundet Horisont\nAllergi: nej", ["Karin Holm"]),
    (
        (
            "Härmed anmäls följande personer till Mötesplats Storsthlm:\n\nKarin Holm, "
            "kommunalråd\nPer Ek, kanslichef\nSiv Alm, sekreterare\n\nSiv är vegetarian."
        ),
        ["Karin Holm", "Per Ek", "Siv Alm"],
    ),
    ("1) Karin Holm (laktos)\n2) Per Ek\n3) Vakant, namn kommer", ["Karin Holm", "Per Ek", None]),
    (
        (
            "Hei! Jeg vil gjerne melde på Kari Nordmann og Ola Hansen fra Lillevik "
            "kommune. Selv kommer jeg ikke."
        ),
        ["Kari Nordmann", "Ola Hansen"],
    ),
    (
        (
            "Sehr geehrte Damen und Herren, hiermit melde ich meine Kollegin Ulrike "
            "Schäfer zur Tagung an. Ich selbst nehme nicht teil."
        ),
        ["Ulrike Schäfer"],
    ),
    (
        (
            "Jag anmäler mig själv och min man Per Ek. Vår son Olle är allergisk mot "
            "nötter men han stannar hemma."
        ),
        ["Anna Lindqvist", "Per Ek"],
    ),
    ("Hej Lotta! Tack för snacket i telefon. Jag anmäler Per Ek. /Anna", ["Per Ek"]),
    ("Det gäller Karin Holms deltagande. Karin vill gå på AI-seminariet.", ["Karin Holm"]),
    (
        "Anmäler Mohamed Ali Hassan, Nguyen Van Anh och Ö Berg.",
        ["Mohamed Ali Hassan", "Nguyen Van Anh", "Ö Berg"],
    ),
    (
        "jag o karin holm vill gärna komma på konferensen, karin är vegan",
        ["Anna Lindqvist", "Karin Holm"],
    ),
    (
        "Vi anmäler: Karin Holm; Per Ek; Siv Alm. Anna Lindqvist (kontakt)",
        ["Karin Holm", "Per Ek", "Siv Alm"],
    ),
    (
        "Förutom mig själv kommer Karin Holm och en praktikant.",
        ["Anna Lindqvist", "Karin Holm", None],
    ),
]


@pytest.mark.parametrize(("text", "names"), ATTENDING)
def test_those_who_are_to_attend_are_told_from_all_others(
    text: str, names: list[str | None]
) -> None:
    found = [attendee.name for attendee in extract_of(text).attendees]
    assert sorted(map(str, found)) == sorted(map(str, names))
