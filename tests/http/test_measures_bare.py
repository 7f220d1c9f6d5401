"""What measures answers every question clearly, also over a store that holds nothing or hardly anything."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any

import httpx
import pandas as pd
import pytest

from geo.clock import china_today
from geo.layers import DERIVED_LAYERS

LEVELS = ("city", "street", "community", "grid", "estate")
ASKED = (
    *(f"/{route}?level={level}" for route in ("coverage", "housing") for level in LEVELS),
    *(f"/coverage?level={level}&weight=ground_m2&reading=lenient" for level in LEVELS),
    "/coverage/city/0", "/coverage?as_of={yesterday}", "/coverage/city/0/trend?dates=2026-01-01",
    "/gaps", "/gaps?bbox=0,0,180,90", "/gaps?sort=-kind",
    *(f"/gaps?kind=dormant&format={kind}" for kind in ("geojson", "csv", "xlsx", "parquet")),
    "/seams", "/parks?since=2026-01-01", "/turnover?since=2026-01-01", "/circle/reach?lon=114.005&lat=30.005", "/circle/reach?lon=180&lat=90",
    "/runs", "/changes?since=0", "/scenarios",
    *(f"/collections/{layer}/items" for layer in DERIVED_LAYERS),
    *(f"/tiles/{layer}/14/13385/6775.mvt" for layer in DERIVED_LAYERS),
)  # fmt: skip
CHANGES: tuple[dict[str, Any], ...] = (
    {"op": "add_venue", "category": "nursery", "lon": 114.005, "lat": 30.0095},
    {"op": "add_unit", "level": 4, "lon": 180, "lat": 90},
    {"op": "set_parameter", "name": "limit_m", "value": 1e300},
    {"op": "set_parameter", "name": "dormant_after_days", "value": 365},
)


def check_all(client: httpx.Client) -> None:
    yesterday = (china_today() - timedelta(1)).isoformat()
    for address in ASKED:
        answer = client.get(address.format(yesterday=yesterday))
        assert answer.status_code in (200, 204), (address, answer.text)
    for change in CHANGES:
        answer = client.post("/what-if", json={"changes": [change]})
        assert answer.status_code == 200, (change, answer.text)


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_an_empty_store_is_measured(empty_client: httpx.Client) -> None:
    check_all(empty_client)
    figures = empty_client.get("/coverage").json()["areas"][0]["figures"]
    assert figures["h"] == {"covered": 0, "not_covered": 0, "unknown": 0, "total": 0, "share": None}


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_file_without_rows_has_its_columns(empty_client: httpx.Client) -> None:
    text = empty_client.get("/gaps?format=csv").content.decode("utf-8-sig")
    assert {"rank", "kind", "households", "lon", "lat", "name", "title", "remedy"} <= set(text.strip().split(","))
    for read, kind in ((pd.read_excel, "xlsx"), (pd.read_parquet, "parquet")):
        table = read(io.BytesIO(empty_client.get(f"/gaps?format={kind}").content))
        assert {"rank", "kind", "households", "name", "title", "remedy"} <= set(table.columns), kind
    run = empty_client.get("/coverage").json()["run"]["id"]
    for name in ("figures", "housing", "buildings", "gaps"):
        text = empty_client.get(f"/runs/{run}/{name}.csv").content.decode("utf-8-sig")
        assert "households" in text or "numerator" in text, (name, text)


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_city_without_networks_estates_or_links_is_measured(client: httpx.Client) -> None:
    check_all(client)
    figures = client.get("/coverage").json()["areas"][0]["figures"]
    assert figures["completeness"]["estimated"], "straight lines that stand in for walks are flagged"
    assert all(figure["estimated"] for figure in figures["circle"].values())
    assert "estimated" not in figures["h"]


@pytest.mark.parametrize("weight", ["households", "ground_m2"])
@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_nought_of_what_nobody_knows_colours_no_area(client: httpx.Client, weight: str) -> None:
    areas = client.get(f"/coverage?level=street&weight={weight}").json()["areas"]
    h = next(area["figures"]["h"] for area in areas if area["id"])
    assert (h["covered"], h["not_covered"], h["unknown"]) == (0, 0, h["total"])
    assert (h["total"] > 0, h["share"]) == (True, 0)
    drawn = client.get(f"/collections/street_coverage/items?weight={weight}").json()["features"]
    assert [one["properties"]["h_share"] for one in drawn] == [None] * len(drawn)
    assert drawn


@pytest.mark.parametrize(
    "change",
    [
        '{"op": "set_parameter", "name": "limit_m", "value": 1' + "0" * 400 + "}",
        '{"op": "add_venue", "category": "nursery", "lon": 1' + "0" * 400 + ', "lat": 0}',
        '{"op": "add_venue", "category": "nursery", "lon": 1, "lat": 1, "name": "\\ud800"}',
        '{"op": "add_venue", "category": "nursery", "lon": 1, "lat": 1, "name": "a\\u0000b"}',
    ],
)
def test_values_that_no_store_and_no_sum_can_hold_are_refused(small_client: httpx.Client, change: str) -> None:
    answer = small_client.post(
        "/what-if", content=f'{{"changes": [{change}]}}', headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 400, answer.text
    assert answer.json()["code"] == "what-if-change-not-usable"


def test_a_scenario_s_name_holds_no_control_characters(small_client: httpx.Client) -> None:
    text = {"name": "a\x00b", "as_of": "2026-09-01", "preset": "distance-10", "changes": []}
    answer = small_client.post("/scenarios", content=json.dumps(text), headers={"Content-Type": "application/json"})
    assert answer.status_code == 400, answer.text
