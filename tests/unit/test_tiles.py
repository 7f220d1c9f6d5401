from __future__ import annotations

import json
import threading
from typing import Any

import geopandas as gpd
import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon, box

from geo.errors import NotFound
from geo.layers import LAYERS
from geo.locate import Locator
from geo.model import Tile
from geo.snapshot import City, LayerSnapshot
from geo.tiles import TileSource, tilejson
from geo.tiles.matrix import to_world, world_shapes
from tests.cities import empty_city

HOME = Tile(14, 13376, 6724)


def lonlat(x: float, y: float, tile: Tile = HOME) -> tuple[float, float]:
    """The place of tile units x, y of a tile, in degrees."""
    world_x, world_y = ((np.array([x, y]) / 4096 + (tile.x, tile.y)) / (1 << tile.z)).tolist()
    return (world_x - 0.5) * 360, float(np.degrees(np.arctan(np.sinh((0.5 - world_y) * 2 * np.pi))))


def at(shape: Any, tile: Tile = HOME) -> Any:
    """A shape given in units of a tile, in degrees."""
    return shapely.transform(shape, lambda xy: np.array([lonlat(x, y, tile) for x, y in xy]).reshape(-1, 2))


def snapshot(layer: str, rows: list[dict[str, Any]]) -> LayerSnapshot:
    shapes = [row.get("geometry") for row in rows]
    rows = [{name: value for name, value in row.items() if name != "geometry"} for row in rows]
    return LayerSnapshot.from_frame(LAYERS[layer], gpd.GeoDataFrame(rows, geometry=shapes, crs=4326), 1)


def city(**layers: list[dict[str, Any]]) -> City:
    return City({name: snapshot(name, rows) for name, rows in layers.items()})


def decoded(body: bytes) -> dict[str, list[dict[str, Any]]]:
    """Features by layer, geometries in tile units with y running south, as the tile says them."""
    layers = mapbox_vector_tile.decode(body, default_options={"y_coord_down": True}) if body else {}
    assert all(layer["version"] == 2 and layer["extent"] == 4096 for layer in layers.values())
    return {name: layer["features"] for name, layer in layers.items()}


def tile_of(one: City, layers: list[str], tile: Tile = HOME) -> dict[str, list[dict[str, Any]]]:
    return decoded(TileSource(one).render(layers, tile))


def drawn(shape: Any, layer: str = "landcover", tile: Tile = HOME) -> Any:
    """What a tile shows of one shape; ``None`` where it shows nothing. Zoom 17 and later draw in full."""
    features = tile_of(city(**{layer: [{"id": 1, "geometry": at(shape, tile)}]}), [layer], tile).get(layer, [])
    return shapely.from_geojson(shapely_json(features[0]["geometry"])) if features else None


def shapely_json(geometry: dict[str, Any]) -> str:
    return json.dumps(geometry)


FULL = Tile(17, 107012, 53794)


def test_values_keep_their_types_and_missing_ones_are_left_out():
    row = {
        "id": 2**40,
        "code": "007",
        "name": "3号楼",
        "floors": 6,
        "built_year": -5,
        "households": None,
        "geometry": at(box(10, 10, 20, 20)),
    }
    (feature,) = tile_of(city(building=[row]), ["building"])["building"]
    assert feature["id"] == 2**40
    assert feature["properties"] == {"code": "007", "name": "3号楼", "floors": 6, "built_year": -5}


def test_only_tile_fields_travel_and_times_are_text():
    row = {
        "id": 1,
        "code": "E1",
        "category": "disputes",
        "channel": "public",
        "reported_at": "2026-03-01T08:00:00+08:00",
        "description": "private",
        "geometry": at(Point(5, 5)),
    }
    tile = Tile(15, HOME.x * 2, HOME.y * 2)
    (feature,) = tile_of(city(incident=[row]), ["incident"], tile)["incident"]
    assert feature["properties"] == {"code": "E1", "category": "disputes", "reported_at": "2026-03-01T00:00:00Z"}


