"""Staff in Outlook: what they send by hand joins its conversation, and mailreg steps back."""

from __future__ import annotations

import os
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from itertools import count

import pytest

from mailreg.errors import BadRequest
from mailreg.registration.values import Verb
from mailreg.service.by_hand import hand_back
from mailreg.service.views import show_case
from tests.integration.service.conftest import NewOffice
from tests.integration.service.letters import ASKING, QUESTION, WITHOUT_ADDRESS, letter
from tests.integration.service.office import ADDRESS, Office, make_event, opened

FIRST = "<first@solby.example>"
NUMBERS = count(1)


def by_hand(text: str = "Hej! Vi hör av oss.", **fields: str) -> bytes:
    """A mail as a mail program of staff leaves it in the Sent folder."""
    mail = EmailMessage()
    mail["From"], mail["To"] = f"Karin Ek <{ADDRESS}>", "anna.berg@solby.example"
    mail["Message-ID"] = f"<hand.{next(NUMBERS)}@example.org>"
    mail["Date"] = "Fri, 01 Mar 2030 10:20:00 +0100"
    for name, value in {"Subject": "Sv: Efteranmälan", **fields}.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes(policy=policy.SMTP)


@pytest.fixture
def office(new_office: NewOffice) -> Office:
    """With a Sent folder that was looked at once."""
    office = new_office(make_event())
    make_sent(office)
    office.watch.tend()
    return office


def make_sent(office: Office) -> None:
    for part in ("cur", "new", "tmp"):
        (office.maildir / ".Sent" / part).mkdir(parents=True, exist_ok=True)


def send(office: Office, *mails: bytes) -> None:
    """Staff send something, and mailreg looks."""
    leave(office, *mails)
    office.watch.tend()


def leave(office: Office, *mails: bytes) -> None:
    for mail in mails:
        put(office, ".Sent/cur", f"{next(NUMBERS):03}.staff:2,S", mail)


def put(office: Office, folder: str, name: str, content: bytes) -> None:
    """A file that a mail program has just left there."""
    path = office.maildir / folder / name
    path.write_bytes(content)
    os.utime(path, (office.clock().timestamp(), office.clock().timestamp()))


def history(office: Office) -> list[str]:
    case = show_case(office.desk, office.case().reference, by="karin", with_diet=False)
    return [step.action for step in case.history]


def answer_to(office: Office, mail: int = 0) -> dict[str, str]:
    ours = opened(office.mails()[mail].content or b"")
    return {"In_Reply_To": ours["Message-ID"], "References": f"{ours['References']} {FIRST}"}


@pytest.mark.parametrize("by", ["letter", "ours", "token", "reference"])
def test_an_answer_by_hand_joins_its_conversation_and_takes_back_what_waited(
    office: Office, by: str
) -> None:
    office.take_in(letter(message_id=FIRST))
    ours = opened(office.mails()[0].content or b"")
    fields = {
        "letter": {"In_Reply_To": FIRST, "References": FIRST},
        "ours": {"In_Reply_To": ours["Message-ID"]},
        "token": {"References": f"{ours['References']} <rewritten@prod.outlook.example>"},
        "reference": {"Subject": f"Sv: {ours['Subject']}"},
    }

    send(office, by_hand(**fields[by]))

    assert office.fates() == [("received", "cancelled", "by_hand")]
    assert office.messages()[1] == ("processed", "by_hand")
    case = show_case(office.desk, office.case().reference, by="karin", with_diet=False)
    assert [one.mailbox for one in case.messages] == ["desk", "desk/sent"]
    assert history(office) == ["arrived", "by_hand"]
    assert office.send_due() == 0


def test_a_decision_that_is_still_held_is_taken_back_too(office: Office) -> None:
    office.take_in(letter(message_id=FIRST))
    office.send_due()
    office.decide(Verb.APPROVE)

    send(office, by_hand(In_Reply_To=FIRST))

    assert office.fates()[-1] == ("confirmed", "cancelled", "by_hand")


def test_the_letter_that_waited_is_settled(office: Office) -> None:
    office.take_in(letter(QUESTION, subject=ASKING, message_id=FIRST))
    office.send_due()

    send(office, by_hand(In_Reply_To=FIRST))

    assert office.messages()[0] == ("processed", "answered:2:question")
    assert (office.inbox(), office.folder("Handled")) == (0, 1)


def test_a_letter_of_no_conversation_is_settled_by_its_answer_too(office: Office) -> None:
    office.take_in(letter(text="Hej! Se tidigare.", subject="Hej", message_id=FIRST))
    assert office.cases() == []

    send(office, by_hand(In_Reply_To=FIRST))

    assert office.messages() == [("processed", "closed_by_staff"), ("processed", "by_hand")]
    assert (office.inbox(), office.folder("Handled")) == (0, 1)


