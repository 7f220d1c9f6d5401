"""Figures at every level, grids with their branch, organisations, seams, the fix list, and what must always hold."""

from __future__ import annotations

import itertools
from string import Formatter
from unittest.mock import patch

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.asof import distinct
from geo.coverage import VERDICTS, CoverageParameters, compute_coverage, find_seams, park_lag
from geo.coverage.figures import Alike, three_sums
from geo.coverage.hubs import _about
from geo.coverage.service import spread
from geo.gaps import GAPS, gap_list
from geo.ground import Ground
from geo.topology import Tiling
from tests.coverage_world import DAY, GRIDS, TOWNS, Town, box, days_ago, spot

PARTS = ["numerator", "not_covered", "unknown"]


def figure(result, level, thing, index, weight="households", reading="strict"):
    rows = result.figures
    rows = rows[(rows["level"] == level) & (rows["index"] == index) & (rows["weight"] == weight)]
    rows = rows[rows["reading"] == reading]
    rows = rows[rows["id"].isna() if thing is None else rows["id"] == thing]
    (row,) = rows[[*PARTS, "denominator"]].itertuples(index=False)
    return tuple(float(value) for value in row)


def gaps_of(town, seams=False):
    coverage = compute_coverage(town.frames(), DAY)
    return gap_list(coverage, find_seams(town.frames(), coverage.work.ground, DAY) if seams else None)


def test_the_figures_of_each_level_are_the_three_sums_of_its_buildings():
    town = Town().remove("unit", 15).change("unit", 16, last_active_on=None).change("building", 5, households=30)
    result = compute_coverage(town.frames(), DAY)
    assert figure(result, "grid", 5, "h") == (0, 30, 0, 30)
    assert figure(result, "grid", 6, "h") == (0, 0, 10, 10)
    assert figure(result, "community", 2, "h") == (10, 30, 10, 50)
    assert figure(result, "street", 1, "h") == (40, 30, 10, 80)
    assert figure(result, "city", None, "h") == (70, 30, 10, 110)
    assert figure(result, "city", None, "h", "buildings") == (7, 1, 1, 9)
    assert figure(result, "street", 2, "v") == (30, 0, 0, 30)
    assert figure(result, "city", None, "v", reading="lenient") == (80, 30, 0, 110)


def test_ground_is_measured_by_the_areas_own_polygons():
    town = Town().remove("unit", 15).change("unit", 16, last_active_on=None)
    result = compute_coverage(town.frames(), DAY)
    cell_m2 = figure(result, "grid", 1, "h", "ground_m2")[3]
    assert cell_m2 == pytest.approx(85.4 * 111.0, rel=0.01)
    assert figure(result, "grid", 5, "h", "ground_m2") == pytest.approx((0, cell_m2, 0, cell_m2), rel=1e-3)
    assert figure(result, "community", 2, "h", "ground_m2") == pytest.approx(
        (cell_m2, cell_m2, cell_m2, 3 * cell_m2), rel=1e-3
    )
    assert figure(result, "city", None, "h", "ground_m2") == pytest.approx(
        (7 * cell_m2, cell_m2, cell_m2, 9 * cell_m2), rel=1e-3
    )


def test_ground_is_unknown_where_nobody_knows_who_serves_it():
    frames = {name: frame for name, frame in Town().frames().items() if name not in ("unit", "service_link")}
    result = compute_coverage(frames, DAY)
    for level, thing in (("grid", 5), ("community", 2), ("street", 1), ("city", None)):
        covered, bare, unknown, total = figure(result, level, thing, "h", "ground_m2")
        assert (covered, bare) == (0, 0)
        assert unknown == total > 0
    doubtful = compute_coverage(Town().change("unit", 15, level=None).frames(), DAY)
    assert figure(doubtful, "grid", 5, "h") == (0, 0, 10, 10)
    covered, bare, unknown, total = figure(doubtful, "grid", 5, "h", "ground_m2")
    assert (covered, bare, unknown) == pytest.approx((0, 0, total), abs=0.01)


