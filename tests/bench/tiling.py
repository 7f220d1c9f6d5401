"""A tile of the city: cold and warm, beside ST_AsMVT on the same rows, and over HTTP beside tipg."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import mapbox_vector_tile
import numpy as np
import psycopg
import shapely

from geo.layers import LAYERS
from geo.model import Tile
from geo.tiles import TileSource
from tests.bench.servers import jingwei, tipg
from tests.bench.timing import Row, in_turn
from tests.bench.world import PEER_LAYERS, World

ZOOMS = (12, 13, 14, 15, 16)
TILES_PER_ZOOM = 12
EXTENT = 4096


def measure(world: World, rounds: int) -> Iterator[Row]:
    """Cold renders in process, and a layer's tiles over HTTP, for every zoom."""
    tiles = {zoom: busy_tiles(world, zoom) for zoom in ZOOMS}
    yield from cold(world, tiles, rounds)
    yield from over_http(world, tiles, rounds)


def busy_tiles(world: World, zoom: int) -> list[Tile]:
    """Up to ``TILES_PER_ZOOM`` tiles where buildings are, spread over the city."""
    lonlat = shapely.get_coordinates(shapely.centroid(world.demo.frames["building"].geometry.to_numpy()))
    count = 1 << zoom
    x = ((lonlat[:, 0] + 180) / 360 * count).astype(int)
    latitude = np.radians(lonlat[:, 1])
    y = ((1 - np.arcsinh(np.tan(latitude)) / np.pi) / 2 * count).astype(int)
    unique = np.unique(np.column_stack([x, y]), axis=0)
    picked = unique[np.linspace(0, len(unique) - 1, min(TILES_PER_ZOOM, len(unique))).astype(int)]
    return [Tile(zoom, int(a), int(b)) for a, b in picked]


def cold(world: World, tiles: dict[int, list[Tile]], rounds: int) -> Iterator[Row]:
    """All polygon and line layers of a tile, rendered from the snapshot and by one SQL statement."""
    source = TileSource(world.city())
    with world.connect() as connection:
        for zoom, group in tiles.items():
            shown = [name for name in PEER_LAYERS if LAYERS[name].zooms[0] <= zoom]
            statement = tile_sql(shown, zoom)
            for tile in group:  # the first render of a zoom simplifies the city's areas once
                source.render(shown, tile)
            seconds, answers = in_turn(
                {
                    "Jingwei": lambda g=group, s=shown: [source.render(s, tile) for tile in g],
                    "PostGIS": lambda g=group, q=statement: [rendered(connection, q, tile) for tile in g],
                },
                rounds,
            )
            checked = same_features(answers["Jingwei"], answers["PostGIS"], shown)
            each = {name: value / len(group) for name, value in seconds.items()}
            yield Row("Tiles, cold, in process", world.scale, f"z{zoom}, {len(shown)} layers", each, "Jingwei", checked)


def over_http(world: World, tiles: dict[int, list[Tile]], rounds: int) -> Iterator[Row]:
    """One tile of buildings (and of communities below z14) from running servers: the first answer and later ones."""
    with jingwei(world, "sqlite") as sqlite, jingwei(world, "postgis") as postgis, tipg(world) as peer:
        for zoom, group in tiles.items():
            layer = "building" if zoom >= LAYERS["building"].zooms[0] else "community"
            ask = {
                "Jingwei": lambda g=group, n=layer: fetched(sqlite, "/tiles/{layer}/{z}/{x}/{y}.mvt", n, g),
                "Jingwei on PostGIS": lambda g=group, n=layer: fetched(postgis, "/tiles/{layer}/{z}/{x}/{y}.mvt", n, g),
                "tipg": lambda g=group, n=layer: fetched(
                    peer, "/collections/peer.{layer}/tiles/WebMercatorQuad/{z}/{x}/{y}?geom-column=geometry", n, g
                ),
            }
            first, answers = in_turn(ask, 1)
            checked = same_features(answers["Jingwei"], answers["tipg"], [layer])
            assert answers["Jingwei"] == answers["Jingwei on PostGIS"]
            each = {name: value / len(group) for name, value in first.items()}
            yield Row("Tiles over HTTP, first visit", world.scale, f"z{zoom} {layer}", each, "Jingwei", checked)
            again, _ = in_turn(ask, rounds)
            each = {name: value / len(group) for name, value in again.items()}
            yield Row("Tiles over HTTP, warm", world.scale, f"z{zoom} {layer}", each, "Jingwei", checked)


def tile_sql(layers: list[str], zoom: int) -> str:
    """One statement for a tile of several layers, on an indexed Web Mercator column; the rows are those of the zoom."""
    parts = []
    for layer in layers:
        late = [
            f"AND t.{field.name} IS DISTINCT FROM '{choice.value}'"
            for field in LAYERS[layer].fields
            for choice in field.choices
            if choice.zoom is not None and choice.zoom > zoom
        ]
        fields = ", ".join(f"t.{field.name}" for field in LAYERS[layer].fields if field.tile)
        parts.append(
            f"(SELECT ST_AsMVT(m, '{layer}', 4096, 'shape', 'id') FROM (SELECT t.id, {fields}, "
            f"ST_AsMVTGeom(t.mercator, e.box, 4096, 64) AS shape FROM peer.{layer} t, e "
            f"WHERE t.mercator && e.wide {' '.join(late)}) m WHERE shape IS NOT NULL)"
        )
    return (
        "WITH e AS (SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS box, "
        "ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 64.0 / 4096) AS wide) SELECT " + " || ".join(parts)
    )


def rendered(connection: psycopg.Connection, statement: str, tile: Tile) -> bytes:
    """PostGIS's tile."""
    return bytes(connection.execute(statement, tile._asdict()).fetchone()[0])


def fetched(client: httpx.Client, path: str, layer: str, tiles: list[Tile]) -> list[bytes]:
    """The tiles of a server, each answered 200 or 204."""
    answers = []
    for tile in tiles:
        answer = client.get(path.format(layer=layer, **tile._asdict()))
        assert answer.status_code in (200, 204), (path, answer.status_code, answer.text[:300])
        answers.append(answer.content)
    return answers


def same_features(ours: list[bytes], theirs: list[bytes], layers: list[str]) -> str:
    """Says how many features both have; raises where more than one in a hundred is in one answer only.

    Both drop shapes that collapse to nothing at a zoom, and differ in which they call nothing.
    """
    mine, other = set(), set()
    for number, (left, right) in enumerate(zip(ours, theirs, strict=True)):
        mine |= {(number, *key) for key in features_of(left, layers)}
        other |= {(number, *key) for key in features_of(right, layers)}
    assert other, "the peer's tiles are empty"
    differing = len(mine ^ other)
    assert differing <= max(2, len(other) // 100), (differing, len(mine), len(other), sorted(mine ^ other)[:5])
    return f"{len(mine & other):,} features in both, {differing} in one"


def features_of(body: bytes, layers: list[str]) -> set[tuple[str, int]]:
    """(layer, id) of each feature of a tile that reaches into the tile proper: the peers' buffers differ.

    tipg calls its layer ``default`` and keeps the id in the properties.
    """
    found = set()
    for name, content in mapbox_vector_tile.decode(body).items() if body else ():
        layer = name if name in LAYERS else layers[0]
        if name.endswith("_label"):
            continue
        for feature in content["features"]:
            west, south, east, north = shapely.from_geojson(json.dumps(feature["geometry"])).bounds
            if layer in layers and west < EXTENT and east > 0 and south < EXTENT and north > 0:
                found.add((layer, int(feature.get("id") or feature["properties"]["id"])))
    return found
