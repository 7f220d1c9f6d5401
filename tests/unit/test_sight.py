"""What a scope sees of a city, by the registry alone.

Street 1 holds community 1 (grid 1, building 1, incident 1) and community 2 (grid 2, building 2, incident 2).
"""

from __future__ import annotations

import geopandas as gpd
import mapbox_vector_tile
import numpy as np
import pandas as pd
import pytest
from shapely import box

from geo.errors import NotFound
from geo.layers import DERIVED_LAYERS, LAYERS, Access, exposed_layers
from geo.model import Tile
from geo.rights import STAFF_EVERYWHERE, THE_PUBLIC, Grant, Scope, sees_whole, told_day, whole_rows
from geo.sight import has_own_rows, is_of_people, seen, seen_keys, seen_layers
from geo.snapshot import City, LayerSnapshot
from geo.tiles import TileSource
from geo.tiles.source import scenes

WORKER = Scope(frozenset({Grant("worker", "grid", 1)}))
OPERATOR = Scope(frozenset({Grant("operator")}))


def layer(name: str, *rows: dict[str, object]) -> LayerSnapshot:
    return LayerSnapshot.from_frame((LAYERS | DERIVED_LAYERS)[name], pd.DataFrame(list(rows)), 1)


def small_city(**more: LayerSnapshot) -> City:
    layers = {
        "street": layer("street", {"id": 1, "code": "1"}),
        "community": layer("community", {"id": 1, "street_id": 1}, {"id": 2, "street_id": 1}),
        "grid": layer("grid", {"id": 1, "community_id": 1}, {"id": 2, "community_id": 2}),
        "estate": layer("estate", {"id": 1, "community_id": 1}, {"id": 2, "community_id": 2}),
        "building": layer(
            "building",
            {"id": 1, "grid_id": 1, "community_id": 1, "estate_id": 1},
            {"id": 2, "grid_id": 2, "community_id": 2, "estate_id": 2},
        ),
        "unit": layer("unit", {"id": 1, "level": 2, "name": "支部", "telephone": "027-1"}),
        "incident": layer("incident", {"id": 1, "grid_id": 1, "code": "E1"}, {"id": 2, "grid_id": 2, "code": "E2"}),
        "building_coverage": layer(
            "building_coverage",
            {"id": 1, "verdict": "complete", "grid_id": 1},
            {"id": 2, "verdict": "dormant", "grid_id": 2},
        ),
    }
    return City(layers | more)


def test_rows_of_people_are_there_in_one_s_own_areas_only() -> None:
    city = seen(small_city(), WORKER)
    assert city["incident"].ids.tolist() == [1] and city["building_coverage"].ids.tolist() == [1]
    assert city["building"].ids.tolist() == [1, 2]
    assert len(seen(small_city(), STAFF_EVERYWHERE)["incident"]) == 2


def test_a_layer_of_staff_is_not_there_for_the_public_nor_for_the_operator() -> None:
    for scope in (THE_PUBLIC, OPERATOR):
        with pytest.raises(NotFound) as hidden:
            seen(small_city(), scope).layer("incident")
        assert "incident" not in hidden.value.remedy("en")
        assert not len(seen(small_city(), scope)["building_coverage"])
        assert "incident" not in [one.id for one in seen_layers(scope)]


def test_a_field_of_staff_is_no_column_of_what_the_public_sees() -> None:
    assert "telephone" not in seen(small_city(), THE_PUBLIC)["unit"].columns
    assert seen(small_city(), WORKER)["unit"].value(0, "telephone") == "027-1"


def test_what_is_seen_whole_is_the_same_object_with_all_that_was_worked_out_of_it() -> None:
    city = small_city()
    assert seen(city, STAFF_EVERYWHERE)["building"] is city["building"]
    assert seen(city, THE_PUBLIC)["community"] is city["community"]
    assert seen(city, THE_PUBLIC)["unit"].tree is city["unit"].tree
    assert seen(city, STAFF_EVERYWHERE)["incident"] is city["incident"]


def test_stamps_differ_for_those_who_see_different_things_and_when_the_areas_change() -> None:
    city = small_city()
    moved = City({**city, "grid": LayerSnapshot(LAYERS["grid"], 2, None, *_parts(city["grid"]))})
    stamps = [
        seen(of, scope).stamp("incident")
        for of, scope in (
            (city, WORKER), (city, Scope(frozenset({Grant("worker", "grid", 2)}))), (city, STAFF_EVERYWHERE), (moved, WORKER),
        )
    ]  # fmt: skip
    assert len(set(stamps)) == 4
    assert seen(city, WORKER).stamp("community") == seen(city, THE_PUBLIC).stamp("community") == city.stamp("community")
    assert seen(city, STAFF_EVERYWHERE).stamp("building") == city.stamp("building")
    same = Scope(frozenset({Grant("dispatcher", "grid", 1)}), account=9)
    assert seen_keys(city, WORKER)["incident"] == seen_keys(city, same)["incident"] != ""


