"""docs/database.md names every table and every sealed column, and none that does not exist."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import LargeBinary

from mailreg.store.tables import METADATA

TEXT = (Path(__file__).parents[3] / "docs" / "database.md").read_text(encoding="utf-8")
HASHES = {"message.raw_hash", "message.letter_hash", "sign_in.token_hash"}
PLAIN_BYTES = {*HASHES, "outbox_content.content"}
WRAPPED = {"data_key.wrapped"}


def test_every_table_is_described() -> None:
    schema = TEXT.partition("## The schema")[2].partition("\n## ")[0]
    described = set(re.findall(r"^\| `(\w+)` \|", schema, re.MULTILINE))
    assert described == set(METADATA.tables)


def test_every_sealed_column_is_described() -> None:
    described = set(re.findall(r"^\| `(\w+\.\w+)` \|", TEXT, re.MULTILINE))
    of_bytes = {
        str(column)
        for table in METADATA.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    assert described == of_bytes - PLAIN_BYTES - WRAPPED
