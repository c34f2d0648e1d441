"""Charsets, headers and HTML become clean text."""

from __future__ import annotations

import pytest

from mailreg.message.charset import clean, decode, one_line
from mailreg.message.headers import MAX_ADDRESSES, Headers, decode_words, read_fields
from mailreg.message.html_text import to_text
from tests.unit.message.mails import mail, read


@pytest.mark.parametrize(
    ("data", "declared", "text", "warning"),
    [
        ("Åsa".encode(), "utf-8", "Åsa", None),
        ("Åsa".encode("latin-1"), "iso-8859-1", "Åsa", None),
        ("Åsa – 5 €".encode("cp1252"), "iso-8859-1", "Åsa – 5 €", None),
        ("Åsa".encode(), "us-ascii", "Åsa", "charset_repaired"),
        ("Åsa".encode(), "iso-8859-1", "Åsa", "charset_repaired"),
        ("Åsa".encode(), None, "Åsa", "charset_repaired"),
        ("Åsa".encode(), "x-unknown", "Åsa", "charset_repaired"),
        ("Åsa".encode("latin-1"), "utf-8", "Åsa", "charset_repaired"),
        ("Åsa".encode("latin-1"), None, "Åsa", "charset_repaired"),
        ("Åsa".encode("utf-16"), "utf-16", "Åsa", None),
        (b"Asa", "no-such-charset", "Asa", None),
        ("åäö åäö".encode() + b"\xe5", "utf-8", "åäö åäö\ufffd", "charset_lossy"),
        (b"\x81\x8d\xe5", "utf-8", "\ufffd\ufffdå", "charset_lossy"),
        (b"a-\xe5", "punycode", "a-å", "charset_repaired"),
    ],
)
def test_a_text_is_decoded_as_it_was_meant(
    data: bytes, declared: str | None, text: str, warning: str | None
) -> None:
    assert decode(data, declared) == (text, warning)


def test_cleaned_text_has_no_control_characters_but_line_feed_and_tab() -> None:
    assert clean("a\r\nb\rc\u2028d\x00e\u202ef\u200bg\u00a0h\ti\x85j") == "a\nb\nc\ndefg h\ti\nj"
    assert one_line(" a\r\n Bcc: x@y\u2029z\t ") == "a Bcc: x@y z"
    assert clean("Asa\u030a, A\u030asa") == "Aså, Åsa"


@pytest.mark.parametrize(
    ("encoded", "text"),
    [
        ("=?utf-8?Q?Anm=C3=A4lan?=", "Anmälan"),
        ("=?utf-8?B?QW5tw6RsYW4=?=", "Anmälan"),
        ("=?utf-8?Q?Anm=C3?= =?utf-8?Q?=A4lan?=", "Anmälan"),
        ("=?iso-8859-1*sv?q?p=E5_plats?=", "på plats"),
        ("Re: =?utf-8?q?en fr=C3=A5ga?= till", "Re: en fråga till"),
        ("=?utf-8?B?QW5tw6RsYW4?=", "Anmälan"),
        ("=?x-unknown?q?=C3=A5?=", "å"),
        ("=?utf-8?x?abc?=", "=?utf-8?x?abc?="),
        ("ingen ?= kod", "ingen ?= kod"),
    ],
)
def test_encoded_words_are_decoded_even_when_ill_formed(encoded: str, text: str) -> None:
    assert decode_words(encoded) == text


def header(line: str) -> Headers:
    return read_fields(line.encode("utf-8", "surrogateescape"))[0]


def test_raw_eight_bit_headers_are_read() -> None:
    assert header("Subject: Anmälan till Mötesplats").text("subject") == "Anmälan till Mötesplats"
    assert read_fields("Subject: på".encode("latin-1"))[0].text("subject") == "på"


