"""What a letter comes to, from the mailbox to the outbox."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mailreg.event import Approval, Event, WhenFull
from mailreg.extraction import Extract
from mailreg.extraction.resolve import extract
from mailreg.message import InboundMessage
from mailreg.message.identity import thread_id
from mailreg.registration.values import Verb
from mailreg.service.messages import replay
from tests.integration.service.conftest import NewOffice
from tests.integration.service.hall import GROUP
from tests.integration.service.letters import (
    ASKING,
    CANCELLATION,
    ENGLISH,
    QUESTION,
    REGISTRATION,
    WITHOUT_ADDRESS,
    letter,
    letters,
)
from tests.integration.service.office import (
    ADDRESS,
    CLOSES,
    NOW,
    STARTS,
    Office,
    make_event,
    opened,
    text_of,
)

# what is read and written is the same on both databases; the others of this folder prove that
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
BULK = "List-Id: <nyheter.solby.example>\nPrecedence: bulk\n"
OUT_OF_OFFICE = "Auto-Submitted: auto-replied\n"
BOUNCE = """\
From: Mail Delivery System <MAILER-DAEMON@mx.example.org>
To: varmote@example.org
Subject: Undelivered Mail Returned to Sender
Date: Fri, 01 Mar 2030 10:58:35 +0100
Message-ID: <bounce.1@mx.example.org>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

Your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; anna.berg@solby.example
Action: failed
Status: 5.1.1

--b
Content-Type: text/rfc822-headers

{headers}

