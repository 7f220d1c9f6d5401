"""Databases for every test that needs one: SQLite in a folder, PostGIS in a private server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster import Cluster, ClusterMissingError


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
