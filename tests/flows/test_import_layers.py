"""What an import does to the store: all or nothing, again nothing, newer a new version."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import geopandas as gpd
import orjson
import pytest
import shapely
from shapely.geometry import Point, Polygon

from geo.crs import wgs84_to_gcj02
from geo.errors import BadInput
from geo.flows.import_layers import ImportOptions, InputFile, import_files
from geo.store import Store
from tests.flows.world import communities, rules, run, square, streets, written

DAY = dt.date(2024, 5, 1)


@pytest.fixture
def city(store: Store, tmp_path: Path) -> Store:
    """A store that holds the streets and communities."""
    files = (
        (written(streets(), tmp_path / "s.geojson"), "street"),
        (written(communities(), tmp_path / "c.geojson"), "community"),
    )
    assert run(store, *files, valid_from=DAY, source="世界").state == "stored"
    return store


def test_a_batch_takes_parents_before_children_whatever_the_order_of_files(store: Store, tmp_path: Path) -> None:
    children = written(communities(), tmp_path / "c.geojson")
    parents = written(streets(), tmp_path / "s.geojson")
    report = run(store, (children, "community"), (parents, "street"), valid_from=DAY)
    assert (report.state, report.totals()["added"]) == ("stored", 6)
    street = store.read("street").set_index("code")
    community = store.read("community").set_index("code")
    assert community.loc["990101001002", "street_id"] == street.loc["990101001", "id"]
    assert community.loc["990101002001", "street_id"] == street.loc["990101002", "id"]
    assert community.loc["990101001001", "extra"] == {"备注": "a"}
    assert "link-derived" in rules(report)
    assert not {"coverage-gap", "coverage-overlap", "outside-parent"} & rules(report)


def test_a_second_import_changes_nothing(city: Store, tmp_path: Path) -> None:
    before = city.versions(), city.change_number()
    report = run(city, (tmp_path / "c.geojson", "community"), source="世界")
    assert report.state == "unchanged"
    assert report.totals()["unchanged"] == 4
    assert (city.versions(), city.change_number()) == before


def test_a_newer_file_makes_a_new_version_and_keeps_the_old_as_history(city: Store, tmp_path: Path) -> None:
    newer = communities()
    newer.loc[0, "名称"] = "一号社区"
    later = dt.date(2025, 1, 1)
    report = run(city, (written(newer, tmp_path / "n.geojson"), "community"), source="世界", valid_from=later)
    assert (report.totals()["changed"], report.totals()["unchanged"]) == (1, 3)
    thing = int(city.read("community", where={"code": "990101001001"})["id"].iloc[0])
    assert city.history("community", thing)["name"].tolist() == ["一社区", "一号社区"]
    assert city.read("community", as_of=dt.date(2024, 12, 31), ids=[thing])["name"].tolist() == ["一社区"]
    assert city.read("community", as_of=later, ids=[thing])["name"].tolist() == ["一号社区"]


def test_a_complete_file_retires_what_it_lacks(city: Store, tmp_path: Path) -> None:
    fewer = written(communities().iloc[:3], tmp_path / "n.geojson")
    assert run(city, (fewer, "community"), source="世界", valid_from=dt.date(2025, 1, 1)).totals()["retired"] == 0
    report = run(city, (fewer, "community"), source="世界", valid_from=dt.date(2025, 1, 1), complete=True)
    assert report.totals()["retired"] == 1
    assert set(city.read("community")["code"]) == set(communities()["编码"][:3])
    assert "coverage-gap" in rules(report)


def test_a_dry_run_says_what_would_be_and_writes_nothing(city: Store, tmp_path: Path) -> None:
    before = city.versions(), city.import_runs()
    newer = communities()
    newer.loc[0, "名称"] = "一号社区"
    report = run(
        city, (written(newer.iloc[:3], tmp_path / "n.geojson"), "community"), source="世界", dry_run=True, complete=True
    )
    assert report.state == "dry_run"
    assert report.totals() == {"read": 3, "added": 0, "changed": 1, "unchanged": 2, "retired": 1, "rejected": 0}
    assert (city.versions(), city.import_runs()) == before


def test_one_error_refuses_the_whole_batch(store: Store, tmp_path: Path) -> None:
    wrong = communities()
    wrong.loc[3, "编码"] = "990101001001"
    parents = written(streets(), tmp_path / "s.geojson")
    report = run(store, (parents, "street"), (written(wrong, tmp_path / "c.geojson"), "community"))
    assert report.state == "refused"
    assert "key-repeated" in rules(report)
    assert not any(store.counts().values())
    assert store.change_number() == 0


def test_rows_with_an_accepted_error_are_left_out(store: Store, tmp_path: Path) -> None:
    wrong = communities()
    wrong.loc[3, "geometry"] = Polygon([(116.4, 39.9), (116.5, 40.0), (116.5, 39.9), (116.4, 40.0)])
    file = written(wrong, tmp_path / "c.geojson")
    refused = run(store, (file, "community"))
    (problem,) = [p for p in refused.problems if p.rule == "geometry-invalid"]
    assert (problem.file, problem.row, problem.feature) == ("c.geojson", 4, "990101002002")
    report = run(store, (file, "community"), accept=frozenset({"geometry-invalid"}))
    assert (report.state, report.totals()["added"], report.totals()["rejected"]) == ("stored", 3, 1)


def test_a_repair_is_made_only_on_request_and_told(store: Store, tmp_path: Path) -> None:
    bow = Polygon([(116.4, 39.9), (116.5, 40.0), (116.5, 39.9), (116.4, 40.0)])
    frame = gpd.GeoDataFrame({"编码": ["990101001"]}, geometry=[bow], crs=4326)
    report = run(store, (written(frame, tmp_path / "s.geojson"), "street"), repair=frozenset({"geometry-invalid"}))
    assert report.state == "stored"
    assert [p.row for p in report.problems if p.rule == "geometry-repaired"] == [1]
    row = store.read("street").iloc[0]
    assert row.geometry.is_valid
    assert shapely.from_wkb(row["original"]).equals_exact(shapely.MultiPolygon([bow]))


def test_gaps_and_overlaps_are_warnings_with_place_and_size(store: Store, tmp_path: Path) -> None:
    torn = communities()
    torn.loc[1, "geometry"] = shapely.box(*square(1).buffer(-0.001).bounds)
    torn.loc[3, "geometry"] = shapely.union(square(3), shapely.box(116.4295, 39.902, 116.4305, 39.904))
    report = run(
        store,
        (written(streets(), tmp_path / "s.geojson"), "street"),
        (written(torn, tmp_path / "c.geojson"), "community"),
    )
    assert report.state == "stored"
    told = {p.rule: p for p in report.problems if p.rule.startswith("coverage")}
    assert {"coverage-gap", "coverage-overlap"} <= set(told)
    assert (
        told["coverage-overlap"].size == pytest.approx(85.4 * 111 * 0.5 * 2 / 1000 * 1000, rel=0.2)
        or told["coverage-overlap"].size > 1_000
    )
    assert all(problem.place is not None for problem in told.values())


def test_new_parents_are_held_against_the_children_in_the_store(city: Store, tmp_path: Path) -> None:
    moved = streets()
    moved["geometry"] = [square(0, 3), square(3, 1)]
    report = run(city, (written(moved, tmp_path / "m.geojson"), "street"), source="世界", dry_run=True)
    assert "outside-parent" in rules(report)


def test_a_point_stands_in_for_an_area_and_no_boundary_is_invented(city: Store, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(
        "code,name,lon,lat\n990101001003,点社区,116.405,39.905\n990101001004,无坐标,,\n", encoding="utf-8"
    )
    report = run(city, (tmp_path / "p.csv", "community"))
    assert report.state == "stored"
    assert {"outline-missing-point-kept", "geometry-none"} <= rules(report)
    row = city.read("community", where={"code": "990101001003"}).iloc[0]
    assert row["geometry"] == Point(116.405, 39.905)
    assert (report.layers[0].lacks["outline"], report.layers[0].lacks["geometry"]) == (1, 1)


def test_a_point_never_replaces_a_boundary_that_is_known(city: Store, tmp_path: Path) -> None:
    before = city.read("community", where={"code": "990101001001"}).iloc[0]
    lon, lat = before["geometry"].centroid.coords[0]
    (tmp_path / "p.csv").write_text(f"code,name,lon,lat\n990101001001,新名,{lon},{lat}\n", encoding="utf-8")
    report = run(city, (tmp_path / "p.csv", "community"))
    after = city.read("community", where={"code": "990101001001"}).iloc[0]
    assert (report.state, after["name"], after["geometry"]) == ("stored", "新名", before["geometry"])


def test_a_table_without_coordinates_keeps_the_place_and_its_original(city: Store, tmp_path: Path) -> None:
    lon, lat = wgs84_to_gcj02([116.405], [39.905])
    (tmp_path / "p.csv").write_text(f"code,name,lon,lat\n990101001003,点社区,{lon[0]},{lat[0]}\n", encoding="utf-8")
    run(city, (tmp_path / "p.csv", "community"), crs="gcj02", valid_from=DAY)
    before = city.read("community", where={"code": "990101001003"}).iloc[0]
    assert before["original_crs"] == "GCJ-02"
    (tmp_path / "n.csv").write_text("code,name\n990101001003,新名\n", encoding="utf-8")
    run(city, (tmp_path / "n.csv", "community"), valid_from=dt.date(2025, 1, 1))
    after = city.read("community", where={"code": "990101001003"}).iloc[0]
    assert (after["name"], after["geometry"]) == ("新名", before["geometry"])
    assert (after["original"], after["original_crs"]) == (before["original"], "GCJ-02")
    assert shapely.from_wkb(after["original"]).equals_exact(Point(lon[0], lat[0]), 1e-9)


def test_boundaries_that_come_later_complete_what_was_known_by_its_code(city: Store, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("code,name\n990101001009,新社区\n", encoding="utf-8")
    run(city, (tmp_path / "p.csv", "community"), source="编码表")
    frame = gpd.GeoDataFrame({"编码": ["990101001009"]}, geometry=[square(0)], crs=4326)
    report = run(city, (written(frame, tmp_path / "b.geojson"), "community"), source="边界")
    assert report.totals()["changed"] == 1
    row = city.read("community", where={"code": "990101001009"}).iloc[0]
    assert (row["name"], row["geometry"].area > 0) == ("新社区", True)


def test_lines_of_several_parts_become_several_paths(store: Store, tmp_path: Path) -> None:
    lines = shapely.MultiLineString([[(116.4, 39.9), (116.41, 39.9)], [(116.42, 39.9), (116.43, 39.9)]])
    frame = gpd.GeoDataFrame({"路名": ["断头路"]}, geometry=[lines], crs=4326)
    report = run(store, (written(frame, tmp_path / "p.geojson"), "path"))
    assert report.totals()["added"] == 2
    assert "line-parts-split" in rules(report)
    keys = store.read("path")["key"].tolist()
    assert keys[1] == f"{keys[0]}#2"


def test_a_wrong_kind_of_geometry_is_an_error_of_its_row(store: Store, tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {"编码": ["990101001"]}, geometry=[shapely.LineString([(116.4, 39.9), (116.5, 39.9)])], crs=4326
    )
    report = run(store, (written(frame, tmp_path / "s.geojson"), "street"))
    assert (report.state, rules(report) >= {"geometry-kind-wrong"}) == ("refused", True)


def test_areas_are_united_by_a_column(store: Store, tmp_path: Path) -> None:
    frame = communities().assign(街道=["甲", "甲", "乙", "乙"])
    report = run(
        store,
        (written(frame, tmp_path / "c.geojson"), "street"),
        dissolve="街道",
        mapping={"name": "街道"},
        scheme="free",
    )
    assert report.totals()["added"] == 2
    found = store.read("street").set_index("name")
    assert found.loc["甲"].geometry.equals(square(0, 2))
    assert found["code"].isna().all()


def test_conditions_keep_rows_and_a_value_that_nobody_has_is_refused(store: Store, tmp_path: Path) -> None:
    file = written(communities(), tmp_path / "c.geojson")
    assert run(store, (file, "community"), where=("备注=a", "备注=b"), dry_run=True).totals()["read"] == 2
    with pytest.raises(BadInput, match="import-no-row-left"):
        run(store, (file, "community"), where=("备注=z",))
    with pytest.raises(BadInput, match="column-unknown"):
        run(store, (file, "community"), where=("备住=z",))


def test_a_constant_fills_a_field_of_every_row(store: Store, tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"名称": ["a"]}, geometry=[Point(116.4, 39.9)], crs=4326)
    file = written(frame, tmp_path / "v.geojson")
    run(store, (file, "venue"), constants={"category": "诊所"})
    assert store.read("venue")["category"].tolist() == ["clinic"]
    with pytest.raises(BadInput, match="constant-unreadable"):
        run(store, (file, "venue"), constants={"category": "酒吧"})
    with pytest.raises(BadInput, match="field-unknown"):
        run(store, (file, "venue"), constants={"kategory": "诊所"})


def test_a_reference_to_nothing_stays_empty_and_is_told_with_its_row(city: Store, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(
        "编码,名称,街道编码\n990101009001,远社区,990101009\n990101002009,近社区,西街道\n", encoding="utf-8"
    )
    report = run(city, (tmp_path / "p.csv", "community"))
    (lost,) = [p for p in report.problems if p.rule == "reference-unknown"]
    assert (lost.row, lost.column, lost.params["got"]) == (2, "街道编码", "990101009")
    rows = city.read("community").set_index("code")
    assert rows["street_id"].isna()["990101009001"]
    assert rows.loc["990101002009", "street_id"] == city.read("street", where={"code": "990101002"})["id"].iloc[0]
    assert rows.loc["990101009001", "extra"] == {"街道编码": "990101009"}


def test_the_same_identifiers_under_another_source_are_doubted(store: Store, tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {"OBJECTID": [1, 2], "名称": ["a", "b"]}, geometry=[Point(116.4, 39.9), Point(116.41, 39.9)], crs=4326
    )
    run(store, (written(frame, tmp_path / "old.geojson"), "venue"))
    report = run(store, (written(frame, tmp_path / "new.geojson"), "venue"))
    assert (report.state, rules(report) >= {"source-unclear"}) == ("refused", True)
    assert run(store, (tmp_path / "new.geojson", "venue"), source="old.geojson").state == "unchanged"
    assert (
        run(store, (tmp_path / "new.geojson", "venue"), source="另一份", accept=frozenset({"source-unclear"})).totals()[
            "added"
        ]
        == 2
    )


def test_layers_of_a_geopackage_are_found_by_their_names(store: Store, tmp_path: Path) -> None:
    streets().to_file(tmp_path / "city.gpkg", layer="街道")
    communities().to_file(tmp_path / "city.gpkg", layer="community", mode="a")
    report = import_files(store, [InputFile(tmp_path / "city.gpkg")], ImportOptions())
    assert [layer.layer for layer in report.layers] == ["street", "community"]


def test_the_report_says_itself_in_json_and_geojson(city: Store, tmp_path: Path) -> None:
    torn = communities()
    torn.loc[1, "geometry"] = shapely.box(*square(1).buffer(-0.001).bounds)
    report = run(city, (written(torn, tmp_path / "t.geojson"), "community"), source="世界")
    document = orjson.loads(report.to_json())
    assert document["counts"]["changed"] == 1
    assert document["layers"][0]["mapping"] == {"code": "编码", "name": "名称"}
    assert document["layers"][0]["unmapped"] == ["备注"]
    gap = next(p for p in document["problems"] if p["rule"] == "coverage-gap")
    assert gap["text_zh"]
    assert gap["remedy_en"]
    places = orjson.loads(report.to_geojson())["features"]
    assert any(feature["properties"]["rule"] == "coverage-gap" for feature in places)
    runs = city.import_runs()
    assert (runs[0].id, runs[0].state) == (report.run, "stored")


def test_progress_is_told_by_stage(store: Store, tmp_path: Path) -> None:
    told: list[str] = []
    file = InputFile(written(streets(), tmp_path / "s.geojson"), "street")
    import_files(store, [file], ImportOptions(), lambda stage, done, total: told.append(stage))
    assert list(dict.fromkeys(told)) == ["read", "locate", "check", "link", "compare", "store"]


def test_a_code_of_the_store_that_a_file_repeats_is_refused_with_its_rows(city: Store, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("code,name\n990101001001,甲\n990101001001,乙\n", encoding="utf-8")
    report = run(city, (tmp_path / "p.csv", "community"))
    assert report.state == "refused"
    assert {problem.row for problem in report.problems if problem.severity == "error"} >= {3}


def test_two_rows_that_mean_one_thing_of_the_store_are_refused(city: Store, tmp_path: Path) -> None:
    first = gpd.GeoDataFrame({"id": ["x"], "编码": ["990101001008"]}, geometry=[square(0)], crs=4326)
    run(city, (written(first, tmp_path / "a.geojson"), "community"), source="甲", key="id", accept=frozenset())
    (tmp_path / "p.csv").write_text("id,code,name\nx,,甲\ny,990101001008,乙\n", encoding="utf-8")
    report = run(city, (tmp_path / "p.csv", "community"), source="甲", key="id")
    assert report.state == "refused"
    assert "same-thing-twice" in rules(report)


def test_zero_coordinates_are_no_place(city: Store, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("code,name,lon,lat\nV1,甲,0,0\nV2,乙,116.405,39.905\n", encoding="utf-8")
    report = run(city, (tmp_path / "p.csv", "venue"))
    found = city.read("venue")
    assert report.state == "stored"
    assert [(problem.feature, problem.row) for problem in report.problems if problem.rule == "coordinates-zero"] == [
        ("V1", 2)
    ]
    assert found.geometry.isna().tolist() == [True, False]


def test_new_units_find_their_parents_among_known_and_new_ones_of_the_same_file(city: Store, tmp_path: Path) -> None:
    head = "编码,名称,层级,上级编码,lon,lat\n"
    (tmp_path / "u.csv").write_text(head + "A,甲党委,1,,116.4,39.9\n", encoding="utf-8")
    run(city, (tmp_path / "u.csv", "unit"), source="组织")
    rows = "A,甲党委,1,,116.4,39.9\nB,乙支部,2,A,116.4,39.9\nX,坏支部,zwei,A,116.4,39.9\nC,丙小组,3,B,116.4,39.9\nD,丁小组,3,C,116.4,39.9\n"
    (tmp_path / "u.csv").write_text(head + rows, encoding="utf-8")
    found = run(city, (tmp_path / "u.csv", "unit"), source="组织")
    if found.state == "refused":
        broken = frozenset(problem.rule for problem in found.problems if problem.severity == "error")
        found = run(city, (tmp_path / "u.csv", "unit"), source="组织", accept=broken)
    assert found.state == "stored"
    units = city.read("unit")
    code_of = dict(zip(units["id"], units["code"], strict=True))
    parents = {code: code_of.get(parent) for code, parent in zip(units["code"], units["parent_id"], strict=True)}
    assert parents == {"A": None, "B": "A", "C": "B", "D": "C"}


def test_an_estate_across_two_communities_is_told_once_whatever_the_file_says(city: Store, tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {"编码": ["E1", "E2"], "社区编码": ["990101001001", None]}, geometry=[square(0.5), square(2.5)], crs=4326
    )
    report = run(city, (written(frame, tmp_path / "e.geojson"), "estate"), dry_run=True)
    assert sorted(p.feature for p in report.problems if p.rule == "parent-several") == ["E1", "E2"]