def test_automatic_answers_wait_until_staff_hand_the_conversation_back(office: Office) -> None:
    office.take_in(letter(WITHOUT_ADDRESS, message_id=FIRST))
    office.send_due()
    send(office, by_hand(In_Reply_To=FIRST))
    reference = office.references()[0]

    office.take_in(completion(office, "147 85 Tumba"))

    assert office.fates()[-1][1:] == ("held", "with_staff")
    assert office.send_due() == 0

    hand_back(office.desk, reference, by="karin")

    assert history(office)[-1] == "handed_back"
    with pytest.raises(BadRequest):
        hand_back(office.desk, reference, by="karin")
    office.take_in(completion(office, "123 45 Solby"))
    assert office.fates()[-1][1:] == ("queued", None)


def completion(office: Office, city: str) -> bytes:
    ours = opened(office.mails()[0].content or b"")
    return letter(
        text=f"Hej! Fakturaadressen är:\nSolby kommun\nBox 101\n{city}\nReferens: ZZ1234\n",
        subject=f"Sv: {ours['Subject']}",
        headers=f"In-Reply-To: {ours['Message-ID']}\nReferences: {ours['Message-ID']}\n",
    )


def test_what_staff_decide_afterwards_is_mailed(office: Office) -> None:
    office.take_in(letter(message_id=FIRST))
    send(office, by_hand(In_Reply_To=FIRST))

    office.decide(Verb.APPROVE)
    office.clock.advance(timedelta(hours=1))

    assert office.send_due() == 1
    assert office.fates()[-1] == ("confirmed", "sent", None)


def test_our_own_copies_are_passed_over_whatever_a_server_made_of_their_ids(
    office: Office,
) -> None:
    office.take_in(letter(message_id=FIRST))
    ours = office.mails()[0].content or b""
    message_id = opened(ours)["Message-ID"].encode()

    send(office, ours, ours.replace(message_id, b"<DB9P1@prod.outlook.example>", 1))

    assert len(office.messages()) == 1
    assert office.fates() == [("received", "queued", None)]


def test_what_belongs_to_no_conversation_is_not_taken_in(office: Office) -> None:
    office.take_in(letter(message_id=FIRST))

    send(office, by_hand(), by_hand(In_Reply_To="<other@solby.example>"))

    assert len(office.messages()) == 1


def test_nothing_counts_that_was_sent_before_the_first_look(new_office: NewOffice) -> None:
    office = new_office()
    make_sent(office)
    leave(office, by_hand(In_Reply_To=FIRST))

    office.take_in(letter(message_id=FIRST))
    office.watch.tend()

    assert office.fates() == [("received", "queued", None)]


def test_without_a_sent_folder_none_is_made(new_office: NewOffice) -> None:
    office = new_office()

    office.take_in(letter())

    assert not (office.maildir / ".Sent").exists()


def test_an_answer_counts_once(office: Office) -> None:
    office.take_in(letter(message_id=FIRST))
    send(office, by_hand(In_Reply_To=FIRST))

    office.watch.tend()
    office.restart()
    office.watch.tend()

    assert history(office) == ["arrived", "by_hand"]


def test_who_answered_while_mailreg_was_down_is_not_doubled(office: Office) -> None:
    office.deliver(letter(message_id=FIRST))
    leave(office, by_hand(In_Reply_To=FIRST))

    office.restart()
    office.watch.tend()

    assert office.send_due() == 0
    assert office.fates() == [("received", "cancelled", "by_hand")]


def junk(office: Office, *letters: bytes) -> None:
    for part in ("cur", "new", "tmp"):
        (office.maildir / ".Junk" / part).mkdir(parents=True, exist_ok=True)
    for content in letters:
        put(office, ".Junk/new", f"{next(NUMBERS):03}.host", content)


def test_junk_is_shown_where_it_is_watched_and_never_answered(office: Office) -> None:
    junk(office)
    office.set_up(junk_folder="Junk")
    office.watch.tend()
    junk(office, letter(message_id=FIRST))

    office.watch.tend()

    assert office.messages() == [("review", "junk")]
    assert office.mails() == []
    assert office.folder("Junk") == 1


def test_a_letter_that_staff_move_out_of_junk_is_one_like_any_other(office: Office) -> None:
    junk(office)
    office.set_up(junk_folder="Junk")
    office.watch.tend()
    content = letter(message_id=FIRST)
    junk(office, content)
    office.watch.tend()

    office.take_in(content)

    assert office.messages() == [("processed", None)]
    assert office.fates() == [("received", "queued", None)]


def test_junk_is_left_alone_unless_it_is_watched(office: Office) -> None:
    junk(office, letter())

    office.watch.tend()

    assert office.messages() == []
