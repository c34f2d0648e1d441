"""People who are spoken of and do not attend, on forms, in lists and in prose."""

from __future__ import annotations

import pytest

from tests.unit.extraction.letters import extract_of

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
    (
        (
            "Hej, tre från Hållbara Byar i Norr vill komma, nämligen Zenobia Quist, "
            "Tindra Forslid och Uno Bratt. Vi bor på Hotell Kronan."
        ),
        ["Zenobia Quist", "Tindra Forslid", "Uno Bratt"],
    ),
    (
        (
            "Hej! Jag vill vara med. På måndag träffar jag Ordförande Per Ek. Jag har "
            "pratat med Siv Alm på ert kansli."
        ),
        ["Anna Lindqvist"],
    ),
    (
        (
            "Dear team, kindly reserve places for Ms Ngozi Eze-Walker, Mr. Tom de Vries "
            "and Sir Alec Munro OBE. The invoice should be sent to Brightwater Housing "
            "Association, 12 Quay Street, Hull."
        ),
        ["Ngozi Eze-Walker", "Tom de Vries", "Alec Munro"],
    ),
    (
        "Hello, I'm writing on behalf of Priscilla Vane. Could she attend? She's vegan.",
        ["Priscilla Vane"],
    ),
    (
        ("Hej! Kan Birgitta (min chef) och jag få komma? Birgitta Falkengren är vår kanslichef."),
        ["Birgitta Falkengren", "Anna Lindqvist"],
    ),
    (
        "Hej, jag undrar om det finns plats för mig och Per-Olof från ekonomi.",
        ["Anna Lindqvist", "Per-Olof"],
    ),
    (
        "Deltagare\nNamn: Zlata Kovač\nNamn: Ivo Kovač\nKontakt: Anna Lindqvist",
        ["Zlata Kovač", "Ivo Kovač"],
    ),
    (
        (
            "Vi är fem stycken: Karin Holm, Per Ek, Siv Alm, jag själv och en till som "
            "vi återkommer med namn på."
        ),
        ["Karin Holm", "Per Ek", "Siv Alm", "Anna Lindqvist", None],
    ),
    (
        ("Jag kommer, och med mig kommer Karin Holm. Däremot kommer inte Per Ek den här gången."),
        ["Anna Lindqvist", "Karin Holm"],
    ),
    (
        (
            "Anmälan till konferensen.\nKarin Holm, tel 08-555 12 34, "
            "karin.holm@kommun.example\nPer Ek, tel 08-555 12 35, per.ek@kommun.example"
        ),
        ["Karin Holm", "Per Ek"],
    ),
    (
        (
            "Min mamma Gunhild Lindqvist och jag vill gärna komma. Hon är allergisk mot "
            "fisk, det är inte jag."
        ),
        ["Gunhild Lindqvist", "Anna Lindqvist"],
    ),
    (
        (
            "Jag skickar gärna med två ombud, Karin Holm (S) och Per Ek (KD), samt "
            "ersättaren Siv Alm (V)."
        ),
        ["Karin Holm", "Per Ek", "Siv Alm"],
    ),
    (
        (
            "Hei, vi ønsker å melde på ordfører Torunn Eikeland og varaordfører Leif Ove "
            "Haugen. Kontaktperson er undertegnede."
        ),
        ["Torunn Eikeland", "Leif Ove Haugen"],
    ),
    (
        (
            "Hej! Vi vil gerne tilmelde borgmester Mogens Damgaard og kommunaldirektør "
            "Inge-Lise Bjerre."
        ),
        ["Mogens Damgaard", "Inge-Lise Bjerre"],
    ),
    (
        "Moi! Voisinko vielä päästä mukaan? Kollegani Pekka Laukkanen tulisi myös.",
        ["Anna Lindqvist", "Pekka Laukkanen"],
    ),
    (
        (
            "Guten Tag, bitte melden Sie Frau Dr. Heike Sonnleitner und Herrn Uwe Brandt "
            "an. Ich selbst bin leider verhindert."
        ),
        ["Heike Sonnleitner", "Uwe Brandt"],
    ),
    (
        "Jag och min sambo Kim vill komma. Kim är vegan.",
        ["Anna Lindqvist", "Kim"],
    ),
    (
        (
            "Hej! Finns det plats för ännu en från oss? Det är i så fall Torsten Grahn, "
            "Sara Nords efterträdare."
        ),
        ["Torsten Grahn"],
    ),
    (
        "Hej. Karin.Holm@kommun.example vill vara med. Hon heter Karin Holm.",
        ["Karin Holm"],
    ),
    (
        (
            "Jag vill åka. Anna Lindqvist, Enheten för Hållbar Utveckling, Avdelningen "
            "Strategi och Samhälle"
        ),
        ["Anna Lindqvist"],
    ),
    (
        "Vi är tre: jag, Karin Holm och Per Ek. Nej vänta, Per ropar att han inte kan.",
        ["Anna Lindqvist", "Karin Holm"],
    ),
    ("Jag anmäler Kristofer Ek, förlåt, Christoffer Ek ska det stå.", ["Christoffer Ek"]),
    ("Det är bara jag som ska gå. Karin Holm hade tänkt men orkade inte.", ["Anna Lindqvist"]),
    ("Jag vill delta. Min son är allergisk mot ägg och min man tål inte fisk.", ["Anna Lindqvist"]),
    ("Karin Holm vill komma, och jag bemannar växeln den dagen.", ["Karin Holm"]),
    ("Anmäl Osama al-Khatib och Karin Holm.", ["Osama al-Khatib", "Karin Holm"]),
]


@pytest.mark.parametrize(("text", "names"), OTHERS_TOO)
def test_forms_lists_roles_and_people_merely_spoken_of_are_told_apart(
    text: str, names: list[str | None]
) -> None:
    found = [attendee.name for attendee in extract_of(text).attendees]
    assert sorted(map(str, found)) == sorted(map(str, names))
