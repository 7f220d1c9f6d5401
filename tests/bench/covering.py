"""Full coverage of the city beside the same rules in PostGIS SQL, and walks to every category of venues beside igraph,
networkx and pgRouting on the same graph.
"""

from __future__ import annotations

import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import igraph
import networkx as nx
import numpy as np
import psycopg

from geo.coverage import compute_coverage, find_seams
from geo.ground import Ground
from geo.walk import build_network, door_map, doors_of, nearest_venues, snap
from geo.walk.graph import UM_PER_M, Seeds
from geo.walk.reach import DoorMap, seeds_of
from tests.bench.timing import Row, in_turn
from tests.bench.world import World

VERDICTS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
GAPS = """
SELECT coalesce(sum(ST_Area(ST_Transform(rest, %(zone)s))), 0) FROM peer.{parent} p CROSS JOIN LATERAL (
    SELECT ST_Difference(p.geometry, ST_Union(c.geometry)) AS rest FROM peer.{child}_of o JOIN peer.{child} c USING (id)
    WHERE o.{parent}_id = p.id OFFSET 0) d WHERE NOT ST_IsEmpty(rest)
"""
OVERLAPS = """
SELECT coalesce(sum(ST_Area(ST_Transform(ST_Intersection(a.geometry, b.geometry), %(zone)s))), 0)
FROM peer.{child} a JOIN peer.{child} b ON a.id < b.id AND a.geometry && b.geometry
AND ST_Relate(a.geometry, b.geometry, 'T********')
"""
STRAY = """
SELECT b.id FROM peer.building b LEFT JOIN peer.grid g ON ST_Intersects(b.geometry, g.geometry)
GROUP BY b.id HAVING count(g.id) = 0
"""
GROUND = """
WITH branch AS MATERIALIZED (
    SELECT l.target_layer, l.target_id FROM peer.service_link l JOIN peer.unit u ON u.id = l.unit_id
    WHERE u.level = 2 AND u.state NOT IN ('dissolved', 'dormant') AND u.last_active_on <= %(day)s
    AND %(day)s - u.last_active_on < 90
), served AS MATERIALIZED (
    SELECT geometry FROM peer.grid JOIN branch ON target_layer = 'grid' AND target_id = id
    UNION ALL SELECT geometry FROM peer.estate JOIN branch ON target_layer = 'estate' AND target_id = id
)
SELECT c.id, ST_Area(ST_Transform(c.geometry, %(zone)s)) - coalesce(ST_Area(ST_Transform(d.rest, %(zone)s)), 0)
FROM peer.community c CROSS JOIN LATERAL (
    SELECT CASE WHEN ST_Union(s.geometry) IS NULL THEN c.geometry ELSE ST_Difference(c.geometry, ST_Union(s.geometry)) END AS rest
    FROM served s WHERE ST_Intersects(s.geometry, c.geometry) OFFSET 0) d ORDER BY c.id
"""
LIMIT_M = 3_000.0
PGROUTING = """
SELECT node, agg_cost FROM pgr_drivingDistance(
    'SELECT id, source, target, cost FROM peer.edge UNION ALL
     SELECT -id, {root}, node, cost FROM peer.seed WHERE kind = {kind}', {root}, {limit}, false)
"""


def measure(world: World, rounds: int) -> Iterator[Row]:
    """Coverage with seams, then walks; verdicts, served buildings, seams and distances must agree."""
    yield covered(world, min(rounds, 3))
    yield walked(world, min(rounds, 3))


def covered(world: World, rounds: int) -> Row:
    """Everything that our coverage computes, beside strict verdicts, H by building and seams in SQL."""
    frames, day = world.demo.frames, world.demo.manifest.as_of
    with world.connect() as connection:
        prepare(connection, Ground.of(frames, day))
        zone = 4526 if world.demo.frames["building"].total_bounds[0] > 112.5 else 4525

        def ours() -> Any:
            coverage = compute_coverage(frames, day)
            return coverage, find_seams(frames, coverage.work.ground, day)

        seconds, answers = in_turn({"Jingwei": ours, "PostGIS": lambda: in_sql(connection, day, zone)}, rounds)
    coverage, seams = answers["Jingwei"]
    rows, sizes, stray, ground = answers["PostGIS"]
    table = coverage.buildings
    assert [row[0] for row in rows] == table["id"].tolist()
    assert [row[1] for row in rows] == table["verdict"].tolist()
    assert [row[2] for row in rows] == (table["branch"] == "covered").tolist()
    for child in ("community", "grid"):
        for rule, size in zip(("coverage-gap", "coverage-overlap"), sizes[child], strict=True):
            told = sum(problem.size for problem in seams[child] if problem.rule == rule)
            assert abs(told - size) <= 1.0, (child, rule, told, size)
    assert len(stray) == sum(problem.rule == "building-without-grid" for problem in seams["building"])
    told = coverage.figures.query(
        "level == 'community' and index == 'h' and reading == 'strict' and weight == 'ground_m2'"
    )
    np.testing.assert_allclose(told.sort_values("id")["numerator"], [row[1] for row in ground], rtol=1e-6, atol=1.0)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    checked = f"{len(rows):,} verdicts, H (households, ground) and seams equal; ours also gives both readings and all levels; process peak {peak:,} MB"
    return Row("Coverage", world.scale, "coverage of the city with seams", seconds, "Jingwei", checked)


