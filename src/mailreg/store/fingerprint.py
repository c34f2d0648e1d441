"""Which master key a database belongs to."""

from __future__ import annotations

from sqlalchemy import select

from mailreg.errors import ConfigurationError
from mailreg.store.database import Database, Transaction
from mailreg.store.encryption import fingerprint, wrong_key
from mailreg.store.tables import SETTING

FINGERPRINT = "key_fingerprint"  # name of the setting


def claim_fingerprint(database: Database, key: bytes) -> None:
    """Tie the database to `key` where it is not tied yet; ConfigurationError if to another."""
    with database.transaction() as tx:
        _store_fingerprint(tx, fingerprint(key))
        stored = _read_fingerprint(tx)
    if stored != fingerprint(key):
        raise ConfigurationError([wrong_key(fingerprint(key), stored)])


def stored_fingerprint(database: Database) -> str | None:
    """The fingerprint of the key that this database is tied to; None: to none yet."""
    with database.reading() as tx:
        return _read_fingerprint(tx)


def _store_fingerprint(tx: Transaction, value: str) -> None:
    statement = tx.insert(SETTING).values(name=FINGERPRINT, value=value)
    tx.connection.execute(statement.on_conflict_do_nothing())


def _read_fingerprint(tx: Transaction) -> str | None:
    statement = select(SETTING.c.value).where(SETTING.c.name == FINGERPRINT)
    found: str | None = tx.connection.execute(statement).scalar()
    return found
