from __future__ import annotations

import geopandas as gpd
import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point, box

from geo.layers import LAYERS
from geo.snapshot import City, LayerSnapshot
from geo.tiles import TileSource
from geo.tiles.clusters import clusters
from geo.tiles.detail import TOLERANCE_UNITS, simplified
from geo.tiles.matrix import tile_units, tiles_over, world_shapes
from geo.tiles.ragged import interleaved, taken, varint_sizes, varints, zigzag


def wavy_coverage(side: int = 4, waves: int = 40) -> list[shapely.Polygon]:
    """A square of ``side`` × ``side`` areas, 0.1° in all, whose shared edges wave."""
    corners = np.linspace(0, 0.1, side + 1)
    along = np.linspace(0, 0.1, side * waves + 1)
    inner = corners[1:-1]
    lines = [LineString(np.column_stack([along, c + 0.002 * np.sin(along * 900 + c)])) for c in inner]
    lines += [LineString(np.column_stack([c + 0.002 * np.sin(along * 700 + c), along])) for c in inner]
    frame = box(0, 0, 0.1, 0.1)
    pieces = shapely.polygonize([*shapely.get_parts(shapely.union_all([*lines, frame.boundary]))])
    moved = shapely.transform(shapely.get_parts(pieces), lambda xy: xy.round(7) + np.array([113.9, 30.2]))
    return list(moved)


def coverage(layer: str) -> LayerSnapshot:
    shapes = wavy_coverage()
    frame = gpd.GeoDataFrame({"id": range(1, len(shapes) + 1)}, geometry=shapes, crs=4326)
    return LayerSnapshot.from_frame(LAYERS[layer], frame, 1)


@pytest.mark.parametrize("layer", ["street", "community", "grid"])
@pytest.mark.parametrize("zoom", [6, 9, 10, 11, 12, 13, 14, 15, 16])
def test_siblings_still_share_their_edges_at_each_zoom(layer, zoom):
    snapshot = coverage(layer)
    full = world_shapes(snapshot.geometry)
    shown = simplified(snapshot.layer, full, zoom)
    assert shapely.coverage_is_valid(shown)
    assert shapely.area(shapely.coverage_union_all(shown)) == pytest.approx(shapely.area(shown).sum(), rel=1e-12)
    reach = tile_units(zoom, TOLERANCE_UNITS * 4)
    assert shapely.hausdorff_distance(shown, full).max() < reach
    vertices = shapely.get_num_coordinates(shown).sum() / shapely.get_num_coordinates(full).sum()
    assert vertices == 1 if zoom == 16 else vertices < 0.3 if zoom < 9 else vertices < 1 if zoom < 12 else vertices <= 1


def test_tiles_of_siblings_show_neither_gaps_nor_overlaps():
    city = City({"grid": coverage("grid")})
    for tile in tiles_over(city["grid"].extent(), 12):
        features = mapbox_vector_tile.decode(TileSource(city).render(["grid"], tile))["grid"]["features"]
        shapes = [shapely.geometry.shape(feature["geometry"]) for feature in features]
        union = shapely.union_all(shapes)
        assert sum(shape.area for shape in shapes) == union.area
        assert shapely.get_num_interior_rings(shapely.get_parts(union)).sum() == 0


def test_siblings_that_overlap_are_still_drawn():
    shapes = [*wavy_coverage(), box(113.92, 30.22, 113.96, 30.26)]
    frame = gpd.GeoDataFrame({"id": range(len(shapes))}, geometry=shapes, crs=4326)
    snapshot = LayerSnapshot.from_frame(LAYERS["grid"], frame, 1)
    for zoom in (12, 14, 16):
        shown = simplified(snapshot.layer, world_shapes(snapshot.geometry), zoom)
        assert not shapely.is_empty(shown).any()
        assert shapely.area(shown) == pytest.approx(shapely.area(world_shapes(snapshot.geometry)), rel=0.05)


