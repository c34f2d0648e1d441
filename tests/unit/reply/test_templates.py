"""What an operator's folder of templates may hold, and how its mistakes are told."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from mailreg.errors import ConfigurationError
from mailreg.registration.values import Reply
from mailreg.reply.templates import Templates, load
from tests.unit.reply.letters import EVENT, SHIPPED, letter

MAIL = "Subject: {{ event.name }} [{{ reference }}]\n\n"
KNOWN = "docs/templates.md lists what a template can use"


def folder(path: Path, **files: str) -> Path:
    """Files by name, `sv__received` for sv/received.txt."""
    for name, text in files.items():
        file = path / (name.replace("__", "/") + ".txt")
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return path


def opened(path: Path) -> Templates:
    return load(path, shipped=SHIPPED, events=[EVENT])


@pytest.fixture(scope="module")
def swedish(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped templates in one language, which are read in half the time."""
    path = tmp_path_factory.mktemp("shipped")
    shutil.copy(SHIPPED / "layout.html", path)
    shutil.copytree(SHIPPED / "sv", path / "sv")
    return path


def complaints(path: Path, shipped: Path = SHIPPED) -> list[str]:
    """What is wrong with the folder, paths as seen from it."""
    with pytest.raises(ConfigurationError) as caught:
        load(path, shipped=shipped, events=[EVENT])
    return [str(problem).replace(f"{path}/", "") for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            "Hej\n{{ given_nam }}\n",
            f"sv/received.txt: line 4: `given_nam` is unknown. Did you mean `given_name`? {KNOWN}",
        ),
        ("{{ dietary }}", f"sv/received.txt: line 3: `dietary` is unknown. {KNOWN}"),
        (
            "{% if false %}\n{{ event.nme }}\n{% endif %}",
            f"sv/received.txt: line 4: `event.nme` is unknown. Did you mean `name`? {KNOWN}",
        ),
        (
            "{% for one in people %}\n{% if one.name %}\n\n{{ one.diet }}{% endif %}{% endfor %}",
            f"sv/received.txt: line 6: `one.diet` is unknown. {KNOWN}",
        ),
        ("{{ people[0].nam }}", "`….nam` is unknown. Did you mean `name`?"),
        ("{{ (people | first).billing }}", "`….billing` is unknown."),
        (
            "{% set one = people | selectattr('name') | first %}{{ one.email }}",
            "`one.email` is unknown.",
        ),
        ("{{ billing.diet }}", "`billing.diet` is unknown."),
        ("{{ event.name.upper() }}", "line 3: `….upper` is unknown."),
        ("{% for x in people %}{{ loop.nextitem }}{% endfor %}", "`loop.nextitem` is unknown."),
        ("\n{% if %}", "sv/received.txt: line 4: Expected an expression"),
        ("{{ reference", "sv/received.txt: line 3: unexpected end of template"),
        ("\n\n{% endif %}", "sv/received.txt: line 5: Encountered unknown tag 'endif'"),
        ("{% block a %}{% endblock %}\n{% block a %}{% endblock %}", "block 'a' defined twice"),
        (
            "{% if false %}{{ reference | uper }}{% endif %}",
            "sv/received.txt: line 3: there is no filter `uper`. Did you mean `upper`?",
        ),
        ("{{ 'x' | center(1000000000) }}", "there is no filter `center`."),
        ("{{ 1 if reference is odd }}", "line 3: there is no test `odd`."),
        ("{{ 'a' * 1000000000 }}", "line 3: `*` and `%` cannot be used here."),
        ("{{ '%1000000000d' % 1 }}", "line 3: `*` and `%` cannot be used here."),
        ("{{ reference['center'](1000000000) }}", "line 3: only a number can stand in [ ]."),
        ("{{ ''.__class__.__mro__ }}", "line 3: `….__class__` is unknown."),
        ("{{ range(10) }}", "line 3: `range` is unknown."),
        ("{% include 'persons.txt' %}", "line 3: there is no file `persons.txt`."),
        ("{% include reference %}", "line 3: a file is named in quotation marks"),
        ("{% include 'received.txt' %}", "recursion"),
        ("\n{{ event.venue }}", "sv/received.txt: line 4: this may be empty: ask with {% if"),
        ("{{ billing.recipient }}", "sv/received.txt: line 3: 'None' has no attribute 'recipient'"),
        ("{{ people + 1 }}", "sv/received.txt: line 3: can only concatenate tuple"),
        ("å" * 300_000, "sv/received.txt: it makes a mail of more than 200000 characters."),
    ],
)
def test_a_mistake_is_refused_with_its_file_and_line(
    tmp_path: Path, swedish: Path, text: str, complaint: str
) -> None:
    found = complaints(folder(tmp_path, sv__received=MAIL + text), swedish)
    assert any(complaint in line for line in found), found


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("Hej!", "sv/received.txt: a mail begins with a line `Subject: …`."),
        ("Subject: Hej\n\nHej!", "sv/received.txt: the subject does not hold {{ reference }}."),
    ],
)
def test_a_mail_without_the_reference_in_its_subject_is_refused(
    tmp_path: Path, text: str, complaint: str
) -> None:
    (found,) = complaints(folder(tmp_path, sv__received=text))
    assert found.startswith(complaint)


def test_every_mistake_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    found = complaints(
        folder(
            tmp_path,
            sv__received=MAIL + "{{ one }}\n{{ two }}",
            en__base=MAIL + "{% block body %}{{ three }}{% endblock %}",
        )
    )
    assert [line.partition(" is")[0] for line in found] == [
        "en/base.txt: line 3: `three`",
        "sv/received.txt: line 3: `one`",
        "sv/received.txt: line 4: `two`",
    ]


