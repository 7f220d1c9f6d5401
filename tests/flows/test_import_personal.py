"""What a file says of persons goes nowhere: not into the store, not into keys, not into reports."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.errors import BadInput
from geo.flows.import_layers import ImportReport
from geo.store import Store
from tests.flows.world import rules, run

IDENTITY, MOBILE = "110101199001011237", "13812345678"


def venues(folder: Path, header: str, *rows: str) -> tuple[Path, str]:
    """A table of venues."""
    path = folder / "venue.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path, "venue"


def everything(store: Store, report: ImportReport) -> str:
    """All that an import left behind, as text."""
    stored = "".join(str(row) for row in store.read("venue").to_dict("records"))
    runs = "".join(str(run.report) for run in store.import_runs())
    return stored + runs + report.to_json().decode() + report.to_geojson().decode()


def test_columns_about_persons_are_left_out_and_named(store: Store, tmp_path: Path) -> None:
    file = venues(
        tmp_path, "name,category,户主,身份证号,备注,说明,床位备注",
        f"医院,clinic,李四,{IDENTITY},找{MOBILE},证件{IDENTITY},三楼", "诊所,clinic,王五,,,,一楼",
    )  # fmt: skip
    report = run(store, file)
    assert report.state == "stored"
    told = {problem.column: problem.severity.value for problem in report.problems if problem.rule == "personal-column"}
    assert told == dict.fromkeys(["户主", "身份证号", "备注", "说明"], "warning")
    left = everything(store, report)
    assert not [word for word in ("李四", "王五", IDENTITY, MOBILE) if word in left]
    assert store.read("venue")["extra"].tolist() == [{"床位备注": "三楼"}, {"床位备注": "一楼"}]


def test_an_identity_number_in_a_field_is_dropped_and_the_rest_of_the_row_stays(store: Store, tmp_path: Path) -> None:
    file = venues(
        tmp_path, "name,category,address,capacity", f"医院,clinic,{IDENTITY},{IDENTITY}", "诊所,clinic,一号,3"
    )
    report = run(store, file)
    assert [p.column for p in report.problems if p.rule == "personal-value"] == ["address", "capacity"]
    assert store.read("venue")["address"].tolist() == [None, "一号"]
    assert IDENTITY not in everything(store, report)


def test_neither_a_key_nor_a_condition_nor_a_mapping_brings_a_personal_column_back(
    store: Store, tmp_path: Path
) -> None:
    file = venues(tmp_path, "name,category,身份证号", f"医院,clinic,{IDENTITY}")
    for options in ({"key": "身份证号"}, {"where": ("身份证号=1",)}, {"mapping": {"address": "身份证号"}}):
        with pytest.raises(BadInput) as refusal:
            run(store, file, **options)
        assert IDENTITY not in str(refusal.value)


def test_identifiers_of_things_with_eleven_digits_are_kept(store: Store, tmp_path: Path) -> None:
    report = run(store, venues(tmp_path, "name,category,osm_id", "医院,clinic,13012345678", "诊所,clinic,13012345679"))
    assert "personal-column" not in rules(report)
    assert [str(extra["osm_id"]) for extra in store.read("venue")["extra"]] == ["13012345678", "13012345679"]


def test_only_offices_keep_a_telephone(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "unit.csv"
    rows = [f"U{level},组织{level},{level},116.405,39.905,0999-800000{level}" for level in (1, 2, 3, 4)]
    path.write_text("\n".join(["code,name,level,lon,lat,办公电话", *rows]) + "\n", encoding="utf-8")
    report = run(store, (path, "unit"))
    (problem,) = [one for one in report.problems if one.rule == "personal-telephone"]
    assert (report.state, problem.size, problem.severity.value) == ("stored", 2.0, "warning")
    kept = dict(zip(*(store.read("unit")[name].tolist() for name in ("code", "telephone")), strict=True))
    assert kept == {"U1": "0999-8000001", "U2": "0999-8000002", "U3": None, "U4": None}
    assert "0999-8000003" not in str(report.as_dict()) and "0999-8000004" not in str(store.import_runs())