def prepare(connection: psycopg.Connection[Any], ground: Ground) -> None:
    """What SQL reads, as narrow indexed tables; which buildings are lived in is told, not computed."""
    connection.execute(
        "CREATE TABLE peer.unit AS SELECT id, level, parent_id, household_id, state, last_active_on FROM public.unit WHERE version_to IS NULL"
    )
    connection.execute(
        "CREATE TABLE peer.service_link AS SELECT unit_id, target_layer, target_id, is_primary FROM public.service_link WHERE version_to IS NULL"
    )
    connection.execute(
        "CREATE TABLE peer.household AS SELECT id, building_id FROM public.household WHERE version_to IS NULL"
    )
    connection.execute(
        "CREATE TABLE peer.community_of AS SELECT id, street_id FROM public.community WHERE version_to IS NULL"
    )
    connection.execute("CREATE TABLE peer.grid_of AS SELECT id, community_id FROM public.grid WHERE version_to IS NULL")
    connection.execute(
        "CREATE TABLE peer.home AS SELECT id, estate_id, grid_id, community_id, id = ANY(%s) AS lived_in FROM public.building WHERE version_to IS NULL",
        (ground.building.ids[ground.lived_in].tolist(),),
    )
    for table in ("unit", "household", "community_of", "grid_of", "home"):
        connection.execute(f"ALTER TABLE peer.{table} ADD PRIMARY KEY (id)")
    connection.execute("CREATE INDEX ON peer.service_link (target_layer, target_id)")
    connection.execute("CREATE INDEX ON peer.grid_of (community_id)")
    connection.execute("VACUUM ANALYZE")


def in_sql(
    connection: psycopg.Connection[Any], day: Any, zone: int
) -> tuple[list[Any], dict[str, tuple[float, float]], list[Any], list[Any]]:
    """Verdicts, m² of gaps and overlaps by layer of the children, buildings in no grid, m² served by community."""
    rows = connection.execute(VERDICTS, {"day": day}).fetchall()
    sizes = {}
    for child, parent in (("community", "street"), ("grid", "community")):
        gap, overlap = (
            float(connection.execute(query.format(child=child, parent=parent), {"zone": zone}).fetchone()[0])
            for query in (GAPS, OVERLAPS)
        )
        sizes[child] = gap, overlap
    stray = connection.execute(STRAY).fetchall()
    return rows, sizes, stray, connection.execute(GROUND, {"day": day, "zone": zone}).fetchall()


def walked(world: World, rounds: int) -> Row:
    """Metres from every entrance to the nearest venue of every category, at most 3,000, on one graph made before."""
    frames = world.demo.frames
    network = build_network(frames["path"], frames["estate"], frames["gate"])
    doors = doors_of(frames["entrance"], frames["building"])
    ground = door_map(network, network.frame.to_metres(doors.place))
    venue = frames["venue"]
    feet, seeds = [], []
    for kind in sorted(set(venue["category"])):
        places = network.frame.to_metres(venue.geometry[venue["category"] == kind].to_numpy())
        feet.append((snap(network, places), len(places)))
        seeds.append(seeds_of(ground, feet[-1][0], np.arange(len(places))))
    plain, graph = for_igraph(ground, seeds), for_networkx(ground)
    contenders = {
        "Jingwei": lambda: [nearest_venues(ground, one, np.arange(count), LIMIT_M)[0] for one, count in feet],
        "igraph": lambda: by_igraph(ground, plain, len(seeds)),
        "networkx": lambda: [by_networkx(ground, graph, one) for one in seeds],
    }
    left_out = ""
    with world.connect() as connection:
        if not connection.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'pgrouting'").fetchone():
            left_out = "; pgRouting is not installed here and was not measured"
        else:
            for_pgrouting(connection, ground, seeds)
            contenders["pgRouting"] = lambda: [by_pgrouting(connection, ground, kind) for kind in range(len(seeds))]
        seconds, answers = in_turn(contenders, rounds)
    for name, answer in answers.items():
        for mine, other in zip(answers["Jingwei"], answer, strict=True):
            near = np.isfinite(mine)
            np.testing.assert_allclose(other[near], mine[near], atol=1e-3, err_msg=name)
            assert (other[~near] > LIMIT_M - 1e-3).all(), name
    checked = f"{len(doors):,} doors × {len(seeds)} categories equal to a millimetre{left_out}"
    return Row("Coverage", world.scale, "walks to the nearest venue of each category", seconds, "Jingwei", checked)