def peopled_city() -> City:
    """Buildings of 0, 3, 7, 14 and 26 households and one that nobody has counted; the first three in grid 1."""
    counts = (0, 3, 7, 14, 26, None)
    rows = [{"id": at, "grid_id": 1 if at < 4 else 2, "households": n} for at, n in enumerate(counts, 1)]
    return small_city(building=layer("building", *rows))


@pytest.mark.parametrize(
    ("scope", "told"),
    [
        (THE_PUBLIC, [0, None, None, 10, 30, None]),
        (OPERATOR, [0, None, 5, 15, 25, None]),
        (WORKER, [0, 3, 7, 15, 25, None]),
        (STAFF_EVERYWHERE, [0, 3, 7, 14, 26, None]),
    ],
    ids=["public", "operator", "worker of grid 1", "city"],
)
def test_how_many_live_in_a_building_is_told_in_steps_to_those_who_do_not_serve_it(scope, told) -> None:
    shown = seen(peopled_city(), scope)["building"]
    assert [shown.value(row, "households") for row in range(6)] == told
    stamps = {seen(peopled_city(), one).stamp("building") for one in (THE_PUBLIC, OPERATOR, WORKER, STAFF_EVERYWHERE)}
    assert len(stamps) == 4, "no tile is taken for another's"


def test_a_tile_of_the_public_has_the_shapes_of_everybody_s_and_numbers_of_its_own() -> None:
    city = peopled_city()
    buildings = LayerSnapshot.from_frame(
        LAYERS["building"],
        gpd.GeoDataFrame(
            {"id": city["building"].ids, "households": [3, 7, 14, 26, 40, 60]},
            geometry=[box(at / 1e4, 0, (at + 0.5) / 1e4, 1e-4) for at in range(6)], crs=4326,
        ), 1,
    )  # fmt: skip
    whole = TileSource(small_city(building=buildings))
    public = TileSource(seen(whole.city, THE_PUBLIC))
    (all_of_it,), (told,) = (scenes(source.city["building"], 16)[:1] for source in (whole, public))
    assert told.tree is all_of_it.tree
    tile = Tile(16, 32768, 32767)
    counts = [
        sorted(
            feature["properties"].get("households", -1)
            for feature in mapbox_vector_tile.decode(source.render(("building",), tile))["building"]["features"]
        )
        for source in (whole, public)
    ]
    assert counts == [[3, 7, 14, 26, 40, 60], [-1, -1, 10, 30, 40, 60]]


def test_the_operator_everywhere_sees_no_more_of_people_than_the_public() -> None:
    mixed = Scope(OPERATOR.grants | WORKER.grants)
    assert seen(small_city(), mixed)["incident"].ids.tolist() == [1]


@pytest.mark.parametrize("one", exposed_layers(), ids=lambda one: one.id)
def test_what_not_everybody_sees_is_in_no_tile_link_or_search_index_of_a_layer_that_everybody_sees(one) -> None:
    told = [field.name for field in one.fields if field.access is not Access.PUBLIC and (field.tile or field.search)]
    linked = [field.name for field in one.fields if field.access is Access.STAFF and field.ref]
    assert told == [] and linked == []


def test_layers_whose_rows_are_people_s_say_whose() -> None:
    of_people = {one.id for one in (LAYERS | DERIVED_LAYERS).values() if is_of_people(one)}
    assert {"household", "incident", "assignment", "building_coverage", "gap"} == of_people
    assert not has_own_rows(DERIVED_LAYERS["gap"])


def test_an_area_is_told_whole_to_those_whose_roles_hold_in_all_of_it() -> None:
    city = small_city()
    assert sees_whole(WORKER, "grid", 1, city) and not sees_whole(WORKER, "grid", 2, city)
    assert sees_whole(WORKER, "estate", 1, city) and not sees_whole(WORKER, "estate", 2, city)
    assert not sees_whole(WORKER, "community", 1, city) and not sees_whole(WORKER, "city", 0, city)
    assert not sees_whole(WORKER, "grid", 99, city)
    assert sees_whole(STAFF_EVERYWHERE, "city", 0, city) and not sees_whole(OPERATOR, "grid", 1, city)
    assert not sees_whole(THE_PUBLIC, "estate", 1, city)


def test_an_estate_that_lies_in_a_foreign_grid_too_is_not_told_whole() -> None:
    both = layer("building", {"id": 1, "grid_id": 1, "estate_id": 1}, {"id": 2, "grid_id": 2, "estate_id": 1})
    np.testing.assert_array_equal(whole_rows(WORKER, "estate", small_city(building=both)), [False, False])


def test_others_are_told_figures_by_the_month() -> None:
    day = pd.Timestamp("2026-11-25").date()
    assert told_day(day, whole=True) == day
    assert told_day(day, whole=False).isoformat() == "2026-11-01"


def _parts(of: LayerSnapshot) -> tuple:
    return of.ids, of.columns, of.geometry
