"""What the organisation lacks: gaps of the chain, empty grids, organisations without party organisation, seams."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from geo.asof import Ints, Rows
from geo.columns import missing
from geo.coverage.compute import Coverage, Work
from geo.coverage.organisations import STATUSES, status_codes
from geo.coverage.parameters import BRANCH, COMMITTEE, GROUP, HUB, VERDICTS, Index, Reading
from geo.coverage.seams import areas_of, labels
from geo.coverage.service import TARGET_LEVELS
from geo.coverage.units import ACTIVE
from geo.gaps.columns import objects, one_or_none, part_of, summed
from geo.gaps.words import GAPS, NO_ORGANISATION
from geo.ground import AREA_LEVELS
from geo.layers.answers import Verdict
from geo.model import Problem

LAYERS = (*TARGET_LEVELS, "unit")
UNIT_LAYER = len(TARGET_LEVELS)
LEVEL_WORDS = {COMMITTEE: "committee", BRANCH: "branch", GROUP: "group", HUB: "hub"}
UNIT_LEVELS = {COMMITTEE: "street", BRANCH: "grid", GROUP: "building", HUB: "building"}


def organisation_gaps(coverage: Coverage, seams: Mapping[str, Sequence[Problem]]) -> list[pd.DataFrame]:
    """The gaps of the chain per thing by which each is closed, empty grids, organisations and seams, part by part."""
    work = coverage.work
    return [_building_gaps(work), _empty_grids(coverage), _uncovered_organisations(coverage), _seam_gaps(work, seams)]


def buildings_with_gaps(work: Work) -> Ints:
    """The lived-in buildings whose strict verdict is a gap."""
    strict = work.judgement[Reading.STRICT]
    return np.flatnonzero(work.ground.lived_in & (strict.verdict < VERDICTS.index(Verdict.UNKNOWN)))


def gap_keys(work: Work, at: Ints) -> tuple[Ints, Ints]:
    """(number in ``LAYERS``, row) of the thing by which each building's gap is closed."""
    strict, service, area = work.judgement[Reading.STRICT], work.service, work.ground.area
    verdict = strict.verdict[at]
    branchless = verdict == VERDICTS.index(Verdict.MISSING_BRANCH)
    twice = verdict == VERDICTS.index(Verdict.DUPLICATE_PRIMARY)
    faulty = strict.fault[at] >= 0
    conditions = [branchless & (area["estate"][at] >= 0), branchless & (area["grid"][at] >= 0), twice, faulty]
    layer = np.select(
        conditions, [np.ones_like(at), np.full_like(at, 2), service.duplicate_level[at], UNIT_LAYER + 0 * at]
    )
    row = np.select(conditions, [area["estate"][at], area["grid"][at], service.duplicate_row[at], strict.fault[at]], at)
    return layer, row


def gap_tables(work: Work) -> list[Rows]:
    """The rows of each of ``LAYERS``."""
    return [work.ground.building, *(work.ground.areas[name] for name in TARGET_LEVELS[1:]), work.units.rows]


def _building_gaps(work: Work) -> pd.DataFrame:
    ground, strict = work.ground, work.judgement[Reading.STRICT]
    at = buildings_with_gaps(work)
    layer, row = gap_keys(work, at)
    table = np.column_stack([strict.verdict[at], layer, row])
    keys, group = np.unique(table, axis=0, return_inverse=True)
    group = group.reshape(-1)
    order = np.argsort(group, kind="stable")
    members = np.split(at[order], np.cumsum(np.bincount(group, minlength=len(keys)))[:-1]) if len(keys) else []
    homes = ground.households[at]
    reached = work.answers[Index.H, Reading.STRICT][at] == ACTIVE
    opens = np.isin(strict.verdict[at], [VERDICTS.index(Verdict.MISSING_BRANCH), VERDICTS.index(Verdict.DORMANT)])
    sums = {
        "buildings": np.ones(len(at)), "households": homes,
        "gained_h_households": homes * (opens & ~reached), "gained_v_households": homes * strict.alone[at],
    }  # fmt: skip
    columns: dict[str, object] = {name: summed(group, values, len(keys)) for name, values in sums.items()}
    kinds = [VERDICTS[verdict].value for verdict in keys[:, 0]]
    columns |= _things(work, kinds, keys[:, 1], keys[:, 2])
    columns["missing"] = objects([_lacking(work, rows) for rows in members])
    primaries = _primaries(work)
    columns["evidence_unit_ids"] = objects(
        [
            _evidence(work, primaries, (key[0], key[1], key[2]), rows)
            for key, rows in zip(keys.tolist(), members, strict=True)
        ]
    )
    columns["building_ids"] = objects([tuple(ground.building.ids[rows].tolist()) for rows in members])
    columns["params"] = objects([
        {"buildings": buildings, "households": households}
        for buildings, households in zip(*(np.asarray(columns[name]).tolist() for name in ("buildings", "households")), strict=True)
    ])  # fmt: skip
    for level in AREA_LEVELS:
        columns[f"{level}_id"] = ground.areas[level].ids_at(one_or_none(ground.area[level][at], group, len(keys)))
    first = np.array([rows[0] for rows in members], dtype=np.int64)
    return part_of(columns, ground.spots[first])


