"""The least Python that does the desk's job, with no promise kept: what mailreg is compared with.

python benchmarks/floor.py IMAP_PORT USER PASSWORD SMTP_PORT DATABASE

Each batch is fetched, parsed, recorded in one durable transaction, acknowledged over four
connections that are kept, and moved. Nothing is read out of the letters, nothing is counted,
no mail is held or encrypted, and a kill at any point loses letters or answers them twice.
"""

from __future__ import annotations

import email
import imaplib
import smtplib
import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from email.policy import default
from email.utils import make_msgid, parseaddr
from queue import SimpleQueue

BATCH_MESSAGES = 200
CONNECTIONS = 4
OURS = "motesplats@example.org"
TABLE = "CREATE TABLE IF NOT EXISTS letter (uid, sender, subject, message_id, text, raw)"
TEXT = """\
Hej!

Tack för din anmälan till Mötesplats Storsthlm. Vi har tagit emot den.

Det här är inte en bekräftelse på plats. Vi går igenom sena anmälningar för hand, och du får ett
eget mejl så snart vi vet om det finns plats.

Vänliga hälsningar
Mötesplats Storsthlm
"""


def main(imap_port: str, user: str, password: str, smtp_port: str, database: str) -> None:
    """One round over the inbox."""
    imap = imaplib.IMAP4("127.0.0.1", int(imap_port))
    imap.login(user, password)
    imap.create("Handled")
    imap.select("INBOX")
    uids = imap.uid("SEARCH", "UNSEEN")[1][0].split()
    store = sqlite3.connect(database)
    store.execute("PRAGMA journal_mode = WAL")
    store.execute("PRAGMA synchronous = FULL")
    store.execute(TABLE)
    links: SimpleQueue[smtplib.SMTP] = SimpleQueue()
    for _ in range(CONNECTIONS if uids else 0):
        links.put(smtplib.SMTP("127.0.0.1", int(smtp_port), local_hostname="floor.example.org"))
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        for first in range(0, len(uids), BATCH_MESSAGES):
            _take(imap, uids[first : first + BATCH_MESSAGES], store, pool, links)
    imap.logout()


def _take(
    imap: imaplib.IMAP4,
    uids: list[bytes],
    store: sqlite3.Connection,
    pool: ThreadPoolExecutor,
    links: SimpleQueue[smtplib.SMTP],
) -> None:
    chosen = b",".join(uids).decode()
    fetched = imap.uid("FETCH", chosen, "(BODY.PEEK[])")[1]
    raws = [part[1] for part in fetched if isinstance(part, tuple)]
    letters = [email.message_from_bytes(raw, policy=default) for raw in raws]
    rows = [
        (uid, letter["From"], letter["Subject"], letter["Message-ID"], _text(letter), raw)
        for uid, letter, raw in zip(uids, letters, raws, strict=True)
    ]
    with store:
        store.executemany("INSERT INTO letter VALUES (?, ?, ?, ?, ?, ?)", rows)
    list(pool.map(lambda letter: _answer(letter, links), letters))
    imap.uid("MOVE", chosen, "Handled")


def _text(letter: EmailMessage) -> str:
    body = letter.get_body(("plain", "html"))
    return str(body.get_content()) if body else ""


def _answer(letter: EmailMessage, links: SimpleQueue[smtplib.SMTP]) -> None:
    reply = EmailMessage()
    reply["From"] = OURS
    reply["To"] = parseaddr(letter["From"])[1]
    reply["Subject"] = "Mötesplats Storsthlm"
    reply["Message-ID"] = make_msgid(domain="example.org")
    reply["In-Reply-To"] = letter["Message-ID"]
    reply["Auto-Submitted"] = "auto-replied"
    reply.set_content(TEXT)
    reply.add_alternative(f"<html><body><pre>{TEXT}</pre></body></html>", subtype="html")
    link = links.get()
    link.send_message(reply)
    links.put(link)


if __name__ == "__main__":
    main(*sys.argv[1:])