def test_equal_values_are_written_once():
    rows = [{"id": n, "name": "同名同姓", "geometry": at(box(n * 9, 0, n * 9 + 5, 5))} for n in range(1, 60)]
    body = TileSource(city(building=rows)).render(["building"], HOME)
    assert body.count("同名同姓".encode()) == 1
    assert body.count(b"name") == 1
    assert len(decoded(body)["building"]) == 59


def test_outer_rings_turn_clockwise_on_screen_and_holes_the_other_way():
    holed = box(100, 100, 900, 900).difference(box(300, 300, 500, 500))
    for shape in (holed, shapely.orient_polygons(holed), shapely.reverse(holed)):
        outer, hole = (shapely.linearrings(ring) for ring in shapely_rings(drawn(shape, tile=FULL)))
        assert signed_area(outer) == 800 * 800
        assert signed_area(hole) == -200 * 200


def shapely_rings(shape: Polygon) -> list[Any]:
    return [shapely.get_coordinates(ring) for ring in shapely.get_rings(shape)]


def signed_area(ring: Any) -> float:
    """By the surveyor's formula on y running south: positive is clockwise on screen."""
    x, y = shapely.get_coordinates(ring).T
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() / 2)


def test_collapsed_areas_and_lines_are_dropped_and_points_stay():
    assert drawn(box(10.1, 10.1, 10.3, 10.3), tile=FULL) is None
    assert drawn(LineString([(10.1, 10.1), (10.3, 10.3)]), tile=FULL) is None
    assert drawn(Point(10.1, 10.1), tile=FULL).equals(Point(10, 10))
    holed = box(0, 0, 100, 100).difference(box(10.1, 10.1, 10.3, 10.3))
    assert drawn(holed, tile=FULL).equals(box(0, 0, 100, 100))


def test_a_part_that_collapses_takes_its_hole_with_it_and_leaves_the_others():
    sliver = Polygon([(50, 50), (60, 50.2), (70, 50), (60, 49.8)], holes=[[(59, 50), (60, 50.1), (61, 50)]])
    assert drawn(MultiPolygon([sliver, box(0, 0, 10, 10)]), tile=FULL).equals(box(0, 0, 10, 10))


@pytest.mark.parametrize(
    "shape",
    [
        MultiPoint([(1, 2), (3, 4), (3, 4)]),
        MultiLineString([[(0, 0), (9, 9)], [(20, 20), (20, 30), (25, 30)]]),
        MultiPolygon([box(0, 0, 10, 10), box(20, 20, 40, 40).difference(box(25, 25, 30, 30))]),
        GeometryCollection([Point(7, 7), box(0, 0, 10, 10), LineString([(50, 50), (60, 60)])]),
        GeometryCollection([MultiPolygon([box(0, 0, 10, 10)]), GeometryCollection([box(20, 20, 30, 30)])]),
    ],
    ids=["points", "lines", "areas", "mixed: its areas", "nested"],
)
def test_shapes_of_several_parts_keep_their_parts_of_highest_dimension(shape):
    def widest(one: Any) -> list[Any]:
        parts = [
            leaf
            for part in getattr(one, "geoms", [one])
            for leaf in (widest(part) if hasattr(part, "geoms") else [part])
        ]
        return [part for part in parts if shapely.get_dimensions(part) == shapely.get_dimensions(one)]  # fmt: skip

    shown = drawn(shape, tile=FULL)
    expected = widest(shape)
    assert shapely.get_num_geometries(shown) == len(expected)
    assert shapely.normalize(shapely.union_all([shown])).equals(shapely.union_all(expected))


def test_features_without_geometry_are_in_no_tile():
    rows = [{"id": 1, "name": "只有编码"}, {"id": 2, "geometry": at(box(0, 0, 9, 9))}]
    assert [f["id"] for f in tile_of(city(building=rows), ["building"])["building"]] == [2]


def test_an_empty_tile_is_no_bytes():
    assert (
        TileSource(empty_city()).render([name for name in LAYERS if LAYERS[name].tiled and name in empty_city()], HOME)
        == b""
    )
    far = city(building=[{"id": 1, "geometry": box(0, 0, 1, 1)}])
    assert TileSource(far).render(["building"], HOME) == b""