@settings(max_examples=25, deadline=None)
@given(TOWNS, st.lists(st.tuples(st.sampled_from(GRIDS), st.sampled_from([-0.2, 0.0, 0.2])), max_size=3), st.booleans())
def test_what_is_left_of_a_community_is_the_same_whether_it_is_overlaid_or_summed_over_grids_that_tile_it(
    town, moved, estate
):
    for number, shift in moved:
        x, y = (number - 1) // 3, (number - 1) % 3
        town.change("grid", number, geometry=box(x, y, x + 1 + shift, y + 1))
    if estate:
        town.add("estate", id=1, code="E1", community_id=1, geometry=box(0.5, 0.5, 1.5, 1.5)).link(15, "estate", 1)
    summed = compute_coverage(town.frames(), DAY).figures
    with patch.object(Tiling, "exact", property(lambda tiling: np.zeros(len(tiling.parents), bool))):
        overlaid = compute_coverage(town.frames(), DAY).figures
    pd.testing.assert_frame_equal(summed, overlaid, rtol=1e-9, atol=1e-3)


def test_a_served_estate_covers_its_own_ground_and_its_own_buildings():
    town = Town().unlink(15).link(15, "estate", 1)
    town.add("estate", id=1, code="E1", community_id=2, geometry=box(1, 1, 1.5, 2))
    town.change("building", 5, estate_id=1)
    result = compute_coverage(town.frames(), DAY)
    whole = figure(result, "grid", 5, "h", "ground_m2")[3]
    assert figure(result, "grid", 5, "h", "ground_m2")[0] == pytest.approx(whole / 2, rel=1e-3)
    assert figure(result, "grid", 5, "h") == (10, 0, 0, 10)
    assert figure(result, "estate", 1, "v") == (10, 0, 0, 10)
    assert figure(result, "estate", None, "v") == (80, 0, 0, 80), "buildings in no estate have a row of their own"


@pytest.mark.parametrize("target", [("community", 2), ("street", 1), ("building", 5)])
def test_a_branch_serves_whatever_lies_in_its_target(target):
    result = compute_coverage(Town().unlink(15).link(15, *target).frames(), DAY)
    assert figure(result, "grid", 5, "h") == (10, 0, 0, 10)


def test_households_are_counted_where_they_are_listed_and_stated_elsewhere():
    town = Town().change("building", 2, households=None).change("building", 3, households=0)
    for number in (1, 2, 3):
        town.add("household", id=number, building_id=1)
    result = compute_coverage(town.frames(), DAY)
    table = result.buildings.set_index("id")
    assert table.loc[1, "households"] == 3
    assert (table.loc[2, "households"], table.loc[2, "households_known"]) == (0, False)
    assert 3 not in table.index, "nobody lives there"
    assert figure(result, "community", 1, "v") == (3, 0, 0, 3)
    assert figure(result, "community", 1, "v", "buildings") == (2, 0, 0, 2)


def test_a_building_without_households_that_is_no_home_is_not_asked():
    town = Town().change("building", 5, households=None, use="institution")
    assert 5 not in set(compute_coverage(town.frames(), DAY).buildings["id"])


GRID_CASES = [
    (lambda t: t, "link", 15),
    (lambda t: t.unlink(15).link(15, "community", 2), "link", 15),
    (lambda t: t.link(14, "grid", 5), "link", 14),
    (lambda t: t.unlink(15), "seat", 15),
    (lambda t: t.unlink(15).change("unit", 15, geometry=spot(1.5, 2)), "seat", 15),
    (lambda t: t.unlink(15).change("unit", 15, state="dormant"), "none", None),
    (lambda t: t.unlink(15).change("unit", 15, geometry=None), "none", None),
    (lambda t: t.change("unit", 15, last_active_on=None), "unknown", None),
    (lambda t: t.change("unit", 15, geometry=None, level=None), "unknown", None),
]


@pytest.mark.parametrize(("change", "how", "branch"), GRID_CASES)
def test_a_grid_has_its_branch_by_link_else_by_seat(change, how, branch):
    row = compute_coverage(change(Town()).frames(), DAY).grids.set_index("id").loc[5]
    assert row["how"] == how
    assert (None if pd.isna(row["branch_id"]) else row["branch_id"]) == branch


@pytest.mark.parametrize(("served", "how"), [(9, "none"), (10, "inferred"), (11, "inferred"), (0, "none")])
def test_a_grid_with_half_of_its_households_served_has_its_branch_by_inference(served, how):
    town = Town().unlink(15).change("unit", 15, geometry=None).change("building", 5, households=20 - served)
    town.add(
        "building", id=50, code="B50", households=served, community_id=2, grid_id=5, geometry=box(1.1, 1.1, 1.2, 1.2)
    )
    town.link(14, "building", 50, primary=False)
    row = compute_coverage(town.frames(), DAY).grids.set_index("id").loc[5]
    assert (row["how"], row["households"], row["served_households"]) == (how, 20, served)
    assert pd.isna(row["branch_id"])


