"""A real IMAP server for tests: Dovecot in the foreground, run by no special user.

Any user name logs in with the one password, so a fresh name is a fresh mailbox:

    with DovecotServer() as server:
        server.deliver("anna", b"From: ...")
        ImapSettings(host="127.0.0.1", port=server.tls_port, ca_file=server.ca_file, ...)
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Self

from tests.servers.certificate import issue_certificate

READY_SECONDS = 10.0
# All that it can, less MOVE, UIDPLUS, IDLE and the rest: what is left is RFC 3501.
BARE_CAPABILITIES = "IMAP4rev1 LITERAL+"


@dataclass(slots=True, kw_only=True)
class DovecotServer:
    """One server with its own folder, certificate and free ports of 127.0.0.1."""

    password: str = "secret"
    capabilities: str | None = None  # what it announces after the login; None: all it can
    introspection_url: str | None = None  # where it asks about tokens; None: passwords only
    prefix: str = ""  # of personal folders, such as `INBOX.`
    separator: str = "/"
    special_use: bool = True  # marks the folder for sent mail, and makes it at first sight
    base: Path = field(init=False)
    plain_port: int = field(init=False, default=0)
    tls_port: int = field(init=False, default=0)
    _process: subprocess.Popen[bytes] | None = field(init=False, default=None)
    _numbers: count[int] = field(init=False, default_factory=count)

    def __post_init__(self) -> None:
        self.base = Path(tempfile.mkdtemp(prefix="mailreg-dovecot-"))

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def ca_file(self) -> Path:
        """What a client must trust."""
        return self.base / "tls.pem"

    def start(self) -> None:
        """Start and wait for the greeting; after `stop` it keeps its ports and mail."""
        if not self.plain_port:
            self._prepare()
        is_root, account = os.getuid() == 0, _account()
        with (self.base / "log" / "stderr").open("wb") as log:
            self._process = subprocess.Popen(
                [_binary(), "-F", "-c", str(self.base / "dovecot.conf")],
                stdout=subprocess.DEVNULL,
                stderr=log,
                user=account.pw_uid if is_root else None,
                group=account.pw_gid if is_root else None,
                extra_groups=[] if is_root else None,
                start_new_session=True,  # so that its workers can be ended with it
            )
        self._wait_for_greeting()

    def stop(self) -> None:
        """End it and every connection, as a crash of the machine would."""
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            process.wait(10)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

    def close(self) -> None:
        """Stop and remove everything."""
        self.stop()
        shutil.rmtree(self.base, ignore_errors=True)

    def maildir(self, user: str, folder: str = "") -> Path:
        """Where the mail of a user lies, made when missing; `folder` as in `Handled`."""
        path = self.base / "mail" / user / (f".{folder.replace('/', '.')}" if folder else "")
        for name in ("cur", "new", "tmp"):
            (path / name).mkdir(parents=True, exist_ok=True)
        if folder:
            (path / "maildirfolder").touch()
        self._give([*path.rglob("*"), path, path.parent])
        return path

    def deliver(self, user: str, content: bytes, when: datetime | None = None) -> Path:
        """Put a message into the inbox, unread, as a delivery agent does."""
        return self.fill(user, [content], when)[0]

    def fill(
        self,
        user: str,
        contents: Iterable[bytes],
        when: datetime | None = None,
        *,
        folder: str = "",
    ) -> list[Path]:
        """Put many, 10,000 in half a second; they get their UIDs in this order."""
        maildir = self.maildir(user, folder)
        paths = []
        for content in contents:
            number = next(self._numbers)
            path = maildir / "new" / f"{1_700_000_000 + number}.M{number}.test,S={len(content)}"
            staged = maildir / "tmp" / path.name
            staged.write_bytes(content)
            if when is not None:
                os.utime(staged, (when.timestamp(), when.timestamp()))
            self._give([staged])
            staged.rename(path)
            paths.append(path)
        return paths

    def contents(self, user: str, folder: str = "") -> list[bytes]:
        """The messages of a folder as they lie on the disk, in no order."""
        maildir = self.base / "mail" / user / (f".{folder.replace('/', '.')}" if folder else "")
        while True:
            # flags are part of a file's name: one that is renamed meanwhile is looked for anew
            with suppress(FileNotFoundError):
                files = [path for name in ("cur", "new") for path in (maildir / name).glob("*")]
                return [path.read_bytes() for path in files]

    def log(self) -> str:
        """What it has written, for the message of a test that fails."""
        return "".join(path.read_text("utf-8", "replace") for path in self.base.glob("log/*"))

    def _prepare(self) -> None:
        for name in ("run", "state", "log", "mail"):
            (self.base / name).mkdir()
        issue_certificate(self.base)
        self.plain_port, self.tls_port = _free_ports(2)
        is_new = version() >= (2, 4)
        (self.base / "dovecot.conf").write_text(_config_24(self) if is_new else _config_23(self))
        if self.introspection_url and not is_new:
            (self.base / "oauth2.conf.ext").write_text(_oauth2_23(self.introspection_url))
        self.base.chmod(0o755)
        self._give([self.base, *self.base.rglob("*")])

    def _give(self, paths: Iterable[Path]) -> None:
        """The server runs as another user when the tests run as root."""
        if os.getuid() == 0:
            account = _account()
            for path in paths:
                # locks of a server at work come and go
                with suppress(FileNotFoundError):
                    os.chown(path, account.pw_uid, account.pw_gid)

    def _wait_for_greeting(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            assert self._process is not None
            if self._process.poll() is not None:
                break
            try:
                with socket.create_connection(("127.0.0.1", self.plain_port), 1) as link:
                    if link.recv(4) == b"* OK":
                        return
            except OSError:
                time.sleep(0.005)
        log = self.log()
        self.close()
        raise AssertionError(f"Dovecot does not start:\n{log}")


def version() -> tuple[int, int]:
    """Of the Dovecot on this machine; the form of its configuration hangs on it."""
    answer = subprocess.run([_binary(), "--version"], capture_output=True, text=True, check=True)
    match = re.match(r"(\d+)\.(\d+)", answer.stdout)
    assert match, f"no version in {answer.stdout!r}"
    return int(match[1]), int(match[2])


def is_installed() -> bool:
    """Whether there is a Dovecot on this machine."""
    return _found() is not None


def _found() -> str | None:
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def _binary() -> str:
    found = _found()
    assert found is not None, "Dovecot is missing: apt-get install dovecot-imapd"
    return found


def _account() -> pwd.struct_passwd:
    """Who the server runs as: Dovecot gives no mail to root."""
    return pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())


def _group() -> str:
    import grp

    return grp.getgrgid(_account().pw_gid).gr_name


def _free_ports(number: int) -> list[int]:
    links = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [link.getsockname()[1] for link in links]
    for link in links:
        link.close()
    return ports


def _config_23(server: DovecotServer) -> str:
    base, me = server.base, _account()
    oauth2 = f"""
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {base}/oauth2.conf.ext
}}"""
    return f"""
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/log/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{base}/tls.pem
ssl_key = <{base}/tls.key
disable_plaintext_auth = no
auth_mechanisms = plain login{" xoauth2 oauthbearer" if server.introspection_url else ""}
auth_failure_delay = 0
mail_location = maildir:{base}/mail/%u
mail_uid = {me.pw_uid}
mail_gid = {me.pw_gid}
first_valid_uid = 1
default_login_user = {me.pw_name}
default_internal_user = {me.pw_name}
default_internal_group = {_group()}
mail_max_userip_connections = 50
imap_idle_notify_interval = 2 mins
{f"imap_capability = {server.capabilities}" if server.capabilities else ""}
{oauth2 if server.introspection_url else ""}
passdb {{
  driver = static
  args = password={server.password}
}}
userdb {{
  driver = static
  args = uid={me.pw_uid} gid={me.pw_gid} home={base}/mail/%u
}}
{_namespace(server)}
{_services(server)}
"""


def _oauth2_23(url: str) -> str:
    return f"""