--b--
"""


def answered(office: Office) -> str:
    """The text of the last reply."""
    return text_of(office.mails()[-1].content or b"")


@pytest.mark.parametrize(
    ("body", "subject", "status", "reply"),
    [
        (REGISTRATION, "Efteranmälan", "pending", "received"),
        (WITHOUT_ADDRESS, "Efteranmälan", "incomplete", "incomplete"),
        (ENGLISH, "Late registration", "pending", "received"),
    ],
)
def test_a_registration_is_stored_answered_and_filed(
    office: Office, body: str, subject: str, status: str, reply: str
) -> None:
    office.take_in(letter(body, subject=subject))

    assert office.statuses() == [status]
    assert office.messages() == [("processed", None)]
    assert office.fates() == [(reply, "queued", None)]
    assert (office.inbox(), office.folder("Handled")) == (0, 1)


def test_a_question_gets_a_reference_and_stays_in_the_inbox(office: Office) -> None:
    office.take_in(letter(QUESTION, subject=ASKING))

    assert office.case().registrations == ()
    assert office.messages() == [("review", "question")]
    assert office.fates() == [("forwarded", "queued", None)]
    assert office.inbox() == 1


@pytest.mark.parametrize(
    ("headers", "sender", "reason", "stays"),
    [
        (BULK, None, "bulk", True),
        (OUT_OF_OFFICE, None, "auto_reply", False),
        ("", f"Vårmötet <{ADDRESS}>", "own_mail", False),
    ],
)
def test_machines_are_recorded_and_never_answered(
    office: Office, headers: str, sender: str | None, reason: str, stays: bool
) -> None:
    office.take_in(letter(headers=headers, sender=sender))

    assert office.cases() == []
    assert office.messages() == [("ignored", reason)]
    assert office.mails() == []
    assert office.inbox() == stays


def test_bulk_mail_stays_also_where_no_event_takes_letters(new_office: NewOffice) -> None:
    office = new_office(make_event(slug="a"), make_event(slug="b"))

    office.take_in(letter(headers=BULK), letter())

    assert office.messages() == [("ignored", "bulk"), ("review", "event_unclear")]
    assert office.inbox() == 2


@pytest.mark.parametrize(
    ("reply_to", "to", "is_answered"),
    [
        (None, "anna.berg@solby.example", True),
        ("anmalan@solby.example", "anmalan@solby.example", True),
        ("anna@annat.example", "anna.berg@solby.example", False),
    ],
)
def test_an_answer_goes_to_the_sender_or_to_a_reply_to_of_the_same_domain(
    office: Office, reply_to: str | None, to: str, is_answered: bool
) -> None:
    office.take_in(letter(headers=f"Reply-To: {reply_to}\n" if reply_to else ""))

    case = office.case()
    assert case.contact_email == to
    assert [mail.recipient for mail in office.mails()] == ([to] if is_answered else [])
    assert case.needs_review is not is_answered


def test_an_answer_hangs_on_to_its_letter(office: Office) -> None:
    office.take_in(
        letter(
            message_id="<third@solby.example>",
            headers="References: <first@solby.example> <second@solby.example>\n",
        )
    )

    (mail,) = office.mails()
    answer = opened(mail.content or b"")
    assert answer["In-Reply-To"] == "<third@solby.example>"
    assert answer["References"].split() == [
        "<first@solby.example>",
        "<second@solby.example>",
        "<third@solby.example>",
        thread_id(office.case().token, "example.org"),
    ]
    assert office.case().reference in answer["Subject"]
    assert answer["Auto-Submitted"] == "auto-replied"
    assert answer["From"].endswith(f"<{ADDRESS}>")


def test_a_letter_is_answered_in_its_own_language(office: Office) -> None:
    office.take_in(letter(), letter(ENGLISH, name="Dan Ek", address="dan@solby.example"))

    assert [case.language for case in office.cases()] == ["sv", "en"]
    assert [opened(mail.content or b"")["Content-Language"] for mail in office.mails()] == [
        "sv",
        "en",
    ]


@pytest.mark.parametrize("by", ["reference", "thread id", "reply"])
def test_a_letter_that_refers_to_ours_makes_no_second_application(office: Office, by: str) -> None:
    office.take_in(letter())
    office.send_due()
    case, (mail,) = office.case(), office.mails()
    thread = thread_id(case.token, "example.org")
    joining = {
        "reference": letter(subject=f"SV: Vårmöte ({case.reference})"),
        "thread id": letter(headers=f"References: {thread}\n"),
        "reply": letter(headers=f"In-Reply-To: {mail.message_id}\n"),
    }[by]

    office.take_in(joining)

    assert len(office.cases()) == 1
    assert office.messages()[1] == ("processed", "already_registered")
    assert office.fates()[1:] == [("already_registered", "queued", None)]
    assert office.inbox() == 0


def test_who_asked_something_registers_in_the_same_conversation(office: Office) -> None:
    office.take_in(letter(QUESTION, subject=ASKING))
    reference = office.case().reference

    office.take_in(letter(subject=f"SV: {reference}"))

    assert office.messages()[1] == ("processed", None)
    assert office.references() == [reference]
    assert office.statuses() == ["pending"]
    assert office.fates()[-1] == ("received", "queued", None)


def test_a_cancellation_that_nothing_proves_is_put_beside_the_case(office: Office) -> None:
    office.take_in(letter())

    office.take_in(letter(CANCELLATION, subject="Avbokning"))

    assert office.statuses() == ["pending"]
    assert office.messages()[1] == ("review", "unproven")
    assert len(office.mails()) == 1
    assert office.inbox() == 0


def test_a_cancellation_from_somebody_unknown_waits_in_the_inbox(office: Office) -> None:
    office.take_in(letter(CANCELLATION, subject="Avbokning"))

    assert office.cases() == []
    assert office.messages() == [("review", "cancel")]
    assert office.inbox() == 1


@pytest.mark.parametrize("kept", ["Message-ID", "Subject"])
def test_a_bounce_of_our_mail_is_put_before_staff_in_its_conversation(
    office: Office, kept: str
) -> None:
    office.take_in(letter())
    sent = opened(office.mails()[0].content or b"")
    bounce = BOUNCE.format(headers=f"{kept}: {sent[kept]}").replace("\n", "\r\n").encode()

    office.take_in(bounce)

    assert office.messages()[1] == ("review", "bounce_of_our_mail")
    assert len(office.mails()) == 1


def test_a_bounce_of_an_attendees_copy_is_put_before_staff_too(office: Office) -> None:
    office.take_in(letter(GROUP))
    office.decide(Verb.APPROVE)
    copy = opened(office.mails()[-1].content or b"")
    headers = f"Message-ID: {copy['Message-ID']}"

    office.take_in(BOUNCE.format(headers=headers).replace("\n", "\r\n").encode())

    assert office.messages()[-1] == ("review", "bounce_of_our_mail")


def test_a_bounce_of_somebody_elses_mail_is_ignored(office: Office) -> None:
    headers = "Message-ID: <unknown@example.org>"

    office.take_in(BOUNCE.format(headers=headers).replace("\n", "\r\n").encode())

    assert office.messages() == [("ignored", "bounce")]


def test_the_same_letter_on_another_way_is_a_duplicate(office: Office) -> None:
    first = letter(message_id="<one@solby.example>")
    office.take_in(first)

    office.take_in(b"Received: from alias.example.org\r\n" + first)

    assert len(office.cases()) == 1
    assert office.messages()[1] == ("ignored", "duplicate:1")
    assert len(office.mails()) == 1


def test_the_same_bytes_at_another_place_are_no_second_message(office: Office) -> None:
    content = letter()
    office.take_in(content)

    office.take_in(content)

    assert len(office.messages()) == 1
    assert (office.inbox(), office.folder("Handled")) == (0, 2)


def test_who_applies_twice_is_told_so_and_begins_no_second_application(office: Office) -> None:
    office.take_in(letter())
    office.take_in(letter(more="Jag behöver en plats."))

    assert office.messages()[1] == ("processed", "already_registered")
    assert len(office.cases()) == 1
    assert "har vi redan" in office.said("already_registered")


@pytest.mark.parametrize(
    ("name", "address", "is_marked"),
    [
        ("Anna Bergh", "anna.berg@solby.example", True),
        ("Anna Ask", "anna.berg@solby.example", False),
        ("Anna Berg", "anna.berg@norrby.example", False),
    ],
    ids=["another spelling", "another name", "another address"],
)
def test_a_likeness_is_marked_and_still_received(
    office: Office, name: str, address: str, is_marked: bool
) -> None:
    office.take_in(letter())
    office.take_in(letter(name=name, address=address))

    assert office.statuses() == ["pending", "pending"]
    assert ("same_person" in office.cases()[1].reasons) is is_marked
    assert office.fates()[-1] == ("received", "queued", None)


def test_a_crash_quarantines_one_letter_and_the_others_go_on(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hostile(message: InboundMessage, event: Event) -> Extract:
        if "Erik" in message.body:
            raise ZeroDivisionError
        return extract(message, event)

    with monkeypatch.context() as planted:
        planted.setattr("mailreg.reader.here.extract", hostile)
        office.take_in(*letters(3))

    assert office.messages() == [
        ("processed", None),
        ("quarantined", "crashed:ZeroDivisionError"),
        ("processed", None),
    ]
    assert office.inbox() == 1
    assert replay(office.desk, 2).message.state == "processed"
    assert len(office.cases()) == 3


@pytest.mark.parametrize(
    ("at", "status", "reply"),
    [
        (CLOSES - SECOND, "pending", "received"),
        (CLOSES, "declined", "closed"),
        (STARTS + DAY, "declined", "closed"),
    ],
)
def test_deadlines_go_by_the_arrival_not_by_when_we_look(
    office: Office, at: object, status: str, reply: str
) -> None:
    assert isinstance(at, type(NOW))
    office.deliver(letter(), at=at)
    office.clock.now = STARTS + 2 * DAY

    office.watch.tend()

    assert office.statuses() == [status]
    assert office.fates() == [(reply, "queued", None)]


@pytest.mark.parametrize(
    ("when_full", "status", "reply"),
    [
        (WhenFull.STAFF, "pending", "received"),
        (WhenFull.WAITLIST, "waitlisted", "waitlisted"),
        (WhenFull.DECLINE, "declined", "declined"),
    ],
)
def test_automatic_approval_confirms_what_fits(
    new_office: NewOffice, when_full: WhenFull, status: str, reply: str
) -> None:
    event = make_event(capacity=2, approval=Approval.AUTOMATIC, when_full=when_full)
    office = new_office(event)

    office.take_in(*letters(3))

    assert office.statuses() == ["confirmed", "confirmed", status]
    assert [template for template, _, _ in office.fates()] == ["confirmed", "confirmed", reply]
    assert [case.registrations[0].full for case in office.cases()] == [False, False, True]
