"""From a draft of boundaries to the published ones: check the partition, then let it hold from a day on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.asof import Rows
from geo.codes import DEFAULT_SCHEME, CodeScheme
from geo.coverage.seams import find_seams, labels
from geo.flows.import_doors import named_grids
from geo.flows.import_retired import check_retired, referring_layers
from geo.ground import Ground
from geo.layers import layer_named
from geo.model import Problem
from geo.store import BOUNDARY_LAYERS, SYSTEM, Draft, LayerChange, Store
from geo.topology import Features, assign_buildings, check_links

_READ = (*BOUNDARY_LAYERS, "estate", "building", "entrance", "boundary_set")


@dataclass(frozen=True, slots=True)
class Publication:
    """What publishing a draft from a day on does, or would do.

    ``areas`` counts per layer of the draft what is ``kept`` (areas that go on under their code), ``added`` and
    ``retired``; ``buildings`` those whose grid changes. ``problems`` are all that were found, ``stopping`` those that
    nobody accepted. ``number`` is that of the change; None when nothing was written.
    """

    draft: str
    valid_from: dt.date
    areas: Mapping[str, Mapping[str, int]]
    buildings: int
    problems: tuple[Problem, ...]
    stopping: tuple[Problem, ...]
    number: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """The publication as plain JSON values."""
        rules: dict[str, int] = {}
        for problem in self.problems:
            rules[problem.rule] = rules.get(problem.rule, 0) + 1
        return {
            "draft": self.draft, "valid_from": self.valid_from.isoformat(), "areas": self.areas,
            "buildings": self.buildings, "problems": rules, "stopping": len(self.stopping), "number": self.number,
        }  # fmt: skip


def publish_boundaries(
    store: Store,
    name: str,
    valid_from: dt.date,
    *,
    accept: frozenset[str] = frozenset(),
    dry_run: bool = False,
    scheme: CodeScheme = DEFAULT_SCHEME,
) -> Publication:
    """Publish the draft of that name from a day on, or only say what that would do.

    The draft's areas follow the current ones of their layers: an area goes on as the same thing when its code does,
    the others are retired on that day; earlier dates keep answering with the areas that were. Each building's grid is
    derived again by the entrance rule, but for one that its own file names, by a code of the ``scheme`` or by name, and
    that goes on; and sets without areas left become retired, all in one transaction. A draft
    stands for whole layers: what it lacks ends.

    Nothing is written while the partition has a seam, or anything goes on naming an area that would end, unless
    ``accept`` names the rule. Raises ``NotFound`` for an unknown draft and ``Conflict`` for a day before areas began,
    a code that was given away since, or a store that moved meanwhile.
    """
    store = store.acting(SYSTEM)
    draft = store.draft(name)
    with store.reader() as reader:
        versions = reader.versions()
        latest = {layer: reader.read(layer) for layer in _READ}
        standing = {layer: reader.read(layer, as_of=valid_from) for layer in _READ}
    frames: dict[str, pd.DataFrame] = {**standing, **draft.areas}
    ground = Ground.of(frames, valid_from)
    moved = _moved_buildings(frames, ground, latest["building"], valid_from, scheme) if "grid" in draft.areas else None
    changes = [_followed(draft, layer, latest[layer], valid_from) for layer in draft.areas]
    problems = [problem for found in find_seams(frames, ground, valid_from).values() for problem in found]
    problems += _dangling(frames, ground, draft)
    after = {**draft.areas, **({} if moved is None else {"building": _with_rows(latest["building"], moved)})}
    for change in changes:
        retired = np.array(change.retire, np.int64)
        if len(retired):
            problems += check_retired(store, layer_named(change.layer), retired, after)
    stopping = tuple(problem for problem in problems if problem.rule not in accept)
    counts = {change.layer: _counts(change, latest[change.layer]) for change in changes}
    told = Publication(
        name, valid_from, counts, 0 if moved is None else len(moved), tuple(problems), stopping
    )  # fmt: skip
    if dry_run or stopping:
        return told
    changes.append(LayerChange("boundary_set", _set_states(draft, latest), valid_from))
    if moved is not None and len(moved):
        changes.append(LayerChange("building", moved, valid_from))
    concerned = set(_READ).union(*(referring_layers(layer_named(layer)) for layer in draft.areas))
    expect = {layer: versions[layer] for layer in concerned}
    number = store.publish_draft(draft, changes, source=name, expect=expect)
    return Publication(name, valid_from, counts, told.buildings, told.problems, (), number)


def _followed(draft: Draft, layer: str, latest: pd.DataFrame, day: dt.date) -> LayerChange:
    """The layer's areas from that day on: the draft's, and none of the others."""
    frame = draft.areas[layer]
    return LayerChange(layer, frame, day, retire=sorted(set(latest["id"].tolist()) - set(frame["id"].tolist())))


def _counts(change: LayerChange, latest: pd.DataFrame) -> dict[str, int]:
    assert change.rows is not None, "a draft's layer has rows"
    kept = int(change.rows["id"].isin(latest["id"]).sum())
    return {"kept": kept, "added": len(change.rows) - kept, "retired": len(change.retire)}


def _moved_buildings(
    frames: Mapping[str, pd.DataFrame], ground: Ground, latest: pd.DataFrame, day: dt.date, scheme: CodeScheme
) -> gpd.GeoDataFrame:
    """The current buildings whose grid is another one in the draft, with it. A building that no rule can place has
    none until a person decides; one without geometry, and one that stands in the grid that its own file names, keeps
    what it has.
    """
    entrance = Rows.given(frames, "entrance", day)
    grid = ground.areas["grid"]
    owner = entrance.links("building_id", ground.building)
    of = assign_buildings(
        Features("building", labels(ground.building), ground.building.geometry),
        Features("grid", labels(grid), grid.geometry), entrance.geometry, owner,
    ).of  # fmt: skip
    placed = np.array([shape is not None for shape in ground.building.geometry], dtype=bool)
    derived = pd.Series(grid.ids_at(of), index=ground.building.ids)[placed]
    rows = latest[latest["id"].isin(derived.index)]
    rows = rows[~named_grids(rows, frames["grid"], scheme)].copy()
    new = derived.reindex(rows["id"]).array
    before = pd.array(rows["grid_id"], dtype="Int64")
    differs = (before.fillna(-1) != new.fillna(-1)).to_numpy(dtype=bool)
    rows["grid_id"] = new
    return rows[differs].reset_index(drop=True)


def _with_rows(latest: gpd.GeoDataFrame, moved: gpd.GeoDataFrame) -> pd.DataFrame:
    rows = latest.set_index("id")
    rows.loc[moved["id"], "grid_id"] = moved["grid_id"].array
    return rows.reset_index()


def _dangling(frames: Mapping[str, pd.DataFrame], ground: Ground, draft: Draft) -> list[Problem]:
    """The areas whose parent will not be there."""
    problems: list[Problem] = []
    for layer in BOUNDARY_LAYERS:
        field, parent = layer_named(layer).parent_field, layer_named(layer).parent
        if field is None or parent is None or not {layer, parent} & set(draft.areas):
            continue
        rows = ground.areas[layer]
        refs = [None if pd.isna(ref) else int(ref) for ref in rows.frame[field]]
        known = set(frames[parent]["id"].tolist())
        problems += check_links(Features(layer, labels(rows), rows.geometry), refs, known, field)
    return problems


def _set_states(draft: Draft, latest: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The draft becomes published; a published set none of whose areas goes on becomes retired."""
    sets = latest["boundary_set"]
    left = {
        int(owner)
        for layer in BOUNDARY_LAYERS if layer not in draft.areas
        for owner in latest[layer]["boundary_set_id"].dropna()
    }  # fmt: skip
    ending = (sets["state"] == "published") & ~sets["id"].isin(left)
    rows = sets[ending | (sets["id"] == draft.id)].copy()
    rows["state"] = np.where(rows["id"] == draft.id, "published", "retired")
    return rows.reset_index(drop=True)
