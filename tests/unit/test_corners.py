"""Corners taken out once say what each geometry says by itself: of houses, rings around courts, points and nothing."""

import numpy as np
import shapely

from geo.convex import valid
from geo.corners import Corners
from geo.crs import local_frame

HOUSE = shapely.box(116.40, 39.90, 116.41, 39.91)
COURT = HOUSE - shapely.box(116.403, 39.903, 116.407, 39.907)
BOW = shapely.Polygon([(116.4, 39.9), (116.41, 39.91), (116.41, 39.9), (116.4, 39.91)])
TENT = shapely.Polygon([(116.4, 39.9), (116.42, 39.9), (116.41, 39.92)])
SHAPES = np.array([HOUSE, None, COURT, BOW, shapely.Polygon(), TENT, shapely.Point(116.4, 39.9)], dtype=object)


def test_only_polygons_without_holes_give_their_corners():
    held = Corners.of(SHAPES)
    assert held.plain.tolist() == [True, False, False, True, False, True, False]
    assert held.counts.tolist() == [5, 5, 4]
    assert (held.first.tolist(), held.last.tolist()) == ([0, 5, 10], [4, 9, 13])
    for along in (held.lon, held.lat):
        np.testing.assert_array_equal(along[held.first], along[held.last])


def test_the_corners_of_some_are_what_these_have_by_themselves():
    some = np.array([False, True, True, True, True, True, False])
    picked, own = Corners.of(SHAPES).among(some), Corners.of(SHAPES[some])
    for name in ("plain", "lon", "lat", "counts"):
        np.testing.assert_array_equal(getattr(picked, name), getattr(own, name))
    nobody = Corners.of(SHAPES).among(np.zeros(len(SHAPES), bool))
    assert (len(nobody.plain), len(nobody.lon), len(nobody.counts)) == (0, 0, 0)


def test_sizes_and_validity_are_the_same_whoever_took_the_corners_out():
    frame, held = local_frame(SHAPES), Corners.of(SHAPES)
    sizes = frame.areas_m2(SHAPES)
    np.testing.assert_array_equal(frame.areas_m2(SHAPES, held), sizes)
    np.testing.assert_allclose(sizes, np.nan_to_num(shapely.area(frame.to_metres(SHAPES))), rtol=1e-9, atol=1e-3)
    assert (sizes > 1.0).tolist() == [True, False, True, False, False, True, False]
    np.testing.assert_array_equal(valid(SHAPES, held), shapely.is_valid(SHAPES))
