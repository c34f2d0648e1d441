"""Accounts of the staff page: names, passwords, roles, and who is signed in where.

Passwords are kept as Argon2id hashes (RFC 9106) with the library's recommended costs. A browser
holds a token of 256 random bits, of which only the hash is stored.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from mailreg import log
from mailreg.errors import BadRequest
from mailreg.service.desk import Desk
from mailreg.service.roles import PERMISSIONS, Permission, Role
from mailreg.store import accounts
from mailreg.store.accounts import Account
from mailreg.store.database import Transaction
from mailreg.store.views import JsonObject, time_json

__all__ = [
    "Account",
    "Permission",
    "Role",
    "TooManyTries",
    "account_json",
    "account_named",
    "add_account",
    "change_password",
    "list_accounts",
    "permissions_of",
    "remove_account",
    "set_password",
    "set_preferences",
    "sign_in",
    "sign_out",
    "signed_in",
]

LEAST_CHARACTERS = 12  # NIST SP 800-63B, section 5.1.1.1, asks for 8; there is no second factor
MOST_CHARACTERS = 200  # hashing a longer one would only cost time
IDLE = timedelta(hours=8)  # without a request, somebody must sign in again
LONGEST = timedelta(days=7)  # however busy they were
SEEN_EVERY = timedelta(minutes=5)  # a request is written down no oftener
REMEMBERED = timedelta(minutes=15)  # how long failed tries slow the next
FREE_TRIES = 5  # before they do
FIRST_WAIT = timedelta(seconds=2)  # doubled by each further try
LONGEST_WAIT = timedelta(minutes=5)
MOST_DOUBLINGS = 16  # more than it takes to the longest
MOST_NAME_CHARACTERS = 100
TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class TooManyTries:
    """Somebody has to wait before the next try counts."""

    until: datetime


def add_account(
    desk: Desk, name: str, password: str, roles: Collection[Role], *, by: str
) -> Account:
    """Enter an account, or give one that was removed anew, with these roles and this password.

    Raises BadRequest for a name that is taken, or a password that is too short or too common.
    """
    tidy = " ".join(name.split())
    if not tidy.isprintable() or not 0 < len(tidy) <= MOST_NAME_CHARACTERS or not roles:
        raise BadRequest(
            "An account needs a name of at most %(most)s letters, and a role",
            most=MOST_NAME_CHARACTERS,
        )
    check_password(password, name=tidy)
    account = Account(
        id=0,
        name=tidy,
        password_hash=_hashed(password),
        roles=tuple(sorted(role.value for role in roles)),
        language=None,
        has_keys=True,
        created_at=desk.clock(),
        created_by=by,
        removed_at=None,
    )
    with desk.database.transaction() as tx:
        _enter(tx, account)
        found = accounts.find(tx, tidy)
    log.account_added(by=by, roles=list(account.roles))
    return found or account


def check_password(password: str, *, name: str) -> None:
    """Raise BadRequest for a password that is too short, too long, or the name itself."""
    if not LEAST_CHARACTERS <= len(password) <= MOST_CHARACTERS:
        raise BadRequest(
            "A password has at least %(least)s characters, and at most %(most)s;"
            " three or four words that do not belong together do well",
            least=LEAST_CHARACTERS,
            most=MOST_CHARACTERS,
        )
    if len(set(password)) < LEAST_CHARACTERS // 3 or name.casefold() in password.casefold():
        raise BadRequest("That password is too easy to guess; take words that have no connection")


def _enter(tx: Transaction, account: Account) -> None:
    if accounts.add(tx, account) is not None:
        return
    found = accounts.find(tx, account.name)
    if found is None or found.removed_at is None:
        raise BadRequest(
            "There is an account %(name)s already",
            hint="; `mailreg user remove` it first",
            name=account.name,
        )
    values = {"password_hash": account.password_hash, "roles": list(account.roles)}
    accounts.change(tx, found.id, removed_at=None, **values)
    accounts.sign_out_everywhere(tx, found.id)  # who signed in while it was being removed


def remove_account(desk: Desk, name: str, *, by: str) -> None:
    """Nobody signs in as this any more, and whoever is, is not; the history keeps the name.

    Raises BadRequest where there is no such account.
    """
    with desk.database.transaction() as tx:
        found = _existing(tx, name)
        accounts.change(tx, found.id, removed_at=desk.clock())
        accounts.sign_out_everywhere(tx, found.id)
    log.account_removed(by=by)


def list_accounts(desk: Desk) -> Sequence[Account]:
    """Every account that may sign in."""
    with desk.database.reading() as tx:
        return [one for one in accounts.all(tx) if one.removed_at is None]


def account_named(desk: Desk, name: str) -> Account:
    """The account that a name means, in whatever case and spaces. Raises BadRequest."""
    with desk.database.reading() as tx:
        return _existing(tx, name)


def account_json(account: Account) -> JsonObject:
    """A row of `mailreg user list`."""
    return {
        "name": account.name,
        "roles": list(account.roles),
        "created_at": time_json(account.created_at),
        "created_by": account.created_by,
    }


def permissions_of(account: Account) -> frozenset[Permission]:
    """What all its roles allow together."""
    return frozenset().union(*(PERMISSIONS[Role(role)] for role in account.roles))


def set_password(desk: Desk, name: str, password: str, *, by: str) -> Account:
    """Give an account another password; its browsers have to sign in anew. Raises BadRequest."""
    check_password(password, name=" ".join(name.split()))
    with desk.database.transaction() as tx:
        found = _existing(tx, name)
        accounts.change(tx, found.id, password_hash=_hashed(password))
        accounts.sign_out_everywhere(tx, found.id)
        accounts.forget_failures(tx, found.name)
    log.password_set(account=found.id, by=by)
    return found


def change_password(desk: Desk, account: Account, present: str, password: str) -> None:
    """Change one's own, which wants the present one; every browser has to sign in anew.

    Raises BadRequest where that is wrong, after too many tries, and for a password that cannot be.
    """
    check_password(password, name=account.name)
    checked = _check(desk, account.name, present)
    if isinstance(checked, TooManyTries):
        raise BadRequest("Too many tries. Wait a few minutes, then try again.")
    if checked is None:
        raise BadRequest("The present password is not right")
    set_password(desk, account.name, password, by=account.name)


def set_preferences(desk: Desk, account: Account, *, language: str, has_keys: bool) -> None:
    """Change how the page is for somebody."""
    with desk.database.transaction() as tx:
        accounts.change(tx, account.id, language=language, has_keys=has_keys)


def sign_in(desk: Desk, name: str, password: str) -> str | TooManyTries | None:
    """Sign in; the token for the browser, or None where name and password do not fit.

    The sixth try within a quarter of an hour has to wait, each later one longer. Who waits is
    told so whether there is such an account or not, and a name that there is not takes as long.
    """
    account = _check(desk, name, password)
    return _begin(desk, account, password) if isinstance(account, Account) else account


def _check(desk: Desk, name: str, password: str) -> Account | TooManyTries | None:
    """Whose name and password it is, each try counted."""
    name = name[: MOST_NAME_CHARACTERS + 1]
    with desk.database.transaction() as tx:
        found = accounts.find(tx, name)
        until = _count_try(tx, name, now=desk.clock())
    account = None if found is None or found.removed_at is not None else found
    if until is not None:
        log.sign_in_slowed(account=account.id if account else None, by="name")
        return TooManyTries(until=until)
    if not _fits(account, password):
        log.sign_in_failed(account=account.id if account else None)
        return None
    return account


def _count_try(tx: Transaction, name: str, *, now: datetime) -> datetime | None:
    """Until when to wait; None: the try counts, and is taken for failed until it has not.

    Written down before the password is checked, so that tries at once are no way around.
    """
    until = _free_at(accounts.failures(tx, name, since=now - REMEMBERED))
    if until is not None and until > now:
        return until
    accounts.fail(tx, name, now=now, forget_before=now - REMEMBERED)
    return None


def signed_in(desk: Desk, token: str, *, is_active: bool = True) -> Account | None:
    """Who has this token; None where nobody has, or not any more.

    What a page asks for by itself, not its reader (`is_active`), keeps nobody signed in.
    """
    now = desk.clock()
    token_hash = _hash(token)
    with desk.database.reading() as tx:
        found = accounts.signed_in(tx, token_hash)
    if found is None or found.account.removed_at is not None:
        return None
    if now - found.seen_at > IDLE or now - found.begun_at > LONGEST:
        return None
    if is_active and now - found.seen_at > SEEN_EVERY:
        with desk.database.transaction() as tx:
            accounts.see(tx, token_hash, now=now)
    return found.account


def sign_out(desk: Desk, token: str) -> None:
    """Forget the browser that has this token."""
    with desk.database.transaction() as tx:
        accounts.sign_out(tx, _hash(token))


def _begin(desk: Desk, account: Account, password: str) -> str | None:
    """Sign in who was checked; None where the password was changed, or they were removed since."""
    now = desk.clock()
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with desk.database.transaction() as tx:
        present = accounts.find(tx, account.name)
        if present is None or present.removed_at or present.password_hash != account.password_hash:
            return None
        accounts.forget_sign_ins(tx, begun_before=now - LONGEST, seen_before=now - IDLE)
        accounts.forget_failures(tx, account.name)
        accounts.sign_in(tx, account.id, _hash(token), now=now)
        if _hasher().check_needs_rehash(account.password_hash):
            accounts.change(tx, account.id, password_hash=_hashed(password))
    log.signed_in(account=account.id)
    return token


def _existing(tx: Transaction, name: str) -> Account:
    found = accounts.find(tx, name)
    if found is None or found.removed_at is not None:
        raise BadRequest("No account %(name)s", hint="; `mailreg user list` shows them", name=name)
    return found


def _free_at(tries: Sequence[datetime]) -> datetime | None:
    """When the next try counts, after a pause that doubles with each; None: at once."""
    if len(tries) < FREE_TRIES:
        return None
    doublings = min(len(tries) - FREE_TRIES, MOST_DOUBLINGS)
    return tries[-1] + min(LONGEST_WAIT, FIRST_WAIT * (1 << doublings))


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(secrets.token_urlsafe(TOKEN_BYTES))


def _fits(account: Account | None, password: str) -> bool:
    """Nobody's password takes as long, so that the time does not tell which names there are."""
    hashed = _nobodys_hash() if account is None else account.password_hash
    try:
        return _hasher().verify(hashed, _typed(password)) and account is not None
    except (VerificationError, InvalidHashError):
        return False


def _hashed(password: str) -> str:
    return _hasher().hash(_typed(password))


def _typed(password: str) -> bytes:
    """The same bytes, however a keyboard composes å (NIST SP 800-63B, section 5.1.1.2: NFKC)."""
    shortened = password[: MOST_CHARACTERS + 1]
    return unicodedata.normalize("NFKC", shortened).encode(errors="surrogatepass")


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="replace")).digest()
