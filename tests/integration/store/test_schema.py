"""The schema: up, down, without drift, safely from two processes at once."""

from __future__ import annotations

import multiprocessing
import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from mailreg.errors import ConfigurationError
from mailreg.store import schema
from mailreg.store.database import Database
from mailreg.store.tables import METADATA

NEXT = """
from alembic import op
revision, down_revision, branch_labels, depends_on = "0006", "0005", None, None


def upgrade() -> None:
    op.execute("CREATE TABLE newer (id INTEGER)")
    {then}
"""


def drift(url: str) -> list[object]:
    database = Database(url)
    with database.reading() as tx:
        found = list(compare_metadata(MigrationContext.configure(tx.connection), METADATA))
    database.close()
    return found


def tables(url: str) -> set[str]:
    database = Database(url)
    with database.reading() as tx:
        names = set(inspect(tx.connection).get_table_names())
    database.close()
    return names


def test_the_schema_goes_up_and_down_and_up_without_drift(empty_url: str) -> None:
    assert schema.upgrade(empty_url) == "schema 0005 created"
    assert drift(empty_url) == []
    schema.downgrade(empty_url, "base")
    assert tables(empty_url) <= {"alembic_version"}
    assert schema.upgrade(empty_url) == "schema 0005 created"
    assert drift(empty_url) == []


def test_a_second_upgrade_does_nothing(database_url: str) -> None:
    assert schema.upgrade(database_url) is None
    schema.check(database_url)


def test_a_missing_schema_is_named_with_its_remedy(empty_url: str) -> None:
    with pytest.raises(ConfigurationError, match="mailreg db upgrade"):
        schema.check(empty_url)


def test_reading_without_a_schema_names_the_remedy(empty_url: str) -> None:
    database = Database(empty_url)
    with (
        pytest.raises(ConfigurationError, match="mailreg db upgrade"),
        database.reading() as tx,
    ):
        tx.connection.execute(METADATA.tables["pause"].select())
    database.close()


def test_a_newer_schema_is_refused(empty_url: str) -> None:
    schema.upgrade(empty_url)
    database = Database(empty_url)
    with database.transaction() as tx:
        tx.connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    for refused in (schema.check, schema.upgrade):
        with pytest.raises(ConfigurationError, match="9999 was made by a newer mailreg"):
            refused(empty_url)


def test_processes_that_upgrade_at_once_make_one_schema(empty_url: str) -> None:
    context = multiprocessing.get_context("spawn")
    with context.Pool(3) as pool:
        told = pool.map(schema.upgrade, [empty_url] * 3)
    assert sorted(told, key=str) == [None, None, "schema 0005 created"]


@pytest.fixture
def with_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the migrations to which a test adds a revision."""
    folder = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(schema, "MIGRATIONS", folder)
    return folder / "versions" / "0006_next.py"


def test_an_sqlite_file_is_copied_before_it_is_raised(tmp_path: Path, with_next: Path) -> None:
    url = f"sqlite:///{tmp_path}/mailreg.db"
    schema.upgrade(url)
    with_next.write_text(NEXT.format(then=""))
    assert schema.upgrade(url) == "schema 0005 raised to 0006"
    copy = tmp_path / "mailreg.db.before-0006"
    with closing(sqlite3.connect(copy)) as kept:
        assert kept.execute("SELECT version_num FROM alembic_version").fetchone() == ("0005",)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_a_migration_that_fails_leaves_everything_as_it_was(
    empty_url: str, with_next: Path
) -> None:
    schema.upgrade(empty_url)
    before = tables(empty_url)
    with_next.write_text(NEXT.format(then="raise ZeroDivisionError"))
    with pytest.raises(ZeroDivisionError):
        schema.upgrade(empty_url)
    assert tables(empty_url) == before


def test_a_new_sqlite_file_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "var" / "mailreg.db"
    schema.upgrade(f"sqlite:///{path}")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "url", ["mysql://x/y", "sqlite://", "sqlite:///:memory:", "nonsense", "postgresql://x/y"]
)
def test_an_address_that_is_not_supported_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match=r"database\.url"):
        Database(url)


def test_a_migration_is_named_after_its_revision() -> None:
    """By these names the schema is known, without alembic."""
    scripts = ScriptDirectory(str(schema.MIGRATIONS))
    assert schema._head() == scripts.get_current_head()
    assert schema._revisions() == {script.revision for script in scripts.walk_revisions()}
