"""What is told of the demonstration city outside gives no small count of people away: solved for each hidden cell."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.coverage import Reading, Weight
from geo.demo import AS_OF, DemoCity
from geo.measure import CityMeasure, MeasureParameters, area_documents, compute_measure, derived_frames
from geo.measure.areas import CITY
from geo.measure.published import THREE, TOTAL, Published, published, table_of
from geo.measure.told import cell_of, told_areas, told_document
from geo.privacy import Relation, suppress, worked_out

K, K_PUBLIC = 5, 10
LEVELS = ("street", "community", "grid", "estate", "city")


@pytest.fixture(scope="module")
def measure(city: DemoCity) -> CityMeasure:
    return compute_measure(city.frames, {}, AS_OF, MeasureParameters())


@pytest.fixture(scope="module", params=[(Reading.STRICT, K), (Reading.LENIENT, K_PUBLIC)])
def told(request: pytest.FixtureRequest, measure: CityMeasure) -> Published:
    reading, k = request.param
    return published(measure, reading, k)


def test_the_table_holds_the_figures_of_the_measurement(measure: CityMeasure) -> None:
    table = table_of(measure, Reading.STRICT)
    for level in LEVELS:
        for document in area_documents(measure, level):
            row = table.counts[table.areas[cell_of(document)]] if cell_of(document) in table.areas else None
            if row is None:
                assert document["figures"]["v"]["total"] == 0
                continue
            for index in ("h", "v", "hub"):
                figure = document["figures"][index]
                assert [row[table.names[f"{index}.{word}"]] for word in THREE] == [figure[word] for word in THREE]
            for category, figure in document["figures"]["circle"].items():
                counts = np.array([row[table.names[f"circle.{category}.{word}"]] for word in THREE], float)
                assert np.abs(counts - [figure[word] for word in THREE]).max() <= max(1, document["buildings"])
            assert sum(document["verdicts"].values()) == row[table.names[TOTAL]]
            if document["housing"]:
                counts = {
                    word: int(row[table.names[f"housing.{word}.covered"]]) for word in document["housing"]["counts"]
                }
                assert counts == document["housing"]["counts"]


def test_every_small_count_is_hidden_and_none_can_be_worked_out(told: Published) -> None:
    table = told.table
    small = (table.counts > 0) & (table.counts < told.k)
    assert small.any()
    assert told.hidden[small].all()
    hidden = told.hidden.copy()
    hidden[:, table.names[TOTAL]] = False  # how many live where is known from the layer of buildings
    assert not (worked_out(table.counts.ravel(), table.relations, hidden.ravel()) & small.ravel()).any()
    assert told.hidden.mean() < 0.2, "figures that are mostly hidden serve nobody"


def test_without_its_partners_a_small_count_would_be_worked_out(told: Published) -> None:
    table = told.table
    bare = ((table.counts > 0) & (table.counts < told.k)).ravel()
    assert worked_out(table.counts.ravel(), table.relations, bare).any()


def test_documents_tell_steps_and_hide_what_the_table_hides(measure: CityMeasure, told: Published) -> None:
    hidden = 0
    for level in LEVELS:
        for document in area_documents(measure, level):
            made = told_document(document, told, Weight.HOUSEHOLDS)
            for figure in (made["figures"]["h"], made["figures"]["v"], *made["figures"]["circle"].values()):
                for word in (*THREE, "total"):
                    assert (figure[word] is None) == (word in figure["hidden"])
                    assert figure[word] is None or figure[word] % told.k == 0
                    hidden += figure[word] is None
                assert figure["share"] is None or round(figure["share"], 2) == figure["share"]
            assert made["steps"] == told.k
            assert all(count is None or count % told.k == 0 for count in made["verdicts"].values())
    assert hidden


@pytest.mark.parametrize("weight", [Weight.BUILDINGS, Weight.FOOTPRINT])
def test_what_is_weighed_otherwise_is_hidden_where_the_households_are(
    measure: CityMeasure, told: Published, weight: Weight
) -> None:
    for document in area_documents(measure, "grid", told_reading(told, measure), weight):
        made = told_document(document, told, weight)
        for word in THREE:
            if told.hides(cell_of(document), f"v.{word}"):
                assert made["figures"]["v"][word] is None


def told_reading(told: Published, measure: CityMeasure) -> Reading:
    """The reading of which a table was made."""
    strict = table_of(measure, Reading.STRICT).counts
    return Reading.STRICT if np.array_equal(strict, told.table.counts) else Reading.LENIENT


def test_the_city_and_what_lies_in_no_area_are_parts_of_the_same_table(measure: CityMeasure) -> None:
    table = table_of(measure, Reading.STRICT)
    assert table.areas["city", CITY] == 0
    for relation in table.relations[:2000]:
        assert table.counts.ravel()[list(relation.parts)].sum() == table.counts.ravel()[relation.total]


def test_a_partner_that_can_be_worked_out_all_the_same_is_told() -> None:
    # 3 stands alone with 20 in its row; of the other column nothing is left that 20 could be mistaken for
    counts = np.array([3, 20, 23, 0, 0, 0, 3, 20, 23], dtype=np.int64)
    rows = [Relation(2, (0, 1)), Relation(5, (3, 4)), Relation(8, (6, 7))]
    columns = [Relation(6, (0, 3)), Relation(7, (1, 4)), Relation(8, (2, 5))]
    hidden = suppress(counts, rows + columns, K)
    assert hidden.mask[0]
    assert not worked_out(counts, rows + columns, hidden.mask).any()


def test_a_layer_of_areas_tells_ones_own_whole_and_the_others_in_per_cents(
    measure: CityMeasure, told: Published
) -> None:
    frame = dict(derived_frames(measure))["grid_coverage"]
    own = frame["id"].head(3).tolist()
    reading = told_reading(told, measure)
    documents = [told_document(one, told, Weight.HOUSEHOLDS) for one in area_documents(measure, "grid", reading)]
    made = told_areas(frame, "grid", told, own, documents)
    pd.testing.assert_frame_equal(
        made.head(3)[["h_share", "v_share", "completeness_share"]],
        frame.head(3)[["h_share", "v_share", "completeness_share"]],
    )
    rest = made.iloc[3:]
    shares = rest[["h_share", "v_share", "hub_share", "circle_nursery_share"]].to_numpy(dtype=float)
    assert np.allclose(shares, shares.round(2), equal_nan=True)
    assert np.isnan(shares).sum() > np.isnan(frame.iloc[3:][["h_share", "v_share", "hub_share"]].to_numpy()).sum()
    households = rest["households"].dropna().to_numpy(dtype=np.int64)
    assert (households % told.k == 0).all()
