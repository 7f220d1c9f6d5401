from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point, box

from geo.layers import LAYERS
from geo.model import BBox, Tile
from geo.snapshot import LayerSnapshot
from geo.tiles.curve import hilbert_positions
from geo.tiles.matrix import to_world, world_shapes
from geo.tiles.reach import altered, drawn_jointly, joint_scenes, touching, world_boxes
from geo.tiles.scenes import Scene, feature_scene
from geo.tiles.source import scenes

HERE = Tile(14, 13376, 6724)


def snapshot(layer: str, **columns: list) -> LayerSnapshot:
    return LayerSnapshot.from_frame(LAYERS[layer], gpd.GeoDataFrame(columns, geometry="geometry", crs=4326), 1)


def unit(x: float, y: float) -> tuple[float, float]:
    """The degrees of a place given in units of the tile HERE."""
    east, south = (HERE.x + x / 4096) / (1 << 14), (HERE.y + y / 4096) / (1 << 14)
    return (east - 0.5) * 360, float(np.degrees(np.arctan(np.sinh((0.5 - south) * 2 * np.pi))))


def dot(x: float, y: float) -> BBox:
    lon, lat = unit(x, y)
    return BBox(lon, lat, lon, lat)


@pytest.mark.parametrize(
    ("layer", "x", "y", "touched"),
    [
        ("building", 2000, 2000, True),
        ("building", -127, 2000, True),  # a symbol or outline of the next tile reaches in
        ("building", -129, 2000, False),
        ("building", 2000, 4096 + 129, False),
        ("venue", -129, 2000, True),  # below z15 venues are counted in cells of an eighth of a tile
        ("venue", -513, 2000, False),
    ],
)
def test_a_change_touches_a_tile_that_shows_what_it_changes(layer: str, x: float, y: float, touched: bool) -> None:
    assert touching(world_boxes([dot(x, y)]), LAYERS[layer], HERE).tolist() == [touched]


def test_a_box_covers_what_it_covered_in_degrees() -> None:
    shape = box(113.9, 30.2, 114.1, 30.3)
    (west, north, east, south) = world_boxes([BBox(*shape.bounds)])[0]
    assert (west, north, east, south) == world_shapes(np.array([shape]))[0].bounds


def test_no_box_touches_nothing() -> None:
    assert not touching(world_boxes([]), LAYERS["building"], HERE).any()


@pytest.mark.parametrize(
    ("layer", "zoom", "joint"),
    [
        ("grid", 11, False),  # no grids yet
        ("grid", 15, True),
        ("grid", 16, False),  # in full detail nothing is simplified
        ("grid", 18, False),
        ("building", 15, False),
        ("path", 18, True),  # names stand on joined lines at every zoom
        ("venue", 12, False),
    ],
)
def test_areas_and_names_of_roads_are_drawn_jointly(layer: str, zoom: int, joint: bool) -> None:
    assert drawn_jointly(LAYERS[layer], zoom) is joint


def test_a_sibling_that_is_drawn_differently_counts_by_its_boxes_before_and_after() -> None:
    two = snapshot("grid", id=[1, 2], geometry=[box(114, 30, 114.1, 30.1), box(114.1, 30, 114.2, 30.1)])
    before = feature_scene(two, 14)
    moved = before.shapes.copy()
    moved[1] = world_shapes(np.array([box(114.1, 30, 114.3, 30.1)]))[0]
    after = Scene(before.name, moved, before.ids, before.rows, before.properties)
    reach = altered([before], [after], world_boxes([BBox(114, 30, 114, 30)]), 14)
    assert {tuple(one) for one in reach} == {before.shapes[1].bounds, moved[1].bounds}
    assert len(altered([before], [before], world_boxes([BBox(114, 30, 114, 30)]), 14)) == 0


def test_a_changed_piece_reaches_the_whole_road_of_its_name_and_no_other() -> None:
    roads = {"id": [1, 2, 3], "kind": ["arterial"] * 3, "name": ["甲路", "甲路", "乙路"]}
    lines = [
        LineString([(114, 30), (114.01, 30)]),
        LineString([(114.01, 30), (114.02, 30)]),
        LineString([(114, 31), (114.02, 31)]),
    ]
    snap = snapshot("path", **roads, geometry=lines)
    (names,) = joint_scenes(snap, 16)
    reach = altered([names], [names], world_boxes([BBox(114, 30, 114.005, 30)]), 16)
    whole = world_shapes(np.array([LineString([(114, 30), (114.02, 30)])]))[0].bounds
    assert {tuple(one) for one in reach} == {whole}


@given(st.lists(st.tuples(st.floats(73, 135), st.floats(18, 53)), min_size=2, max_size=30, unique=True), st.data())
def test_the_order_of_features_does_not_depend_on_others(
    places: list[tuple[float, float]], data: st.DataObject
) -> None:
    every = hilbert_positions(to_world(np.array(places)))
    some = data.draw(st.lists(st.integers(0, len(places) - 1), min_size=1, unique=True))
    assert hilbert_positions(to_world(np.array(places)[some])).tolist() == every[some].tolist()


def test_the_curve_visits_every_cell_once_and_never_jumps() -> None:
    side = np.arange(16) / 16 + 1 / 64
    x, y = (axis.ravel() for axis in np.meshgrid(side, side))
    order = np.argsort(hilbert_positions(np.column_stack([x, y])))
    steps = np.abs(np.diff(x[order])) + np.abs(np.diff(y[order]))
    assert steps.tolist() == [1 / 16] * 255


def test_features_of_a_tile_stand_along_the_curve() -> None:
    points = [Point(unit(x, y)) for x, y in ((10, 10), (4000, 4000), (20, 20), (4010, 4010))]
    (shown,) = scenes(snapshot("venue", id=[1, 2, 3, 4], geometry=points), 17)
    assert {tuple(shown.ids[:2].tolist()), tuple(shown.ids[2:].tolist())} <= {(1, 3), (3, 1), (2, 4), (4, 2)}
