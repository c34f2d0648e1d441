"""What a sentence says about food, in six languages: one phrasing after another."""

from __future__ import annotations

import pytest

from mailreg.extraction.diet import find_diet
from mailreg.extraction.finding import Finding, Said
from mailreg.extraction.reading import split_sentences


def found_in(text: str) -> list[Finding]:
    return find_diet(text, split_sentences(text))


def needs_in(text: str) -> list[str]:
    """Codes, and in brackets what has none; `none` where it is said that there is no need."""
    found = found_in(text)
    needs = {f"({f.value})" if f.said is Said.OTHER else f.value for f in found if f.is_need}
    says_none = any(finding.said is Said.NONE for finding in found)
    return sorted(needs) if needs or not says_none else ["none"]


SAID = [
    ("Jag är nötallergiker.", ["nuts"]),
    ("Svår jordnötsallergi, bär EpiPen.", ["peanuts"]),
    ("Har allergi mot ägg och fisk.", ["egg", "fish"]),
    ("Tål tyvärr varken mjölk, ägg eller soja.", ["egg", "milk", "soy"]),
    ("Vegan, tack!", ["vegan"]),
    ("Jag äter veganskt.", ["vegan"]),
    ("Jag föredrar vegetarisk kost om det finns.", ["vegetarian"]),
    ("Skulle gärna få en vegetarisk portion.", ["vegetarian"]),
    ("Laktosfri mat önskas.", ["lactose"]),
    ("Önskar laktos- och glutenfri kost.", ["gluten", "lactose"]),
    ("Äter ej fläsk av religiösa skäl.", ["no_pork"]),
    ("Av religiösa skäl äter jag varken gris eller nöt.", ["no_beef", "no_pork"]),
    ("Jag är muslim och äter halal.", ["halal"]),
    ("Halalkött, annars vegetariskt.", ["halal", "vegetarian"]),
    ("Kosher.", ["kosher"]),
    ("Allergisk mot skaldjur, särskilt räkor.", ["crustaceans", "molluscs"]),
    ("Jag är allergisk mot alla sorters nötter och mandel.", ["nuts"]),
    ("Jag kan äta fisk men inte skaldjur.", ["crustaceans", "molluscs"]),
    ("Jag äter fisk men inget kött.", ["pescatarian"]),
    ("Jag tål inte komjölksprotein.", ["milk"]),
    ("Mjölkproteinallergisk.", ["milk"]),
    ("Är mjölkproteinintolerant.", ["milk"]),
    ("Glutenkänslig.", ["gluten"]),
    ("Jag undviker gluten.", ["gluten"]),
    ("Ingen sesam för mig, tack.", ["sesame"]),
    ("Senap och selleri går inte.", ["celery", "mustard"]),
    ("Lupin är jag extremt allergisk mot.", ["lupin"]),
    ("Sulfit i vin ger mig huvudvärk.", ["sulphites"]),
    ("Jag reagerar på sulfiter.", ["sulphites"]),
    ("Jag är överkänslig mot tomat och paprika.", ["(paprika)", "(tomat)"]),
    ("Allergisk mot kiwi, banan och avokado (latex).", ["(avokado)", "(banan)", "(kiwi)"]),
    ("Tål inte lök.", ["(lök)"]),
    ("Inga bönor eller linser, tack.", ["(bönor)", "(linser)"]),
    ("Får utslag av jordgubbar.", ["(jordgubbar)"]),
    ("Jag är allergisk mot stark parfym.", ["(parfym)"]),
    ("Ät inget med koriander åt mig.", ["(koriander)"]),
    ("Jag äter inte svamp.", ["(svamp)"]),
    ("Jag äter allt utom svamp och lever.", ["(lever)", "(svamp)"]),
    ("Äter allt.", ["none"]),
    ("Inget speciellt.", ["none"]),
    ("Har inga matallergier.", ["none"]),
    ("Jag har inga allergier eller specialkost.", ["none"]),
    ("Inga särskilda behov när det gäller mat.", ["none"]),
    ("Inga kostavvikelser.", ["none"]),
    ("Jag är varken allergisk eller vegetarian.", ["none"]),
    ("Ingen allergi, äter allt.", ["none"]),
    ("Jag tål allt.", ["none"]),
    ("Allergier: inga", ["none"]),
    ("Specialkost: Nej", ["none"]),
    ("Allergi? Nej.", ["none"]),
    ("Kost: -", ["none"]),
    ("Matallergi: Ja, nötter", ["nuts"]),
    ("Kostpreferens: pescetariansk", ["pescatarian"]),
    ("Specialkost: glutenfri + laktosfri", ["gluten", "lactose"]),
    ("Matpreferenser: helst vegetariskt, inget fläsk", ["no_pork", "vegetarian"]),
    ("Allergier/kost: Celiaki. Tål inte heller soja.", ["gluten", "soy"]),
    ("Allergies: nuts (all kinds), egg", ["egg", "nuts"]),
    ("Dietary requirements: none", ["none"]),
    ("Dietary: I eat everything", ["none"]),
    ("Any allergies: shellfish", ["crustaceans", "molluscs"]),
    ("I'm a coeliac.", ["gluten"]),
    ("I have coeliac disease.", ["gluten"]),
    ("I am intolerant to lactose.", ["lactose"]),
    ("I'm lactose-intolerant and don't eat pork.", ["lactose", "no_pork"]),
    ("No pork or beef, please.", ["no_beef", "no_pork"]),
    ("I don't eat meat.", ["vegetarian"]),
    ("I don't eat any dairy.", ["milk"]),
    ("I eat neither fish nor eggs.", ["egg", "fish"]),
    ("I'm allergic to tree nuts, not peanuts.", ["nuts"]),
    ("I am severely allergic to peanuts; other nuts are fine.", ["peanuts"]),
    ("I can eat anything except mushrooms.", ["(mushrooms)"]),
    ("Anything but onions.", ["(onions)"]),
    ("I am not allergic to anything.", ["none"]),
    ("I have no food allergies.", ["none"]),
    ("Nothing I can't eat.", ["none"]),
    ("There is nothing that I cannot eat.", ["none"]),
    ("I keep kosher.", ["kosher"]),
    ("I'd like a vegetarian meal.", ["vegetarian"]),
    ("Could I have vegan food?", ["vegan"]),
    ("Strict vegan here, no honey either.", ["(honey)", "vegan"]),
    ("I have a severe sesame allergy.", ["sesame"]),
    ("Mustard makes me ill.", ["mustard"]),
    ("Strawberries give me hives.", ["(strawberries)"]),
    ("I can't tolerate sulphites.", ["sulphites"]),
    ("My diet is low FODMAP.", ["(low fodmap)"]),
    ("Jeg er vegetarianer.", ["vegetarian"]),
    ("Jeg spiser ikke gris.", ["no_pork"]),
    ("Jeg tåler ikke skalldyr eller nøtter.", ["crustaceans", "molluscs", "nuts"]),
    ("Jeg har cøliaki.", ["gluten"]),
    ("Jeg er laktoseintolerant.", ["lactose"]),
    ("Jeg kan spise alt bortsett fra fisk.", ["fish"]),
    ("Ingen allergier her.", ["none"]),
    ("Jeg spiser alt.", ["none"]),
    ("Er allergisk over for jordnødder.", ["peanuts"]),
    ("Jeg tåler hverken mælk eller æg.", ["egg", "milk"]),
    ("Jeg er veganer.", ["vegan"]),
    ("Olen vegaani.", ["vegan"]),
    ("Olen allerginen pähkinöille ja kananmunalle.", ["egg", "nuts"]),
    ("Minulla on keliakia.", ["gluten"]),
    ("Noudatan gluteenitonta ruokavaliota.", ["gluten"]),
    ("En syö kalaa enkä äyriäisiä.", ["crustaceans", "fish"]),
    ("Laktoositon ruokavalio, kiitos.", ["lactose"]),
    ("Ei allergioita.", ["none"]),
    ("Syön kaikkea.", ["none"]),
    ("Ich bin Vegetarierin.", ["vegetarian"]),
    ("Ich bin Veganer.", ["vegan"]),
    ("Ich habe Zöliakie.", ["gluten"]),
    ("Ich bin laktoseintolerant.", ["lactose"]),
    ("Ich esse kein Schweinefleisch.", ["no_pork"]),
    ("Ich vertrage keine Nüsse und keine Eier.", ["egg", "nuts"]),
    ("Ich bin gegen Erdnüsse und Soja allergisch.", ["peanuts", "soy"]),
    ("Keine Allergien.", ["none"]),
    ("Ich esse alles.", ["none"]),
    ("Ich habe eine Fischallergie.", ["fish"]),
    ("Fisch und Meeresfrüchte gehen nicht.", ["crustaceans", "fish", "molluscs"]),
    ("Nötter och mandlar funkar inte alls för mig.", ["nuts"]),
    ("Jag tål inga mejeriprodukter.", ["milk"]),
    ("Komjölk får jag inte i mig.", ["milk"]),
    ("Allt går bra utom fisk.", ["fish"]),
    ("Jag äter inte rött kött men kyckling går bra.", ["(rött kött)"]),
    ("Vegetarian (ägg och mjölk går bra).", ["vegetarian"]),
    ("Lakto-ovo-vegetarian.", ["vegetarian"]),
    ("Jag är laktovegetarian så inga ägg.", ["egg", "vegetarian"]),
    ("Växtbaserat, tack.", ["vegan"]),
    ("Inget animaliskt för min del.", ["vegan"]),
    ("Allergisk mot allt från havet.", ["crustaceans", "fish", "molluscs"]),
    ("Ingen fisk, inga skaldjur.", ["crustaceans", "fish", "molluscs"]),
    ("Jag är känslig för stark mat.", ["(stark mat)"]),
    ("Jag är allergisk mot vissa nötter (cashew och pistage).", ["nuts"]),
    ("Kraftig överkänslighet mot sojaprotein.", ["soy"]),
    ("Måste ha helt glutenfritt, har celiaki.", ["gluten"]),
    ("Behöver specialkost: mjölkfri.", ["milk"]),
    ("Jag behöver specialkost (glutenfri).", ["gluten"]),
    ("Har du möjlighet att ordna vegetariskt till mig?", ["vegetarian"]),
    ("Går det att få laktosfri mjölk till kaffet?", ["lactose"]),
    ("Kan man få något veganskt?", ["vegan"]),
    ("Jag är inte vegetarian men äter gärna vegetariskt.", ["vegetarian"]),
    ("Är flexitarian, äter det mesta.", ["none"]),
    ("Helst ingen gris.", ["no_pork"]),
    ("Skippar gärna kött.", ["vegetarian"]),
    ("Dricker inte alkohol.", ["(alkohol)"]),
    ("Alkoholfritt till maten, tack.", ["(alkohol)"]),
    ("Jag är allergisk, mot bland annat jordnötter och sesam.", ["peanuts", "sesame"]),
    ("Jag lider av svår fiskallergi.", ["fish"]),
    ("Jag har en ganska besvärlig selleriallergi.", ["celery"]),
    ("Räkor gör mig sjuk.", ["crustaceans"]),
    ("Svårt glutenöverkänslig.", ["gluten"]),
    ("Mandel tål jag men inga andra nötter.", ["nuts"]),
    ("Tål ej ägg i någon form.", ["egg"]),
    ("Enda allergin är mot kiwi.", ["(kiwi)"]),
    ("Allergi: Pollen, katt", ["(katt)", "(pollen)"]),
    ("Allergi mot katt och hund.", ["(hund)", "(katt)"]),
    ("Allergisk mot bin, men det spelar väl ingen roll.", ["(bin)"]),
    ("My only restriction is no shellfish.", ["crustaceans", "molluscs"]),
    ("Vegetarian, and no mushrooms please.", ["(mushrooms)", "vegetarian"]),
    ("I eat fish but not meat.", ["pescatarian"]),
    ("I do not consume alcohol.", ["(alcohol)"]),
    ("Gluten-free and dairy-free please.", ["gluten", "milk"]),
    ("Please note that I have a serious nut allergy.", ["nuts"]),
    ("Please note that I'm allergic to celery and mustard.", ["celery", "mustard"]),
    ("Allergic to latex.", ["(latex)"]),
    ("No dietary restrictions whatsoever.", ["none"]),
    ("I don't have any allergies or dietary requirements.", ["none"]),
    ("No special diet.", ["none"]),
    ("I'm fine with anything.", ["none"]),
    ("I'm vegetarian, but fish is OK.", ["vegetarian"]),
    ("Ingen spesielle behov.", ["none"]),
    ("Jeg er allergisk mot hvitløk og løk.", ["(hvitløk)", "(løk)"]),
    ("Kan ikke spise gluten eller melk.", ["gluten", "milk"]),
    ("Spiser ikke kjøtt.", ["vegetarian"]),
    ("Er overfølsom for sulfitt.", ["sulphites"]),
    ("Jeg må unngå peanøtter.", ["peanuts"]),
    ("Jeg spiser hverken svinekød eller oksekød.", ["no_beef", "no_pork"]),
    ("Jeg lever vegansk.", ["vegan"]),
    ("Olen laktoosi-intolerantti.", ["lactose"]),
    ("En voi syödä gluteenia.", ["gluten"]),
    ("Vältän maitotuotteita.", ["milk"]),
    ("Minulla ei ole allergioita.", ["none"]),
    ("Ei erityisruokavaliota.", ["none"]),
    ("Olen pescovegetaari.", ["pescatarian"]),
    ("Allergia: sinappi ja selleri", ["celery", "mustard"]),
    ("Ich lebe vegan.", ["vegan"]),
    ("Ich habe eine Nussallergie.", ["nuts"]),
    ("Ich bin allergisch auf Sellerie und Senf.", ["celery", "mustard"]),
    ("Bitte glutenfrei.", ["gluten"]),
    ("Bitte kein Fleisch.", ["vegetarian"]),
    ("Keine Unverträglichkeiten.", ["none"]),
    ("Ich esse kein Fleisch, aber Fisch.", ["pescatarian"]),
    ("Vegetarisch, bitte.", ["vegetarian"]),
    ("Eg er allergisk mot nøtter og toler ikkje egg.", ["egg", "nuts"]),
    ("Tål tyvärr inte gluten så något alternativ vore toppen.", ["gluten"]),
    ("Jag är lite känslig mot mjölk men inte allergisk.", ["milk"]),
    ("Nötter i alla former är tyvärr förbjudet för mig.", ["nuts"]),
    ("Sedan barnsben allergisk mot äpplen och päron.", ["(päron)", "(äpplen)"]),
    ("Ni får gärna notera att jag inte äter ägg.", ["egg"]),
    ("Notera: vegankost.", ["vegan"]),
    ("Skulle behöva mjölkfri kost, tack på förhand!", ["milk"]),
    ("Har ni möjlighet att ordna med veganskt alternativ?", ["vegan"]),
    ("Gärna vegetarisk lunch om det går att ordna.", ["vegetarian"]),
    ("Jag har intolerans mot laktos, i övrigt äter jag allt.", ["lactose"]),
    ("Jag är allergisk mot nötter, i övrigt inga problem.", ["nuts"]),
    ("Jag äter bara fisk och grönt.", []),
    ("Matallergier har jag inga.", ["none"]),
    ("Kost: vanlig", ["none"]),
    ("Allergier/specialkost: Inga kända", ["none"]),
    ("Allergi: 0", ["none"]),
    ("Allergier: Nej, inga.", ["none"]),
    ("Allergier: nej men vegetarian", ["vegetarian"]),
    ("Övrigt: jag är allergisk mot senap", ["mustard"]),
    ("Obs! Extrem allergi mot jordnötter.", ["peanuts"]),
    ("Inga nötter i lokalen tack.", ["nuts"]),
    ("Jag får anafylaktisk chock av skaldjur.", ["crustaceans", "molluscs"]),
    ("Mandel och sesam är livsfarligt för mig.", ["nuts", "sesame"]),
    ("Vad gäller mat så är jag vegetarian.", ["vegetarian"]),
    ("Matmässigt: pescetarian.", ["pescatarian"]),
    ("Ägg, mjölk och soja tål jag inte alls.", ["egg", "milk", "soy"]),
    ("Diabetiker typ 2 men äter allt.", ["none"]),
    ("I need gluten-free food.", ["gluten"]),
    ("I require a kosher meal.", ["kosher"]),
    ("I'd prefer vegan food if possible.", ["vegan"]),
    ("Allergic to: peanuts, sesame", ["peanuts", "sesame"]),
    ("Food: no fish please", ["fish"]),
    ("Dietary restrictions - vegetarian.", ["vegetarian"]),
    ("I follow a halal diet.", ["halal"]),
    ("I'm on a dairy-free diet.", ["milk"]),
    ("I must avoid gluten and lupin.", ["gluten", "lupin"]),
    ("I have an intolerance to eggs.", ["egg"]),
    ("I suffer from coeliac disease.", ["gluten"]),
    ("Other than a mild allergy to kiwi, nothing.", ["(kiwi)"]),
    ("Nothing with celery for me please.", ["celery"]),
    ("I'm allergic to bee stings, nothing food-related.", ["(bee stings)"]),
    ("Jeg har ikke allergi.", ["none"]),
    ("Jeg spiser vegetarisk.", ["vegetarian"]),
    ("Jeg tåler dårlig laktose.", ["lactose"]),
    ("Matallergi: skalldyr", ["crustaceans", "molluscs"]),
    ("Ønsker glutenfri mat.", ["gluten"]),
    ("Jeg ønsker vegansk kost.", ["vegan"]),
    ("Jeg er allergiker og tåler ikke soya.", ["soy"]),
    ("Ruoka-aineallergiat: kala, muna", ["egg", "fish"]),
    ("Erityisruokavalio: vegaani", ["vegan"]),
    ("Olen yliherkkä sinapille.", ["mustard"]),
    ("Toivoisin kasvisruokaa.", ["vegetarian"]),
    ("Ich brauche glutenfreies Essen.", ["gluten"]),
    ("Ich ernähre mich vegetarisch.", ["vegetarian"]),
    ("Meine Laktoseintoleranz ist bekannt.", ["lactose"]),
    ("Allergie gegen Haselnüsse.", ["nuts"]),
    ("Ohne Fleisch bitte.", ["vegetarian"]),
]


