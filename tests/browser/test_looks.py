"""Every page for every eye: WCAG 2.2 AA, narrow screens, magnified, light and dark."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page

from tests.browser.addresses import opened
from tests.browser.conftest import DESK, PHONE, Staff

LANGUAGES = {"sv": "sv-SE", "en": "en-GB"}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WCAG_2_2_AA = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {
        "target-size": {"enabled": True},  # new in 2.2, and off unless asked for
        "page-has-heading-one": {"enabled": True},
    },
}
COLOURS = {  # all that another colour scheme changes
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
STILL: dict[str, Any] = {
    "reduced_motion": "reduce",
    "bypass_csp": True,
}  # axe runs in sandboxed pages too
MAGNIFIED = {"width": DESK["width"] // 2, "height": DESK["height"] // 2}  # 200 %: half as many
TOO_WIDE = """() => [...document.querySelectorAll("body *")]
    .filter((it) => !it.closest(".scroll, .unseen, .skip") && it.getClientRects().length
        && it.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map((it) => it.outerHTML.slice(0, 120))
    .slice(0, document.documentElement.scrollWidth > document.documentElement.clientWidth ? 3 : 0)
"""


def violations(page: Page, options: dict[str, Any] = WCAG_2_2_AA) -> list[str]:
    page.evaluate("scrollTo(0, document.body.scrollHeight)")  # what sticks covers nothing there
    found: list[dict[str, Any]] = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"][:3]]


def violations_by_day_and_night(page: Page) -> list[str]:
    page.emulate_media(color_scheme="light")
    found = violations(page)
    page.emulate_media(color_scheme="dark")
    return found + [f"dark: {one}" for one in violations(page, COLOURS)]


@pytest.mark.parametrize(("language", "size"), [("sv", PHONE), ("en", DESK)], ids=["sv", "en"])
def test_no_page_breaks_wcag_2_2_aa_light_or_dark(
    lookers: Staff, language: str, size: dict[str, int]
) -> None:
    page = lookers.page(locale=LANGUAGES[language], viewport=size, **STILL)
    assert {
        name: broken
        for name in opened(page, lookers.reception)
        if (broken := violations_by_day_and_night(page))
    } == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_signing_in_breaks_wcag_2_2_aa_neither(lookers: Staff, language: str) -> None:
    page = lookers.visitor(locale=LANGUAGES[language], viewport=PHONE, **STILL)
    page.goto("/sign-in")
    assert page.locator("html").get_attribute("lang") == language
    assert violations_by_day_and_night(page) == []
    page.locator("[name=name]").fill("Nobody")
    page.locator("[name=password]").fill("wrong")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    assert violations_by_day_and_night(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_has_to_be_scrolled_sideways_on_a_phone_or_magnified(
    lookers: Staff, language: str
) -> None:
    page = lookers.page(locale=LANGUAGES[language])
    assert {
        (name, size["width"]): wide
        for name in opened(page, lookers.reception)
        for size in (MAGNIFIED, PHONE, DESK)
        if (wide := too_wide(page, size))
    } == {}


def too_wide(page: Page, size: dict[str, int]) -> list[str]:
    page.set_viewport_size({"width": size["width"], "height": size["height"]})
    found: list[str] = page.evaluate(TOO_WIDE)
    return found
