from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from geo.errors import BadInput, NotFound
from geo.layers import DERIVED_LAYERS, LAYERS, THEMES, Access, shown_layers
from geo.rights import THE_PUBLIC
from geo.styles import legend, registry_document, style
from geo.styles.colours import contrast, readable_on, text_colour
from geo.styles.drawing import GROUND, WAYS
from geo.tiles import tilejson
from tests.cities import empty_city

URL = "http://127.0.0.1/tiles/{layers}/{z}/{x}/{y}.mvt"
THEME_IDS = [None, *(theme.id for theme in THEMES)]


def planner(theme: str | None = None, language: str = "zh") -> dict[str, Any]:
    return style("planner", theme, language, URL)  # type: ignore[arg-type]


def drawn(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [layer for layer in document["layers"] if "source" in layer]


def tile_layers() -> dict[str, dict[str, Any]]:
    tiled = [layer.id for layer in shown_layers() if layer.tiled]
    return {entry["id"]: entry for entry in tilejson(empty_city(), tiled, URL)["vector_layers"]}


def fields_read(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for value in part.values():
            yield from fields_read(value)
    elif isinstance(part, list):
        if len(part) == 2 and part[0] in ("get", "has"):
            yield part[1]
        for value in part:
            yield from fields_read(value)


@pytest.mark.parametrize("theme", THEME_IDS)
def test_every_style_layer_reads_a_tile_layer_and_fields_that_exist(theme):
    known = tile_layers()
    for layer in drawn(planner(theme)):
        entry = known[layer["source-layer"]]
        read = set(fields_read(layer.get("filter"))) | set(fields_read(layer["paint"])) | set(
            fields_read(layer.get("layout"))
        )  # fmt: skip
        assert read <= set(entry["fields"]), layer["id"]
        assert layer["minzoom"] >= entry["minzoom"], layer["id"]


def test_style_layers_have_ids_of_their_own_and_one_source():
    document = planner()
    ids = [layer["id"] for layer in document["layers"]]
    assert len(ids) == len(set(ids))
    assert ids[0] == "ground"
    assert set(document["sources"]) == {"city"}
    assert {layer["source"] for layer in drawn(document)} == {"city"}
    asked = document["sources"]["city"]["tiles"][0].split("/")[-4].split(",")
    assert asked == [layer.id for layer in LAYERS.values() if layer.tiled]
    assert {layer["source-layer"].removesuffix("_label") for layer in drawn(document)} == set(asked)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.id)
def test_each_class_of_a_theme_colours_the_map_and_stands_in_the_legend(theme):
    document = planner(theme.id)
    shown = document["metadata"]["jingwei:legend"]
    assert shown == legend(theme.id, "zh")
    for stage, told in zip(theme.stages, shown["stages"], strict=True):
        part = "dot" if stage.layer == "organisation" else "fill"
        (fill,) = [layer for layer in drawn(document) if layer["id"] == f"{stage.layer}-{part}"]
        if part == "fill":
            assert fill["paint"].keys() == {"fill-color"}  # opaque: the map shows what the legend shows
        assert told["zooms"][0] == fill["minzoom"] or part == "dot"
        expression = json.dumps(fill["paint"])
        classes = [*stage.classes, stage.other]
        assert [entry["label"] for entry in told["classes"]] == [one.label.zh for one in classes]
        for one, entry in zip(classes, told["classes"], strict=True):
            assert entry["colour"] == one.colour
            assert one.colour in expression
    english = [entry["label"] for stage in legend(theme.id, "en")["stages"] for entry in stage["classes"]]
    assert english == [one.label.en for stage in theme.stages for one in (*stage.classes, stage.other)]


def test_stages_of_a_theme_follow_each_other_and_ask_for_their_layers_only():
    document = planner("chain")
    fills = {one["id"]: one for one in drawn(document) if one["id"].endswith("_coverage-fill")}
    assert [(one["minzoom"], one["maxzoom"]) for one in fills.values()] == [(6, 11), (11, 13), (13, 15), (15, 24)]
    asked = document["sources"]["city"]["tiles"][0].split("/")[-4].split(",")
    assert asked[-4:] == ["street_coverage", "community_coverage", "grid_coverage", "building_coverage"]
    assert "seam" not in asked


def test_without_a_theme_there_is_no_legend_and_no_theme_colour():
    assert planner()["metadata"]["jingwei:legend"] is None
    assert planner("none") == planner()
    assert "#0072B2" not in json.dumps([one for one in drawn(planner()) if one["source-layer"] == "building"])


def test_names_can_be_read_on_their_halo_and_on_the_ground():
    for layer in drawn(planner()):
        colour = layer["paint"].get("text-color")
        if colour is None or layer["id"].endswith("-count"):
            continue
        assert contrast(colour, layer["paint"]["text-halo-color"]) >= 4.5, layer["id"]
        assert contrast(colour, GROUND) >= 4.5, layer["id"]


def test_counts_can_be_read_on_their_circles():
    styled = {layer["id"]: layer for layer in drawn(planner())}
    for layer in LAYERS.values():
        if layer.cluster_below is not None:
            circle = styled[f"{layer.id}-cluster"]["paint"]["circle-color"]
            assert contrast(styled[f"{layer.id}-count"]["paint"]["text-color"], circle) >= 3.9, layer.id


def test_every_kind_of_path_is_drawn():
    kinds = {choice.value for choice in LAYERS["path"].field("kind").choices}
    assert kinds <= set(WAYS)
    for kind, way in WAYS.items():
        (line,) = [one for one in drawn(planner()) if one["id"] == f"path-{kind}-line"]
        appears = next((one.zoom for one in LAYERS["path"].field("kind").choices if one.value == kind), None)
        assert line["minzoom"] == way.from_zoom
        assert appears is None or appears <= way.from_zoom


def test_clients_are_sent_to_no_other_server():
    text = json.dumps(planner("housing_type"))
    assert "glyphs" not in text
    assert "sprite" not in text
    assert text.count("http") == 1


def test_layers_can_be_left_out():
    document = style("planner", None, "en", URL, layer_ids=["street"], attribution="© city")
    assert {layer["source-layer"] for layer in drawn(document)} == {"street", "street_label"}
    assert document["sources"]["city"]["attribution"] == "© city"


def test_unknown_styles_and_themes_are_refused_with_the_names_that_exist():
    with pytest.raises(NotFound) as unknown:
        style("moon", None, "zh", URL)
    assert unknown.value.params["expected"] == "planner"
    with pytest.raises(BadInput) as refused:
        planner("rainbow")
    assert "branch_coverage" in refused.value.remedy("zh")


def test_the_registry_document_tells_all_that_may_be_shown_and_nothing_else():
    document = registry_document()
    assert json.loads(json.dumps(document)) == document
    described = {layer["id"]: layer for layer in document["layers"]}
    assert set(described) == {layer.id for layer in LAYERS.values() if layer.access is not Access.RESTRICTED}
    assert "household_id" not in {field["name"] for field in described["unit"]["fields"]}
    assert "restricted" not in json.dumps(document)
    assert described["incident"]["cluster_below"] == 15
    assert [layer["id"] for layer in document["derived"]] == list(DERIVED_LAYERS)
    assert [theme["id"] for theme in document["themes"]] == [theme.id for theme in THEMES]
    steps = [
        {name: field["steps"] for name in ("grid", "building") for field in layers[name]["fields"] if field["steps"]}
        for layers in (described, {layer["id"]: layer for layer in registry_document(THE_PUBLIC)["layers"]})
    ]
    assert steps == [{}, {"grid": 10, "building": 10}]
    assert document["levels"] == ["street", "community", "grid", "estate", "building"]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#000000", "#FFFFFF", 21.0), ("#777777", "#FFFFFF", 4.48), ("#ABCDEF", "#ABCDEF", 1)],
)
def test_contrast_is_that_of_wcag(one, other, expected):
    assert contrast(one, other) == contrast(other, one) == pytest.approx(expected, abs=0.01)


def test_text_colours_are_darkened_only_as_far_as_needed():
    assert text_colour("#000000", "#FFFFFF") == "#000000"
    assert 5 <= contrast(text_colour("#A8CDE8", "#FFFFFF"), "#FFFFFF") < 7
    assert readable_on("#FFFF00") != "#FFFFFF"
    assert readable_on("#000080") == "#FFFFFF"


def test_points_that_stand_in_for_buildings_take_the_colours_of_the_theme():
    dots = {one["id"]: one for one in planner("households")["layers"] if one["type"] == "circle"}
    assert "#7f2704" in str(dots["building-dot"]["paint"]["circle-color"])
    assert "#7f2704" not in str(dots["estate-dot"]["paint"]["circle-color"])
    assert "#7f2704" not in str({one["id"]: one for one in planner()["layers"]}["building-dot"])
