"""docs/json.md names every key that the lists print, and no state that there is not."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from mailreg.extraction import Missing
from mailreg.registration.statuses import SUMMARY_ORDER
from mailreg.registration.values import Application, Diet, Registration, Status
from mailreg.service.accounts import Account, account_json
from mailreg.service.roles import Role
from mailreg.service.states import MessageState, OutboxState
from mailreg.store.views import application_json

TEXT = (Path(__file__).parents[2] / "docs" / "json.md").read_text("utf-8")
NAMED = set(re.findall(r"[`\"]([a-z_]+)[`\"]", TEXT))
PERSON = Registration(number=1, status=Status.PENDING, diet=Diet())
APPLICATION = Application(
    id=1,
    reference="MS-7K4QD",
    token="a" * 26,
    event="motesplats",
    mailbox="desk",
    language="sv",
    contact_name=None,
    contact_email="anna@solby.example",
    received_at=datetime(2023, 3, 20, tzinfo=UTC),
    needs_review=False,
    reasons=(),
    missing=(),
    billing=None,
    is_shadow=False,
    version=1,
    registrations=(PERSON,),
)


def test_every_key_of_a_list_is_documented() -> None:
    shown = application_json(APPLICATION)
    people = shown["registrations"]
    assert isinstance(people, list)
    assert {*shown, *people[0]} <= NAMED


def test_every_key_of_the_accounts_and_every_role_is_documented() -> None:
    account = Account(
        id=1,
        name="Karin",
        password_hash="",
        roles=(),
        language=None,
        has_keys=True,
        created_at=datetime(2023, 3, 20, tzinfo=UTC),
        created_by="root",
        removed_at=None,
    )
    assert {*account_json(account), *(role.value for role in Role)} <= NAMED


def test_every_state_and_every_missing_thing_is_documented() -> None:
    states = {*SUMMARY_ORDER, *MessageState, *OutboxState, *Missing}
    assert {state.value for state in states} <= NAMED
