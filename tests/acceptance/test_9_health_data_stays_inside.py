"""Promise 9: allergies and diet are sealed in the store and never leave it."""

from __future__ import annotations

from tests.acceptance.conftest import NewSite
from tests.acceptance.kill.ending import kill_at
from tests.acceptance.letters import registration
from tests.servers.site import Site

DIET = "Jag är allergisk mot jordnötter och äter vegansk kost. Jag tål inte paprika.\n"
WORDS = (b"jordn", b"peanut", b"vegan", b"paprika", b"allergisk")


def leaks(contents: bytes) -> list[bytes]:
    return [word for word in WORDS if word in contents.lower()]


def assert_is_read(site: Site) -> None:
    shown = str(site.json("list", "--diet")).lower()
    assert "vegan" in shown
    assert "paprika" in shown


def test_no_file_of_the_database_nor_a_log_nor_a_reply_says_what_somebody_eats(
    new_site: NewSite,
) -> None:
    site = new_site()
    site.deliver(registration(0, more=DIET))
    kill_at(site, "saved", 1, "-v", "run", "--once")  # so that the write-ahead log is left too
    files = {path.name: path.read_bytes() for path in site.database_files()}
    assert {"mailreg.db", "mailreg.db-wal"} <= set(files)

    assert {name: leaks(content) for name, content in files.items() if leaks(content)} == {}
    assert leaks(site.log.encode()) == []
    assert [leaks(mail.content) for mail in site.smtp.received] == [[]]
    for words in (("list",), ("show", site.reference()), ("messages",), ("outbox",), ("status",)):
        assert leaks(str(site.json(*words)).encode()) == []
    assert_is_read(site)


def test_corrections_of_a_diet_are_sealed_too(new_site: NewSite) -> None:
    site = new_site()
    site.deliver(registration(0))
    site.run_once()

    site.mailreg("edit", site.reference(), "dietary=vegan", "dietary_other=paprika")

    assert [path.name for path in site.database_files() if leaks(path.read_bytes())] == []
    assert leaks(str(site.case()).encode()) == []
    assert_is_read(site)


def test_no_row_of_postgresql_says_what_somebody_eats(new_site: NewSite) -> None:
    site = new_site(database="postgresql")
    site.deliver(registration(0, more=DIET))
    site.run_once()
    site.mailreg("edit", site.reference(), "dietary_other=paprika")

    assert leaks(site.database_dump()) == []
    assert_is_read(site)


def test_a_look_at_diets_is_logged_with_who_looked(new_site: NewSite) -> None:
    site = new_site()
    site.deliver(registration(0, more=DIET))
    site.run_once()
    site.json("show", site.reference(), "--by", "erik")

    site.json("show", site.reference(), "--diet", "--by", "maria")

    assert b"maria" in site.database_dump()
    assert b"erik" not in site.database_dump()


def test_a_wrong_key_is_refused_with_78(new_site: NewSite) -> None:
    site = new_site()
    site.run_once()
    key = site.folder / "secret" / "mailreg.key"
    kept = key.read_bytes()
    key.write_text("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")

    refused = site.mailreg("run", "--once", check=False)

    assert refused.returncode == 78
    assert "privacy.key" in refused.stderr
    assert site.mailreg("list", check=False).returncode == 78
    key.write_bytes(kept)
    site.run_once()


def test_a_missing_key_is_refused_with_78_and_never_made_anew(new_site: NewSite) -> None:
    site = new_site()
    site.run_once()
    key = site.folder / "secret" / "mailreg.key"
    key.unlink()

    assert site.mailreg("run", "--once", check=False).returncode == 78
    assert site.mailreg("list", check=False).returncode == 78
    assert not key.exists()
