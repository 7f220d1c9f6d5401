"""Is what would stand in the store after this import sound? Shapes, tiling, places, duplicates, code nesting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.codes import CodeScheme, check_nesting
from geo.flows.import_links import NONE, Ids
from geo.flows.import_rows import Located, Rows, names_of
from geo.layers import LAYERS, GeometryKind, Layer
from geo.model import Problem
from geo.shapes import outlines
from geo.topology import (
    Features,
    Tolerances,
    check_coverage,
    check_duplicates,
    check_estates,
    check_holes,
    check_narrow_gaps,
    check_overlaps,
    check_points,
    check_shapes,
    repair,
)
from geo.walk import NETWORK_PART, build_network

_AREAS = {GeometryKind.MULTIPOLYGON, GeometryKind.POLYGON}


def check_rows(rows: Rows, tolerances: Tolerances) -> list[Problem]:
    """What is wrong with the rows by themselves: geometries that cannot be stored, and the same geometry twice.

    Only lines must be there: an area, and a place, may be known by its code alone. Points may share their place: a
    house has more than one clinic.
    """
    if not rows.layer.has_geometry:
        return []
    features = _features(rows)
    required = rows.layer.geometry is GeometryKind.LINE
    problems = check_shapes(features, required=required, tolerances=tolerances)
    if rows.layer.geometry is not GeometryKind.POINT:
        problems += check_duplicates(_outlined(rows.layer, features))
    return with_file(problems, rows)


def repaired(rows: Rows, tolerances: Tolerances) -> tuple[Rows, list[Problem]]:
    """The rows with their invalid polygons mended, each told; the originals are kept beside."""
    features = _features(rows)
    present = ~shapely.is_missing(features.geometry)
    broken = np.flatnonzero(present & ~shapely.is_valid(features.geometry))
    if not len(broken):
        return rows, []
    mended = repair(features, [int(at) for at in broken], tolerances)
    geometry = mended.geometry
    if rows.layer.geometry is GeometryKind.MULTIPOLYGON:
        single = shapely.get_type_id(geometry) == shapely.GeometryType.POLYGON
        geometry[single] = [shapely.MultiPolygon([polygon]) for polygon in geometry[single]]
    frame = rows.frame.copy()
    bare = broken[frame["original"].iloc[broken].isna()]
    originals, labels = frame["original"].to_numpy(copy=True), frame["original_crs"].to_numpy(copy=True)
    originals[bare], labels[bare] = shapely.to_wkb(features.geometry[bare]), "EPSG:4326"
    frame["original"], frame["original_crs"] = originals, labels
    place = np.where(shapely.is_missing(geometry), rows.place, geometry)
    return replace(rows, frame=frame.set_geometry(geometry, crs=4326), place=place), with_file(mended.done, rows)


def mended(located: Located, layer: Layer, tolerances: Tolerances, *, wanted: bool) -> tuple[Located, list[Problem]]:
    """A table before its areas are united: with its invalid polygons mended if that is wanted, each told with its
    row, else with an error for each.
    """
    table = located.table
    geometry = table.geometry
    assert geometry is not None
    labels = np.array([f"{table.file}:{row}" for row in table.row_numbers], dtype=object)
    features = Features(layer.id, labels, geometry, table.row_numbers)
    if not wanted:
        return located, [
            replace(p, file=table.file) for p in check_shapes(features, required=False, tolerances=tolerances)
        ]
    broken = np.flatnonzero(~shapely.is_missing(geometry) & ~shapely.is_valid(geometry))
    repairs = repair(features, [int(at) for at in broken], tolerances)
    told = [replace(problem, file=table.file) for problem in repairs.done]
    return replace(located, table=replace(table, geometry=repairs.geometry)), told


def check_codes(
    rows: Rows, ids: Mapping[str, Ids], known: Mapping[str, gpd.GeoDataFrame], scheme: CodeScheme
) -> list[Problem]:
    """Which codes do not begin with the code of their parent."""
    parent, field = rows.layer.parent, rows.layer.parent_field
    if parent is None or field is None or "code" not in rows.frame or parent not in known:
        return []
    things = known[parent]
    if "code" not in things or rows.layer.code_segment is None:
        return []
    code_of = dict(zip(things["id"].tolist(), things["code"].tolist(), strict=True))
    parents = [code_of.get(int(thing)) for thing in ids[field]]
    codes = rows.frame["code"].tolist()
    return with_file(check_nesting(scheme, rows.layer.id, codes, parents, [int(row) for row in rows.row]), rows)


def check_tiling(
    layer: Layer, after: gpd.GeoDataFrame, known: Mapping[str, gpd.GeoDataFrame], tolerances: Tolerances
) -> list[Problem]:
    """Whether siblings share their edges and fill their parents, and whether estates keep to one community.

    ``after`` is the layer as it would stand after the import; ``known`` holds its parents and, where the store has
    them, its children: they are held against the new areas. Paths have no siblings; of them the parts that are joined
    to nothing else are told.
    """
    problems: list[Problem] = []
    if layer.id == "path":
        problems += [problem for problem in build_network(after).problems if problem.rule == NETWORK_PART.code]
    if layer.id == "estate" and len(known.get("community", ())):
        problems += check_estates(_named(layer.id, after), _named("community", known["community"]), tolerances)
    if layer.coverage:
        problems += _coverage(layer, after, known.get(str(layer.parent)), tolerances)
        for child in LAYERS.values():
            if child.coverage and child.parent == layer.id and child.id in known and len(known[child.id]):
                problems += _coverage(child, known[child.id], after, tolerances)
    return problems


def check_places(rows: Rows, ids: Mapping[str, Ids], known: Mapping[str, gpd.GeoDataFrame]) -> list[Problem]:
    """Which rows that are known by a point lie outside the parent that their code or the file names."""
    layer, field = rows.layer, rows.layer.parent_field
    if layer.geometry not in _AREAS or field is None or str(layer.parent) not in known:
        return []
    parents = known[str(layer.parent)]
    pointed = shapely.get_type_id(rows.place) == shapely.GeometryType.POINT
    if not pointed.any() or not len(parents):
        return []
    points = Features(layer.id, names_of(rows.frame)[pointed], rows.place[pointed], rows.row[pointed])
    holders = _named(str(layer.parent), parents)
    return with_file(check_points(points, holders, positions(parents, ids[field][pointed])), rows)


def positions(things: pd.DataFrame, ids: Ids) -> Ids:
    """Where in the frame the things of these ids stand, -1 for none."""
    return np.asarray(pd.Index(things["id"]).get_indexer(pd.Index(ids)), dtype=np.int64)


def with_file(problems: Sequence[Problem], rows: Rows) -> list[Problem]:
    """The problems with file and row of the feature that they name, where exactly one of these rows bears its name."""
    row_of: dict[str, tuple[str, int] | None] = {}
    for label, file, row in zip(names_of(rows.frame), rows.file, rows.row, strict=True):
        row_of[str(label)] = None if str(label) in row_of else (str(file), int(row))
    only = str(rows.file[0]) if len(rows.file) and len(set(rows.file)) == 1 else None
    result = []
    for problem in problems:
        found = row_of.get(str(problem.feature)) if problem.layer == rows.layer.id else None
        if found is not None and problem.row in (None, found[1]):
            result.append(replace(problem, file=problem.file or found[0], row=found[1]))
        else:
            result.append(problem if problem.row is None else replace(problem, file=problem.file or only))
    return result


def _features(rows: Rows) -> Features:
    geometry = np.asarray(rows.frame.geometry.array, dtype=object)
    return Features(rows.layer.id, names_of(rows.frame), geometry, rows.row)


def _named(layer: str, frame: gpd.GeoDataFrame) -> Features:
    return Features(layer, names_of(frame), outlines(np.asarray(frame.geometry.array, dtype=object)))


def _outlined(layer: Layer, features: Features) -> Features:
    """Without the points that stand in: two houses of which only the address is known may share their point."""
    return replace(features, geometry=outlines(features.geometry)) if layer.point_stands_in else features


def _coverage(
    layer: Layer, children: gpd.GeoDataFrame, parents: gpd.GeoDataFrame | None, tolerances: Tolerances
) -> list[Problem]:
    """Overlaps, gaps and what sticks out; without parents holes and narrow gaps between the areas themselves."""
    features = _named(layer.id, children)
    if parents is None or not len(parents) or layer.parent_field is None:
        return [
            *check_overlaps(features, tolerances),
            *check_holes(features, tolerances),
            *check_narrow_gaps(features, tolerances),
        ]
    links = pd.array(children[layer.parent_field], dtype="Int64").to_numpy(dtype=np.int64, na_value=NONE)
    holders = _named(str(layer.parent), parents)
    return check_coverage(features, holders, positions(parents, links), tolerances)
