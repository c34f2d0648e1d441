"""A list in an attachment is an application like any other; one that cannot be read waits."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from mailreg.cli.tables import print_case
from mailreg.service.messages import replay
from mailreg.service.views import case_json, show_case
from tests.integration.documents.files import LIST, pdf, table, word, workbook
from tests.integration.service.letters import REGISTRATION, letter
from tests.integration.service.office import Office

GROUP = """\
Hej!

Jag vill anmäla personerna i den bifogade listan till Vårmöte.

Fakturaadress:
Solby kommun
Box 101
123 45 Solby
"""
NAMES = ["Karin Holm", "Per Åke Söderström", "Öystein Berg"]


def with_file(
    filename: str, content: bytes, *, body: str = GROUP, sender: str = "anna.berg@solby.example"
) -> bytes:
    mail = message_from_bytes(letter(text=body, address=sender), policy=policy.SMTP)
    assert isinstance(mail, EmailMessage)
    mail.add_attachment(content, maintype="application", subtype="x", filename=filename)
    return mail.as_bytes()


@pytest.mark.parametrize(
    ("filename", "content"),
    [("lista.xlsx", workbook()), ("lista.docx", word()), ("lista.pdf", pdf(table(LIST)))],
)
def test_an_attached_list_becomes_an_application(
    office: Office, filename: str, content: bytes
) -> None:
    office.take_in(with_file(filename, content))
    case = office.case()
    assert [one.name for one in case.registrations] == NAMES
    assert (office.statuses(), case.needs_review) == (["pending"] * 3, False)
    assert office.fates() == [("received", "queued", None)]


@pytest.mark.parametrize(
    ("filename", "content"),
    [
        ("skannad lista.pdf", pdf("0 0 595 842 re f")),
        ("lista.xls", b"\xd0\xcf\x11\xe0"),
        ("lista.xlsx", b"\xd0\xcf\x11\xe0"),
        ("lista.zip", b"PK"),
    ],
)
def test_a_list_that_cannot_be_read_waits_and_is_named(
    office: Office, capsys: pytest.CaptureFixture[str], filename: str, content: bytes
) -> None:
    office.take_in(with_file(filename, content))
    case = office.case()
    assert (case.needs_review, "attachment" in case.reasons) == (True, True)
    assert set(office.statuses()) == {"pending"}
    shown = show_case(office.desk, case.reference, by="staff", with_diet=False)
    assert f"'unread_attachments': ['{filename}']" in str(case_json(shown)["messages"])
    print_case(shown)
    assert f"attachment not read: {filename}" in capsys.readouterr().out


def test_the_name_of_a_file_is_stored_sealed(office: Office, tmp_path: Path) -> None:
    """`celiaki.pdf` tells of health as an allergy does."""
    office.take_in(with_file("celiaki.pdf", b"%PDF"))
    stored = b"".join(file.read_bytes() for file in tmp_path.glob("*.db*") if file.is_file())
    assert not stored or b"anna.berg@solby.example" in stored
    assert b"celiaki" not in stored


def test_winmail_waits_for_staff(office: Office) -> None:
    office.take_in(with_file("winmail.dat", b"\x78\x9f\x3e\x22"))
    case = office.case()
    assert {"attachment", "damaged"} <= set(case.reasons)
    assert set(office.statuses()) == {"pending"}


def test_a_file_that_the_letter_does_not_speak_of_is_left_alone(office: Office) -> None:
    body = REGISTRATION.format(name="Anna Berg", more="")
    office.take_in(with_file("Presentation.pdf", b"%PDF", body=body))
    assert not office.case().needs_review


def test_a_letter_with_a_list_is_read_again_alike(office: Office) -> None:
    office.take_in(with_file("lista.xlsx", workbook()))
    shown = show_case(office.desk, office.case().reference, by="staff", with_diet=False)
    (message,) = shown.messages
    assert replay(office.desk, message.id).differences == ()


def test_many_letters_with_files_are_all_settled(office: Office) -> None:
    senders = (f"p{n}@solby.example" for n in range(12))
    office.take_in(*(with_file("trasig.pdf", b"%PDF", body=GROUP, sender=one) for one in senders))
    assert len(office.cases()) == 12
