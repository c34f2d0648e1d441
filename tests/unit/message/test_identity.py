"""Our own threading marks."""

from __future__ import annotations

import pytest

from mailreg.message import (
    REFERENCE_ALPHABET,
    TOKEN_ALPHABET,
    copy_token,
    message_id,
    references_in,
    thread_id,
    tokens_in,
)

TOKEN = "abcdefghijklmnopqrstuvwxyz"


def test_a_mail_of_ours_and_its_thread_carry_the_same_token() -> None:
    ours = message_id(TOKEN, 3, "example.org")
    thread = thread_id(TOKEN, "example.org")
    assert ours == f"<mailreg.{TOKEN}.3@example.org>"
    assert thread == f"<mailreg.{TOKEN}@example.org>"
    assert tokens_in([ours, thread]) == (TOKEN,)


@pytest.mark.parametrize(
    "rewritten",
    [
        f"<mailreg.{TOKEN}.3@mail.gateway.example>",
        f"mailreg.{TOKEN}.3@example.org",
        f"<MAILREG.{TOKEN.upper()}.3@EXAMPLE.ORG>",
        f"<mailreg.{TOKEN[:10]}\r\n {TOKEN[10:]}.3@example.org>",
        f"<SRS0=x=mailreg.{TOKEN}.3@example.org>",
        f"Original message: <mailreg.{TOKEN}@example.org> was not delivered",
    ],
)
def test_a_token_is_found_in_what_servers_make_of_an_id(rewritten: str) -> None:
    assert tokens_in([rewritten]) == (TOKEN,)


def test_tokens_keep_their_order_and_come_once() -> None:
    other = TOKEN[::-1]
    ids = [thread_id(other, "a.example"), thread_id(TOKEN, "a.example"), f"mailreg.{other}"]
    assert tokens_in(ids) == (other, TOKEN)


def test_the_token_of_a_copy_is_one_persons_and_not_the_applications() -> None:
    tokens = [copy_token(TOKEN, 1), copy_token(TOKEN, 2), copy_token(TOKEN[::-1], 1)]
    assert len({TOKEN, *tokens}) == 4
    assert copy_token(TOKEN, 1) == tokens[0]
    assert tokens_in([message_id(token, 3, "example.org") for token in tokens]) == tuple(tokens)


@pytest.mark.parametrize("foreign", ["", "<CAF=x@mail.gmail.com>", "<mailreg.short.1@example.org>"])
def test_other_ids_have_no_token(foreign: str) -> None:
    assert tokens_in([foreign]) == ()


@pytest.mark.parametrize(("token", "number"), [("short", 1), (TOKEN.upper(), 1), (TOKEN, 0)])
def test_a_mark_is_never_made_of_what_would_not_be_known_again(token: str, number: int) -> None:
    with pytest.raises(ValueError, match=r"token|number"):
        message_id(token, number, "example.org")


@pytest.mark.parametrize(
    ("text", "references"),
    [
        ("Sv: Mötesplats Storsthlm [MS-7K4QD]", ("MS-7K4QD",)),
        ("ang ms-7k4qd och MS-7K4QD", ("MS-7K4QD",)),
        ("A-22222, ABCD-ZZZZZ", ("A-22222", "ABCD-ZZZZZ")),
        ("(MS–7K4QD)", ("MS-7K4QD",)),
        ("MS-Teams, ABCDE-7K4QD, MS-7K4QDX, MS-7K4Q, X-MS-7K4QD-Y", ()),
    ],
)
def test_references_are_found_in_subjects(text: str, references: tuple[str, ...]) -> None:
    assert references_in(text) == references


def test_no_character_of_a_reference_is_misread() -> None:
    assert not set("01ILOU") & set(REFERENCE_ALPHABET)
    assert len(set(REFERENCE_ALPHABET)) == len(REFERENCE_ALPHABET)
    assert len(TOKEN_ALPHABET) == 32
