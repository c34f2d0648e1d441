"""Who attends, who does not, and who is not named yet, as people write it."""

from __future__ import annotations

import pytest

from mailreg.extraction import Intent
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
        ["Anna Lindqvist", "karin holm"],
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


OTHERS_TOO = [
    (
        (
            "Hej, vi är ett gäng på fyra som tänkte dyka upp: Farida Noorzai, Kjell-Åke "
            "Thunman, Britta Sjölander samt undertecknad. Hälsningar"
        ),
        ["Farida Noorzai", "Kjell-Åke Thunman", "Britta Sjölander", "Anna Lindqvist"],
    ),
    (
        (
            "Ansökan om plats\n\nFörnamn: Olof\nEfternamn: Grahn\nFörvaltning: Kultur och "
            "fritid\nÖvrigt: inget"
        ),
        ["Olof Grahn"],
    ),
    (
        (
            "Hej! Som nämndsekreterare anmäler jag ordförande Gullan Wickman (S) och vice "
            "ordförande Tage Brolin (M). Båda är ombud."
        ),
        ["Gullan Wickman", "Tage Brolin"],
    ),
    (
        (
            "Följande medarbetare på Omsorgsförvaltningen vill delta:\n\n• Ewa-Marie "
            "Kjellström, verksamhetschef, vegan\n• Abdulkadir Osman, "
            "biståndshandläggare\n• Thor Hegge, it-samordnare, glutenfritt"
        ),
        ["Ewa-Marie Kjellström", "Abdulkadir Osman", "Thor Hegge"],
    ),
    (
        (
            "Rektor Harriet Palmgren på Björkskolan har bett mig anmäla henne. Hon är "
            "allergisk mot ägg."
        ),
        ["Harriet Palmgren"],
    ),
    (
        "Jag representerar Regnbågens förskola och vill gå. Min kollega Lollo tipsade.",
        ["Anna Lindqvist"],
    ),
    ("Anna Lindqvist, 46 år, vill komma. Tack!", ["Anna Lindqvist"]),
    ("Vår fackliga representant heter Göte Rask. Kan han få en plats?", ["Göte Rask"]),
    (
        (
            "Skriv upp Stina Wall och Love Hägg från oss på Teater Lunden, tack! Själva "
            "föreställningen spelas in av Pontus Lidberg."
        ),
        ["Stina Wall", "Love Hägg"],
    ),
    (
        (
            "Our CEO, Margaret Whitcombe, and her deputy, Dr Anil Deshpande, would like to "
            "attend. I am their PA."
        ),
        ["Margaret Whitcombe", "Anil Deshpande"],
    ),
    (
        (
            "My name is Tamsin Ashworth-Bell. I work for Greater Fenwick Partnership and "
            "I'd like to join you on 23 March."
        ),
        ["Tamsin Ashworth-Bell"],
    ),
    (
        "Hi, there will be three of us: Joe Baxter, Mei Lin and me.",
        ["Joe Baxter", "Mei Lin", "Anna Lindqvist"],
    ),
    ("Please register: Baxter, Joe; Lin, Mei.", ["Joe Baxter", "Mei Lin"]),
    (
        (
            "Registration for one: Joe Baxter, Head of Housing, Borough of Eastmarsh. "
            "Invoice c/o Penny Lane."
        ),
        ["Joe Baxter"],
    ),
    (
        (
            "Karin Holm (vegan)\nPer Ek (inga allergier)\nSiv Alm (nötter)\n\nDessa tre "
            "vill komma. Fakturan: Nacka kommun, 131 81 Nacka"
        ),
        ["Karin Holm", "Per Ek", "Siv Alm"],
    ),
    ("Jag bokar åt min chef, avdelningschef Birgitta Norén-Falk.", ["Birgitta Norén-Falk"]),
    ("Jag skulle vilja anmäla: 1 st Karin Holm, 1 st Per Ek.", ["Karin Holm", "Per Ek"]),
    (
        (
            "Vi kommer gärna båda två, jag och Henke Ström, som jobbar här på Trafikverket "
            "i Borlänge."
        ),
        ["Anna Lindqvist", "Henke Ström"],
    ),
    (
        (
            "Deltagare från Sollebrunns hembygdsförening: Karin Holm, Per Ek. Jag, Anna, "
            "kommer inte själv."
        ),
        ["Karin Holm", "Per Ek"],
    ),
    (
        (
            "Jag vill gärna delta. Som ni kanske minns var Per Ek med förra året, men han "
            "har slutat."
        ),
        ["Anna Lindqvist"],
    ),
    (
        "Kan ni ordna plats åt Karin Holm? Hon ersätter ingen, hon är ny hos oss. Mvh",
        ["Karin Holm"],
    ),
    (
        "Jag hörde om er av Per Ek på Nacka kommun, och skulle gärna vilja vara med.",
        ["Anna Lindqvist"],
    ),
    (
        ("Jeg vil gerne tilmelde mig selv og min kollega Søren Kjærgaard. Vi er begge vegetarer."),
        ["Anna Lindqvist", "Søren Kjærgaard"],
    ),
    (
        "Ich möchte mich und meinen Kollegen Jörg Baumgartner anmelden.",
        ["Anna Lindqvist", "Jörg Baumgartner"],
    ),
    (
        (
            "Vi önskar två platser. Den ena är till Karin Holm, den andra till en person "
            "som vi ännu inte har utsett."
        ),
        ["Karin Holm", None],
    ),
    (
        "Hej! Jag heter Anna och jobbar med Per Ek. Per ska ha semester, så bara jag kommer.",
        ["Anna Lindqvist"],
    ),
]


@pytest.mark.parametrize(("text", "names"), OTHERS_TOO)
def test_forms_lists_roles_and_people_merely_spoken_of_are_told_apart(
    text: str, names: list[str | None]
) -> None:
    found = [attendee.name for attendee in extract_of(text).attendees]
    assert sorted(map(str, found)) == sorted(map(str, names))


SWAPS = [
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
