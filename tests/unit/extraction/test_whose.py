"""Whose a need is: letters of several people, and of people who do not come."""

from __future__ import annotations

import pytest

from mailreg.extraction import Attendee
from tests.unit.extraction.letters import extract_of


def needs_of(attendee: Attendee) -> list[str]:
    """Codes, and in brackets what has none; `none` where it is said that there is no need."""
    needs = [*attendee.dietary, *(f"({other})" for other in attendee.dietary_other)]
    return sorted(needs) if needs or not attendee.dietary_stated else ["none"]


# The sender is Anna Lindqvist.
OWNED: list[tuple[str, dict[str, list[str]]]] = [
    (
        "Jag och min kollega Ibrahim Warsame vill delta. Ibrahim är vegan, själv äter jag allt.",
        {"Anna": ["none"], "Ibrahim": ["vegan"]},
    ),
    (
        "Vi är två som vill komma, Karin Holm och jag. Båda är vegetarianer.",
        {"Karin": ["vegetarian"], "Anna": ["vegetarian"]},
    ),
    (
        (
            "Jag vill anmäla Karin Holm, Per Ek och Olle Berg. En av dem är allergisk mot "
            "nötter, nämligen Per. Övriga har inga allergier."
        ),
        {"Karin": ["none"], "Per": ["nuts"], "Olle": ["none"]},
    ),
    (
        "Jag vill anmäla Karin Holm, Per Ek och Olle Berg. Alla äter allt utom Per som är vegan.",
        {"Karin": ["none"], "Per": ["vegan"], "Olle": ["none"]},
    ),
    (
        "Jag vill anmäla Karin Holm och Per Ek. Karin tål inte gluten och Per äter inte fläsk.",
        {"Karin": ["gluten"], "Per": ["no_pork"]},
    ),
    (
        "Jag vill anmäla Karin Holm och Per Ek. Allergisk mot ägg är Karin, medan Per är vegan.",
        {"Karin": ["egg"], "Per": ["vegan"]},
    ),
    (
        "Jag vill anmäla Karin Holm och Per Ek. Laktosfritt till Karin, vegetariskt till Per.",
        {"Karin": ["lactose"], "Per": ["vegetarian"]},
    ),
    (
        (
            "Jag vill anmäla Karin Holm och Per Ek. Vi behöver glutenfri mat för Per och "
            "vegansk för Karin."
        ),
        {"Karin": ["vegan"], "Per": ["gluten"]},
    ),
    (
        "Jag vill delta. Min son har nötallergi men det har inte jag, jag äter allt.",
        {"Anna": ["none"]},
    ),
    (
        "Jag vill delta. Min sambo är vegan men jag är inte det. Däremot tål jag inte ägg.",
        {"Anna": ["egg"]},
    ),
    (
        (
            "Jag vill delta. Jag har pratat med Bo Frisk som är kock hos er. Jag är allergisk"
            " mot fisk."
        ),
        {"Anna": ["fish"]},
    ),
    (
        "Jag vill anmäla Karin Holm. Jag kommer inte själv. Hon är vegetarian.",
        {"Karin": ["vegetarian"]},
    ),
    (
        (
            "Anmäler:\n1. Karin Holm, enhetschef, glutenintolerant\n2. Per Ek, strateg\n3. Olle "
            "Berg, jurist (äter inte griskött)\n\nPer har inga allergier."
        ),
        {"Karin": ["gluten"], "Per": ["none"], "Olle": ["no_pork"]},
    ),
    (
        "Anmäler Karin Holm (vegan), Per Ek (laktos och nötter) samt Olle Berg.",
        {"Karin": ["vegan"], "Per": ["lactose", "nuts"], "Olle": []},
    ),
    (
        "Namn: Karin Holm\nAllergi: ägg\n\nNamn: Per Ek\nAllergi: inga",
        {"Karin": ["egg"], "Per": ["none"]},
    ),
    (
        "Karin Holm och Per Ek vill delta. De har inga allergier.",
        {"Karin": ["none"], "Per": ["none"]},
    ),
    (
        "Karin Holm och Per Ek vill delta. Den förstnämnda är vegan, den sistnämnda äter allt.",
        {"Karin": ["vegan"], "Per": ["none"]},
    ),
    (
        (
            "Karin Holm, Per Ek och Olle Berg vill delta. De två första är vegetarianer, Olle"
            " äter halal."
        ),
        {"Karin": ["vegetarian"], "Per": ["vegetarian"], "Olle": ["halal"]},
    ),
    (
        "Karin Holm, Per Ek och Olle Berg vill delta. Ingen av dem har några allergier.",
        {"Karin": ["none"], "Per": ["none"], "Olle": ["none"]},
    ),
    (
        (
            "Karin Holm, Per Ek och Olle Berg vill delta. Allergier: Karin – nötter, Per – "
            "laktos, Olle – inga"
        ),
        {"Karin": ["nuts"], "Per": ["lactose"], "Olle": ["none"]},
    ),
    (
        (
            "Karin Holm, Per Ek och Olle Berg vill delta.\nAllergier:\nKarin: nötter och "
            "kiwi\nPer: nej\nOlle: gluten"
        ),
        {"Karin": ["(kiwi)", "nuts"], "Per": ["none"], "Olle": ["gluten"]},
    ),
    (
        (
            "Karin Holm och Per Ek vill delta. Karins allergi mot jordnötter är allvarlig, "
            "Pers laktosintolerans är det inte."
        ),
        {"Karin": ["peanuts"], "Per": ["lactose"]},
    ),
    (
        "Please register Karin Holm and me. Karin is vegan and I have a nut allergy.",
        {"Karin": ["vegan"], "Anna": ["nuts"]},
    ),
    (
        "I would like to register Karin Holm and Per Ek. She is coeliac; he eats everything.",
        {"Karin": ["gluten"], "Per": ["none"]},
    ),
    (
        (
            "I would like to attend together with my colleague Per Ek. Neither of us has any "
            "allergies."
        ),
        {"Anna": ["none"], "Per": ["none"]},
    ),
    (
        "I would like to attend. My husband is vegan, but he is not coming. I have no allergies.",
        {"Anna": ["none"]},
    ),
    (
        "Jeg vil gjerne delta sammen med Per Ek. Han har nøtteallergi, jeg spiser alt.",
        {"Anna": ["none"], "Per": ["nuts"]},
    ),
    (
        "Haluaisin ilmoittautua. Olen kasvissyöjä. Mieheni on vegaani, mutta hän ei tule mukaan.",
        {"Anna": ["vegetarian"]},
    ),
    (
        "Jag vill gärna komma. Jag är vegetarian, nej förresten vegan sedan en tid.",
        {"Anna": ["vegan"]},
    ),
    (
        "Jag vill komma. Allergisk mot nötter. Rättelse: mot jordnötter, andra nötter går bra.",
        {"Anna": ["peanuts"]},
    ),
    (
        "Karin Holm, Per Ek och jag kommer. Ingen är allergisk men Karin äter vegetariskt.",
        {"Karin": ["vegetarian"], "Per": ["none"], "Anna": ["none"]},
    ),
    (
        "Karin Holm och Per Ek kommer. Per har jag inte fått svar av men Karin är vegan.",
        {"Karin": ["vegan"], "Per": []},
    ),
    (
        (
            "Vi kommer tre personer: Karin Holm, Per Ek och jag. Två vegetarianer: Karin och "
            "jag. Per tål inte selleri."
        ),
        {"Karin": ["vegetarian"], "Per": ["celery"], "Anna": ["vegetarian"]},
    ),
    (
        "Jag anmäler Karin Holm och Per Ek. Karin, som sitter i rullstol, är laktosintolerant.",
        {"Karin": ["lactose"], "Per": []},
    ),
    (
        "Jag anmäler Karin Holm och Per Ek. Till skillnad från Karin är Per vegan.",
        {"Karin": [], "Per": ["vegan"]},
    ),
    (
        "Karin Holm vill delta. Hon är gravid och äter inte rå fisk.",
        {"Karin": ["(rå fisk)"]},
    ),
    (
        (
            "Hej, vi blir två: jag och Lisa Falk. Lisa kan inte äta mjölkprodukter. För min"
            " del är allt okej, jag äter allt."
        ),
        {"Anna": ["none"], "Lisa": ["milk"]},
    ),
    (
        (
            "Jag anmäler mig själv och två kollegor, Omar Said och Tilde Fors. Omar: halal."
            " Tilde: nötallergi. Jag: inga allergier."
        ),
        {"Anna": ["none"], "Omar": ["halal"], "Tilde": ["nuts"]},
    ),
    (
        ("Anmälan för Omar Said (halal) och Tilde Fors (inga allergier). Själv deltar jag inte."),
        {"Omar": ["halal"], "Tilde": ["none"]},
    ),
    (
        ("Deltagare: Omar Said, Tilde Fors\nAllergier: Tilde är allergisk mot fisk"),
        {"Omar": [], "Tilde": ["fish"]},
    ),
    (
        ("Deltagare: Omar Said och Tilde Fors\nSpecialkost: vegetariskt för båda"),
        {"Omar": ["vegetarian"], "Tilde": ["vegetarian"]},
    ),
    (
        (
            "Omar Said, Tilde Fors och Jon Ask vill komma. Omar och Jon är vegetarianer, "
            "Tilde är laktosintolerant."
        ),
        {"Omar": ["vegetarian"], "Tilde": ["lactose"], "Jon": ["vegetarian"]},
    ),
    (
        (
            "Omar Said, Tilde Fors och Jon Ask vill komma. Det är bara Jon som har allergi,"
            " han tål inte ägg."
        ),
        {"Omar": [], "Tilde": [], "Jon": ["egg"]},
    ),
    (
        (
            "Omar Said, Tilde Fors och Jon Ask vill komma. Alla är vegetarianer, Jon "
            "dessutom nötallergiker."
        ),
        {"Omar": ["vegetarian"], "Tilde": ["vegetarian"], "Jon": ["nuts", "vegetarian"]},
    ),
    (
        ("Omar Said, Tilde Fors och Jon Ask vill komma. Samtliga äter vegetariskt förutom Tilde."),
        {"Omar": ["vegetarian"], "Tilde": [], "Jon": ["vegetarian"]},
    ),
    (
        ("Omar Said och Tilde Fors vill komma. Tilde, men inte Omar, är glutenintolerant."),
        {"Omar": [], "Tilde": ["gluten"]},
    ),
    (
        (
            "Omar Said och Tilde Fors vill komma. Ingen av dem är vegetarian, men Omar äter"
            " inte fläsk."
        ),
        {"Omar": ["no_pork"], "Tilde": ["none"]},
    ),
    (
        (
            "Omar Said och Tilde Fors vill komma. Omar har inga allergier, det har däremot "
            "Tilde: nötter och ägg."
        ),
        {"Omar": ["none"], "Tilde": ["egg", "nuts"]},
    ),
    (
        ("Jag vill komma. Vår praktikant, som inte ska med, är vegan. Själv tål jag inte soja."),
        {"Anna": ["soy"]},
    ),
    (
        (
            "Jag vill komma. Mina barn är allergiska mot nötter men de är inte med. Inga "
            "egna allergier."
        ),
        {"Anna": ["none"]},
    ),
    (
        ("Jag vill komma. Obs allergisk mot jordnötter, inte bara lite utan livsfarligt!"),
        {"Anna": ["peanuts"]},
    ),
    (
        ("Jag vill komma, jag är allergisk mot nötter precis som min chef."),
        {"Anna": ["nuts"]},
    ),
    (
        ("Please add Tilde Fors and Omar Said. Both eat everything, except that Omar avoids pork."),
        {"Tilde": ["none"], "Omar": ["no_pork"]},
    ),
    (
        (
            "Please register three of us: Tilde Fors, Omar Said and me. I'm vegan, Tilde "
            "has no restrictions and Omar needs halal."
        ),
        {"Tilde": ["none"], "Omar": ["halal"], "Anna": ["vegan"]},
    ),
    (
        (
            "Please register Tilde Fors. She is my boss. She's lactose intolerant and so is"
            " her husband, who isn't coming."
        ),
        {"Tilde": ["lactose"]},
    ),
    (
        ("Please register Tilde Fors and Omar Said. One of them is a vegetarian (Tilde)."),
        {"Tilde": ["vegetarian"], "Omar": []},
    ),
    (
        (
            "Vil gjerne melde på Tilde Fors og Omar Said. Tilde tåler ikke gluten, og Omar "
            "spiser ikke svin."
        ),
        {"Tilde": ["gluten"], "Omar": ["no_pork"]},
    ),
    (
        ("Jeg vil gerne tilmelde Tilde Fors og mig selv. Hun er vegetar, jeg har ingen allergier."),
        {"Tilde": ["vegetarian"], "Anna": ["none"]},
    ),
    (
        (
            "Haluaisin ilmoittaa Tilde Forsin ja Omar Saidin. Tilde on vegaani, Omar ei syö"
            " sianlihaa."
        ),
        {"Tilde": ["vegan"], "Omar": ["no_pork"]},
    ),
    (
        ("- Tilde Fors: vegan\n- Omar Said: -\n- Jon Ask: tål ej selleri"),
        {"Tilde": ["vegan"], "Omar": ["none"], "Jon": ["celery"]},
    ),
    (
        (
            "Tilde Fors, ekonom, tilde.fors@org.example, vegetarian\nOmar Said, jurist, "
            "omar.said@org.example, ingen specialkost\nJon Ask, assistent, "
            "jon.ask@org.example\nDessa tre vill vi anmäla."
        ),
        {"Tilde": ["vegetarian"], "Omar": ["none"], "Jon": []},
    ),
    (
        ("Vi vill anmäla Tilde Fors och Omar Said. Tänk på att Tilde har en svår jordnötsallergi."),
        {"Tilde": ["peanuts"], "Omar": []},
    ),
    (
        ("Vi vill anmäla Tilde Fors och Omar Said. Omars fru är vegan, men han äter allt."),
        {"Tilde": [], "Omar": ["none"]},
    ),
    (
        (
            "Jag heter Anna Lindqvist och vill anmäla mig och min son Jon Ask. Jon är "
            "allergisk mot ägg."
        ),
        {"Anna": [], "Jon": ["egg"]},
    ),
    (
        ("Jag kommer gärna! Är vegetarian. Min kollega Tilde Fors kommer också, hon är vegan."),
        {"Anna": ["vegetarian"], "Tilde": ["vegan"]},
    ),
    (
        ("Tilde Fors anmäls härmed. Kost: hon äter ej ägg, men fisk äter hon."),
        {"Tilde": ["egg"]},
    ),
    (
        (
            "Jag vill delta. Jag undrar också om lunchen: serveras det vegetariskt? Jag är "
            "nämligen vegan."
        ),
        {"Anna": ["vegan"]},
    ),
    (
        (
            "Jag vill anmäla Tilde Fors och Omar Said. Tilde tål inte nötter. Inte heller "
            "selleri. Omar har inga behov."
        ),
        {"Tilde": ["celery", "nuts"], "Omar": ["none"]},
    ),
    (
        (
            "Jag vill delta. Min son är nötallergiker och min man tål inte fisk, men jag själv är "
            "inte allergisk mot något."
        ),
        {"Anna": ["none"]},
    ),
    (
        (
            "Jag vill anmäla Tilde Fors och Omar Said. Tildes barnbarn är jordnötsallergiker. Omar "
            "äter halal."
        ),
        {"Tilde": [], "Omar": ["halal"]},
    ),
]


@pytest.mark.parametrize(("text", "owned"), OWNED)
def test_a_need_goes_to_whose_it_is(text: str, owned: dict[str, list[str]]) -> None:
    found = extract_of(text)
    assert {(a.name or "").split()[0]: needs_of(a) for a in found.attendees} == owned
