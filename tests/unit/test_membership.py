"""Who stands away from every edge is placed by a raster, and just as overlaying would place him."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.topology import Features, Tiling, assign_buildings, membership

places = st.integers(0, 24)
boxes = st.tuples(places, places, places, places).filter(lambda b: b[0] != b[2] and b[1] != b[3])


def rectangles(drawn):
    return [shapely.box(*np.array(box) / 2).normalize() for box in drawn]


def assigned(things, grids, shared, many):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(membership, "MANY", many)
        patch.setattr(membership, "FEWEST_CELLS", 400)
        return assign_buildings(things, grids, shared=shared)


@given(st.lists(boxes, min_size=1, max_size=5), st.lists(boxes, min_size=1, max_size=12), st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=25)
def test_a_raster_places_things_as_overlaying_them_does(areas, houses, seed):
    random = np.random.default_rng(seed)
    spots = [*shapely.points(random.uniform(-1, 13, (20, 2))), *shapely.points(random.integers(0, 25, (20, 2)) / 2)]
    lines = shapely.linestrings(random.uniform(-1, 13, (5, 2, 2)))
    yards = [shapely.box(x, y, x + 0.3, y + 0.3) for x, y in random.uniform(-1, 13, (20, 2))]
    tie = shapely.Polygon([(1, 1), (2, 2), (2, 1), (1, 2)])
    things = Features.of("building", [*rectangles(houses), *spots, *lines, *yards, tie, None])
    grids = Features.of("grid", [*rectangles(areas), None])
    shared = Tiling.of(grids, Features.of("community", []), np.full(len(grids), -1)).overlaps[2]
    quick, plain = (assigned(things, grids, shared, many) for many in (1, 1000))
    np.testing.assert_array_equal(quick.of, plain.of)
    np.testing.assert_array_equal(quick.share, plain.share)
    assert [problem.params for problem in quick.problems] == [problem.params for problem in plain.problems]
