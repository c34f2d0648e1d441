"""What staff correct becomes labelled letters with nobody in them."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from mailreg.errors import BadRequest
from mailreg.export.anonymous.letter import Unfit
from mailreg.service.corrections import Taught, export_corrections
from tests.corpus.cases import answer as read_case
from tests.corpus.cases import compare, load
from tests.integration.service.letters import letter
from tests.integration.service.office import Office

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

DIET = "Jag äter inte kiwi och är vegetarian."


def taught(office: Office, folder: Path) -> Taught:
    return export_corrections(office.desk, folder, by="karin")


def test_a_correction_becomes_a_case_that_the_scorer_takes(office: Office, tmp_path: Path) -> None:
    office.take_in(letter(more=DIET))
    office.edit("dietary=vegan", "billing.reference=")

    done = taught(office, tmp_path / "new")

    assert done.left_out == ()
    assert done.cases == (("001-corrected-billing-diet", office.case().reference),)
    [case] = load(tmp_path / "new")
    assert case.label["attendees"][0]["dietary"] == ["vegan"]
    assert case.label["billing"]["reference"] is None
    score = compare([case], [read_case(case.content)])
    assert score is not None


def test_no_file_holds_anything_of_the_people(office: Office, tmp_path: Path) -> None:
    office.take_in(letter(more=DIET))
    office.edit("dietary=vegan")

    taught(office, tmp_path / "new")

    files = sorted((tmp_path / "new").iterdir())
    written = "".join(f"{path.name}{path.read_text('utf-8')}" for path in files).casefold()
    assert len(files) == 2
    assert [path.stat().st_mode & 0o777 for path in files] == [0o600, 0o600]
    reference = office.case().reference.casefold()
    for personal in ("anna", "berg", "solby.example", "zz1234", "box 101", "123 45", reference):
        assert not re.search(rf"(?<!\w){re.escape(personal)}(?!\w)", written)


def test_each_is_logged(office: Office, tmp_path: Path) -> None:
    office.take_in(letter(more=DIET))
    office.edit("dietary=vegan")

    taught(office, tmp_path / "new")

    with office.desk.database.reading() as tx:
        looks = tx.connection.execute(
            text("SELECT seen_by FROM diet_look WHERE how = 'corrections'")
        ).all()
    assert [tuple(look) for look in looks] == [("karin",)]


def test_what_no_label_tells_makes_no_case(office: Office, tmp_path: Path) -> None:
    office.take_in(letter())
    office.edit("contact.name=Anna B", "phone=070-1", "language=en", "needs_review=false")

    assert taught(office, tmp_path / "new") == Taught(cases=(), left_out=())


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("name=Beata Nyström", Unfit.NOT_LITERAL),
        ("billing.reference=ZZ1234", Unfit.UNCHANGED),
    ],
)
def test_what_the_letter_does_not_teach_is_left_out_by_reference(
    office: Office, tmp_path: Path, change: str, why: Unfit
) -> None:
    office.take_in(letter())
    office.edit(change)

    done = taught(office, tmp_path / "new")

    assert [(one.reference, one.why) for one in done.left_out] == [(office.case().reference, why)]
    assert list((tmp_path / "new").iterdir()) == []


def test_a_correction_after_a_later_letter_may_come_from_that(
    office: Office, tmp_path: Path
) -> None:
    office.take_in(letter())
    subject = f"Re: {office.case().reference}"
    office.clock.advance(timedelta(minutes=1))
    office.take_in(letter(subject=subject, text="Jag är vegan.\n"))
    office.edit("dietary=vegan")

    assert [one.why for one in taught(office, tmp_path / "new").left_out] == [Unfit.LATER_LETTERS]


def test_an_attachment_that_may_have_said_it_leaves_the_letter_out(
    office: Office, tmp_path: Path
) -> None:
    plain = letter().decode()
    head, _, body = plain.partition("\r\n\r\n")
    head = head.replace(
        "Content-Type: text/plain; charset=utf-8", "Content-Type: multipart/mixed; boundary=x"
    )
    part = "--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + body
    sheet = "--x\r\nContent-Type: text/csv\r\nContent-Disposition: attachment\r\n\r\nvegan\r\n--x--"
    office.take_in(f"{head}\r\n\r\n{part}\r\n{sheet}\r\n".encode())
    office.edit("dietary=vegan")

    assert [one.why for one in taught(office, tmp_path / "new").left_out] == [Unfit.ATTACHMENT]


def test_a_folder_with_something_in_it_is_refused(office: Office, tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("x")

    with pytest.raises(BadRequest, match="name a new folder"):
        taught(office, tmp_path)
