"""Both databases, real ones, for every test that asks for `database_url` or `database`."""

from __future__ import annotations

import os
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


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without a schema."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/mailreg.db"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.create_database()
    yield url
    server.drop_database(url)


@pytest.fixture
def database_url(empty_url: str) -> str:
    """The address of a database with the newest schema and nothing in it."""
    schema.upgrade(empty_url)
    return empty_url


@pytest.fixture(scope="session")
def key() -> bytes:
    return make_key()


@pytest.fixture
def database(database_url: str, key: bytes) -> Iterator[Database]:
    database = Database(database_url, key=key)
    yield database
    database.close()
