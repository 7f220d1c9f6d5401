"""The commands over a measurement: tables for people, documents and files for machines, runs measured again."""

from __future__ import annotations

import io
import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from geo.demo import AS_OF
from geo.store import SYSTEM, LayerChange, open_store
from tests.cli.program import Ended, call

DAY = ("--as-of", str(AS_OF))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("measured")
    assert call("demo", "--scale", "0.1", *DAY, "--data", folder).code == 0
    return folder


def asked(data: Path, *arguments: str | Path) -> Ended:
    return call(*arguments, "--data", data, JINGWEI_LANGUAGE="en")


def test_coverage_is_a_table_that_names_its_run(data: Path) -> None:
    ended = asked(data, "coverage", *DAY, "--level", "street")
    assert ended.code == 0
    assert "households" in ended.out
    assert "jingwei coverage rerun " in ended.out


def test_coverage_as_json_has_three_figures_of_every_index(data: Path) -> None:
    document = asked(data, "coverage", *DAY, "--json").document()
    (city,) = document["areas"]
    for index in ("h", "v", "hub", "completeness", "organisation"):
        figure = city["figures"][index]
        assert figure["covered"] + figure["not_covered"] + figure["unknown"] == pytest.approx(figure["total"])
    assert document["run"]["digest"]
    assert asked(data, "coverage", *DAY, "--format", "json").document() == document


@pytest.mark.parametrize("suffix", ["csv", "geojson", "json", "parquet", "xlsx"])
def test_coverage_is_written_as_a_file_of_every_kind(data: Path, tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"grids.{suffix}"
    assert asked(data, "coverage", *DAY, "--level", "grid", "--output", target).code == 0
    areas = asked(data, "coverage", *DAY, "--level", "grid", "--json").document()["areas"]
    if suffix == "json":
        assert json.loads(target.read_text(encoding="utf-8"))["areas"] == areas
        return
    readers = {"csv": pd.read_csv, "xlsx": pd.read_excel, "geojson": gpd.read_file, "parquet": gpd.read_parquet}
    table = readers[suffix](target)
    assert table["h_covered"].tolist() == [area["figures"]["h"]["covered"] for area in areas]
    if suffix in ("geojson", "parquet"):
        assert not table.geometry.is_empty.any()


def test_csv_goes_to_the_terminal_and_a_binary_kind_wants_a_file(data: Path) -> None:
    table = pd.read_csv(io.StringIO(asked(data, "coverage", *DAY, "--format", "csv").out.removeprefix("\ufeff")))
    assert len(table) == 1
    ended = asked(data, "coverage", *DAY, "--format", "xlsx")
    assert ended.code == 2
    assert "--output" in ended.err


def test_a_run_is_measured_again_after_the_data_has_changed(data: Path) -> None:
    number = asked(data, "coverage", *DAY, "--json").document()["run"]["id"]
    with open_store(f"sqlite:///{data / 'jingwei.sqlite3'}").acting(SYSTEM) as store:
        gone = store.read("venue", as_of=AS_OF)["id"].tail(2).tolist()
        store.write([LayerChange("venue", None, AS_OF, retire=gone)], source="test")
    ended = asked(data, "coverage", "rerun", str(number))
    assert ended.code == 0, ended.err
    assert "same" in ended.out
    assert asked(data, "coverage", *DAY, "--json").document()["run"]["id"] != number
    assert asked(data, "coverage", "rerun", "999").code == 1
    assert asked(data, "coverage", "remeasure", "1").code == 2


def test_gaps_are_listed_by_gain_with_what_closes_them(data: Path, tmp_path: Path) -> None:
    document = asked(data, "gaps", *DAY, "--json").document()
    gains = [gap["gained_households"] for gap in document["gaps"]]
    assert gains == sorted(gains, reverse=True)
    assert all(gap["title"] and gap["remedy"] for gap in document["gaps"])
    assert "evidence_unit_ids" not in document["gaps"][0]
    dormant = asked(data, "gaps", *DAY, "--kind", "dormant")
    assert dormant.code == 0
    assert "2 gaps" in dormant.out
    unknown = asked(data, "gaps", *DAY, "--kind", "hole")
    assert unknown.code == 2
    assert unknown.err.rstrip().endswith("building-undecided"), "the list of words is whole"
    assert asked(data, "gaps", *DAY, "--output", tmp_path / "gaps.xlsx").code == 0
    lists = pd.read_excel(tmp_path / "gaps.xlsx")["building_ids"]
    assert [json.loads(text) for text in lists] == [gap["building_ids"] for gap in document["gaps"]]


def test_housing_names_category_mode_and_deciding_share(data: Path, tmp_path: Path) -> None:
    ended = asked(data, "housing", *DAY, "--level", "estate")
    assert ended.code == 0
    assert "cohesion services" in ended.out
    document = json.loads(asked(data, "housing", *DAY, "--json").out)
    assert all(area["housing"]["mode"]["zh"] for area in document["areas"] if area["housing"])
    assert asked(data, "housing", *DAY, "--output", tmp_path / "housing.geojson").code == 0
    table = gpd.read_file(tmp_path / "housing.geojson")
    told = {area["code"]: area for area in document["areas"]}
    for row in table.itertuples():
        assert told[row.code]["name"] == row.name
        assert told[row.code]["housing"]["category"] == row.category
        assert row.geometry.area > 0


def test_words_that_do_not_exist_are_told_with_those_that_do(data: Path) -> None:
    for arguments in (("--level", "town"), ("--reading", "loose"), ("--weight", "money"), ("--format", "doc")):
        ended = asked(data, "coverage", *DAY, *arguments)
        assert ended.code == 2, arguments
        assert arguments[1] in ended.err
    far = asked(data, "coverage", *DAY, "--preset", "far")
    assert far.code == 2
    assert "elder-15" in far.err


def test_a_file_is_of_the_kind_that_its_name_says(data: Path, tmp_path: Path) -> None:
    for target, format_ in (("a.csv", "xlsx"), ("a.doc", "table")):
        ended = asked(data, "coverage", *DAY, "--format", format_, "--output", tmp_path / target)
        assert ended.code == 2
        assert not (tmp_path / target).exists()
    assert ".json" in ended.err


def test_a_what_if_names_its_places_and_indices(data: Path, tmp_path: Path) -> None:
    (tmp_path / "none.json").write_text('{"name": "A"}')
    assert asked(data, "what-if", tmp_path / "none.json", *DAY).code == 1
    # as the map hands a scenario out
    (tmp_path / "nothing.json").write_text('{"scenario": {"changes": []}, "figures": []}')
    ended = call("what-if", tmp_path / "nothing.json", *DAY, "--data", data, JINGWEI_LANGUAGE="zh")
    assert ended.code == 0
    assert "托育点可达率" in ended.out
    assert "nan" not in ended.out
