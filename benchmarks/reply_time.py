"""One new mail, from its delivery to its reply in the hands of the SMTP server, by IDLE."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

from imapclient import IMAPClient  # type: ignore[import-untyped]

from benchmarks import Figure, Goal, Sizes
from benchmarks.rig.desk import Place, open_place
from benchmarks.rig.letters import letter

MAILS = 20
STARTED = '"key": "connected"'
PATIENCE_SECONDS = 30
SETTLES_SECONDS = 0.3  # so that the daemon has filed the last mail and idles again


def measure(_sizes: Sizes) -> Iterator[Figure]:
    """Beside the time in which Dovecot tells a client that idles."""
    with open_place() as place:
        ours = _replies(place)
        bare = _notifications(place)
    for name, ours_seconds, bare_seconds in (
        ("p50", median(ours), median(bare)),
        ("p95", _p95(ours), _p95(bare)),
    ):
        yield Figure(
            what=f"one new mail to its reply accepted, by IDLE, {name} of {MAILS}",
            value=ours_seconds,
            unit="s",
            beside=bare_seconds,
            beside_what="Dovecot's notification alone",
            goal=Goal(at_most=1.5, is_of_value=True) if name == "p95" else None,
        )


def _replies(place: Place) -> list[float]:
    config = place.install("daemon")
    place.visit("daemon")
    with _daemon(place, config):
        return [_reply(place, number) for number in range(MAILS)]


def _reply(place: Place, number: int) -> float:
    time.sleep(SETTLES_SECONDS)
    began = time.perf_counter()
    place.imap.deliver("daemon", letter(number))
    return place.sink.wait_for(number + 1) - began


def _notifications(place: Place) -> list[float]:
    place.visit("bare")
    with IMAPClient("127.0.0.1", place.imap.plain_port, ssl=False) as client:
        client.login("bare", place.imap.password)
        client.select_folder("INBOX")
        client.idle()
        seconds = [_notification(place, client, number) for number in range(MAILS)]
        client.idle_done()
    return seconds


def _notification(place: Place, client: IMAPClient, number: int) -> float:
    time.sleep(SETTLES_SECONDS)
    client.idle_check(timeout=0)  # what belongs to the last mail
    began = time.perf_counter()
    place.imap.deliver("bare", letter(number))
    if not client.idle_check(timeout=PATIENCE_SECONDS):
        raise TimeoutError(f"Dovecot told nothing in {PATIENCE_SECONDS} s")
    return time.perf_counter() - began


@contextmanager
def _daemon(place: Place, config: Path) -> Iterator[None]:
    """A `mailreg run` that idles."""
    log = place.folder / "daemon.log"
    with log.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "mailreg", "--config", str(config), "run"], stderr=said
        )
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while STARTED not in log.read_text("utf-8"):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the daemon does not start:\n{log.read_text('utf-8')}")
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def _p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=20, method="inclusive")[-1]
