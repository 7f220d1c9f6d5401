"""The planted gaps are true, and nothing else in the city is of their kind."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.demo import DemoCity, build_city
from geo.demo.place import to_metres
from geo.demo.walking import walk_distances
from geo.topology import Tolerances

KINDS = {
    "seam", "overlap", "cut_building", "estate_without_branch", "buildings_without_group", "buildings_without_hub",
    "dissolved_parent", "dormant_unit", "cross_boundary_parent", "duplicate_primary", "organisation_gap", "detour",
}  # fmt: skip


def verdicts(city: DemoCity) -> dict[int, str]:
    """The verdict per lived-in building by the words of the domain, written here a second time and naively."""
    frames, as_of = city.frames, city.manifest.as_of
    units = frames["unit"].set_index("id")
    primary = frames["service_link"][frames["service_link"]["is_primary"]]
    serving: dict[tuple[str, int, int], list[int]] = {}
    for row in primary.itertuples():
        serving.setdefault((row.target_layer, row.target_id, int(units.at[row.unit_id, "level"])), []).append(
            row.unit_id
        )
    street_of_grid = (
        frames["grid"].set_index("id")["community_id"].map(frames["community"].set_index("id")["street_id"])
    )
    street_of = {u: t for (layer, t, level), us in serving.items() if layer == "street" for u in us}
    found = {}
    for b in frames["building"][frames["building"]["households"] > 0].itertuples():
        area = ("estate", b.estate_id) if not pd.isna(b.estate_id) else ("grid", b.grid_id)
        chain = [
            serving.get((*area, 2), []),
            serving.get(("building", b.id, 3), []),
            serving.get(("building", b.id, 4), []),
        ]
        found[b.id] = _verdict(chain, units, street_of, int(street_of_grid[b.grid_id]), as_of)
    return found


def _verdict(chain: list[list[int]], units: Any, street_of: dict[int, int], street: int, as_of: dt.date) -> str:
    for serving, missing in zip(chain, ("missing branch", "missing group", "missing hub"), strict=True):
        if not serving:
            return missing
    if any(len(serving) > 1 for serving in chain):
        return "duplicate primary"
    branch, group, hub = (serving[0] for serving in chain)
    committee = units.at[branch, "parent_id"]
    for child, level in ((branch, 1), (group, 2), (hub, 3)):
        parent = units.at[child, "parent_id"]
        if pd.isna(parent) or units.at[parent, "level"] != level or units.at[parent, "state"] == "dissolved":
            return "broken parent"
    if units.at[group, "parent_id"] != branch or units.at[hub, "parent_id"] != group:
        return "broken parent"
    if street_of[committee] != street:
        return "cross-boundary parent"
    for unit in (committee, branch, group, hub):
        idle = pd.Timestamp(as_of) - units.at[unit, "last_active_on"]
        if units.at[unit, "state"] == "dormant" or idle.days > 90:
            return "dormant"
    return "complete"


def test_all_kinds_are_planted_and_the_manifest_is_plain_json(city: DemoCity) -> None:
    assert {gap.kind for gap in city.manifest.gaps} == KINDS
    told = json.loads(json.dumps(city.manifest.to_json(), ensure_ascii=False))
    assert told["counts"] == {layer: len(frame) for layer, frame in city.frames.items()}
    assert told["as_of"] == city.manifest.as_of.isoformat()
    for gap in city.manifest.gaps:
        assert set(gap.ids) <= set(city.frames[gap.layer]["id"])


@pytest.mark.parametrize("seed", [3, 10, 11])
def test_the_smallest_city_of_any_seed_has_room_for_all_gaps(seed: int) -> None:
    other = build_city(scale=0.1, seed=seed)
    assert {gap.kind for gap in other.manifest.gaps} == KINDS
    (cut,) = other.manifest.of_kind("cut_building")
    assert max(cut.figures["shares"].values()) < Tolerances().cut_share


def test_the_verdict_of_every_building_is_complete_but_for_the_planted_ones(city: DemoCity) -> None:
    planted = {
        building: gap.verdict for gap in city.manifest.gaps if gap.verdict not in (None, "none")
        for building in gap.figures.get("building_ids", gap.ids)
    }  # fmt: skip
    found = verdicts(city)
    assert {b: v for b, v in found.items() if v != "complete"} == planted
    households = city.frames["building"].set_index("id")["households"]
    for verdict, told in city.manifest.base["verdicts"].items():
        chosen = [b for b, v in found.items() if v == verdict]
        assert told == {"buildings": len(chosen), "households": int(households.loc[chosen].sum())}
    assert city.manifest.base["v_index"]["denominator"] == len(city.frames["household"])


def test_every_target_has_one_primary_unit_per_level_but_for_the_planted_one(city: DemoCity) -> None:
    frames = city.frames
    links = frames["service_link"][frames["service_link"]["is_primary"]]
    level = frames["unit"].set_index("id")["level"].loc[links["unit_id"]].to_numpy()
    count = links.assign(level=level).groupby(["target_layer", "target_id", "level"]).size()
    doubled = {(layer, target) for layer, target, _ in count[count > 1].index}
    assert doubled == {("estate", gap.ids[0]) for gap in city.manifest.of_kind("duplicate_primary")}
    served = set(links["target_id"][(links["target_layer"] == "grid")])
    bare = {gap.figures["grid_id"] for gap in city.manifest.of_kind("estate_without_branch")}
    assert set(frames["grid"]["id"]) - served == bare


def test_the_seam_and_the_overlap_have_the_sizes_that_are_told(city: DemoCity) -> None:
    frames = city.frames
    (seam,), (overlap,) = city.manifest.of_kind("seam"), city.manifest.of_kind("overlap")
    community = frames["community"].set_index("id").geometry[seam.ids[0]]
    grids = frames["grid"][frames["grid"]["community_id"] == seam.ids[0]].geometry.to_numpy()
    left = to_metres([shapely.difference(community, shapely.union_all(grids))])[0]
    assert abs(left.area - seam.figures["area_m2"]) < 0.5
    assert not left.buffer(-(seam.figures["width_m"] / 2 + 0.5)).area
    assert shapely.intersects(shapely.Point(seam.place), shapely.difference(community, shapely.union_all(grids)))
    a, b = frames["grid"].set_index("id").geometry.loc[list(overlap.ids)]
    assert abs(to_metres([a.intersection(b)])[0].area - overlap.figures["area_m2"]) < 0.5


def test_the_cut_building_has_the_shares_that_are_told_and_its_door_decides(city: DemoCity) -> None:
    frames = city.frames
    (gap,) = city.manifest.of_kind("cut_building")
    shape = frames["building"].set_index("id").geometry[gap.ids[0]]
    grids = frames["grid"].set_index("code").geometry
    assert len(gap.figures["shares"]) == 2
    assert max(gap.figures["shares"].values()) < Tolerances().cut_share, "it would not be told as cut"
    for code, share in gap.figures["shares"].items():
        assert abs(shape.intersection(grids[code]).area / shape.area - share) < 0.002
    door = frames["entrance"][frames["entrance"]["building_id"] == gap.ids[0]].geometry.iloc[0]
    assert frames["grid"].set_index("id").geometry[gap.figures["grid_id"]].covers(door)


def test_the_detour_is_short_for_a_crow_and_long_on_foot(city: DemoCity) -> None:
    frames = city.frames
    (gap,) = city.manifest.of_kind("detour")
    venue = frames["venue"].set_index("id").geometry[gap.figures["venue_id"]]
    buildings = frames["building"]["id"][frames["building"]["estate_id"] == gap.ids[0]]
    doors = frames["entrance"][frames["entrance"]["building_id"].isin(buildings)].geometry.to_numpy()
    straight = shapely.distance(to_metres([venue])[0], to_metres(doors)).min()
    walked = walk_distances(frames["path"], (venue.x, venue.y), 5_000, box_deg=10)
    on_foot = min(walked[door.x, door.y] for door in doors)
    assert 240 < straight < 330
    assert on_foot >= 900
    assert abs(straight - gap.figures["straight_m"]) < 0.1
    assert abs(on_foot - gap.figures["walk_m"]) < 0.1


def test_only_the_planted_organisations_have_no_coverage(city: DemoCity) -> None:
    organisations = city.frames["organisation"]
    (gap,) = city.manifest.of_kind("organisation_gap")
    assert set(organisations["id"][organisations["status"] == "none"]) == set(gap.ids)
    inside = organisations[
        (organisations["grid_id"] == gap.figures["grid_id"]) & (organisations["kind"] == "enterprise")
    ]
    assert set(inside["id"]) == set(gap.ids)


def test_the_dormant_units_are_the_planted_ones(city: DemoCity) -> None:
    units = city.frames["unit"]
    idle = (pd.Timestamp(city.manifest.as_of) - units["last_active_on"]).dt.days
    dormant = units["id"][((idle > 90) | (units["state"] == "dormant")) & (units["state"] != "dissolved")]
    assert set(dormant) == {gap.ids[0] for gap in city.manifest.of_kind("dormant_unit")}
    assert np.sum(units["state"] == "dissolved") == 1
