"""Our mail that came back, or is late: it reaches its application, and nobody is answered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mailreg.registration.values import Verb
from mailreg.service.views import show_case
from tests.integration.service.letters import letter
from tests.integration.service.office import Office, opened

REPORT = """\
From: Mail Delivery System <MAILER-DAEMON@mx.solby.example>
To: varmote@example.org
Subject: {subject}
Date: Fri, 01 Mar 2030 10:10:00 +0100
Message-ID: <bounce.{number}@mx.solby.example>
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary="frontier"

--frontier
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.solby.example

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {diagnostic}

{returned}--frontier--
"""
HEADERS = "--frontier\nContent-Type: text/rfc822-headers\n\n{headers}\n\n"
ANNA = "anna.berg@solby.example"


def bounce(
    headers: str = "",
    *,
    action: str = "failed",
    recipient: str = ANNA,
    status: str = "5.1.1",
    diagnostic: str = "550 5.1.1 User unknown",
    number: int = 1,
) -> bytes:
    text = REPORT.format(
        subject="Undelivered Mail Returned to Sender",
        number=number,
        recipient=recipient,
        action=action,
        status=status,
        diagnostic=diagnostic,
        returned=HEADERS.format(headers=headers) if headers else "",
    )
    return text.replace("\n", "\r\n").encode()


def header(office: Office, name: str, mail: int = 0) -> str:
    """A field of one of our mails, as it comes back."""
    return f"{name}: {opened(office.mails()[mail].content or b'')[name]}"


def answered(office: Office) -> None:
    office.take_in(letter())
    office.send_due()


def test_a_bounce_marks_our_mail_as_failed_and_puts_the_case_before_staff(office: Office) -> None:
    answered(office)

    office.take_in(bounce(header(office, "Message-ID")))

    assert office.fates() == [("received", "failed", "bounced")]
    assert office.mails()[0].last_reply == "550 5.1.1 User unknown"
    assert office.messages()[1] == ("review", "bounce_of_our_mail")
    case = show_case(office.desk, office.case().reference, by="karin", with_diet=False)
    assert case.history[-1].action == "bounced"
    assert case.history[-1].detail == "550 5.1.1 User unknown"
    assert case.messages[-1].intent == "bounce"


def test_a_mail_that_came_back_can_be_sent_again(office: Office) -> None:
    answered(office)
    office.take_in(bounce(header(office, "Message-ID")))
    office.edit("contact.email=anna@solby.example")

    office.decide(Verb.APPROVE)
    office.clock.advance(timedelta(hours=1))
    office.send_due()

    assert office.fates()[-1] == ("confirmed", "sent", None)


def test_of_several_mails_the_one_that_came_back_has_failed(office: Office) -> None:
    answered(office)
    office.decide(Verb.APPROVE)
    office.clock.advance(timedelta(hours=1))
    office.send_due()

    office.take_in(bounce(header(office, "Message-ID", mail=0)))

    assert [fate[1] for fate in office.fates()] == ["failed", "sent"]


def test_a_server_that_rewrote_our_message_id_left_the_token(office: Office) -> None:
    answered(office)
    returned = f"Message-ID: <DB9P1@prod.outlook.example>\n{header(office, 'References')}"

    office.take_in(bounce(returned))

    assert office.fates() == [("received", "failed", "bounced")]


def test_what_staff_wrote_by_hand_is_no_mail_of_ours_and_still_their_case(office: Office) -> None:
    answered(office)
    ours = opened(office.mails()[0].content or b"")["Message-ID"]
    returned = f"Message-ID: <hand@example.org>\nReferences: {ours} <anna.2@solby.example>"

    office.take_in(bounce(returned))

    assert office.fates() == [("received", "sent", None)]
    assert office.messages()[1] == ("review", "bounce_of_our_mail")


def test_without_any_header_the_address_tells_whose_mail_it_was(office: Office) -> None:
    answered(office)

    office.take_in(bounce())

    assert office.fates() == [("received", "failed", "bounced")]


def test_a_subject_with_our_reference_tells_which_of_two_cases_it_was(office: Office) -> None:
    office.take_in(letter(), letter(name="Bo Ek"))
    office.send_due()

    office.take_in(bounce(header(office, "Subject", mail=1)))

    assert [fate[1] for fate in office.fates()] == ["sent", "failed"]


def test_an_address_to_which_two_cases_wrote_tells_nothing(office: Office) -> None:
    office.take_in(letter(), letter(name="Bo Ek"))
    office.send_due()

    office.take_in(bounce())

    assert {fate[1] for fate in office.fates()} == {"sent"}
    assert office.messages()[-1] == ("ignored", "bounce")


@pytest.mark.parametrize(
    "returned",
    ["Message-ID: <spam@elsewhere.example>", "Subject: Cheap watches", "References: <a@b.example>"],
)
def test_somebody_elses_mail_to_the_same_address_is_not_ours(office: Office, returned: str) -> None:
    answered(office)

    office.take_in(bounce(f"{returned}\nDate: Fri, 01 Mar 2030 09:00:00 +0100"))

    assert office.fates() == [("received", "sent", None)]


def test_weeks_later_an_address_tells_nothing(office: Office) -> None:
    answered(office)
    office.clock.advance(timedelta(days=11))

    office.take_in(bounce())

    assert office.fates() == [("received", "sent", None)]


@pytest.mark.parametrize(("action", "reason"), [("delayed", "delayed"), ("delivered", "delivered")])
def test_news_of_a_delivery_are_recorded_and_fail_nothing(
    office: Office, action: str, reason: str
) -> None:
    answered(office)

    office.take_in(bounce(header(office, "Message-ID"), action=action, status="4.4.1"))

    assert office.messages()[1] == ("ignored", reason)
    assert office.fates() == [("received", "sent", None)]
    case = show_case(office.desk, office.case().reference, by="karin", with_diet=False)
    assert len(case.messages) == 2


def test_a_second_bounce_changes_nothing_more(office: Office) -> None:
    answered(office)
    returned = header(office, "Message-ID")
    office.take_in(bounce(returned))

    office.take_in(bounce(returned, number=2))

    case = show_case(office.desk, office.case().reference, by="karin", with_diet=False)
    assert [step.action for step in case.history] == ["arrived", "bounced"]
    assert len(office.mails()) == 1


def test_a_mail_that_has_not_left_does_not_fail_by_a_report(office: Office) -> None:
    office.take_in(letter())

    office.take_in(bounce(header(office, "Message-ID")))

    assert office.fates() == [("received", "queued", None)]
