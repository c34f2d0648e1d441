"""Lists that are attached and referred to count; what cannot be read goes to a person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailreg.extraction import Extract
from mailreg.extraction.attached import NOT_THERE, to_open
from mailreg.extraction.label import extract_from_json, extract_to_json
from mailreg.extraction.reading import texts_of
from mailreg.extraction.resolve import extract
from mailreg.message import Attachment, InboundMessage, Kind, Origin, Segment
from tests.unit.extraction.letters import EVENT, letter

BODY = "Hej!\nJag anmäler deltagarna i bifogad lista.\nFaktura: Nacka kommun, 131 81 Nacka\n"
ALONE = (
    "Hej! Jag vill gärna delta i er konferens den 23 mars.\nFaktura: Nacka kommun, 131 81 Nacka\n"
)
LIST = "Namn\tAllergi\tSeminarium\nKarin Holm\tnötter; ägg\tAI\nPer Ek\tinga\nOlle Berg"
PROSE = "09.00 Anna Svensson hälsar välkommen\n10.00 Bo Ek talar om AI"


def attachment(
    text: str = "",
    *,
    filename: str = "lista.csv",
    content_type: str = "application/octet-stream",
    size_bytes: int = 70,
    is_whole: bool = True,
) -> Attachment:
    return Attachment(
        filename=filename,
        content_type=content_type,
        size_bytes=size_bytes,
        content=b"",
        text=text,
        is_whole=is_whole,
    )


def extract_with(*files: Attachment, body: str = BODY) -> Extract:
    return extract(letter(body, attachments=files), EVENT)


def test_a_list_counts_and_is_the_evidence() -> None:
    message = letter(BODY, attachments=(attachment(LIST + "\tvegan"),))
    found = extract(message, EVENT)
    assert [(a.name, list(a.dietary)) for a in found.attendees] == [
        ("Karin Holm", ["egg", "nuts"]),
        ("Per Ek", []),
        ("Olle Berg", ["vegan"]),
    ]
    assert found.attendees[0].answers == {"seminar": "ai"}
    assert not found.needs_review
    texts = texts_of(message)
    assert all(texts[one.part][one.start : one.end] == one.text for one in found.evidence)
    named = {one.field: one.part for one in found.evidence}
    assert named["attendees[0].name"] == "attachment:1"
    assert named["attendees[0].dietary"] == "attachment:1"
    assert named["billing.postal_code"] == "body"


def test_every_attachment_is_a_part_of_its_own() -> None:
    second = "Namn\tTitel\nMaja Strand\tUtredare"
    logo = attachment(filename="image001.png", content_type="image/png")
    message = letter(BODY, attachments=(logo, attachment(LIST), attachment(second)))
    found = extract(message, EVENT)
    places = {one.text: one.part for one in found.evidence if one.field.endswith("name")}
    assert (places["Karin Holm"], places["Maja Strand"]) == ("attachment:2", "attachment:3")
    assert texts_of(message)["attachment:3"] == second


@pytest.mark.parametrize(
    "words",
    [
        "Se lista.",
        "Deltagarna står i Excel-filen.",
        "Please find the participants in the spreadsheet.",
        "Alla uppgifter finns i Anmälan Solby kommun.",
        "Deltakerne står i vedlegget.",
    ],
)
def test_a_letter_refers_to_a_file_in_many_words(words: str) -> None:
    file = attachment(LIST, filename="Anmälan Solby kommun.xlsx")
    found = extract_with(file, body=f"Hej!\nJag vill anmäla några kollegor till dagen. {words}\n")
    assert [a.name for a in found.attendees] == ["Karin Holm", "Per Ek", "Olle Berg"]


def test_a_letter_that_says_nothing_itself_has_its_attachment_speak() -> None:
    found = extract_with(attachment(LIST), body="Hej!\n")
    assert [a.name for a in found.attendees] == ["Karin Holm", "Per Ek", "Olle Berg"]


@pytest.mark.parametrize("file", [attachment(LIST), attachment(filename="program.pdf")])
def test_a_file_that_the_letter_does_not_speak_of_does_not_count(file: Attachment) -> None:
    found = extract_with(file, body=ALONE)
    assert [a.name for a in found.attendees] == ["Anna Lindqvist"]
    assert (found.needs_review, found.unread) == (False, ())


@pytest.mark.parametrize(
    ("file", "named"),
    [
        (attachment(filename="lista.pdf"), "lista.pdf"),
        (attachment(LIST, filename="lista.xlsx", is_whole=False), "lista.xlsx"),
        (attachment(filename="", content_type="application/pdf"), "application/pdf"),
        (attachment(PROSE, filename="Program.pdf"), "Program.pdf"),
        (
            attachment(filename="skan.jpg", content_type="image/jpeg", size_bytes=400_000),
            "skan.jpg",
        ),
    ],
)
def test_what_cannot_be_read_goes_to_a_person_by_its_name(file: Attachment, named: str) -> None:
    found = extract_with(file)
    assert found.unread == (named,)
    assert "attachment" in found.reasons
    assert extract_from_json(extract_to_json(found)).unread == (named,)


def test_a_list_that_was_read_in_part_counts_all_the_same() -> None:
    found = extract_with(attachment(LIST, is_whole=False))
    assert [a.name for a in found.attendees] == ["Karin Holm", "Per Ek", "Olle Berg"]
    assert found.needs_review


@pytest.mark.parametrize(
    "file",
    [
        attachment(filename="image001.png", content_type="image/png", size_bytes=90_000),
        attachment(filename="kommunvapen.png", content_type="image/png", size_bytes=9_000),
        attachment(filename="invite.ics", content_type="text/calendar"),
        attachment(filename="ATT00001.txt", content_type="text/plain"),
        attachment(filename="smime.p7s", content_type="application/pkcs7-signature"),
    ],
)
def test_signatures_and_invitations_are_no_documents(file: Attachment) -> None:
    assert extract_with(file, body=ALONE).unread == ()
    assert extract_with(attachment(LIST), file).unread == ()


def test_the_people_of_a_programme_do_not_attend() -> None:
    found = extract_with(attachment(PROSE, filename="Program.pdf"))
    assert [a.name for a in found.attendees] == ["Anna Lindqvist"]


def test_who_signs_an_attached_list_does_not_attend() -> None:
    found = extract_with(attachment(f"{LIST}\n\nMed vänlig hälsning\nMaja Strand"))
    assert [a.name for a in found.attendees] == ["Karin Holm", "Per Ek", "Olle Berg"]


@pytest.mark.parametrize(
    ("words", "forgotten"),
    [
        ("Jag anmäler deltagarna i bifogad lista.", True),
        ("I attach a list of our participants.", True),
        ("See the attached list of our participants.", True),
        ("Jag bifogar våra uppgifter nedan.", False),
        ("Kaj Winther, Attaché, deltar.", False),
    ],
)
def test_a_file_that_was_forgotten_is_missed(words: str, forgotten: bool) -> None:
    found = extract_with(body=f"Hej!\n{words}\nFaktura: Nacka kommun, 131 81 Nacka\n")
    assert found.unread == ((NOT_THERE,) if forgotten else ())


def test_a_letter_beneath_may_be_what_is_attached() -> None:
    own = "Jag bifogar Karins anmälan till dagen.\n"
    below = "Jag vill delta. Karin Holm\n"
    segments = (
        Segment(kind=Kind.OWN, start=0, end=len(own)),
        Segment(kind=Kind.FORWARD, start=len(own), end=len(own + below)),
    )
    assert extract(letter(own + below, segments=segments), EVENT).unread == ()


def message(body: str, *, origin: Origin = Origin.PERSON) -> InboundMessage:
    logo = attachment(filename="image001.png", content_type="image/png")
    return replace(letter(body, attachments=(logo, attachment())), origin=origin)


@pytest.mark.parametrize(
    ("letter_with_file", "wanted"),
    [
        (message(BODY), [1]),
        (message("Hej!\n"), [1]),
        (message(ALONE), []),
        (message(BODY, origin=Origin.BULK), []),
    ],
)
def test_only_what_may_count_is_opened(letter_with_file: InboundMessage, wanted: list[int]) -> None:
    assert to_open(letter_with_file) == wanted
