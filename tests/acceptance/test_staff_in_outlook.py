"""Staff go on using the mailbox: what they answer by hand counts, on a real server."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial

from tests.acceptance.conftest import NewSite
from tests.acceptance.letters import address_of, id_of, registration
from tests.servers.site import Site, undisturbed

DESK = "motesplats@example.org"


def by_hand(number: int, **fields: str) -> bytes:
    """A mail as Outlook leaves it in the Sent folder, in answer to a letter."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = DESK, address_of(0), "SV: Efteranmalan"
    mail["Message-ID"] = f"<hand-{number}@example.org>"
    mail["Date"] = "Mon, 13 Mar 2023 11:00:00 +0100"
    for name, value in fields.items():
        mail[name.replace("_", "-")] = value
    mail.set_content("Hej! Vi hör av oss i morgon.\n")
    return mail.as_bytes(policy=policy.SMTP)


def send(site: Site, *mails: bytes) -> None:
    """Staff send something from Outlook, which keeps it in the Sent folder."""
    for mail in mails:
        undisturbed(partial(site.imap.fill, site.user, [mail], folder="Sent"))


def test_an_answer_by_hand_takes_back_what_was_held_and_silences_the_machine(
    new_site: NewSite,
) -> None:
    site = new_site(mode="hold")
    site.run_once()  # the Sent folder is looked at for the first time
    site.deliver(registration(0))
    site.run_once()
    reference = site.reference()

    send(site, by_hand(1, In_Reply_To=id_of(0), References=id_of(0)))
    site.run_once()

    case = site.case()
    assert [(mail["state"], mail["reason"]) for mail in case["outbox"]] == [
        ("cancelled", "by_hand")
    ]
    assert [one["reason"] for one in case["messages"]] == [None, "by_hand"]
    assert [step["action"] for step in case["history"]] == ["arrived", "by_hand"]
    assert len(site.saved()) == 1

    site.mailreg("resume", reference)
    assert site.mailreg("resume", reference, check=False).returncode == 1


def test_our_own_copies_in_the_sent_folder_are_no_answers(new_site: NewSite) -> None:
    site = new_site()
    site.run_once()
    site.deliver(registration(0))
    site.run_once()
    (ours,) = site.saved()
    message_id = str(message_from_bytes(ours)["Message-ID"]).encode()

    # the provider's own copy beside ours, under another Message-ID
    send(site, ours.replace(message_id, b"<DB9P1@prod.outlook.example>", 1))
    site.run_once()

    assert [mail["state"] for mail in site.case()["outbox"]] == ["sent"]
    assert len(site.json("messages")) == 1
