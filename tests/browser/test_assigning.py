"""Letters that have no case, on the page."""

from __future__ import annotations

from email.message import EmailMessage

from playwright.sync_api import Page, expect

from tests.browser.conftest import Staff


def stray(sender: str = "Bo Ek <bo.ek@solby.example>") -> bytes:
    """A letter of which nobody can tell what it wants."""
    letter = EmailMessage()
    letter["From"] = sender
    letter["To"] = "motesplats@example.org"
    letter["Subject"] = "Hej"
    letter["Message-ID"] = "<stray@solby.example>"
    letter["Date"] = "Wed, 08 Mar 2023 16:01:33 +0100"
    letter.set_content(f"Hej!\n\nSe bifogat.\n\n{sender.partition(' <')[0]}\n")
    return letter.as_bytes()


def open_stray(staff: Staff) -> Page:
    staff.reception.deliver(stray())
    page = staff.page()
    page.goto("/?tab=read")
    page.locator(".rows a", has_text="bo.ek@").click()
    expect(page.locator("#case")).to_contain_text("belongs to no case yet")
    return page


def test_one_key_makes_a_case_which_is_then_decided(staff: Staff) -> None:
    page = open_stray(staff)
    page.keyboard.press("m")
    expect(page.get_by_label("Name", exact=True).first).to_have_value("Bo Ek")
    expect(page.locator("#case .tag").first).to_have_text("pending")
    reference = page.locator("#case h1").inner_text()
    page.keyboard.press("a")
    expect(page.locator("#told")).to_contain_text(reference)
    assert [mail.template for mail in staff.reception.mails_of(reference)] == ["confirmed"]


def test_a_letter_is_put_to_a_case_that_is_suggested(staff: Staff) -> None:
    theirs = staff.reception.applications()[0]
    staff.reception.deliver(stray(f"{theirs.contact_name} <somewhere@else.example>"))
    page = staff.page()
    page.goto("/?tab=read")
    page.locator(".rows a", has_text="somewhere@").click()
    page.get_by_role("button", name=theirs.reference).click()
    expect(page.locator("#case h1")).to_have_text(theirs.reference)
    expect(page.locator("#letters article")).to_have_count(2)
    page.keyboard.press("n")
    expect(page.locator(".rows a", has_text="somewhere@")).to_have_count(0)


def test_a_letter_is_answered_and_the_answer_taken_back(staff: Staff) -> None:
    page = open_stray(staff)
    page.locator("#case textarea").fill("Bilagan saknas.")
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.locator("#told")).to_contain_text("Answered")
    expect(page.locator(".rows a", has_text="bo.ek@")).to_have_count(0)
    page.keyboard.press("z")
    expect(page.locator(".rows a", has_text="bo.ek@")).to_have_count(1)


def test_of_two_who_take_up_one_letter_the_second_is_told(staff: Staff) -> None:
    page = open_stray(staff)
    other = staff.page("Olle")
    other.goto(page.url)
    page.keyboard.press("m")
    expect(page.locator("#case .tag").first).to_have_text("pending")
    other.get_by_role("button", name="Make a case of it").click()
    expect(other.get_by_role("alert")).to_contain_text("Somebody else")


def test_a_question_that_is_a_registration_becomes_one_where_it_lies(staff: Staff) -> None:
    page = staff.page()
    page.goto("/?tab=read")
    page.locator(".rows li", has_text="question").locator("a").first.click()
    reference = page.locator("#case h1").inner_text()
    page.keyboard.press("m")
    expect(page.locator("#case fieldset.person")).to_have_count(1)
    expect(page.locator("#case h1")).to_have_text(reference)
