from __future__ import annotations

import threading

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon, box

from geo.errors import BadInput
from geo.layers import LAYERS, LOCATE_ORDER
from geo.locate import NOWHERE, RASTER_PAYS_FROM, Candidate, Locator
from geo.snapshot import City, LayerSnapshot
from tests.cities import empty_city


def areas(layer: str, rows: list[tuple[int, str | None, object]]) -> LayerSnapshot:
    ids, codes, shapes = zip(*rows, strict=True)
    frame = gpd.GeoDataFrame(
        {"id": ids, "code": codes, "name": [f"n{i}" for i in ids]}, geometry=list(shapes), crs=4326
    )
    return LayerSnapshot.from_frame(LAYERS[layer], frame, 1)


def nine_grids() -> LayerSnapshot:
    """A 3 × 3 world: codes run from the north-west, ids the other way round."""
    return areas(
        "grid", [(9 - 3 * r - c, f"99{r}{c}", box(c, 2 - r, c + 1, 3 - r)) for r in range(3) for c in range(3)]
    )


NESTED = City(
    {
        "street": areas("street", [(1, "991", box(0, 0, 3, 3))]),
        "community": areas("community", [(1, "9911", box(0, 0, 3, 2)), (2, "9912", box(0, 2, 3, 3))]),
        "grid": nine_grids(),
        "building": areas("building", [(4, "b", box(0.2, 0.2, 0.8, 0.8).difference(box(0.4, 0.4, 0.6, 0.6)))]),
    }
)


def codes_at(lon: float, lat: float) -> dict[str, str | None]:
    return {one.layer: one.code for one in Locator(NESTED).at(lon, lat).found}


@pytest.mark.parametrize(
    ("lon", "lat", "expected"),
    [
        (0.3, 0.3, {"building": "b", "grid": "9920", "community": "9911", "street": "991"}),
        (0.5, 0.5, {"grid": "9920", "community": "9911", "street": "991"}),
        (0.4, 0.5, {"building": "b", "grid": "9920", "community": "9911", "street": "991"}),
        (1.0, 1.5, {"grid": "9910", "community": "9911", "street": "991"}),
        (1.0, 2.0, {"grid": "9900", "community": "9911", "street": "991"}),
        (3.0, 3.0, {"grid": "9902", "community": "9912", "street": "991"}),
        (3.0000001, 3.0, {}),
    ],
    ids=["inside", "in a hole", "on a hole's edge", "shared edge", "corner of four", "outer corner", "outside"],
)
def test_a_point_on_a_shared_edge_belongs_to_the_lowest_code(lon, lat, expected):
    assert codes_at(lon, lat) == expected
    bulk = Locator(NESTED).many([lon], [lat])
    assert {name: NESTED[name].value(NESTED[name].row_of(int(found[0])), "code")
            for name, found in bulk.items() if found[0] != NOWHERE} == expected  # fmt: skip


@pytest.mark.parametrize("lon", [0.99999997, 1.00000003])
def test_a_point_closer_to_an_edge_than_coordinates_are_stored_lies_on_it(lon):
    place = Locator(NESTED).at(lon, 1.5)
    assert (place.lon, place.tie, place.found[0].code) == (1.0, True, "9910")
    for count in (1, RASTER_PAYS_FROM):
        grids = Locator(NESTED).many(np.full(count, lon), np.full(count, 1.5))["grid"]
        assert set(grids.tolist()) == {place.found[0].id}


def test_answers_come_smallest_area_first_and_say_when_a_tie_was_resolved():
    place = Locator(NESTED).at(1.0, 1.5)
    assert [one.layer for one in place.found] == ["grid", "community", "street"]
    assert place.tie
    grid, community, _ = place.found
    assert grid.tie
    assert grid.candidates == (Candidate(6, "9910", "n6"), Candidate(5, "9911", "n5"))
    assert not community.tie
    assert community.candidates == ()


