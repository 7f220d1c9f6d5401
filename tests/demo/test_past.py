"""The city has a past: each day of the year before is true to itself, and figures rise to what they are."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from geo.asof import Rows
from geo.coverage import compute_coverage
from geo.demo import AS_OF, YEAR, DemoCity, build_city
from geo.demo.activity import DORMANT_AFTER, Life, lives

START = AS_OF - YEAR
DAY = dt.timedelta(days=1)


def days(values: pd.Series) -> np.ndarray:
    return values.to_numpy().astype("datetime64[D]")


@pytest.fixture(scope="module")
def versions(city: DemoCity) -> dict[str, pd.DataFrame]:
    return city.versions()


def test_the_present_rows_are_the_city_and_closed_rows_end_where_the_next_begin(city: DemoCity) -> None:
    for layer, earlier in city.past.items():
        now = city.frames[layer]
        assert set(earlier["id"]) <= set(now["id"])
        assert (days(earlier["valid_from"]) < days(earlier["valid_to"])).all()
        ends = earlier.groupby("id")["valid_to"].max()
        begins = now.set_index("id")["valid_from"].loc[ends.index]
        assert (days(ends) == days(begins)).all(), layer
        same = earlier["id"].eq(earlier["id"].shift(-1)).to_numpy()[:-1]
        assert (days(earlier["valid_to"])[:-1] == days(earlier["valid_from"])[1:])[same].all()
        assert dict(city.manifest.counts)[layer] == len(now)


def test_nothing_of_the_city_lies_after_its_day(versions: dict[str, pd.DataFrame]) -> None:
    for layer, rows in versions.items():
        if "valid_from" in rows:
            assert rows["valid_from"].dropna().max() <= pd.Timestamp(AS_OF), layer
            assert rows["valid_from"].dropna().min() >= pd.Timestamp(START), layer


def test_no_activity_lies_after_the_day_on_which_its_row_begins_to_hold(versions: dict[str, pd.DataFrame]) -> None:
    units = versions["unit"].drop_duplicates(["id", "last_active_on", "state"])
    begins = units["valid_from"].fillna(pd.Timestamp(START))
    assert (units["last_active_on"] <= begins).all()


@pytest.mark.parametrize("ago", [1, 40, 100, 190, 280, 365])
def test_on_every_day_of_the_year_no_unit_is_unknown_and_none_dormant_but_the_planted(
    city: DemoCity, versions: dict[str, pd.DataFrame], ago: int
) -> None:
    found = compute_coverage(versions, AS_OF - ago * DAY).buildings
    assert "unknown" not in set(found["verdict"])
    planted = {b for gap in city.manifest.of_kind("dormant_unit") for b in gap.figures["building_ids"]}
    assert set(found["id"][found["verdict"] == "dormant"]) <= planted


def figures(versions: dict[str, pd.DataFrame], day: dt.date) -> dict[str, float]:
    coverage = compute_coverage(versions, day)
    told = coverage.figures
    told = told[(told["level"] == "city") & (told["weight"] == "households") & (told["reading"] == "strict")]
    share = dict(zip(told["index"], told["numerator"] / told["denominator"], strict=True))
    firms = coverage.organisations[coverage.organisations["level"] == "city"]
    return {
        **share,
        "organisation": firms["covered"].sum() / firms["total"].sum(),
        "circle": float(len(Rows.of("venue", versions["venue"], day))),
    }


def test_the_figures_of_earlier_days_are_lower_and_those_of_the_day_are_the_manifest(
    city: DemoCity, versions: dict[str, pd.DataFrame]
) -> None:
    rises = city.manifest.past["rises"]
    now = figures(versions, AS_OF)
    for ago in (365, 270, 180):
        then = figures(versions, AS_OF - ago * DAY)
        assert {name for name in rises if then[name] < now[name]} == set(rises), ago
    base = city.manifest.base["v_index"]
    assert now["v"] == base["numerator"] / base["denominator"]
    assert figures(city.frames, AS_OF) == now


def test_what_happened_is_counted_in_the_manifest(city: DemoCity) -> None:
    told = city.manifest.past["events"]
    units = city.frames["unit"].merge(
        city.past["unit"].groupby("id")["valid_from"].min().rename("first"), "left", on="id"
    )
    first = units["first"].fillna(units["valid_from"]).fillna(pd.Timestamp(START))
    new = first > pd.Timestamp(START)
    for level, name in ((2, "branches_founded"), (3, "groups_founded"), (4, "hubs_founded")):
        assert told[name] == (new & (units["level"] == level)).sum() > 0
    gone = city.past["unit"][city.past["unit"]["state"] == "dissolved"]
    assert told["branches_revived"] == len(gone) > 0
    assert set(city.frames["unit"].set_index("id")["state"].loc[gone["id"]]) == {"active"}
    assert told["venues_opened"] == city.frames["venue"]["valid_from"].notna().sum() > 0
    assert told["organisations_covered"] == len(city.past["organisation"]) > 0


def test_links_begin_with_their_unit(city: DemoCity, versions: dict[str, pd.DataFrame]) -> None:
    first = versions["unit"].assign(since=versions["unit"]["valid_from"].fillna(pd.Timestamp(START)))
    first = first.groupby("id")["since"].min()
    links = city.frames["service_link"]
    assert (links["valid_from"].fillna(pd.Timestamp(START)) == first.loc[links["unit_id"]].to_numpy()).all()


def test_a_city_of_another_day_has_the_past_of_that_day(city: DemoCity) -> None:
    later = build_city(scale=0.1, as_of=AS_OF + 100 * DAY)
    moved = later.past["unit"]["valid_from"] - city.past["unit"]["valid_from"]
    assert set(moved) == {pd.Timedelta(days=100)}
    assert dict(later.manifest.base) == dict(city.manifest.base)
    assert later.manifest.past["events"] == city.manifest.past["events"]


def test_a_unit_that_was_dissolved_for_a_while_has_one_row_that_says_so() -> None:
    day = np.datetime64
    gone, back = day("2026-02-10"), day("2026-04-01")
    life = Life(
        np.array(["2026-08-20", "2026-08-20", "2026-03-01"], "datetime64[D]"),
        np.array(["active", "active", "dormant"], object), np.array(["NaT", "2026-06-30", "NaT"], "datetime64[D]"),
        {0: (gone, back)}, day("2025-09-01"),
    )  # fmt: skip
    told = lives(life, np.random.default_rng(1))
    mine = told.row == 0
    (at,) = np.flatnonzero(told.state == "dissolved")
    assert (told.valid_from[at], told.valid_to[at]) == (gone, back)
    assert told.last_active_on[at] < gone
    assert (told.valid_to[mine][:-1] == told.valid_from[mine][1:]).all()
    assert told.valid_from[mine][0] == day("2025-09-01")
    assert told.present_from[0] == day("2026-08-20")
    assert told.valid_from[told.row == 1].tolist() == [dt.date(2026, 6, 30)]
    assert told.present_from[2] == day("2026-03-01") + DORMANT_AFTER
    assert ((told.valid_to - told.last_active_on)[told.state == "active"] <= DORMANT_AFTER).all()
