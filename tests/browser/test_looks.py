"""Every page for every eye: WCAG 2.2 AA, narrow screens, magnified, light and dark."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page

from tests.browser.addresses import opened
from tests.browser.conftest import DESK, PHONE, Staff

Scheme = Literal["light", "dark"]

LANGUAGES = {"sv": "sv-SE", "en": "en-GB"}
AXE = {
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "rules": {"target-size": {"enabled": True}},  # new in 2.2, and off unless asked for
}
MAGNIFIED = {"width": DESK["width"] // 2, "height": DESK["height"] // 2}  # 200 %: half as many
OVERFLOW = """() => [...document.querySelectorAll("body *")]
    .filter((it) => !it.closest(".scroll, .unseen, .skip") && it.getClientRects().length
        && it.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map((it) => it.outerHTML.slice(0, 120))
    .slice(0, document.documentElement.scrollWidth > document.documentElement.clientWidth ? 3 : 0)
"""


def violations(page: Page) -> list[str]:
    found: list[dict[str, Any]] = Axe().run(page, options=AXE).response["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"][:3]]


@pytest.mark.parametrize(
    ("language", "scheme", "size"),  # each with each, but not with each other one's each
    [("sv", "light", DESK), ("sv", "dark", PHONE), ("en", "light", PHONE), ("en", "dark", DESK)],
    ids=["sv light desk", "sv dark phone", "en light phone", "en dark desk"],
)
def test_no_page_breaks_wcag_2_2_aa(
    lookers: Staff, language: str, scheme: Scheme, size: dict[str, int]
) -> None:
    page = lookers.page(locale=LANGUAGES[language], viewport=size, color_scheme=scheme)
    assert {
        name: broken for name in opened(page, lookers.reception) if (broken := violations(page))
    } == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_signing_in_breaks_wcag_2_2_aa_neither(
    lookers: Staff, language: str, scheme: Scheme
) -> None:
    page = lookers.visitor(locale=LANGUAGES[language], viewport=PHONE, color_scheme=scheme)
    page.goto("/sign-in")
    assert page.locator("html").get_attribute("lang") == language
    assert violations(page) == []
    page.locator("[name=name]").fill("Nobody")
    page.locator("[name=password]").fill("wrong")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    assert violations(page) == []


@pytest.mark.parametrize("size", [PHONE, MAGNIFIED], ids=["320 px", "200 %"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_has_to_be_scrolled_sideways(
    lookers: Staff, language: str, size: dict[str, int]
) -> None:
    page = lookers.page(locale=LANGUAGES[language], viewport=size)
    assert {
        name: wide for name in opened(page, lookers.reception) if (wide := page.evaluate(OVERFLOW))
    } == {}


def test_no_page_complains_or_speaks_to_another_host(lookers: Staff) -> None:
    before = len(lookers.complaints)
    page = lookers.page()
    for _ in opened(page, lookers.reception):
        page.wait_for_load_state("load")
    assert lookers.complaints[before:] == []
