from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import numpy as np
import pytest
import shapely

from geo.crs import BD09, CGCS2000, GCJ02, WGS84, Crs, from_lonlat, parse_crs, to_lonlat
from geo.detective import KINDS, Reference, investigate
from geo.errors import BadInput

DATA = Path(__file__).parents[3] / "shared" / "data"
STEP = 0.001


def town(lon=116.4, lat=39.9, blocks=8):
    """A town to draw: streets on a grid of 0.001 degree, in each block a house off its middle, all sizes seeded."""
    rng = np.random.default_rng(5)
    streets = [
        shapely.LineString([(lon + n * STEP, lat), (lon + n * STEP, lat + blocks * STEP)]) for n in range(blocks + 1)
    ]
    streets += [
        shapely.LineString([(lon, lat + n * STEP), (lon + blocks * STEP, lat + n * STEP)]) for n in range(blocks + 1)
    ]
    houses = []
    for x in range(blocks):
        for y in range(blocks):
            west, south = rng.uniform(0.1, 0.25, 2)
            east, north = rng.uniform(0.6, 0.9, 2)
            houses.append(
                shapely.box(
                    lon + (x + west) * STEP, lat + (y + south) * STEP, lon + (x + east) * STEP, lat + (y + north) * STEP
                )
            )
    return np.array(houses, dtype=object), np.array(streets, dtype=object)


HOUSES, STREETS = town()
NOTHING = Reference.of()


@pytest.mark.parametrize(
    "label",
    [
        "wgs84",
        "gcj02",
        "bd09",
        "wgs84/yx",
        "gcj02/yx",
        "EPSG:4548",
        "EPSG:4548/yx",
        "EPSG:4527",
        "EPSG:4498",
        "EPSG:32650",
        "EPSG:3857",
    ],
)
def test_houses_between_known_streets_tell_their_system(label):
    crs = parse_crs(label)
    verdict = investigate(from_lonlat(HOUSES, crs), None, Reference.of(paths=STREETS))
    assert (verdict.crs, verdict.decided, verdict.how) == (crs, True, "evidence")
    assert verdict.scores[0].crs == crs
    assert verdict.margin == pytest.approx(verdict.scores[0].score - _score(verdict, verdict.runner_up))
    assert verdict.problems == ()


def decided_as(geometries, reference, seed=0):
    """The system that was decided on without a label; None where the detective would not say."""
    try:
        verdict = investigate(geometries, None, reference, seed=seed)
    except BadInput as refusal:
        if refusal.message.code != "crs-undecidable":
            raise
        return None
    return verdict.crs if verdict.decided else None


def _score(verdict, crs):
    return next((score.score for score in verdict.scores if score.crs == crs), 0.0)


KNOWN = {
    "paths": Reference.of(paths=STREETS), "buildings": Reference.of(buildings=HOUSES), "areas": Reference.of(areas=HOUSES),
    "points": Reference.of(points=shapely.centroid(HOUSES)),
}  # fmt: skip


