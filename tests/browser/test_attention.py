"""What needs somebody's attention shows on every page, also while that page stays open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from mailreg.registration.values import StaffAction, Verb
from mailreg.service.adding import add_letter
from mailreg.service.deciding import Done, decide_case
from mailreg.service.figures import NewFigure, set_figure
from mailreg.service.policy import Limits
from mailreg.store import journal
from tests.acceptance.letters import registration
from tests.browser.conftest import PHONE, Staff
from tests.servers.reception import OTHER_EVENT, Reception, served

A_MINUTE = 61_000  # milliseconds: an open page looks again
SILENCE = timedelta(minutes=16)
NOW = datetime(2026, 1, 1, 9, tzinfo=UTC)  # in the browser alone


@dataclass(slots=True)
class Late:
    """A clock that can be put forward."""

    by: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.by


@pytest.fixture
def late() -> Late:
    return Late()


@pytest.fixture
def staff(reception: Reception, chromium: Browser, late: Late) -> Iterator[Staff]:
    """The staff of a desk whose page has this clock."""
    with served(replace(reception.desk, clock=late)) as url:
        with Staff(chromium=chromium, reception=reception, url=url) as staff:
            yield staff
        assert staff.complaints == []


def open_queue(staff: Staff) -> Page:
    """With a clock in the browser that the test puts forward."""
    page = staff.page()
    page.clock.install(time=NOW)
    page.goto("/?tab=decide")
    return page


def pass_time(page: Page, milliseconds: int) -> None:
    """For the page; it has looked for what changed when this is over."""
    with page.expect_response(lambda answer: "/live" not in answer.url) as looked:
        page.clock.fast_forward(milliseconds)
    assert looked.value.request.headers["mailreg-live"] == "yes"  # it keeps nobody signed in


def test_a_mailbox_that_falls_silent_is_told_while_the_page_stays_open(
    staff: Staff, late: Late
) -> None:
    page = open_queue(staff)
    page.locator("input[type=search]").fill("halfway through a na")
    expect(page.locator("#notices")).not_to_contain_text("No contact")
    late.by = SILENCE
    pass_time(page, A_MINUTE)
    expect(page.locator("#notices")).to_contain_text("No contact with the mailbox desk")
    expect(page.locator("input[type=search]")).to_have_value("halfway through a na")
    late.by = timedelta()
    pass_time(page, A_MINUTE)
    expect(page.locator("#notices")).not_to_contain_text("No contact")


def test_mail_that_should_have_left_long_ago_is_told_while_the_page_stays_open(
    staff: Staff, late: Late
) -> None:
    page = open_queue(staff)
    expect(page.locator("#notices")).not_to_contain_text("Mail does not leave")
    late.by = SILENCE
    pass_time(page, A_MINUTE)
    expect(page.locator("#notices")).to_contain_text("Mail does not leave")


def test_a_mail_server_that_takes_nothing_is_told_at_once(staff: Staff) -> None:
    page = open_queue(staff)
    with staff.reception.desk.database.transaction() as tx:
        journal.smtp_touch(tx, now=staff.reception.desk.clock(), error="refused")
    expect(page.locator("#notices")).to_contain_text("Mail does not leave")


def test_replies_that_a_limit_holds_are_told_and_found(staff: Staff) -> None:
    strict = Limits(
        automatic_per_hour=1, automatic_per_address_per_day=0, receipts_per_address_per_day=0
    )
    desk = replace(staff.reception.desk, limits=strict)
    page = open_queue(staff)
    for number in (7, 8):
        add_letter(desk, "motesplats", f"p{number}@solby.example", registration(number))
    notice = page.locator("#notices", has_text=re.compile(r"A limit holds \d+ repl"))
    notice.get_by_role("link").click()
    expect(page.locator("main table")).to_contain_text("limit per hour")


def test_a_figure_of_seats_elsewhere_is_told_when_it_is_older_than_a_day(
    staff: Staff, late: Late
) -> None:
    a_day_ago = Late(by=timedelta(minutes=5) - timedelta(days=1))
    desk = replace(staff.reception.desk, clock=a_day_ago)
    set_figure(desk, NewFigure(event="motesplats", session=None, elsewhere=10), by="test")
    page = open_queue(staff)
    expect(page.locator(".pools")).to_contain_text("10 elsewhere")
    expect(page.locator("#notices")).not_to_contain_text("older than a day")
    late.by = timedelta(minutes=10)
    pass_time(page, A_MINUTE)
    expect(page.locator("#notices")).to_contain_text("older than a day")
    page.get_by_role("link", name="Set it anew").click()
    expect(page.locator("h1")).to_have_text("Seats")


def test_the_time_that_is_left_for_undo_runs_down(staff: Staff) -> None:
    first = staff.reception.applications()[0].reference
    page = staff.page()
    now = datetime.now(UTC)
    page.clock.install(time=now)
    page.goto(f"/cases/{first}?tab=decide")
    page.keyboard.press("a")
    left = page.locator("#told time")
    expect(left).to_have_text(re.compile(r"\([45]:\d\d\)"))
    page.clock.set_system_time(now + timedelta(minutes=2))
    expect(left).to_have_text(re.compile(r"\([23]:\d\d\)"))
    page.clock.set_system_time(now + timedelta(minutes=9))
    expect(left).to_have_text(re.compile(r"\(0:00\)"))


def test_after_several_were_decided_all_their_mails_leave_at_once(staff: Staff) -> None:
    cases = [one.reference for one in staff.reception.applications()[:3]]
    page = staff.page()
    page.goto("/?tab=decide")
    for box in page.locator(".rows input[type=checkbox]").all()[:3]:
        box.check()
    page.get_by_role("button", name="Approve those chosen").click()
    page.get_by_role("button", name="Decide so").click()
    expect(page.locator("main")).to_contain_text("This is what was decided")
    page.get_by_role("button", name="Send all now").click()
    expect(page.locator("#list h1")).to_be_visible()
    newest = [staff.reception.mails_of(reference)[-1] for reference in cases]
    assert {(mail.template, mail.state.value) for mail in newest} == {("confirmed", "queued")}


def test_letters_a_day_and_the_time_to_a_decision_are_drawn_and_can_be_read(staff: Staff) -> None:
    desk = replace(staff.reception.desk, clock=Late(by=timedelta(hours=-5)))
    for number in range(7, 11):
        add_letter(desk, "motesplats", f"p{number}@solby.example", registration(number))
    for one in staff.reception.applications()[-4:]:
        outcome = decide_case(
            staff.reception.desk, one.reference, StaffAction(verb=Verb.APPROVE), by="test"
        )
        assert isinstance(outcome, Done)
    page = staff.page()
    page.goto("/seats")
    charts = page.locator(".event-seats", has_text="Mötesplats").locator("figure.chart")
    expect(charts).to_have_count(2)
    for chart, unit in ((charts.nth(0), "4"), (charts.nth(1), "5")):
        assert chart.locator("rect").count() >= 1
        chart.locator("summary").click()
        expect(chart.locator("tbody")).to_contain_text(unit)


def test_on_a_phone_the_tabs_are_one_line_and_the_one_that_is_open_is_seen(staff: Staff) -> None:
    page = staff.page(viewport=PHONE)
    page.goto("/problems")
    tabs = page.locator(".tabs li")
    boxes = [box for box in (tab.bounding_box() for tab in tabs.all()) if box]
    assert len({box["y"] for box in boxes}) == 1
    expect(page.locator(".tabs [aria-current]")).to_be_in_viewport(ratio=0.9)
    letter = staff.page(viewport=PHONE)
    letter.goto(f"/cases/{staff.reception.applications()[0].reference}?tab=decide")
    begins = letter.locator("#letters .body").first.bounding_box()
    assert begins is not None
    assert begins["y"] < PHONE["height"] / 2


def test_the_last_decision_of_a_list_can_be_taken_back_too(staff: Staff) -> None:
    page = staff.page()
    page.goto(f"/?tab=decide&event={OTHER_EVENT}")
    page.keyboard.press("Enter")
    expect(page.locator("#case")).to_be_visible()
    page.keyboard.press("a")
    expect(page.locator("#list")).to_contain_text("Well done")
    expect(page.locator("#told")).to_contain_text("Approved")
    page.keyboard.press("z")
    expect(page.locator("#case .tag").first).to_have_text("pending")
