"""What is told from corners is what GEOS tells: of stars, spikes, lines turned back, rings around rings, and nothing."""

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.convex import _convex, valid
from geo.corners import Corners

places = st.tuples(st.integers(0, 4), st.integers(0, 4))
outlines = st.lists(places, min_size=3, max_size=6)


@given(st.lists(outlines, min_size=1, max_size=30))
@settings(deadline=None, max_examples=25)
def test_validity_is_what_geos_says_however_the_corners_lie(drawn):
    shapes = np.array([shapely.Polygon(np.array(outline) / 10 + (116.4, 39.9)) for outline in drawn], dtype=object)
    np.testing.assert_array_equal(valid(shapes), shapely.is_valid(shapes))
    np.testing.assert_array_equal(valid(shapely.reverse(shapes)), shapely.is_valid(shapes))


def test_convex_outlines_are_seen_and_what_only_turns_one_way_is_not_enough():
    turns = np.linspace(0, 4 * np.pi, 6)[:-1]
    star = shapely.Polygon(np.column_stack([np.cos(turns), np.sin(turns)]))
    house, round_one = shapely.box(0, 0, 2, 1), shapely.Point(0, 0).buffer(1)
    bent = shapely.Polygon([(0, 0), (2, 0), (2, 2), (1, 1)])
    angle = shapely.Polygon([(0, 0), (2, 0), (2, 1), (1, 1), (1, 2), (0, 2)])
    shapes = np.array([star, house, round_one, shapely.reverse(house), bent, angle], dtype=object)
    held = Corners.of(shapes)
    assert _convex(held.lon, held.lat, held.counts).tolist() == [False, True, True, True, False, False]
    assert valid(shapes).tolist() == [False, True, True, True, True, True]


def test_other_geometries_are_asked_of_geos():
    holed = shapely.box(0, 0, 3, 3) - shapely.box(1, 1, 2, 2)
    crossed = shapely.Polygon(holed.exterior, [[(1, 1), (4, 1), (2, 2)]])
    with np.errstate(invalid="ignore"):
        endless = shapely.Polygon([(0, 0), (np.inf, 0), (1, 1)])
    shapes = np.array(
        [holed, crossed, endless, None, shapely.Polygon(), shapely.Point(0, 0), shapely.MultiPolygon([holed])]
    )
    np.testing.assert_array_equal(valid(shapes), shapely.is_valid(shapes))
    assert valid(shapes[:0]).tolist() == []
