"""A letter changed in what should not matter is read as before, and sent to nobody for it."""

from __future__ import annotations

import random
import re
import tomllib
from pathlib import Path

import pytest

from tests.corpus.cases import GIVEN, OWN, Case, load, scorer
from tests.corpus.metamorphic import mail
from tests.corpus.metamorphic.survival import fields_lost, rightly_read, survival
from tests.corpus.metamorphic.transformations import TRANSFORMATIONS
from tests.corpus.metamorphic.variant import Variant

FLOORS: dict[str, float] = tomllib.loads((Path(__file__).parent / "floor.toml").read_text("utf-8"))[
    "survival"
]
LETTERS_AT_MOST = 110  # in a test run; `make score` takes them all


def sample(name: str) -> list[Case]:
    """So many letters that can be changed so, the same in every run."""
    cases = load(GIVEN) + (load(OWN) if OWN.is_dir() else [])
    change = TRANSFORMATIONS[name]
    fit = [case for case in cases if change(case, random.Random(1)) is not None]
    return random.Random(1).sample(fit, min(len(fit), LETTERS_AT_MOST))


def variant(transformation: str, number: str) -> Variant:
    (case,) = (case for case in load(GIVEN) if case.name.startswith(number))
    made = TRANSFORMATIONS[transformation](case, random.Random(1))
    assert made is not None
    return made


def shown(made: Variant) -> str:
    return mail.everything(mail.opened(made.content))


def test_every_transformation_has_a_floor() -> None:
    assert set(FLOORS) == set(TRANSFORMATIONS)


@pytest.mark.parametrize("name", TRANSFORMATIONS)
def test_letters_survive_a_transformation(name: str) -> None:
    found = survival(name, rightly_read(sample(name)))
    lines = [f"{one.case.name} {line}" for one in found.lost for line in fields_lost(one)]
    assert found.share >= FLOORS[name], "\n".join([f"{found.share:.3f} of {found.tried}", *lines])


@pytest.mark.parametrize("name", TRANSFORMATIONS)
def test_a_transformation_changes_letters_and_does_so_again(name: str) -> None:
    cases = load(GIVEN)[50:]
    made = [TRANSFORMATIONS[name](case, random.Random(case.name)) for case in cases]
    again = [TRANSFORMATIONS[name](case, random.Random(case.name)) for case in cases]
    both = zip(made, cases, strict=True)
    changed = [one for one, case in both if one is not None and one.content != case.content]
    assert made == again
    assert len(changed) >= 3


def test_other_names_are_of_the_same_form_wherever_they_stand() -> None:
    made = variant("other names", "016")
    (person,) = made.label["attendees"]
    assert re.fullmatch(r"\w+-\w+ de la \w+", person["name"])
    assert person["name"] in shown(made)
    assert not re.search(r"Karl-Johan|Cruz", shown(made), re.IGNORECASE)


def test_other_names_keep_an_inverted_order_and_reach_the_address() -> None:
    made = variant("other names", "106")
    given, surname = made.label["attendees"][0]["name"].split()
    ((name, address),) = mail.people(mail.opened(made.content), "From")
    assert name == f"{surname}, {given}"
    assert f"{surname}, {given}" in shown(made)
    assert "bergstrom" not in address


def test_other_municipalities_are_inflected() -> None:
    recipient = variant("other municipalities", "110").label["billing"]["recipient"]
    assert recipient != "Salems kommun"
    assert re.fullmatch(r".+(?:s|[aeiouyåäöxz]) kommun", recipient)
    assert recipient in shown(variant("other municipalities", "110"))


def test_other_numbers_have_check_digits_that_fit() -> None:
    billing = variant("other numbers", "082").label["billing"]
    assert billing["organisation_number"] != "212000-9275"
    assert is_luhn(billing["organisation_number"])
    assert is_gs1(billing["gln"])
    assert billing["gln"] in shown(variant("other numbers", "082"))


def test_html_is_shown_as_a_mail_program_shows_it() -> None:
    (part,) = mail.body_parts(mail.opened(variant("HTML as plain text", "072").content))
    assert "Frisk\tHelena\tEnhetschef\tLaktosfri\t" in mail.text_of(part)


def test_plain_text_comes_back_from_html_as_it_was() -> None:
    case = next(case for case in load(GIVEN) if case.name.startswith("057"))
    page = TRANSFORMATIONS["plain text as HTML"](case, random.Random(1))
    assert page is not None
    as_page = Case(name=case.name, content=page.content, label=case.label)
    back = TRANSFORMATIONS["HTML as plain text"](as_page, random.Random(1))
    assert back is not None
    (part,) = mail.body_parts(mail.opened(back.content))
    before = mail.body_parts(mail.opened(case.content))[0]
    assert mail.text_of(part).split() == mail.text_of(before).split()


def test_a_label_stays_comparable_under_every_transformation() -> None:
    for case in load(GIVEN)[:20]:
        for name, transform in TRANSFORMATIONS.items():
            made = transform(case, random.Random(name))
            if made is not None:
                assert scorer().facts(made.label).keys() == scorer().facts(case.label).keys()


def is_luhn(number: str) -> bool:
    digits = [int(digit) for digit in re.sub(r"\D", "", number)]
    doubled = [sum(divmod(2 * d, 10)) if at % 2 == 0 else d for at, d in enumerate(digits)]
    return len(digits) == 10 and sum(doubled) % 10 == 0


def is_gs1(number: str) -> bool:
    digits = [int(digit) for digit in number]
    weighed = sum(d * (3 if at % 2 else 1) for at, d in enumerate(digits))
    return len(digits) == 13 and weighed % 10 == 0
