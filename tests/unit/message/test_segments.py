"""The sender's own words told apart from everything else in a letter."""

from __future__ import annotations

import pytest

from mailreg.message import InboundMessage, Kind
from tests.unit.message.mails import mail, own, read, stretches

HEADER_BLOCK = """Från: Mötesplats Storsthlm <motesplats@example.org>
Skickat: den 10 mars 2023 14:40
Till: Anna Lind
Ämne: Din anmälan
"""


@pytest.mark.parametrize(
    "introduction",
    [
        "Den 8 mars 2023 kl. 14:12 skrev Desk <motesplats@example.org>:",
        "Den tis 14 mars 2023 kl 09:12 skrev Desk <motesplats@example.org>:",
        "On Thu, 9 Mar 2023 at 10:12, Desk <motesplats@example.org> wrote:",
        "On Thu, 9 Mar 2023 at 10:12, Mötesplats Storsthlm Desk\n<motesplats@example.org> wrote:",
        "Desk <motesplats@example.org> skrev den 10 mars 2023 10:31:",
        "Den 12. mar. 2023 kl. 14.02 skrev Desk <motesplats@example.org>:",
        "ons. 8. mar. 2023 kl. 14:12 skrev Desk <motesplats@example.org>:",
        "Am 08.03.2023 um 14:12 schrieb Desk <motesplats@example.org>:",
        "ke 8. maalisk. 2023 klo 14.12 Desk (motesplats@example.org) kirjoitti:",
        "-----Ursprungligt meddelande-----\n" + HEADER_BLOCK,
        "________________________________\n" + HEADER_BLOCK,
        HEADER_BLOCK,
        "*Från:* Desk <motesplats@example.org>\n*Skickat:* igår\n*Till:* Anna\n*Ämne:* Plats\n",
        "From: Desk\nSent: Friday\nTo: Anna Lind\nSubject: Your seat\n",
        "Fra: Desk\nSendt: 10. mars 2023\nTil: Anna\nEmne: Plads\n",
        "Von: Desk\nGesendet: Freitag\nAn: Anna\nBetreff: Platz\n",
        "Lähettäjä: Desk\nLähetetty: perjantai\nVastaanottaja: Anna\nAihe: Paikka\n",
        "-----Original Message-----",
        "-----Oprindelig meddelelse-----",
    ],
)
def test_what_follows_an_introduction_is_a_quote(introduction: str) -> None:
    message = read(
        mail(f"Jag är vegan.\n\n{introduction}\nHar du allergier?\nSvara.", In_Reply_To="<x@y>")
    )
    assert message.own_words.strip() == "Jag är vegan."
    assert stretches(message, Kind.QUOTE).endswith("Har du allergier?\nSvara.")


def test_answers_between_quoted_lines_are_own_words() -> None:
    text = (
        "Se nedan!\n\nDesk <m@example.org> skrev den 10 mars 2023 10:31:\n"
        "> Namn?\n\nAnna Lind\n\n> Allergi?\n\nÄgg"
    )
    assert own(text).split() == ["Se", "nedan!", "Anna", "Lind", "Ägg"]


def test_what_is_typed_below_a_quote_is_own_words() -> None:
    assert own("> Har du allergier?\n> Svara.\nNej, inga.") == "Nej, inga."


@pytest.mark.parametrize(
    "mark",
    [
        "---------- Forwarded message ---------",
        "Begin forwarded message:",
        "-------- Vidarebefordrat meddelande --------",
        "---------- Videresendt besked ----------",
        "-------- Weitergeleitete Nachricht --------",
    ],
)
def test_forwarded_text_is_reachable_as_such(mark: str) -> None:
    message = read(
        mail(
            f"Se nedan.\n\n{mark}\nFrom: Bo <bo@x.example>\nDate: igår\nSubject: Hej\n\n"
            "Jag vill komma."
        )
    )
    assert message.own_words.strip() == "Se nedan."
    assert "Jag vill komma." in message.text_of(Kind.FORWARD)


def forwarded(writer: str, **fields: str) -> InboundMessage:
    block = f"Från: {writer}\nSkickat: igår\nTill: Anna Lind\nÄmne: Plats\n\nText."
    return read(mail(f"Se nedan.\n\n{block}", **fields))


@pytest.mark.parametrize(
    ("writer", "fields", "kind"),
    [
        ("Bo <bo@x.example>", {"Subject": "VB: Plats"}, Kind.FORWARD),
        ("Bo <bo@x.example>", {"Subject": "Plats"}, Kind.FORWARD),
        ("Bo <bo@x.example>", {"Subject": "Sv: Plats"}, Kind.QUOTE),
        ("Desk <motesplats@example.org>", {"Subject": "VB: Plats"}, Kind.QUOTE),
        ("Anna <anna.lind@botkyrka.example>", {"Subject": "Plats"}, Kind.QUOTE),
    ],
)
def test_a_block_from_somebody_else_is_a_forward_and_ours_is_a_quote(
    writer: str, fields: dict[str, str], kind: Kind
) -> None:
    assert "Text." in forwarded(writer, **fields).text_of(kind)


