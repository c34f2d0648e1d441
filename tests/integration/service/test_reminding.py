"""Who was asked and does not answer: reminders in office hours, and a polite end at last."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from mailreg.event import Event
from mailreg.event.values import Office as OfficeHours
from mailreg.event.values import Reminding
from mailreg.registration.values import Verb
from mailreg.service import administration
from mailreg.service.clock import look_at_the_clock
from mailreg.service.explaining import explain
from mailreg.service.policy import Limits, Mode
from mailreg.store.values import MessageState
from tests.integration.service.conftest import NewOffice
from tests.integration.service.letters import WITHOUT_ADDRESS, letter
from tests.integration.service.office import CLOSES, STARTS, STOCKHOLM, Office, make_event, text_of
from tests.integration.service.thread import Thread
from tests.servers.smtp import Conduct

HOUR = timedelta(hours=1)
HALF_AN_HOUR = timedelta(minutes=30)


def event(**more: Any) -> Event:
    return replace(make_event(office=OfficeHours(country="SE")), **more)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2030, 3, day, hour, minute, tzinfo=STOCKHOLM)


def asked(new_office: NewOffice, people: int = 1, **more: Any) -> Office:
    """Somebody is asked for the billing address on Friday 1 March 2030 at 10:00."""
    office = new_office(event(**more))
    office.restart(connections=1)
    office.take_in(
        *(
            letter(WITHOUT_ADDRESS, name=f"{name} Berg", address=f"{name}@solby.example".lower())
            for name in ("Anna", "Bodil", "Cilla", "Disa", "Elsa")[:people]
        )
    )
    office.send_due()
    assert office.statuses() == ["incomplete"] * people
    return office


def live(office: Office, until: datetime) -> None:
    """The clock is looked at every half hour, and what is due is sent."""
    while office.clock() < until:
        office.clock.advance(min(HALF_AN_HOUR, until - office.clock()))
        look_at_the_clock(office.desk)
        office.send_due()


def sent(office: Office) -> list[tuple[str, str]]:
    """Template and local time of each mail that left."""
    return [
        (mail.template, f"{mail.sent_at.astimezone(STOCKHOLM):%d %H:%M}")
        for mail in office.mails()
        if mail.sent_at is not None
    ]


def test_who_does_not_answer_is_reminded_twice_and_given_up_at_the_deadline(
    new_office: NewOffice,
) -> None:
    office = asked(new_office)

    live(office, STARTS + HOUR)

    assert sent(office) == [
        ("incomplete", "01 10:00"),
        ("reminder", "06 10:00"),
        ("reminder", "11 10:00"),
        ("expired", "19 00:00"),
    ]
    assert office.statuses() == ["expired"]
    assert "Fakturaadress" in office.said("reminder")
    assert "senast måndag 18 mars 2030" in office.said("reminder")
    assert "Vill du fortfarande komma?" in office.said("expired")
    assert "Det betyder att du inte har någon plats." in office.said("expired")


def test_a_reminder_stays_in_the_conversation_and_in_its_language(new_office: NewOffice) -> None:
    office = new_office(event())
    english = "Hello,\n\nI would like to register for the Spring meeting.\n\nName: Anna Berg\n"
    office.take_in(letter(text=english, message_id="<first@solby.example>"))
    live(office, CLOSES + HOUR)

    assert [template for template, _ in sent(office)] == [
        "incomplete",
        *["reminder"] * 2,
        "expired",
    ]
    mails = [mail.content or b"" for mail in office.mails()]
    assert all(b"In-Reply-To: <first@solby.example>" in mail for mail in mails)
    assert all(b"Auto-Submitted: auto-replied" in mail for mail in mails)
    assert "Please reply to this email by Monday 18 March 2030." in text_of(mails[1])
    assert "Would you still like to come?" in text_of(mails[-1])


def test_reminders_keep_to_office_hours_and_public_holidays(new_office: NewOffice) -> None:
    office = asked(
        new_office,
        starts=datetime(2030, 5, 20, 13, tzinfo=STOCKHOLM),
        closes=datetime(2030, 5, 18, tzinfo=STOCKHOLM),
        reminding=Reminding(office_days=1, at_most=1),
    )
    office.clock.now = datetime(2030, 4, 18, 18, tzinfo=STOCKHOLM)  # Maundy Thursday, 18:00

    live(office, datetime(2030, 4, 24, tzinfo=STOCKHOLM))

    assert sent(office)[1:] == [("reminder", "23 08:00")]  # Easter Monday is the 22nd


def test_an_answer_that_waits_for_staff_is_no_silence(new_office: NewOffice) -> None:
    office = asked(new_office)
    reference = office.references()[0]
    office.take_in(letter(text="Vänta, jag måste fråga ekonomi.", subject=f"Sv: [{reference}]"))
    assert office.messages()[-1][0] == MessageState.REVIEW

    live(office, CLOSES + HOUR)

    assert [template for template, _ in sent(office)] == ["incomplete"]
    assert office.statuses() == ["incomplete"]


def test_who_is_asked_anew_is_reminded_anew(new_office: NewOffice) -> None:
    office = asked(new_office, reminding=Reminding(office_days=2, at_most=1))
    live(office, local(7, 12))
    assert [template for template, _ in sent(office)] == ["incomplete", "reminder"]
    office.decide(Verb.ASK, note="Vilken förvaltning?")

    live(office, local(13, 12))

    assert sent(office)[2:] == [("incomplete", "07 12:30"), ("reminder", "11 12:30")]


def test_what_staff_ask_after_the_close_waits_until_the_event(new_office: NewOffice) -> None:
    office = asked(new_office)
    live(office, CLOSES + HOUR)
    office.decide(Verb.REOPEN)
    office.decide(Verb.ASK, note="Vart skickar vi fakturan?")
    live(office, STARTS - HOUR)
    assert office.statuses() == ["incomplete"]

    live(office, STARTS + HOUR)

    assert office.statuses() == ["expired"]
    assert [template for template, _ in sent(office)].count("expired") == 1


@pytest.mark.parametrize("silence", ["shadow", "hold", "pause"])
def test_nobody_is_reminded_or_given_up_while_no_mail_leaves(
    new_office: NewOffice, silence: str
) -> None:
    office = asked(new_office)
    if silence == "pause":
        administration.pause(office.desk, None, by="karin")
    else:
        office.restart(mode=Mode(silence))

    live(office, CLOSES + HOUR)

    assert office.statuses() == ["incomplete"]
    assert len(office.mails()) == 1


def test_whose_question_never_arrived_is_neither_reminded_nor_given_up(
    new_office: NewOffice,
) -> None:
    office = new_office(event())
    office.smtp.expect(Conduct(rcpt="550 5.1.1 nobody"))
    office.take_in(letter(WITHOUT_ADDRESS))
    office.send_due()
    assert office.fates()[0][1] == "failed"

    live(office, CLOSES + HOUR)

    assert len(office.mails()) == 1
    assert office.statuses() == ["incomplete"]


def test_what_was_read_in_shadow_is_never_reminded(new_office: NewOffice) -> None:
    office = new_office(event())
    office.restart(mode=Mode.SHADOW)
    office.take_in(letter(WITHOUT_ADDRESS))
    office.restart(mode=Mode.LIVE)

    live(office, CLOSES + HOUR)

    assert sent(office) == []


def test_a_late_answer_opens_it_again(new_office: NewOffice) -> None:
    office = asked(new_office)
    live(office, CLOSES + HOUR)
    assert office.statuses() == ["expired"]

    text = "Här kommer fakturaadressen:\nSolby kommun\nBox 101\n123 45 Solby\nReferens: ZZ1234\n"
    Thread(office=office).answer(text, name="Anna Berg", address="anna@solby.example")

    assert office.statuses() == ["pending"]
    assert office.mails()[-1].template == "received"


def test_reminders_leave_half_of_the_limit_to_those_who_write(new_office: NewOffice) -> None:
    office = asked(new_office, people=5)
    limits = Limits(automatic_per_hour=4, automatic_per_address_per_day=0)
    office.restart(connections=1, limits=limits)

    live(office, local(6, 10))
    assert len(sent(office)) == 7
    assert all(mail.state.value == "sent" for mail in office.mails())
    live(office, local(6, 14))

    assert [template for template, _ in sent(office)] == ["incomplete"] * 5 + ["reminder"] * 5


def test_explain_tells_what_comes_next(new_office: NewOffice) -> None:
    office = asked(new_office)
    reference = office.references()[0]
    said = " ".join(explain(office.desk, reference))
    assert "asked on 2030-03-01 10:00" in said
    assert "reminded on 2030-03-06 10:00" in said
    assert "until 2030-03-19 00:00" in said
    live(office, local(12, 12))
    assert "reminded 2 times, the most there is" in " ".join(explain(office.desk, reference))
    live(office, CLOSES + HOUR)
    assert "not answered in time" in " ".join(explain(office.desk, reference))