@pytest.mark.parametrize(("sentence", "needs"), SAID)
def test_a_sentence_says_what_is_needed(sentence: str, needs: list[str]) -> None:
    assert needs_in(sentence) == needs


COMPOUNDS = [
    ("äggallergisk", ["egg"]),
    ("fiskallergiker", ["fish"]),
    ("hasselnötsallergi", ["nuts"]),
    ("nöt- och skaldjursallergi", ["crustaceans", "molluscs", "nuts"]),
    ("mjölkfritt", ["milk"]),
    ("peanut-free", ["peanuts"]),
    ("dairy free", ["milk"]),
    ("kala-allergia", ["fish"]),
    ("munaton", ["egg"]),
    ("Milcheiweißallergie", ["milk"]),
    ("laktosefrei", ["lactose"]),
    ("melkeallergi", ["milk"]),
    ("kiwiallergi", ["(kiwi)"]),
    ("matallergi", []),
    ("kostnadsfritt", []),
]


@pytest.mark.parametrize(("word", "needs"), COMPOUNDS)
def test_a_compound_is_read_by_its_parts(word: str, needs: list[str]) -> None:
    assert needs_in(f"Jag har {word}.") == needs


MISSPELT = [
    ("vegitarian", ["vegetarian"]),
    ("laktosintollerant", ["lactose"]),
    ("glutenintolerent", ["gluten"]),
    ("alergisk mot jordnöter", ["peanuts"]),
    ("allergisk mot skalldjur", ["crustaceans", "molluscs"]),
    ("hasselnötsalergiker", ["nuts"]),
]


