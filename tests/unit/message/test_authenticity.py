"""Whose verdict on a sender counts, and what it is."""

from __future__ import annotations

import pytest

from mailreg.message import Authenticity, DeskIdentity, parse
from tests.unit.message.mails import mail

MINE = "mx.example.org"


def verdict(*fields: str, authserv_id: str | None = MINE) -> Authenticity:
    lines = "".join(f"Authentication-Results: {field}\r\n" for field in fields)
    identity = DeskIdentity(own_addresses=frozenset(), authserv_id=authserv_id)
    return parse(lines.encode() + mail(), identity=identity).authenticity


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (f"{MINE}; dmarc=pass header.from=botkyrka.example", Authenticity.PASS),
        (f"{MINE} 1; spf=fail; dkim=none; dmarc=PASS (p=reject)", Authenticity.PASS),
        (f"{MINE};\r\n dmarc=fail (p=none) header.from=botkyrka.example", Authenticity.FAIL),
        (f"{MINE}; spf=pass smtp.mailfrom=botkyrka.example; dkim=pass", Authenticity.NONE),
        (f"{MINE}; none", Authenticity.NONE),
        (f"{MINE}; dmarc=bestguesspass", Authenticity.NONE),
        (f"{MINE}; dmarc=temperror", Authenticity.NONE),
        (f"{MINE}; dmarc=pass header.from=other.example", Authenticity.NONE),
        (f"{MINE}; spf=none (dmarc=pass); dkim=none", Authenticity.NONE),
        (f'{MINE}; spf=none reason="x; dmarc=pass"; dkim=none', Authenticity.NONE),
        ("elsewhere.example; dmarc=pass", Authenticity.NONE),
        ("dmarc=pass", Authenticity.NONE),
        ("((((", Authenticity.NONE),
    ],
)
def test_a_verdict_counts_only_from_the_configured_server(
    field: str, expected: Authenticity
) -> None:
    assert verdict(field) is expected


def test_without_a_configured_server_nothing_counts() -> None:
    assert verdict(f"{MINE}; dmarc=pass", authserv_id=None) is Authenticity.NONE


def test_of_several_fields_of_the_server_the_topmost_counts() -> None:
    assert verdict(f"{MINE}; dmarc=fail", f"{MINE}; dmarc=pass") is Authenticity.FAIL
    assert verdict("x.example; dmarc=pass", f"{MINE}; dmarc=fail") is Authenticity.FAIL


SPF = "spf=pass (sender IP is 40.1.2.3) smtp.mailfrom=botkyrka.example"
DMARC = "dmarc=pass action=none header.from=botkyrka.example"


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (f"{SPF}; dkim=pass (verified);{DMARC};compauth=pass reason=100", Authenticity.PASS),
        (f"{SPF}; dkim=none;dmarc=fail;compauth=fail reason=000", Authenticity.FAIL),
        (f"{SPF}; dkim=none;dmarc=none;compauth=softpass reason=201", Authenticity.NONE),
        (f"{SPF}; dmarc=fail action=none;compauth=pass reason=130", Authenticity.PASS),
        (f"{SPF}; dkim=none;dmarc=none", Authenticity.NONE),
        ("mx.evil.example; dmarc=pass", Authenticity.NONE),
    ],
)
def test_exchange_online_gives_its_verdict_without_a_name(
    field: str, expected: Authenticity
) -> None:
    assert verdict(field, authserv_id="microsoft") is expected


def test_of_exchange_online_only_the_topmost_field_counts() -> None:
    fields = ("mx.evil.example; dmarc=none", f"{SPF};compauth=pass")
    assert verdict(*fields, authserv_id="microsoft") is Authenticity.NONE
