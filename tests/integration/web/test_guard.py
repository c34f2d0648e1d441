"""What no other site, no strange name and no clever address gets."""

from __future__ import annotations

import re

import httpx
import pytest

from mailreg.config import WebSettings
from mailreg.web import app
from mailreg.web.security import HEADERS
from tests.integration.web.conftest import NewBrowser, form_token
from tests.servers.reception import ANY_PORT, EVERYTHING, OTHER_EVENT, Reception, served

STRANGE_HOSTS = ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "", "[::2]:80"]
FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:1"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
]
TRAVERSAL = [
    "/static/../app.py",
    "/static/%2e%2e/app.py",
    "/static/..%2fapp.py",
    "/static/%2e%2e%2f%2e%2e%2fwiring.py",
    "/static/....//app.py",
    "/static//etc/passwd",
    "/static/%2fetc%2fpasswd",
    "/static/..\\app.py",
    "/static/mailreg.css%00.py",
    "/static/",
    "/static",
]
NOWHERE = [
    "/cases/MS-00000",
    "/cases/%00",
    "/cases/..%2f..%2fetc",
    "/cases/" + "A" * 3_000,
    "/cases/' OR 1=1 --",
    "/cases/MS-00000/reply?verb=approve",
    "/letters/999999999",
    "/letters/99999999999999999999999999",
    "/mails/99999999999999999999999999",
]
ODD = [
    "/?tab=nothing",
    "/?tab=decide&event=none",
    "/?after=%C2%B2-%C2%B2",
    "/?after=99999999999999999999-1",
    "/?after=1-99999999999999999999",
    "/messages?before=%C2%B2",
    "/messages?before=99999999999999999999999",
    "/messages?state=nothing",
    "/outbox?before=99999999999999999999999&state=held",
    "/?next=//evil.example",
]


@pytest.mark.parametrize("address", ["/", "/sign-in", "/static/mailreg.css", "/nothing", "/me"])
@pytest.mark.parametrize("name", [None, EVERYTHING])
def test_every_answer_has_the_headers(browser: NewBrowser, address: str, name: str | None) -> None:
    client = browser(name)
    for answer in (client.get(address), client.head(address), client.post(address)):
        assert {header: answer.headers.get(header) for header in HEADERS} == HEADERS
    policy = HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


@pytest.mark.parametrize("name", [None, EVERYTHING])
def test_pages_stay_in_no_cache(browser: NewBrowser, name: str | None) -> None:
    for address in ("/", "/sign-in", "/me", "/nothing"):
        assert browser(name).get(address).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("address", [path for path, _, _ in app.GET])
def test_no_page_stays_in_a_cache_whole_or_in_part(
    browser: NewBrowser, desk_of_all: Reception, address: str
) -> None:
    reference = desk_of_all.applications()[0].reference
    path = re.sub(r":\w+}", "}", address).format(reference=reference, id=3, name="index.html")
    client = browser(EVERYTHING)
    for answer in (client.get(path), client.head(path), client.get(f"{path}?done={reference}")):
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"


def test_no_list_stays_in_a_cache(browser: NewBrowser) -> None:
    client = browser(EVERYTHING)
    fields = {"token": form_token(client), "event": "motesplats", "format": "csv"}
    answer = client.post("/lists", data={**fields, "list": "serving"})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"


def test_whoever_asks_for_the_head_of_the_stream_does_not_wait_for_its_end(
    browser: NewBrowser,
) -> None:
    answer = browser(EVERYTHING).head("/live")
    assert (answer.status_code, answer.content) == (200, b"")
    assert browser().head("/live").status_code == 401


def test_a_token_is_written_otherwise_on_each_page_and_counts_wherever_it_stood(
    browser: NewBrowser,
) -> None:
    client = browser(EVERYTHING)
    first, second = form_token(client), form_token(client)
    assert first != second
    for token in (first, second):
        assert client.post("/me", data={"token": token, "back": "/me"}).status_code == 303
    for token in (first[:64] + second[64:], first[:-1], f"{first}00", first[:64], "xyz"):
        assert client.post("/me", data={"token": token, "back": "/me"}).status_code == 403


@pytest.mark.parametrize("host", STRANGE_HOSTS)
def test_another_host_name_is_refused(browser: NewBrowser, host: str) -> None:
    client = browser(EVERYTHING)
    assert client.get("/", headers={"Host": host}).status_code == 421


def test_a_host_name_of_the_settings_is_answered(desk_of_all: Reception) -> None:
    settings = WebSettings(
        serve=True, host="127.0.0.1", port=0, hosts=("desk.example.org",), trusted_proxies=()
    )
    with served(desk_of_all.desk, settings) as url:
        answer = httpx.get(f"{url}/sign-in", headers={"Host": "Desk.Example.org"})
    assert answer.status_code == 200


def test_behind_a_proxy_that_is_trusted_cookies_are_secure(desk_of_all: Reception) -> None:
    settings = WebSettings(
        serve=True, host="127.0.0.1", port=0, hosts=(), trusted_proxies=("127.0.0.1",)
    )
    headers = {"X-Forwarded-Proto": "https"}
    with served(desk_of_all.desk, settings) as url:
        trusted = httpx.get(f"{url}/sign-in", headers=headers)
    with served(desk_of_all.desk, ANY_PORT) as url:
        untrusted = httpx.get(f"{url}/sign-in", headers=headers)
    assert "Secure" in trusted.headers["set-cookie"]
    assert trusted.headers["strict-transport-security"]
    assert "Secure" not in untrusted.headers["set-cookie"]
    assert "strict-transport-security" not in untrusted.headers


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_a_form_from_another_site_is_refused_with_a_token_too(
    browser: NewBrowser, headers: dict[str, str]
) -> None:
    client = browser(EVERYTHING)
    fields = {"token": form_token(client), "language": "en", "back": "/me"}
    assert client.post("/me", data=fields, headers=headers).status_code == 403
    assert client.post("/sign-in", data=fields, headers=headers).status_code == 403


