"""Accounts, sign-ins and failed tries, as they are stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mailreg.store import accounts
from mailreg.store.accounts import Account
from mailreg.store.database import Database
from tests.integration.store.builders import NOW

HOUR = timedelta(hours=1)
KARIN = Account(
    id=0,
    name="Karin Åberg",
    password_hash="$argon2id$x",
    roles=("approver", "handler"),
    language=None,
    has_keys=True,
    created_at=NOW,
    created_by="root",
    removed_at=None,
)


def enter(database: Database, account: Account = KARIN) -> int:
    with database.transaction() as tx:
        added = accounts.add(tx, account)
    assert added is not None
    return added


def test_an_account_is_read_back_as_it_was_entered(database: Database) -> None:
    first = enter(database)
    second = enter(database, replace(KARIN, name="Eva", roles=(), language="sv", has_keys=False))
    with database.reading() as tx:
        assert accounts.find(tx, "Karin Åberg") == replace(KARIN, id=first)
        assert [one.id for one in accounts.all(tx)] == [first, second]
        assert accounts.find(tx, "Sven") is None
        assert accounts.number(tx) == 2


@pytest.mark.parametrize(
    "name", ["karin åberg", "KARIN  ÅBERG", " Karin\tÅberg ", "Karin A\u030aberg"]
)
def test_a_name_is_the_same_in_any_case_and_however_it_is_composed(
    database: Database, name: str
) -> None:
    id_ = enter(database)
    with database.transaction() as tx:
        found = accounts.find(tx, name)
        assert found is not None
        assert found.id == id_
        assert accounts.add(tx, replace(KARIN, name=name)) is None


@pytest.mark.parametrize("name", ["\0", "a\0b", "\ud800", "", "x" * 10_000, "' OR 1=1 --"])
def test_a_name_that_is_no_text_belongs_to_nobody(database: Database, name: str) -> None:
    enter(database)
    with database.transaction() as tx:
        assert accounts.find(tx, name) is None
        accounts.fail(tx, name, now=NOW, forget_before=NOW - HOUR)
        assert len(accounts.failures(tx, name, since=NOW - HOUR)) == 1


def test_what_is_changed_stays_changed(database: Database) -> None:
    id_ = enter(database)
    other = enter(database, replace(KARIN, name="Eva"))
    with database.transaction() as tx:
        accounts.change(tx, id_, removed_at=NOW, roles=["viewer"])
        assert accounts.number(tx) == 1
    with database.reading() as tx:
        changed, unchanged = accounts.all(tx)
    assert changed == replace(KARIN, id=id_, removed_at=NOW, roles=("viewer",))
    assert unchanged == replace(KARIN, id=other, name="Eva")


def test_a_browser_is_known_by_the_hash_of_its_token(database: Database) -> None:
    id_ = enter(database)
    with database.transaction() as tx:
        accounts.sign_in(tx, id_, b"one", now=NOW)
        accounts.sign_in(tx, id_, b"two", now=NOW + HOUR)
        accounts.see(tx, b"one", now=NOW + 2 * HOUR)
    with database.transaction() as tx:
        first, second = accounts.signed_in(tx, b"one"), accounts.signed_in(tx, b"two")
        assert first is not None
        assert second is not None
        assert first.account == replace(KARIN, id=id_)
        assert (first.begun_at, first.seen_at) == (NOW, NOW + 2 * HOUR)
        assert (second.begun_at, second.seen_at) == (NOW + HOUR, NOW + HOUR)
        assert accounts.signed_in(tx, b"three") is None
        accounts.sign_out(tx, b"one")
        assert accounts.signed_in(tx, b"one") is None
        assert accounts.signed_in(tx, b"two") is not None
        accounts.sign_out_everywhere(tx, id_)
        assert accounts.signed_in(tx, b"two") is None


def test_browsers_that_expired_are_forgotten(database: Database) -> None:
    id_ = enter(database)
    with database.transaction() as tx:
        accounts.sign_in(tx, id_, b"begun long ago", now=NOW - 9 * HOUR)
        accounts.see(tx, b"begun long ago", now=NOW)
        accounts.sign_in(tx, id_, b"idle", now=NOW - 5 * HOUR)
        accounts.sign_in(tx, id_, b"in use", now=NOW - 5 * HOUR)
        accounts.see(tx, b"in use", now=NOW)
        accounts.forget_sign_ins(tx, begun_before=NOW - 8 * HOUR, seen_before=NOW - 4 * HOUR)
    tokens = (b"begun long ago", b"idle", b"in use")
    with database.reading() as tx:
        assert [accounts.signed_in(tx, one) is not None for one in tokens] == [False, False, True]


def test_failed_tries_are_of_one_name_and_are_forgotten_in_time(database: Database) -> None:
    with database.transaction() as tx:
        for minutes in (0, 10, 20):
            at = NOW + timedelta(minutes=minutes)
            accounts.fail(tx, "Karin", now=at, forget_before=at - timedelta(minutes=15))
        accounts.fail(tx, "Eva", now=NOW, forget_before=NOW - HOUR)
        assert accounts.failures(tx, "KARIN", since=NOW - HOUR) == [
            NOW + timedelta(minutes=10),
            NOW + timedelta(minutes=20),
        ]
        assert accounts.failures(tx, "karin", since=NOW + timedelta(minutes=15)) == [
            NOW + timedelta(minutes=20)
        ]
        accounts.forget_failures(tx, "karin")
        assert accounts.failures(tx, "karin", since=NOW - HOUR) == []
        assert len(accounts.failures(tx, "eva", since=NOW - HOUR)) == 1