def test_unknown_households_make_the_inference_unknown():
    town = Town().unlink(15).change("unit", 15, geometry=None).unit(50, 2, 1, last_active_on=None)
    row = compute_coverage(town.link(50, "building", 5).frames(), DAY).grids.set_index("id").loc[5]
    assert (row["how"], row["unknown_households"]) == ("unknown", 10)


def organisations(town):
    for number, (status, grid, kind) in enumerate(
        [("branch", 1, "enterprise"), ("joint", 1, "enterprise"), ("liaison", 2, "social"), ("none", 2, "enterprise"),
         (None, 9, "enterprise"), ("none", None, "enterprise"), ("none", 3, "institution")], 1
    ):  # fmt: skip
        town.add(
            "organisation",
            id=number,
            code=f"O{number}",
            kind=kind,
            status=status,
            grid_id=grid,
            geometry=spot(0.5, 0.5),
        )
    return town


def test_organisations_are_counted_by_status_in_every_area():
    table = compute_coverage(organisations(Town()).frames(), DAY).organisations
    firms = table[table["kind"] == "enterprise"].set_index(["level", "id"])
    wanted = ["branch", "joint", "none", "unknown", "total", "covered", "not_covered"]
    assert firms.loc[("grid", 1), wanted].tolist() == [1, 1, 0, 0, 2, 2, 0]
    assert firms.loc[("community", 3), wanted].tolist() == [0, 0, 0, 1, 1, 0, 0]
    city = table[(table["level"] == "city") & (table["kind"] == "enterprise")]
    assert city[wanted].iloc[0].tolist() == [1, 1, 2, 1, 5, 2, 2]
    outside = table[(table["level"] == "street") & table["id"].isna()]
    assert outside["total"].sum() == 1


def test_a_liaison_counts_as_covered_unless_the_deployment_says_otherwise():
    parameters = CoverageParameters(covered_statuses=("branch", "joint"))
    table = compute_coverage(organisations(Town()).frames(), DAY, parameters).organisations
    social = table[(table["level"] == "city") & (table["kind"] == "social")].iloc[0]
    assert (social["covered"], social["not_covered"]) == (0, 1)


def test_a_park_lags_by_what_it_grew_and_did_not_cover():
    town = Town().add("organisation", id=1, kind="park", geometry=box(0, 0, 1, 1))
    old, new = {"valid_from": days_ago(900)}, {"valid_from": days_ago(30)}
    for number, (status, dates) in enumerate(
        [
            ("branch", old),
            ("none", {**old, "valid_to": days_ago(100)}),
            ("joint", new),
            ("none", new),
            ("unknown", new),
        ],
        2,
    ):
        town.add(
            "organisation", id=number, kind="enterprise", status=status, park_id=1, geometry=spot(0.5, 0.5), **dates
        )
    basis, table = park_lag(town.frames(), days_ago(365), DAY)
    row = table.set_index("id").loc[1]
    assert (row["enterprises_before"], row["enterprises"], row["growth"]) == (2, 4, 2)
    assert (row["covered_before"], row["covered"], row["covered_growth"]) == (1, 2, 1)
    assert (row["unknown_growth"], row["lag"]) == (1, 1)
    assert basis.as_of == DAY


def test_seams_are_told_by_layer_and_a_sound_town_has_none():
    town = Town()
    ground = Ground.of(town.frames(), DAY)
    assert find_seams(town.frames(), ground, DAY) == {"community": [], "grid": [], "building": []}
    town.change("grid", 5, geometry=box(1.1, 1, 2, 2)).change("building", 9, geometry=box(5, 5, 6, 6))
    gaps = gaps_of(town, seams=True)
    assert set(zip(gaps["kind"], gaps["layer"], gaps["id"], strict=True)) == {
        ("coverage-gap", "community", 2), ("building-without-grid", "building", 9),
    }  # fmt: skip
    strip = gaps[gaps["kind"] == "coverage-gap"].iloc[0]
    assert strip["size_m2"] == pytest.approx(0.1 * 85.4 * 111.0, rel=0.01)
    assert (strip["community_id"], strip["street_id"]) == (2, 1)


