"""Databases for every test that needs one: SQLite in a folder, PostGIS in a private server."""

from __future__ import annotations

import functools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from geo.flows.make_demo import make_demo
from geo.store import SYSTEM, Store, open_store
from tests.cluster import Cluster, ClusterMissingError, database_name

Fill = Callable[[Store], None]

# An example that takes long on a busy machine is no fault of the rule: hypothesis would fail it after 200 ms, and
# again, as «flaky», when the same example is quick the second time.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with browsers, the longest, are spread among the others, so that two workers seldom run two of them at once;
    the last are short ones, so that no worker waits long for the other.
    """
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    others = sorted(
        (path for path in files if path.parent.name != "browser"), key=lambda path: path.parent.name == "store"
    )
    browsers = [path for path in files if path.parent.name == "browser"]
    between = len(others) // (len(browsers) + 1)
    for place, path in enumerate(browsers):
        others.insert(place * (between + 1), path)
    items[:] = [item for path in others for item in files[path]]


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The private PostGIS server, started by the first test that asks for it."""
    server = Cluster(settings={"max_wal_size": "256MB"})  # its files may stand in memory
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
def made_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Fill | None], Path]:
    """Embedded databases with their tables and some contents in them, each made once, to be copied."""

    @functools.cache
    def made(contents: Fill | None) -> Path:
        path = tmp_path_factory.mktemp("made") / "jingwei.sqlite"
        with open_store(f"sqlite:///{path}") as store:
            store.migrate()
            if contents is not None:
                contents(store.acting(SYSTEM))
        return path

    return made


@pytest.fixture(scope="session")
def made_postgis(cluster: Cluster) -> Callable[[Fill | None], str]:
    """The names of PostGIS databases with their tables and some contents in them, each made once, to be copied."""

    @functools.cache
    def made(contents: Fill | None) -> str:
        url = cluster.create_database()
        with open_store(url) as store:
            store.migrate()
            if contents is not None:
                contents(store.acting(SYSTEM))
        return database_name(url)

    return made


@pytest.fixture(scope="session")
def migrated_sqlite(made_sqlite: Callable[[Fill | None], Path]) -> Path:
    """An embedded database with its tables and nothing in them, to be copied."""
    return made_sqlite(None)


@pytest.fixture(scope="session")
def migrated_postgis(made_postgis: Callable[[Fill | None], str]) -> str:
    """The name of a PostGIS database with its tables and nothing in them, to be copied."""
    return made_postgis(None)


@pytest.fixture(scope="session")
def demonstration(made_sqlite: Callable[[Fill | None], Path]) -> Callable[[Path], str]:
    """Puts the demonstration city at a tenth of its size into a folder; gives the address of its database."""

    def copied(folder: Path) -> str:
        return f"sqlite:///{shutil.copyfile(made_sqlite(demonstrated), folder / 'city.sqlite')}"

    return copied


def demonstrated(store: Store) -> None:
    """The demonstration city at a tenth of its size as the contents of a store."""
    make_demo(store, scale=0.1)


@pytest.fixture
def contents() -> Fill | None:
    """What stands in the stores of a test from the beginning: nothing, unless its file or folder names something."""
    return None


@pytest.fixture
def sqlite_store(
    made_sqlite: Callable[[Fill | None], Path], contents: Fill | None, sqlite_url: str, tmp_path: Path
) -> Iterator[Store]:
    """An opened, migrated embedded store, empty but for the contents."""
    shutil.copyfile(made_sqlite(contents), tmp_path / "jingwei.sqlite")
    with open_store(sqlite_url) as store:
        yield store.acting(SYSTEM)


@pytest.fixture
def postgis_store(
    cluster: Cluster, made_postgis: Callable[[Fill | None], str], contents: Fill | None
) -> Iterator[Store]:
    """An opened, migrated PostGIS store, empty but for the contents."""
    url = cluster.create_database(template=made_postgis(contents))
    with open_store(url) as store:
        yield store.acting(SYSTEM)
    cluster.drop_database(url)


@pytest.fixture(params=["sqlite", pytest.param("postgis", marks=pytest.mark.postgis)])
def store(request: pytest.FixtureRequest) -> Store:
    """An opened, migrated store, empty but for the contents; the test runs once over each database."""
    found: Store = request.getfixturevalue(f"{request.param}_store")
    return found
