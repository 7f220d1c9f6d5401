"""Polygons and points: the quick answers are those of GEOS, on edges and corners too."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from geo import inside
from geo.buckets import Buckets, ranges
from geo.inside import Outlines

steps = st.integers(0, 12)
places = st.tuples(steps, steps)


def scaled(step: tuple[int, int], size: float) -> tuple[float, float]:
    """A place near Wuhan on a grid that no binary number hits."""
    return round(114.3 + step[0] * size, 7), round(30.5 + step[1] * size, 7)


@given(
    st.lists(st.lists(places, min_size=3, max_size=7, unique=True), min_size=1, max_size=5),
    st.lists(places, min_size=1, max_size=20),
    st.sampled_from([1e-7, 3e-7, 1e-5, 1e-3]),
)
@settings(deadline=None, max_examples=300)
def test_quick_answers_are_those_of_geos(rings, points, size):
    shapes = np.array([Polygon([scaled(step, size) for step in ring]) for ring in rings], object)
    lon, lat = np.array([scaled(point, size) for point in points]).T
    shape, point = (axis.ravel() for axis in np.meshgrid(np.arange(len(shapes)), np.arange(len(points))))
    found = Outlines(shapes).hold(shape, lon[point], lat[point])
    valid = shapely.is_valid(shapes)[shape]
    expected = shapely.intersects_xy(shapes[shape], lon[point], lat[point])
    assert found[valid].tolist() == expected[valid].tolist()


@pytest.mark.parametrize(
    ("shape", "inside_it", "outside_it"),
    [
        (box(0, 0, 4, 4) - box(1, 1, 3, 3), (1, 2), (2, 2)),
        (MultiPolygon([box(0, 0, 1, 1), box(2, 0, 3, 1)]), (2.5, 1), (1.5, 0.5)),
        (MultiPolygon([box(0, 0, 1, 1)]), (1, 1), (1.1, 1)),
        (shapely.Point(0, 0).buffer(1, quad_segs=40), (0.5, 0.5), (0.9, 0.9)),
    ],
)
def test_holes_parts_and_many_corners_are_answered_too(shape, inside_it, outside_it):
    lon, lat = np.array([inside_it, outside_it]).T
    assert Outlines(np.array([shape], object)).hold(np.zeros(2, int), lon, lat).tolist() == [True, False]


def test_more_pairs_than_fit_at_once_are_all_answered(monkeypatch):
    monkeypatch.setattr(inside, "PAIRS_AT_ONCE", 3)
    lon = np.linspace(-1, 2, 11)
    found = Outlines(np.array([box(0, 0, 1, 1)], object)).hold(np.zeros(11, int), lon, np.full(11, 0.5))
    assert found.tolist() == ((lon >= 0) & (lon <= 1)).tolist()


boxes = st.tuples(steps, steps, steps, steps).map(
    lambda b: (min(b[0], b[2]), min(b[1], b[3]), max(b[0], b[2]), max(b[1], b[3]))
)


@given(
    st.lists(boxes, max_size=12), st.lists(st.tuples(st.integers(-1, 13), st.integers(-1, 13)), min_size=1, max_size=20)
)
@settings(deadline=None)
def test_buckets_find_the_boxes_that_hold_a_point_in_their_order(some, points):
    bounds = np.array(some, np.float64).reshape(-1, 4) / 7
    lon, lat = np.array(points, np.float64).T / 7
    buckets = Buckets(bounds)
    expected = [
        (number, place)
        for place in range(len(lon))
        for number, (west, south, east, north) in enumerate(bounds.tolist())
        if west <= lon[place] <= east and south <= lat[place] <= north
    ]
    assert list(zip(*(axis.tolist() for axis in buckets.pairs(lon, lat)), strict=True)) == expected
    assert [(n, p) for p in range(len(lon)) for n in buckets.at(float(lon[p]), float(lat[p])).tolist()] == expected


def test_a_few_huge_boxes_among_small_ones_do_not_fill_the_memory():
    random = np.random.default_rng(1)
    low = random.uniform(0, 1, (20_000, 2))
    small = np.hstack([low, low + 1e-4])
    bounds = np.vstack([np.tile([0, 0, 1, 1], (100, 1)), small])
    buckets = Buckets(bounds)
    assert len(buckets.at(0.5, 0.5)) >= 100
    assert len(buckets._boxes) < 3_000_000


def test_ranges_follow_each_other():
    assert ranges(np.array([5, 9, 0]), np.array([2, 0, 3])).tolist() == [5, 6, 0, 1, 2]
    assert ranges(np.array([], np.int64), np.array([], np.int64)).tolist() == []