@pytest.mark.parametrize(("words", "needs"), MISSPELT)
def test_a_misspelt_word_is_read_as_what_it_is_but_for_a_letter(
    words: str, needs: list[str]
) -> None:
    assert needs_in(f"Jag är {words}.") == needs


NOT_NEEDED = [
    ("Jag tål inte skaldjur men fisk går bra.", ["fish"]),
    ("Jag är allergisk mot jordnötter, men inte mot andra nötter.", ["nuts"]),
    ("Teemu on kasvissyöjä mutta ei vegaani.", ["vegan"]),
    ("Laktose ist kein Problem.", ["lactose"]),
    ("Vegetarier bin ich nicht.", ["vegetarian"]),
    ("Jag är inte vegan.", ["vegan"]),
    ("I am no longer vegan.", ["vegan"]),
    ("Ingen av oss är vegetarian eller nötallergiker.", ["nuts", "vegetarian"]),
    ("Laktosfria produkter hjälper inte.", ["lactose"]),
    ("Äggallergin jag hade som barn har växt bort.", ["egg"]),
    ("Melk og andre nøtter går fint.", ["milk", "nuts"]),
    ("Honung är ok, jag är ingen sån.", ["honung"]),
    ("Tree nuts are fine, I eat almonds by the handful.", ["nuts"]),
]


