"""Organisational coverage of a city on a day, from frames to figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from geo.aside import Aside
from geo.asof import Basis, Frames, Ints, Mask
from geo.columns import MISSING_INTEGER, missing, worded
from geo.coverage.chain import Judgement, Rated, Ways
from geo.coverage.figures import figure_table, figures_of
from geo.coverage.grids import grid_branches
from geo.coverage.hubs import Reach, hubs_in_reach
from geo.coverage.organisations import organisation_shares
from geo.coverage.parameters import (
    ANSWERS,
    BRANCH,
    COMMITTEE,
    DEFAULT,
    DEFINITION,
    GROUP,
    HUB,
    VERDICTS,
    CoverageParameters,
    Index,
    Reading,
)
from geo.coverage.seams import fragmented_estates
from geo.coverage.served_ground import MANY, ground_figures, measuring
from geo.coverage.service import TARGET_LEVELS, Service
from geo.coverage.units import ACTIVE, DORMANT, UNKNOWN, Units
from geo.ground import Ground
from geo.layers.answers import Verdict
from geo.walk import Doorsteps

BUILDING_INDEX = ((Index.H, "branch"), (Index.V, "verdict"), (Index.HUB, "hub"))


@dataclass(frozen=True)
class Coverage:
    """What was found, with the basis on which it can be computed again.

    ``buildings`` has one row per lived-in building (see `building_table`; ``hub_id`` and ``hub_distance_m`` are
    restricted: they say who is a hub household). ``figures``: see `figure_table`; ``grids``: see `grid_branches`, in
    the strict reading; ``organisations``: see `organisation_shares`; ``fragments``: see `fragmented_estates`.
    ``work`` is what the gap list reads.
    """

    basis: Basis
    buildings: pd.DataFrame
    figures: pd.DataFrame
    grids: pd.DataFrame
    organisations: pd.DataFrame
    fragments: pd.DataFrame
    work: Work


@dataclass(frozen=True)
class Work:
    """The computation behind a `Coverage`, by rows.

    ``looks_around`` are the lived-in buildings without a hub household of their own, or of which it is not the best end of
    a chain, in the lenient reading: hubs in reach (``reach``) are looked for.
    """

    frames: Frames
    ground: Ground
    units: Units
    service: Service
    ways: Ways
    hub_home: Ints
    looks_around: Mask
    reach: Reach
    judgement: dict[Reading, Judgement]
    answers: dict[tuple[Index, Reading], Ints]


def compute_coverage(
    frames: Frames,
    as_of: dt.date,
    parameters: CoverageParameters = DEFAULT,
    steps: Doorsteps | None = None,
    ground: Ground | None = None,
) -> Coverage:
    """Chain, verdict and figures of every lived-in building and area on a day.

    ``frames`` by layer id: building, unit, service_link, and as far as known street, community, grid, estate,
    household, entrance, organisation; rows that are not valid on the day are passed over. Without unit or
    service_link everything is unknown. ``steps`` are the doors on the walking network (`hubs_in_reach`); ``ground`` that of
    these frames on that day, where it is known already.
    """
    ground = ground or Ground.of(frames, as_of)
    sizes = measuring(ground)
    work = work_of(frames, ground, as_of, parameters, steps)
    sizes.result()
    # nearly all of it is one long union
    by_ground = Aside(partial(ground_figures, ground, work.units), len(ground) >= MANY)
    strict = work.judgement[Reading.STRICT]
    buildings, fragments = building_table(work), fragmented_estates(ground, strict.links[BRANCH])
    grids = grid_branches(work.service, work.units.strict, work.answers[Index.H, Reading.STRICT])
    organisations = organisation_shares(frames, ground, as_of, parameters)
    figures = figure_table([*figures_of(ground, work.answers), *by_ground.result()])
    return Coverage(Basis(DEFINITION, parameters, as_of), buildings, figures, grids, organisations, fragments, work)


def work_of(
    frames: Frames, ground: Ground, as_of: dt.date, parameters: CoverageParameters, steps: Doorsteps | None = None
) -> Work:
    """The chains and answers of the buildings of a ground, which may be a part of the city (`Ground.part`).

    Of a part the answers hold for the buildings whose units, with all above them, are in the frames.
    """
    units = Units.of(frames, ground, as_of, parameters)
    service = Service.of(ground, units)
    home = units.hub_buildings(ground)
    ways = Ways.of(service, home)
    lenient = ways.rated(units.lenient)
    # Only who lacks a hub household, or whose own spoils the chain, looks for one elsewhere.
    settled = (_hub_answer(units, home, units.lenient, len(ground)) == ACTIVE) & ~lenient.borrows
    around = ground.lived_in & ~settled
    reach = hubs_in_reach(ground, units, home, around, frames, steps)
    rated = {Reading.STRICT: ways.rated(units.strict), Reading.LENIENT: lenient}
    return _answered(Work(frames, ground, units, service, ways, home, around, reach, {}, {}), rated)


def with_thresholds(work: Work, parameters: CoverageParameters, steps: Doorsteps | None = None) -> Work:
    """The same units under other thresholds: who serves whom stays, how active units are and how far hubs reach may not."""
    units = replace(work.units, parameters=parameters)
    service = replace(work.service, units=units)
    ways = replace(work.ways, service=service)
    reach, old = work.reach, work.units.parameters
    if (parameters.hub_lenient_m, parameters.detour_factor) != (old.hub_lenient_m, old.detour_factor):
        reach = hubs_in_reach(work.ground, units, work.hub_home, work.looks_around, work.frames, steps)
    rated = {reading: ways.rated(units.activity(reading)) for reading in Reading}
    changed = replace(work, units=units, service=service, ways=ways, reach=reach, judgement={}, answers={})
    return _answered(changed, rated)


def _answered(work: Work, rated: Mapping[Reading, Rated]) -> Work:
    """The work with its judgement and answers."""
    units, buildings = work.units, len(work.ground)
    nobody = np.full(buildings, -1, np.int64)
    for reading, chains in rated.items():
        strict = reading is Reading.STRICT
        judged, activity = chains.judged(nobody if strict else work.reach.hub), units.activity(reading)
        hub = _hub_answer(units, work.hub_home, activity, buildings)
        if not strict:
            hub = np.where(work.reach.hub >= 0, np.maximum(hub, _best(activity, work.reach.hub)), hub)
        work.judgement[reading] = judged
        work.answers[Index.H, reading] = work.service.branch_answer(activity)
        work.answers[Index.V, reading] = _verdict_answer(judged.verdict)
        work.answers[Index.HUB, reading] = hub
    return work


def _verdict_answer(verdict: Ints) -> Ints:
    complete, unknown = VERDICTS.index(Verdict.COMPLETE), VERDICTS.index(Verdict.UNKNOWN)
    return np.where(verdict == complete, ACTIVE, np.where(verdict == unknown, UNKNOWN, DORMANT)).astype(np.int64)


def _hub_answer(units: Units, home: Ints, activity: Ints, buildings: int) -> Ints:
    """Per building how active the most active hub household that stands in it is; 0 without one."""
    inside = np.flatnonzero(home >= 0)
    answer = np.full(buildings, DORMANT if units.known else UNKNOWN, np.int64)
    for state in (UNKNOWN, ACTIVE):
        answer[home[inside[activity[inside] == state]]] = state
    return answer


def _best(activity: Ints, unit: Ints) -> Ints:
    return activity[np.maximum(unit, 0)] if len(activity) else np.zeros(len(unit), np.int64)


def building_table(work: Work) -> pd.DataFrame:
    """One row per lived-in building, by id.

    ``verdict`` and ``reason`` (strict), ``verdict_lenient``; the answers ``branch``, ``hub`` (strict) and
    ``branch_lenient``, ``hub_lenient``; the chain as unit ids, ``fault_unit_id`` where a unit is at fault;
    ``duplicate_layer`` and ``duplicate_id`` where two primary units serve the same target; ``hub_distance_m`` to the
    nearest hub household elsewhere that was looked for, ``hub_inferred`` where that is not a walked distance.
    """
    ground, units, service = work.ground, work.units, work.service
    asked = np.flatnonzero(ground.lived_in)
    strict, lenient = work.judgement[Reading.STRICT], work.judgement[Reading.LENIENT]
    columns: dict[str, Any] = {
        "id": ground.building.ids[asked], "code": ground.building["code"][asked], "households": ground.households[asked],
        "households_known": ground.households_known[asked], "footprint_m2": ground.footprint_m2[asked],
    }  # fmt: skip
    for level, rows in ground.areas.items():
        columns[f"{level}_id"] = rows.ids_at(ground.area[level][asked])
    columns["verdict"] = worded(VERDICTS, strict.verdict[asked])
    columns["reason"] = _reasons(work, asked, Reading.STRICT)
    columns["verdict_lenient"] = worded(VERDICTS, lenient.verdict[asked])
    for index, name in ((Index.H, "branch"), (Index.HUB, "hub")):
        columns[name] = worded(ANSWERS, work.answers[index, Reading.STRICT][asked])
        columns[f"{name}_lenient"] = worded(ANSWERS, work.answers[index, Reading.LENIENT][asked])
    for number, name in ((COMMITTEE, "committee"), (BRANCH, "branch"), (GROUP, "group"), (HUB, "hub")):
        columns[f"{name}_id"] = units.rows.ids_at(strict.links[number][asked])
    columns["fault_unit_id"] = units.rows.ids_at(strict.fault[asked])
    columns["duplicate_layer"] = worded(TARGET_LEVELS, service.duplicate_level[asked])
    columns["duplicate_id"] = _duplicate_ids(ground, service)[asked]
    columns["hub_distance_m"] = work.reach.distance_m[asked]
    columns["hub_inferred"] = work.reach.inferred[asked]
    return pd.DataFrame(columns, copy=False)


def building_answers(coverage: Coverage, reading: Reading) -> pd.DataFrame:
    """The same table with ``verdict``, ``reason``, ``branch`` and ``hub`` as a reading has them."""
    table = coverage.buildings
    if reading is Reading.STRICT:
        return table
    asked = coverage.work.ground.building.rows_of(table["id"].to_numpy(dtype=np.int64))
    read = {name: table[f"{name}_lenient"] for _, name in BUILDING_INDEX}
    return table.assign(**read, reason=_reasons(coverage.work, asked, reading))


def _duplicate_ids(ground: Ground, service: Service) -> pd.array:
    ids = np.full(len(ground), MISSING_INTEGER, np.int64)
    for number, name in enumerate(TARGET_LEVELS):
        here = service.duplicate_level == number
        table = ground.building if name == "building" else ground.areas[name]
        ids[here] = table.ids[service.duplicate_row[here]]
    return pd.arrays.IntegerArray(ids, service.duplicate_level < 0)


def _reasons(work: Work, asked: Ints, reading: Reading) -> pd.array:
    """Why the verdict on these buildings holds, as a stable word, missing for complete chains."""
    units, service, judged = work.units, work.service, work.judgement[reading]
    verdict, fault = judged.verdict[asked], np.maximum(judged.fault[asked], 0)
    if not len(units):
        parentless = dissolved = recorded = dated = np.zeros(len(verdict), bool)
    else:
        parent = units.parent[fault]
        parentless, dissolved = parent < 0, (parent >= 0) & ~units.standing[np.maximum(parent, 0)]
        recorded = units.rows["state"][fault] == "dormant"
        dated = ~missing(units.idle_days[fault])
    is_verdict = {word: verdict == at for at, word in enumerate(VERDICTS)}
    broken, unknown = is_verdict[Verdict.BROKEN_PARENT], is_verdict[Verdict.UNKNOWN]
    cases = [
        (is_verdict[Verdict.MISSING_BRANCH], "no-branch"), (is_verdict[Verdict.MISSING_GROUP], "no-group"),
        (is_verdict[Verdict.MISSING_HUB], "no-hub"), (broken & parentless, "parent-absent"),
        (broken & dissolved, "parent-dissolved"), (broken, "parent-not-one-level-up"),
        (is_verdict[Verdict.CROSS_BOUNDARY_PARENT], "parent-elsewhere"),
        (is_verdict[Verdict.DUPLICATE_PRIMARY], "two-primary-units"),
        (is_verdict[Verdict.DORMANT] & recorded, "recorded-dormant"), (is_verdict[Verdict.DORMANT], "no-activity"),
        (unknown & (not units.known), "no-units-given"), (unknown & (judged.fault[asked] >= 0) & ~dated, "activity-unknown"),
        (unknown & service.placeless[asked], "place-unknown"), (unknown & service.doubtful[asked], "unit-level-unknown"),
        (unknown, "service-unknown"),
    ]  # fmt: skip
    return worded([word for _, word in cases], np.select([mask for mask, _ in cases], range(len(cases)), -1))
