"""How a reply looks: readable on a phone, in Outlook, in the dark and aloud."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from mailreg.event import example
from mailreg.event.colour import CONTRAST_NEEDED, contrast_with_white
from mailreg.reply.cases import cases
from mailreg.reply.layout import Block, BlockKind, Item, blocks
from mailreg.reply.templates import Templates
from tests.unit.reply.letters import EVENT, letter

LANGUAGES = ("sv", "en")
COLOUR = re.compile(r"#[0-9A-Fa-f]{3,8}\b|\brgba?\(|\bhsla?\(")


class Outline(HTMLParser):
    """The tags of a page in order, with their attributes, and which were left open."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in names]


@pytest.fixture(scope="module")
def pages(templates: Templates) -> list[tuple[str, str]]:
    """The HTML of every realistic letter, by language."""
    return [
        (language, templates.render(case.letter, example()).html)
        for language in LANGUAGES
        for case in cases(example(), language)
    ]


def test_the_language_stands_where_a_mail_program_does_not_cut_it_off(
    pages: list[tuple[str, str]],
) -> None:
    for language, page in pages:
        outline = Outline(page)
        assert outline.all("html")[0]["lang"] == language
        assert outline.all("div")[0]["lang"] == language  # Gmail and Outlook drop html and body


def test_the_headings_are_real_and_in_order(pages: list[tuple[str, str]]) -> None:
    for _, page in pages:
        headings = [tag for tag, _ in Outline(page).tags if tag in ("h1", "h2", "h3")]
        assert headings[0] == "h1"
        assert set(headings[1:]) <= {"h2"}


def test_every_tag_is_closed_and_a_table_is_only_for_the_layout(
    pages: list[tuple[str, str]],
) -> None:
    for _, page in pages:
        outline = Outline(page)
        assert outline.open == []
        assert [table["role"] for table in outline.all("table")] == ["presentation"]


def test_the_only_fixed_colours_are_white_on_that_of_the_event(
    pages: list[tuple[str, str]], templates: Templates
) -> None:
    for _, page in pages:
        assert set(COLOUR.findall(page)) == {"#ffffff", example().colour}
    green = templates.render(letter(), replace(EVENT, colour="#0b6e4f")).html
    assert set(COLOUR.findall(green)) == {"#ffffff", "#0b6e4f"}
    heading, cell = Outline(green).all("h1")[0], Outline(green).all("td")[0]
    assert "color: #ffffff" in (heading["style"] or "")
    assert "background-color: #0b6e4f" in (cell["style"] or "")
    assert cell["bgcolor"] == "#0b6e4f"  # Word, which Outlook shows mail with, reads this one


def test_white_can_be_read_on_the_colour_in_light_and_in_dark() -> None:
    assert contrast_with_white(EVENT.colour) >= CONTRAST_NEEDED


def test_the_rest_takes_the_colours_of_the_reader(pages: list[tuple[str, str]]) -> None:
    for _, page in pages:
        outline = Outline(page)
        names = {meta.get("name"): meta.get("content") for meta in outline.all("meta")}
        assert names["color-scheme"] == "light dark"
        assert outline.all("html")[0]["style"] == "color-scheme: light dark"


def test_it_fits_a_phone_and_is_not_too_wide_for_a_desk(pages: list[tuple[str, str]]) -> None:
    for _, page in pages:
        outline = Outline(page)
        names = {meta.get("name"): meta.get("content") for meta in outline.all("meta")}
        assert names["viewport"] == "width=device-width, initial-scale=1"
        (table,) = outline.all("table")
        assert table["width"] == "100%"
        assert "max-width: 600px" in (table["style"] or "")
        assert 'width="600"' in page.partition("<!--[if mso]>")[2].partition("<![endif]")[0]
        sizes = [int(size) for size in re.findall(r"font-size: (\d+)px", page)]
        assert min(sizes) >= 16


def test_nothing_is_fetched_from_elsewhere(pages: list[tuple[str, str]]) -> None:
    for _, page in pages:
        assert not re.search(r"https?:|url\(|@import|\bsrc\b|\bhref\b|<script|<img|<link", page)


def test_a_person_and_what_concerns_them_is_one_item_of_a_list(templates: Templates) -> None:
    text = "- Anna\n  - AI: full\n  - Lunch\n- Bo\n\n  - alone"
    first, second = blocks(text)
    assert first.items == (Item(text="Anna", details=("AI: full", "Lunch")), Item(text="Bo"))
    assert second.items == (Item(text="alone"),)


def test_what_leads_on_to_the_next_block_is_kept_close_to_it() -> None:
    assert list(blocks("Choose:\n- one\n\nBye")) == [
        Block(kind=BlockKind.PARAGRAPH, lines=("Choose:",), leads_on=True),
        Block(kind=BlockKind.LIST, items=(Item(text="one"),)),
        Block(kind=BlockKind.PARAGRAPH, lines=("Bye",)),
    ]
