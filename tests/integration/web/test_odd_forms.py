"""Whatever stands in a form or an address, no page breaks and nothing is told of the inside."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from structlog.testing import capture_logs

from mailreg.web.app import POST
from mailreg.web.security import COOKIE
from tests.integration.web.conftest import form_token
from tests.integration.web.test_roles import filled, plain
from tests.servers.postgres import PostgresServer
from tests.servers.reception import EVERYTHING, Reception, prepare, served

FIELDS = (
    *("verb", "read", "person", "everybody", "note", "reason", "over_capacity"),
    *("text", "case", "mail", "event", "session", "capacity", "elsewhere", "act", "back"),
    *("name", "email", "sender", "is_confirmed", "format", "list", "role", "password"),
    *("present", "language", "words", "reference", "is_reviewed", "set:contact.email"),
    *("set:language", "set:registrations[1].name", "set:registrations[1].dietary_other"),
)
SANE = {"event": "motesplats", "verb": "decline", "sender": "tuva@example.org", "email": ""}
ODD = {
    "NUL": "a\0b",
    "half a pair": "a\ud800b",
    "number": "99999999999999999999",
    "long": "x" * 20_000,
    "braces": "{{ 7 * 7 }} %(name)s %s {0}",
    "turned": " \u202e\u2028\x1b[2J' -- ",
}
# a page's own forms are UTF-8; this one has halves of surrogate pairs too
CODEC = "raw_unicode_escape"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def reception(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Reception]:
    folder = tmp_path_factory.mktemp("odd")
    url = "sqlite:///../mailreg.db"
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.create_database()
    prepare(folder, EVERYTHING, database_url=url)
    with Reception.open(folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def desk_url(reception: Reception) -> Iterator[str]:
    with served(reception.desk) as url:
        yield url


@pytest.fixture
def client(reception: Reception, desk_url: str) -> Iterator[httpx.Client]:
    cookies = {COOKIE: reception.token(EVERYTHING)}
    with httpx.Client(base_url=desk_url, cookies=cookies, timeout=60) as client:
        yield client


def form(fields: dict[str, str]) -> tuple[bytes, str]:
    """A form as its bytes, and what it says of itself."""
    parts = [
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    content = "".join([*parts, "--edge--\r\n"]).encode(CODEC)
    return content, f"multipart/form-data; boundary=edge; charset={CODEC}"


@pytest.mark.parametrize("address", sorted({path for path, _, _ in POST} - {"/sign-out"}))
def test_no_form_breaks_a_page(client: httpx.Client, reception: Reception, address: str) -> None:
    path = filled(plain(address), reception)
    token = form_token(client)
    wishes = [dict.fromkeys(FIELDS, value) | SANE for value in ODD.values()]
    with capture_logs() as lines:
        for wish in (dict.fromkeys(FIELDS, ODD["NUL"]), *wishes):
            seen = str(reception.applications()[0].version)
            content, kind = form({"seen": seen} | wish | {"token": token})
            answer = client.post(path, content=content, headers={"Content-Type": kind})
            assert answer.status_code in {200, 303, 400, 409}, answer.text
    assert [line for line in lines if line["key"] == "page_crashed"] == []


@pytest.mark.parametrize(
    "address",
    [
        "/cases/{odd}",
        "/cases/{odd}/why",
        "/cases/{odd}/reply?verb={odd}",
        "/templates/{odd}",
        "/?tab={odd}&event={odd}&after={odd}&done={odd}",
        "/messages?state={odd}&before={odd}",
        "/outbox?state={odd}&before={odd}",
        "/accounts?done={odd}",
        "/sign-in?next={odd}&changed={odd}",
    ],
)
@pytest.mark.parametrize("odd", ["%00", "%ED%A0%80", "%FF", "9" * 40, "%25s", "a" * 5_000])
def test_no_address_breaks_a_page(client: httpx.Client, address: str, odd: str) -> None:
    answer = client.get(address.format(odd=odd))
    assert answer.status_code in {200, 303, 400, 404}, answer.text
