"""A measurement as a story, on both stores: the planted gaps, runs that are kept, old days that stay as they were."""

from __future__ import annotations

import datetime as dt

import pytest

from geo.demo import AS_OF, build_city
from geo.demo.manifest import Manifest
from geo.flows.measure_city import FrameCache, measure_city, rerun
from geo.layers.answers import SEAM_KINDS
from geo.measure import MeasureParameters, Memo, result_of
from geo.store import LayerChange
from tests.conftest import Fill, demonstrated
from tests.demo.test_planted_coverage import PLANTED


@pytest.fixture
def contents() -> Fill:
    return demonstrated


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    return build_city(scale=0.1).manifest


def test_every_planted_gap_is_found_with_its_reason_and_nothing_else_of_its_kind(store, manifest):
    gaps = measure_city(store, AS_OF).measure.gaps
    for planted, kind in PLANTED.items():
        rows = gaps[gaps["kind"] == kind]
        expected = {(gap.layer, thing) for gap in manifest.of_kind(planted) for thing in gap.ids}
        assert expected
        assert set(zip(rows["layer"], rows["id"], strict=True)) == expected, kind
    seams = {choice.value for choice in SEAM_KINDS}
    assert set(gaps["kind"]) <= {*PLANTED.values(), *seams, "out of reach"}


def test_the_same_day_and_data_are_one_run(store, manifest):
    first = measure_city(store, AS_OF)
    second = measure_city(store, AS_OF, cache=FrameCache(), memo=Memo())
    assert second.run.id == first.run.id
    assert len(store.metric_runs()) == 1
    other = measure_city(store, AS_OF, MeasureParameters(preset="distance-5"))
    assert other.run.id != first.run.id


def test_a_run_and_an_old_day_give_the_same_figures_after_the_city_has_changed(store, manifest):
    cache, day_before = FrameCache(), AS_OF - dt.timedelta(1)
    kept, old = measure_city(store, AS_OF, cache=cache), measure_city(store, day_before, cache=cache)
    unit = store.read("unit", as_of=AS_OF, where={"level": 2})
    gone = unit["id"].head(5).tolist()
    store.write([LayerChange("unit", None, AS_OF, retire=gone)], source="test")
    changed = measure_city(store, AS_OF, cache=cache)
    assert changed.run.id != kept.run.id
    city = [
        run.result["figures"]["covered"] for run in (store.metric_run(kept.run.id), store.metric_run(changed.run.id))
    ]
    assert city[0] != city[1], "five branches fewer show in the figures"
    again = rerun(store, kept.run.id)
    assert again.same
    assert again.digest == kept.run.digest
    # a change that holds from a later day on leaves the day before as it was, though its run is another one
    then = measure_city(store, day_before, cache=cache)
    assert then.run.id != old.run.id
    assert result_of(then.measure) == result_of(old.measure)


def test_parts_taken_over_from_a_memo_change_nothing(store, manifest):
    memo, cache = Memo(), FrameCache()
    measure_city(store, AS_OF, memo=memo, cache=cache)
    venue = store.read("venue", as_of=AS_OF)
    store.write([LayerChange("venue", None, AS_OF, retire=venue["id"].head(3).tolist())], source="test")
    warm = measure_city(store, AS_OF, memo=memo, cache=cache).measure
    cold = measure_city(store, AS_OF).measure
    assert result_of(warm) == result_of(cold)
