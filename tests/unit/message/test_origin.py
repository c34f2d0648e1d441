"""Who or what wrote a message, and whether it may be answered."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from mailreg.message import Origin, parse
from mailreg.message.origin import RULES
from tests.unit.message.mails import DESK, TOKEN, mail, multipart, read

ROOT = Path(__file__).parents[3]
CASES = sorted((ROOT / "tests/corpus/given/cases").glob("*.eml"))
NULL = {"Return_Path": "<>"}
QMAIL = "Hi. This is the qmail-send program at gw.example.\nI'm afraid I wasn't able to deliver."
NOTE = "Content-Type: text/plain\n\nSe nedan."
STATUS = "Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; x@y.example"
SEEN = "Content-Type: message/disposition-notification\n\nDisposition: manual-action"


def test_a_letter_of_a_person_may_be_answered() -> None:
    message = read(mail())
    assert (message.origin, message.answerable, message.unanswerable_reason) == (
        Origin.PERSON,
        True,
        None,
    )


EXAMPLES: list[tuple[str, Origin, bytes]] = [
    ("own_address", Origin.OWN, mail(From="Desk <Motesplats@Example.org>")),
    ("own_message", Origin.OWN, mail(Message_ID=f"<mailreg.{TOKEN}.1@example.org>")),
    ("delivery_report", Origin.BOUNCE, multipart("report", NOTE, STATUS)),
    ("failed_recipients", Origin.BOUNCE, mail(X_Failed_Recipients="x@y.example")),
    ("daemon_sender", Origin.BOUNCE, mail(From="MAILER-DAEMON@gw.example")),
    ("daemon_sender", Origin.BOUNCE, mail(From="Systemadministratör <postmaster@x.example>")),
    ("bounce_subject", Origin.BOUNCE, mail(Subject="Olevererbart: Din plats")),
    ("bounce_subject", Origin.BOUNCE, mail(Subject="Undelivered Mail Returned to Sender")),
    ("bounce_subject", Origin.BOUNCE, mail(Subject="Det går inte att leverera: Plats")),
    ("bounce_text", Origin.BOUNCE, mail(QMAIL)),
    ("bounce_text", Origin.BOUNCE, mail("Ditt meddelande nådde inte fram till mottagarna.")),
    ("returned_mail", Origin.BOUNCE, mail("550 5.1.1 <x@y.example> unknown", **NULL)),
    ("read_receipt", Origin.AUTO_REPLY, multipart("report", NOTE, SEEN)),
    ("read_receipt", Origin.AUTO_REPLY, mail(Subject="Läst: Din plats")),
    ("auto_replied", Origin.AUTO_REPLY, mail(Auto_Submitted="auto-replied (vacation)")),
    ("auto_subject", Origin.AUTO_REPLY, mail(Subject="Autosvar: Din plats")),
    ("auto_subject", Origin.AUTO_REPLY, mail(Subject="Automatiskt svar: Din plats")),
    ("auto_subject", Origin.AUTO_REPLY, mail(Subject="Out of Office: Your seat")),
    ("auto_subject", Origin.AUTO_REPLY, mail(Subject="Automatic reply: Your seat")),
    ("auto_subject", Origin.AUTO_REPLY, mail(Subject="Automaattinen vastaus: Paikka")),
    ("auto_subject", Origin.AUTO_REPLY, mail(Subject="Abwesenheitsnotiz: Platz")),
    ("auto_subject", Origin.AUTO_REPLY, mail(Subject="Fraværsmelding: SV: Plass")),
    ("auto_field", Origin.AUTO_REPLY, mail(X_Autoreply="yes")),
    ("auto_field", Origin.AUTO_REPLY, mail(X_Loop="helpdesk@x.example")),
    ("auto_field", Origin.AUTO_REPLY, mail(Precedence="auto_reply")),
    ("list_field", Origin.BULK, mail(List_Id="News <news.x.example>")),
    ("list_field", Origin.BULK, mail(List_Unsubscribe="<https://x.example/u>")),
    ("bulk_field", Origin.BULK, mail(Feedback_ID="1:x:mkt")),
    ("null_return_path", Origin.AUTO_REPLY, mail(**NULL)),
    ("auto_submitted", Origin.AUTO_REPLY, mail(Auto_Submitted="auto-generated")),
    ("bulk_precedence", Origin.BULK, mail(Precedence="bulk")),
    ("suppress_all", Origin.AUTO_REPLY, mail(X_Auto_Response_Suppress="All")),
    ("machine_report", Origin.AUTO_REPLY, multipart("report", NOTE)),
    (
        "calendar_answer",
        Origin.AUTO_REPLY,
        multipart("mixed", "Content-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR"),
    ),
    ("auto_text", Origin.AUTO_REPLY, mail("Tack! Detta är ett automatiskt utskick.")),
    ("auto_text", Origin.AUTO_REPLY, mail("Ditt ärende har registrerats som KC-2.")),
    (
        "absence_text",
        Origin.AUTO_REPLY,
        mail("Hej! Jag är på semester till den 27 mars. Vid brådskande ärenden ring växeln."),
    ),
    ("list_footer", Origin.BULK, mail("Hej listan\n" + "_" * 40 + "\nArkivarier sändlista")),
    ("no_sender", Origin.PERSON, mail(From="Anna Lind")),
    ("several_senders", Origin.PERSON, mail(From="a@x.example, b@x.example")),
    (
        "verdict_failed",
        Origin.PERSON,
        mail(Authentication_Results="mx.example.org; dmarc=fail header.from=botkyrka.example"),
    ),
    ("no_reply_address", Origin.PERSON, mail(From="noreply@forms.example")),
    ("no_reply_address", Origin.PERSON, mail(Reply_To="do-not-reply@botkyrka.example")),
    ("answers_unwanted", Origin.PERSON, mail(X_Auto_Response_Suppress="DR, OOF, AutoReply")),
    ("retrieval_stub", Origin.PERSON, mail(Subject="IMAP4 retrieval failed")),
    ("unreadable", Origin.PERSON, multipart("encrypted", NOTE)),
]


@pytest.mark.parametrize(("reason", "origin", "content"), EXAMPLES)
def test_every_sign_of_a_machine_stops_the_answer(
    reason: str, origin: Origin, content: bytes
) -> None:
    message = read(content)
    assert (message.unanswerable_reason, message.origin) == (reason, origin)
    assert not message.answerable


def test_a_letter_that_was_not_fetched_whole_is_answered_by_staff() -> None:
    message = parse(mail(), identity=DESK, is_complete=False)
    assert (message.origin, message.unanswerable_reason) == (Origin.PERSON, "incomplete")


@pytest.mark.parametrize(
    "content",
    [
        mail(Auto_Submitted="no"),
        mail(Subject="Sv: Autosvar: Din plats"),
        mail(Subject="Frånvaro 23 mars, byte av person"),
        mail(Subject="VB: Undelivered Mail Returned to Sender"),
        mail(X_Auto_Response_Suppress="DR, RN, NRN"),
        mail(X_MS_Exchange_Inbox_Rules_Loop="chef@botkyrka.example"),
        mail(List_Id="Desk <motesplats.example.org>", Precedence="list"),
        mail("Jag är föräldraledig men vill anmäla min vikarie. Vänligen kontakta mig."),
        mail("Kommer detta med på fakturan automatiskt? Er fråga går inte att svara på än."),
        mail("Är detta ett automatiskt svar, eller har jag fått en plats?"),
        mail("Hej!\n\n> Detta är ett automatiskt utskick.\n\nTack, då kommer jag."),
        mail(X_Mailreg_Command="cancel", X_Auto_Submitted="auto-replied"),
    ],
)
def test_what_only_looks_like_a_machine_is_answered(content: bytes) -> None:
    message = read(content)
    assert (message.origin, message.unanswerable_reason) == (Origin.PERSON, None)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_the_corpus_is_read_as_its_labels_say(case: Path) -> None:
    intent = json.loads(case.with_suffix(".json").read_text())["intent"]
    message = read(case.read_bytes())
    expected = intent if intent in ("auto_reply", "bounce", "bulk") else "person"
    assert message.origin == expected
    assert message.answerable is (expected == "person")


def test_the_documentation_has_every_rule_in_its_order() -> None:
    table = (ROOT / "docs/answerable.md").read_text()
    documented = re.findall(r"^\| `(\w+)` \| (\w+) \|", table, re.MULTILINE)
    assert documented == [(rule.code, rule.origin.value) for rule in RULES]


def test_every_rule_has_an_example() -> None:
    shown = {reason for reason, _, _ in EXAMPLES} | {"incomplete"}
    assert shown == {rule.code for rule in RULES}
