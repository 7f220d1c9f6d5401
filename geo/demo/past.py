"""The year behind the demonstration city: what was founded, dissolved and revived, opened and covered, and when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.demo.activity import Life, lives
from geo.demo.columns import frame_days
from geo.demo.gaps import Planting

Ints = npt.NDArray[np.int64]
Days = npt.NDArray[np.datetime64]
Mask = npt.NDArray[np.bool_]

YEAR = dt.timedelta(days=365)
"""How far the city's past reaches back; before that it was as it was on the first day."""
FOUNDED = {2: 0.12, 3: 0.08, 4: 0.18}
"""Share of the units of a level that were founded in the year, besides those below a founded one."""
LAG_DAYS = (4, 22)
"""A unit below a founded one follows so many days later."""
REVIVED = 0.02
AWAY_DAYS = (40, 70)
OPENED = 0.15
GAINED = 0.22
PARK_GROWTH, GROWTH = 0.3, 0.05
PARK_WAIT_DAYS = (20, 60)
RISES = ("h", "v", "hub", "circle", "organisation")
"""The figures that rise over the year."""
QUIET_DAYS = 30
"""Nothing begins in the first days of the year, nor in the last: what began has had time to become active."""


@dataclass(slots=True)
class Past:
    """The closed row versions by layer (with ``valid_from`` and ``valid_to``), and how many things of each kind
    happened. The layers' present rows have got their ``valid_from``, missing where they hold since before the year.
    """

    versions: dict[str, pd.DataFrame] = field(default_factory=dict)
    events: dict[str, int] = field(default_factory=dict)

    def told(self, as_of: dt.date) -> dict[str, Any]:
        """What the manifest says of the past."""
        return {
            "since": (as_of - YEAR).isoformat(),
            "statement": "seen as of an earlier day, each of these figures is lower than at as_of: things were founded, "
            "revived, opened and covered in the year; on every day each standing unit was active in the 90 days before",
            "rises": list(RISES),
            "events": dict(self.events),
        }


def make_past(planting: Planting, rng: np.random.Generator) -> Past:
    """Give the city its past; every row of the present stays what it is. What gaps were planted in has none."""
    past = Past()
    _units(planting, past, rng)
    _venues(planting, past, rng)
    _organisations(planting, past, rng)
    incidents = planting.frames["incident"]
    # a report holds from the day on which it was made, in China
    reported = incidents["reported_at"].dt.tz_convert("Asia/Shanghai").dt.tz_localize(None)
    incidents["valid_from"] = reported.dt.floor("D").astype("datetime64[s]")
    return past


def spread(count: int, first: dt.date, last: dt.date, rng: np.random.Generator) -> Days:
    """So many days, spread evenly between two and in no order."""
    span = (last - first).days
    steps = (np.arange(count) + rng.random(count)) / max(1, count)
    return np.asarray(np.datetime64(first, "D") + (rng.permutation(steps) * span).astype("timedelta64[D]"))


def _season(planting: Planting) -> tuple[dt.date, dt.date]:
    quiet = dt.timedelta(days=QUIET_DAYS)
    return planting.as_of - YEAR + quiet, planting.as_of - quiet


def _units(planting: Planting, past: Past, rng: np.random.Generator) -> None:
    units = planting.frames["unit"]
    free = _untouched(planting)
    founded = _founding_days(planting, free, rng)
    last = units["last_active_on"].to_numpy().astype("datetime64[D]")
    last = np.where(last < founded, founded, last)
    units["last_active_on"] = last.astype("datetime64[s]")
    branch = np.flatnonzero(free & (units["level"].to_numpy(dtype=np.int64) == 2) & np.isnat(founded))
    revived = rng.choice(branch, max(1, round(REVIVED * len(branch))), replace=False)
    away = {int(row): _away(planting, rng) for row in revived}
    told = lives(
        Life(
            last, units["state"].to_numpy(dtype=object), founded, away, np.datetime64(planting.as_of - YEAR, "D")
        ),
        rng,
    )  # fmt: skip
    earlier = units.iloc[told.row].reset_index(drop=True)
    earlier["state"], earlier["last_active_on"] = told.state, told.last_active_on.astype("datetime64[s]")
    earlier["valid_from"], earlier["valid_to"] = frame_days(told.valid_from), frame_days(told.valid_to)
    past.versions["unit"] = earlier
    units["valid_from"] = frame_days(told.present_from)
    links = planting.frames["service_link"]
    day_of = pd.Series(founded, index=units["id"])
    links["valid_from"] = frame_days(day_of.reindex(links["unit_id"]).to_numpy().astype("datetime64[D]"))
    level = units["level"].to_numpy(dtype=np.int64)
    for number, name in ((2, "branches_founded"), (3, "groups_founded"), (4, "hubs_founded")):
        past.events[name] = int((~np.isnat(founded) & (level == number)).sum())
    past.events["branches_revived"] = len(away)


