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
ENCLOSED = "Content-Type: message/rfc822\n\nSubject: Din plats\n\nHej!"
STATUS = "Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; x@y.example"
EXCHANGE = "Your message\n\n  To: x@y.example\n\ndid not reach the following recipient(s):"
CHALLENGE = "Hello! This account is protected by FilterX. Click the link below to be let in."
INVITED = "Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR"
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
    ("delivery_report", Origin.BOUNCE, mail(Content_Class="urn:content-classes:dsn")),
    ("failed_recipients", Origin.BOUNCE, mail(X_Failed_Recipients="x@y.example")),
    ("failed_recipients", Origin.BOUNCE, mail(X_MS_Embedded_Report="yes")),
    ("daemon_sender", Origin.BOUNCE, mail(From="MAILER-DAEMON@gw.example")),
    ("daemon_sender", Origin.BOUNCE, mail(From="Systemadministratör <postmaster@x.example>")),
    ("daemon_sender", Origin.BOUNCE, mail(From="Mail Delivery System <exim@gw.example>")),
    ("daemon_sender", Origin.BOUNCE, mail(From="MAILER-DAEMON (Mail Delivery Subsystem)")),
    ("daemon_sender", Origin.BOUNCE, mail(From="<Postmaster\\@gw.example@gw.example>")),
    ("daemon_sender", Origin.BOUNCE, mail(From="post_master@gw.example")),
    ("bounce_subject", Origin.BOUNCE, mail(Subject="Olevererbart: Din plats")),
    ("bounce_subject", Origin.BOUNCE, mail(Subject="Undelivered Mail Returned to Sender")),
    ("bounce_subject", Origin.BOUNCE, mail(Subject="Det går inte att leverera: Plats")),
    ("bounce_text", Origin.BOUNCE, mail(QMAIL)),
    ("bounce_text", Origin.BOUNCE, mail(EXCHANGE, Subject="Din plats")),
    ("bounce_text", Origin.BOUNCE, mail("Delivery failed: mailbox is full\n550 5.2.2 x@y.example")),
    ("bounce_text", Origin.BOUNCE, mail("Unknown user: x@y.example\n\nOriginal message follows.")),
    ("bounce_text", Origin.BOUNCE, mail("Ditt meddelande nådde inte fram till mottagarna.")),
    ("returned_mail", Origin.BOUNCE, mail("550 5.1.1 <x@y.example> unknown", **NULL)),
    (
        "returned_mail",
        Origin.BOUNCE,
        multipart("mixed", NOTE, ENCLOSED, Return_Path="<MAILER-DAEMON@gw.example>"),
    ),
    ("read_receipt", Origin.AUTO_REPLY, multipart("report", NOTE, SEEN)),
    ("read_receipt", Origin.AUTO_REPLY, mail(Content_Class="urn:content-classes:mdn")),
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
    ("auto_field", Origin.AUTO_REPLY, mail(X_Mailer="vacation 1.2.6")),
    ("list_field", Origin.BULK, mail(List_Id="News <news.x.example>")),
    ("list_field", Origin.BULK, mail(List_Unsubscribe="<https://x.example/u>")),
    ("list_sender", Origin.BULK, mail(From="owner-kommuner@lists.example")),
    ("list_sender", Origin.BULK, mail(From="kommuner-request@lists.example")),
    ("list_sender", Origin.BULK, mail(From="bounces+17@news.example")),
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
    ("calendar_answer", Origin.AUTO_REPLY, multipart("mixed", INVITED)),
    (
        "calendar_answer",
        Origin.AUTO_REPLY,
        multipart("mixed", "\nPer Ek has declined this invitation.", INVITED),
    ),
    (
        "calendar_letter",
        Origin.PERSON,
        multipart("mixed", "\nTyvärr har jag blivit sjuk och kan inte komma.", INVITED),
    ),
    ("auto_text", Origin.AUTO_REPLY, mail(CHALLENGE)),
    ("auto_text", Origin.AUTO_REPLY, mail("Ceci est une réponse automatique.")),
    ("auto_text", Origin.AUTO_REPLY, mail("Denne e-posten kan ikke besvares.")),
    ("auto_text", Origin.AUTO_REPLY, mail("I am away and unable to read your message.")),
    ("auto_text", Origin.AUTO_REPLY, mail("Tack! Detta är ett automatiskt utskick.")),
    ("auto_text", Origin.AUTO_REPLY, mail("Ditt ärende har registrerats som KC-2.")),
    (
        "absence_text",
        Origin.AUTO_REPLY,
        mail("Hej! Jag är på semester till den 27 mars. Vid brådskande ärenden ring växeln."),
    ),
    (
        "absence_text",
        Origin.AUTO_REPLY,
        mail("Ich bin bis zum 27. März nicht im Büro. In dringenden Fällen: Empfang."),
    ),
    (
        "receipt_text",
        Origin.AUTO_REPLY,
        mail("Hej! Vi har tagit emot ditt mejl och återkommer inom två arbetsdagar."),
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


BOUNCE_SUBJECTS = [
    "Det gick inte att leverera: Din plats",
    "Leveransen misslyckades",
    "Undeliverable: Your seat",
    "Mail could not be delivered",
    "Your message to x@y.example could not be delivered",
    "Message status - undeliverable",
    "** Message you sent blocked by our filter **",
    "[Postmaster] Email Delivery Failure",
    "[BOUNCE]",
    "Mail Delivery Warning",
    "FAILURE NOTICE : Din plats",
    "failure delivery",
    "Warning: x@y.example - User unknown!",
    "Message delayed (x@y.example)",
    "Kan ikke leveres: Plass",
    "Ulevert: Plass",
    "Toimittaminen epäonnistui: Paikka",
    "Unzustellbar: Platz",
    "Non remis : Place",
    "No se puede entregar: Plaza",
    "Mancato recapito",
    "Não entregue: Lugar",
    "Onbestelbaar: Plaats",
    "Nie można dostarczyć: Miejsce",
    "退信",
]
AUTO_SUBJECTS = [
    "Auto: Your seat",
    "[Autosvar] Din plats",
    "Automatic reply: Your seat",
    "Sv: Din plats (Autosvar)",
    "Re: Your seat (Automatic Response)",
    "Jag har semester",
    "Inte på kontoret",
    "Automatisk svar: Plass",
    "Ude af kontoret",
    "Olen lomalla",
    "Eingangsbestätigung Ihrer Nachricht",
    "Automatische Antwort: Platz",
    "Urlaub: Platz",
    "Réponse automatique : Place",
    "Absence : Place",
    "Respuesta automática: Plaza",
    "Risposta automatica: Posto",
    "Resposta automática: Lugar",
    "Automatisch antwoord: Plaats",
    "[Automatyczna odpowiedź] Miejsce",
    "Автоматический ответ: Место",
    "自動返信",
]


@pytest.mark.parametrize(("reason", "origin", "content"), EXAMPLES)
def test_every_sign_of_a_machine_stops_the_answer(
    reason: str, origin: Origin, content: bytes
) -> None:
    message = read(content)
    assert (message.unanswerable_reason, message.origin) == (reason, origin)
    assert not message.answerable


@pytest.mark.parametrize("subject", BOUNCE_SUBJECTS)
def test_a_bounce_is_known_by_its_subject(subject: str) -> None:
    assert read(mail(Subject=subject)).unanswerable_reason == "bounce_subject"


@pytest.mark.parametrize("subject", AUTO_SUBJECTS)
def test_an_automatic_reply_is_known_by_its_subject(subject: str) -> None:
    assert read(mail(Subject=subject)).unanswerable_reason == "auto_subject"


@pytest.mark.parametrize("before", [b"   \n", b"\xef\xbb\xbf", b"\t\r\n\r\n"])
def test_what_saving_a_mail_puts_before_its_header_hides_no_machine(before: bytes) -> None:
    message = read(before + mail(Auto_Submitted="auto-replied"))
    assert (message.subject, message.unanswerable_reason) == ("Anmälan", "auto_replied")


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
        mail(Subject="Sv: Olevererbart: Din plats"),
        mail(Subject="Leverans av fakturan"),
        mail(Subject="Mail till alla deltagare"),
        mail(Subject="Messages and seats"),
        mail(Subject="Lediga platser?"),
        mail(Subject="Automatik och AI: anmälan"),
        mail(Return_Path="<bounces+17@sender.example>"),
        mail("Mitt förra mejl kunde inte levereras (550 5.1.1), så jag anmäler mig igen."),
        mail("My mail could not be delivered: 550 5.7.1. I would like a seat."),
        mail("Jag är på Mötesplats Storsthlm och åter på måndag."),
        mail("Er receptionist sade att brevlådan är full. Kan jag ringa?"),
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


def test_a_field_of_mass_mailers_that_a_provider_writes_for_people_is_no_sign() -> None:
    assert read(mail(Feedback_ID="1:user:proton")).origin is Origin.PERSON


def test_every_rule_has_an_example() -> None:
    shown = {reason for reason, _, _ in EXAMPLES} | {"incomplete"}
    assert shown == {rule.code for rule in RULES}
