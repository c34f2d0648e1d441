"""The pages that show every reply."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from pathlib import Path

import pytest

from mailreg.event import Question, QuestionType, example
from mailreg.registration.values import Reply
from mailreg.reply.cases import cases
from mailreg.reply.gallery import Sender, gallery
from mailreg.reply.templates import Templates, load
from tests.unit.reply.letters import SHIPPED, parsed

EVENT = example()
SENDERS = {EVENT.slug: Sender(name="Mötesplats Storsthlm", address="motesplats@example.org")}
LINK = re.compile(r'(?:href|src)="([^"]*)"')


@pytest.fixture(scope="module")
def pages(templates: Templates) -> dict[str, bytes]:
    return gallery(templates, [EVENT], SENDERS)


@pytest.mark.parametrize("language", EVENT.languages)
def test_every_reply_is_shown_in_every_language(pages: dict[str, bytes], language: str) -> None:
    shown = {
        found[1] for name in pages if (found := re.search(rf"{language}/\d+-(\w+)\.html$", name))
    }
    assert shown == set(Reply)


def test_every_link_leads_to_a_file_beside_it(pages: dict[str, bytes]) -> None:
    linked = {"index.html"}
    for name, content in pages.items():
        if name.endswith(".html"):
            found = LINK.findall(content.decode())
            linked |= {posixpath.normpath(f"{posixpath.dirname(name)}/{path}") for path in found}
    assert {path.lstrip("/") for path in linked} == set(pages)


def test_nothing_comes_from_elsewhere_and_nothing_runs(pages: dict[str, bytes]) -> None:
    for name, content in pages.items():
        if name.endswith(".html"):
            text = content.decode()
            assert not re.search(r"https?:|//|url\(|@import|<script|\bon\w+=", text), name


def test_a_case_shows_subject_headers_text_and_html(pages: dict[str, bytes]) -> None:
    (page,) = [text.decode() for name, text in pages.items() if name.endswith("sv/24-outcome.html")]
    for wanted in (
        "<strong>Mötesplats Storsthlm [MS-7K4QD]</strong>",
        "Auto-Submitted: auto-generated",
        "Jan-Olof Wikner har inte fått plats, eftersom det är fullt",
        'src="24-outcome.mail.html"',
        'href="24-outcome.eml"',
        'class="dark"',
    ):
        assert wanted in page


def test_the_mail_of_a_case_is_one_that_a_mail_program_opens(pages: dict[str, bytes]) -> None:
    mails = {name: content for name, content in pages.items() if name.endswith(".eml")}
    for name, content in mails.items():
        mail = parsed(content)
        assert mail.defects == [], name
        assert mail["From"] == "Mötesplats Storsthlm <motesplats@example.org>"
        body = mail.get_body(("html",))
        assert body is not None
        html = pages[name.replace(".eml", ".mail.html")].decode()
        assert body.get_content().split() == html.split()


def test_what_a_language_has_not_is_told_and_shown_as_it_falls_back(tmp_path: Path) -> None:
    (tmp_path / "nb").mkdir()
    (tmp_path / "nb/received.txt").write_text(
        "Subject: {{ event.name }} [{{ reference }}]\n\nTakk! {{ event.when }}", encoding="utf-8"
    )
    event = replace(EVENT, languages=("sv", "nb"))
    templates = load(tmp_path, shipped=SHIPPED, events=[event])
    pages = gallery(templates, [event], SENDERS)
    index = pages["index.html"].decode()
    assert "templates/nb: no incomplete, reminder," in index
    assert "falls back to <code>sv</code>" in index
    assert "Takk! torsdag 23. mars 2023 13:00–17:00" in pages[
        f"{EVENT.slug}/nb/01-received.txt"
    ].decode("utf-8-sig")


def test_an_event_without_sessions_or_questions_has_its_cases_too(templates: Templates) -> None:
    bare = replace(EVENT, sessions=(), questions=(), ends=None, venue=None)
    assert len(gallery(templates, [bare], SENDERS)) > 4 * len(Reply)


def test_the_questions_of_an_event_are_shown_where_it_has_any() -> None:
    dinner = Question(key="dinner", type=QuestionType.BOOL, name={"sv": "Middag", "en": "Dinner"})
    assert {case.letter.questions for case in cases(EVENT, "sv")} == {()}
    asking = replace(EVENT, questions=(dinner,))
    assert ("Middag",) in {case.letter.questions for case in cases(asking, "sv")}


def test_a_session_with_few_seats_is_the_one_that_is_full() -> None:
    shown = {
        session.name
        for case in cases(EVENT, "sv")
        for person in case.letter.people
        for session in person.sessions
        if session.alternatives
    }
    assert shown == {"Digitalisering och AI"}
