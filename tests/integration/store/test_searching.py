"""Applications by words."""

from __future__ import annotations

import pytest

from mailreg.registration.values import Status
from mailreg.store import applications, searching
from mailreg.store.database import Database
from mailreg.store.queue import Entry
from tests.integration.store.builders import EVENT, NOW, add

EDITS = {
    "people[1].name": "Åsa Öberg",
    "people[1].email": "asa.oberg@lund.example",
    "people[1].organisation": "Ödåkra bibliotek",
    "billing.recipient": "Österåkers kommun",
    "billing.reference": "ZZ-4471",
    "billing.city": "Åkersberga",
}


def ids(found: list[Entry]) -> list[int]:
    return [one.id for one in found]


def search(database: Database, words: str, *, event: str | None = None) -> list[int]:
    with database.reading() as tx:
        return ids(searching.found(tx, words, event=event, limit=9))


def edit(database: Database, application_id: int, **edits: object) -> None:
    with database.transaction() as tx:
        applications.edit(tx, application_id, edits, at=NOW, by="karin")


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("Karin", True),
        ("karin", True),
        ("lindqvist", True),
        ("ANNA@EXAMPLE", True),
        ("ms-0", True),
        ("kar%n", False),
        ("_", False),
        ("Sven", False),
        (" ", False),
    ],
)
def test_parts_of_names_addresses_and_references_are_found(
    database: Database, words: str, is_found: bool
) -> None:
    first, second = add(database, Status.PENDING), add(database, Status.DECLINED)
    assert search(database, words) == ([second, first] if is_found else [])


@pytest.mark.parametrize(
    "words",
    [
        "åsa",
        "ÅSA",
        "Åsa Öberg",
        "öberg åsa",
        "asa.oberg@",
        "ödåkra",
        "österåkers",
        "KOMMUN österåkers",
        "zz-4471",
        "åkersberga åsa 4471",
    ],
)
def test_all_words_must_stand_somewhere_in_the_case_whatever_their_case(
    database: Database, words: str
) -> None:
    other, id_ = add(database, Status.PENDING), add(database, Status.PENDING)
    edit(database, id_, **EDITS)
    assert other not in search(database, words)
    assert search(database, words, event=EVENT) == [id_]
    assert search(database, words, event="other") == []
    assert search(database, f"{words} nobody") == []


@pytest.mark.parametrize("word", ["recipient", "null", "u00c5", '":', "\\"])
def test_how_an_invoice_is_stored_is_not_found(database: Database, word: str) -> None:
    id_ = add(database, Status.PENDING)
    edit(database, id_, **EDITS)
    assert search(database, word) == []


def test_what_is_sealed_is_not_looked_into(database: Database) -> None:
    add(database, Status.PENDING)  # Anna, whose diet is gluten free
    assert search(database, "gluten") == []


def test_older_ones_are_found_by_what_an_index_knows(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = add(database, Status.DECLINED), add(database, Status.PENDING)
    edit(database, old, **{"people[1].email": "asa.oberg@lund.example"})
    with database.reading() as tx:
        reference = applications.load(tx, old).reference
    monkeypatch.setattr(searching, "LOOKED_THROUGH", 1)

    assert search(database, "karin") == [new]
    assert search(database, reference.lower()) == [old]
    assert search(database, "ASA.oberg@lund.example") == [old]
    assert search(database, reference, event="other") == []
