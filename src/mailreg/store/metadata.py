"""What every table of the store belongs to, and how its indexes and constraints are named."""

from __future__ import annotations

from sqlalchemy import MetaData
from sqlmodel import SQLModel

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

NEVER_REUSED = {"sqlite_autoincrement": True}  # sealed bytes are bound to the id of their row


class Base(SQLModel):
    """Keeps our tables apart from any other use of SQLModel in the process."""

    metadata = METADATA