def test_an_estate_across_grids_communities_and_branches_is_a_fragment():
    town = Town().add("estate", id=1, code="E1", community_id=1, geometry=box(0, 0, 2, 1))
    town.add("estate", id=2, code="E2", community_id=1, geometry=box(0, 1, 1, 2))
    for number in (1, 4):
        town.change("building", number, estate_id=1)
    town.change("building", 2, estate_id=2)
    town.add("estate", id=3, code="E3", community_id=2, geometry=box(1, 1, 2, 3))
    for number in (5, 6):
        town.change("building", number, estate_id=3)
    row, within = compute_coverage(town.frames(), DAY).fragments.itertuples()
    assert (within.id, within.grids, within.communities) == (3, 2, 1)
    assert (row.id, row.grids, row.communities, row.branches, row.households) == (1, 2, 2, 2, 20)


def test_a_gap_that_hides_a_second_one_gains_nothing_yet():
    town = Town().remove("unit", 35).change("unit", 15, state="dormant")
    (row,) = gaps_of(town).itertuples()
    assert (row.kind, row.households, row.gained_v_households, row.gained_h_households) == ("missing hub", 10, 0, 0)
    (row,) = gaps_of(Town().change("unit", 15, state="dormant")).itertuples()
    assert (row.kind, row.layer, row.id, row.level) == ("dormant", "unit", 15, "grid")
    assert (row.gained_v_households, row.gained_h_households) == (10, 10)
    (row,) = gaps_of(Town().change("unit", 25, state="dormant")).itertuples()
    assert (row.gained_v_households, row.gained_h_households) == (10, 0), "its branch is active"


def test_gaps_are_ranked_by_the_households_that_closing_them_gains():
    town = Town().remove("unit", 15, 26, 37).change("building", 6, households=50).change("building", 7, households=20)
    gaps = gaps_of(town)
    assert gaps["kind"].tolist() == ["missing group", "missing hub", "missing branch"]
    assert gaps["gained_v_households"].tolist() == [50, 20, 10]
    assert gaps["missing"].tolist() == [("group",), ("hub",), ("branch",)]
    assert gaps["evidence_unit_ids"].tolist() == [(16,), (27,), ()]
    assert gaps["grid_id"].tolist() == [6, 7, 5]


def test_one_broken_unit_is_one_gap_with_all_its_buildings():
    (row,) = gaps_of(
        Town().unit(50, 1, None).change("unit", 15, parent_id=50).change("unit", 50, state="dissolved")
    ).itertuples()
    assert (row.layer, row.id, row.evidence_unit_ids, row.building_ids) == ("unit", 15, (15, 50), (5,))


def test_a_grid_where_nobody_lives_still_needs_a_branch():
    town = Town().remove("unit", 15).remove("building", 5)
    (row,) = gaps_of(town).itertuples()
    assert (row.kind, row.layer, row.id, row.households) == ("missing branch", "grid", 5, 0)


def test_a_sound_town_and_an_empty_one_have_no_gaps():
    assert gaps_of(Town(), seams=True).empty
    empty = compute_coverage({}, DAY)
    assert gap_list(empty).empty
    assert figure(empty, "city", None, "h") == (0, 0, 0, 0)


def test_the_basis_travels_with_the_result():
    parameters = CoverageParameters(dormant_after_days=30)
    told = compute_coverage(Town().frames(), DAY, parameters).basis.to_json()
    assert told["as_of"] == "2026-09-01"
    assert told["definition"]
    assert told["parameters"]["dormant_after_days"] == 30


@settings(max_examples=60, deadline=None)
@given(TOWNS)
def test_the_three_figures_are_all_and_the_parts_sum_to_the_whole(town):
    figures = compute_coverage(town.frames(), DAY).figures
    assert figures[PARTS].sum(axis=1).to_numpy() == pytest.approx(figures["denominator"].to_numpy(), abs=1e-6)
    assert (figures[PARTS].to_numpy() >= 0).all()
    sums = figures[figures["level"] != "city"].groupby(["level", "index", "reading", "weight"])[PARTS].sum()
    city = figures[figures["level"] == "city"].set_index(["index", "reading", "weight"])[PARTS]
    for (level, *key), row in sums.iterrows():
        assert row.tolist() == pytest.approx(city.loc[tuple(key)].tolist(), rel=1e-5, abs=1e-3), (level, key)


@settings(max_examples=30, deadline=None)
@given(TOWNS, st.integers(0, 99))
def test_the_order_of_the_rows_does_not_matter(town, seed):
    first = compute_coverage(town.frames(), DAY)
    again = compute_coverage(town.frames(np.random.default_rng(seed)), DAY)
    pd.testing.assert_frame_equal(first.buildings, again.buildings)
    pd.testing.assert_frame_equal(first.figures, again.figures)
    pd.testing.assert_frame_equal(gap_list(first), gap_list(again))


