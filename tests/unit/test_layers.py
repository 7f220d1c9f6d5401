"""The registry is whole: every reference resolves, every word has both languages, every vocabulary term is a layer."""

import re
from itertools import pairwise

import pytest

from geo.errors import NotFound
from geo.layers import (
    DERIVED_LAYERS,
    IMPORT_ORDER,
    LAYERS,
    LOCATE_ORDER,
    THEMES,
    Access,
    GeometryKind,
    answers,
    exposed_layers,
    layer_named,
)
from geo.layers.kinds import FieldType

VOCABULARY = (
    "street community grid estate building entrance gate household unit service_link organisation venue path "
    "incident assignment boundary_set"
).split()
ALL_FIELDS = [(layer, field) for layer in LAYERS.values() for field in layer.fields]
DERIVED_FIELDS = [(layer, field) for layer in DERIVED_LAYERS.values() for field in layer.fields]
CHINESE = re.compile(r"[一-鿿]")


@pytest.mark.parametrize("term", VOCABULARY)
def test_every_term_of_the_vocabulary_is_a_layer(term):
    assert layer_named(term).id == term


def test_an_unknown_layer_is_refused_with_the_ones_that_exist():
    with pytest.raises(NotFound) as caught:
        layer_named("raod")
    assert "raod" in caught.value.text("zh")
    assert "street" in caught.value.remedy("en")


def test_every_layer_comes_after_the_layers_that_it_refers_to():
    assert sorted(IMPORT_ORDER) == sorted(LAYERS)
    place = {layer: position for position, layer in enumerate(IMPORT_ORDER)}
    late = [
        (layer.id, field.ref)
        for layer, field in ALL_FIELDS
        if field.ref and field.ref != layer.id and place[field.ref] > place[layer.id]
    ]
    assert late == []


@pytest.mark.parametrize(
    ("layer", "field"), ALL_FIELDS + DERIVED_FIELDS, ids=lambda value: getattr(value, "id", None) or value.name
)
def test_a_field_is_whole(layer, field):
    assert re.fullmatch(r"[a-z][a-z0-9_]*", field.name)
    assert CHINESE.search(field.label.zh) and field.label.en.strip()
    assert field.ref is None or field.ref in LAYERS
    assert field.ref is None or field.type is FieldType.INTEGER, "links hold the id of the thing"
    values = [choice.value for choice in field.choices]
    assert len(values) == len(set(values))


def test_no_spelling_stands_for_two_values_of_the_same_field():
    for layer, field in ALL_FIELDS:
        words = [
            word.casefold()
            for choice in field.choices
            for word in {choice.value, choice.label.zh, choice.label.en, *choice.spellings}
        ]
        per_choice = [{w.casefold() for w in (c.value, c.label.zh, c.label.en, *c.spellings)} for c in field.choices]
        assert len(set(words)) == sum(len(group) for group in per_choice), (layer.id, field.name)


def test_a_layer_names_its_parent_by_a_field_of_its_own():
    for layer in LAYERS.values():
        assert (layer.parent is None) == (layer.parent_field is None)
        if layer.parent_field is not None:
            assert layer.field(layer.parent_field).ref == layer.parent


def test_locating_goes_from_the_smallest_area_to_the_largest():
    assert LOCATE_ORDER[0] == "building"
    parents = {layer: LAYERS[layer].parent for layer in LOCATE_ORDER}
    for smaller, larger in pairwise(LOCATE_ORDER):
        assert parents[larger] != smaller


def test_only_drawn_layers_have_zooms_and_a_look():
    for layer in LAYERS.values():
        assert layer.tiled == (layer.look is not None)
        if layer.zooms is not None:
            low, high = layer.zooms
            assert layer.has_geometry and 0 <= low <= high <= 22
        if layer.cluster_below is not None:
            assert layer.geometry in (GeometryKind.POINT, GeometryKind.ANY)


def test_people_stay_behind_their_doors():
    for layer in ("household", "service_link", "assignment"):
        assert LAYERS[layer].access is Access.RESTRICTED
        assert not LAYERS[layer].tiled
    assert LAYERS["unit"].withheld == ("level", 4), "that a household is a hub is shown only to who serves it"
    assert not [f.name for f in LAYERS["incident"].fields if f.name == "description" and f.access is Access.PUBLIC]
    assert {layer.id for layer in exposed_layers()}.isdisjoint({"household", "service_link", "assignment"})


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.id)
def test_a_theme_colours_a_field_that_tiles_carry(theme):
    for stage in theme.stages:
        field = {**LAYERS, **DERIVED_LAYERS}[stage.layer].field(stage.field)
        assert field.tile
        colours = [entry.colour for entry in stage.classes]
        assert all(re.fullmatch(r"#[0-9A-Fa-f]{6}", colour) for colour in colours)
        assert len(set(colours)) == len(colours), "two classes that look the same cannot be read"
        if stage.numeric:
            limits = [float(entry.value) for entry in stage.classes]
            assert limits == sorted(limits)
        else:
            known = {choice.value for choice in field.choices}
            assert {entry.value for entry in stage.classes} <= known
    layers = [stage.layer for stage in theme.stages]
    assert len(layers) == len(set(layers)), "a layer has one colour at a time"
    zooms = [stage.zooms for stage in theme.stages if stage.zooms is not None]
    assert [one[1] for one in zooms[:-1]] == [one[0] for one in zooms[1:]], "no zoom without a stage"


def test_derived_layers_stand_beside_the_stored_ones_and_need_no_rights():
    assert DERIVED_LAYERS.keys().isdisjoint(LAYERS)
    assert not set(DERIVED_LAYERS) & set(IMPORT_ORDER)
    for layer in DERIVED_LAYERS.values():
        assert layer.derived and layer.tiled and layer.access is Access.PUBLIC
        assert all(field.ref is None or field.ref in LAYERS for field in layer.fields)


def test_every_verdict_and_answer_has_its_words_and_colour():
    assert {choice.value for choice in answers.VERDICTS} == set(answers.Verdict)
    assert {choice.value for choice in answers.ANSWERS} == set(answers.Answer)
