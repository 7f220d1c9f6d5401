"""The entrance decides in which grid a building stands that a grid line cuts."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from geo.clock import china_today
from geo.files.import_report import COUNTS, ImportReport
from geo.store import Store
from tests.flows.world import rules, run, square, written

LATER = china_today() + dt.timedelta(days=1)


def cut_building(folder: Path, name: str = "b.geojson", **columns: list[str]) -> tuple[Path, str]:
    """A building of which 70 % stand in the first grid and the rest, with its door, in the second."""
    shape = shapely.box(116.4093, 39.905, 116.4103, 39.9055)
    return written(gpd.GeoDataFrame({"编码": ["B1"], **columns}, geometry=[shape], crs=4326), folder / name), "building"


def doors(folder: Path, lon: float = 116.4102, name: str = "e.csv") -> tuple[Path, str]:
    """One entrance of that building."""
    (folder / name).write_text(f"name,building_code,lon,lat\n1,B1,{lon},39.905\n", encoding="utf-8")
    return folder / name, "entrance"


def two_grids(store: Store, folder: Path) -> None:
    """The grids G1 (west) and G2 (east)."""
    grids = gpd.GeoDataFrame({"编码": ["G1", "G2"]}, geometry=[square(0), square(1)], crs=4326)
    run(store, (written(grids, folder / "g.geojson"), "grid"), source="世界", scheme="free")


def grid_of_building(store: Store) -> str | None:
    grid = store.read("building")["grid_id"].iloc[0]
    return None if pd.isna(grid) else str(store.read("grid").set_index("id")["code"][grid])


def layer_counts(report: ImportReport, layer: str) -> dict[str, int]:
    return next(dict(told.counts) for told in report.layers if told.layer == layer)


def test_entrances_that_come_after_their_building_change_its_grid_in_the_same_transaction(
    store: Store, tmp_path: Path
) -> None:
    two_grids(store, tmp_path)
    run(store, cut_building(tmp_path), source="世界", scheme="free")
    assert grid_of_building(store) == "G1"
    dry = run(store, doors(tmp_path), source="世界", scheme="free", dry_run=True)
    assert layer_counts(dry, "building")["changed"] == 1
    assert grid_of_building(store) == "G1"
    before = store.change_number()
    report = run(store, doors(tmp_path), source="世界", scheme="free")
    assert grid_of_building(store) == "G2"
    assert store.change_number() == before + 1
    assert layer_counts(report, "building") == {**dict.fromkeys(COUNTS, 0), "changed": 1}
    (told,) = [p for p in report.problems if p.rule == "grid-by-entrance"]
    assert told.params["count"] == 1
    assert "B1" in told.params["examples"]
    assert [p.params["how"] for p in report.problems if p.rule == "building-cut"] == ["entrance"]
    again = run(store, doors(tmp_path), source="世界", scheme="free")
    assert again.state == "unchanged"


def test_a_building_and_its_entrances_in_one_batch_agree(store: Store, tmp_path: Path) -> None:
    two_grids(store, tmp_path)
    report = run(store, cut_building(tmp_path), doors(tmp_path), source="世界", scheme="free")
    assert grid_of_building(store) == "G2"
    assert layer_counts(report, "building")["added"] == 1
    assert len(store.history("building", 1)) == 1
    assert [p.params["how"] for p in report.problems if p.rule == "building-cut"] == ["entrance"]


def test_an_undecided_building_gets_its_grid_from_its_entrances(store: Store, tmp_path: Path) -> None:
    two_grids(store, tmp_path)
    half = gpd.GeoDataFrame({"编码": ["B1"]}, geometry=[shapely.box(116.4095, 39.905, 116.4105, 39.9055)], crs=4326)
    told = run(store, (written(half, tmp_path / "half.geojson"), "building"), source="世界", scheme="free")
    assert "building-undecided" in rules(told)
    assert grid_of_building(store) is None
    run(store, doors(tmp_path), source="世界", scheme="free")
    assert grid_of_building(store) == "G2"


def test_a_grid_that_the_buildings_file_names_stays_whatever_its_entrances_say(store: Store, tmp_path: Path) -> None:
    two_grids(store, tmp_path)
    run(store, cut_building(tmp_path, **{"网格编码": ["G1"]}), source="世界", scheme="free")
    report = run(store, doors(tmp_path), source="世界", scheme="free")
    assert grid_of_building(store) == "G1"
    assert "grid-by-entrance" not in rules(report)
    assert {told.layer for told in report.layers} == {"entrance"}
    both = run(
        store,
        cut_building(tmp_path, "b2.geojson", **{"网格编码": ["G1"]}),
        doors(tmp_path),
        source="世界",
        scheme="free",
    )
    assert both.state != "refused"
    assert grid_of_building(store) == "G1"


def test_entrances_that_move_or_go_decide_again(store: Store, tmp_path: Path) -> None:
    two_grids(store, tmp_path)
    run(store, cut_building(tmp_path), doors(tmp_path), source="世界", scheme="free")
    run(store, doors(tmp_path, lon=116.4096), source="世界", scheme="free", valid_from=LATER)
    assert grid_of_building(store) == "G1"
    run(store, doors(tmp_path), source="世界", scheme="free", valid_from=LATER)
    assert grid_of_building(store) == "G2"
    other = gpd.GeoDataFrame({"编码": ["B2"]}, geometry=[shapely.box(116.402, 39.902, 116.403, 39.903)], crs=4326)
    run(store, (written(other, tmp_path / "o.geojson"), "building"), source="世界", scheme="free", valid_from=LATER)
    (tmp_path / "e.csv").write_text("name,building_code,lon,lat\n2,B2,116.4025,39.902\n", encoding="utf-8")
    gone = run(store, (tmp_path / "e.csv", "entrance"), source="世界", scheme="free", complete=True, valid_from=LATER)
    assert layer_counts(gone, "entrance")["retired"] == 1
    assert grid_of_building(store) == "G1", "without entrances the largest share decides"


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