introspection_mode = post
introspection_url = {url}
username_attribute = username
active_attribute = active
active_value = true
timeout_msecs = 10000
"""


def _config_24(server: DovecotServer) -> str:
    base, me = server.base, _account()
    oauth2 = f"""
oauth2 {{
  introspection_mode = post
  introspection_url = {server.introspection_url}
  username_attribute = username
  active_attribute = active
  active_value = true
}}
passdb oauth2 {{
  mechanisms_filter = xoauth2 oauthbearer
}}"""
    return f"""
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/log/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_server_cert_file = {base}/tls.pem
ssl_server_key_file = {base}/tls.key
auth_allow_cleartext = yes
auth_mechanisms = plain login{" xoauth2 oauthbearer" if server.introspection_url else ""}
auth_failure_delay = 0
mail_driver = maildir
mail_path = {base}/mail/%{{user}}
mail_uid = {me.pw_uid}
mail_gid = {me.pw_gid}
first_valid_uid = 1
default_login_user = {me.pw_name}
default_internal_user = {me.pw_name}
default_internal_group = {_group()}
mail_max_userip_connections = 50
{f"imap_capability = {server.capabilities}" if server.capabilities else ""}
{oauth2 if server.introspection_url else ""}
passdb static {{
  password = {server.password}
}}
userdb static {{
  fields {{
    uid = {me.pw_uid}
    gid = {me.pw_gid}
    home = {base}/mail/%{{user}}
  }}
}}
{_namespace(server)}
{_services(server)}
"""


def _namespace(server: DovecotServer) -> str:
    sent = r"""
  mailbox Sent {
    special_use = \Sent
    auto = subscribe
  }"""
    return f"""
namespace inbox {{
  inbox = yes
  separator = {server.separator}
  prefix = {server.prefix}{sent if server.special_use else ""}
}}"""


def _services(server: DovecotServer) -> str:
    return f"""
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {server.plain_port}
  }}
  inet_listener imaps {{
    port = {server.tls_port}
    ssl = yes
  }}
}}
service stats {{
  chroot =
  unix_listener stats-writer {{
    mode = 0666
  }}
}}"""
