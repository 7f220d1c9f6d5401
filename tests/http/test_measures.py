"""Coverage, gaps, housing and runs over HTTP, on the demonstration city as of its own day."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import mapbox_vector_tile
import pandas as pd
import pytest
import shapely

from api import schemas_measure
from geo.demo import AS_OF
from geo.files.coverage_question import class_of, index_of
from geo.flows.measure_city import measure_city
from geo.layers import DERIVED_LAYERS, THEMES, Theme
from geo.store import SYSTEM, LayerChange, open_store
from tests.http.server import asking, serving, settings_for
from tests.http.test_demo_city import tiles_of

DAY = f"as_of={AS_OF}"
PROXY = "city.example"
"""The name of a reverse proxy: whoever comes by it is the public."""
LEVELS = ("city", "street", "community", "grid", "estate")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory, demonstration: Callable[[Path], str]) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("measured")
    with (
        open_store(demonstration(folder)).acting(SYSTEM) as store,
        serving(settings_for(folder / "data", allowed_hosts=(PROXY,)), store) as address,
        asking(address) as client,
    ):
        yield client


def paged(client: httpx.Client, address: str, part: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    following: str | None = address
    while following is not None:
        page = client.get(following).json()
        found += page[part]
        following = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
    return found


def areas(client: httpx.Client, level: str, more: str = "") -> list[dict[str, Any]]:
    return paged(client, f"/coverage?{DAY}&level={level}&limit=7{more}", "areas")


def every_figure(area: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for index, figure in area["figures"].items():
        if index == "circle":
            yield from ((f"circle {category}", one) for category, one in figure.items())
        elif figure is not None:
            yield index, figure


@pytest.mark.parametrize("level", LEVELS[1:])
def test_the_parts_sum_to_the_city_in_every_figure(city: httpx.Client, level: str) -> None:
    (whole,) = areas(city, "city")
    parts = areas(city, level)
    assert sum(part["households"] for part in parts) == whole["households"]
    for index, figure in every_figure(whole):
        if (index, level) == ("organisation", "estate"):
            continue  # organisations stand in grids, not in estates
        of_parts = [dict(every_figure(part)).get(index) for part in parts]
        for word in ("covered", "not_covered", "unknown", "total"):
            assert sum(one[word] for one in of_parts if one) == pytest.approx(figure[word], abs=0.01), (index, word)


@pytest.mark.parametrize("weight", ["households", "buildings", "footprint_m2", "ground_m2"])
@pytest.mark.parametrize("reading", ["strict", "lenient"])
def test_covered_and_not_covered_and_unknown_are_all(city: httpx.Client, reading: str, weight: str) -> None:
    told = 0
    for area in areas(city, "community", f"&reading={reading}&weight={weight}"):
        for index, one in every_figure(area):
            assert one["covered"] + one["not_covered"] + one["unknown"] == pytest.approx(one["total"], abs=0.01), index
            assert one.get("upper") is None or one["upper"] >= one["covered"] - 1e-6, "the straight line is a bound"
            told += 1
    assert told


def test_an_area_is_told_alike_alone_and_in_the_list_and_names_its_run(city: httpx.Client) -> None:
    listed = areas(city, "grid")[3]
    alone = city.get(f"/coverage/grid/{listed['id']}?{DAY}").json()
    assert alone["area"] == listed
    run = city.get(f"/runs/{alone['run']['id']}").json()
    assert run["digest"] == alone["run"]["digest"]
    assert run["as_of"] == str(AS_OF)
    schemas_measure.AreaCoverage.model_validate(alone)
    schemas_measure.Run.model_validate(run)


def test_within_an_area_are_the_areas_of_its_buildings(city: httpx.Client) -> None:
    street = areas(city, "street")[0]["id"]
    inside = areas(city, "grid", f"&within=street/{street}")
    grids = paged(city, "/collections/grid/items?limit=1000&properties=community_id", "features")
    communities = paged(city, f"/collections/community/items?street_id={street}&properties=", "features")
    held = {one["id"] for one in communities}
    assert {one["id"] for one in inside} == {g["id"] for g in grids if g["properties"]["community_id"] in held}


def test_gaps_come_by_rank_in_pages_and_each_says_what_why_and_what_closes_it(city: httpx.Client) -> None:
    page = city.get(f"/gaps?{DAY}&limit=50").json()
    schemas_measure.GapPage.model_validate(page)
    listed = paged(city, f"/gaps?{DAY}&limit=50", "features")
    assert [gap["properties"]["rank"] for gap in listed] == list(range(1, page["numberMatched"] + 1))
    gains = [gap["properties"]["gained_households"] for gap in listed]
    assert gains == sorted(gains, reverse=True)
    for gap in listed:
        assert gap["properties"]["title"] and gap["properties"]["remedy"]
        assert shapely.from_geojson(httpx.Response(200, json=gap["geometry"]).text).is_valid


def test_a_gap_is_found_by_its_rank_whatever_page_it_stands_on(city: httpx.Client) -> None:
    last = city.get(f"/gaps?{DAY}&limit=1").json()["numberMatched"]
    (gap,) = city.get(f"/gaps?{DAY}&rank={last}").json()["features"]
    assert gap["id"] == gap["properties"]["rank"] == last
    assert city.get(f"/gaps?{DAY}&rank={last + 1}").json()["features"] == []
    assert city.get(f"/gaps?{DAY}&rank=0").status_code == 400


def test_gaps_are_filtered_sorted_and_told_in_the_reader_s_language(city: httpx.Client) -> None:
    dormant = paged(city, f"/gaps?{DAY}&kind=dormant,missing%20hub&sort=-households", "features")
    assert {gap["properties"]["kind"] for gap in dormant} == {"dormant", "missing hub"}
    households = [gap["properties"]["households"] for gap in dormant]
    assert households == sorted(households, reverse=True)
    chinese = city.get(f"/gaps?{DAY}&kind=dormant", headers={"Accept-Language": "zh"}).json()
    assert "停止活动" in chinese["features"][0]["properties"]["title"]
    grid = dormant[0]["properties"]["grid_id"]
    inside = paged(city, f"/gaps?{DAY}&within=grid/{grid}&kind=dormant,missing%20hub", "features")
    assert dormant[0]["id"] in {gap["id"] for gap in inside}
    assert len(inside) < len(dormant)


def test_no_gap_names_a_hub_household(city: httpx.Client) -> None:
    levels = {f["id"]: f["properties"]["level"] for f in paged(city, "/collections/unit/items?limit=1000", "features")}
    named = {
        unit
        for gap in paged(city, f"/gaps?{DAY}&limit=1000", "features")
        for unit in gap["properties"]["evidence_unit_ids"]
    }
    assert named
    assert named <= levels.keys(), "units that the service does not show"


def test_a_gap_at_a_hub_household_is_told_of_its_building(tmp_path: Path, demonstration: Callable[[Path], str]) -> None:
    with open_store(demonstration(tmp_path)).acting(SYSTEM) as store:
        hubs = store.read("unit", as_of=AS_OF, where={"level": 4})
        asleep = hubs[hubs["state"] == "active"].head(1).assign(state="dormant")
        (hub,) = asleep["id"]
        store.write([LayerChange("unit", asleep.drop(columns=["valid_from", "valid_to"]), AS_OF)], source="test")
        measured = measure_city(store, AS_OF)
        gaps, kept = measured.measure.gaps, measured.run.result["gaps"]
        (rank,) = gaps[(gaps["layer"] == "unit") & (gaps["id"] == hub)]["rank"]
        with serving(settings_for(tmp_path / "data"), store) as address, asking(address) as client:
            gap = paged(client, f"/gaps?{DAY}&kind=dormant", "features")
            (told,) = [one["properties"] for one in gap if one["id"] == rank]
    assert told["layer"] == "building"
    assert told["id"] in told["building_ids"]
    units = {thing for layer, thing in zip(kept["layer"], kept["id"], strict=True) if layer == "unit"}
    assert hub not in units, "the kept run is read by everybody"
    assert not set(hubs["code"]) & set(measured.measure.told_gaps["code"]), "what the printed report lists"
    assert hub not in told["evidence_unit_ids"]
    assert told["name"] is None or hubs[hubs["id"] == hub]["name"].iloc[0] not in told["name"]


def test_a_gap_is_called_what_its_thing_is_called_and_a_hub_household_is_not_called_at_all(city: httpx.Client) -> None:
    listed = [gap["properties"] for gap in paged(city, f"/gaps?{DAY}&limit=1000", "features")]
    for layer in sorted({gap["layer"] for gap in listed}):
        things = paged(city, f"/collections/{layer}/items?{DAY}&limit=1000", "features")
        names = {thing["id"]: thing["properties"]["name"] for thing in things}
        for gap in listed:
            if gap["layer"] == layer:
                assert gap["name"] == names.get(gap["id"]), gap


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet", "geojson"])
def test_what_is_listed_can_be_taken_along(city: httpx.Client, kind: str) -> None:
    asked = f"/gaps?{DAY}&kind=dormant,missing%20group"
    listed = paged(city, asked, "features")
    answer = city.get(f"{asked}&format={kind}")
    assert answer.status_code == 200
    assert f"gaps-{AS_OF}.{kind}" in answer.headers["content-disposition"]
    stream = io.BytesIO(answer.content)
    if kind == "geojson":
        ranks = [feature["properties"]["rank"] for feature in answer.json()["features"]]
    elif kind == "csv":
        ranks = pd.read_csv(stream)["rank"].tolist()
    elif kind == "xlsx":
        ranks = pd.read_excel(stream)["rank"].tolist()
    else:
        ranks = pd.read_parquet(stream)["rank"].tolist()
    assert ranks == [gap["properties"]["rank"] for gap in listed]


def test_housing_has_a_category_a_mode_and_shares_wherever_somebody_lives(city: httpx.Client) -> None:
    page = city.get(f"/housing?{DAY}&level=grid&limit=1000").json()
    schemas_measure.HousingPage.model_validate(page)
    for area in page["areas"]:
        assert (area["category"] is None) == (area["households"] == 0)
        assert area["category"] is None or area["mode"]["zh"]
    old = city.get(f"/housing?{DAY}&level=grid&category=old&limit=1000").json()["areas"]
    assert [one["id"] for one in old] == [one["id"] for one in page["areas"] if one["category"] == "old"]
    assert old


def test_a_run_is_kept_once_and_measured_again_alike(city: httpx.Client) -> None:
    first = city.get(f"/coverage?{DAY}").json()["run"]["id"]
    assert city.get(f"/housing?{DAY}").json()["run"]["id"] == first
    other = city.get(f"/coverage?{DAY}&preset=distance-15").json()["run"]["id"]
    assert other != first
    listed = [run["id"] for run in city.get("/runs").json()["runs"]]
    assert {first, other} <= set(listed)
    assert listed == sorted(listed, reverse=True)
    again = city.post(f"/runs/{first}/rerun")
    assert again.status_code == 200
    assert again.json()["same"] is True


@pytest.mark.parametrize("table", ["figures", "housing", "buildings", "gaps", "seams", "divided"])
def test_the_tables_of_a_run_can_be_taken_along(city: httpx.Client, table: str) -> None:
    run = city.get(f"/coverage?{DAY}").json()["run"]["id"]
    rows = pd.read_csv(io.BytesIO(city.get(f"/runs/{run}/{table}.csv").content))
    result = city.get(f"/runs/{run}").json()["result"][table]
    assert list(rows.columns) == list(result)
    assert len(rows) == len(next(iter(result.values())))
    assert city.get(f"/runs/{run}/{table}.doc").status_code == 404


def test_a_longer_limit_never_covers_less(city: httpx.Client) -> None:
    (near,), (far,) = (
        city.get(f"/coverage?{DAY}&preset={preset}").json()["areas"] for preset in ("distance-10", "distance-15")
    )
    for category, figure in near["figures"]["circle"].items():
        assert far["figures"]["circle"][category]["covered"] >= figure["covered"]


def test_a_building_s_doors_say_what_their_tile_says_and_what_it_rests_on(city: httpx.Client) -> None:
    for one in city.get(f"/collections/building_coverage/items?{DAY}&limit=40").json()["features"]:
        answer = city.get(f"/circle/buildings/{one['id']}?{DAY}").json()
        for category in (row["category"] for row in answer["doors"][0]["categories"]):
            doors = [row for door in answer["doors"] for row in door["categories"] if row["category"] == category]
            answers = {row["answer"] for row in doors}
            expected = next(word for word in ("not covered", "unknown", "covered") if word in answers)
            assert one["properties"][f"circle_{category}"] == expected
            for row in doors:
                if row["walk_m"] is not None:
                    assert row["straight_m"] <= row["walk_m"] + 1e-3
                    assert (row["answer"] == "covered") == (row["walk_m"] <= row["limit_m"])
                    assert row["venue_name"]
    assert city.get("/circle/buildings/999999").status_code == 404


def test_whom_a_place_reaches_is_decided_by_doors_and_drawn_beside_it(city: httpx.Client) -> None:
    venue = city.get("/collections/venue/items?category=nursery&limit=1").json()["features"][0]
    lon, lat = venue["geometry"]["coordinates"]
    near, far = (
        city.get(f"/circle/reach?lon={lon}&lat={lat}&{DAY}&preset={preset}").json()
        for preset in ("distance-5", "distance-15")
    )
    assert 0 < near["doors"] <= far["doors"]
    assert near["households"] <= far["households"]
    shapes = [shapely.from_geojson(httpx.Response(200, json=one["shape"]).text) for one in (near, far)]
    assert shapes[0].is_valid
    assert shapes[1].buffer(1e-6).contains(shapes[0])
    assert city.get(f"/circle/reach?lon=0&lat=0&{DAY}").json()["shape"] is None


def test_the_seams_are_the_planted_ones_with_place_size_and_remedy(city: httpx.Client) -> None:
    answer = city.get(f"/seams?{DAY}").json()
    schemas_measure.Seams.model_validate(answer)
    assert sorted(piece["kind"] for piece in answer["pieces"]) == ["building-cut", "coverage-gap", "coverage-overlap"]
    assert all(piece["detail"] and piece["remedy"] and piece["geometry"] for piece in answer["pieces"])
    assert all(max(one["grids"], one["communities"], one["branches"]) > 1 for one in answer["fragments"])


def test_a_park_lags_by_the_enterprises_that_came_without_being_covered(city: httpx.Client) -> None:
    answer = city.get(f"/parks?since=2025-10-01&until={AS_OF}").json()
    schemas_measure.Parks.model_validate(answer)
    assert answer["parks"]
    for park in answer["parks"]:
        assert park["name"]
        assert park["lag"] == (park["enterprises"] - park["enterprises_before"]) - (
            park["covered"] - park["covered_before"]
        )
    assert any(park["growth"] for park in answer["parks"]), "the year brought enterprises"
    assert city.get("/parks").status_code == 400
    assert city.get("/parks?since=2026-09-02&until=2026-09-01").status_code == 400


@pytest.mark.parametrize("level", LEVELS)
def test_turnover_counts_every_home_and_asks_for_its_days(city: httpx.Client, level: str) -> None:
    answer = city.get(f"/turnover?level={level}&since=2025-10-01&until={AS_OF}").json()
    schemas_measure.Turnover.model_validate(answer)
    (whole,) = areas(city, "city")
    assert sum(area["households"] for area in answer["areas"]) == whole["households"]
    named = [area for area in answer["areas"] if area["id"] is not None]
    assert all(area["name"] for area in named)
    assert city.get("/turnover").status_code == 400
    assert city.get(f"/turnover?since={AS_OF}&until={AS_OF}").status_code == 400


def test_a_trend_is_measured_behind_the_answers_and_then_told(city: httpx.Client) -> None:
    dates = "2026-06-01,2026-08-01," + str(AS_OF)
    deadline = time.monotonic() + 60
    while (trend := city.get(f"/coverage/city/0/trend?dates={dates}").json())["pending"]:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    schemas_measure.Trend.model_validate(trend)
    assert [point["as_of"] for point in trend["points"]] == dates.split(",")
    (now,) = areas(city, "city")
    told = trend["points"][-1]["figures"]
    assert told["circle_nursery"]["covered"] == now["figures"]["circle"]["nursery"]["covered"]
    for index in ("h", "v", "hub", "completeness"):
        assert trend["points"][-1]["figures"][index]["covered"] == pytest.approx(now["figures"][index]["covered"])


def test_the_public_is_not_told_which_units_a_gap_rests_on(city: httpx.Client) -> None:
    gaps = f"/gaps?{DAY}&kind=duplicate%20primary"
    for host, told in ((None, True), (PROXY, False)):
        features = city.get(gaps, headers={} if host is None else {"Host": host}).json()["features"]
        assert features
        assert all(bool(one["properties"]["evidence_unit_ids"]) is told for one in features)


def test_an_area_has_as_many_gaps_as_are_listed_in_it(city: httpx.Client) -> None:
    for headers in ({}, PUBLIC):
        for place in ("city/0", "street/1", "community/1", *(f"grid/{number}" for number in range(1, 9))):
            area = city.get(f"/coverage/{place}?{FIRST_OF_MONTH}", headers=headers).json()["area"]
            within = "" if place == "city/0" else f"&within={place}"
            listed = city.get(f"/gaps?{FIRST_OF_MONTH}&limit=1{within}", headers=headers).json()["numberMatched"]
            assert area["gaps"] == listed, (place, headers)


def test_the_trend_of_an_area_that_is_never_there_is_not_found(city: httpx.Client) -> None:
    address = f"/coverage/grid/999999/trend?dates={AS_OF}"
    while (answer := city.get(address)).status_code == 200:
        assert answer.json()["pending"], "an area that is there on none of its days has no trend"
        time.sleep(0.1)
    assert (answer.status_code, answer.json()["code"]) == (404, "area-unknown")


def test_a_trend_takes_days_and_no_day(city: httpx.Client) -> None:
    answer = city.get(f"/coverage/city/0/trend?dates={AS_OF}&as_of={AS_OF}")
    assert (answer.status_code, answer.json()["code"]) == (400, "parameter-unknown")


def test_every_verdict_is_in_the_tiles_and_in_the_items(city: httpx.Client) -> None:
    items = paged(city, f"/collections/building_coverage/items?{DAY}&limit=1000", "features")
    verdicts = {one["id"]: one["properties"]["verdict"] for one in items}
    (box,) = city.get("/collections").json()["extent"]["spatial"]["bbox"]
    drawn = {}
    for x, y in tiles_of(box, 15):
        content = city.get(f"/tiles/building,building_coverage/15/{x}/{y}.mvt?{DAY}").content
        if content and "building_coverage" in (layers := mapbox_vector_tile.decode(content)):
            drawn |= {one["id"]: one["properties"]["verdict"] for one in layers["building_coverage"]["features"]}
    assert drawn == verdicts
    (whole,) = areas(city, "city", "&weight=buildings")
    assert {word: list(verdicts.values()).count(word) for word in set(verdicts.values())} == whole["verdicts"]


def test_tiles_and_items_of_each_reading_say_what_its_figures_say(city: httpx.Client) -> None:
    (box,) = city.get("/collections").json()["extent"]["spatial"]["bbox"]
    drawn: dict[str, dict[str, dict[int, dict[str, Any]]]] = {"strict": {}, "lenient": {}}
    for reading, found in drawn.items():
        for layer in ("building_coverage", "grid_coverage"):
            found[layer] = {}
            for x, y in tiles_of(box, 15):
                content = city.get(f"/tiles/{layer}/15/{x}/{y}.mvt?{DAY}&reading={reading}").content
                for one in mapbox_vector_tile.decode(content)[layer]["features"] if content else ():
                    found[layer][one["id"]] = one["properties"]
        verdicts = [one["verdict"] for one in found["building_coverage"].values()]
        (whole,) = areas(city, "city", f"&weight=buildings&reading={reading}")
        assert {word: verdicts.count(word) for word in set(verdicts)} == whole["verdicts"]
        for area in areas(city, "grid", f"&reading={reading}"):
            for index in ("h", "v", "hub"):
                share = found["grid_coverage"].get(area["id"], {}).get(f"{index}_share")
                assert share == (
                    None if area["id"] is None else pytest.approx(area["figures"][index]["share"], abs=1e-4)
                )
        thing, said = next(iter(found["building_coverage"].items()))
        item = city.get(f"/collections/building_coverage/items/{thing}?{DAY}&reading={reading}").json()
        assert said.items() <= item["properties"].items()
    strict, lenient = drawn["strict"]["building_coverage"], drawn["lenient"]["building_coverage"]
    differing = {name for thing, said in strict.items() for name in said if said[name] != lenient[thing].get(name)}
    assert {"verdict", "hub"} <= differing <= {"verdict", "branch", "hub"}, (
        "the service circle and the housing follow no reading"
    )


@pytest.mark.parametrize("counting", ["weight=buildings", "reading=lenient&weight=footprint_m2", "weight=ground_m2"])
def test_an_area_has_the_colour_of_the_figure_of_its_card_whatever_is_counted(
    city: httpx.Client, counting: str
) -> None:
    (box,) = city.get("/collections").json()["extent"]["spatial"]["bbox"]
    themes = [theme for theme in THEMES if index_of(theme) not in (None, ("organisation", None))]
    assert len(themes) > 10
    for level, zoom in (("street", 10), ("grid", 13)):
        drawn: dict[int, dict[str, Any]] = {}
        for x, y in tiles_of(box, zoom):
            content = city.get(f"/tiles/{level}_coverage/{zoom}/{x}/{y}.mvt?{DAY}&{counting}").content
            layers = mapbox_vector_tile.decode(content) if content else {}
            drawn |= {
                one["id"]: one["properties"] for one in layers.get(f"{level}_coverage", {"features": ()})["features"]
            }
        items = paged(city, f"/collections/{level}_coverage/items?{DAY}&limit=1000&{counting}", "features")
        listed = {one["id"]: one["properties"] for one in items}
        told = [
            city.get(f"/coverage?{DAY}&level={level}&limit=1000{more}").json()["areas"] for more in ("", f"&{counting}")
        ]
        usual = {area["id"]: area["figures"] for area in told[0]}
        differing = 0
        for area in told[1]:
            if area["id"] is None:
                continue
            for theme in themes:
                stage = next(one for one in theme.stages if one.layer == f"{level}_coverage")
                said = figure_of(theme, area["figures"])
                value = drawn[area["id"]].get(stage.field)
                assert (value, listed[area["id"]][stage.field]) == (said, said), (theme.id, area["code"])
                differing += class_of(stage, value) != class_of(stage, figure_of(theme, usual[area["id"]]))
        assert differing, "the weight changes some colour"


def figure_of(theme: Theme, figures: dict[str, Any]) -> float | None:
    """The share that a card tells of what a theme colours; None where the weight does not count it."""
    index, category = index_of(theme) or ("", None)
    figure = figures.get(index)
    figure = figure.get(category) if figure and category else figure
    return figure["share"] if figure else None


@pytest.mark.parametrize("layer", ["gap", "seam", "building"])
def test_what_follows_no_reading_is_the_same_tile_in_both(city: httpx.Client, layer: str) -> None:
    (box,) = city.get("/collections").json()["extent"]["spatial"]["bbox"]
    x, y = next(tiles_of(box, 14))
    strict = city.get(f"/tiles/{layer}/14/{x}/{y}.mvt?{DAY}")
    lenient = city.get(f"/tiles/{layer}/14/{x}/{y}.mvt?{DAY}&reading=lenient")
    assert (lenient.content, lenient.headers["etag"]) == (strict.content, strict.headers["etag"])


@pytest.mark.parametrize("layer", list(DERIVED_LAYERS))
def test_a_derived_layer_is_a_collection_like_every_other(city: httpx.Client, layer: str) -> None:
    collection = city.get(f"/collections/{layer}").json()
    assert collection["id"] == layer
    page = city.get(f"/collections/{layer}/items?{DAY}&limit=2").json()
    assert page["features"]
    names = {field.name for field in DERIVED_LAYERS[layer].fields}
    assert page["features"][0]["properties"].keys() == names
    described = {one["id"]: one for one in city.get("/registry").json()["derived"]}
    assert described[layer]["by_reading"] == (layer not in ("gap", "seam"))
    assert described[layer]["by_weight"] == (layer not in ("gap", "seam", "building_coverage"))
    one = city.get(f"/collections/{layer}/items/{page['features'][0]['id']}?{DAY}")
    assert one.status_code == 200


@pytest.mark.parametrize("theme", [theme.id for theme in THEMES])
def test_every_theme_has_a_style_whose_tiles_are_answered_for_its_day(city: httpx.Client, theme: str) -> None:
    style = city.get(
        f"/styles/planner.json?theme={theme}&{DAY}&preset=distance-10&reading=lenient&weight=buildings"
    ).json()
    (template,) = style["sources"]["city"]["tiles"]
    assert template.endswith(f"?{DAY}&preset=distance-10&reading=lenient&weight=buildings")
    (box,) = city.get("/collections").json()["extent"]["spatial"]["bbox"]
    x, y = next(tiles_of(box, 13))
    answer = city.get(template.format(z=13, x=x, y=y))
    assert answer.status_code == 200
    assert (
        city.get(template.format(z=13, x=x, y=y), headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    )


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("/coverage?level=town", "level"),
        ("/coverage?preset=far", "far"),
        ("/coverage?reading=loose", "reading"),
        ("/coverage?within=street", "within"),
        ("/coverage?cursor=AAAAAAAAAAAAAAAAAAAAAA", "cursor"),
        ("/coverage?as_of=2026-13-01", "as_of"),
        ("/gaps?kind=holes", "kind"),
        ("/gaps?sort=size", "sort"),
        ("/gaps?format=doc", "format"),
        ("/gaps?colour=red", "colour"),
        ("/housing?level=building", "level"),
        ("/coverage/city/0/trend", "dates"),
        ("/tiles/building_coverage/15/1/1.mvt?preset=far", "far"),
        ("/tiles/building_coverage/15/1/1.mvt?reading=loose", "loose"),
        ("/styles/planner.json?theme=chain&reading=loose", "loose"),
        ("/collections/grid_coverage/items?reading=loose", "loose"),
        ("/tiles/grid_coverage/12/1/1.mvt?weight=stones", "stones"),
        ("/styles/planner.json?theme=chain&weight=stones", "stones"),
        ("/collections/grid_coverage/items?weight=stones", "stones"),
    ],
)
def test_what_is_asked_wrongly_is_told(city: httpx.Client, address: str, word: str) -> None:
    answer = city.get(address)
    assert answer.status_code == 400, answer.text
    assert word in answer.json()["detail"] or word in answer.json()["code"]


def test_what_is_not_there_is_not_found(city: httpx.Client) -> None:
    for address in ("/coverage/grid/999999", "/runs/999999", "/coverage/grid/999999?as_of=2026-01-01",
                    "/gaps?within=street/999999", "/coverage?level=grid&within=grid/999999", "/housing?within=grid/999999"):  # fmt: skip
        assert city.get(address).status_code == 404, address
    told = city.get("/coverage/grid/999999", headers={"Accept-Language": "zh"}).json()["detail"]
    assert "标识为 999999 的网格" in told


def test_a_report_is_answered_as_a_page_that_may_ask_for_nothing(city: httpx.Client) -> None:
    for asked, code in (
        ("theme=built_year", "report-theme-unknown"),
        ("theme=chain&level=estate", "report-level-unknown"),
        ("colour=red", "parameter-unknown"),
    ):
        answer = city.get(f"/reports/coverage.html?{asked}")
        assert (answer.status_code, answer.json()["code"]) == (400, code)


PUBLIC = {"host": PROXY}
FIRST_OF_MONTH = f"as_of={AS_OF.replace(day=1)}"


@pytest.mark.parametrize("level", LEVELS)
def test_the_public_is_told_no_small_count_and_all_others_in_steps(city: httpx.Client, level: str) -> None:
    # that month is told to the public because staff has just had it measured
    whole = city.get(f"/coverage?{FIRST_OF_MONTH}&level={level}&limit=1000").json()["areas"]
    told = city.get(f"/coverage?{FIRST_OF_MONTH}&level={level}&limit=1000", headers=PUBLIC).json()["areas"]
    assert [area["id"] for area in told] == [area["id"] for area in whole]
    hidden = small = 0
    for area, all_of_it in zip(told, whole, strict=True):
        assert (area["steps"], all_of_it.get("steps")) == (10, None)
        figures = zip(every_figure(area), every_figure(all_of_it), strict=True)
        for (index, figure), (_, exact) in figures:
            if index in ("organisation", "partition", "completeness"):
                continue
            for word in ("covered", "not_covered", "unknown", "total"):
                assert figure[word] is None or figure[word] % 10 == 0
                assert (word in figure["hidden"]) == (figure[word] is None)
                if 0 < exact[word] < 9:  # parts of households are counted whole
                    small += 1
                    assert figure[word] is None
                hidden += figure[word] is None
    assert hidden >= small
    assert small or level not in ("grid", "estate")


@pytest.mark.parametrize("counting", ["reading=strict", "reading=lenient", "weight=buildings"])
def test_a_figure_that_is_hidden_is_hidden_in_every_answer_to_the_public(city: httpx.Client, counting: str) -> None:
    assert city.get(f"/coverage?{FIRST_OF_MONTH}").status_code == 200
    read = f"{FIRST_OF_MONTH}&{counting}"
    areas = city.get(f"/coverage?{read}&level=grid&limit=1000", headers=PUBLIC).json()["areas"]
    known = {area["id"]: area for area in areas}
    items = city.get(f"/collections/grid_coverage/items?{read}&limit=1000", headers=PUBLIC).json()["features"]
    assert items
    for item in items:
        area, said = known[item["id"]], item["properties"]
        assert said["households"] == area["households"]
        for index in ("h", "v", "hub"):
            assert said[f"{index}_share"] == area["figures"][index]["share"]
        for category, figure in area["figures"]["circle"].items():
            assert said[f"circle_{category}_share"] == figure["share"]
    thing = next(area["id"] for area in areas if area["id"] and area["figures"]["circle"]["nursery"]["hidden"])
    alone = city.get(f"/coverage/grid/{thing}?{read}", headers=PUBLIC).json()["area"]
    assert alone == known[thing]
    housing = city.get(f"/housing?{FIRST_OF_MONTH}&level=grid&limit=1000", headers=PUBLIC).json()["areas"]
    for row in housing:
        assert row["households"] in (known[row["id"]]["households"], 0)
        assert all(count is None or count % 10 == 0 for count in row["counts"].values())


@pytest.mark.parametrize("level", ["grid", "estate"])
def test_a_trend_hides_what_the_figures_of_its_days_hide(city: httpx.Client, level: str) -> None:
    assert city.get(f"/coverage?{FIRST_OF_MONTH}").status_code == 200
    areas = city.get(f"/coverage?{FIRST_OF_MONTH}&level={level}&limit=1000", headers=PUBLIC).json()["areas"]
    beside = [area for area in areas if area["id"] and area["figures"]["v"]["hidden"]][:20]
    assert any("total" not in area["figures"]["v"]["hidden"] for area in beside)
    for area in beside:
        address = f"/coverage/{level}/{area['id']}/trend?dates={AS_OF.replace(day=1)}"
        (point,) = city.get(address, headers=PUBLIC).json()["points"]
        for index in ("h", "v", "hub", "completeness"):
            told = point["figures"][index]
            assert told == {name: area["figures"][index][name] for name in told}
        for category, figure in area["figures"]["circle"].items():
            assert point["figures"][f"circle_{category}"] == {
                name: told for name, told in figure.items() if name != "upper"
            } | {"hidden": [word for word in figure["hidden"] if word != "upper"]}
