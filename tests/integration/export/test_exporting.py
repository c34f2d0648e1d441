"""What is exported, who is told of it, and what no list says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from mailreg.errors import BadRequest
from mailreg.extraction import Attendee
from mailreg.registration.values import Status
from mailreg.service.desk import Desk
from mailreg.service.exporting import export_attendees, export_catering
from tests.integration.export.conftest import Register
from tests.integration.export.reading import read_csv, read_json, read_xlsx, words

FORMATS = ["xlsx", "csv", "json"]
DIETS = ("gluten", "vegan", "kiwi", "peanut", "jordnöt")


def looks(desk: Desk) -> list[tuple[object, ...]]:
    """Whose diet was looked at, by whom and how."""
    statement = "SELECT application_id, seen_by, how FROM diet_look ORDER BY id"
    with desk.database.reading() as tx:
        return [tuple(row) for row in tx.connection.exec_driver_sql(statement)]


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.usefixtures("ids")
def test_attendees_are_the_confirmed_of_the_event_without_diet(
    desk: Desk, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"list.{ending}"
    done = export_attendees(desk, "varmote", path)
    assert done.people == 2
    assert "Anna Berg" in words(path)
    assert "Erik Ek" in words(path)
    assert "Karin Alm" not in words(path)
    assert [diet for diet in DIETS if diet in words(path)] == []


@pytest.mark.usefixtures("ids")
def test_a_list_without_diet_is_no_look_at_diets(desk: Desk, tmp_path: Path) -> None:
    export_attendees(desk, "varmote", tmp_path / "list.xlsx", statuses=frozenset(Status))
    assert looks(desk) == []


@pytest.mark.usefixtures("ids")
def test_other_statuses_are_listed_when_they_are_asked_for(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    export_attendees(desk, "varmote", path, statuses=frozenset({Status.PENDING}))
    rows = read_json(path)["rows"]
    assert [(row["reference"], row["number"], row["status"]) for row in rows] == [
        ("MS-00001", 2, "pending"),
        ("MS-00003", 1, "pending"),
    ]


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.usefixtures("ids")
def test_catering_counts_needs_and_names_nobody(desk: Desk, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"kost.{ending}"
    export_catering(desk, "varmote", path, by="karin")
    said = words(path)
    assert "gluten" in said
    assert "kiwi" in said
    assert [word for word in ("Anna", "Berg", "Solby", "MS-0", "peanut") if word in said] == []


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.usefixtures("ids")
def test_names_stand_only_in_the_version_for_those_who_serve(
    desk: Desk, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"kost.{ending}"
    export_catering(desk, "varmote", path, by="karin", with_names=True)
    assert "Anna Berg" in words(path)
    assert "Erik Ek" not in words(path)  # he eats everything


def test_every_export_of_diets_is_logged_for_each_whose_diet_it_tells(
    desk: Desk, ids: tuple[int, ...], tmp_path: Path
) -> None:
    export_catering(desk, "varmote", tmp_path / "a.csv", by="karin")
    export_catering(desk, "varmote", tmp_path / "b.csv", by="nils", with_names=True)
    assert looks(desk) == [
        (ids[0], "karin", "export catering"),
        (ids[1], "karin", "export catering"),
        (ids[0], "nils", "export catering with names"),
        (ids[1], "nils", "export catering with names"),
    ]


def test_a_look_is_logged_even_where_the_file_could_not_be_written(
    desk: Desk, ids: tuple[int, ...]
) -> None:
    unwritable = Path("/proc/kost.csv")  # for root, too
    with pytest.raises(BadRequest, match="cannot be written"):
        export_catering(desk, "varmote", unwritable, by="karin")
    assert [look[0] for look in looks(desk)] == list(ids[:2])


@pytest.mark.parametrize(
    "name", ["list.pdf", "list", "no/list.csv", ".", f"{'x' * 300}.csv", "folder.csv"]
)
def test_a_name_that_cannot_be_written_is_refused_before_any_diet_is_read(
    desk: Desk, ids: tuple[int, ...], tmp_path: Path, name: str
) -> None:
    assert ids
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(BadRequest):
        export_catering(desk, "varmote", tmp_path / name, by="karin")
    assert looks(desk) == []


def test_an_unknown_event_is_refused_with_those_there_are(desk: Desk, tmp_path: Path) -> None:
    known = r"sommarmote.*hostmote, varmote"
    with pytest.raises(BadRequest, match=known):
        export_attendees(desk, "sommarmote", tmp_path / "list.csv")
    with pytest.raises(BadRequest, match=known):
        export_catering(desk, "sommarmote", tmp_path / "list.csv", by="karin")


@pytest.mark.parametrize(
    ("days", "delete_after"), [(None, date(2030, 4, 3)), (1, date(2030, 4, 4))]
)
def test_a_list_says_when_it_was_made_and_when_it_must_be_gone(
    desk: Desk, tmp_path: Path, days: int | None, delete_after: date
) -> None:
    event = desk.events["varmote"]
    ends = None if days is None else event.starts + timedelta(days=days)
    desk = replace(desk, events={"varmote": replace(event, ends=ends)})
    done = export_catering(desk, "varmote", tmp_path / "kost.json", by="karin")
    export_catering(desk, "varmote", tmp_path / "kost.csv", by="karin")
    export_catering(desk, "varmote", tmp_path / "kost.xlsx", by="karin")
    notes = ["Skapad 2030-03-01 10:00", f"Filen ska raderas senast {delete_after}"]
    found = read_json(tmp_path / "kost.json")
    assert (found["made_at"], found["delete_after"]) == ("2030-03-01T09:00:00Z", str(delete_after))
    assert [row[0] for row in read_csv(tmp_path / "kost.csv")[-3:]] == ["", *notes]
    [rows] = read_xlsx(tmp_path / "kost.xlsx").values()
    assert [row[0] for row in rows[-3:]] == [None, *notes]
    assert done.delete_after == delete_after


def test_somebody_without_a_name_is_found_by_the_reference(
    desk: Desk, register: Register, tmp_path: Path
) -> None:
    nameless = Attendee(dietary=("nuts",), dietary_stated=True)
    register((nameless, Status.CONFIRMED), number=7)
    path = tmp_path / "kost.json"
    export_catering(desk, "varmote", path, by="karin", with_names=True)
    assert read_json(path)["people"] == [
        {"meal": "varmote", "name": "MS-00007", "organisation": None, "needs": ["nuts"]}
    ]