def _things(work: Work, kinds: list[str], layer: Ints, row: Ints) -> dict[str, object]:
    """Kind, rule, level, layer, id and code of things given by layer number and row."""
    tables = gap_tables(work)
    ids, code = np.zeros(len(row), np.int64), np.full(len(row), None, object)
    for number, rows in enumerate(tables):
        mine = layer == number
        ids[mine] = rows.ids[row[mine]]
        code[mine] = labels(rows)[row[mine]]
    level = np.array([*TARGET_LEVELS, "unit"], dtype=object)[layer]
    faulty = layer == UNIT_LAYER
    level[faulty] = [UNIT_LEVELS.get(number, "building") for number in work.units.level[row[faulty]].tolist()]
    return {
        "kind": objects(kinds), "message": objects([GAPS[kind] for kind in kinds]), "level": level,
        "layer": np.array(LAYERS, dtype=object)[layer], "id": ids, "code": code,
    }  # fmt: skip


def _lacking(work: Work, rows: Ints) -> tuple[str, ...]:
    lacks = work.judgement[Reading.STRICT].lacks
    return tuple(LEVEL_WORDS[level] for level in (BRANCH, GROUP, HUB) if lacks[level][rows].any())


def _primaries(work: Work) -> dict[tuple[int, int], list[int]]:
    """The units that are primary beside another of their level, by layer number and row of the target."""
    units = work.units
    layer = pd.Index(TARGET_LEVELS).get_indexer(pd.Index(units.target_layer, dtype=object))
    held = (units.primary == 1) & units.standing[units.unit] & (units.level[units.unit] > 0) & (layer >= 0)
    table = np.column_stack([layer, units.target, units.level[units.unit], units.unit])[held]
    each = np.unique(table, axis=0)
    _, group, times = np.unique(each[:, :3], axis=0, return_inverse=True, return_counts=True)
    found: dict[tuple[int, int], list[int]] = {}
    for number, row, _, unit in each[times[group.reshape(-1)] > 1].tolist():
        found.setdefault((number, row), []).append(unit)
    return found


def _evidence(
    work: Work, primaries: Mapping[tuple[int, int], list[int]], key: tuple[int, int, int], members: Ints
) -> tuple[int, ...]:
    """The unit ids that prove a gap, given by verdict, layer number and row."""
    verdict, layer, row = key
    units, links = work.units, work.judgement[Reading.STRICT].links
    if layer == UNIT_LAYER:
        parent = int(units.parent[row])
        above = (parent,) if parent >= 0 and VERDICTS[verdict] is not Verdict.DORMANT else ()
        found: Sequence[int] = (row, *above)
    elif VERDICTS[verdict] is Verdict.DUPLICATE_PRIMARY:
        found = primaries[layer, row]
    else:
        above_of = {Verdict.MISSING_GROUP: BRANCH, Verdict.MISSING_HUB: GROUP}.get(VERDICTS[verdict])
        held = links[above_of][members] if above_of else np.array([], np.int64)
        found = np.unique(held[held >= 0]).tolist()
    return tuple(int(units.rows.ids[unit]) for unit in found)


