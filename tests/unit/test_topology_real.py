"""Topology over coverages that nobody here drew: Taiwan's towns and villages, Singapore's subzones."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import shapely

from geo.crs import in_mainland, snap
from geo.topology import Features, check_coverage, check_overlaps, check_shapes, find_parents, repair

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = pytest.mark.real


def read(name):
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{path.name} is not here: ../shared/data is absent")
    return json.loads(path.read_text(encoding="utf-8"))


def topojson(document, name, code):
    """The polygons of one TopoJSON object, decoded by hand: quantised deltas, shared arcs, ~i for reversed."""
    scale, translate = document["transform"]["scale"], document["transform"]["translate"]
    arcs = [np.cumsum(arc, axis=0) * scale + translate for arc in document["arcs"]]

    def ring(indices):
        parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
        return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])

    def polygon(rings):
        return shapely.Polygon(ring(rings[0]), [ring(hole) for hole in rings[1:]])

    objects = document["objects"][name]["geometries"]
    shapes = [
        polygon(o["arcs"]) if o["type"] == "Polygon" else shapely.MultiPolygon([polygon(p) for p in o["arcs"]])
        for o in objects
    ]
    return Features.of(name, snap(shapes), [o["properties"][code] for o in objects])


@pytest.fixture(scope="module")
def taiwan():
    document = read("taiwan/villages-10t.json")
    villages, towns = topojson(document, "villages", "VILLCODE"), topojson(document, "towns", "TOWNCODE")
    position = {code: at for at, code in enumerate(towns.labels)}
    parent_of = np.array([position[code[:8]] for code in villages.labels])
    return villages, towns, parent_of


def test_a_nested_coverage_of_7701_villages_is_checked_whole(taiwan):
    villages, towns, parent_of = taiwan
    shapes, problems = check_shapes(villages), check_coverage(villages, towns, parent_of)
    assert (len(villages), len(towns)) == (7701, 368)
    assert Counter(p.rule for p in shapes) == {"geometry-invalid": 7}
    assert Counter(p.rule for p in problems).keys() <= {"coverage-gap", "coverage-overlap", "outside-parent"}
    assert len({p.feature for p in problems}) < 150


def test_a_village_taken_away_from_a_clean_town_is_found_as_its_gap(taiwan):
    villages, towns, parent_of = taiwan
    spoiled = {p.feature for p in check_coverage(villages, towns, parent_of)} | set(villages.labels[~villages.sound])
    clean = [at for at in range(len(villages)) if not any(str(s)[:8] == villages.labels[at][:8] for s in spoiled)]
    lost = clean[17]
    keep = np.arange(len(villages)) != lost
    rest = Features("community", villages.labels[keep], villages.geometry[keep])
    gaps = [p for p in check_coverage(rest, towns, parent_of[keep]) if p.feature == towns.labels[parent_of[lost]]]
    assert {p.rule for p in gaps} == {"coverage-gap"}
    assert shapely.union_all([p.place for p in gaps]).symmetric_difference(villages.geometry[lost]).area < 1e-9


def test_villages_find_their_towns_by_place(taiwan):
    villages, towns, parent_of = taiwan
    assert (find_parents(villages, towns).of == parent_of).mean() > 0.995


def test_no_vertex_of_taiwan_is_shifted(taiwan):
    villages, _, _ = taiwan
    coordinates = shapely.get_coordinates(villages.geometry)
    assert len(coordinates) > 200_000
    assert not in_mainland(coordinates[:, 0], coordinates[:, 1]).any()


def test_the_subzones_of_singapore_are_told_repaired_one_by_one_and_then_compared():
    document = read("toapayoh/subzones.geojson")
    shapes = [shapely.from_geojson(json.dumps(f["geometry"])) for f in document["features"]]
    zones = Features.of("community", snap(shapes), [f["properties"]["SUBZONE_C"] for f in document["features"]])
    broken = [p.feature for p in check_shapes(zones)]
    assert (len(zones), len(broken)) == (332, 6)
    result = repair(zones, [int(np.flatnonzero(zones.labels == label)[0]) for label in broken])
    assert sorted(p.feature for p in result.done) == sorted(broken)
    assert max(p.size for p in result.done) < 1.0
    mended = Features("community", zones.labels, result.geometry)
    assert check_shapes(mended) == []
    assert all(p.size < 100 for p in check_overlaps(mended))