def test_our_text_within_a_forward_is_a_quote() -> None:
    outer = "Från: Bo <bo@x.example>\nSkickat: igår\nTill: Anna\n\nAnmäl mig."
    inner = HEADER_BLOCK + "\nAnge allergier."
    message = read(mail(f"Se nedan.\n\n{outer}\n\n{inner}", Subject="VB: x"))
    assert "Anmäl mig." in message.text_of(Kind.FORWARD)
    assert "Ange allergier." in message.text_of(Kind.QUOTE)


@pytest.mark.parametrize(
    "closing",
    [
        "Med vänlig hälsning",
        "Med vänliga hälsningar,",
        "Vänligen",
        "Mvh",
        "MVH Anna",
        "/Anna",
        "Hälsningar från skärgården",
        "Kind regards,",
        "Best,",
        "Cheers",
        "Yours sincerely",
        "Venlig hilsen",
        "Hilsen Anna",
        "Ystävällisin terveisin",
        "Mit freundlichen Grüßen",
        "-- ",
    ],
)
def test_a_closing_begins_the_signature(closing: str) -> None:
    message = read(mail(f"Jag vill komma.\n\n{closing}\nAnna Lind\nKommunsekreterare"))
    assert message.own_words.strip() == "Jag vill komma."
    assert stretches(message, Kind.SIGNATURE).startswith(closing.strip())


@pytest.mark.parametrize(
    "line",
    [
        "Bästa seminariet är AI.",
        "Best seminar for me is AI",
        "Kr 500 betalas kontant",
        "Hälsning från mig till alla er som ordnar den här fina dagen!",
        "Jag skrev tidigare att vi är 2 personer:",
        "På fredag skickar jag listan:",
        "Från: Stockholm",
        "Hur hanterar ni allergier?",
        "Min allergi är konfidentiell.",
    ],
)
def test_when_unsure_a_line_is_the_senders_own(line: str) -> None:
    text = f"Hej!\nEtt.\nTvå.\nTre.\nFyra.\n{line}\nOch mer."
    assert own(text) == text


def test_facts_below_a_signature_are_own_words_again() -> None:
    text = "Jag vill komma.\n\nMvh\nAnna Lind\n\nFakturaadress:\nBox 1\n111 11 Tumba"
    assert own(text).endswith("Fakturaadress:\nBox 1\n111 11 Tumba")
    assert own("Hej.\n\nMvh\nAnna\n\nPS. Jag äter inte ägg.").endswith("PS. Jag äter inte ägg.")


@pytest.mark.parametrize(
    "line", ["Skickat från min iPhone", "Sent from my Galaxy", "Get Outlook for iOS"]
)
def test_the_line_of_a_telephone_is_a_signature(line: str) -> None:
    message = read(mail(f"Jag vill komma.\n\n{line}"))
    assert stretches(message, Kind.SIGNATURE) == line


@pytest.mark.parametrize(
    "line",
    [
        "OBS! Detta mejl kommer från en extern avsändare.",
        "CAUTION: This email originated from outside the organization.",
        "[EXTERN]",
        "Du får inte ofta e-post från anna@x.example. Läs om varför det är viktigt",
    ],
)
def test_the_warning_of_a_mail_system_is_a_banner(line: str) -> None:
    message = read(mail(f"{line}\n\nJag vill komma."))
    assert stretches(message, Kind.BANNER) == line
    assert message.own_words.strip() == "Jag vill komma."


def test_small_print_below_a_single_line_is_a_disclaimer() -> None:
    notice = "This e-mail is confidential and intended solely for the addressee."
    assert own(f"Jag kommer gärna.\n\n{notice}") == "Jag kommer gärna."


def test_our_own_letter_between_rules_in_a_receipt_is_a_quote() -> None:
    rule = "-" * 40
    text = f"Tak for din henvendelse.\n\nDu skrev:\n{rule}\nHej! Är du vegan?\n{rule}\n"
    assert own(text) == "Tak for din henvendelse."


@pytest.mark.parametrize(
    "line",
    [
        "Detta meddelande kan innehålla konfidentiell information.",
        "This e-mail and any attachment may be confidential.",
        "Så behandlar vi dina personuppgifter: www.x.example",
        "Tänk på miljön innan du skriver ut det här mejlet.",
    ],
)
def test_small_print_is_a_disclaimer(line: str) -> None:
    message = read(mail(f"Jag vill komma.\n\nMvh\nAnna\n\n{line}"))
    assert stretches(message, Kind.DISCLAIMER) == line
