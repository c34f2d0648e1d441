"""Who may sign in to the staff page: names, passwords, time, and what roles allow."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import timedelta

import pytest
import structlog
from sqlalchemy import select

from mailreg.errors import BadRequest
from mailreg.service import accounts
from mailreg.service.accounts import IDLE, LONGEST, Account, Role, TooManyTries
from mailreg.service.desk import Desk
from mailreg.service.roles import Permission
from mailreg.store.account_tables import SIGN_IN
from mailreg.store.database import Database
from tests.integration.service.office import NOW, Clock, make_desk

PASSWORD = "tre ord utan någon mening"
# a hash costs much time by design, and the store's own tests run on both
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(database: Database, clock: Clock) -> Desk:
    return make_desk(database, clock)


def add(desk: Desk, name: str = "Karin", *roles: Role) -> Account:
    return accounts.add_account(desk, name, PASSWORD, roles or (Role.HANDLER,), by="root")


def token_of(desk: Desk, name: str = "Karin", password: str = PASSWORD) -> str:
    token = accounts.sign_in(desk, name, password)
    assert isinstance(token, str), token
    return token


def test_name_and_password_give_a_token_that_says_who_it_is(desk: Desk) -> None:
    account = add(desk)
    token = token_of(desk, " KARIN ")
    assert accounts.signed_in(desk, token) == account
    assert token != token_of(desk)
    assert account.password_hash.startswith("$argon2id$")


@pytest.mark.parametrize("token", ["", "x", "å\ud800\0", "x" * 10_000])
def test_a_token_that_was_never_given_is_nobodys(desk: Desk, token: str) -> None:
    add(desk)
    assert accounts.signed_in(desk, token) is None


def test_neither_password_nor_token_is_stored(desk: Desk) -> None:
    account = add(desk)
    token = token_of(desk)
    with desk.database.reading() as tx:
        (stored,) = tx.connection.execute(select(SIGN_IN.c.token_hash)).scalars()
    assert token.encode() not in stored
    assert PASSWORD not in account.password_hash


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("Karin", PASSWORD + "x"),
        ("Karin", PASSWORD.upper()),
        ("Karin", ""),
        ("Karin", "\0\ud800"),
        ("Karin", PASSWORD * 1000),
        ("Nobody", PASSWORD),
        ("", PASSWORD),
        ("Karin\0", PASSWORD),
        ("k" * 100_000, PASSWORD),
    ],
)
def test_what_does_not_fit_signs_nobody_in(desk: Desk, name: str, password: str) -> None:
    add(desk)
    assert accounts.sign_in(desk, name, password) is None


def test_a_password_is_the_same_however_a_keyboard_composes_it(desk: Desk) -> None:
    add(desk)
    decomposed = unicodedata.normalize("NFD", PASSWORD)
    assert decomposed != PASSWORD
    token_of(desk, password=decomposed)


@pytest.mark.parametrize("name", ["Karin", "Nobody"])
def test_after_five_failures_each_try_waits_longer(desk: Desk, clock: Clock, name: str) -> None:
    add(desk)
    for _ in range(5):
        assert accounts.sign_in(desk, name, "wrong") is None
    waits = []
    for _ in range(10):
        slowed = accounts.sign_in(desk, name, "wrong")
        assert isinstance(slowed, TooManyTries)
        waits.append(round((slowed.until - clock()).total_seconds()))
        clock.now = slowed.until
        assert accounts.sign_in(desk, name, "wrong") is None
    assert waits[:8] == [2, 4, 8, 16, 32, 64, 128, 256]
    assert max(waits) == 300


def test_who_waits_is_refused_even_with_the_right_password(desk: Desk, clock: Clock) -> None:
    add(desk)
    for _ in range(5):
        accounts.sign_in(desk, "Karin", "wrong")
    assert isinstance(accounts.sign_in(desk, "karin", PASSWORD), TooManyTries)
    clock.advance(2 * SECOND)
    token_of(desk)


def test_tries_while_one_waits_make_it_no_longer(desk: Desk, clock: Clock) -> None:
    add(desk)
    for _ in range(5):
        accounts.sign_in(desk, "Karin", "wrong")
    for _ in range(50):
        assert isinstance(accounts.sign_in(desk, "Karin", "wrong"), TooManyTries)
    clock.advance(2 * SECOND)
    token_of(desk)


def test_other_names_do_not_wait(desk: Desk) -> None:
    add(desk)
    add(desk, "Eva")
    for _ in range(6):
        accounts.sign_in(desk, "Karin", "wrong")
    token_of(desk, "Eva")


def test_failures_are_forgotten_by_time_and_by_success(desk: Desk, clock: Clock) -> None:
    add(desk)
    for _ in range(5):
        accounts.sign_in(desk, "Karin", "wrong")
    clock.advance(16 * MINUTE)
    for _ in range(4):
        assert accounts.sign_in(desk, "Karin", "wrong") is None
    token_of(desk)
    for _ in range(4):
        assert accounts.sign_in(desk, "Karin", "wrong") is None
    token_of(desk)


@pytest.mark.parametrize(
    ("step", "until"), [(IDLE + SECOND, IDLE + SECOND), (IDLE - MINUTE, LONGEST + SECOND)]
)
def test_who_is_idle_or_long_there_must_sign_in_anew(
    desk: Desk, clock: Clock, step: timedelta, until: timedelta
) -> None:
    add(desk)
    token = token_of(desk)
    while clock() + step < NOW + until:
        clock.advance(step)
        assert accounts.signed_in(desk, token) is not None
    clock.now = NOW + until
    assert accounts.signed_in(desk, token) is None


def test_a_look_every_few_minutes_keeps_somebody_signed_in(desk: Desk, clock: Clock) -> None:
    add(desk)
    token = token_of(desk)
    for _ in range(5):
        clock.advance(IDLE - 10 * MINUTE)
        assert accounts.signed_in(desk, token) is not None


def test_what_a_page_asks_for_by_itself_keeps_nobody_signed_in(desk: Desk, clock: Clock) -> None:
    add(desk)
    token = token_of(desk)
    while clock() + 10 * MINUTE <= NOW + IDLE:
        clock.advance(10 * MINUTE)
        assert accounts.signed_in(desk, token, is_active=False) is not None
    clock.now = NOW + IDLE + SECOND
    assert accounts.signed_in(desk, token, is_active=False) is None
    assert accounts.signed_in(desk, token) is None


def test_signing_out_ends_one_browser_alone(desk: Desk) -> None:
    add(desk)
    here, there = token_of(desk), token_of(desk)
    accounts.sign_out(desk, here)
    assert accounts.signed_in(desk, here) is None
    assert accounts.signed_in(desk, there) is not None


def test_who_is_removed_is_signed_out_and_cannot_come_back(desk: Desk) -> None:
    add(desk)
    add(desk, "Eva")
    token, other = token_of(desk), token_of(desk, "Eva")
    accounts.remove_account(desk, "karin", by="root")
    assert accounts.signed_in(desk, token) is None
    assert accounts.sign_in(desk, "Karin", PASSWORD) is None
    assert accounts.signed_in(desk, other) is not None
    assert [one.name for one in accounts.list_accounts(desk)] == ["Eva"]
    with pytest.raises(BadRequest, match="No account"):
        accounts.remove_account(desk, "karin", by="root")


def test_who_is_added_again_has_new_roles_and_no_old_browser(desk: Desk) -> None:
    first = add(desk)
    token = token_of(desk)
    accounts.remove_account(desk, "Karin", by="root")
    second = add(desk, "Karin", Role.VIEWER)
    assert (second.id, second.roles, second.removed_at) == (first.id, ("viewer",), None)
    assert accounts.signed_in(desk, token) is None
    token_of(desk)


def test_a_new_password_signs_out_everywhere(desk: Desk) -> None:
    add(desk)
    token = token_of(desk)
    accounts.set_password(desk, "Karin", "three other unlikely words", by="root")
    assert accounts.signed_in(desk, token) is None
    assert accounts.sign_in(desk, "Karin", PASSWORD) is None
    token_of(desk, password="three other unlikely words")


def test_ones_own_password_is_changed_with_the_present_one(desk: Desk) -> None:
    account = add(desk)
    token = token_of(desk)
    accounts.change_password(desk, account, PASSWORD, "three other unlikely words")
    assert accounts.signed_in(desk, token) is None
    assert accounts.sign_in(desk, "Karin", PASSWORD) is None
    token_of(desk, password="three other unlikely words")


@pytest.mark.parametrize(
    ("present", "new", "told"),
    [
        ("wrong", "three other unlikely words", "present password is not right"),
        (PASSWORD, "short", "at least 12"),
        (PASSWORD, "karin karin karin", "easy to guess"),
    ],
)
def test_a_change_of_password_that_cannot_be_changes_nothing(
    desk: Desk, present: str, new: str, told: str
) -> None:
    account = add(desk)
    token = token_of(desk)
    with pytest.raises(BadRequest, match=told):
        accounts.change_password(desk, account, present, new)
    assert accounts.signed_in(desk, token) is not None
    token_of(desk)


def test_guesses_at_the_present_password_are_slowed_like_those_of_signing_in(desk: Desk) -> None:
    account = add(desk)
    for _ in range(5):
        with pytest.raises(BadRequest, match="not right"):
            accounts.change_password(desk, account, "wrong", "three other unlikely words")
    with pytest.raises(BadRequest, match="Too many tries"):
        accounts.change_password(desk, account, PASSWORD, "three other unlikely words")
    assert isinstance(accounts.sign_in(desk, "Karin", PASSWORD), TooManyTries)


def test_a_password_that_is_set_ends_the_wait_of_who_forgot_theirs(desk: Desk) -> None:
    add(desk)
    for _ in range(6):
        accounts.sign_in(desk, "Karin", "wrong")
    accounts.set_password(desk, "karin", "three other unlikely words", by="root")
    token_of(desk, password="three other unlikely words")


def test_nobody_gets_in_by_a_password_that_was_changed_while_it_was_checked(desk: Desk) -> None:
    checked = add(desk)
    accounts.set_password(desk, "Karin", "three other unlikely words", by="root")
    assert accounts._begin(desk, checked, PASSWORD) is None


def test_a_password_is_set_for_accounts_alone_that_there_are(desk: Desk) -> None:
    with pytest.raises(BadRequest, match="No account"):
        accounts.set_password(desk, "Nobody", "three other unlikely words", by="root")


def test_preferences_are_kept(desk: Desk) -> None:
    account = add(desk)
    accounts.set_preferences(desk, account, language="en", has_keys=False)
    kept = accounts.signed_in(desk, token_of(desk))
    assert kept == replace(account, language="en", has_keys=False)


@pytest.mark.parametrize(
    ("name", "password", "roles", "told"),
    [
        ("karin", PASSWORD, [Role.VIEWER], "There is an account"),
        ("", PASSWORD, [Role.VIEWER], "needs a name"),
        ("a\0b", PASSWORD, [Role.VIEWER], "needs a name"),
        ("a\u202eb", PASSWORD, [Role.VIEWER], "needs a name"),
        ("x" * 101, PASSWORD, [Role.VIEWER], "needs a name"),
        ("Eva", PASSWORD, [], "a role"),
        ("Eva", "eleven char", [Role.VIEWER], "at least 12"),
        ("Eva", "abcd" * 51, [Role.VIEWER], "at most 200"),
        ("Eva", "ababababababab", [Role.VIEWER], "easy to guess"),
        ("Eva", "my name is eva today", [Role.VIEWER], "easy to guess"),
    ],
)
def test_an_account_that_cannot_be_is_refused(
    desk: Desk, name: str, password: str, roles: list[Role], told: str
) -> None:
    add(desk)
    with pytest.raises(BadRequest, match=told):
        accounts.add_account(desk, name, password, roles, by="root")
    assert len(accounts.list_accounts(desk)) == 1


LOOK, READ, DIET = Permission.LOOK, Permission.READ_LETTERS, Permission.SEE_DIET
CORRECT, DECIDE, ADMINISTER = Permission.CORRECT, Permission.DECIDE, Permission.ADMINISTER


@pytest.mark.parametrize(
    ("roles", "allowed"),
    [
        ([Role.VIEWER], {LOOK}),
        ([Role.HANDLER], {LOOK, READ, DIET, CORRECT}),
        ([Role.APPROVER], {LOOK, DECIDE}),
        ([Role.CATERING], {LOOK, DIET}),
        ([Role.ADMINISTRATOR], {LOOK, ADMINISTER}),
        ([Role.HANDLER, Role.APPROVER], {LOOK, READ, DIET, CORRECT, DECIDE}),
        (list(Role), set(Permission)),
    ],
)
def test_roles_allow_what_their_table_says(
    desk: Desk, roles: list[Role], allowed: set[Permission]
) -> None:
    assert accounts.permissions_of(add(desk, "Karin", *roles)) == allowed


def test_the_log_tells_of_tries_without_names_or_passwords(desk: Desk) -> None:
    account = add(desk)
    with structlog.testing.capture_logs() as lines:
        for _ in range(6):
            accounts.sign_in(desk, "Karin", "wrong horse")
        accounts.sign_in(desk, "Somebody", "wrong horse")
    told = [(line["key"], line["account"]) for line in lines]
    failed = [("sign_in_failed", account.id)] * 5
    assert told == [*failed, ("sign_in_slowed", account.id), ("sign_in_failed", None)]
    assert "Karin" not in str(lines)
    assert "horse" not in str(lines)