def test_a_layer_is_absent_outside_its_zooms_and_full_up_to_eighteen():
    world = city(building=[{"id": 1, "geometry": at(box(0, 0, 4000, 4000))}])
    source = TileSource(world)
    for zoom in range(23):
        tile = Tile(zoom, HOME.x << zoom >> 14, HOME.y << zoom >> 14)
        assert bool(source.render(["building"], tile)) == (14 <= zoom <= 18), zoom


@pytest.mark.parametrize("tile", [Tile(0, 1, 0), Tile(14, -1, 0), Tile(14, 0, 1 << 14), Tile(23, 0, 0), Tile(-1, 0, 0)])
def test_a_tile_outside_the_matrix_is_not_found(tile):
    with pytest.raises(NotFound) as refused:
        TileSource(empty_city()).render(["street"], tile)
    assert refused.value.message.code == "tile-outside"


@pytest.mark.parametrize("layer", ["household", "boundary_set", "service_link", "moon"])
def test_layers_without_tiles_are_not_found(layer):
    with pytest.raises(NotFound):
        TileSource(empty_city()).render([layer], HOME)


def test_what_was_prepared_is_not_worked_out_again(monkeypatch):
    world = city(
        building=[{"id": 1, "geometry": at(box(0, 0, 99, 99))}],
        street=[{"id": 2, "name": "甲街道", "geometry": at(box(0, 0, 999, 999))}],
    )
    expected = tile_of(world, ["street", "building"])
    fresh = city(
        building=[{"id": 1, "geometry": at(box(0, 0, 99, 99))}],
        street=[{"id": 2, "name": "甲街道", "geometry": at(box(0, 0, 999, 999))}],
    )
    TileSource(fresh).prepare()
    for name in ("feature_scene", "label_scene"):
        monkeypatch.setattr(f"geo.tiles.source.{name}", lambda *_: pytest.fail("worked out on the first visit"))
    assert tile_of(fresh, ["street", "building"]) == expected


def test_several_layers_come_in_the_order_asked_and_each_once():
    world = city(
        building=[{"id": 1, "geometry": at(box(0, 0, 99, 99))}],
        street=[{"id": 2, "name": "甲街道", "geometry": at(box(0, 0, 999, 999))}],
    )
    assert list(tile_of(world, ["building", "street", "building"])) == ["building", "street", "street_label"]


def test_the_label_point_of_an_area_is_in_exactly_one_tile():
    wide = at(box(-5000, -5000, 9000, 9100))
    source = TileSource(city(street=[{"id": 7, "code": "991", "name": "甲街道", "geometry": wide}]))
    labels = [
        (dx, dy, feature)
        for dx in range(-2, 3)
        for dy in range(-2, 4)
        for feature in decoded(source.render(["street"], Tile(14, HOME.x + dx, HOME.y + dy))).get("street_label", [])
    ]
    ((_, _, label),) = labels
    assert label["id"] == 7
    assert label["properties"] == {"code": "991", "name": "甲街道"}


def test_an_area_with_a_kind_but_without_a_name_has_no_label():
    shape = at(box(0, 0, 4000, 4000))
    rows = [{"id": 1, "kind": "green", "geometry": shape}, {"id": 2, "kind": "water", "name": "湖", "geometry": shape}]
    (label,) = tile_of(city(landcover=rows), ["landcover"])["landcover_label"]
    assert label["properties"] == {"kind": "water", "name": "湖"}


def test_a_label_point_on_an_edge_belongs_to_the_tile_south_east_of_it():
    centred = at(box(-100, -100, 100, 100))
    source = TileSource(city(street=[{"id": 7, "name": "甲街道", "geometry": centred}]))
    corner = to_world(source.city["street"].label_points)[0]
    owner = np.floor(corner * (1 << 14)).astype(int).tolist()
    for dx in (-1, 0):
        for dy in (-1, 0):
            tile = Tile(14, HOME.x + dx, HOME.y + dy)
            assert ("street_label" in decoded(source.render(["street"], tile))) == ([tile.x, tile.y] == owner)


