"""The finished mail, read back by the standard library and by icalendar."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

import icalendar
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailreg.extraction import Billing, Missing
from mailreg.registration.values import Reply, Status
from mailreg.reply import samples
from mailreg.reply.compose import compose
from mailreg.reply.templates import Templates
from mailreg.reply.values import Author, Envelope, Letter, Person
from tests.unit.reply.letters import ANNA, EVENT, TOKEN, envelope, letter, parsed

CONFIRMED = letter(Reply.CONFIRMED, people=(replace(ANNA, status=Status.CONFIRMED),))
FIELDS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
]
DIET_WORDS = re.compile(
    r"gluten|vegan|veget|laktos|lactose|nöt|\bnuts|mjölk|milk|ägg|\begg|fisk|fish|skaldjur|shellfish"
    r"|soja|soy|halal|kosher|selleri|celery|senap|mustard|sesam|lupin|celiaki|coeliac|diabet",
    re.IGNORECASE,
)
HOSTILE = st.text(
    alphabet=st.one_of(
        st.characters(), st.sampled_from('\r\n\t:;<>@",=?_-.\\\x00\u2028\u202e\ufeff()[]{}%#')
    ),
    max_size=60,
) | st.sampled_from(
    [
        "Anna\r\nBcc: all@example.org",
        "Anna\n\nBcc: all@example.org\n\nX",
        "=?utf-8?q?a=0D=0ABcc:_all=40example.org?=",
        '"Anna" <evil@example.org>, ',
        "{{ 7 * 7 }}{% raw %}",
        "--=_boundary--",
        "." * 50,
    ]
)
NAMES = st.none() | HOSTILE


def mail_of(one: Letter, templates: Templates, **changes: object) -> EmailMessage:
    return parsed(compose(one, envelope(**changes), EVENT, templates).content)


def part(mail: EmailMessage, content_type: str) -> str:
    (found,) = [one for one in mail.walk() if one.get_content_type() == content_type]
    assert isinstance(found, EmailMessage)
    content = found.get_content()
    text = content.decode() if isinstance(content, bytes) else str(content)
    return text.replace("\r\n", "\n")


def calendar_of(mail: EmailMessage) -> icalendar.Component:
    return icalendar.Calendar.from_ical(part(mail, "text/calendar"))


def test_the_header_says_who_writes_to_whom_about_what(templates: Templates) -> None:
    mail = mail_of(letter(), templates)
    assert mail.keys() == FIELDS
    assert str(mail["From"]) == "Mötesplats Storsthlm <motesplats@example.org>"
    assert str(mail["To"]) == "anna.lindqvist@ekero.example"
    assert str(mail["Subject"]) == "Mötesplats Storsthlm [MS-7K4QD]"
    assert mail["Date"].datetime == datetime(2023, 3, 8, 16, 1, tzinfo=UTC)
    assert mail["Message-ID"] == f"<mailreg.{TOKEN}.1@example.org>"
    assert mail["Content-Language"] == "sv"


def test_the_envelope_of_the_mail_is_that_of_the_letter(templates: Templates) -> None:
    mail = compose(letter(), envelope(), EVENT, templates)
    assert mail.message_id == f"<mailreg.{TOKEN}.1@example.org>"
    assert mail.sender == "motesplats@example.org"
    assert mail.recipient == "anna.lindqvist@ekero.example"


def test_a_reply_hangs_on_to_the_letter_and_carries_our_token(templates: Templates) -> None:
    mail = mail_of(letter(), templates)
    assert mail["In-Reply-To"] == "<her@ekero.example>"
    assert mail["References"].split() == [
        "<before@example.org>",
        "<her@ekero.example>",
        f"<mailreg.{TOKEN}@example.org>",
    ]


def test_a_letter_without_an_id_still_gets_our_token(templates: Templates) -> None:
    mail = mail_of(letter(), templates, in_reply_to=None, references=())
    assert mail["In-Reply-To"] is None
    assert mail["References"] == f"<mailreg.{TOKEN}@example.org>"


def test_a_long_conversation_keeps_its_first_and_its_newest_ids(templates: Templates) -> None:
    ids = tuple(f"<{number}@ekero.example>" for number in range(500))
    kept = mail_of(letter(), templates, references=ids)["References"].split()
    assert len(kept) == 20
    assert kept[0] == ids[0]
    assert kept[-3:] == [ids[-1], "<her@ekero.example>", f"<mailreg.{TOKEN}@example.org>"]


@pytest.mark.parametrize(
    "wrong",
    ["<a@b>\r\nBcc: all@example.org", "no-brackets@b", "<å@b>", "<a b@c>", f"<{'a' * 300}@b>", ""],
)
def test_an_id_that_is_none_is_left_out(templates: Templates, wrong: str) -> None:
    mail = mail_of(letter(), templates, in_reply_to=wrong, references=(wrong,))
    assert "In-Reply-To" not in mail
    assert mail["References"] == f"<mailreg.{TOKEN}@example.org>"


@pytest.mark.parametrize(
    ("author", "submitted", "suppressed"),
    [
        (Author.MACHINE, "auto-replied", "OOF, AutoReply, RN, NRN"),
        (Author.DECISION, "auto-generated", "OOF, AutoReply, RN, NRN"),
        (Author.STAFF, None, None),
    ],
)
def test_a_machine_says_that_it_is_one(
    templates: Templates, author: Author, submitted: str | None, suppressed: str | None
) -> None:
    mail = mail_of(letter(), templates, author=author)
    assert mail["Auto-Submitted"] == submitted
    assert mail["X-Auto-Response-Suppress"] == suppressed


@pytest.mark.parametrize(
    "name",
    [
        "Mötesplats Storsthlm",
        "Desk, Late",
        'The "Desk" \\ <x@y>',
        "Å" * 119,
        "Desk",
        "=?utf-8?q?x?=",
    ],
)
def test_any_display_name_arrives_as_it_is(templates: Templates, name: str) -> None:
    content = compose(letter(), envelope(sender_name=name), EVENT, templates).content
    phrase, email = parseaddr(message_from_bytes(content)["From"])
    # decode_header, since the newer parser of 3.11 puts spaces between encoded words
    assert str(make_header(decode_header(phrase))) == name
    assert email == "motesplats@example.org"


def test_no_display_name_leaves_the_bare_address(templates: Templates) -> None:
    assert mail_of(letter(), templates, sender_name="")["From"] == "motesplats@example.org"


@pytest.mark.parametrize(
    "wrong", ["a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example", "<a@b.example>", "a"]
)
def test_what_is_not_one_address_is_refused(templates: Templates, wrong: str) -> None:
    for field in ("recipient", "sender"):
        with pytest.raises(ValueError, match="not one mail address"):
            compose(letter(), envelope(**{field: wrong}), EVENT, templates)


def test_an_address_that_needs_smtputf8_is_the_only_reason_for_eight_bits(
    templates: Templates,
) -> None:
    content = compose(letter(), envelope(recipient="åsa@ekero.example"), EVENT, templates).content
    assert content.replace("åsa".encode(), b"").isascii()


def test_every_reply_is_text_and_html_in_that_order(templates: Templates) -> None:
    for language in ("sv", "en"):
        for one in samples.letters(EVENT, [language]):
            mail = mail_of(one, templates)
            types = [found.get_content_type() for found in mail.walk() if not found.is_multipart()]
            has_calendar = one.reply is Reply.CONFIRMED or (
                one.reply is Reply.OUTCOME
                and any(person.status is Status.CONFIRMED for person in one.people)
            )
            calendar = ["text/calendar", "application/ics"] if has_calendar else []
            assert types == ["text/plain", "text/html", *calendar]
            assert mail["Content-Language"] == language


def test_the_parts_decode_to_the_rendered_page(templates: Templates) -> None:
    page = templates.render(letter(), EVENT)
    mail = mail_of(letter(), templates)
    assert part(mail, "text/plain") == page.text + "\n"
    assert part(mail, "text/html").strip() == page.html.strip()


def test_the_calendar_entry_is_published_and_asks_for_no_answer(templates: Templates) -> None:
    mail = mail_of(CONFIRMED, templates)
    (inline,) = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    assert inline.get_param("method") == "PUBLISH"
    calendar = calendar_of(mail)
    assert calendar["METHOD"] == "PUBLISH"
    (entry,) = calendar.walk("VEVENT")
    assert entry.decoded("DTSTART") == EVENT.starts
    assert entry.decoded("DTEND") == EVENT.ends
    assert entry.decoded("DTSTAMP") == datetime(2023, 3, 8, 16, 1, tzinfo=UTC)
    assert entry["SUMMARY"] == "Mötesplats Storsthlm"
    assert entry["LOCATION"] == EVENT.venue
    assert entry["SEQUENCE"] == 0
    assert "MS-7K4QD" in str(entry["DESCRIPTION"])
    assert not {"ORGANIZER", "ATTENDEE"} & set(entry)
    assert TOKEN not in calendar.to_ical().decode()


def test_the_file_beside_it_holds_the_same_entry(templates: Templates) -> None:
    mail = mail_of(CONFIRMED, templates)
    (file,) = mail.iter_attachments()
    assert file.get_filename() == "event.ics"
    assert part(mail, "application/ics") == part(mail, "text/calendar")


def test_a_second_confirmation_replaces_the_first_in_the_calendar(templates: Templates) -> None:
    def uid(token: str, number: int) -> str:
        message_id = f"<mailreg.{token}.{number}@example.org>"
        mail = mail_of(CONFIRMED, templates, token=token, message_id=message_id)
        return str(calendar_of(mail).walk("VEVENT")[0]["UID"])

    assert uid(TOKEN, 1) == uid(TOKEN, 2)
    assert uid(TOKEN, 1) != uid(TOKEN[::-1], 1)


def test_an_event_without_an_end_or_a_place_gives_neither(templates: Templates) -> None:
    bare = replace(EVENT, ends=None, venue=None)
    mail = parsed(compose(CONFIRMED, envelope(), bare, templates).content)
    assert not {"DTEND", "LOCATION"} & set(calendar_of(mail).walk("VEVENT")[0])


def test_the_same_values_give_the_same_bytes(templates: Templates) -> None:
    first, second = (compose(CONFIRMED, envelope(), EVENT, templates) for _ in range(2))
    assert first == second


def test_no_reply_ever_says_which_diet(templates: Templates) -> None:
    for language in ("sv", "en"):
        for one in samples.letters(EVENT, [language]):
            mail = mail_of(one, templates)
            assert not DIET_WORDS.search(part(mail, "text/plain") + part(mail, "text/html"))


@st.composite
def hostile_letters(draw: st.DrawFn) -> tuple[Letter, Envelope]:
    people = draw(
        st.lists(st.builds(Person, name=NAMES, status=st.sampled_from(Status)), max_size=3)
    )
    one = letter(
        draw(st.sampled_from(Reply)),
        draw(st.sampled_from(["sv", "en", "\r\nBcc: x"])),
        contact_name=draw(NAMES),
        people=tuple(people),
        billing=draw(
            st.builds(
                Billing,
                recipient=NAMES,
                street=NAMES,
                city=NAMES,
                country=NAMES,
                reference=NAMES,
                organisation_number=NAMES,
                gln=NAMES,
                email=NAMES,
            )
        ),
        missing=tuple(Missing),
        note=draw(NAMES),
    )
    around = envelope(
        sender_name=draw(HOSTILE),
        in_reply_to=draw(NAMES),
        references=tuple(draw(st.lists(HOSTILE, max_size=3))),
    )
    return one, around


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(hostile_letters())
def test_nothing_in_a_letter_can_change_the_form_of_a_mail(
    templates: Templates, hostile: tuple[Letter, Envelope]
) -> None:
    one, around = hostile
    content = compose(one, around, EVENT, templates).content
    assert content.isascii()
    assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", content)
    mail = parsed(content)
    assert not [defect for found in mail.walk() for defect in found.defects]
    assert set(mail.keys()) <= set(FIELDS)
    assert len(mail.keys()) == len(set(mail.keys()))
    assert str(mail["To"]) == "anna.lindqvist@ekero.example"
    assert [sender.addr_spec for sender in mail["From"].addresses] == ["motesplats@example.org"]
    assert str(mail["Subject"]) == "Mötesplats Storsthlm [MS-7K4QD]"
    page = templates.render(one, EVENT)
    assert part(mail, "text/plain") == page.text + "\n"