def edges_of(ground: DoorMap) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Each edge of the graph once: nodes and metres."""
    rows = ground.graph.rows.tocoo()
    once = rows.row < rows.col
    return rows.row[once], rows.col[once], rows.data[once] / UM_PER_M


def at_doors(ground: DoorMap, node_m: np.ndarray) -> np.ndarray:
    best = np.full(ground.door_count, np.inf)
    np.minimum.at(best, ground.doors.place, node_m[ground.door_node] + ground.doors.cost_um / UM_PER_M)
    return best


def for_igraph(ground: DoorMap, seeds: list[Seeds]) -> igraph.Graph:
    """The graph with one more node per category, joined one way to the seeds."""
    one, other, metres = edges_of(ground)
    count = ground.graph.count
    ends = [np.column_stack([one, other]), np.column_stack([other, one])]
    ends += [np.column_stack([np.full(len(s.node), count + kind), s.node]) for kind, s in enumerate(seeds)]
    weights = np.concatenate([metres, metres, *(s.cost_um / UM_PER_M for s in seeds)])
    graph = igraph.Graph(n=count + len(seeds), edges=np.concatenate(ends), directed=True)
    graph.es["weight"] = weights
    return graph


def by_igraph(ground: DoorMap, graph: igraph.Graph, kinds: int) -> list[np.ndarray]:
    count = ground.graph.count
    found = graph.distances(source=list(range(count, count + kinds)), weights="weight")
    return [at_doors(ground, np.asarray(one[:count])) for one in found]


def for_networkx(ground: DoorMap) -> nx.Graph:
    graph = nx.Graph()
    graph.add_nodes_from(range(ground.graph.count))
    graph.add_weighted_edges_from(zip(*(values.tolist() for values in edges_of(ground)), strict=True))
    return graph


def by_networkx(ground: DoorMap, graph: nx.Graph, seeds: Seeds) -> np.ndarray:
    root = -1
    for node, cost in zip(seeds.node.tolist(), (seeds.cost_um / UM_PER_M).tolist(), strict=True):
        if not graph.has_edge(root, node) or graph[root][node]["weight"] > cost:
            graph.add_edge(root, node, weight=cost)
    lengths = nx.single_source_dijkstra_path_length(graph, root, cutoff=LIMIT_M)
    graph.remove_node(root)
    node_m = np.full(ground.graph.count, np.inf)
    lengths.pop(root)
    node_m[list(lengths)] = list(lengths.values())
    return at_doors(ground, node_m)


def for_pgrouting(connection: psycopg.Connection[Any], ground: DoorMap, seeds: list[Seeds]) -> None:
    """The edges as a table, and the seeds of each category as edges from one more node."""
    connection.execute("CREATE EXTENSION IF NOT EXISTS pgrouting")
    connection.execute("CREATE TABLE peer.edge (id bigint PRIMARY KEY, source bigint, target bigint, cost float8)")
    connection.execute("CREATE TABLE peer.seed (id bigserial PRIMARY KEY, kind integer, node bigint, cost float8)")
    with connection.cursor().copy("COPY peer.edge FROM STDIN") as copy:
        for number, row in enumerate(zip(*(values.tolist() for values in edges_of(ground)), strict=True), start=1):
            copy.write_row((number, *row))
    with connection.cursor().copy("COPY peer.seed (kind, node, cost) FROM STDIN") as copy:
        for kind, one in enumerate(seeds):
            for node, cost in zip(one.node.tolist(), (one.cost_um / UM_PER_M).tolist(), strict=True):
                copy.write_row((kind, node, cost))
    connection.execute("CREATE INDEX ON peer.seed (kind)")
    connection.execute("VACUUM ANALYZE peer.edge, peer.seed")


def by_pgrouting(connection: psycopg.Connection[Any], ground: DoorMap, kind: int) -> np.ndarray:
    root = ground.graph.count
    rows = connection.execute(PGROUTING.format(root=root, kind=kind, limit=LIMIT_M)).fetchall()
    node_m = np.full(root + 1, np.inf)
    found = np.array(rows, dtype=np.float64)
    node_m[found[:, 0].astype(np.int64)] = found[:, 1]
    return at_doors(ground, node_m)