def test_a_form_of_our_own_is_taken(browser: NewBrowser, url: str) -> None:
    client = browser(EVERYTHING)
    fields = {"token": form_token(client), "back": "/me"}
    for headers in ({"Origin": url}, {"Sec-Fetch-Site": "same-origin", "Origin": url}):
        assert client.post("/me", data=fields, headers=headers).status_code == 303


def test_a_form_without_a_token_or_with_somebody_elses_is_refused(
    browser: NewBrowser, desk_of_all: Reception
) -> None:
    case = desk_of_all.applications()[0]
    client = browser(EVERYTHING)
    for token in ("", "0" * 64, "é", form_token(browser("Olle"))):
        fields = {"token": token, "verb": "decline", "seen": str(case.version)}
        answer = client.post(f"/cases/{case.reference}/decide", data=fields)
        assert answer.status_code == 403
    assert client.post("/search").status_code == 403
    assert desk_of_all.applications()[0] == case


def test_nothing_is_changed_by_opening_an_address(
    browser: NewBrowser, desk_of_all: Reception
) -> None:
    case = desk_of_all.applications()[0]
    client = browser(EVERYTHING)
    for verb in ("decide", "undo", "save", "answer"):
        assert client.get(f"/cases/{case.reference}/{verb}").status_code in {404, 405}
    assert client.get("/sign-out").status_code in {404, 405}
    assert client.get("/pause").status_code in {404, 405}


@pytest.mark.parametrize("address", TRAVERSAL)
def test_no_file_but_those_of_the_page_is_given_away(
    browser: NewBrowser, url: str, address: str
) -> None:
    answer = browser().get(httpx.URL(url, raw_path=address.encode()))
    assert answer.status_code in {404, 405, 307}, answer.text
    assert "import" not in answer.text


@pytest.mark.parametrize("address", NOWHERE)
def test_what_there_is_not_is_told_plainly(browser: NewBrowser, address: str) -> None:
    answer = browser(EVERYTHING).get(address)
    assert answer.status_code in {400, 404}
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("address", ODD)
def test_odd_options_do_no_harm(browser: NewBrowser, address: str) -> None:
    assert browser(EVERYTHING).get(address).status_code == 200


@pytest.mark.parametrize(
    "fields",
    [
        {"verb": "explode", "seen": "1"},
        {"verb": "approve", "seen": "²"},
        {"verb": "approve", "seen": "9" * 40},
        {"verb": "approve", "seen": "1", "person": "²", "everybody": "1"},
        {"verb": "decline", "seen": "1", "reason": "spite"},
        {"verb": "approve", "seen": "1", "note": "\x00", "set:language": "xx"},
        {"verb": "undo", "seen": "1"},
        {},
    ],
    ids=str,
)
def test_a_form_that_no_page_of_ours_sends_is_a_bad_request(
    browser: NewBrowser, desk_of_all: Reception, fields: dict[str, str]
) -> None:
    case = desk_of_all.applications()[0]
    client = browser(EVERYTHING)
    fields = {"token": form_token(client), **fields}
    answer = client.post(f"/cases/{case.reference}/decide", data=fields)
    assert answer.status_code in {400, 409}
    assert desk_of_all.applications()[0] == case


def test_a_case_of_another_event_opens_under_any_event_and_stays_its_own(
    browser: NewBrowser, desk_of_all: Reception
) -> None:
    (other,) = [one for one in desk_of_all.applications() if one.event == OTHER_EVENT]
    client = browser(EVERYTHING)
    answer = client.get(f"/cases/{other.reference}?event=motesplats")
    assert answer.status_code == 200
    fields = {"token": form_token(client), "verb": "waitlist", "seen": str(other.version)}
    client.post(f"/cases/{other.reference}/decide?event=motesplats", data=fields)
    assert {
        one.event for one in desk_of_all.applications() if one.reference == other.reference
    } <= {OTHER_EVENT}


def test_no_address_that_the_page_links_or_leads_to_has_personal_data(
    browser: NewBrowser, desk_of_all: Reception
) -> None:
    client = browser(EVERYTHING)
    cases = desk_of_all.applications()
    names = {
        word.casefold()
        for case in cases
        for text in (case.contact_name, *(one.name for one in case.registrations))
        for word in (text or "").split()
        if len(word) > 3
    }
    pages = [client.get(f"/?tab={tab}") for tab in ("decide", "read", "asked")]
    pages += [client.get(f"/cases/{case.reference}?tab=decide") for case in cases[:6]]
    pages += [client.get(address) for address in ("/messages", "/outbox", "/problems", "/lists")]
    token = form_token(client)
    pages.append(client.post("/search", data={"token": token, "words": cases[0].contact_name}))
    linked = {
        link.casefold()
        for page in pages
        for link in re.findall(r'(?:href|action|formaction|src|hx-\w+)="([^"]*)"', page.text)
    }
    assert len(linked) > 50
    assert [link for link in linked if "@" in link or "%40" in link] == []
    assert [link for link in linked if any(name in link for name in names)] == []
