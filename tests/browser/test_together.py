"""Several people at one desk, and letters that arrive while somebody works."""

from __future__ import annotations

from playwright.sync_api import Page, Route, expect

from mailreg.registration.values import StaffAction, Status, Verb
from mailreg.service.deciding import decide_case
from mailreg.service.views import show_case
from tests.acceptance.letters import name_of, registration
from tests.browser.conftest import Staff
from tests.servers.reception import ANOTHER, Reception

NOTE = "Vi ses i Stockholm, och ta med"


def open_first(staff: Staff, name: str) -> Page:
    page = staff.page(name)
    page.goto(f"/cases/{staff.reception.applications()[0].reference}?tab=decide")
    return page


def decisions(reception: Reception, reference: str) -> list[tuple[str, str]]:
    history = show_case(reception.desk, reference, by="test", with_diet=False).history
    return [(step.by, step.action) for step in history if step.action in set(Verb)]


def test_the_second_to_decide_is_told_what_changed_and_nothing_is_decided_twice(
    staff: Staff,
) -> None:
    decided = staff.reception.applications()[0].reference
    karin, olle = open_first(staff, "Karin"), open_first(staff, ANOTHER)
    karin.keyboard.press("d")
    expect(karin.locator("#told")).to_contain_text(decided)
    olle.keyboard.press("a")
    expect(olle.get_by_role("alert")).to_contain_text("has changed this case meanwhile")
    expect(olle.locator("#case h1")).to_have_text(decided)
    expect(olle.locator("#case .person .tag").first).to_have_text("declined")

    assert decisions(staff.reception, decided) == [("Karin", "decline")]
    (mail,) = [mail for mail in staff.reception.mails_of(decided) if mail.template != "received"]
    assert mail.template == "declined"


def test_what_arrives_appears_and_a_note_that_is_being_written_stays(staff: Staff) -> None:
    page = open_first(staff, "Karin")
    note = page.get_by_label("A note for the reply")
    note.press_sequentially(NOTE)
    tab = page.locator(".tabs a", has_text="To decide").locator("b")
    before = int(tab.inner_text())

    staff.reception.deliver(registration(7))
    expect(page.locator("#list")).to_contain_text(name_of(7))
    expect(tab).to_have_text(str(before + 1))
    expect(note).to_have_value(NOTE)
    expect(note).to_be_focused()
    page.keyboard.type(" matsäck")
    expect(note).to_have_value(f"{NOTE} matsäck")


def test_what_a_colleague_decides_appears_and_a_correction_in_progress_stays(
    staff: Staff,
) -> None:
    page = open_first(staff, "Karin")
    person = page.get_by_label("Name", exact=True).first
    person.fill("Anna Lindström-Ek")
    second = staff.reception.applications()[1]
    row = page.locator("#list a", has_text=second.contact_name or second.contact_email)
    expect(row).to_be_visible()

    decide_case(staff.reception.desk, second.reference, StaffAction(verb=Verb.APPROVE), by=ANOTHER)
    expect(row).to_be_hidden()
    expect(person).to_have_value("Anna Lindström-Ek")
    seats = sum(len(one.registrations) for one in staff.reception.applications(Status.CONFIRMED))
    expect(page.locator(".pools .figures .confirmed").first).to_contain_text(f"{seats} ")


def test_a_case_that_a_colleague_decides_says_so_while_it_is_open(staff: Staff) -> None:
    page = open_first(staff, "Karin")
    page.get_by_label("A note for the reply").fill(NOTE)
    decided = staff.reception.applications()[0].reference

    decide_case(staff.reception.desk, decided, StaffAction(verb=Verb.DECLINE), by=ANOTHER)
    expect(page.locator("body")).to_contain_text("changed")
    expect(page.get_by_label("A note for the reply")).to_have_value(NOTE)


def test_what_was_asked_for_an_earlier_case_changes_nothing_in_the_next(staff: Staff) -> None:
    first, second, *_ = staff.reception.applications()
    page = open_first(staff, "Karin")
    held: list[Route] = []

    def hold(route: Route) -> None:
        """The first one, until the next case is open."""
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/cases/*shown=*", hold)
    with page.expect_request("**/cases/*shown=*"):
        staff.reception.deliver(registration(7))
    page.keyboard.press("a")
    expect(page.locator("#case h1")).to_have_text(second.reference)
    with page.expect_response(f"**/cases/{first.reference}*shown=*"):
        held[0].continue_()
    expect(page.locator("#list")).to_contain_text(name_of(7))
    expect(page.locator("#stale .notice")).to_have_count(0)
    expect(page.locator(".rows .here")).to_have_count(1)