@pytest.mark.parametrize(
    ("data", "known", "kind"),
    [
        (HOUSES, "paths", "beside a path"), (HOUSES, "buildings", "same building"), (HOUSES, "areas", "same area"),
        (STREETS, "paths", "on a path"), (STREETS, "buildings", "between buildings"),
        (shapely.centroid(HOUSES), "buildings", "in a building"), (shapely.centroid(HOUSES), "areas", "inside an area"),
        (shapely.centroid(HOUSES), "points", "same point"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("crs", [WGS84, GCJ02, BD09])
def test_each_kind_of_evidence_speaks_for_the_right_place(data, known, kind, crs):
    verdict = investigate(from_lonlat(data, crs), None, KNOWN[known])
    assert kind in KINDS
    assert verdict.scores[0].crs == crs
    assert verdict.scores[0].evidence[kind] > verdict.scores[1].evidence[kind]


@pytest.mark.parametrize("crs", [WGS84, GCJ02, BD09])
def test_the_edges_of_estates_run_between_known_buildings(crs):
    estates = [
        shapely.box(116.4 + x * STEP, 39.9 + y * STEP, 116.4 + (x + 2) * STEP, 39.9 + (y + 2) * STEP)
        for x in range(7)
        for y in range(7)
    ]
    verdict = investigate(from_lonlat(estates, crs), None, Reference.of(buildings=HOUSES))
    assert (verdict.crs, verdict.decided) == (crs, True)
    assert verdict.scores[0].evidence["edge between buildings"] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("declared", "true"), [(WGS84, GCJ02), (WGS84, BD09), (GCJ02, WGS84), (CGCS2000, GCJ02), (WGS84, WGS84.swap())]
)
def test_a_label_that_loses_is_refused_with_the_likely_system(declared, true):
    with pytest.raises(BadInput, match="crs-contradicted") as refusal:
        investigate(from_lonlat(HOUSES, true), declared, Reference.of(paths=STREETS))
    assert refusal.value.params["expected"] == true.label
    assert f"--crs {true.label}" in refusal.value.remedy("zh")


@pytest.mark.parametrize(
    "declared", [WGS84, CGCS2000, Crs("EPSG:4548"), Crs("EPSG:32650"), Crs("EPSG:4548", swapped=True)]
)
def test_a_label_that_holds_is_verified(declared):
    verdict = investigate(from_lonlat(HOUSES, declared), declared, Reference.of(paths=STREETS))
    assert (verdict.crs, verdict.decided, verdict.problems) == (declared, True, ())


@pytest.mark.parametrize("declared", [WGS84, GCJ02, BD09, Crs("EPSG:4548")])
def test_without_anything_known_a_label_is_kept_and_flagged(declared):
    verdict = investigate(from_lonlat(HOUSES, declared), declared, NOTHING)
    assert (verdict.crs, verdict.decided, verdict.how) == (declared, False, "range")
    assert [problem.rule for problem in verdict.problems] == ["crs-unverified"]


def test_without_a_label_and_anything_known_degrees_are_taken_as_wgs_84_unverified():
    verdict = investigate(from_lonlat(HOUSES, GCJ02), None, NOTHING)
    assert (verdict.crs, verdict.decided) == (WGS84, False)


@pytest.mark.parametrize(("lon", "lat"), [(116.4, 39.9), (87.6, 43.8), (103.8, 1.35), (121.5, 25.0), (75.99, 39.47)])
def test_swapped_degrees_are_seen_by_range_alone(lon, lat):
    houses, _ = town(lon, lat, 3)
    assert investigate(houses, None, NOTHING).crs == WGS84
    assert investigate(from_lonlat(houses, WGS84.swap()), None, NOTHING).crs == WGS84.swap()
    with pytest.raises(BadInput, match="crs-contradicted"):
        investigate(from_lonlat(houses, WGS84.swap()), WGS84, NOTHING)


def test_a_projected_label_on_degrees_is_refused_without_anything_known():
    with pytest.raises(BadInput, match="likely 'EPSG:4326'"):
        investigate(HOUSES, Crs("EPSG:4548"), NOTHING)


def test_metres_without_zone_label_or_reference_cannot_be_told():
    with pytest.raises(BadInput, match="crs-undecidable"):
        investigate(from_lonlat(HOUSES, Crs("EPSG:4548")), None, NOTHING)


def test_coordinates_that_are_nowhere_are_refused():
    with pytest.raises(BadInput, match="crs-implausible"):
        investigate([shapely.Point(5e9, 5e9)], None, NOTHING)


@pytest.mark.parametrize("geometries", [[], [None], [shapely.Point()], [shapely.Point(np.inf, 1.0)]])
def test_data_without_coordinates_keeps_its_label_unverified(geometries):
    verdict = investigate(geometries, GCJ02, KNOWN["paths"])
    assert (verdict.crs, verdict.decided, verdict.sample) == (GCJ02, False, 0)


def test_data_far_from_everything_known_is_not_judged_by_it():
    houses, _ = town(114.3, 30.5)
    verdict = investigate(houses, WGS84, Reference.of(paths=STREETS))
    assert (verdict.decided, verdict.how) == (False, "range")


@pytest.mark.parametrize(("east", "north"), [(1, 0), (-1, 0), (0, 1), (0, -1), (-1, -1), (1, 1), (-1, 1), (1, -1)])
@pytest.mark.parametrize("known", ["paths", "areas", "buildings"])
def test_a_right_label_is_not_refused_because_only_the_next_neighbourhood_is_known(east, north, known):
    houses, streets = town(116.4 + 8 * STEP * east, 39.9 + 8 * STEP * north)
    whole = shapely.box(*shapely.total_bounds(streets))
    reference = {
        "paths": Reference.of(paths=streets),
        "areas": Reference.of(areas=[whole]),
        "buildings": Reference.of(buildings=houses),
    }
    assert investigate(HOUSES, WGS84, reference[known]).crs == WGS84


def test_a_few_features_decide_nothing():
    verdict = investigate(from_lonlat(HOUSES[:4], GCJ02), WGS84, Reference.of(paths=STREETS))
    assert (verdict.crs, verdict.decided) == (WGS84, False)


def test_the_same_seed_gives_the_same_verdict():
    many = np.tile(HOUSES, 20)
    first, again = (investigate(many, None, Reference.of(paths=STREETS), seed=3) for _ in range(2))
    assert (first.scores, first.sample) == (again.scores, again.sample)
    assert first.sample == 600


def read(name):
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{path.name} is not here: ../shared/data is absent")
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    shapes = np.array([shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features], dtype=object)
    return shapes, [feature["properties"] for feature in features]


@pytest.fixture(scope="module")
def beijing():
    return {
        name: read(f"beijing/{name}.geojson")[0] for name in ("osm_buildings", "osm_highways", "osm_poi", "townships")
    }


LABELS = [
    "wgs84",
    "gcj02",
    "bd09",
    "wgs84/yx",
    "bd09/yx",
    "EPSG:4548",
    "EPSG:4548/yx",
    "EPSG:4527",
    "EPSG:32650",
    "EPSG:3857",
]


@pytest.mark.real
@pytest.mark.parametrize("label", LABELS)
def test_the_buildings_of_beijing_are_told_by_their_roads_and_townships(beijing, label):
    crs = parse_crs(label)
    reference = Reference.of(areas=beijing["townships"], paths=beijing["osm_highways"])
    verdict = investigate(from_lonlat(beijing["osm_buildings"], crs), None, reference)
    assert (verdict.crs, verdict.decided) == (crs, True)
    assert verdict.margin > 0.25
    assert verdict.certainty > 10


@pytest.mark.real
@pytest.mark.parametrize("crs", [WGS84, GCJ02, BD09])
def test_thirty_buildings_are_enough_and_fewer_never_mislead(beijing, crs):
    reference, right = Reference.of(paths=beijing["osm_highways"]), 0
    for seed in range(10):
        for count in (10, 30):
            few = np.random.default_rng(seed).choice(beijing["osm_buildings"], count, replace=False)
            answer = decided_as(from_lonlat(few, crs), reference, seed)
            assert answer in (None, crs)
            right += answer == crs and count == 30
    assert right >= 9


@pytest.mark.real
@pytest.mark.parametrize("crs", [WGS84, GCJ02, BD09])
def test_roads_and_points_of_beijing_are_told_by_its_buildings(beijing, crs):
    reference = Reference.of(buildings=beijing["osm_buildings"])
    for name in ("osm_highways", "osm_poi"):
        assert investigate(from_lonlat(beijing[name], crs), crs, reference).decided


@pytest.mark.real
@pytest.mark.parametrize("crs", [WGS84, GCJ02, BD09])
def test_buildings_that_do_not_meet_the_known_roads_are_never_decided_wrongly(beijing, crs):
    buildings, roads = beijing["osm_buildings"], beijing["osm_highways"]
    middle = np.median(shapely.get_coordinates(shapely.centroid(buildings)), axis=0)
    for axis in (0, 1):
        for sign in (1, -1):
            some = buildings[(shapely.get_coordinates(shapely.centroid(buildings))[:, axis] - middle[axis]) * sign > 0]
            others = roads[(shapely.get_coordinates(shapely.centroid(roads))[:, axis] - middle[axis]) * sign < 0]
            assert decided_as(from_lonlat(some, crs), Reference.of(paths=others)) in (None, crs)


@pytest.mark.real
def test_the_townships_of_beijing_are_wgs_84_because_their_edges_cut_no_building(beijing):
    edges = {crs.name: shapely.boundary(to_lonlat(beijing["townships"], crs)) for crs in (WGS84, GCJ02, BD09)}
    tree = shapely.STRtree(beijing["osm_buildings"])
    cut = {name: len(tree.query(lines, predicate="intersects")[0]) for name, lines in edges.items()}
    assert cut == {"EPSG:4326": 0, "GCJ-02": 28, "BD-09": 24}


def plain(name):
    """A street's name without what the two files write differently."""
    return re.sub(r"街道办事处|地区办事处|办事处|街道|地区|镇|乡|满族|回族", "", name)


@pytest.mark.real
def test_the_village_points_of_the_code_table_are_gcj_02_by_the_townships_of_the_same_name():
    path = DATA / "beijing/codes.csv"
    if not path.exists():
        pytest.skip("codes.csv is not here: ../shared/data is absent")
    shapes, properties = read("beijing/townships.geojson")
    names = [(p["县"], plain(p["乡"])) for p in properties]
    own = {name: shape for name, shape in zip(names, shapes, strict=True) if names.count(name) == 1}
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["level"] == "village" and row["longitude"]]
    rows = [row for row in rows if (row["county"], plain(row["town"])) in own]
    points = shapely.points([(float(row["longitude"]), float(row["latitude"])) for row in rows])
    areas = np.array([own[row["county"], plain(row["town"])] for row in rows], dtype=object)
    verdict = investigate(points, None, Reference.of(areas=shapes), own_area=areas)
    assert (verdict.crs, verdict.decided) == (GCJ02, True)
    inside = {crs.name: shapely.intersects(areas, to_lonlat(points, crs)).mean() for crs in (WGS84, GCJ02, BD09)}
    assert len(rows) > 2000
    assert inside["GCJ-02"] > 0.96 > 0.8 > inside["EPSG:4326"] > inside["BD-09"]
    with pytest.raises(BadInput, match="likely 'GCJ-02'"):
        investigate(points, WGS84, Reference.of(areas=shapes), own_area=areas)