def _away(planting: Planting, rng: np.random.Generator) -> tuple[np.datetime64, np.datetime64]:
    """From when until when a unit was dissolved."""
    gone = int(rng.integers(QUIET_DAYS + 30, YEAR.days - 170))
    first = np.datetime64(planting.as_of - YEAR, "D") + np.timedelta64(gone, "D")
    return first, first + np.timedelta64(int(rng.integers(*AWAY_DAYS)), "D")


def _untouched(planting: Planting) -> Mask:
    """Which units serve no grid in which a gap was planted; committees have been there for ever."""
    units, made = planting.frames["unit"], planting.units
    grid = planting.census.building_grid
    touched = np.isin(grid, list(planting.used))
    rows = np.concatenate([
        made.building_group[touched], made.building_hub[touched], made.grid_branch[list(planting.used)],
    ])  # fmt: skip
    number = units["id"].to_numpy(dtype=np.int64)
    known = number <= int(max(made.building_hub.max(), made.grid_branch.max())) + 1
    return np.asarray(known & ~np.isin(number, rows + 1) & (units["level"].to_numpy(dtype=np.int64) > 1))


def _founding_days(planting: Planting, free: Mask, rng: np.random.Generator) -> Days:
    """The day on which each unit was founded, missing for those that were there before: a unit below a founded one
    follows it.
    """
    units = planting.frames["unit"]
    level = units["level"].to_numpy(dtype=np.int64)
    first, last = _season(planting)
    row_of = pd.Series(np.arange(len(units)), index=units["id"])
    parent = row_of.reindex(units["parent_id"].fillna(0).to_numpy(dtype=np.int64)).fillna(-1).to_numpy(dtype=np.int64)
    day = np.full(len(units), np.datetime64("NaT", "D"))
    for number, share in FOUNDED.items():
        mine = np.flatnonzero(free & (level == number))
        above = np.where(parent[mine] >= 0, day[parent[mine]], np.datetime64("NaT", "D"))
        after = above + rng.integers(*LAG_DAYS, len(mine)).astype("timedelta64[D]")
        day[mine] = np.minimum(after, np.datetime64(planting.as_of, "D"))
        open_ = mine[np.isnat(after)]
        chosen = rng.choice(open_, max(1, round(share * len(open_))), replace=False)
        day[chosen] = spread(len(chosen), first, last, rng)
    return day


def _venues(planting: Planting, past: Past, rng: np.random.Generator) -> None:
    """A few venues of each category opened in the year, the first of each and the planted ones before."""
    venues = planting.frames["venue"]
    planted = {gap.figures.get("venue_id") for gap in planting.gaps}
    old = ~venues.duplicated("category").to_numpy() | venues["id"].isin(planted).to_numpy()
    fit = np.flatnonzero(~old)
    chosen = rng.choice(fit, round(OPENED * len(fit)), replace=False)
    day = np.full(len(venues), np.datetime64("NaT", "D"))
    day[chosen] = spread(len(chosen), *_season(planting), rng)
    venues["valid_from"] = frame_days(day)
    past.events["venues_opened"] = len(chosen)


def _organisations(planting: Planting, past: Past, rng: np.random.Generator) -> None:
    """Enterprises and social organisations gained a party organisation, and enterprises came, most of them to parks:
    without one at first.
    """
    frame = planting.frames["organisation"]
    grid = frame["grid_id"].to_numpy(dtype=np.int64, na_value=0) - 1
    fit = np.isin(frame["kind"].to_numpy(), ["enterprise", "social"]) & ~np.isin(grid, list(planting.used))
    first, last = _season(planting)
    start, end = np.datetime64(planting.as_of - YEAR, "D"), np.datetime64(planting.as_of, "D")
    in_park = frame["park_id"].notna().to_numpy()
    came = _some(fit & in_park, PARK_GROWTH, rng) | _some(fit & ~in_park, GROWTH, rng)
    arrival = np.full(len(frame), np.datetime64("NaT", "D"))
    arrival[came] = spread(int(came.sum()), first, last, rng)
    covered = fit & np.isin(frame["status"].to_numpy(), ["branch", "joint", "liaison"])
    gained = np.full(len(frame), np.datetime64("NaT", "D"))
    gained[came] = arrival[came] + rng.integers(*PARK_WAIT_DAYS, int(came.sum())).astype("timedelta64[D]")
    others = _some(covered & ~came, GAINED, rng)
    gained[others] = spread(int(others.sum()), first, last, rng)
    gained[~covered | (gained >= end)] = np.datetime64("NaT")
    changed = ~np.isnat(gained)
    earlier = frame[changed].reset_index(drop=True)
    earlier["status"] = "none"
    earlier["valid_from"] = frame_days(np.where(np.isnat(arrival), start, arrival)[changed])
    earlier["valid_to"] = frame_days(gained[changed])
    past.versions["organisation"] = earlier
    frame["valid_from"] = frame_days(np.where(changed, gained, arrival))
    past.events |= {"organisations_founded": int(came.sum()), "organisations_covered": int(changed.sum())}


def _some(mask: Mask, share: float, rng: np.random.Generator) -> Mask:
    rows = np.flatnonzero(mask)
    chosen = np.zeros(len(mask), dtype=bool)
    chosen[rng.choice(rows, round(share * len(rows)), replace=False)] = True
    return chosen
