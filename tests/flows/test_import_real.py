"""Real boundaries, codes and buildings go in as their publishers made them; what they lack is told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geo.errors import BadInput
from geo.flows.import_layers import ImportOptions, ImportReport, InputFile, import_files
from geo.store import Store

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
MEND = frozenset({"geometry-invalid"})

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real data in ../shared/data is not there"),
]


def take(store: Store, name: str, layer: str, table: str | None = None, **options: Any) -> ImportReport:
    """One import of a real file."""
    return import_files(store, [InputFile(DATA / name, layer, table)], ImportOptions(**options))


def count(report: ImportReport) -> dict[str, int]:
    """How often each rule was broken."""
    return {rule: number for rule, _, number in report.by_rule}


def test_beijing_goes_in_and_a_second_vintage_tells_what_changed(store: Store) -> None:
    townships = take(store, "beijing/townships.geojson", "street", valid_from=dt.date(2016, 1, 1))
    assert (townships.totals()["added"], townships.layers[0].lacks) == (331, {"code": 331, "kind": 331})
    village = {"where": ("level=village",), "mapping": {"street_id": "town"}, "source": "codes"}
    with pytest.raises(BadInput, match=r"crs-contradicted.*GCJ-02"):
        take(store, "beijing/codes.csv", "community", crs="wgs84", **village)
    codes = take(store, "beijing/codes.csv", "community", valid_from=dt.date(2016, 1, 1), **village)
    assert (codes.state, codes.crs[0].crs, codes.crs[0].decided_by) == ("stored", "GCJ-02", "evidence")
    assert (codes.totals()["added"], codes.layers[0].lacks["geometry"]) == (7007, 4676)
    assert codes.layers[0].lacks["outline"] == 2331
    year = dt.date(2023, 1, 1)
    newer = take(
        store, "codes/villages_2023_bj_sh_hz_sz_wh.csv", "community", where=("provinceCode=11",), source="codes",
        complete=True, valid_from=year,
    )  # fmt: skip
    assert {name: newer.totals()[name] for name in ("added", "changed", "retired")} == {
        "added": 1097,
        "changed": 6438,
        "retired": 569,
    }
    assert len(store.read("community", as_of=dt.date(2022, 12, 31))) == 7007
    assert len(store.read("community", as_of=year)) == 7535


def test_the_beijing_campus_goes_in_with_its_roads_as_witnesses(store: Store) -> None:
    assert take(store, "beijing/osm_buildings.geojson", "building").totals()["added"] == 257
    estates = take(store, "beijing/osm_areas.geojson", "estate", where=("landuse=residential",))
    paths = take(store, "beijing/osm_highways.geojson", "path")
    venues = take(store, "beijing/osm_poi.geojson", "venue")
    assert [report.totals()["added"] for report in (estates, paths, venues)] == [10, 302, 156]
    assert (paths.crs[0].decided_by, paths.crs[0].runner_up) == ("evidence", "GCJ-02")
    assert paths.crs[0].margin is not None
    assert paths.crs[0].margin > 0.5
    assert count(venues)["value-unreadable"] == 80
    with pytest.raises(BadInput, match="crs-contradicted"):
        take(store, "beijing/osm_highways.geojson", "path", crs="gcj02")


def test_singapore_goes_in_by_planning_area_subzone_block_and_venue(store: Store) -> None:
    area = {"code": "PLN_AREA_C", "name": "PLN_AREA_N", "district": "REGION_N"}
    name = "toapayoh/subzones.geojson"
    refused = take(store, name, "street", dissolve="PLN_AREA_C", mapping=area, scheme="free")
    assert (refused.state, count(refused)["geometry-invalid"]) == ("refused", 6)
    streets = take(store, name, "street", dissolve="PLN_AREA_C", mapping=area, scheme="free", repair=MEND)
    assert (streets.totals()["added"], count(streets)["geometry-repaired"]) == (55, 6)
    subzone = {"code": "SUBZONE_C", "name": "SUBZONE_N", "street_id": "PLN_AREA_C"}
    zones = take(store, name, "community", mapping=subzone, scheme="prefix", repair=MEND)
    assert (zones.totals()["added"], zones.layers[0].lacks) == (332, {"kind": 332})
    blocks = take(store, "toapayoh/hdb_property.csv", "building")
    assert (blocks.totals()["added"], blocks.layers[0].lacks["community_id"]) == (12626, 4)
    households = store.read("building", columns=["households", "built_year", "floors"])
    assert households.notna().all().all()
    clinics = take(
        store,
        "toapayoh/venues/CHASClinics.geojson",
        "venue",
        mapping={"name": "HCI_NAME"},
        constants={"category": "clinic"},
    )
    assert clinics.totals()["added"] == 1193
    assert set(store.read("venue")["category"]) == {"clinic"}


def test_taiwan_goes_in_as_a_nested_coverage_and_again_changes_nothing(store: Store) -> None:
    name = "taiwan/villages-10t.json"
    town = {"code": "TOWNCODE", "name": "TOWNNAME", "district": "COUNTYNAME"}
    village = {"code": "VILLCODE", "name": "VILLNAME"}
    towns = take(store, name, "street", "towns", mapping=town, scheme="prefix", repair=MEND)
    assert towns.totals()["added"] == 368
    villages = take(store, name, "community", "villages", mapping=village, scheme="prefix", repair=MEND)
    assert villages.totals()["added"] == 7701
    assert villages.layers[0].lacks == {"kind": 7701}
    told = count(villages)
    assert (told["geometry-repaired"], told["coverage-overlap"]) == (7, 3)
    sizes = np.array([p.size for p in villages.problems if p.rule in {"coverage-gap", "outside-parent"}])
    assert len(sizes) < 200
    again = take(store, name, "community", "villages", mapping=village, scheme="prefix", repair=MEND)
    assert (again.state, again.totals()["unchanged"]) == ("unchanged", 7701)


def test_the_wuhan_tile_goes_in_with_points_kept_and_lines_split(store: Store) -> None:
    buildings = take(store, "wuhan/tile_buildings.geojson", "building")
    assert (buildings.totals()["added"], buildings.layers[0].lacks["outline"]) == (355, 90)
    roads = take(store, "wuhan/tile_roads.geojson", "path")
    assert (roads.layers[0].counts["added"], count(roads)["line-parts-split"]) == (417, 1)
    assert take(store, "wuhan/tile_water.geojson", "landcover").totals()["added"] == 3
