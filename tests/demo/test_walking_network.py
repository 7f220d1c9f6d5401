"""The walking network of the demonstration city: noded, connected, and through walls only at gates."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from geo.demo import DemoCity
from geo.demo.place import to_metres
from geo.demo.walking import ends, walk_distances


def test_edges_meet_only_at_their_ends(city: DemoCity) -> None:
    lines = city.frames["path"].geometry.to_numpy()
    tree = shapely.STRtree(lines)
    assert tree.query(lines, predicate="crosses").size == 0
    nodes = np.unique(np.array(ends(lines, 0) + ends(lines, -1)), axis=0)
    node, line = tree.query(shapely.points(nodes), predicate="intersects")
    at_end = (nodes[node] == np.array(ends(lines, 0))[line]).all(axis=1) | (
        nodes[node] == np.array(ends(lines, -1))[line]
    ).all(axis=1)
    assert at_end.all()


def test_one_can_walk_from_anywhere_to_every_door(city: DemoCity) -> None:
    path = city.frames["path"]
    reached = walk_distances(path, ends(path.geometry.to_numpy(), 0)[0], limit_m=1e6, box_deg=10)
    doors = shapely.get_coordinates(city.frames["entrance"].geometry.to_numpy())
    assert all((float(lon), float(lat)) in reached for lon, lat in doors)
    assert set(ends(path.geometry.to_numpy(), -1)) <= set(reached)


def test_lengths_are_metres_in_the_gauss_krueger_zone(city: DemoCity) -> None:
    path = city.frames["path"]
    assert np.abs(shapely.length(to_metres(path.geometry.to_numpy())) - path["length_m"].to_numpy()).max() <= 0.0051
    assert (path["length_m"] > 0).all()


def test_walls_are_passed_only_at_gates(city: DemoCity) -> None:
    estates, path, gates = city.frames["estate"], city.frames["path"], city.frames["gate"]
    gated = estates[estates["access"] == "gated"]
    assert set(gates["estate_id"]) == set(gated["id"])
    per_estate = gates.groupby("estate_id").size()
    assert per_estate.between(1, 4).all()
    walls = shapely.boundary(gated.geometry.to_numpy())
    edge, wall = shapely.STRtree(walls).query(path.geometry.to_numpy(), predicate="intersects")
    through = path["gate_id"].iloc[edge]
    assert through.notna().all()
    own = gates.set_index("id")["estate_id"].loc[through].to_numpy()
    assert (own == gated["id"].to_numpy()[wall]).all()
    at_gate = gates.set_index("id").geometry.loc[through].to_numpy()
    crossing = shapely.intersection(path.geometry.to_numpy()[edge], shapely.buffer(walls[wall], 2e-8))
    assert (shapely.distance(crossing, at_gate) < 1e-6).all()
    assert set(path["gate_id"].dropna()) == set(gates["id"])


def test_paths_do_not_run_through_buildings(city: DemoCity) -> None:
    lines, buildings = city.frames["path"].geometry.to_numpy(), city.frames["building"].geometry.to_numpy()
    line, building = shapely.STRtree(buildings).query(lines, predicate="intersects")
    inside = to_metres(shapely.intersection(lines[line], buildings[building]))
    assert shapely.length(inside).max() < 0.1


def test_the_river_is_crossed_only_on_bridges(city: DemoCity) -> None:
    cover, path = city.frames["landcover"], city.frames["path"]
    river = max(cover[cover["kind"] == "water"].geometry, key=lambda shape: shape.area)
    wet = path[shapely.intersects(path.geometry.to_numpy(), river)]
    assert set(wet["kind"]) == {"bridge"}
    assert isinstance(wet, pd.DataFrame)
