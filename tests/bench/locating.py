"""Which areas hold this point: one at a time and 600,000 at once, beside the same join in PostGIS."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import psycopg

from geo.layers import LOCATE_ORDER
from geo.locate import Locator
from tests.bench.timing import Row, in_turn, once
from tests.bench.world import World, points_in_city

BULK = 600_000
SINGLES = 300

ONE = " UNION ALL ".join(
    f"(SELECT '{layer}', id FROM peer.{layer} "
    f"WHERE ST_Intersects(geometry, ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)) "
    f'ORDER BY code COLLATE "C" NULLS LAST, id LIMIT 1)'
    for layer in LOCATE_ORDER
)
MANY = """
SELECT DISTINCT ON (p.n) p.n, a.id FROM peer.probe p JOIN peer.{layer} a ON ST_Intersects(a.geometry, p.geometry)
ORDER BY p.n, a.code COLLATE "C" NULLS LAST, a.id
"""


def measure(world: World, rounds: int) -> Iterator[Row]:
    """Single points and the bulk join; the answers must be the same ids for every point and level."""
    city = world.city()
    locator = Locator(city)
    points = points_in_city(world, BULK)
    with world.connect() as connection:
        store_probe(connection, points)
        singles = points[:SINGLES]
        seconds, answers = in_turn(
            {
                "Jingwei": lambda: [found(locator, lon, lat) for lon, lat in singles.tolist()],
                "PostGIS": lambda: [asked(connection, lon, lat) for lon, lat in singles.tolist()],
            },
            rounds,
        )
        assert answers["Jingwei"] == answers["PostGIS"]
        yield Row(
            "Locate",
            world.scale,
            f"one point, five levels (mean of {SINGLES})",
            {name: value / SINGLES for name, value in seconds.items()},
            "Jingwei",
            f"{SINGLES} × 5 equal",
        )
        cold, _ = once(lambda: Locator(world.city()).many(points[:, 0], points[:, 1]))
        seconds, answers = in_turn(
            {
                "Jingwei": lambda: locator.many(points[:, 0], points[:, 1]),
                "PostGIS": lambda: joined(connection, len(points)),
            },
            min(rounds, 3),
        )
        for layer in LOCATE_ORDER:
            np.testing.assert_array_equal(answers["Jingwei"][layer], answers["PostGIS"][layer], layer)
        hits = sum(int((ids >= 0).sum()) for ids in answers["Jingwei"].values())
        seconds["Jingwei, first time"] = cold
        yield Row("Locate", world.scale, f"{BULK:,} points, five levels", seconds, "Jingwei", f"{hits:,} hits equal")


def store_probe(connection: psycopg.Connection, points: np.ndarray) -> None:
    """The points as an indexed table."""
    connection.execute("CREATE TABLE peer.probe (n integer PRIMARY KEY, geometry geometry(Point, 4326))")
    connection.execute("CREATE TEMP TABLE arrived (n integer, lon double precision, lat double precision)")
    with connection.cursor().copy("COPY arrived FROM STDIN") as copy:
        for n, (lon, lat) in enumerate(points.tolist()):
            copy.write_row((n, lon, lat))
    connection.execute("INSERT INTO peer.probe SELECT n, ST_SetSRID(ST_MakePoint(lon, lat), 4326) FROM arrived")
    connection.execute("CREATE INDEX ON peer.probe USING gist (geometry)")
    connection.execute("VACUUM ANALYZE peer.probe")


def found(locator: Locator, lon: float, lat: float) -> dict[str, int]:
    """Ours: layer → id."""
    return {one.layer: one.id for one in locator.at(lon, lat).found}


def asked(connection: psycopg.Connection, lon: float, lat: float) -> dict[str, int]:
    """PostGIS's: layer → id."""
    return dict(connection.execute(ONE, {"lon": lon, "lat": lat}).fetchall())


def joined(connection: psycopg.Connection, count: int) -> dict[str, np.ndarray]:
    """PostGIS's bulk join as arrays, -1 where there is no area."""
    answer = {}
    for layer in LOCATE_ORDER:
        rows = np.array(connection.execute(MANY.format(layer=layer)).fetchall(), np.int64).reshape(-1, 2)
        ids = np.full(count, -1, np.int64)
        ids[rows[:, 0]] = rows[:, 1]
        answer[layer] = ids
    return answer
