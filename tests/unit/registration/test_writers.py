"""Who may say what without a person."""

from __future__ import annotations

import pytest

from mailreg.message import Authenticity
from mailreg.registration.writers import Proof
from tests.unit.registration.cases import CONFIRMED
from tests.unit.registration.thread import ANNA, COPY, ERIK, TOKEN, application, writer

CASE = application(CONFIRMED, CONFIRMED)
STRANGER = "anna@elsewhere.example"
PASS, FAIL, NONE = Authenticity.PASS, Authenticity.FAIL, Authenticity.NONE


@pytest.mark.parametrize(
    ("address", "tokens", "verdict", "proof"),
    [
        (ANNA, (), PASS, Proof.PROVEN),
        (ANNA.upper(), (), PASS, Proof.PROVEN),
        (ANNA, (TOKEN,), NONE, Proof.PROVEN),
        (ANNA, (), NONE, Proof.LIKELY),
        (ANNA, (TOKEN,), FAIL, Proof.FAILED),
        (ANNA, (COPY,), NONE, Proof.LIKELY),  # somebody else's copy, sent on
        (ERIK, (), PASS, Proof.PROVEN),
        (ERIK, (COPY,), NONE, Proof.PROVEN),
        (ERIK, (TOKEN,), NONE, Proof.PROVEN),
        (STRANGER, (), PASS, Proof.NONE),
        (STRANGER, (TOKEN,), PASS, Proof.LIKELY),
        (STRANGER, (TOKEN,), FAIL, Proof.FAILED),
        ("", (), NONE, Proof.NONE),
    ],
)
def test_address_and_verdict_or_token_prove_who_wrote(
    address: str, tokens: tuple[str, ...], verdict: Authenticity, proof: Proof
) -> None:
    assert writer(CASE, address, tokens, verdict).proof is proof


@pytest.mark.parametrize(
    ("address", "tokens", "numbers", "may"),
    [
        (ANNA, (TOKEN,), {1}, True),
        (ANNA, (TOKEN,), {1, 2}, True),
        (ANNA, (), {1}, False),
        (ERIK, (COPY,), {2}, True),
        (ERIK, (COPY,), {1}, False),
        (ERIK, (COPY,), {1, 2}, False),
        (ERIK, (COPY,), set(), False),
        (STRANGER, (TOKEN,), {1}, False),
    ],
)
def test_a_place_is_given_up_by_the_applicant_or_by_whose_it_is(
    address: str, tokens: tuple[str, ...], numbers: set[int], may: bool
) -> None:
    assert writer(CASE, address, tokens).may_give_up(numbers) is may


@pytest.mark.parametrize(("address", "may"), [(ANNA, True), (ERIK, False), (STRANGER, False)])
def test_another_payer_is_named_by_who_applied(address: str, may: bool) -> None:
    assert writer(CASE, address, (TOKEN,)).may_rebill(CASE) is may
