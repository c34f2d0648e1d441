"""Letters that would like to be more than text, and pages that would like to be light."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from tests.acceptance.letters import name_of, registration
from tests.browser.conftest import Staff
from tests.servers.postgres import PostgresServer, find_binaries
from tests.servers.reception import EVERYTHING, Reception, prepare, served

SCRIPT = "<script>document.title='taken'</script>"
IMAGE = '<img src="http://evil.example/x.png" onerror="document.title=\'taken\'">'
ENDS = "</mark></textarea></title></style><svg onload=\"document.title='taken'\">"
BIDI = "evil\u202egnp.exe\u2066\u200b"
CONTROL = "bell\x07back\x08"
MOST_BYTES = 150 * 1024  # that a case page may transfer
MOST_REQUESTS = 8


def hostile_letter() -> bytes:
    letter = EmailMessage()
    letter["From"] = f'"{IMAGE.replace(chr(34), chr(39))}" <hostile@evil.example>'
    letter["To"] = "motesplats@example.org"
    letter["Subject"] = f"Anmälan {SCRIPT} {ENDS} {BIDI}"
    letter["Message-ID"] = "<hostile@evil.example>"
    letter["Date"] = "Wed, 08 Mar 2023 16:01:33 +0100"
    words = f"Hej!\n\nJag vill gärna anmäla mig till Mötesplats Storsthlm.\n\nNamn: Eva {ENDS} Ek\n"
    words += f"Allergi: nötter {SCRIPT}\nFaktura: {IMAGE} kommun, Box 1, 123 45 Solby\n{CONTROL}\n"
    letter.set_content(words)
    letter.add_alternative(
        f"<html><head><style>body{{display:none}}</style><base href='http://evil.example/'>"
        f"</head><body onload=\"document.title='taken'\">{SCRIPT}{IMAGE}"
        f"<iframe src='http://evil.example/'></iframe><p>{words}</p>"
        "<form action='http://evil.example/'><input name=q></form></body></html>",
        subtype="html",
    )
    letter.add_attachment(b"x", maintype="text", subtype="plain", filename=f"{SCRIPT}{BIDI}.txt")
    return letter.as_bytes()


def open_case_of(page: Page, sender: str) -> None:
    page.goto("/")
    page.locator("input[type=search]").fill(sender)
    page.keyboard.press("Enter")
    expect(page.locator("#list h1")).to_contain_text(sender)
    page.locator(".rows a").first.click()
    expect(page.locator("#case")).to_be_visible()


def test_a_hostile_letter_shows_as_text(staff: Staff) -> None:
    staff.reception.deliver(hostile_letter())
    page = staff.page()
    open_case_of(page, "hostile@evil.example")
    for place in ("#letters", "#list", "#case"):
        foreign = page.locator(place).locator("script, img, iframe, style, base, object, embed")
        assert foreign.count() == 0, place
    letter = page.locator("#letters").inner_text()
    assert "<script>" in letter
    assert "</mark>" in letter
    for address in ("/?tab=decide", "/messages", "/outbox", "/problems"):
        page.goto(address)
        assert page.locator("main script, main img, main iframe").count() == 0
        assert "taken" not in page.title()


def test_names_that_turn_the_writing_round_stay_in_their_place(staff: Staff) -> None:
    staff.reception.deliver(hostile_letter())
    page = staff.page()
    open_case_of(page, "hostile@evil.example")
    visible = page.locator("body").inner_text()
    assert "\u202e" not in visible
    assert "\u2066" not in visible
    assert "\x07" not in visible
    assert "\x08" not in visible


def test_a_case_page_is_light(staff: Staff) -> None:
    page = staff.page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 (Playwright keeps notes on it)
    several = max(staff.reception.applications(), key=lambda one: len(one.registrations))
    page.goto(f"/cases/{several.reference}?tab=decide", wait_until="load")
    expect(page.locator("#case")).to_be_visible()
    counted = [one for one in answers if not one.url.endswith("/live")]
    sizes = [one.request.sizes() for one in counted]
    transferred = sum(one["responseBodySize"] + one["responseHeadersSize"] for one in sizes)
    assert len(answers) <= MOST_REQUESTS
    assert 0 < transferred <= MOST_BYTES


def test_without_javascript_one_reads_and_decides_a_case(staff: Staff) -> None:
    first, second, *_ = staff.reception.applications()
    page = staff.page(java_script_enabled=False)
    page.goto("/")
    page.locator(".rows a").first.click()
    expect(page.locator("#case h1")).to_have_text(first.reference)
    expect(page.locator("#letters .body").first).to_be_visible()
    page.get_by_label("A note for the reply").fill("Välkommen!")
    page.get_by_role("button", name="Approve", exact=False).last.click()
    expect(page.locator("#told")).to_contain_text(first.reference)
    expect(page.locator("#case h1")).to_have_text(second.reference)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#case h1")).to_have_text(first.reference)


@pytest.fixture
def on_postgresql(tmp_path: Path, chromium: Browser) -> Iterator[Staff]:
    """The staff of a desk whose database is PostgreSQL."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    server = PostgresServer(binaries)
    try:
        server.start()
        prepare(tmp_path / "desk", EVERYTHING, database_url=server.create_database())
        with Reception.open(tmp_path / "desk") as reception, served(reception.desk) as url:
            with Staff(chromium=chromium, reception=reception, url=url) as staff:
                yield staff
            assert staff.complaints == []
    finally:
        server.stop()


