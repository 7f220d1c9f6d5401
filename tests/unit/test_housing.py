"""Housing category and recommended mode, by household share."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.demo import AS_OF, build_city
from geo.errors import BadInput
from geo.housing import CATEGORIES, MODES, Category, HousingParameters, compute_housing
from geo.layers import layer_named
from tests.coverage_world import DAY, Town, box

TYPES = [choice.value for choice in layer_named("building").field("housing_type").choices]


def estate(*homes, estate_type=None, estate_year=None, **options):
    """One estate of buildings given as (households, type, year built)."""
    town = Town().add("estate", id=1, code="E1", community_id=1, housing_type=estate_type, built_year=estate_year,
                      geometry=box(0, 0, 1, 3))  # fmt: skip
    town.rows["building"] = []
    for number, (households, kind, year) in enumerate(homes, 1):
        town.add("building", id=number, households=households, housing_type=kind, built_year=year, estate_id=1,
                 grid_id=1, community_id=1, geometry=box(0, 0, 0.1, 0.1))  # fmt: skip
    return row(compute_housing(town.frames(), DAY, **options), "estate", 1)


def row(housing, level, thing):
    rows = housing.areas[housing.areas["level"] == level]
    return rows[rows["id"].isna() if thing is None else rows["id"] == thing].iloc[0]


NEW, OLD = 2001, 2000


@pytest.mark.parametrize(
    ("homes", "category", "share"),
    [
        ([(10, "commercial", NEW)], "commercial", 1.0),
        ([(10, "commercial", OLD)], "old", 1.0),
        ([(10, "public_rental", OLD)], "rental", 1.0),
        ([(5, "public_rental", NEW), (5, "commercial", NEW)], "rental", 0.5),
        ([(3, "public_rental", NEW), (2, "low_rent", NEW), (5, "commercial", NEW)], "rental", 0.5),
        ([(49, "public_rental", NEW), (51, "commercial", NEW)], "commercial", 0.51),
        ([(5, "commercial", OLD), (5, "commercial", NEW)], "old", 0.5),
        ([(49, "resettlement", OLD), (51, "commercial", NEW)], "commercial", 0.51),
        ([(49, "commercial", NEW), (51, "resettlement", NEW)], "mixed", 0.49),
        ([(1, "dormitory", NEW)], "mixed", 0.0),
        ([(5, None, NEW), (5, "resettlement", NEW)], "unknown", 0.5),
        ([(5, "unknown", NEW), (5, "resettlement", NEW)], "unknown", 0.5),
        ([(5, "unknown", NEW), (5, "commercial", NEW)], "commercial", 0.5),
        ([(10, None, OLD)], "old", 1.0),
        ([(10, "commercial", None)], "commercial", 1.0),
        ([(0, "commercial", NEW)], None, None),
    ],
)  # fmt: skip
def test_the_first_category_that_reaches_half_of_the_households_holds(homes, category, share):
    found = estate(*homes)
    assert found["category"] == category
    assert pd.isna(found["deciding_share"]) if share is None else found["deciding_share"] == pytest.approx(share)


def test_the_thresholds_are_parameters():
    homes = [(6, "commercial", 2004), (4, "resettlement", 2004)]
    assert estate(*homes)["category"] == "commercial"
    assert estate(*homes, parameters=HousingParameters(share=0.7))["category"] == "mixed"
    assert estate(*homes, parameters=HousingParameters(old_until_year=2004))["category"] == "old"
    assert estate(*homes, parameters=HousingParameters(commercial_types=("resettlement",)))["category"] == "mixed"


@pytest.mark.parametrize(
    "wrong", [{"share": 0.0}, {"share": 1.5}, {"rental_types": ("flat",)}, {"commercial_types": ("shops",)}]
)
def test_a_senseless_parameter_is_refused(wrong):
    with pytest.raises(BadInput) as told:
        HousingParameters(**wrong)
    assert told.value.text("zh")


def test_a_building_without_type_or_year_has_those_of_its_estate():
    assert estate((10, None, None), estate_type="commercial", estate_year=NEW)["category"] == "commercial"
    assert estate((10, None, None), estate_type="commercial", estate_year=OLD)["category"] == "old"
    assert estate((10, "unknown", NEW), estate_type="commercial")["category"] == "unknown"


def test_unknown_is_neither_there_nor_absent():
    found = estate((10, "public_rental", NEW), (30, "unknown", NEW), (60, "commercial", None))
    assert found[["rental_households", "not_rental_households", "rental_unknown_households"]].tolist() == [10, 60, 30]
    assert found[["old_households", "not_old_households", "old_unknown_households"]].tolist() == [0, 40, 60]
    assert found[["unknown_households", "households"]].tolist() == [30, 100]


def test_buildings_in_no_estate_are_scattered_and_count_as_old():
    town = Town().change("building", 1, housing_type="commercial", built_year=2020)
    housing = compute_housing(town.frames(), DAY)
    assert row(housing, "grid", 1)["category"] == "old"
    assert row(housing, "grid", 1)["scattered_households"] == 10
    assert sorted(housing.scattered["id"]) == list(range(1, 10))
    assert row(housing, "estate", None)["households"] == 90, "what is in no estate has a row of its own"


def test_a_household_has_its_own_type_else_that_of_its_building():
    town = Town().add("estate", id=1, code="E1", community_id=1, geometry=box(0, 0, 1, 3))
    town.change("building", 1, estate_id=1, housing_type="commercial", built_year=2020)
    for number, kind in enumerate(["low_rent", "low_rent", None, "unknown"], 1):
        town.add("household", id=number, building_id=1, housing_type=kind)
    found = row(compute_housing(town.frames(), DAY), "estate", 1)
    assert found[["households", "rental_households", "commercial_households", "unknown_households"]].tolist() == [
        4,
        2,
        1,
        1,
    ]
    assert (found["category"], found["deciding_share"]) == ("rental", 0.5)


def test_an_old_day_gives_the_old_category():
    town = Town().add("estate", id=1, code="E1", community_id=1, geometry=box(0, 0, 1, 3))
    town.change("building", 1, estate_id=1, housing_type="public_rental", built_year=2020, valid_to=DAY)
    town.add("building", id=1, estate_id=1, grid_id=1, community_id=1, households=10, housing_type="commercial",
             built_year=2020, valid_from=DAY, geometry=box(0, 0, 0.1, 0.1))  # fmt: skip
    frames = town.frames()
    assert row(compute_housing(frames, DAY), "estate", 1)["category"] == "commercial"
    assert row(compute_housing(frames, DAY.replace(month=8)), "estate", 1)["category"] == "rental"


def test_every_category_has_its_mode_and_an_empty_city_has_none():
    assert set(MODES) == set(CATEGORIES)
    assert row(compute_housing({}, DAY), "city", None)["category"] is None


HOMES = st.lists(
    st.tuples(st.integers(0, 60), st.sampled_from([*TYPES, None]), st.sampled_from([1985, OLD, NEW, None])),
    min_size=1, max_size=12,
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(HOMES)
def test_the_three_figures_of_each_trait_are_all_households(homes):
    found = estate(*homes)
    total = sum(households for households, _, _ in homes)
    assert found["households"] == total
    for trait in ("rental", "old", "commercial"):
        names = [f"{trait}_households", f"not_{trait}_households", f"{trait}_unknown_households"]
        assert found[names].sum() == total
    if total:
        assert found["category"] in set(CATEGORIES)
        assert 0 <= found["deciding_share"] <= 1
        assert (found["deciding_share"] >= 0.5) == (found["category"] != Category.MIXED)


@settings(max_examples=30, deadline=None)
@given(HOMES, st.integers(0, 99))
def test_the_order_of_the_rows_does_not_matter_and_parts_sum_to_the_whole(homes, seed):
    town = Town()
    for number, (households, kind, year) in enumerate(homes):
        somewhere = number % 4 > 0  # the others lie in no area
        town.add("building", id=20 + number, households=households, housing_type=kind, built_year=year,
                 grid_id=number % 9 + 1 if somewhere else None,
                 community_id=number % 9 // 3 + 1 if somewhere else None, estate_id=None, geometry=None)  # fmt: skip
    areas = compute_housing(town.frames(), DAY).areas
    again = compute_housing(town.frames(np.random.default_rng(seed)), DAY).areas
    pd.testing.assert_frame_equal(areas, again)
    counts = areas.filter(like="households").columns
    sums = areas.groupby("level")[list(counts)].sum()
    for level in ("estate", "grid", "community", "street"):
        assert sums.loc[level].tolist() == sums.loc["city"].tolist()


def test_the_demonstration_city_has_every_category_that_can_be_decided():
    city = build_city(0.3)
    housing = compute_housing(city.frames, AS_OF)
    estates = housing.areas[(housing.areas["level"] == "estate") & housing.areas["id"].notna()].set_index("id")
    assert {"rental", "old", "commercial"} <= set(estates["category"])
    frame = city.frames["estate"].set_index("id")
    plain = frame[frame["housing_type"] == "public_rental"].index
    assert set(estates.loc[plain, "category"]) == {"rental"}
    assert estates["households"].to_dict() == frame["households"].to_dict()
