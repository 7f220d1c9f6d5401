"""A page of 1,000 buildings as GeoJSON: in a box, over HTTP, beside tipg and beside one SQL statement."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import orjson
import psycopg
import shapely

from tests.bench.servers import jingwei, tipg
from tests.bench.timing import Row, in_turn
from tests.bench.world import World

PAGE = 1000

PAGE_SQL = """
SELECT json_build_object('type', 'FeatureCollection', 'features', json_agg(ST_AsGeoJSON(t, 'geometry', 7)::json))::text
FROM (SELECT id, code, name, use, housing_type, floors, households, built_year, community_id, grid_id, estate_id, geometry
      FROM peer.building WHERE geometry && ST_MakeEnvelope(%s, %s, %s, %s, 4326)
      AND ST_Intersects(geometry, ST_MakeEnvelope(%s, %s, %s, %s, 4326)) ORDER BY id LIMIT %s) t
"""


def measure(world: World, rounds: int) -> Iterator[Row]:
    """The first page of the middle of the city; the same ids must come."""
    west, south, east, north = shapely.total_bounds(world.demo.frames["street"].geometry.to_numpy())
    box = (west * 0.7 + east * 0.3, south * 0.7 + north * 0.3, west * 0.3 + east * 0.7, south * 0.3 + north * 0.7)
    query = {"bbox": ",".join(f"{edge:.7f}" for edge in box), "limit": PAGE}
    names = "code,name,use,housing_type,floors,households,built_year,community_id,grid_id,estate_id"
    with (
        jingwei(world, "sqlite") as sqlite,
        jingwei(world, "postgis") as postgis,
        tipg(world) as peer,
        world.connect() as connection,
    ):
        items = "/collections/building/items"
        seconds, answers = in_turn(
            {
                "Jingwei": lambda: page(sqlite, items, query | {"properties": names}),
                "Jingwei on PostGIS": lambda: page(postgis, items, query | {"properties": names}),
                "tipg": lambda: page(
                    peer,
                    "/collections/peer.building/items",
                    query | {"properties": names, "sortby": "id", "geom-column": "geometry", "f": "geojson"},
                ),
                "SQL alone": lambda: asked(connection, box),
            },
            max(rounds, 5),
        )
    ids = {name: sorted(identifiers(body)) for name, body in answers.items()}
    assert len(ids["Jingwei"]) == min(PAGE, len(ids["SQL alone"]))
    for name, found in ids.items():
        assert found == ids["Jingwei"], (name, len(found), found[:3], ids["Jingwei"][:3])
    yield Row("Items", world.scale, f"{PAGE:,} buildings in a box, as GeoJSON", seconds, "Jingwei", "same ids")


def page(client: httpx.Client, path: str, query: dict[str, Any]) -> bytes:
    """One page of a server, answered 200."""
    answer = client.get(path, params=query)
    assert answer.status_code == 200, (path, answer.status_code, answer.text[:300])
    return answer.content


def asked(connection: psycopg.Connection, box: tuple[float, ...]) -> bytes:
    """PostGIS's page."""
    return str(connection.execute(PAGE_SQL, (*box, *box, PAGE)).fetchone()[0]).encode()


def identifiers(body: bytes) -> list[int]:
    """The ids of a page's features, wherever the server puts them."""
    features = orjson.loads(body)["features"]
    return [int(feature.get("id") or feature["properties"]["id"]) for feature in features]
