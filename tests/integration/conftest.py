"""Both databases, real ones, for every test that asks for `database_url` or `database`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailreg.store import schema
from mailreg.store.database import Database
from mailreg.store.encryption import make_key
from tests.servers.postgres import PostgresServer, find_binaries


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    binaries = find_binaries()
    if binaries is None:
        message = "PostgreSQL is not installed (apt-get install postgresql)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    server = PostgresServer(binaries)
    try:
        server.start()
        yield server
    finally:
        server.stop()


BOTH = ["sqlite", "postgresql"]


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without a schema."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/mailreg.db"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.create_database()
    yield url
    server.drop_database(url)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the newest schema, to be copied: quicker than raising each test's own."""
    path = tmp_path_factory.mktemp("template") / "mailreg.db"
    schema.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_database(postgres: PostgresServer) -> str:
    """One database with the newest schema, emptied before each test that uses it."""
    url = postgres.create_database()
    schema.upgrade(url)
    return url


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with the newest schema and nothing in it."""
    if request.param == "sqlite":
        path = tmp_path / "mailreg.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"
    server: PostgresServer = request.getfixturevalue("postgres")
    url: str = request.getfixturevalue("postgres_database")
    server.empty(url)
    return url


@pytest.fixture(scope="session")
def key() -> bytes:
    return make_key()


@pytest.fixture
def database(database_url: str, key: bytes) -> Iterator[Database]:
    database = Database(database_url, key=key)
    yield database
    database.close()
