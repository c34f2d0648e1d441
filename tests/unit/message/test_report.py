"""What a bounce tells: which mail came back, to whom it did not get, and why."""

from __future__ import annotations

import time

import pytest

from mailreg.message import DeliveryReport, ReportKind
from tests.unit.message.mails import TOKEN, mail, multipart, read

OURS = f"<mailreg.{TOKEN}.2@example.org>"
THREAD = f"<mailreg.{TOKEN}@example.org>"
DAEMON = "Mail Delivery System <MAILER-DAEMON@mx.example.org>"
STATUS = """\
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Original-Recipient: rfc822;Anna.Lind@botkyrka.example
Final-Recipient: rfc822; anna@intern.botkyrka.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <anna@intern.botkyrka.example>: no such
 person
"""
RETURNED = f"""\
Content-Type: {{kind}}

From: Motesplats <motesplats@example.org>
To: anna.lind@botkyrka.example
Subject: Motesplats MS-7K4QD
Message-ID: {{id}}
References: <1@botkyrka.example>
 {THREAD}

Hej!
"""


def report(content: bytes) -> DeliveryReport:
    found = read(content).report
    assert found is not None
    return found


def standard(
    action: str = "failed", status: str = "5.1.1", id_: str = OURS, kind: str = "message/rfc822"
) -> bytes:
    return multipart(
        "report; report-type=delivery-status",
        "Content-Type: text/plain\n\nYour message could not be delivered.\n",
        STATUS.format(action=action, status=status),
        RETURNED.format(kind=kind, id=id_),
        From=DAEMON,
        Subject="Undelivered Mail Returned to Sender",
    )


def in_text(text: str, subject: str = "failure notice", **fields: str) -> bytes:
    return mail(text, From=DAEMON, Subject=subject, **fields)


@pytest.mark.parametrize(
    ("action", "status", "kind"),
    [
        ("failed", "5.1.1", ReportKind.FAILED),
        ("failed", "4.4.7", ReportKind.FAILED),
        ("Failed (gave up)", "5.0.0", ReportKind.FAILED),
        ("delayed", "4.4.1", ReportKind.DELAYED),
        ("delivered", "2.0.0", ReportKind.DELIVERED),
        ("relayed", "2.0.0", ReportKind.DELIVERED),
        ("expanded", "2.0.0", ReportKind.DELIVERED),
    ],
)
def test_the_action_of_a_report_says_what_became_of_the_mail(
    action: str, status: str, kind: ReportKind
) -> None:
    assert report(standard(action, status)).kind is kind


def test_one_recipient_who_was_not_reached_makes_it_a_failure() -> None:
    delayed = STATUS.format(action="delayed", status="4.4.1")
    failed = "\nFinal-Recipient: rfc822; bo@botkyrka.example\nAction: failed\nStatus: 5.2.2\n"

    found = report(multipart("report; report-type=delivery-status", delayed + failed, From=DAEMON))

    assert found.kind is ReportKind.FAILED
    assert found.recipients == ("bo@botkyrka.example",)
    assert found.diagnostic == "5.2.2"


def test_a_standard_report_names_both_addresses_and_the_reason_on_one_line() -> None:
    found = report(standard())

    assert found.recipients == ("anna.lind@botkyrka.example", "anna@intern.botkyrka.example")
    assert found.diagnostic == "550 5.1.1 <anna@intern.botkyrka.example>: no such person"


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers", "message/global"])
def test_the_header_that_came_back_tells_which_mail_it_was(kind: str) -> None:
    found = report(standard(kind=kind))

    assert found.ids == (OURS,)
    assert found.references == ("<1@botkyrka.example>", THREAD)
    assert found.subject == "Motesplats MS-7K4QD"


QMAIL = f"""\
Hi. This is the qmail-send program at mx.example.org.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<anna.lind@botkyrka.example>:
192.0.2.1 does not like recipient.
Remote host said: 550 5.1.1 User unknown

--- Below this line is a copy of the message.

Return-Path: <motesplats@example.org>
Subject: Motesplats MS-7K4QD
Message-ID: {OURS}
References: <1@botkyrka.example>
 {THREAD}

Hej!
"""
EXCHANGE = f"""\
Your message did not reach some or all of the intended recipients.

The following recipient(s) could not be reached:

      anna.lind@botkyrka.example on 2023-03-13 16:22
            The e-mail account does not exist. <mx.example.org #5.1.1>

Original message headers:

> Subject: Motesplats
> Message-ID: {OURS}
"""


@pytest.mark.parametrize("text", [QMAIL, EXCHANGE], ids=["qmail", "exchange"])
def test_a_bounce_in_running_text_is_read_as_well(text: str) -> None:
    found = report(in_text(text))

    assert found.kind is ReportKind.FAILED
    assert found.ids == (OURS,)
    assert "5.1.1" in found.diagnostic


def test_a_bounce_of_qmail_names_whom_it_did_not_reach() -> None:
    assert report(in_text(QMAIL)).recipients == ("anna.lind@botkyrka.example",)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Warning: message 1abc delayed 24 hours", "The message has not been delivered yet."),
        ("Delivery Status Notification (Delay)", "This is an automatic message."),
        ("Warning: could not send message for past 4 hours", "Will keep trying for 5 days."),
        ("Mail delivery warning", "You do not need to resend your message."),
        ("Försenad leverans", "Leveransen är försenad, servern fortsätter att försöka."),
    ],
)
def test_a_delay_in_running_text_is_no_failure(subject: str, text: str) -> None:
    assert report(in_text(text, subject)).kind is ReportKind.DELAYED


def test_mail_of_a_daemon_that_says_nothing_of_a_delivery_is_unclear() -> None:
    assert report(in_text("Hello!", "Welcome")).kind is ReportKind.UNCLEAR


def test_where_nothing_came_back_the_bounce_answers_our_mail() -> None:
    assert report(in_text("Address not found", In_Reply_To=OURS)).ids == (OURS,)
    assert report(in_text("Address not found", In_Reply_To="<1@x.example>")).ids == ()


def test_failed_recipients_of_a_header_count() -> None:
    found = report(in_text("Oops", X_Failed_Recipients="Bo@botkyrka.example, ek@solby.example"))

    assert found.recipients == ("bo@botkyrka.example", "ek@solby.example")


def test_only_a_bounce_has_a_report() -> None:
    assert read(mail()).report is None
    assert read(mail("Jag är ledig.", Auto_Submitted="auto-replied")).report is None


NESTED = "".join(f"Content-Type: multipart/report; boundary=b{n}\n\n--b{n}\n" for n in range(3000))
HOSTILE = {
    "nested": NESTED,
    "blank lines": "\n" * 500_000,
    "brackets": "<" * 1_000_000,
    "lines of brackets": ("<" * 499 + "\n") * 3000,
    "ids": "Message-ID: <a@b.example>\nReferences: " * 30_000,
    "status": "5.1.1 " * 200_000,
    "no characters": "\0\ufffd" * 200_000,
    "addresses": ("a@" * 249 + "\n") * 3000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_bounce_is_read_in_bounded_time(text: str) -> None:
    content = in_text(text)
    begun = time.process_time()

    report(content)

    assert time.process_time() - begun < 2


def test_every_beginning_of_a_bounce_is_read() -> None:
    for whole in (standard(), in_text(QMAIL), in_text(EXCHANGE)):
        for length in range(0, len(whole), 7):
            read(whole[:length])
