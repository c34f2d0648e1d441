"""The text of a letter, found among its parts."""

from __future__ import annotations

import base64

import pytest

from mailreg.message import Kind
from mailreg.message.body import base_name, unflow
from tests.unit.message.mails import TOKEN, mail, multipart, read

PLAIN = "Content-Type: text/plain; charset=utf-8\n\nRen text."
HTML = "Content-Type: text/html; charset=utf-8\n\n<p>Formaterad text.</p>"
INVITATION = (
    "Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\n"
    "SUMMARY:Möte\\, AI\nDESCRIPTION:Rad ett\\nrad\n  två\nEND:VCALENDAR"
)
BO = "From: Bo <bo@x.example>\nDate: Tue, 14 Mar 2023 13:50:11 +0100"


def test_plain_text_is_preferred_where_it_is_the_letter() -> None:
    assert read(multipart("alternative", PLAIN, HTML)).body == "Ren text."


@pytest.mark.parametrize(
    "stand_in",
    [
        "",
        " \n\t\n",
        "Your e-mail client does not support HTML.",
        "This is an HTML message.",
        "Ditt e-postprogram kan inte visa HTML-meddelanden",
        "[cid:image001.png@01D]",
    ],
)
def test_an_alternative_that_is_no_letter_gives_way_to_the_html(stand_in: str) -> None:
    plain = f"Content-Type: text/plain; charset=utf-8\n\n{stand_in}"
    assert read(multipart("alternative", plain, HTML)).body == "Formaterad text."


def test_a_table_that_the_plain_text_spreads_over_lines_is_read_from_the_html() -> None:
    rows = [("Namn", "Kost", "Spår"), ("Bo Ek", "", "AI"), ("Ulla Mo", "fisk", "vård")]
    cells = ["".join(f"<td>{cell}</td>" for cell in row) for row in rows]
    html = "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"
    spread = "\n\n".join("\n".join(row) for row in rows) + "\n\nHej då\n\nBo"
    found = read(
        multipart(
            "alternative",
            f"Content-Type: text/plain; charset=utf-8\n\n{spread}",
            f"Content-Type: text/html; charset=utf-8\n\n{html}",
        )
    )
    assert "Bo Ek\t\tAI" in found.body


def test_a_letter_about_html_is_still_a_letter() -> None:
    plain = (
        "Content-Type: text/plain; charset=utf-8\n\n"
        + "Jag vill komma på seminariet. " * 20
        + "HTML format"
    )
    assert read(multipart("alternative", plain, HTML)).body.startswith("Jag vill komma")


def test_text_after_an_attachment_belongs_to_the_letter() -> None:
    file = "Content-Type: application/pdf; name=a.pdf\nContent-Disposition: attachment\n\n%PDF"
    message = read(multipart("mixed", PLAIN, file, "Content-Type: text/plain\n\nPS. Ja."))
    assert message.body == "Ren text.\n\nPS. Ja."
    assert [(a.filename, a.content_type, a.content) for a in message.attachments] == [
        ("a.pdf", "application/pdf", b"%PDF")
    ]


def test_an_enclosed_message_is_part_of_the_body_below_its_head() -> None:
    enclosed = f"Content-Type: message/rfc822\n\n{BO}\nSubject: =?utf-8?q?Anm=C3=A4l_mig?=\n\nHej!"
    message = read(multipart("mixed", PLAIN, enclosed))
    assert message.own_words.strip() == "Ren text."
    forward = message.text_of(Kind.FORWARD)
    assert forward.startswith("From: Bo <bo@x.example>\nDate: ")
    assert forward.endswith("Subject: Anmäl mig\n\nHej!")


def test_an_enclosed_message_of_ours_is_a_quote_and_shows_our_token() -> None:
    ours = f"From: motesplats@example.org\nMessage-ID: <mailreg.{TOKEN}.2@example.org>"
    enclosed = f"Content-Type: message/rfc822\n\n{ours}\n\nDin plats."
    message = read(multipart("mixed", PLAIN, enclosed))
    assert TOKEN in message.text_of(Kind.QUOTE)
    assert not message.text_of(Kind.FORWARD)


def test_an_invitation_without_other_text_is_read() -> None:
    message = read(multipart("mixed", INVITATION))
    assert message.body == "Möte, AI\nRad ett\nrad två"
    assert [a.content_type for a in message.attachments] == ["text/calendar"]


def test_an_invitation_beside_a_letter_is_an_attachment() -> None:
    assert read(multipart("mixed", PLAIN, INVITATION)).body == "Ren text."


@pytest.mark.parametrize(
    ("content", "warning"),
    [
        (
            multipart("mixed", PLAIN, "Content-Type: application/ms-tnef; name=winmail.dat\n\nx"),
            "winmail",
        ),
        (
            multipart("encrypted", "Content-Type: application/pgp-encrypted\n\nVersion: 1"),
            "encrypted",
        ),
        (mail("-----BEGIN PGP MESSAGE-----\n\nhQ"), "encrypted"),
        (mail("x", Content_Type="application/pkcs7-mime; smime-type=enveloped-data"), "encrypted"),
        (
            mail("x", Content_Type="application/pkcs7-mime; smime-type=signed-data"),
            "opaque_signature",
        ),
        (mail("x", Subject="Retrieval using the IMAP4 protocol failed"), "retrieval_stub"),
        (mail("x", Content_Transfer_Encoding="x-odd"), "transfer_encoding_unknown"),
        (b"no header at all", "no_header"),
        (mail("x", Date="yesterday"), "date_unreadable"),
        (mail("a" * 300_000), "text_cut"),
    ],
)
def test_what_is_odd_about_a_message_is_told(content: bytes, warning: str) -> None:
    assert warning in read(content).warnings


def test_signed_mail_is_read_like_any_other() -> None:
    signature = (
        "Content-Type: application/pgp-signature; name=s.asc\n\n-----BEGIN PGP SIGNATURE-----"
    )
    message = read(multipart("signed", PLAIN, signature))
    assert (message.body, message.warnings) == ("Ren text.", ())


def test_base64_with_bad_padding_is_read_as_far_as_it_goes() -> None:
    data = base64.b64encode("Jag är vegan".encode()).decode().rstrip("=")
    assert read(mail(data + "\n*", Content_Transfer_Encoding="base64")).body == "Jag är vegan"


def test_flowed_paragraphs_are_put_together_again() -> None:
    text = "Jag vill gärna \nkomma.\n> Ett citat \n> till\n-- \nAnna"
    assert unflow(text, delete_space=False) == "Jag vill gärna komma.\n> Ett citat till\n-- \nAnna"
    assert unflow("konfe \nrens\n  indraget", delete_space=True) == "konferens\n indraget"


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Temp\\lista.xlsx", "lista.xlsx"),
        ("fak\u202etxt.exe\x00", "faktxt.exe"),
        ("..", ""),
    ],
)
def test_a_file_name_is_never_a_path(name: str, cleaned: str) -> None:
    assert base_name(name) == cleaned
