"""The city that the benchmarks run on: the same rows in both stores and, for the peers, in plain PostGIS tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import shapely

from geo.demo import DemoCity, build_city
from geo.flows.make_demo import DEMO_SOURCE
from geo.layers import LAYERS
from geo.snapshot import City
from geo.store import SYSTEM, Store, open_store
from geo.store.snapshots import Snapshots
from tests.cluster import Cluster

SERVER = {"shared_buffers": "1GB", "work_mem": "64MB", "maintenance_work_mem": "512MB", "random_page_cost": "1.1"}
PEER_LAYERS = ("street", "community", "grid", "estate", "building", "path")


@dataclass
class World:
    """One demonstration city in an embedded store and in PostGIS."""

    scale: float
    demo: DemoCity
    folder: Path
    cluster: Cluster
    stores: dict[str, Store]
    conninfo: str

    def city(self) -> City:
        """The snapshot that the service would answer from."""
        return Snapshots(self.stores["sqlite"]).city()

    def connect(self) -> psycopg.Connection[Any]:
        """A connection for a peer's SQL."""
        return psycopg.connect(self.conninfo, autocommit=True)


@contextmanager
def world(scale: float, folder: Path, cluster: Cluster) -> Iterator[World]:
    """Make the city, load it into both stores, and prepare the peers' tables."""
    demo = build_city(scale=scale)
    url = cluster.create_database()
    stores = {
        "sqlite": open_store(f"sqlite:///{folder / 'bench.sqlite3'}").acting(SYSTEM),
        "postgis": open_store(url).acting(SYSTEM),
    }
    try:
        for store in stores.values():
            store.migrate()
            store.load(demo.frames, source=DEMO_SOURCE, valid_from=demo.manifest.as_of)
        made = World(scale, demo, folder, cluster, stores, cluster.conninfo(url))
        prepare_peers(made)
        yield made
    finally:
        for store in stores.values():
            store.close()
        cluster.drop_database(url)


def prepare_peers(made: World) -> None:
    """Plain tables as a careful PostGIS user would lay them out: lon/lat and Web Mercator columns, both indexed."""
    with made.connect() as connection:
        connection.execute("CREATE SCHEMA peer")
        for layer in PEER_LAYERS:
            fields = ", ".join(field.name for field in LAYERS[layer].fields if field.tile)
            connection.execute(
                f"CREATE TABLE peer.{layer} AS SELECT id, {fields}, geometry, "
                f"ST_Transform(geometry, 3857) AS mercator FROM public.{layer} WHERE version_to IS NULL"
            )
            connection.execute(f"ALTER TABLE peer.{layer} ADD PRIMARY KEY (id)")
            connection.execute(f"CREATE INDEX ON peer.{layer} USING gist (geometry)")
            connection.execute(f"CREATE INDEX ON peer.{layer} USING gist (mercator)")
        connection.execute("VACUUM ANALYZE")


def points_in_city(made: World, count: int, seed: int = 7) -> np.ndarray:
    """``count`` lon/lat pairs where people are: three in four at a building, the rest anywhere in the district."""
    random = np.random.default_rng(seed)
    buildings = made.demo.frames["building"].geometry.to_numpy()
    centres = shapely.get_coordinates(shapely.centroid(buildings))
    near = count * 3 // 4
    at = centres[random.integers(len(centres), size=near)] + random.normal(0, 1e-4, (near, 2))
    west, south, east, north = shapely.total_bounds(made.demo.frames["street"].geometry.to_numpy())
    anywhere = random.uniform((west, south), (east, north), (count - near, 2))
    points = np.vstack([at, anywhere])
    return points[random.permutation(count)].round(7)