def test_areas_reach_over_the_edge_by_the_buffer_and_points_by_theirs():
    assert drawn(box(-500, 100, 5000, 200), tile=FULL).equals(box(-64, 100, 4160, 200))
    assert drawn(LineString([(-500, 100), (5000, 100)]), tile=FULL).equals(LineString([(-64, 100), (4160, 100)]))
    assert drawn(Point(-127, 4200), tile=FULL).equals(Point(-127, 4200))
    assert drawn(Point(-129, 0), tile=FULL) is None
    assert drawn(box(-500, 0, -65, 10), tile=FULL) is None


def test_neighbouring_tiles_meet_without_a_gap():
    shape = at(Polygon([(100, 100), (8000, 700), (7000, 3900), (500, 3000)]), FULL)
    source = TileSource(city(landcover=[{"id": 1, "geometry": shape}]))
    parts = []
    for dx in (0, 1):
        (feature,) = decoded(source.render(["landcover"], Tile(FULL.z, FULL.x + dx, FULL.y)))["landcover"]
        part = shapely.from_geojson(shapely_json(feature["geometry"]))
        parts.append(shapely.transform(part, lambda xy, dx=dx: xy + np.array([4096 * dx, 0])))
    whole = shapely.union_all(parts)
    assert isinstance(whole, Polygon)
    true = shapely.transform(world_shapes(np.array([shape]))[0], lambda xy: (xy * (1 << 17) - (FULL.x, FULL.y)) * 4096)
    assert shapely.hausdorff_distance(whole.boundary, true.boundary) < 1.5


BOW_TIE = Polygon([(0, 0), (5000, 3000), (5000, 0), (0, 3000)])


@pytest.mark.parametrize(
    "shape",
    [
        BOW_TIE,
        Polygon([(0, 0), (10, 0), (0, 0), (10, 0)]),
        Polygon([(-100, 5), (9000, 5), (-100, 5)]),
        MultiPolygon([box(0, 0, 5000, 50), box(0, 20, 5000, 70)]),
        Polygon(shapely.get_coordinates(box(0, 0, 5000, 50)), [shapely.get_coordinates(box(4000, 10, 6000, 90))]),
        LineString([(0, 0), (0, 0)]),
    ],
    ids=["bow-tie", "no area", "spike", "overlapping parts", "hole outside", "no length"],
)
def test_invalid_shapes_never_stop_a_tile(shape):
    good = {"id": 2, "geometry": at(box(0, 0, 100, 100), FULL)}
    for zoom in (10, 13, 17):
        tile = Tile(zoom, FULL.x >> (17 - zoom), FULL.y >> (17 - zoom))
        features = tile_of(city(landcover=[{"id": 1, "geometry": at(shape, FULL)}, good]), ["landcover"], tile)
        assert 2 in {feature["id"] for feature in features.get("landcover", [{"id": 2}])}
    features = tile_of(city(landcover=[{"id": 1, "geometry": at(shape, FULL)}, good]), ["landcover"], FULL)["landcover"]
    assert 2 in {feature["id"] for feature in features}


units = st.integers(-3000, 7000)
fractions = st.sampled_from([0.0, 0.25, 0.75])
places = st.tuples(st.builds(lambda a, b: a + b, units, fractions), st.builds(lambda a, b: a + b, units, fractions))


@settings(deadline=None)
@given(st.lists(places, min_size=3, max_size=9))
def test_a_polygon_is_drawn_as_its_part_in_the_tile(corners):
    shape = Polygon(corners)
    assume(shape.is_valid and shape.area > 100)
    expected = shape.intersection(box(-64, -64, 4160, 4160))
    shown = drawn(shape, tile=FULL)
    if shown is None:
        assert expected.area <= max(expected.length, 4)
    else:
        off = shapely.make_valid(shown).symmetric_difference(expected).area
        assert off <= 1.5 * (expected.length + shape.length / 4) + 4