@pytest.mark.parametrize(("sentence", "eaten"), NOT_NEEDED)
def test_what_is_eaten_is_no_need(sentence: str, eaten: list[str]) -> None:
    found = found_in(sentence)
    assert sorted({finding.value for finding in found if finding.said is Said.FINE}) == eaten
    assert not any(finding.is_need and finding.value in eaten for finding in found)


TAKEN_BACK = [
    ("Jag är vegan, eller nej förresten, skriv vegetarian.", ["vegetarian"]),
    ("Jag skrev laktos, men det ska vara mjölkprotein.", ["milk"]),
    ("Det jag skrev om gluten gäller inte. Det enda jag inte tål är ägg.", ["egg"]),
    ("Allergisk mot nötter. Rättelse: mot jordnötter, andra nötter går bra.", ["peanuts"]),
    ("I wrote peanuts, but it is the other way round: peanuts are fine.", []),
    ("Som jag skrev är jag vegan.", ["vegan"]),
]


@pytest.mark.parametrize(("text", "needs"), TAKEN_BACK)
def test_what_is_taken_back_is_no_need(text: str, needs: list[str]) -> None:
    assert needs_in(text) == needs


UNREAD = [
    "Är lunchen nötfri?",
    "Lunchen är vegetarisk ser jag.",
    "Fisk och jordbruk är vårt område.",
]


@pytest.mark.parametrize("sentence", UNREAD)
def test_food_of_which_nothing_is_said_is_left_to_a_person(sentence: str) -> None:
    found = found_in(sentence)
    assert found
    assert all(f.said is Said.UNREAD or f.confidence < 0.6 for f in found)


SILENT = [
    "Räkningen skickas till Räknestugan, Mandelgatan 4.",
    "Jag kommer till lunchen och går på AI-seminariet.",
    "Deltagandet är kostnadsfritt för ombud.",
    "Vi har inget emot att komma tidigt.",
]


@pytest.mark.parametrize("sentence", SILENT)
def test_what_only_looks_like_food_says_nothing(sentence: str) -> None:
    assert found_in(sentence) == []


def test_the_line_under_a_label_that_says_yes_is_its_answer() -> None:
    assert needs_in("Specialkost/allergi: Ja\n  Ange vad: pistagenötter, fisk") == ["fish", "nuts"]


def test_what_stands_in_brackets_behind_a_code_is_an_example() -> None:
    assert needs_in("Nötallergi (paranöt, sagogryn).") == ["nuts"]


def test_the_time_is_linear_in_the_length() -> None:
    assert len(found_in("Jag tål inte nötter, ägg (ej mandel). " * 200)) > 100
