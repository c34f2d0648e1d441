"""Folders with a configuration in them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from tests.servers.service_account import ServiceAccount, pem_of, rsa_key

GOOD = Path(__file__).parent / "good"
SECRETS = {"IMAP_PASSWORD": "imap secret", "SMTP_PASSWORD": "smtp secret"}
ACCOUNT = ServiceAccount()
SERVICE_ACCOUNTS = {  # key files of Google, most of them of no use
    "GOOD_ACCOUNT": ACCOUNT.key_file(),
    "NO_JSON": "hunter2",
    "NO_OBJECT": '["hunter2"]',
    "OTHER_TYPE": ACCOUNT.key_file(type="authorized_user"),
    "NO_EMAIL": ACCOUNT.key_file(client_email=None),
    "NO_KEY": ACCOUNT.key_file(private_key=None),
    "NO_PEM": ACCOUNT.key_file(private_key="hunter2"),
    "NO_RSA": ACCOUNT.key_file(private_key=pem_of(generate_private_key(SECP256R1()))),
    "SHORT_KEY": ACCOUNT.key_file(private_key=pem_of(rsa_key(1024))),
    "PLAIN_URL": ACCOUNT.key_file(token_uri="http://token.example.org/"),
}

Arrange = Callable[[Path, Path], Path]


@pytest.fixture
def arrange(tmp_path: Path) -> Arrange:
    """Put a settings file and an event file where they belong, and give the settings' path."""

    def place(settings: Path, event: Path) -> Path:
        events = tmp_path / "config" / "events"
        events.mkdir(parents=True)
        shutil.copy(event, events / "days.toml")
        return Path(shutil.copy(settings, tmp_path / "config" / "mailreg.toml"))

    return place