def test_codes_sort_as_text_and_the_lowest_id_wins_without_codes():
    city = City({"grid": areas("grid", [(1, "9", box(0, 0, 1, 1)), (2, "10", box(1, 0, 2, 1))])})
    assert Locator(city).at(1, 0.5).found[0].code == "10"
    city = City({"grid": areas("grid", [(7, None, box(0, 0, 1, 1)), (3, None, box(1, 0, 2, 1))])})
    assert Locator(city).at(1, 0.5).found[0].id == 3
    city = City({"grid": areas("grid", [(1, None, box(0, 0, 1, 1)), (2, "99", box(1, 0, 2, 1))])})
    assert Locator(city).at(1, 0.5).found[0].id == 2


def test_features_that_are_no_area_hold_nothing():
    city = City({"community": areas("community", [(1, "1", Point(1, 1)), (2, "2", None), (3, "3", MultiPolygon())])})
    assert Locator(city).at(1, 1).found == ()
    assert Locator(city).many([1.0], [1.0])["community"].tolist() == [NOWHERE]


def test_an_empty_city_answers_nowhere():
    locator = Locator(empty_city())
    assert locator.at(114, 30).found == ()
    assert {name: found.tolist() for name, found in locator.many([114.0, 0.0], [30.0, 0.0]).items()} == {
        name: [NOWHERE, NOWHERE] for name in LOCATE_ORDER
    }
    assert Locator(City({})).many([], []) == {}
    assert all(len(found) == 0 for found in locator.many([], []).values())


@pytest.mark.parametrize(
    ("lon", "lat"), [(np.nan, 30), (114, np.inf), (181, 0), (0, -90.5), (30.5, 114.3)], ids=str
)  # the last has its axes swapped
def test_an_impossible_point_is_refused_with_its_number(lon, lat):
    with pytest.raises(BadInput) as refused:
        Locator(NESTED).at(lon, lat)
    assert refused.value.message.code == "point-impossible"
    with pytest.raises(BadInput) as refused:
        Locator(NESTED).many([1.0, lon], [1.0, lat])
    assert refused.value.params["row"] == 2


def test_unequal_columns_are_refused():
    with pytest.raises(BadInput) as refused:
        Locator(NESTED).many([1.0, 2.0], [1.0])
    assert refused.value.message.code == "points-unequal"


def test_a_self_crossing_polygon_does_not_stop_the_others():
    bow_tie = Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    city = City({"estate": areas("estate", [(1, "1", bow_tie), (2, "2", box(0, 0, 2, 2))])})
    assert Locator(city).at(1, 1.9).found[0].code == "2"
    assert Locator(city).many([1.0], [1.9])["estate"].tolist() == [2]


quarters = st.integers(-2, 14).map(lambda quarter: quarter / 4)


@settings(deadline=None)
@given(
    boxes=st.lists(st.tuples(quarters, quarters, st.integers(1, 6), st.integers(1, 6)), min_size=1, max_size=12),
    points=st.lists(st.tuples(quarters, quarters), min_size=1, max_size=40),
)
def test_bulk_single_and_brute_force_agree_on_edges_corners_and_overlaps(boxes, points):
    shapes = [box(x, y, x + w / 4, y + h / 4) for x, y, w, h in boxes]
    rows = [(n + 1, f"{(n * 7) % 5}", shape) for n, shape in enumerate(shapes)]
    locator = Locator(City({"estate": areas("estate", rows)}))
    bulk = locator.many([x for x, _ in points], [y for _, y in points])["estate"].tolist()
    for (x, y), answer in zip(points, bulk, strict=True):
        holders = sorted((code, thing) for thing, code, shape in rows if shapely.intersects(shape, Point(x, y)))
        assert answer == (holders[0][1] if holders else NOWHERE)
        found = locator.at(x, y).found
        assert [one.id for one in found] == ([answer] if holders else [])
        assert not found or found[0].tie == (len(holders) > 1)


def test_many_threads_get_the_same_answers():
    rng = np.random.default_rng(5)
    lon, lat = rng.random(3000) * 4 - 0.5, rng.random(3000) * 4 - 0.5
    expected = Locator(NESTED).many(lon, lat)
    wrong: list[str] = []

    def ask():
        for _ in range(5):
            answer = Locator(NESTED).many(lon, lat)
            wrong.extend(name for name in expected if not np.array_equal(answer[name], expected[name]))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
