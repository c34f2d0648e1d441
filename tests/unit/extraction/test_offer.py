"""Answers to the offer of a seat, in people's own words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailreg.extraction.offer import answer_to_offer

YES = [
    # sv
    "Ja",
    "JA",
    "JA!",
    "ja tack",
    "Ja tack gärna!",
    "Ja, tack. Vi tar den.",
    "Vi tar den",
    "Ja tack, jag tar gärna platsen!",
    "Hej!\n\nJa, jag vill gärna ha platsen.",
    "Hej!\n\nTack, vad roligt! Ja, jag kommer gärna.",
    "Absolut!",
    "Självklart, tack så mycket!",
    "Jag tackar ja till platsen.",
    "Tackar och tar emot!",
    "Jag kommer!",
    "Gärna!",
    "Vi kommer gärna båda två.",
    "Räkna med mig!",
    "Ja tack! Inga problem.",
    "Hej igen! Jag accepterar erbjudandet.",
    "japp",
    "Jag tar platsen. Vi ses!",
    "Varför inte, jag kommer gärna.",
    "Ja tack, hoppas det inte är för sent!",
    "Toppen! Ja tack, jag är med.",
    "Tack för mejlet om platsen. Ja tack!",
    # en
    "Yes",
    "YES",
    "yes please",
    "Yes, please!",
    "Yes, I would like the seat.",
    "We'll take it, thank you!",
    "I would love to come, yes!",
    "Hello,\n\nGreat news! Yes, I will be there.",
    "Count me in!",
    "Of course, thank you very much.",
    "I accept the offer.",
    "I can make it.",
    "No problem, we will take the place.",
    "Happy to accept!",
    "Absolutely, see you there!",
    # nb
    "Ja takk",
    "Ja takk, gjerne!",
    "Jeg tar gjerne plassen.",
    "Hei! Vi kommer gjerne.",
    "Jeg takker ja til plassen.",
    "Absolutt, tusen takk!",
    # da
    "Ja tak",
    "Ja tak, meget gerne!",
    "Jeg tager gerne pladsen.",
    "Hej! Vi vil gerne have pladserne.",
    "Jeg siger ja tak.",
    # fi
    "Kyllä",
    "Kyllä kiitos!",
    "Joo, otan paikan.",
    "Otamme paikan mielellämme.",
    "Hei! Tulen mielelläni.",
    "Ilman muuta, kiitos!",
    # de
    "Ja",
    "Ja, gerne!",
    "Ja bitte",
    "Wir nehmen den Platz gerne.",
    "Vielen Dank, ich nehme den Platz.",
    "Auf jeden Fall, ich komme!",
    "Kein Problem, wir kommen gerne.",
]
NO = [
    # sv
    "Nej",
    "NEJ!",
    "nej tack",
    "Nej tack, tyvärr.",
    "Tyvärr kan jag inte längre.",
    "Tyvärr kan jag inte komma.",
    "Jag har tyvärr fått förhinder.",
    "Vi måste tyvärr tacka nej.",
    "Jag avstår.",
    "Hej!\n\nTack för erbjudandet men jag kan inte delta.",
    "Ge platsen till någon annan.",
    "Tyvärr, jag kan inte den dagen.",
    "Vi kommer inte.",
    "Det går tyvärr inte längre.",
    "Ingen av oss kan komma, tyvärr.",
    "Nej, jag vill inte ha platsen.",
    "Jag behöver inte platsen längre, tack ändå!",
    "Det är inte längre aktuellt.",
    "Nä tyvärr.",
    # en
    "No",
    "No thanks",
    "No, thank you.",
    "Unfortunately I can't make it.",
    "I'm afraid I cannot come anymore.",
    "Sorry, I can no longer attend.",
    "We have to decline.",
    "I am no longer able to attend.",
    "Thank you for the offer, but we will not be coming.",
    "Please give the place to someone else.",
    # nb
    "Nei takk",
    "Nei, dessverre.",
    "Dessverre kan jeg ikke komme.",
    "Jeg må takke nei.",
    "Vi kan dessverre ikke delta lenger.",
    # da
    "Nej tak",
    "Desværre kan jeg ikke deltage.",
    "Jeg må desværre melde afbud.",
    "Vi kan ikke komme alligevel.",
    # fi
    "Ei kiitos",
    "Ei kiitos, en pääse.",
    "Valitettavasti en pääse.",
    "Emme valitettavasti voi tulla.",
    "Olen estynyt.",
    # de
    "Nein",
    "Nein danke",
    "Leider kann ich nicht kommen.",
    "Wir müssen leider absagen.",
    "Ich kann leider nicht mehr teilnehmen.",
    "Ich bin verhindert.",
]
UNCLEAR = [
    "",
    "Tack!",
    "Tack för mejlet.",
    "Vad roligt!",
    "Hej!",
    "OK",
    "Kanske, jag återkommer.",
    "Ja kanske.",
    "Ja, tror jag.",
    "Jag måste kolla med chefen först.",
    "Ja, om jag får ledigt.",
    "Ja och nej.",
    "Kan jag få svara på måndag?",
    "Kan vi tacka ja fortfarande?",
    "Jag kan inte säga ja än.",
    "Jag kan inte öppna bilagan.",
    "Jag kan inte svara förrän på måndag.",
    "Ja, men jag kan inte komma förrän klockan två.",
    "Ja tack, men kan min kollega Bo Ek gå i stället.",
    "Nej vänta, ja tack!",
    "Ska vi svara ja eller nej?",
    "Min chef tar platsen i stället.",
    "Jag kommer inte ihåg vad det gällde.",
    "Jag kommer att höra av mig.",
    "Maybe.",
    "Yes, if I can get the day off.",
    "I need to check with my manager.",
    "Can I let you know on Monday?",
    "Yes, probably.",
    "I can't open the attachment.",
    "I cannot say yes or no yet.",
    "Could my colleague come instead?",
    "Kanskje.",
    "Må sjekke med sjefen.",
    "Måske, jeg vender tilbage.",
    "Ehkä.",
    "En tiedä vielä.",
    "Vielleicht.",
    "Ich muss noch klären, ob ich kommen kann.",
    "Vi hörs.",
    "Fakturan ska till Solby kommun.",
    "Det tar tid att svara.",
    "Jag är vegetarian.",
]


@pytest.mark.parametrize("words", YES)
def test_a_yes_is_a_yes(words: str) -> None:
    answer = answer_to_offer(words, ["Anna Berg"])
    assert ({*answer.takes}, {*answer.leaves}) == ({0}, set())
    assert not answer.says_more


@pytest.mark.parametrize("words", NO)
def test_a_no_is_a_no(words: str) -> None:
    answer = answer_to_offer(words, ["Anna Berg"])
    assert ({*answer.takes}, {*answer.leaves}) == (set(), {0})


@pytest.mark.parametrize("words", UNCLEAR)
def test_what_is_doubtful_is_left_to_a_person(words: str) -> None:
    assert not answer_to_offer(words, ["Anna Berg"]).is_clear


@pytest.mark.parametrize("words", [*YES, *NO])
def test_who_answers_without_names_answers_for_the_whole_group(words: str) -> None:
    alone = answer_to_offer(words, ["Anna Berg"])
    group = answer_to_offer(words, ["Anna Berg", "Bo Ek", None])
    everybody = {0, 1, 2}
    assert group.takes == (everybody if alone.takes else set())
    assert group.leaves == (everybody if alone.leaves else set())


@pytest.mark.parametrize(
    ("words", "takes", "leaves"),
    [
        ("Bara Anna kan", {0}, {1}),
        ("Bara Anna kan komma.", {0}, {1}),
        ("Ja, men bara Anna.", {0}, {1}),
        ("Ja tack, men Bo kan inte komma.", {0}, {1}),
        ("Anna tackar ja men Bo kan tyvärr inte.", {0}, {1}),
        ("Anna kommer, men inte Bo.", {0}, {1}),
        ("Nej, men Anna kommer gärna.", {0}, {1}),
        ("Ja för Anna, nej för Bo.", {0}, {1}),
        ("Anna: ja\nBo: nej", {0}, {1}),
        ("Anna Berg tar platsen och Bo Ek kan inte komma.", {0}, {1}),
        ("Anna och Bo kommer.", {0, 1}, set()),
        ("Anna och Bo kan inte komma.", set(), {0, 1}),
        ("Endast Berg kan delta.", {0}, {1}),
        ("Only Anna can make it.", {0}, {1}),
        ("Yes for Anna, but Bo can't come.", {0}, {1}),
        ("Anna will come but not Bo.", {0}, {1}),
        ("Bare Anna kan komme.", {0}, {1}),
        ("Kun Anna kan deltage.", {0}, {1}),
        ("Vain Anna pääsee.", {0}, {1}),
        ("Nur Anna kann kommen.", {0}, {1}),
        ("Jag kan inte, men Bo kommer gärna.", {1}, {0}),
        ("Bara jag kan.", {0}, {1}),
    ],
)
def test_some_of_a_group_can_come(words: str, takes: set[int], leaves: set[int]) -> None:
    answer = answer_to_offer(words, ["Anna Berg", "Bo Ek"], writer=0)
    assert ({*answer.takes}, {*answer.leaves}) == (takes, leaves)


@pytest.mark.parametrize(
    "words",
    [
        "Bara en av oss kan komma.",
        "Anna kommer gärna.",
        "Bo kan inte komma.",
        "Bara jag kan.",
        "Jag kan inte, men Bo kommer gärna.",
        "Ja, Anna kommer.",
        "Anna kanske, Bo ja.",
        "Ja Anna, nej Anna.",
        "Two of us can come.",
    ],
)
def test_whose_answer_it_is_must_be_clear(words: str) -> None:
    assert not answer_to_offer(words, ["Anna Berg", "Bo Ek"]).is_clear


def test_a_part_of_a_name_that_two_have_names_neither() -> None:
    assert not answer_to_offer("Bara Anna kan.", ["Anna Berg", "Anna Ek"]).is_clear
    assert answer_to_offer("Bara Anna Ek kan.", ["Anna Berg", "Anna Ek"]).takes == {1}


@pytest.mark.parametrize(
    "words",
    [
        "Ja tack! Finns det parkering vid lokalen?",
        "Ja tack. Min kollega Bo, som sitter i rullstol, behöver komma in från baksidan av huset.",
        "Yes please. Where do I park the car?",
    ],
)
def test_an_answer_that_says_more_is_marked(words: str) -> None:
    answer = answer_to_offer(words, ["Anna Berg"])
    assert answer.takes == {0}
    assert answer.says_more


def test_the_language_that_was_found_decides_what_a_word_means() -> None:
    assert not answer_to_offer("Anna ja Bo", ["Anna Berg", "Bo Ek"], language="fi").is_clear
    assert answer_to_offer("Ja", ["Anna Berg"], language="nb").takes == {0}
    assert answer_to_offer("Ei", ["Anna Berg"], language="sv").leaves == set()


@given(st.text(max_size=300), st.lists(st.sampled_from(["Anna Berg", "Bo Ek", None]), max_size=3))
def test_any_text_is_answered_for_everybody_or_for_nobody(
    words: str, people: list[str | None]
) -> None:
    answer = answer_to_offer(words, people)
    assert not answer.takes & answer.leaves
    assert answer.takes | answer.leaves in (set(), {*range(len(people))})


@given(st.permutations(["ja", "nej", "kanske", "Anna", "Bo", "inte", "kommer", "men", "bara", ","]))
def test_no_order_of_words_gives_one_person_two_answers(words: list[str]) -> None:
    answer = answer_to_offer(" ".join(words), ["Anna Berg", "Bo Ek"])
    assert not answer.is_clear  # `kanske` is among them
