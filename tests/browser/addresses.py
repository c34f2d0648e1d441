"""Every page that somebody who may everything can open, each with a name for messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from playwright.sync_api import Page, expect

from mailreg.service.desklists import message_page
from mailreg.service.perusing import letter_of
from tests.servers.reception import OTHER_EVENT, Reception

TABS = ("decide", "read", "asked", "waiting", "confirmed", "closed")
PLACES = ("messages", "outbox", "problems", "seats", "add", "lists", "templates/", "accounts", "me")


def addresses(reception: Reception) -> Iterator[str]:
    """What can be opened by its address."""
    first, *_, several = sorted(reception.applications(), key=lambda one: len(one.registrations))
    yield from (f"/?tab={tab}" for tab in TABS)
    yield from (f"/cases/{one.reference}?tab=decide" for one in (first, several))
    yield f"/cases/{first.reference}/reply?verb=approve"
    yield f"/?tab=decide&event={OTHER_EVENT}"
    letters = message_page(reception.desk, None, before=None).messages
    yield f"/letters/{letters[-5].id}?tab=read"  # that of nobody's case
    yield f"/cases/{first.reference}/why"
    laid_out = next(one for one in letters if letter_of(reception.desk, one.id).has_html)
    yield f"/letters/{laid_out.id}?look={laid_out.id}"
    yield f"/mails/{reception.mails_of(first.reference)[0].id}"
    yield from (f"/{place}" for place in PLACES)
    yield "/cases/MS-00000"


def opened(page: Page, reception: Reception) -> Iterator[str]:
    """Open one page after the other, those that a form or a key shows included."""
    for address in addresses(reception):
        page.goto(address)
        yield address
    for name, open_it in BY_HAND.items():
        page.goto("/?tab=decide")
        open_it(page)
        yield name


def help_dialog(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()


def search(page: Page) -> None:
    page.locator("input[type=search]").fill("Ekerö")
    page.keyboard.press("Enter")
    expect(page.locator("#list h1")).to_contain_text("Ekerö")


def dry_run(page: Page) -> None:
    for box in page.locator(".rows input[type=checkbox]").all()[:3]:
        box.check()
    page.locator(".bulk button").first.click()
    expect(page.locator("main table")).to_be_visible()


def everything_unfolded(page: Page) -> None:
    page.locator(".rows a").nth(1).click()
    expect(page.locator("#case")).to_be_visible()
    page.locator("#preview button").evaluate("it => it.closest('details').open = true")
    page.locator("#preview button").click()
    expect(page.locator("#reply-text")).to_be_visible()
    page.evaluate("document.querySelectorAll('#case details').forEach(it => (it.open = true))")


def menu(page: Page) -> None:
    page.locator("details.me summary").click()


BY_HAND: dict[str, Callable[[Page], None]] = {
    "help": help_dialog,
    "search": search,
    "dry run": dry_run,
    "unfolded": everything_unfolded,
    "menu": menu,
}
