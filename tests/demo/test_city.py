"""The demonstration city: whole, exact, deterministic."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.demo import DemoCity, build_city
from geo.demo.place import to_metres
from geo.errors import LimitExceeded
from geo.layers import LAYERS


def fingerprint(city: DemoCity) -> str:
    digest = hashlib.sha256()
    past = ((f"past {layer}", frame) for layer, frame in city.past.items())
    for layer, frame in [*city.frames.items(), *past, ("history", city.incident_history)]:
        digest.update(layer.encode())
        plain = pd.DataFrame(frame.drop(columns="geometry", errors="ignore"))
        digest.update(plain.to_csv(index=False).encode())
        if isinstance(frame, gpd.GeoDataFrame):
            digest.update(b"".join(shapely.to_wkb(frame.geometry.to_numpy())))
    digest.update(json.dumps(city.manifest.to_json(), sort_keys=True).encode())
    return digest.hexdigest()


def test_the_same_arguments_give_the_same_city_to_the_byte(city: DemoCity) -> None:
    assert fingerprint(build_city(scale=0.1)) == fingerprint(city)


def test_another_seed_or_day_gives_another_city(city: DemoCity) -> None:
    assert fingerprint(build_city(scale=0.1, seed=2)) != fingerprint(city)
    assert fingerprint(build_city(scale=0.1, as_of=dt.date(2025, 3, 1))) != fingerprint(city)


def test_scale_1_is_one_district_of_the_promised_size() -> None:
    counts = build_city(scale=1).manifest.counts
    assert counts["street"] == 6
    assert 36 <= counts["community"] <= 44
    assert 285 <= counts["grid"] <= 320
    assert 450 <= counts["estate"] <= 550
    assert 10_500 <= counts["building"] <= 13_500
    assert 140_000 <= counts["household"] <= 165_000
    assert 5_000 <= counts["incident"] <= 7_000


@pytest.mark.parametrize("scale", [0, 0.01, 17, float("nan")])
def test_a_scale_outside_its_range_is_refused(scale: float) -> None:
    with pytest.raises(LimitExceeded, match="demo-scale-out-of-range"):
        build_city(scale=scale)


def test_every_layer_of_the_registry_has_rows_with_its_fields_and_known_values(city: DemoCity) -> None:
    assert set(city.frames) == set(LAYERS)
    for name, frame in city.frames.items():
        layer = LAYERS[name]
        assert len(frame)
        assert frame["id"].is_unique
        assert set(frame.columns) <= {"id", "geometry", "valid_from", *(field.name for field in layer.fields)}
        for field in layer.fields:
            assert field.name in frame, (name, field.name)
            values = set(frame[field.name].dropna().tolist())
            if field.choices:
                assert values <= {choice.value for choice in field.choices}, (name, field.name)
            if field.required:
                assert frame[field.name].notna().all(), (name, field.name)


def test_refs_resolve(city: DemoCity) -> None:
    for name, frame in city.frames.items():
        for field in LAYERS[name].fields:
            if field.ref is not None:
                assert set(frame[field.name].dropna()) <= set(city.frames[field.ref]["id"]), (name, field.name)
    for target, links in city.frames["service_link"].groupby("target_layer"):
        assert set(links["target_id"]) <= set(city.frames[str(target)]["id"])
    assert set(city.incident_history["incident_id"]) == set(city.frames["incident"]["id"])


def test_codes_are_unique_and_nest(city: DemoCity) -> None:
    frames = city.frames
    for name, width, parent, ref in (
        ("street", 9, None, ""), ("community", 12, "street", "street_id"), ("grid", 15, "community", "community_id"),
        ("building", 17, "community", "community_id"),
    ):  # fmt: skip
        code = frames[name]["code"]
        assert code.is_unique
        assert code.str.fullmatch(rf"99\d{{{width - 2}}}").all()
        if parent is not None:
            holder = frames[parent].set_index("id")["code"].loc[frames[name][ref]].to_numpy()
            assert all(own.startswith(above) for own, above in zip(code, holder, strict=True))
    for name, frame in frames.items():
        if "code" in frame:
            assert frame["code"].is_unique, name


def test_geometry_is_valid_and_on_the_grid(city: DemoCity) -> None:
    for name, frame in city.frames.items():
        if isinstance(frame, gpd.GeoDataFrame):
            shapes = frame.geometry.to_numpy()
            assert shapely.is_valid(shapes).all(), name
            xy = shapely.get_coordinates(shapes)
            assert np.abs(xy - np.round(xy, 7)).max() < 1e-12, name


def test_communities_tile_streets_and_grids_tile_communities_but_for_the_planted_faults(city: DemoCity) -> None:
    frames = city.frames
    faults = {gap.ids[0] for gap in city.manifest.of_kind("seam")}
    doubled = {grid for gap in city.manifest.of_kind("overlap") for grid in gap.ids}
    assert shapely.coverage_is_valid(frames["street"].geometry.to_numpy())
    assert shapely.coverage_is_valid(frames["community"].geometry.to_numpy())
    sound = ~frames["grid"]["id"].isin(doubled)
    assert shapely.coverage_is_valid(frames["grid"].geometry.to_numpy()[sound])
    for child, parent, ref in (("community", "street", "street_id"), ("grid", "community", "community_id")):
        children = frames[child].groupby(ref)
        for number, shape in zip(frames[parent]["id"], frames[parent].geometry, strict=True):
            inside = shapely.union_all(children.get_group(number).geometry.to_numpy())
            if child == "grid" and number in faults:
                continue
            assert shapely.symmetric_difference(shape, inside).area == 0, (parent, number)


def test_sequence_numbers_run_from_north_to_south(city: DemoCity) -> None:
    grids = city.frames["grid"]
    for _, siblings in grids.groupby("community_id"):
        lat = shapely.get_y(shapely.centroid(siblings.sort_values("code").geometry.to_numpy()))
        assert lat[0] > lat[-1]


def test_no_building_touches_another_and_only_the_cut_one_leaves_its_grid(city: DemoCity) -> None:
    buildings = city.frames["building"]
    shapes = buildings.geometry.to_numpy()
    a, b = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    assert (a == b).all()
    grids = city.frames["grid"].set_index("id").geometry
    inside = shapely.covers(grids.loc[buildings["grid_id"]].to_numpy(), shapes)
    outside = set(buildings["id"][~inside])
    assert outside == {number for gap in city.manifest.of_kind("cut_building") for number in gap.ids}


def test_buildings_stand_in_their_estate_and_clear_of_roads_and_water(city: DemoCity) -> None:
    buildings, estates, cover = city.frames["building"], city.frames["estate"], city.frames["landcover"]
    homed = buildings[buildings["estate_id"].notna()]
    assert shapely.covers(
        estates.set_index("id").geometry.loc[homed["estate_id"]].to_numpy(), homed.geometry.to_numpy()
    ).all()
    ground = cover[cover["kind"].isin(["road", "water"])].geometry.to_numpy()
    assert shapely.STRtree(ground).query(buildings.geometry.to_numpy(), predicate="intersects").size == 0
    assert buildings["estate_id"].isna().any()


def test_households_stand_behind_doors_and_are_counted_everywhere(city: DemoCity) -> None:
    frames = city.frames
    households, buildings = frames["household"], frames["building"]
    door = frames["entrance"].set_index("id")["building_id"].loc[households["entrance_id"]].to_numpy()
    assert (door == households["building_id"].to_numpy()).all()
    assert not households.duplicated(["entrance_id", "room"]).any()
    counted = households.groupby("building_id").size().reindex(buildings["id"], fill_value=0)
    assert (counted.to_numpy() == buildings["households"].to_numpy()).all()
    for layer, ref in (("grid", "grid_id"), ("estate", "estate_id")):
        total = buildings.groupby(ref)["households"].sum().reindex(frames[layer]["id"], fill_value=0)
        assert (total.to_numpy() == frames[layer]["households"].to_numpy()).all()


def test_entrances_are_on_the_wall_of_their_building(city: DemoCity) -> None:
    doors = city.frames["entrance"]
    buildings = city.frames["building"].set_index("id").geometry
    wall = to_metres(shapely.boundary(buildings.loc[doors["building_id"]].to_numpy()))
    assert shapely.distance(wall, to_metres(doors.geometry.to_numpy())).max() < 0.05


def test_every_venue_category_and_some_incident_of_every_category_exist(city: DemoCity) -> None:
    from geo.layers import vocabulary as words

    assert {c.value for c in words.VENUE_CATEGORIES} - {"other"} <= set(city.frames["venue"]["category"])
    assert {c.value for c in words.INCIDENT_CATEGORIES} == set(city.frames["incident"]["category"])


def test_incidents_have_a_history_that_agrees_with_their_state_and_times(city: DemoCity) -> None:
    incidents, history = city.frames["incident"], city.incident_history
    steps = history.groupby("incident_id")
    assert (steps["at"].apply(lambda at: at.is_monotonic_increasing)).all()
    first, last = steps.first(), steps.last()
    assert (first["to_state"] == "collected").all()
    assert (first["at"].to_numpy() == incidents["reported_at"].to_numpy()).all()
    assert (last["to_state"].to_numpy() == incidents["state"].to_numpy()).all()
    closed = (incidents["state"] == "closed").to_numpy()
    assert (incidents["closed_at"].notna().to_numpy() == closed).all()
    assert (last["at"].to_numpy()[closed] == incidents["closed_at"].to_numpy()[closed]).all()
    assert (history["from_state"].isna() == (history["to_state"] == "collected")).all()
    end = pd.Timestamp(city.manifest.as_of, tz="Asia/Shanghai")
    assert history["at"].max() < end
    assert incidents["reported_at"].min() >= end - pd.Timedelta(days=365)
    grids = city.frames["grid"].set_index("id").geometry.loc[incidents["grid_id"]].to_numpy()
    assert shapely.intersects(grids, incidents.geometry.to_numpy()).all()
