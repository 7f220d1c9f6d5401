"""A file of buildings taken into a city that has its areas: read, check, link, compare, write; beside plain PostGIS SQL.

The peer does less on purpose: it reads the same file, copies the rows, tests validity, finds community, grid and estate
by one spatial join, and indexes. It reports no problem, keeps no history and no original, and does not look at the
coordinate system.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import psycopg
import pyogrio
import shapely

from geo.flows.import_layers import ImportOptions, ImportReport, InputFile, import_files
from geo.store import open_store
from tests.bench.timing import Row, once
from tests.bench.world import World

AREAS = ("boundary_set", "street", "community", "grid", "estate")
COLUMNS = ("code", "name", "use", "housing_type", "floors", "households", "built_year", "address")

PEER_SQL = """
CREATE TABLE {schema}.building AS
SELECT a.*, c.id AS community_id, g.id AS grid_id, e.id AS estate_id
FROM {schema}.arrived a
LEFT JOIN LATERAL (SELECT id FROM peer.community t WHERE ST_Intersects(t.geometry, a.inside) ORDER BY code LIMIT 1) c ON true
LEFT JOIN LATERAL (SELECT id FROM peer.grid t WHERE ST_Intersects(t.geometry, a.inside) ORDER BY code LIMIT 1) g ON true
LEFT JOIN LATERAL (SELECT id FROM peer.estate t WHERE ST_Intersects(t.geometry, a.inside) ORDER BY code LIMIT 1) e ON true;
CREATE INDEX ON {schema}.building USING gist (geometry);
CREATE UNIQUE INDEX ON {schema}.building (code);
"""


def measure(world: World, rounds: int) -> Iterator[Row]:
    """The first import of the city's buildings, and the second of the same file, which changes nothing."""
    frame = world.demo.frames["building"]
    file = world.folder / "buildings.gpkg"
    pyogrio.write_dataframe(gpd.GeoDataFrame(frame[[*COLUMNS, "geometry"]], crs=4326), file, layer="building")
    first: dict[str, float] = {}
    again: dict[str, float] = {}
    for name, url in (
        ("Jingwei", f"sqlite:///{world.folder / 'import.sqlite3'}"),
        ("Jingwei on PostGIS", world.cluster.create_database()),
    ):
        store = open_store(url)
        try:
            store.migrate()
            areas = {layer: world.demo.frames[layer] for layer in AREAS}
            store.load(areas, source="areas", valid_from=world.demo.manifest.as_of)
            options = ImportOptions(layer="building", accept=world_faults())
            first[name], report = once(lambda s=store, o=options: import_files(s, [InputFile(file)], o))
            stored = check(report, "stored")
            again[name], report = once(lambda s=store, o=options: import_files(s, [InputFile(file)], o))
            check(report, "unchanged")
        finally:
            store.close()
    with world.connect() as connection:
        seconds, count = once(lambda: sql_import(connection, file))
    assert abs(count - stored) <= len(frame) // 100, (count, stored)
    first["PostGIS"] = seconds
    yield Row("Import", world.scale, f"{len(frame):,} buildings, first time", first, "Jingwei", f"{stored:,} stored")
    yield Row("Import", world.scale, f"{len(frame):,} buildings, same file again", again, "Jingwei", "nothing changed")


def world_faults() -> frozenset[str]:
    """The city has planted faults; the benchmark accepts the rows that bear them as left out."""
    return frozenset()


def check(report: ImportReport, state: str) -> int:
    """The number of rows added; raises where the import did not end as it must."""
    assert report.state == state, (report.state, [(p.rule, p.feature) for p in report.problems[:5]])
    return sum(layer.counts["added"] for layer in report.layers)


def sql_import(connection: psycopg.Connection, file: Path) -> int:
    """What a careful SQL user would do with the same file; answers how many rows arrived."""
    schema = "peer_import"
    connection.execute(f"CREATE SCHEMA {schema}")
    connection.execute(
        f"CREATE TABLE {schema}.arrived (code text, name text, use text, housing_type text, floors int, households int, "
        f"built_year int, address text, geometry geometry(Polygon, 4326), inside geometry(Point, 4326))"
    )
    rows = pyogrio.read_dataframe(file)
    whole = rows.geometry.to_numpy()
    inside = shapely.to_wkb(shapely.set_srid(shapely.point_on_surface(whole), 4326), hex=True, include_srid=True)
    shapes = shapely.to_wkb(shapely.set_srid(whole, 4326), hex=True, include_srid=True)
    values = rows[list(COLUMNS)].astype(object).where(rows[list(COLUMNS)].notna(), None).to_numpy()
    with connection.cursor().copy(f"COPY {schema}.arrived FROM STDIN") as copy:
        for row, shape, point in zip(values.tolist(), shapes, inside, strict=True):
            row[4:7] = [None if number is None else int(number) for number in row[4:7]]
            copy.write_row((*row, shape, point))
    faults = connection.execute(f"SELECT count(*) FROM {schema}.arrived WHERE NOT ST_IsValid(geometry)").fetchone()[0]
    assert faults == 0
    for statement in PEER_SQL.format(schema=schema).split(";"):
        if statement.strip():
            connection.execute(statement)
    count = connection.execute(f"SELECT count(*) FROM {schema}.building").fetchone()[0]
    connection.execute(f"DROP SCHEMA {schema} CASCADE")
    return int(count)