@settings(deadline=None)
@given(st.lists(places, min_size=2, max_size=9))
def test_a_line_is_drawn_as_its_part_in_the_tile(corners):
    shape = LineString(corners)
    expected = shape.intersection(box(-64, -64, 4160, 4160))
    shown = drawn(shape, tile=FULL)
    if shown is None:
        assert expected.length < 3 * len(corners)
    else:
        assert shown.within(expected.buffer(1.5))
        assert expected.within(shown.buffer(1.5)) or expected.difference(shown.buffer(1.5)).length < 3


@settings(deadline=None)
@given(st.lists(places, min_size=1, max_size=9))
def test_points_are_rounded_to_the_nearest_unit(spots):
    rows = [{"id": n + 1, "geometry": at(Point(x, y), FULL)} for n, (x, y) in enumerate(spots)]
    shown = tile_of(city(landcover=rows), ["landcover"], FULL).get("landcover", [])
    expected = {n + 1: (x, y) for n, (x, y) in enumerate(spots) if -128 < x < 4224 and -128 < y < 4224}
    found = {feature["id"]: feature["geometry"]["coordinates"] for feature in shown}
    assert expected.keys() <= found.keys()
    assert all(max(abs(found[n][0] - x), abs(found[n][1] - y)) <= 0.5001 for n, (x, y) in expected.items())


def test_features_come_in_the_same_order_whatever_the_order_of_the_rows():
    rng = np.random.default_rng(3)
    rows = [
        {"id": n, "geometry": at(box(x, y, x + 20, y + 20))} for n, (x, y) in enumerate(rng.random((300, 2)) * 4000)
    ]
    one = TileSource(city(building=[dict(row) for row in rows])).render(["building"], HOME)
    other = TileSource(city(building=[dict(rows[n]) for n in rng.permutation(300)])).render(["building"], HOME)
    assert one == other


def test_many_threads_get_the_same_tiles():
    rng = np.random.default_rng(3)
    rows = [
        {"id": n, "geometry": at(box(x, y, x + 20, y + 20))} for n, (x, y) in enumerate(rng.random((300, 2)) * 4000)
    ]
    expected = TileSource(city(building=[dict(row) for row in rows])).render(["building"], HOME)
    fresh = TileSource(city(building=rows))
    answers: list[bytes] = []
    threads = [threading.Thread(target=lambda: answers.append(fresh.render(["building"], HOME))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [expected] * 6


def test_tilejson_describes_every_layer_and_label_layer():
    world = city(
        venue=[{"id": 1, "geometry": Point(114, 30)}],
        community=[{"id": 1, "geometry": box(113, 29, 115, 31)}],
    )
    document = tilejson(world, ["venue", "community"], "/t/{z}/{x}/{y}.mvt", attribution="© city", language="en")
    assert document["tilejson"] == "3.0.0"
    assert document["tiles"] == ["/t/{z}/{x}/{y}.mvt"]
    assert (document["minzoom"], document["maxzoom"]) == (9, 17)
    assert document["bounds"] == [113, 29, 115, 31]
    assert document["center"] == [114, 30, 9]
    entries = {entry["id"]: entry for entry in document["vector_layers"]}
    assert list(entries) == ["venue", "community", "community_label"]
    assert entries["venue"]["fields"]["count"] == "Number"
    assert entries["community"]["fields"] == {"code": "String", "name": "String", "street_id": "Number"}
    assert entries["community_label"]["minzoom"] == 13
    assert "bounds" not in tilejson(empty_city(), ["venue"], "/t/{z}/{x}/{y}.mvt")
    with pytest.raises(NotFound):
        tilejson(world, ["household"], "/t/{z}/{x}/{y}.mvt")


def test_a_point_that_stands_in_for_an_outline_is_a_point_in_the_tile_and_holds_nothing():
    lon, lat = lonlat(3000, 3000)
    town = city(community=[{"id": 1, "geometry": at(box(10, 10, 900, 900))}, {"id": 2, "geometry": Point(lon, lat)}])
    kinds = {one["id"]: one["geometry"]["type"] for one in tile_of(town, ["community"])["community"]}
    assert kinds == {1: "Polygon", 2: "Point"}
    assert Locator(town).at(lon, lat).found == ()