def test_a_mistake_in_a_shared_file_is_found_where_it_stands(tmp_path: Path) -> None:
    found = complaints(folder(tmp_path, sv__billing="\n{{ billing.recipient }}\n"))
    assert all(line.startswith("sv/billing.txt: line 2: ") for line in found)


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    folder(tmp_path, sv__received="")
    (tmp_path / "sv/received.txt").write_bytes("Hälsningar".encode("latin-1"))
    assert complaints(tmp_path) == [
        "sv/received.txt: is not UTF-8. Save it with the encoding UTF-8"
    ]


def test_a_file_of_the_operator_takes_the_place_of_the_shipped_one_alone(tmp_path: Path) -> None:
    folder(tmp_path, sv__received=MAIL + "Tack!")
    templates = opened(tmp_path)
    assert templates.render(letter(), EVENT).text == "Tack!"
    assert "Thank you" in templates.render(letter(language="en"), EVENT).text
    assert templates.warnings == ()


def test_a_signature_is_changed_in_one_place(tmp_path: Path) -> None:
    base = (SHIPPED / "sv/base.txt").read_text().replace("Vänliga hälsningar", "Allt gott!")
    templates = opened(folder(tmp_path, sv__base=base))
    for reply in Reply:
        assert "Allt gott!" in templates.render(letter(reply), EVENT).text


def test_a_file_saved_by_notepad_is_read(tmp_path: Path) -> None:
    folder(tmp_path, sv__received="")
    (tmp_path / "sv/received.txt").write_bytes(
        b"\xef\xbb\xbf"
        + (MAIL + "{% if note %}\nx\n{% endif %}\nHej då").replace("\n", "\r\n").encode()
    )
    assert opened(tmp_path).render(letter(), EVENT).text == "Hej då"


def test_a_line_of_tags_alone_leaves_no_line(tmp_path: Path) -> None:
    text = (
        "{% for person in people %}\n- {{ person.name or '?' }}{% if note %} x{% endif %}\n"
        "  {% if note %}\n- {{ note }}\n  {% endif %}\n{% endfor %}\nend"
    )
    templates = opened(folder(tmp_path, sv__received=MAIL + text))
    people = letter().people * 2
    assert templates.render(letter(people=people), EVENT).text == (
        "- Anna Lindqvist\n- Anna Lindqvist\nend"
    )


@pytest.mark.parametrize("path", [None, Path("/nonexistent/templates")])
def test_without_a_folder_the_shipped_templates_are_used(path: Path | None) -> None:
    templates = load(path, shipped=SHIPPED, events=[EVENT])
    assert len(templates.replies) == 2 * len(Reply)


def test_the_shipped_templates_pass_the_check_that_an_operators_own_go_through() -> None:
    assert load(SHIPPED, shipped=SHIPPED, events=[EVENT]).warnings == ()


def test_a_language_without_a_reply_is_warned_of(tmp_path: Path) -> None:
    finnish = replace(EVENT, languages=("fi", "sv"), name={"fi": "Tapaaminen"})
    folder(tmp_path, fi__received=MAIL + "Kiitos! {{ event.when }}")
    templates = load(tmp_path, shipped=SHIPPED, events=[finnish])
    (warning,) = templates.warnings
    assert warning.startswith("templates/fi: no incomplete, reminder, expired, confirmed,")
    page = templates.render(letter(language="fi"), finnish)
    assert page.text == "Kiitos! torstai 23. maaliskuuta 2023 13.00–17.00"
    assert templates.render(letter(Reply.CLOSED, "fi"), finnish).language == "sv"


def test_a_third_language_is_added_by_adding_its_folder(tmp_path: Path) -> None:
    folder(
        tmp_path,
        nb__base=MAIL + "Hei!\n\n{% block body %}{% endblock %}\n\nVennlig hilsen",
        nb__received='{% extends "base.txt" %}{% block body %}\nTakk for brevet.\n{% endblock %}',
    )
    norwegian = replace(EVENT, languages=("nb", "en"))
    templates = load(tmp_path, shipped=SHIPPED, events=[norwegian])
    page = templates.render(letter(language="nb"), norwegian)
    assert page.text == "Hei!\n\nTakk for brevet.\n\nVennlig hilsen"
    assert '<html lang="nb"' in page.html
    absent = [reply for reply in Reply if reply is not Reply.RECEIVED]
    (warning,) = templates.warnings
    assert warning == (f"templates/nb: no {', '.join(absent)}; another language is used instead")
    for reply in absent:
        assert templates.render(letter(reply, "nb"), norwegian).language == "en"


def test_a_folder_of_a_language_that_no_event_has_is_warned_of(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED / "sv", tmp_path / "nb")
    assert opened(tmp_path).warnings == (
        "templates/nb: no event has this language, so it is never used",
    )


def test_a_misspelt_file_name_is_warned_of(tmp_path: Path) -> None:
    folder(tmp_path, sv__recieved=MAIL + "Hej", sv__hours="9–17")
    folder(tmp_path, sv__closed=MAIL + '{% include "hours.txt" %}')
    (warning,) = opened(tmp_path).warnings
    assert warning.endswith("sv/recieved.txt: there is no reply of that name, so it is never used")


def test_an_installation_without_its_templates_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"there is no layout\.html"):
        load(None, shipped=tmp_path, events=[EVENT])
