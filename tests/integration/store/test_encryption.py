"""Promise 9: health data stays inside, sealed under keys of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete

from mailreg.errors import ConfigurationError
from mailreg.registration.values import Diet, Status
from mailreg.store import applications, journal
from mailreg.store.database import Database
from mailreg.store.encryption import (
    Unreadable,
    Vault,
    fingerprint,
    key_text,
    make_key,
    read_key_text,
)
from mailreg.store.fingerprint import claim_fingerprint, stored_fingerprint
from mailreg.store.tables import DATA_KEY
from tests.integration.store.builders import (
    NOW,
    accept,
    add,
    letter,
    raw,
    settle,
    settlement,
)


@pytest.fixture
def vault(key: bytes) -> Vault:
    return Vault(key)


def test_every_data_key_is_another_and_is_unwrapped_again(vault: Vault) -> None:
    made = [vault.new_data_key() for _ in range(3)]
    assert len({data_key for data_key, _ in made}) == 3
    assert [vault.unwrap(wrapped) for _, wrapped in made] == [data_key for data_key, _ in made]


@pytest.mark.parametrize("content", [b"", b"Hej", b"x" * 300_000])
def test_what_was_sealed_is_opened(vault: Vault, content: bytes) -> None:
    data_key, _ = vault.new_data_key()
    assert Vault.open(data_key, Vault.seal(data_key, content, "here"), "here") == content


def test_sealed_bytes_are_bound_to_their_place_and_cannot_be_changed(vault: Vault) -> None:
    data_key, _ = vault.new_data_key()
    sealed = Vault.seal(data_key, b"gluten", "message/1/content")
    for changed, place in [
        (sealed, "message/2/content"),
        (sealed[:-1] + bytes([sealed[-1] ^ 1]), "message/1/content"),
        (b"", "message/1/content"),
    ]:
        with pytest.raises(Unreadable, match=r"message/\d/content"):
            Vault.open(data_key, changed, place)


def test_another_key_opens_nothing_and_is_named(vault: Vault) -> None:
    _, wrapped = vault.new_data_key()
    other = make_key()
    with pytest.raises(ConfigurationError, match=f"given key is {fingerprint(other)}"):
        Vault(other).unwrap(wrapped)


def test_a_key_is_written_as_text_and_read_back(key: bytes) -> None:
    assert read_key_text(f"  {key_text(key)}\n") == key


@pytest.mark.parametrize("text", ["", "åäö", "not base64!", "c2hvcnQ="])
def test_a_text_that_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="the key"):
        read_key_text(text)


def test_a_database_belongs_to_the_first_key_and_refuses_another(
    database: Database, key: bytes
) -> None:
    assert stored_fingerprint(database) is None
    claim_fingerprint(database, key)
    claim_fingerprint(database, key)
    assert stored_fingerprint(database) == fingerprint(key)
    with pytest.raises(ConfigurationError, match=r"privacy\.key.*belongs to the key"):
        claim_fingerprint(database, make_key())


def test_without_a_key_letters_are_neither_stored_nor_read(database: Database) -> None:
    letter(database)
    keyless = Database(database.url.render_as_string(hide_password=False))
    with pytest.raises(ConfigurationError, match=r"privacy\.key"):
        accept(keyless, raw(99))
    with keyless.reading() as tx:
        with pytest.raises(ConfigurationError, match=r"privacy\.key"):
            journal.waiting(tx, limit=1)
        assert journal.message(tx, 1) is not None
    keyless.close()


def test_another_key_reads_nothing(database: Database) -> None:
    id_ = add(database, Status.PENDING)
    other = Database(database.url.render_as_string(hide_password=False), key=make_key())
    with other.reading() as tx, pytest.raises(ConfigurationError, match=r"privacy\.key"):
        applications.load(tx, id_, with_diet=True)
    other.close()


def test_a_destroyed_data_key_purges_what_it_sealed_and_nothing_else(database: Database) -> None:
    id_, message_id = add(database, Status.PENDING), letter(database)
    with database.transaction() as tx:
        tx.connection.execute(delete(DATA_KEY))
        assert applications.load(tx, id_, with_diet=True).registrations[0].diet is None
        found = journal.message(tx, message_id, with_content=True, with_extract=True)
    assert found is not None
    assert (found.content, found.extract) == (None, None)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_letter_and_no_diet_stands_readable_in_the_files(
    database: Database, tmp_path: Path
) -> None:
    message_id, crashed = letter(database), letter(database)
    application_id = add(database, Status.PENDING)
    settle(database, message_id, settlement(application_id=application_id))
    with database.transaction() as tx:
        journal.quarantine(tx, crashed, reason="crash", traceback="glutenallergiker")
        change = {"people[1].diet": Diet(codes=("peanuts",), other=("kiwi",), stated=True)}
        applications.edit(tx, application_id, change, at=NOW, by="karin")
        applications.log_diet_look(tx, [application_id], by="karin", at=NOW, how="show")
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("mailreg.db*"))
    assert b"Anna Lindqvist" in stored  # names are plain: the right files were read
    assert (tmp_path / "mailreg.db-wal").stat().st_size > 0
    for secret in (b"gluten", b"kiwi", b"peanuts", b"Subject: Anm", b"dietary"):
        assert secret not in stored
