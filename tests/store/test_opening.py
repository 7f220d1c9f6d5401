"""What a person is told whose database cannot be used."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from geo.errors import BadInput, Conflict, Unavailable
from geo.store import Store, open_store
from tests.cluster import Cluster


def test_a_new_embedded_database_is_made_with_its_folder(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a/b/jingwei.sqlite"
    with open_store(url) as store:
        assert store.status().revision is None
        assert not store.status().ready
        assert store.migrate().ready
        assert store.migrate().ready
        assert store.kind == "sqlite"
    with open_store(url) as store:
        assert store.status().ready


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "database-url-bad"),
        ("no url at all", "database-url-bad"),
        ("mysql://root:secret@here/db", "database-url-bad"),
        ("mongodb://root:secret@here:x/db", "database-url-bad"),
        ("sqlite://", "sqlite-file-missing"),
        ("sqlite:///:memory:", "sqlite-file-missing"),
    ],
)
def test_a_url_that_names_no_database_of_ours_is_refused(url: str, code: str) -> None:
    with pytest.raises(BadInput, match=code) as refusal:
        open_store(url)
    assert "secret" not in str(refusal.value)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="database-folder-unwritable") as refusal:
        open_store(f"sqlite:///{tmp_path}/file/jingwei.sqlite")
    assert "file" in refusal.value.text("zh")


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("notes " * 1000)
    with pytest.raises(BadInput, match="database-not-sqlite"):
        open_store(f"sqlite:///{path}")
    assert path.read_text() == "notes " * 1000


def test_somebody_elses_tables_are_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE street (name text)")
    connection.close()
    with open_store(f"sqlite:///{path}") as store, pytest.raises(Conflict, match="database-foreign"):
        store.migrate()


def test_a_database_of_a_newer_program_is_refused(store: Store) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Unavailable, match=r"schema-newer.*9999"):
        store.status()


@pytest.mark.postgis
def test_a_database_without_postgis_is_refused(cluster: Cluster) -> None:
    url = cluster.create_bare_database()
    with pytest.raises(Unavailable, match="postgis-missing"):
        open_store(url)
    cluster.drop_database(url)


@pytest.mark.postgis
def test_plain_postgresql_urls_mean_the_same_driver(cluster: Cluster, postgis_url: str) -> None:
    for scheme in ("postgresql", "postgres"):
        with open_store(postgis_url.replace("postgresql+psycopg", scheme)) as store:
            assert store.kind == "postgresql"


def test_a_server_that_is_not_there_is_named_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="database-unreachable") as refusal:
        open_store(f"postgresql+psycopg://somebody:secret@/jingwei?host={tmp_path}")
    assert "secret" not in refusal.value.text("en") + refusal.value.text("zh")


@pytest.mark.postgis
def test_a_store_answers_again_when_its_server_has_started_again(cluster: Cluster) -> None:
    with Cluster() as private, open_store(private.create_database()) as store:
        store.migrate()
        private.stop()
        with pytest.raises(Unavailable, match="database-unreachable"):
            store.versions()
        private.start()
        assert store.change_number() == 0


@pytest.mark.postgis
def test_two_programs_that_migrate_at_once_both_succeed(cluster: Cluster) -> None:
    url = cluster.create_database()

    def migrate(_: int) -> bool:
        with open_store(url) as store:
            return store.migrate().ready

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(migrate, range(4)))
    cluster.drop_database(url)


@pytest.mark.postgis
def test_a_user_without_rights_is_told_so(cluster: Cluster) -> None:
    url = cluster.create_database()
    with open_store(url) as store:
        store.migrate()
    with psycopg.connect(cluster.conninfo(url), autocommit=True) as connection:
        connection.execute("CREATE ROLE reader LOGIN")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    with open_store(url.replace("//postgres@", "//reader@")) as store:
        assert store.read("street").empty
        with pytest.raises(Unavailable, match="database-refused"):
            store.allocate("street", 1)
    cluster.drop_database(url)


def test_a_database_without_tables_says_what_to_run(sqlite_url: str, postgis_url: str) -> None:
    for url in (sqlite_url, postgis_url):
        with open_store(url) as store, pytest.raises(Unavailable, match="database-without-tables") as refusal:
            store.versions()
        assert "jingwei migrate" in refusal.value.remedy("zh")


def test_a_writer_that_is_kept_out_says_who_holds_the_database(sqlite_store: Store) -> None:
    path = sqlite_store.url.removeprefix("sqlite:///")
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with sqlite_store.reader() as reader:
        reader._connection.exec_driver_sql("PRAGMA busy_timeout = 10")
    with pytest.raises(Unavailable, match="database-busy"):
        sqlite_store.allocate("street", 1)
    assert sqlite_store.change_number() == 0
    holder.close()
    assert sqlite_store.allocate("street", 1) == range(1, 2)
