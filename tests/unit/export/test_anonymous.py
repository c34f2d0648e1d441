"""A corrected letter is made a case with nobody in it, or none is made."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace

import pytest
from stdnum import ean, luhn

from mailreg.event import example
from mailreg.export.anonymous.letter import AnonymousCase, Original, Refused, Unfit, anonymous
from mailreg.extraction import Attendee, Billing, Extract, Intent
from mailreg.message import DeskIdentity, parse

NOBODYS = DeskIdentity(own_addresses=frozenset(), authserv_id=None)
EVENT = example()
BODY = """\
Hej!

Jag vill gärna anmäla mig. Jag är allergisk mot kiwi.

Fakturaadress:
Trosvik Data AB
Sveavägen 159
123 45 Solna
Referens: QX4711
Org.nr 556016-0680
GLN 7362321000019
faktura.trosvik@trosvik.example

Med vänlig hälsning
Anna-Karin Sjöblad
070-123 45 67, anna.sjoblad@trosvik.example
https://www.trosvik.example/anna
"""
BILLING = Billing(
    recipient="Trosvik Data AB",
    street="Sveavägen 159",
    postal_code="123 45",
    city="Solna",
    country="SE",
    reference="QX4711",
    organisation_number="556016-0680",
    gln="7362321000019",
    email="faktura.trosvik@trosvik.example",
)
ANNA = Attendee(name="Anna-Karin Sjöblad", dietary_other=("kiwi",), dietary_stated=True)
PERSONAL = (
    "Anna", "Karin", "Sjöblad", "sjoblad", "Trosvik", "Sveavägen", "159", "123 45", "4711", "QX",
    "556016", "0680", "7362321000019", "070-123", "45 67",
)  # fmt: skip


def made(
    body: str = BODY,
    *,
    attendee: Attendee = ANNA,
    billing: Billing | None = BILLING,
    keep: str = "",
) -> AnonymousCase | Refused:
    content = (
        "From: Anna-Karin Sjöblad <anna.sjoblad@trosvik.example>\n"
        "To: varmote@example.org\nCc: Olle <olle@trosvik.example>\nSubject: Efteranmälan\n"
        "Received: from trosvik.example\nX-Originating-IP: 192.0.2.1\n"
        "Content-Type: text/plain; charset=utf-8\n\n"
    ) + body
    original = Original(
        message=parse(content.encode(), identity=NOBODYS),
        corrected=Extract(
            intent=Intent.REGISTER, language="sv", attendees=(attendee,), billing=billing
        ),
        event=EVENT,
        own_addresses=frozenset({"varmote@example.org"}),
        names=frozenset(),
        payers=frozenset(),
        numbers=frozenset(),
        kept=frozenset(keep.split()),
    )
    return anonymous(original, random.Random(7))


def case(body: str = BODY) -> tuple[str, dict[str, object]]:
    """Everything that can be read of the case, and its label."""
    done = made(body)
    assert isinstance(done, AnonymousCase), done
    read = parse(done.content, identity=NOBODYS)
    assert read.sender is not None
    text = "\n".join([done.content.decode(), read.sender.name, read.subject, read.body])
    return text, done.label


@pytest.mark.parametrize("personal", PERSONAL)
def test_nothing_that_tells_of_people_is_left(personal: str) -> None:
    text, label = case()

    assert personal.casefold() not in f"{text}{json.dumps(label, ensure_ascii=False)}".casefold()


def test_headers_that_name_machines_or_other_people_are_dropped() -> None:
    text, _ = case()

    head = text.partition("\n\n")[0]
    names = re.findall(r"^([\w-]+):", head, re.MULTILINE)
    assert names == [
        "From", "To", "Subject", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
    ]  # fmt: skip


def test_the_label_says_what_the_letter_says_now() -> None:
    text, label = case()

    billing = label["billing"]
    assert isinstance(billing, dict)
    assert all(value in text for key, value in billing.items() if key != "country")
    assert label["attendees"] == [
        {
            "name": parse(text.encode(), identity=NOBODYS).sender.name,  # type: ignore[union-attr]
            "dietary": [],
            "dietary_other": ["kiwi"],
            "dietary_stated": True,
            "answers": {},
        }
    ]


def test_check_digits_fit_again() -> None:
    billing = case()[1]["billing"]

    assert isinstance(billing, dict)
    assert luhn.is_valid(billing["organisation_number"].replace("-", ""))
    assert ean.is_valid(billing["gln"])


def test_every_address_is_one_of_nobody() -> None:
    text, _ = case()

    assert set(re.findall(r"@([\w.]+)", text)) == {"person.example", "example.org"}


@pytest.mark.parametrize(
    "sentence",
    [
        "Hälsa Bengt också.",
        "Min chef heter Fredriksson.",
        "Ring Zyxkvist om det krånglar.",
        "Jag bor på Fjollträskvägen hemma.",
        "min man erik äter allt",
        "Hälsa Zyx\u00adquist också.",
        "Fru Ek kommer inte.",
    ],
)
def test_a_word_that_may_be_somebodys_refuses_the_case(sentence: str) -> None:
    done = made(BODY.replace("Fakturaadress:", f"{sentence}\n\nFakturaadress:"))

    assert isinstance(done, Refused)
    assert done.why is Unfit.UNKNOWN_WORDS


def test_a_word_that_staff_keep_may_stand() -> None:
    body = BODY.replace("Fakturaadress:", "Jag läser Zyxboken.\n\nFakturaadress:")

    assert isinstance(made(body), Refused)
    assert isinstance(made(body, keep="zyxboken"), AnonymousCase)


def test_a_letter_without_capitals_must_be_of_known_words_alone() -> None:
    body = "hej jag vill anmäla mig\nhälsningar anna-karin sjöblad\n"
    plain = Attendee(name="Anna-Karin Sjöblad")

    assert isinstance(made(body, attendee=plain, billing=None), AnonymousCase)
    refused = made(body + "hälsa zyxblad\n", attendee=plain, billing=None)
    assert refused == Refused(why=Unfit.UNKNOWN_WORDS, words=("zyxblad",))


@pytest.mark.parametrize(
    "attendee",
    [Attendee(name="Anna-Karin Sjöblad Lind"), Attendee(name=None, dietary_other=("enligt Bo",))],
)
def test_what_the_letter_does_not_say_word_for_word_makes_no_case(attendee: Attendee) -> None:
    done = made(attendee=attendee)

    assert isinstance(done, Refused)
    assert done.why is Unfit.NOT_LITERAL


@pytest.mark.parametrize("street", ["Fjollträskbacken 3", "Vesterbro Torv 3", "Box 12"])
def test_no_street_stands_as_it_was(street: str) -> None:
    billing = replace(BILLING, street=street)
    done = made(BODY.replace("Sveavägen 159", street), billing=billing)

    read = "" if isinstance(done, Refused) else parse(done.content, identity=NOBODYS).body
    assert street not in read
    assert "Fjollträsk" not in read
    assert "Vesterbro" not in read