def test_small_paths_wait_for_close_zooms():
    kinds = ["arterial", "street", "service", "footway", "link", None]
    lines = [LineString([(114 + n / 1e4, 30), (114 + n / 1e4, 30.002)]) for n in range(6)]
    frame = gpd.GeoDataFrame({"id": range(6), "kind": kinds}, geometry=lines, crs=4326)
    source = TileSource(City({"path": LayerSnapshot.from_frame(LAYERS["path"], frame, 1)}))

    def kinds_at(zoom: int) -> set[str | None]:
        shown = set()
        for tile in tiles_over((114, 30, 114.001, 30.002), zoom):
            layers = mapbox_vector_tile.decode(source.render(["path"], tile) or b"")
            shown |= {feature["properties"].get("kind") for feature in layers.get("path", {}).get("features", [])}
        return shown

    assert kinds_at(10) == set()
    assert kinds_at(11) == {"arterial", None}
    assert kinds_at(13) == {"arterial", "street", None}
    assert kinds_at(14) == {"arterial", "street", "service", None}
    assert kinds_at(18) == set(kinds)


def points_city(count: int = 500) -> City:
    rng = np.random.default_rng(11)
    spots = shapely.points(114 + rng.random(count) ** 3 * 0.2, 30 + rng.random(count) ** 3 * 0.2)
    frame = gpd.GeoDataFrame(
        {"id": np.arange(count) + 1, "category": "disputes", "state": "closed"}, geometry=spots, crs=4326
    )
    return City({"incident": LayerSnapshot.from_frame(LAYERS["incident"], frame, 1)})


@pytest.mark.parametrize("zoom", [9, 12, 14])
def test_counts_over_all_tiles_add_up_to_all_points(zoom):
    city = points_city()
    total, alone = 0, []
    for tile in tiles_over(city["incident"].extent(), zoom):
        body = TileSource(city).render(["incident"], tile)
        for feature in mapbox_vector_tile.decode(body).get("incident", {}).get("features", []) if body else []:
            x, y = feature["geometry"]["coordinates"]
            if 0 <= x < 4096 and 0 < y <= 4096:  # the reader counts y from the south
                total += feature["properties"]["count"]
                if feature["properties"]["count"] == 1:
                    alone.append(feature)
    assert total == 500
    assert alone or zoom == 9
    assert all(f["id"] >= 1 and f["properties"]["category"] == "disputes" for f in alone)


def test_a_group_has_no_id_and_no_attributes_of_its_own():
    spots = [Point(114, 30), Point(114.0001, 30.0001)]
    frame = gpd.GeoDataFrame({"id": [1, 2], "category": "disputes"}, geometry=spots, crs=4326)
    city = City({"incident": LayerSnapshot.from_frame(LAYERS["incident"], frame, 1)})
    (tile,) = tiles_over((114, 30, 114.0001, 30.0001), 9)
    (feature,) = mapbox_vector_tile.decode(TileSource(city).render(["incident"], tile))["incident"]["features"]
    assert feature["properties"] == {"count": 2}
    assert feature["id"] == 0  # the reader's word for none
    for near in tiles_over((114, 30, 114.0001, 30.0001), 15):
        shown = mapbox_vector_tile.decode(TileSource(city).render(["incident"], near))["incident"]["features"]
        assert {f["id"] for f in shown} == {1, 2}
        assert all("count" not in f["properties"] for f in shown)


