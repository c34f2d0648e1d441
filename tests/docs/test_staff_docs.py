"""docs/staff.md says who may do what, with which keys, and what guards the page."""

from __future__ import annotations

import re
from pathlib import Path

from mailreg import log
from mailreg.service import accounts
from mailreg.service.queue import Tab
from mailreg.service.roles import PERMISSIONS, Permission, Role
from mailreg.store import searching
from mailreg.web import security, serving
from mailreg.web.desk_pages import LETTER_BYTES
from mailreg.web.words import KEYS, word_of

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "staff.md").read_text("utf-8")
HELP = (ROOT / "src" / "mailreg" / "web" / "pages" / "help.html").read_text("utf-8")
SHOWN_AS = {"↵": "Enter"}  # keys whose sign the page shows, and this one names


def section(title: str) -> str:
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def rows(text: str) -> list[list[str]]:
    """The cells of every row of its tables, without their heads' lines."""
    lines = [line for line in text.splitlines() if line.startswith("| ") and "---" not in line]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def codes(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def block(name: str) -> str:
    found = re.search(rf"<!-- {name} -->\n```\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None, name
    return found[1]


def test_the_table_of_roles_is_what_roles_may() -> None:
    head, *table = rows(section("Who may do what"))
    roles = [codes(cell)[0] for cell in head[1:]]
    documented = {
        role: {codes(cells[0])[0] for cells in table if cells[number] == "yes"}
        for number, role in enumerate(roles, 1)
    }

    assert [codes(cells[0])[0] for cells in table] == [one.value for one in Permission]
    assert documented == {role.value: set(PERMISSIONS[role]) for role in Role}


def test_every_list_is_explained_by_the_name_it_has_on_the_page() -> None:
    documented = [(codes(cells[0])[0], cells[0].partition(" (`")[0]) for cells in rows(PAGE)[1:7]]

    assert documented == [(tab.value, word_of("tab", tab.value)) for tab in Tab]


def test_the_keys_are_those_of_the_page_and_its_help() -> None:
    documented = [key for cells in rows(section("Keys"))[1:] for key in codes(cells[0])]
    shown = [key for keys in re.findall(r'\("([^"]+)", _\(', HELP) for key in keys.split()]

    assert documented == [SHOWN_AS.get(key, key) for key in shown]
    assert set(KEYS.values()) <= set(documented)


def test_the_policy_is_the_one_that_is_sent() -> None:
    assert security.HEADERS["Content-Security-Policy"] in PAGE.splitlines()


def test_the_cookies_are_those_that_are_set() -> None:
    documented = {codes(cells[0])[0] for cells in rows(section("Signing in"))[1:]}

    assert documented == {security.COOKIE, security.FORM_COOKIE}


def test_the_limits_of_signing_in_are_those_of_the_program() -> None:
    text = " ".join(section("Signing in").split())

    assert f"at least {accounts.LEAST_CHARACTERS} characters" in text
    assert accounts.FREE_TRIES == 5
    assert "the sixth try" in text
    assert accounts.REMEMBERED.total_seconds() == 15 * 60
    assert f"for {accounts.IDLE.total_seconds() / 3600:g} hours" in text
    assert f"after {accounts.LONGEST.days} days" in text
    assert f"{accounts.TOKEN_BYTES * 8} random bits" in text


def test_what_is_logged_is_something_the_program_logs() -> None:
    documented = [key for cells in rows(section("What guards it"))[1:] for key in codes(cells[0])]

    assert documented
    assert all(callable(getattr(log, key, None)) for key in documented)


def test_both_proxies_pass_to_where_the_page_is_by_default() -> None:
    settings = (ROOT / "docs" / "config.md").read_text("utf-8")
    port = re.search(r"\| `web\.port` \| `(\d+)`", settings)

    assert port is not None
    assert f"reverse_proxy 127.0.0.1:{port[1]}" in block("caddy")
    assert block("nginx").count(f"proxy_pass http://127.0.0.1:{port[1]};") == 2


def test_the_proxies_let_through_what_the_page_takes() -> None:
    allowed = re.search(r"client_max_body_size (\d+)m;", block("nginx"))

    assert allowed is not None
    assert int(allowed[1]) * 1024 * 1024 > LETTER_BYTES


def test_a_taken_port_is_tried_again_as_often_as_told() -> None:
    assert f"tries again every {serving.TRY_AGAIN} seconds" in " ".join(PAGE.split())


def test_the_search_looks_as_far_as_told() -> None:
    assert f"the newest {searching.LOOKED_THROUGH:,} cases" in " ".join(PAGE.split())
