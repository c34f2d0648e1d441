"""A private PostgreSQL server on a Unix socket, for the tests that need a real one."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

READY_SECONDS = 30.0
ACCOUNT = "postgres"  # the server refuses to run as root
CUT_OFF = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
EMPTY = """
    DO $$ BEGIN
        EXECUTE (
            SELECT 'TRUNCATE ' || string_agg(quote_ident(tablename), ', ') || ' RESTART IDENTITY'
            FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
        );
    END $$
"""


def find_binaries() -> Path | None:
    """The folder of the newest installed server; None where there is none."""
    found = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    newest = max(found, key=lambda path: int(path.parts[-3]), default=None)
    on_path = shutil.which("postgres")
    if newest is None:
        return None if on_path is None else Path(on_path).resolve().parent
    return newest.parent


class PostgresServer:
    """`start`, any number of `create_database`, `stop`; leaves nothing behind."""

    def __init__(self, binaries: Path) -> None:
        self._binaries = binaries
        self._folder = Path(tempfile.mkdtemp(prefix="mailreg-pg-", dir="/tmp"))
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Make a cluster and wait until it answers."""
        if os.geteuid() == 0:
            shutil.chown(self._folder, ACCOUNT, ACCOUNT)
        data = self._folder / "data"
        initdb = ["initdb", "-D", str(data), "-U", "mailreg", "-A", "trust"]
        initdb += ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(self._command(*initdb), check=True, capture_output=True, cwd="/")
        fast = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        settings = ["listen_addresses=", "max_connections=200", *fast]
        server = ["postgres", "-D", str(data), "-k", str(self._folder)]
        server += [part for setting in settings for part in ("-c", setting)]
        with (self._folder / "server.log").open("wb") as log:
            self._process = subprocess.Popen(
                self._command(*server), stdout=log, stderr=log, cwd="/"
            )
        self._wait()

    def create_database(self) -> str:
        """A new database without a schema; returns its URL."""
        name = f"t{secrets.token_hex(6)}"
        self._execute("postgres", f'CREATE DATABASE "{name}"')
        return f"postgresql+psycopg://mailreg@/{name}?host={self._folder}"

    def empty(self, url: str) -> None:
        """Remove every row but the schema's revision, whoever is still connected."""
        self._execute(_name_of(url), CUT_OFF, EMPTY)

    def drop_database(self, url: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._execute("postgres", f'DROP DATABASE "{_name_of(url)}" WITH (FORCE)')

    def stop(self) -> None:
        """End the server and remove its files."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)  # fast shutdown
            self._process.wait(timeout=READY_SECONDS)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _command(self, program: str, *arguments: str) -> list[str]:
        command = [str(self._binaries / program), *arguments]
        if os.geteuid() != 0:
            return command
        drop = ["setpriv", f"--reuid={ACCOUNT}", f"--regid={ACCOUNT}", "--clear-groups"]
        return [*drop, "env", f"HOME={self._folder}", *command]

    def _execute(self, database: str, *statements: str) -> None:
        where = f"host={self._folder} user=mailreg dbname={database}"
        with psycopg.connect(where, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def _wait(self) -> None:
        is_ready = [str(self._binaries / "pg_isready"), "-q", "-h", str(self._folder)]
        deadline = time.monotonic() + READY_SECONDS
        while subprocess.run(is_ready, check=False, cwd="/").returncode != 0:
            ended = self._process is None or self._process.poll() is not None
            if ended or time.monotonic() > deadline:
                log = (self._folder / "server.log").read_text(errors="replace")
                message = f"PostgreSQL did not start: {log[-2000:]}"
                raise RuntimeError(message)
            time.sleep(0.02)


def _name_of(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]