@settings(max_examples=60, deadline=None)
@given(
    TOWNS, st.sampled_from([2, 3, 4, None]), st.sampled_from([1, 2, 11, 15, 25, 26, None]),
    st.sampled_from([("grid", 5), ("building", 5), ("community", 2), ("street", 1)]),
    st.sampled_from([{}, {"state": "dormant"}, {"state": None, "last_active_on": None}]),
)  # fmt: skip
def test_a_further_joint_unit_never_lowers_coverage(town, level, parent, target, standing):
    before = compute_coverage(town.frames(), DAY).figures["numerator"].to_numpy()
    town.unit(99, level, parent, spot(1.5, 1.5), **standing).link(99, *target, primary=False)
    after = compute_coverage(town.frames(), DAY).figures["numerator"].to_numpy()
    assert (after >= before - 1e-6).all()


@settings(max_examples=30, deadline=None)
@given(TOWNS)
def test_the_lenient_reading_covers_at_least_what_the_strict_one_does(town):
    figures = compute_coverage(town.frames(), DAY).figures
    key = ["level", "id", "index", "weight"]
    strict, lenient = (figures[figures["reading"] == word].sort_values(key) for word in ("strict", "lenient"))
    assert (lenient["numerator"].to_numpy() >= strict["numerator"].to_numpy() - 1e-6).all()


@settings(max_examples=40, deadline=None)
@given(TOWNS)
def test_every_uncovered_building_is_in_exactly_one_gap_and_no_other_is(town):
    coverage = compute_coverage(town.frames(), DAY)
    told = list(itertools.chain.from_iterable(gap_list(coverage)["building_ids"]))
    bad = coverage.buildings[~coverage.buildings["verdict"].isin(["complete", "unknown"])]
    assert sorted(told) == sorted(bad["id"])


@pytest.mark.parametrize("kind", GAPS)
def test_each_kind_of_gap_says_in_both_languages_what_would_close_it(kind):
    message = GAPS[kind]
    fields = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in (message.zh, message.en)]
    assert fields[0] == fields[1] <= {"buildings", "households", "name"}
    assert message.remedy_zh
    assert message.remedy_en
    assert sum(other.code == message.code for other in GAPS.values()) == 1


@pytest.mark.parametrize("verdict", [v for v in VERDICTS if v not in ("complete", "unknown")])
def test_each_verdict_that_is_a_gap_has_its_words(verdict):
    assert verdict in GAPS


@given(st.lists(st.integers(-1, 5), max_size=9), st.lists(st.integers(0, 6), max_size=9))
@settings(deadline=None, max_examples=25)
def test_links_reach_whoever_lies_in_their_target_and_nobody_lies_nowhere(member, target):
    who, link = spread(np.array(member, np.int64), np.array(target, np.int64))
    pairs = [(a, b) for a, at in enumerate(member) for b, to in enumerate(target) if at == to]
    assert list(zip(who.tolist(), link.tolist(), strict=True)) == pairs
    assert distinct(np.array(member, np.int64)).tolist() == sorted(set(member))


@given(st.lists(st.tuples(*[st.integers(0, 2)] * 4, st.integers(0, 3), st.integers(0, 99)), min_size=1, max_size=20))
@settings(deadline=None, max_examples=25)
def test_whole_amounts_counted_by_kinds_of_buildings_are_those_counted_answer_by_answer(rows):
    *answers, place, amount = np.array(rows, np.int64).T
    sums = Alike.of(answers).sums(place, amount.astype(np.float64), 4)
    for told, answer in zip(sums, answers, strict=True):
        np.testing.assert_array_equal(told, three_sums(place, answer, amount.astype(np.float64), 4))


@given(st.integers(0, 2**32 - 1), st.sampled_from([30.0, 300.0, 3_000.0]))
@settings(deadline=None, max_examples=25)
def test_hubs_about_a_place_are_those_that_a_look_at_every_pair_finds(seed, reach_m):
    random = np.random.default_rng(seed)
    spots = [
        shapely.points(random.uniform(0, reach_m / 20_000, (count, 2)) + np.array([116.4, 39.9])) for count in (4, 60)
    ]
    places, others = (np.append(spot, [None]) for spot in spots)
    degrees = 1.02 * reach_m / (110_574.0 * np.cos(np.radians(max(shapely.get_y(np.concatenate(spots))))))
    near = shapely.distance(others[:, None], places[None, :]) <= degrees
    assert _about(places, others, reach_m).tolist() == np.flatnonzero(near.any(axis=1)).tolist()
    assert not len(_about(places[-1:], others, reach_m))