def _empty_grids(coverage: Coverage) -> pd.DataFrame:
    """Grids where nobody lives and that have no branch; elsewhere the buildings tell."""
    work = coverage.work
    lived_in = work.ground.area["grid"][work.ground.lived_in]
    bare = np.bincount(lived_in[lived_in >= 0], minlength=len(coverage.grids)) == 0
    rows = np.flatnonzero((coverage.grids["how"] == "none").to_numpy() & bare)
    columns = _things(work, [Verdict.MISSING_BRANCH.value] * len(rows), np.full(len(rows), 2), rows)
    columns |= {"missing": objects([("branch",)] * len(rows))}
    columns["params"] = objects([{"buildings": 0, "households": 0}] * len(rows))
    places = work.ground.areas["grid"].geometry[rows]
    return part_of(columns | _areas(work, "grid", rows) | {"piece": places}, places)


def _uncovered_organisations(coverage: Coverage) -> pd.DataFrame:
    work, parameters = coverage.work, coverage.basis.parameters
    table = Rows.given(work.frames, "organisation", coverage.basis.as_of)
    covered = [STATUSES.index(word) for word in (*parameters.covered_statuses, "unknown")]
    bare = np.isin(table["kind"].astype(str), parameters.organisation_kinds) & ~np.isin(status_codes(table), covered)
    rows = np.flatnonzero(bare)
    code = labels(table)[rows]
    name = np.where(missing(table["name"][rows]), code, table["name"][rows])
    columns: dict[str, object] = {
        "kind": objects([NO_ORGANISATION] * len(rows)), "message": objects([GAPS[NO_ORGANISATION]] * len(rows)),
        "level": objects(["grid"] * len(rows)), "layer": objects(["organisation"] * len(rows)),
        "id": table.ids[rows], "code": code, "missing": objects([("organisation",)] * len(rows)),
        "params": objects([{"name": one} for one in name]), "piece": table.geometry[rows],
    }  # fmt: skip
    grid = table.links("grid_id", work.ground.areas["grid"])[rows]
    areas = areas_of(work.ground, "grid", np.maximum(grid, 0)) if len(work.ground.areas["grid"]) else {}
    named = {
        f"{level}_id": work.ground.areas[level].ids_at(np.where(grid >= 0, held, -1)) for level, held in areas.items()
    }
    return part_of(columns | named, table.geometry[rows])


def _seam_gaps(work: Work, seams: Mapping[str, Sequence[Problem]]) -> pd.DataFrame:
    problems = [problem for found in seams.values() for problem in found]
    tables = {"building": work.ground.building, **work.ground.areas}
    row_of = {layer: dict(zip(labels(rows).tolist(), range(len(rows)), strict=True)) for layer, rows in tables.items()}
    rows = np.array([row_of[p.layer][p.feature] for p in problems], dtype=np.int64)
    places = np.array([p.place for p in problems], dtype=object)
    columns: dict[str, object] = {
        "kind": objects([p.rule for p in problems]), "message": objects([p.message for p in problems]),
        "level": objects([p.layer for p in problems]), "layer": objects([p.layer for p in problems]),
        "id": np.array([tables[p.layer].ids[row] for p, row in zip(problems, rows, strict=True)], dtype=np.int64),
        "code": objects([p.feature for p in problems]),
        "size_m2": np.array([p.size if p.unit == "m2" else np.nan for p in problems], dtype=np.float64),
        "params": objects([dict(p.params) for p in problems]), "piece": places,
    }  # fmt: skip
    held: dict[str, Ints] = {level: np.full(len(rows), -1, np.int64) for level in ("grid", "community", "street")}
    for layer in {p.layer for p in problems}:
        mine = np.array([p.layer == layer for p in problems])
        for level, found in areas_of(work.ground, layer, rows[mine]).items():
            held[level][mine] = found
    named = {f"{level}_id": work.ground.areas[level].ids_at(found) for level, found in held.items()}
    return part_of(columns | named, places)


def _areas(work: Work, layer: str, rows: Ints) -> dict[str, object]:
    found = areas_of(work.ground, layer, rows)
    return {f"{level}_id": work.ground.areas[level].ids_at(held) for level, held in found.items()}
