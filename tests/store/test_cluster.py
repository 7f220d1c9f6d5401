"""The private server that other tests stand on."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from tests import cluster as module
from tests.cluster import Cluster, ClusterMissingError

pytestmark = pytest.mark.postgis


def test_every_request_gets_a_database_of_its_own_with_postgis(cluster: Cluster) -> None:
    first, second = cluster.create_database(), cluster.create_database()
    with psycopg.connect(cluster.conninfo(first)) as connection:
        connection.execute("CREATE TABLE seen (x int)")
        assert connection.execute("SELECT ST_AsText(ST_Point(1, 2))").fetchone() == ("POINT(1 2)",)
    with psycopg.connect(cluster.conninfo(second)) as connection:
        assert connection.execute("SELECT to_regclass('seen')").fetchone() == (None,)
    cluster.drop_database(first)
    cluster.drop_database(second)


def test_the_server_listens_on_no_port(cluster: Cluster, postgis_url: str) -> None:
    with psycopg.connect(cluster.conninfo(postgis_url)) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_nothing_is_left_after_a_failure() -> None:
    private = Cluster()
    with suppress(ZeroDivisionError), private:
        folder = private.folder
        pid = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        raise ZeroDivisionError
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_missing_program_is_named_with_the_remedy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ClusterMissingError, match=r"no-such-program.*apt-get install"):
        module.postgres_program("no-such-program")


def test_a_killed_server_starts_again_with_what_was_committed() -> None:
    with Cluster(durable=True) as private:
        url = private.create_database()
        with psycopg.connect(private.conninfo(url)) as connection:
            connection.execute("CREATE TABLE kept (x int)")
        private.kill()
        private.start()
        with psycopg.connect(private.conninfo(url)) as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
