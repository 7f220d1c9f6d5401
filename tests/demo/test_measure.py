"""A measurement does not depend on the order of rows, and keeps its thresholds through JSON."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest

from geo.coverage import CoverageParameters, Reading, Weight
from geo.demo import AS_OF, DemoCity
from geo.errors import BadInput
from geo.housing import HousingParameters
from geo.layers import DERIVED_LAYERS
from geo.measure import CityMeasure, MeasureParameters, area_documents, compute_measure, derived_frames, result_of
from geo.measure.flat import area_table
from geo.measure.trend import trend_figures


@pytest.fixture(scope="module")
def measure(city: DemoCity) -> CityMeasure:
    return compute_measure(city.frames, {}, AS_OF, MeasureParameters())


def test_the_order_of_rows_changes_no_figure(city, measure):
    mix = np.random.default_rng(7)
    shuffled = {layer: frame.iloc[mix.permutation(len(frame))] for layer, frame in city.frames.items()}
    assert result_of(compute_measure(shuffled, {}, AS_OF, MeasureParameters())) == result_of(measure)


def test_thresholds_survive_json_and_wrong_ones_are_refused():
    chosen = MeasureParameters(
        CoverageParameters(dormant_after_days=30, covered_statuses=("branch",)),
        HousingParameters(share=0.6), "elder-10", ("nursery", "market"),
    )  # fmt: skip
    assert MeasureParameters.from_json(json.loads(json.dumps(chosen.to_json()))) == chosen
    with pytest.raises(BadInput, match="lighthouse"):
        MeasureParameters(required=("lighthouse",))
    with pytest.raises(BadInput):
        MeasureParameters(preset="far")


def test_every_field_of_a_derived_layer_is_filled_from_the_measurement(measure):
    frames = dict(derived_frames(measure))
    assert frames.keys() == DERIVED_LAYERS.keys()
    for name, frame in frames.items():
        declared = {field.name for field in DERIVED_LAYERS[name].fields}
        assert declared <= set(frame.columns), name
        for field in DERIVED_LAYERS[name].fields:
            values = set(frame[field.name].dropna())
            if field.choices and field.name != "category":
                assert values <= {choice.value for choice in field.choices}, (name, field.name)


def test_one_required_category_less_leaves_the_others_as_they_are(city, measure):
    fewer = dataclasses.replace(MeasureParameters(), required=("nursery", "market"))
    some = compute_measure(city.frames, {}, AS_OF, fewer)
    (whole,), (part,) = area_documents(measure, "city"), area_documents(some, "city")
    assert part["figures"]["circle"]["nursery"] == whole["figures"]["circle"]["nursery"]
    assert part["figures"]["completeness"]["total"] == 2 * whole["households"]


def test_a_flat_table_says_what_the_documents_say(measure):
    documents = area_documents(measure, "community", Reading.LENIENT, Weight.BUILDINGS)
    table = area_table(measure, "community", Reading.LENIENT, Weight.BUILDINGS)
    assert table["h_covered"].tolist() == [one["figures"]["h"]["covered"] for one in documents]
    assert table.geometry.notna().all()
    assert table["verdict_complete"].fillna(0).tolist() == [one["verdicts"].get("complete", 0) for one in documents]


def test_a_trend_reads_from_a_kept_result_what_the_measurement_said(measure):
    kept = json.loads(json.dumps(result_of(measure)))
    figures = trend_figures(kept, "street", Reading.STRICT, Weight.HOUSEHOLDS)
    for area in area_documents(measure, "street"):
        assert figures[area["id"]]["v"] == area["figures"]["v"]
        assert figures[area["id"]]["completeness"]["share"] == area["figures"]["completeness"]["share"]
