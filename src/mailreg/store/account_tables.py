"""The shapes of storage of accounts, as `tables` has those of all else."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from mailreg.store.metadata import METADATA, NEVER_REUSED, Base


class AccountRow(Base, table=True):
    """Somebody of the staff who may sign in to the page."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("name_key"), NEVER_REUSED)

    id: int | None = Field(default=None, primary_key=True)
    name: str
    name_key: str  # the name, case folded
    password_hash: str  # Argon2id, in the PHC string format
    roles: list[str] = Field(sa_type=JSON)
    language: str | None  # of the page; None: as the browser asks
    has_keys: bool  # whether single letters decide (WCAG 2.2, 2.1.4)
    created_at: datetime
    created_by: str
    removed_at: datetime | None = None  # names stay taken: decisions carry them


class SignInRow(Base, table=True):
    """Somebody who is signed in, in one browser."""

    __tablename__ = "sign_in"
    __table_args__ = (Index(None, "account_id"),)

    token_hash: bytes = Field(primary_key=True)  # SHA-256 of what the cookie says
    account_id: int = Field(foreign_key="account.id")
    begun_at: datetime
    seen_at: datetime


class SignInFailureRow(Base, table=True):
    """A name and password that did not fit; kept as long as it slows the next try."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index(None, "name_key", "at"), NEVER_REUSED)

    id: int | None = Field(default=None, primary_key=True)
    name_key: str
    at: datetime


ACCOUNT = METADATA.tables["account"]
SIGN_IN = METADATA.tables["sign_in"]
SIGN_IN_FAILURE = METADATA.tables["sign_in_failure"]