def test_areas_of_a_clustered_layer_are_drawn_beside_its_counts():
    frame = gpd.GeoDataFrame(
        {"id": [1, 2, 3], "name": ["园区", "甲公司", "乙公司"], "kind": ["park", "enterprise", "enterprise"]},
        geometry=[box(114, 30, 114.01, 30.01), Point(114.001, 30.001), Point(114.0011, 30.001)],
        crs=4326,
    )
    city = City({"organisation": LayerSnapshot.from_frame(LAYERS["organisation"], frame, 1)})
    (tile,) = tiles_over((114.001, 30.001, 114.0011, 30.001), 12)
    park, group = mapbox_vector_tile.decode(TileSource(city).render(["organisation"], tile))["organisation"]["features"]
    assert park["id"] == 1
    assert park["properties"] == {"name": "园区", "kind": "park"}
    assert group["properties"] == {"count": 2}


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=60), st.integers(0, 18))
def test_every_point_is_counted_once_and_groups_lie_in_their_cells(points, zoom):
    world = np.array(points, float).reshape(-1, 2)
    groups = clusters(world, zoom)
    assert groups.counts.sum() == len(points)
    single = groups.counts == 1
    assert np.array_equal(groups.world[single], world[groups.rows[single]])
    side = 8 << zoom
    cells = np.minimum(np.floor(world * side), side - 1)
    for centre, row in zip(groups.world, groups.rows, strict=True):
        assert (np.abs(centre * side - cells[row] - 0.5) <= 0.5 + 1e-6).all()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, b"\x00"),
        (127, b"\x7f"),
        (128, b"\x80\x01"),
        (300, b"\xac\x02"),
        (16383, b"\xff\x7f"),
        (16384, b"\x80\x80\x01"),
        (2**32 - 1, b"\xff\xff\xff\xff\x0f"),
        (2**63 - 1, b"\xff" * 8 + b"\x7f"),
        (2**63, b"\x80" * 9 + b"\x01"),
        (2**64 - 1, b"\xff" * 9 + b"\x01"),
    ],
)
def test_varints_at_their_edges(value, expected):
    values = np.array([value, 1], np.uint64)
    assert varints(values).tobytes() == expected + b"\x01"
    assert varint_sizes(values).tolist() == [len(expected), 1]


def read_varints(data: bytes) -> list[int]:
    values, number, shift = [], 0, 0
    for byte in data:
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            values.append(number)
            number, shift = 0, 0
    return values


@given(st.lists(st.integers(0, 2**64 - 1)))
def test_varints_read_back(values):
    assert read_varints(varints(np.array(values, np.uint64)).tobytes()) == values


@given(st.lists(st.integers(-(2**62), 2**62)))
def test_zigzag_is_small_where_the_magnitude_is_small_and_reads_back(values):
    coded = zigzag(np.array(values, np.int64)).tolist()
    assert [(code >> 1) ^ -(code & 1) for code in coded] == values
    assert all(code <= 2 * abs(value) for code, value in zip(coded, values, strict=True))


lists = st.lists(st.lists(st.integers(0, 99), max_size=4), min_size=3, max_size=3)


@given(lists, lists)
def test_lists_are_interleaved_one_by_one(one, other):
    def flat(part: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
        return np.array([v for item in part for v in item], np.uint64), np.array([len(item) for item in part])

    values, counts = interleaved([flat(one), flat(other)])
    assert values.tolist() == [v for a, b in zip(one, other, strict=True) for v in a + b]
    assert counts.tolist() == [len(a) + len(b) for a, b in zip(one, other, strict=True)]


def test_byte_strings_are_taken_in_the_order_asked():
    data = np.frombuffer(b"abbccc", np.uint8)
    offsets = np.array([0, 1, 3, 3, 6])
    assert taken(data, offsets, np.array([3, 0, 2, 1])).tobytes() == b"cccabb"
    assert taken(data, offsets, np.array([], np.int64)).tobytes() == b""


def test_the_pieces_of_a_road_carry_one_name():
    pieces = [LineString([(114 + n / 1000, 30), (114 + (n + 1) / 1000, 30)]) for n in range(5)]
    pieces += [LineString([(114, 30.001), (114.001, 30.001)]), LineString([(114, 30.002), (114.001, 30.002)])]
    names = ["文澜路"] * 5 + ["和平街", None]
    frame = gpd.GeoDataFrame({"id": range(1, 8), "name": names, "kind": "arterial"}, geometry=pieces, crs=4326)
    source = TileSource(City({"path": LayerSnapshot.from_frame(LAYERS["path"], frame, 1)}))
    (tile,) = tiles_over((114.0001, 30, 114.0049, 30.002), 15)[:1]
    features = mapbox_vector_tile.decode(source.render(["path"], tile))["path_label"]["features"]
    assert sorted(feature["properties"]["name"] for feature in features) == ["和平街", "文澜路"]
    assert {feature["geometry"]["type"] for feature in features} == {"LineString"}
