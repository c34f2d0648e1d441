"""Deciding by keyboard alone."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from mailreg.registration.values import Status
from mailreg.service.accounts import list_accounts, set_preferences
from mailreg.service.states import OutboxState
from tests.browser.conftest import Staff
from tests.servers.reception import EVERYTHING, PASSWORD

CASES = 10
MOST_KEYS = 4  # a case
GOAL = 0.3  # seconds from a key to the next case
FAR_TOO_SLOW = 5.0  # also on a busy machine


@dataclass(slots=True)
class Keyboard:
    """Counts what is pressed; the mouse stays where it is."""

    page: Page
    pressed: int = 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.pressed += 1


def reference(page: Page) -> str:
    return page.locator("#case h1").inner_text()


def confirmations(staff: Staff, case: str) -> list[OutboxState]:
    mails = staff.reception.mails_of(case)
    return [mail.state for mail in mails if mail.template == "confirmed"]


def sign_in(page: Page) -> None:
    page.goto("/")
    page.keyboard.type(EVERYTHING)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#list")).to_be_visible()
    page.wait_for_load_state()  # the list can be seen before the keys are heard


def test_from_sign_in_to_ten_decided_cases_without_a_mouse(
    staff: Staff, capsys: pytest.CaptureFixture[str]
) -> None:
    first = [one.reference for one in staff.reception.applications()[: CASES + 1]]
    page = staff.visitor()
    sign_in(page)
    keyboard = Keyboard(page)
    keyboard.press("Enter")
    expect(page.locator("#case h1")).to_have_text(first[0])
    seconds = []
    for following in first[1:]:
        begun = time.monotonic()
        keyboard.press("a")
        expect(page.locator("#case h1")).to_have_text(following)
        seconds.append(time.monotonic() - begun)

    with capsys.disabled():
        slow = sum(one > GOAL for one in seconds)
        print(f"\n{keyboard.pressed} keys; a step takes {statistics.median(seconds):.3f} s in the")
        print(f"middle and {max(seconds):.3f} s at most; {slow} of {CASES} take over {GOAL} s")
    assert keyboard.pressed <= CASES * MOST_KEYS
    assert not set(first[:CASES]) & {one.reference for one in staff.reception.applications()}
    assert statistics.median(seconds) < FAR_TOO_SLOW


def test_undo_opens_the_case_again_and_stops_its_mail(staff: Staff) -> None:
    page = staff.page()
    page.goto("/")
    page.keyboard.press("Enter")
    decided = reference(page)
    page.keyboard.press("a")
    expect(page.locator("#told")).to_contain_text(decided)
    assert confirmations(staff, decided) == [OutboxState.HELD]

    page.keyboard.press("z")
    expect(page.locator("#case h1")).to_have_text(decided)
    assert confirmations(staff, decided) == [OutboxState.CANCELLED]
    (application,) = [one for one in staff.reception.applications() if one.reference == decided]
    assert {one.status for one in application.registrations} == {Status.PENDING}


def test_keys_move_through_the_list_and_the_fields(staff: Staff) -> None:
    first, second, *_ = [one.reference for one in staff.reception.applications()]
    page = staff.page()
    page.goto("/")
    page.keyboard.press("Enter")
    expect(page.locator("#case h1")).to_have_text(first)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#case h1")).to_have_text(second)
    page.keyboard.press("e")
    expect(page.locator("#case .field input, #case .field select").first).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("input[type=search]")).to_be_focused()
    page.keyboard.type("?a")
    expect(page.locator("input[type=search]")).to_have_value("?a")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()
    assert len(staff.reception.applications()) > 1
    assert reference(page) == second


def test_keys_can_be_turned_off(staff: Staff) -> None:
    (account,) = [one for one in list_accounts(staff.reception.desk) if one.name == EVERYTHING]
    set_preferences(staff.reception.desk, account, language="en", has_keys=False)
    before = staff.reception.applications()
    page = staff.page()
    page.goto(f"/cases/{before[0].reference}?tab=decide")
    for key in "awdcz?jx":
        page.keyboard.press(key)
    expect(page.locator("#help")).to_be_hidden()
    page.goto("/me")
    expect(page.get_by_role("checkbox")).not_to_be_checked()
    assert staff.reception.applications() == before