def test_an_encoded_line_end_in_a_subject_makes_no_header() -> None:
    message = read(mail(Subject="=?utf-8?Q?Hej=0D=0ABcc:_x@evil.example?="))
    assert message.subject == "Hej Bcc: x@evil.example"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "From: Anna Lind <Anna.Lind@Botkyrka.Example>",
            [("Anna Lind", "Anna.Lind@botkyrka.example")],
        ),
        ('From: "Lind, Anna" <a@x.example>', [("Lind, Anna", "a@x.example")]),
        ("From: a@x.example (Anna Lind)", [("Anna Lind", "a@x.example")]),
        ("From: =?utf-8?q?=C3=85sa?= <a@x.example>", [("Åsa", "a@x.example")]),
        ("From: =?utf-8?q?a=40x.example?=", []),
        ("From: =?utf-8?q?x=0D=0ABcc=3A?= <a@x.example>", [("x Bcc:", "a@x.example")]),
        ("From: <", []),
        ("From: a@[1.2.3", []),
        ("From: @", []),
        ("From:", []),
        ("From: undisclosed-recipients:;", []),
        ("From: Anna, a@x.example", [("", "a@x.example")]),
        ("From: a@åäö.example", [("", "a@åäö.example")]),
    ],
)
def test_addresses_are_read_or_left_out(line: str, expected: list[tuple[str, str]]) -> None:
    assert [(a.name, a.email) for a in header(line).addresses("from")] == expected


def test_a_header_of_many_addresses_is_cut_with_a_warning() -> None:
    message = read(mail(To="a@x.example, " * 20_000))
    assert len(message.to) == MAX_ADDRESSES
    assert message.sender
    assert "header_cut" in message.warnings


@pytest.mark.parametrize(
    ("line", "ids"),
    [
        ("References: <a@x> <b@y>\r\n <c@z>", ("<a@x>", "<b@y>", "<c@z>")),
        ("References: <a\r\n b@x>", ("<ab@x>",)),
        ("References: a@x", ("<a@x>",)),
        ("References: <>", ()),
        ("References: nothing", ()),
    ],
)
def test_message_ids_are_read_with_their_brackets(line: str, ids: tuple[str, ...]) -> None:
    assert header(line).ids("references") == ids


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            "<p class=MsoNormal>Ett</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>Två</p>",
            "Ett\n\xa0\nTvå",
        ),
        ("<p>Ett</p><p>Två</p>", "Ett\n\nTvå"),
        ("Ett<br>Två<div>Tre</div>", "Ett\nTvå\nTre"),
        ("<b>fet</b> och  \n <i>kursiv</i>", "fet och kursiv"),
        (
            "<table><tr><th>Namn<th>Kost<th>AI<tr><td>Bo<td><td>ja</table>",
            "Namn\tKost\tAI\nBo\t\tja",
        ),
        (
            "<table><tr><td>logo</td><td>Anna<br>Chef<br>Box 1</td></tr></table>",
            "logo\nAnna\nChef\nBox 1",
        ),
        ("<ul><li>ett<li>två</ul>", "- ett\n- två"),
        ("<blockquote type=cite>a<br>b</blockquote>c", "> a\n> b\nc"),
        ("<blockquote style='margin-left:40px'>a</blockquote>", "a"),
        ("<title>x</title><script>y</script><!-- z -->a", "a"),
        ("a<span style='display: none'>gluten</span>b", "ab"),
        ("a<span style='VISIBILITY:hidden'>x</span>b", "ab"),
        ("a<span style='font-size:0px;color:red'>x</span>b", "ab"),
        ("a<span style='font-size:0.9em'>x</span>b", "axb"),
        ("a<span style='mso-hide:all'><b>x</b></span>b", "ab"),
        ("<style>.pre{display:none}</style><p class='top pre'>x</p>a", "a"),
        ("<style>@media print{.a{display:none}}</style><p class=a>syns</p>", "syns"),
        ("Bo<i style='white-space:pre'>\t</i><i style='white-space:pre'>\t</i>ja", "Bo\t\tja"),
        ("<p style='white-space: pre-wrap'>Bo\tägg\nUno\tmjölk</p>", "Bo\tägg\nUno\tmjölk"),
        ("<div>\n\t\tBo\tägg\n\t</div>", "Bo\tägg"),
        ("&aring;&#228;ö", "åäö"),
        ("", ""),
    ],
)
def test_html_becomes_the_text_that_a_reader_sees(html: str, text: str) -> None:
    assert to_text(html, set()) == text