def test_on_postgresql_a_case_is_decided_and_what_arrives_appears(on_postgresql: Staff) -> None:
    staff = on_postgresql
    first, second, *_ = staff.reception.applications()
    page = staff.page()
    page.goto(f"/cases/{first.reference}?tab=decide")
    page.keyboard.press("a")
    expect(page.locator("#case h1")).to_have_text(second.reference)
    page.keyboard.press("z")
    expect(page.locator("#case h1")).to_have_text(first.reference)
    staff.reception.deliver(registration(7))
    expect(page.locator("#list")).to_contain_text(name_of(7))


def test_a_letter_is_seen_as_it_was_laid_out_and_nothing_hostile_with_it(staff: Staff) -> None:
    staff.reception.deliver(hostile_letter())
    page = staff.page(color_scheme="dark")
    open_case_of(page, "hostile@evil.example")
    with page.expect_response("**/html") as framed:
        page.get_by_role("link", name="Show as it was laid out").click()
    assert "sandbox" in framed.value.headers["content-security-policy"]
    frame = page.frame_locator("iframe.laid-out")
    expect(frame.locator("body")).to_contain_text("anmäla mig till Mötesplats")
    assert frame.locator("script, img, iframe, base, form, input, [onload]").count() == 0
    assert "taken" not in page.title()
    dark = frame.locator("html").evaluate("it => getComputedStyle(it).colorScheme")
    assert "dark" in dark
    page.get_by_role("link", name="Show as text").click()
    expect(page.locator("#letters mark").first).to_be_visible()


def test_a_link_of_a_letter_opens_a_window_that_knows_nothing_of_where_it_was(staff: Staff) -> None:
    letter = EmailMessage()
    letter["From"] = "Eva Ek <eva.ek@solby.example>"
    letter["To"] = "motesplats@example.org"
    letter["Subject"] = "Hej"
    letter["Message-ID"] = "<linked@solby.example>"
    letter["Date"] = "Wed, 08 Mar 2023 16:01:33 +0100"
    letter.set_content("Hej!\n\nSe länken.\n")
    letter.add_alternative(f"<p>Hej! <a href='{staff.url}/sign-in'>Länken</a></p>", subtype="html")
    staff.reception.deliver(letter.as_bytes())
    page = staff.page(java_script_enabled=False)
    page.goto("/?tab=read")
    page.locator(".rows a", has_text="eva.ek@").click()
    page.get_by_role("link", name="Show as it was laid out").click()
    link = page.frame_locator("iframe.laid-out").get_by_role("link")
    expect(link).to_have_text(f"Länken <{staff.url}/sign-in>")
    with page.expect_popup() as opened:
        link.click()
    expect(opened.value.locator("#list")).to_be_visible()
    assert opened.value.evaluate("opener") is None
