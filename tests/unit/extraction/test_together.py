"""Groups that wait together, and groups of which as many may come as fit."""

from __future__ import annotations

import pytest

from mailreg.extraction.together import may_be_parted


@pytest.mark.parametrize(
    "words",
    [
        "Vi kan komma även om bara en får plats.",
        "Räcker platserna inte till oss alla tar vi så många som får plats.",
        "Finns det bara en plats kvar så får Anna den.",
        "Om inte alla får plats är det bra om någon av oss kan komma.",
        "Det går bra att dela på oss.",
        "We can come even if only one of us gets a seat.",
        "Please give us as many as fit.",
        "We do not have to come together.",
        "Vi kommer gjerne selv om bare én får plass.",
        "Vi kommer gerne, selvom ikke alle får plads.",
        "Tulemme mielellämme, vaikka vain yksi mahtuisi.",
        "Wir kommen gern, auch wenn nur einer einen Platz bekommt.",
    ],
)
def test_a_group_that_takes_what_there_is(words: str) -> None:
    assert may_be_parted(words) is True


@pytest.mark.parametrize(
    "words",
    [
        "Vi kommer bara om alla får plats.",
        "Alla eller ingen!",
        "Vi vill gå tillsammans.",
        "We would like to come together, all or none.",
        "Vi kommer kun hvis alle får plass.",
        "Vi kommer kun, hvis vi alle kan komme med.",
        "Tulemme vain jos kaikki mahtuvat.",
        "Wir kommen nur wenn alle Platz haben.",
    ],
)
def test_a_group_that_stays_together(words: str) -> None:
    assert may_be_parted(words) is False


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Vi är tre personer som gärna vill komma.",
        "Alla eller ingen, eller så många som får plats.",
        "We are looking forward to it.",
    ],
)
def test_who_says_nothing_or_both_has_not_said_it(words: str) -> None:
    assert may_be_parted(words) is None
