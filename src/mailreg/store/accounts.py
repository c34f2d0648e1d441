"""Who may sign in to the staff page, and who is signed in."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, bindparam, delete, func, insert, select, update

from mailreg.store.account_tables import ACCOUNT, SIGN_IN, SIGN_IN_FAILURE
from mailreg.store.database import Transaction

# Built once: it runs for every page.
BY_TOKEN = (
    select(ACCOUNT, SIGN_IN.c.begun_at, SIGN_IN.c.seen_at)
    .join(SIGN_IN, SIGN_IN.c.account_id == ACCOUNT.c.id)
    .where(SIGN_IN.c.token_hash == bindparam("wanted"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody of the staff."""

    id: int
    name: str  # as it stands in the history of what they decide
    password_hash: str  # Argon2id, in the PHC string format
    roles: tuple[str, ...]
    language: str | None  # of the page; None: as the browser asks
    has_keys: bool  # whether single letters decide
    created_at: datetime
    created_by: str
    removed_at: datetime | None  # None: may sign in


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """One browser in which somebody is signed in."""

    account: Account
    begun_at: datetime
    seen_at: datetime  # the last request that was written down


def key_of(name: str) -> str:
    """Names that differ in case, in spaces or in how å is composed are one.

    What is no text for a database (NUL, half a surrogate pair) becomes a question mark.
    """
    folded = unicodedata.normalize("NFKC", " ".join(name.split())).casefold()
    return folded.replace("\0", "?").encode(errors="replace").decode()


def add(tx: Transaction, account: Account) -> int | None:
    """Enter an account, whose `id` is ignored, and return its own; None: the name is taken."""
    statement = tx.insert(ACCOUNT).values(
        name=account.name,
        name_key=key_of(account.name),
        password_hash=account.password_hash,
        roles=list(account.roles),
        language=account.language,
        has_keys=account.has_keys,
        created_at=account.created_at,
        created_by=account.created_by,
        removed_at=account.removed_at,
    )
    added: int | None = tx.connection.execute(
        statement.on_conflict_do_nothing().returning(ACCOUNT.c.id)
    ).scalar()
    return added


def all(tx: Transaction) -> list[Account]:  # noqa: A001 (read as accounts.all)
    """Every account in the order in which they were entered, those removed too."""
    return [_account(row) for row in tx.connection.execute(select(ACCOUNT).order_by(ACCOUNT.c.id))]


def find(tx: Transaction, name: str) -> Account | None:
    """The account of that name, removed or not."""
    statement = select(ACCOUNT).where(ACCOUNT.c.name_key == key_of(name))
    row = tx.connection.execute(statement).one_or_none()
    return None if row is None else _account(row)


def change(tx: Transaction, account_id: int, **values: object) -> None:
    """Set columns of an account."""
    statement = update(ACCOUNT).where(ACCOUNT.c.id == account_id).values(**values)
    tx.connection.execute(statement)


def sign_in(tx: Transaction, account_id: int, token_hash: bytes, *, now: datetime) -> None:
    """Remember that somebody is signed in."""
    values = {
        "token_hash": token_hash,
        "account_id": account_id,
        "begun_at": now,
        "seen_at": now,
    }
    tx.connection.execute(insert(SIGN_IN).values(values))


def signed_in(tx: Transaction, token_hash: bytes) -> SignedIn | None:
    """Whose token it is; None where nobody's. Whether it has expired is for the caller."""
    row = tx.connection.execute(BY_TOKEN, {"wanted": token_hash}).one_or_none()
    if row is None:
        return None
    return SignedIn(account=_account(row), begun_at=row.begun_at, seen_at=row.seen_at)


def see(tx: Transaction, token_hash: bytes, *, now: datetime) -> None:
    """Write down that the browser has asked for something."""
    statement = update(SIGN_IN).where(SIGN_IN.c.token_hash == token_hash).values(seen_at=now)
    tx.connection.execute(statement)


def sign_out(tx: Transaction, token_hash: bytes) -> None:
    """Forget a browser."""
    tx.connection.execute(delete(SIGN_IN).where(SIGN_IN.c.token_hash == token_hash))


def sign_out_everywhere(tx: Transaction, account_id: int) -> None:
    """Forget every browser of an account."""
    tx.connection.execute(delete(SIGN_IN).where(SIGN_IN.c.account_id == account_id))


def forget_sign_ins(tx: Transaction, *, begun_before: datetime, seen_before: datetime) -> None:
    """Forget the browsers that have expired."""
    is_old = (SIGN_IN.c.begun_at < begun_before) | (SIGN_IN.c.seen_at < seen_before)
    tx.connection.execute(delete(SIGN_IN).where(is_old))


def fail(tx: Transaction, name: str, *, now: datetime, forget_before: datetime) -> None:
    """Write down a try that failed, and forget those that no longer matter."""
    old = SIGN_IN_FAILURE.c.at < forget_before
    tx.connection.execute(delete(SIGN_IN_FAILURE).where(old))
    tx.connection.execute(insert(SIGN_IN_FAILURE).values(name_key=key_of(name), at=now))


def forget_failures(tx: Transaction, name: str) -> None:
    """Forget the tries for that name: one has not failed."""
    mine = SIGN_IN_FAILURE.c.name_key == key_of(name)
    tx.connection.execute(delete(SIGN_IN_FAILURE).where(mine))


def failures(tx: Transaction, name: str, *, since: datetime) -> Sequence[datetime]:
    """When tries for that name have failed, oldest first."""
    statement = (
        select(SIGN_IN_FAILURE.c.at)
        .where(SIGN_IN_FAILURE.c.name_key == key_of(name), SIGN_IN_FAILURE.c.at >= since)
        .order_by(SIGN_IN_FAILURE.c.at)
    )
    return tx.connection.execute(statement).scalars().all()


def number(tx: Transaction) -> int:
    """How many accounts may sign in."""
    statement = select(func.count()).select_from(ACCOUNT).where(ACCOUNT.c.removed_at.is_(None))
    return int(tx.connection.execute(statement).scalar_one())


def _account(row: Row[tuple[object, ...]]) -> Account:
    return Account(
        id=row.id,
        name=row.name,
        password_hash=row.password_hash,
        roles=tuple(row.roles),
        language=row.language,
        has_keys=row.has_keys,
        created_at=row.created_at,
        created_by=row.created_by,
        removed_at=row.removed_at,
    )
