"""Full coverage of the city beside the same rules in PostGIS SQL, and walks to every category of venues beside igraph,
networkx and pgRouting on the same graph.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import igraph
import networkx as nx
import numpy as np
import psycopg

from geo.coverage import Coverage, compute_coverage, find_seams
from geo.gaps import with_shapes
from geo.ground import AREA_LEVELS, Ground
from geo.measure import MeasureParameters, compute_measure
from geo.model import Problem
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
COUNTED = """
CREATE TEMPORARY TABLE counted ON COMMIT DROP AS
SELECT h.*, c.street_id, true AS city_id, a.served, a.verdict = 'complete' AS complete, a.hub,
       ST_Area(ST_Transform(g.geometry, %(zone)s)) AS footprint_m2
FROM answer a JOIN peer.home h ON h.id = a.b JOIN peer.building g ON g.id = a.b
LEFT JOIN peer.community_of c ON c.id = h.community_id
"""
FIGURES = """
SELECT {level}_id, sum(households) FILTER (WHERE served), sum(households) FILTER (WHERE complete),
       sum(households) FILTER (WHERE hub), count(*) FILTER (WHERE served), count(*) FILTER (WHERE complete),
       count(*) FILTER (WHERE hub), sum(footprint_m2) FILTER (WHERE served), sum(footprint_m2) FILTER (WHERE complete),
       sum(footprint_m2) FILTER (WHERE hub)
