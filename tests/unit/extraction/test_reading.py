"""How a letter is laid out: offsets lead back to the body, and only own words count."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailreg.extraction import Extract
from mailreg.extraction.reading import OWN_AT_MOST, read, texts_of
from mailreg.extraction.resolve import extract
from mailreg.message import Address, Attachment, InboundMessage, Kind
from tests.unit.extraction.letters import EVENT, extract_of, letter, parts, reading_of

SECONDS_AT_MOST = 1.0  # of processor time; the promise is a fifth of it on an idle machine


def assert_literal(message: InboundMessage, found: Extract) -> None:
    """Every piece of evidence is the stretch it says it is."""
    texts = texts_of(message)
    for evidence in found.evidence:
        assert texts[evidence.part][evidence.start : evidence.end] == evidence.text
        assert 0 <= evidence.confidence <= 1


WORDS = st.sampled_from(
    [
        "jag",
        "vill",
        "delta",
        "anmäla",
        "Anna",
        "Berg",
        "Karin",
        "Holm",
        "allergisk",
        "mot",
        "nötter",
        "ägg",
        "inte",
        ",",
        ".",
        ":",
        ";",
        "(",
        ")",
        "\n",
        "\n\n",
        "-",
        "faktura",
        "Box",
        "12",
        "131",
        "81",
        "Nacka",
        "kommun",
        "ref",
        "ZZ1",
        "i",
        "stället",
        "för",
        "avboka",
        "?",
        "seminariet",
        "AI",
        "förbundsmötet",
        "ombud",
        "212000-2882",
        "0007:2120002882",
        "7362321000019",
        "x@y.example",
        "\xad",
        "å̊",
        "İ",
        "ß",
        "🙏",
        "Namn;Allergi",
        ">",
        "Mvh",
        "hon",
        "alla",
    ]
)


@given(st.lists(WORDS, max_size=60).map(" ".join), st.text(max_size=40), st.text(max_size=20))
def test_any_text_is_read_and_its_evidence_is_literal(body: str, subject: str, name: str) -> None:
    message = letter(body, subject=subject, sender=Address(name=name, email="a@b.example"))
    assert_literal(message, extract(message, EVENT))


@given(st.text(max_size=300))
def test_any_characters_are_read_and_their_evidence_is_literal(body: str) -> None:
    message = letter("Jag vill delta. Allergisk mot nötter. " + body)
    assert_literal(message, extract(message, EVENT))


def test_soft_hyphens_and_composed_letters_do_not_hide_a_word() -> None:
    message = letter("Jag vill delta. Jag är allergisk mot jord\u00adno\u0308tter.")
    found = extract(message, EVENT)
    assert found.attendees[0].dietary == ("peanuts",)
    assert "jord\u00adno\u0308tter" in {evidence.text for evidence in found.evidence}
    assert_literal(message, found)


def test_quoted_words_do_not_count() -> None:
    body, segments = parts(
        (Kind.OWN, "Jag vill delta.\n"), (Kind.QUOTE, "> Har du allergier (nötter, fisk)?\n")
    )
    (attendee,) = extract(letter(body, segments=segments), EVENT).attendees
    assert (attendee.dietary, attendee.dietary_stated) == ((), False)


def test_answers_typed_under_quoted_questions_count() -> None:
    body, segments = parts(
        (Kind.QUOTE, "> Allergier?\n"),
        (Kind.OWN, "Ägg\n"),
        (Kind.QUOTE, "> Vill du delta på förbundsmötet?\n"),
        (Kind.OWN, "Ja tack\n"),
    )
    (attendee,) = extract(letter(body, segments=segments, subject="Re: Plats"), EVENT).attendees
    assert (attendee.dietary, attendee.answers) == (("egg",), {"forbundsmote": True})


def test_a_forwarded_letter_counts_where_nothing_is_added() -> None:
    body, segments = parts((Kind.FORWARD, "Jag vill delta och är vegan.\n"))
    found = extract(letter(body, segments=segments, subject="VB: plats"), EVENT)
    assert found.attendees[0].dietary == ("vegan",)
    assert "forwarded" in found.reasons


def test_a_forwarded_letter_that_is_pointed_to_needs_no_review() -> None:
    body, segments = parts(
        (Kind.OWN, "Hej! Jag anmäler Per Ek till konferensen, han skriver nedan vad han äter.\n"),
        (Kind.FORWARD, "Från: Per Ek\n\nJag är vegan.\n"),
    )
    found = extract(letter(body, segments=segments, subject="VB: mat"), EVENT)
    assert "forwarded" not in found.reasons


def test_a_wrapped_paragraph_is_one_line() -> None:
    first = "Jag har varit sjukskriven i flera veckor och missade därför den utsatta"
    assert "\n" not in reading_of(f"{first}\nanmälningstiden.").words


def test_more_own_words_than_anybody_writes_are_cut_and_told() -> None:
    found = extract_of("Jag vill delta. " + "ord " * OWN_AT_MOST)
    assert "cut" in found.reasons


def test_an_attachment_that_is_referred_to_goes_to_a_person() -> None:
    attachment = Attachment(
        filename="lista.xlsx", content_type="application/x", size_bytes=1, content=b"x"
    )
    message = letter("Jag anmäler deltagarna i bifogad lista.", attachments=(attachment,))
    assert "attachment" in extract(message, EVENT).reasons


def test_what_is_no_message_goes_to_a_person() -> None:
    found = extract(letter("\x7fELF", subject="", sender=None), EVENT)
    assert (found.intent, found.reasons) == ("other", ("no_message",))


HOSTILE = [
    "a", "A-", "Anna Berg, ", "allergisk mot xkvc, ", "allergisk mot räkkkkar och ", "inte ",
    "123 45 Stad, ", "ref: ", "AI ", "förbundsmöte ", "i stället för ", " ", "\n", "\t", "(", ".",
    "a@", "1", "Namn;Allergi\n", "a\tb\n", "\u00ad", "jag kan inte ", "Mvh\n",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_no_text_takes_long(piece: str) -> None:
    body = "Jag vill delta. " + (piece * 64_000)[:64_000]
    message = letter(body)
    started = time.process_time()
    extract(message, EVENT)
    assert time.process_time() - started < SECONDS_AT_MOST


def test_reading_leaves_the_original_alone() -> None:
    body = "Hej\u00a0Anna!\nJag vill\u200b delta."
    assert read(letter(body)).body.original == body


def _forwarding(own: str, theirs: str) -> Extract:
    pieces = [(Kind.OWN, own)] if own else []
    body, segments = parts(*pieces, (Kind.FORWARD, theirs))
    return extract(letter(body, segments=segments, subject="VB: Stockholm"), EVENT)


PER = "Från: Per Ek <per@kommun.example>\nTill: Anna Lindqvist\n\n"


@pytest.mark.parametrize(
    ("own", "theirs", "names"),
    [
        ("Hej, se nedan. Går det bra?", "Kan du anmäla mig? Jag är vegan.", ["Per Ek"]),
        ("En medlem vill komma, jag skickar vidare hans mejl.", "Får du in mig?", ["Per Ek"]),
        ("Hjälp Per med det han skriver", "Fixa in mig och Karin Holm!", ["Per Ek", "Karin Holm"]),
        ("", "Jag vill gärna ha en plats den 23:e.", ["Per Ek"]),
        ("Per hann inte, jag anmäler honom, se under.", "Kan du få in mig?", ["Per Ek"]),
        ("Jag vill gå. Faktura enligt nedan.", "Ställ den på Solby kommun.", ["Anna Lindqvist"]),
    ],
)
def test_who_asks_in_a_forwarded_letter_attends(own: str, theirs: str, names: list[str]) -> None:
    attendees = _forwarding(f"{own}\n" if own else "", PER + theirs).attendees
    assert [attendee.name for attendee in attendees] == names


def test_a_request_that_was_sent_on_and_not_pointed_to_goes_to_a_person() -> None:
    found = _forwarding("Jag anmäler Per Ek.\n", f"{PER}Kan jag få en plats? Jag är vegan.")
    assert "forwarded" in found.reasons
