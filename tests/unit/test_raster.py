"""The raster answers like the exact test, wherever edges lie: on cell borders, in holes, in overlaps, on nothing."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import locate, raster
from geo.layers import LAYERS
from geo.locate import NOWHERE, Locator
from geo.raster import NOBODY, UNDECIDED, Raster
from geo.snapshot import City, LayerSnapshot

corners = st.integers(0, 8)
boxes = st.tuples(corners, corners, corners, corners).filter(lambda b: b[0] != b[2] and b[1] != b[3])


def first_of(areas):
    def holder_of(lon, lat):
        holds = np.array([shapely.intersects_xy(area, lon, lat) for area in areas])
        return np.where(holds.any(axis=0), holds.argmax(axis=0), NOBODY)

    return holder_of


def city_of(areas):
    frame = gpd.GeoDataFrame(
        {"id": range(1, len(areas) + 1), "code": [f"{n:04}" for n in range(len(areas))]},
        geometry=[shapely.MultiPolygon([area]) for area in areas],
        crs=4326,
    )
    return City({"grid": LayerSnapshot.from_frame(LAYERS["grid"], frame, 1)})


@given(st.lists(boxes, min_size=1, max_size=6), st.sampled_from([4, 64, 1000]), st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=150)
def test_what_the_raster_decides_is_what_the_exact_test_says(shapes, cells, seed):
    areas = np.array([shapely.box(*shape).normalize() for shape in shapes], dtype=object)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(raster, "FEWEST_CELLS", cells)
        patch.setattr(raster, "CELLS_PER_AREA", 1)
        made = Raster(areas, first_of(areas))
    random = np.random.default_rng(seed)
    lon, lat = np.concatenate([random.uniform(-1, 9, (2, 200)), random.integers(0, 9, (2, 100))], axis=1)
    exact = first_of(areas)(lon, lat)
    read = made.read(lon, lat)
    decided = read != UNDECIDED
    np.testing.assert_array_equal(read[decided], exact[decided])
    whole = made.read_boxes(np.column_stack([lon, lat, lon + 0.4, lat + 0.2]))
    for x, y in ((lon, lat), (lon + 0.4, lat), (lon + 0.2, lat + 0.1), (lon + 0.4, lat + 0.2)):
        np.testing.assert_array_equal(whole[whole != UNDECIDED], first_of(areas)(x, y)[whole != UNDECIDED])
    away = ~shapely.intersects(shapely.box(lon, lat, lon + 0.4, lat + 0.2)[:, None], shapely.boundary(areas)).any(
        axis=1
    )
    assert away[whole != UNDECIDED].all()


def test_boxes_far_from_edges_are_decided_and_those_that_meet_what_is_kept_out_are_not():
    areas = np.array([shapely.box(0, 0, 4, 4), shapely.box(4, 0, 8, 4)], dtype=object)
    boxes = np.array(
        [[1, 1, 2, 2], [5, 1, 7, 3], [3.5, 1, 4.5, 2], [3, 1, 4, 2], [7, 1, 9, 2], [-3, 1, -2, 2], [0, 0, 9, 9]]
    )
    made = Raster(areas, first_of(areas), fewest=1 << 10)
    assert made.read_boxes(boxes).tolist() == [0, 1, *[UNDECIDED] * 5]
    made = Raster(areas, first_of(areas), fewest=1 << 10, kept_out=np.array([[-9, 1.5, 1.2, 1.6], [9, 9, 20, 20]]))
    assert made.read_boxes(boxes).tolist() == [UNDECIDED, 1, *[UNDECIDED] * 5]


@given(st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=30)
def test_many_points_get_the_answers_of_few(seed):
    random = np.random.default_rng(seed)
    shapes = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(random.uniform(0, 1, (25, 2)))))
    locator = Locator(city_of([*shapes, shapely.box(0.2, 0.2, 0.4, 0.4)]))
    corner = shapely.get_coordinates(shapes)
    lon, lat = np.concatenate([random.uniform(-0.5, 1.5, (500, 2)), corner, (corner[1:] + corner[:-1]) / 2]).T
    few = locator.many(lon, lat)["grid"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(locate, "RASTER_PAYS_FROM", 0)
        patch.setattr(locate, "RASTER_PAYS_FROM_CORNERS", 0)
        np.testing.assert_array_equal(locator.many(lon, lat)["grid"], few)


def test_the_inside_of_a_hole_belongs_to_nobody_and_its_edge_to_the_area(monkeypatch):
    monkeypatch.setattr(locate, "RASTER_PAYS_FROM", 0)
    monkeypatch.setattr(locate, "RASTER_PAYS_FROM_CORNERS", 0)
    ring = shapely.box(0, 0, 4, 4) - shapely.box(1, 1, 3, 3)
    found = Locator(city_of([ring])).many([0.5, 2.0, 1.0, 9.0], [0.5, 2.0, 2.0, 9.0])["grid"]
    assert found.tolist() == [1, NOWHERE, 1, NOWHERE]