FROM counted WHERE {level}_id IS NOT NULL GROUP BY 1
"""
COLUMNS = tuple(
    (index, weight) for weight in ("households", "buildings", "footprint_m2") for index in ("h", "v", "hub")
)
"""What ``FIGURES`` tells, in its order."""
ORGANISATIONS = """
SELECT {level}, o.kind, o.status, count(*) FROM peer.organisation o LEFT JOIN peer.grid_of g ON g.id = o.grid_id
LEFT JOIN peer.community_of c ON c.id = g.community_id WHERE o.kind IN ('enterprise', 'social') GROUP BY 1, 2, 3
"""
PLACES = {"grid": "g.id", "community": "c.id", "street": "c.street_id", "city": "NULL::bigint"}
DIVIDED = """
SELECT estate_id FROM counted WHERE estate_id IS NOT NULL GROUP BY 1
HAVING count(DISTINCT grid_id) > 1 OR count(DISTINCT community_id) > 1
"""
LIMIT_M = 3_000.0
PGROUTING = """
SELECT node, agg_cost FROM pgr_drivingDistance(
    'SELECT id, source, target, cost FROM peer.edge UNION ALL
     SELECT -id, {root}, node, cost FROM peer.seed WHERE kind = {kind}', {root}, {limit}, false)
"""


def measure(world: World, rounds: int) -> Iterator[Row]:
    """Coverage with seams, then what of it depends on units, gap shapes, and walks; verdicts, served buildings, figures,
    seams and distances must agree.
    """
    yield from covered(world, min(rounds, 3))
    yield shaped(world, min(rounds, 3))
    yield walked(world, min(rounds, 3))


def covered(world: World, rounds: int) -> Iterator[Row]:
    """Everything that our coverage computes, beside strict verdicts, all three indices by building and by area and weight,
    the ground of H, organisations, divided estates and seams in SQL: SQL does less, for it has neither the lenient reading
    with hub households in reach, nor reasons, unknown figures, cut buildings and grids' branches. Then the same without what depends on the ground alone, which a service has at hand when a unit changes.
    """
    frames, day = world.demo.frames, world.demo.manifest.as_of
    with world.connect() as connection:
        prepare(connection, Ground.of(frames, day))
        zone = 4526 if world.demo.frames["building"].total_bounds[0] > 112.5 else 4525

        def ours() -> Any:
            coverage = compute_coverage(frames, day)
            return coverage, find_seams(frames, coverage.work.ground, day)

        seconds, answers = in_turn({"Jingwei": ours, "PostGIS": lambda: in_sql(connection, day, zone)}, rounds)
        coverage, seams = answers["Jingwei"]
        count = check_verdicts(coverage, answers["PostGIS"])
        check_seams(seams, answers["PostGIS"])
        checked = (
            f"{count:,} verdicts, figures, organisations, seams equal; ours also gives the lenient reading and reasons"
        )
        yield Row("Coverage", world.scale, "coverage of the city with seams", seconds, "Jingwei", checked)
        ground = coverage.work.ground
        again = {
            "Jingwei": lambda: compute_coverage(frames, day, ground=ground),
            "PostGIS": lambda: in_sql(connection, day, zone, seams=False),
        }
        seconds, answers = in_turn(again, rounds)
        check_verdicts(answers["Jingwei"], answers["PostGIS"])
    checked = "as above, without seams; PostGIS keeps what it kept above: its tables and indexes"
    yield Row("Coverage", world.scale, "coverage again, after units have changed", seconds, "Jingwei", checked)


def check_verdicts(coverage: Coverage, answer: Answered) -> int:
    """Verdicts and figures by building and by area, the ground of H, organisations and divided estates: how many buildings
    were compared.
    """
    table = coverage.buildings
    assert [row[0] for row in answer.verdicts] == table["id"].tolist()
    assert [row[1] for row in answer.verdicts] == table["verdict"].tolist()
    assert [row[2] for row in answer.verdicts] == (table["branch"] == "covered").tolist()
    assert [row[3] for row in answer.verdicts] == (table["hub"] == "covered").tolist()
    strict = coverage.figures.query("reading == 'strict'")
    for (level, index, weight), rows in strict.groupby(["level", "index", "weight"]):
        if (index, weight) in COLUMNS:
            rows = rows if level == "city" else rows[rows["id"].notna()]
            at = COLUMNS.index((str(index), str(weight))) + 1
            found = {0 if level == "city" else row[0]: float(row[at]) for row in answer.figures[str(level)] if row[at]}
            told = dict(zip(rows["id"].fillna(0), rows["numerator"], strict=True))
            told = {thing: value for thing, value in told.items() if value}
            assert told.keys() == found.keys(), (level, index, weight)
            np.testing.assert_allclose([told[thing] for thing in found], list(found.values()), rtol=1e-6)
    told = coverage.figures.query(
        "level == 'community' and index == 'h' and reading == 'strict' and weight == 'ground_m2'"
    )
    ground = [row[1] for row in answer.ground]
    np.testing.assert_allclose(told.sort_values("id")["numerator"], ground, rtol=1e-6, atol=1.0)
    check_organisations(coverage, answer)
    return len(table)


def check_organisations(coverage: Coverage, answer: Answered) -> None:
    """Organisations by area, kind and status; and the estates in several grids or communities."""
    for level, rows in coverage.organisations.groupby("level"):
        held = {(row[0], row[1], row[2] or "unknown"): row[3] for row in answer.organisations[str(level)]}
        for row in rows.to_dict("records"):
            place = None if level == "city" or row["id"] is None or row["id"] != row["id"] else int(row["id"])
            for status in ("branch", "joint", "liaison", "none"):
                assert row[status] == held.get((place, row["kind"], status), 0), (level, row, status)
    divided = coverage.fragments.query("grids > 1 or communities > 1")["id"]
    assert sorted(divided.tolist()) == sorted(row[0] for row in answer.divided)


def check_seams(seams: Mapping[str, list[Problem]], answer: Answered) -> None:
    """m² of gaps and overlaps to one square metre, and the buildings in no grid."""
    for child in ("community", "grid"):
        for rule, size in zip(("coverage-gap", "coverage-overlap"), answer.sizes[child], strict=True):
            told = sum(problem.size or 0.0 for problem in seams[child] if problem.rule == rule)
            assert abs(told - size) <= 1.0, (child, rule, told, size)
    assert len(answer.stray) == sum(problem.rule == "building-without-grid" for problem in seams["building"])


def shaped(world: World, rounds: int) -> Row:
    """The fix list of coverage, seams and one circle, with the ground of every gap."""
    frames, day = world.demo.frames, world.demo.manifest.as_of
    measure = compute_measure(frames, {}, day, MeasureParameters())
    seconds, answers = in_turn({"Jingwei": lambda: with_shapes(measure.told_gaps, measure.ground)}, rounds)
    placed = answers["Jingwei"]
    assert not placed.geometry.isna().any()
    checked = f"{len(placed):,} gaps of all kinds and categories have a shape"
    return Row("Coverage", world.scale, "shapes of the fix list", seconds, "Jingwei", checked)


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
        "CREATE TABLE peer.home AS SELECT id, estate_id, grid_id, community_id, lived_in, told.households FROM public.building "
        "JOIN unnest(%s::bigint[], %s::boolean[], %s::bigint[]) AS told (id, lived_in, households) USING (id) "
        "WHERE version_to IS NULL",
        (ground.building.ids.tolist(), ground.lived_in.tolist(), ground.households.tolist()),
    )
    connection.execute(
        "CREATE TABLE peer.organisation AS SELECT id, kind, status, grid_id FROM public.organisation WHERE version_to IS NULL"
    )
    for table in ("organisation", "unit", "household", "community_of", "grid_of", "home"):
        connection.execute(f"ALTER TABLE peer.{table} ADD PRIMARY KEY (id)")
    connection.execute("CREATE INDEX ON peer.service_link (target_layer, target_id)")
    connection.execute("CREATE INDEX ON peer.grid_of (community_id)")
    connection.execute("VACUUM ANALYZE")


@dataclass(frozen=True)
class Answered:
    """What SQL answers: verdicts, figures by area, m² of gaps and overlaps by layer of the children, buildings in no
    grid, m² served by community, organisations by area, divided estates.
    """

    verdicts: list[Any]
    figures: dict[str, list[Any]]
    sizes: dict[str, tuple[float, float]]
    stray: list[Any]
    ground: list[Any]
    organisations: dict[str, list[Any]]
    divided: list[Any]


def in_sql(connection: psycopg.Connection[Any], day: Any, zone: int, *, seams: bool = True) -> Answered:
    """Everything that SQL computes, with or without seams. The verdicts are computed once and counted by area from a
    table that lives as long as the question.
    """
    sizes: dict[str, tuple[float, float]] = {}
    with connection.transaction(force_rollback=True):
        # the planner takes the parts of the question for small: it would go through them for every building, or compile
        # the plan for seconds
        connection.execute("SET LOCAL enable_nestloop = off; SET LOCAL jit = off")
        connection.execute(f"CREATE TEMPORARY TABLE answer ON COMMIT DROP AS {VERDICTS}", {"day": day})
        connection.execute("SET LOCAL enable_nestloop = on")
        connection.execute("ANALYZE answer")
        rows = connection.execute("SELECT b, verdict, served, hub FROM answer ORDER BY b").fetchall()
        connection.execute(COUNTED, {"zone": zone})
        connection.execute("ANALYZE counted")
        figures = {
            level: connection.execute(FIGURES.format(level=level)).fetchall() for level in (*AREA_LEVELS, "city")
        }
        divided = connection.execute(DIVIDED).fetchall()
    organisations = {
        level: connection.execute(ORGANISATIONS.format(level=place)).fetchall() for level, place in PLACES.items()
    }
    for child, parent in (("community", "street"), ("grid", "community")) if seams else ():
        gap, overlap = (
            float(connection.execute(query.format(child=child, parent=parent), {"zone": zone}).fetchone()[0])
            for query in (GAPS, OVERLAPS)
        )
        sizes[child] = gap, overlap
    stray = connection.execute(STRAY).fetchall() if seams else []
    ground = connection.execute(GROUND, {"day": day, "zone": zone}).fetchall()
    return Answered(rows, figures, sizes, stray, ground, organisations, divided)


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
