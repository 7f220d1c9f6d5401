"""The entrance decides in which grid a building stands that a grid line cuts."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import shapely

from geo.store import Store
from tests.flows.world import run, square, written


def test_known_entrances_decide_the_grid_of_a_building_that_a_line_cuts(store: Store, tmp_path: Path) -> None:
    grids = gpd.GeoDataFrame({"编码": ["G1", "G2"]}, geometry=[square(0), square(1)], crs=4326)
    run(store, (written(grids, tmp_path / "g.geojson"), "grid"), source="世界", scheme="free")
    cut = gpd.GeoDataFrame({"编码": ["B1"]}, geometry=[shapely.box(116.4093, 39.905, 116.4103, 39.9055)], crs=4326)
    file = (written(cut, tmp_path / "b.geojson"), "building")
    run(store, file, source="世界", scheme="free")
    grid_of = store.read("grid").set_index("id")["code"]
    assert grid_of[store.read("building")["grid_id"].iloc[0]] == "G1"
    (tmp_path / "e.csv").write_text("name,building_code,lon,lat\n1,B1,116.4102,39.905\n", encoding="utf-8")
    run(store, (tmp_path / "e.csv", "entrance"), source="世界")
    report = run(store, file, source="世界", scheme="free")
    assert grid_of[store.read("building")["grid_id"].iloc[0]] == "G2"
    (problem,) = [p for p in report.problems if p.rule == "building-cut"]
    assert problem.params["how"] == "entrance"
