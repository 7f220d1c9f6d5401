"""Databases for every test that needs one: SQLite in a folder, PostGIS in a private server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.store import SYSTEM, Store, open_store
from tests.cluster import Cluster, ClusterMissingError, database_name


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The private PostGIS server, started by the first test that asks for it."""
    server = Cluster()
    try:
        server.start()
    except ClusterMissingError as missing:
        server.remove()
        pytest.fail(f"tests need PostGIS: {missing}", pytrace=False)
    yield server
    server.remove()


@pytest.fixture
def postgis_url(cluster: Cluster) -> Iterator[str]:
    """The address of an empty database with PostGIS."""
    url = cluster.create_database()
    yield url
    cluster.drop_database(url)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of an embedded database that does not exist yet."""
    return f"sqlite:///{tmp_path / 'jingwei.sqlite'}"


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An embedded database with its tables and nothing in them, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "jingwei.sqlite"
    with open_store(f"sqlite:///{path}") as store:
        store.migrate()
    return path


@pytest.fixture(scope="session")
def migrated_postgis(cluster: Cluster) -> str:
    """The name of a PostGIS database with its tables and nothing in them, to be copied."""
    url = cluster.create_database()
    with open_store(url) as store:
        store.migrate()
    return database_name(url)


@pytest.fixture
def sqlite_store(migrated_sqlite: Path, sqlite_url: str, tmp_path: Path) -> Iterator[Store]:
    """An opened, migrated, empty embedded store."""
    shutil.copyfile(migrated_sqlite, tmp_path / "jingwei.sqlite")
    with open_store(sqlite_url) as store:
        yield store.acting(SYSTEM)


@pytest.fixture
def postgis_store(cluster: Cluster, migrated_postgis: str) -> Iterator[Store]:
    """An opened, migrated, empty PostGIS store."""
    url = cluster.create_database(template=migrated_postgis)
    with open_store(url) as store:
        yield store.acting(SYSTEM)
    cluster.drop_database(url)


@pytest.fixture(params=["sqlite", pytest.param("postgis", marks=pytest.mark.postgis)])
def store(request: pytest.FixtureRequest) -> Store:
    """An opened, migrated, empty store; the test runs once over each database."""
    found: Store = request.getfixturevalue(f"{request.param}_store")
    return found
