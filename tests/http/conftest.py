"""The service over both kinds of store, with the small world in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from geo.store import SYSTEM, Store, open_store
from tests.conftest import Fill
from tests.http import world
from tests.http.server import asking, serving, settings_for

ASKERS = {"client", "public_client"}


@pytest.fixture
def contents(request: pytest.FixtureRequest) -> Fill | None:
    """The small world where a client asks for it; nothing where a test fills its store by itself."""
    return None if ASKERS.isdisjoint(request.fixturenames) else world.fill


@pytest.fixture
def client(store: Store, tmp_path: Path) -> Iterator[httpx.Client]:
    """Asks a running service that shows the small world."""
    with serving(settings_for(tmp_path / "data"), store) as address, asking(address) as client:
        yield client


@pytest.fixture
def empty_client(store: Store, tmp_path: Path) -> Iterator[httpx.Client]:
    """Asks a running service over an empty store."""
    with serving(settings_for(tmp_path / "data"), store) as address, asking(address) as client:
        yield client


@pytest.fixture(scope="module")
def small_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """One service with small limits over the embedded store, for many requests that change nothing."""
    folder = tmp_path_factory.mktemp("small")
    with open_store(f"sqlite:///{folder / 'city.sqlite'}").acting(SYSTEM) as store:
        store.migrate()
        world.fill(store)
        settings = settings_for(folder / "data", upload_bytes=1024 * 1024, body_timeout_s=0.5)
        with serving(settings, store) as address, asking(address) as client:
            yield client
