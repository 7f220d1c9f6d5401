"""In which coordinate system are these coordinates, and where does that put them?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.codes import scheme_named
from geo.crs import Crs, is_lonlat, parse_crs, snap, to_lonlat
from geo.detective import Reference, Verdict, investigate
from geo.errors import BadInput, Rule
from geo.files.headers import map_columns
from geo.files.import_report import CrsFinding
from geo.files.raw import RawTable
from geo.files.values import as_text
from geo.flows.import_links import indexes, place_name
from geo.flows.import_options import ImportOptions
from geo.flows.import_rows import Located
from geo.layers import Layer
from geo.model import Problem, Severity
from geo.shapes import outlines

CRS_UNREADABLE_LABEL = Rule(
    "crs-label-unreadable",
    zh="{file} 自带的坐标系说明无法识别，已忽略：{got}",
    en="the coordinate system that {file} names is not known and was passed over: {got}",
    remedy_zh="用 --crs 指明坐标系",
    remedy_en="name the coordinate system with --crs",
)
_AREAS, _POINTS = ("street", "community", "grid", "estate"), ("venue", "entrance", "gate", "organisation")


def locate(
    table: RawTable, layer: Layer, options: ImportOptions, known: Mapping[str, gpd.GeoDataFrame]
) -> tuple[Located, CrsFinding, list[Problem]]:
    """The table in lon/lat on the storage grid, what its coordinates were taken to be, and what was doubtful.

    The user's label (``auto`` leaves it to the file's own) and every other system are held against the ``known``
    things of the store and the batch. Raises ``BadInput`` for a label that the coordinates contradict.
    """
    declared, problems = _declared(table, options.crs)
    if table.geometry is None or shapely.is_missing(table.geometry).all():
        named = None if declared is None else declared.label
        return Located(table, None, None), CrsFinding(table.file, layer.id, "", named, "none"), problems
    owners = _own_areas(table, layer, options, known)
    verdict = investigate(table.geometry, declared, reference_of(known), own_area=owners, layer=layer.id)
    problems += [replace(problem, file=table.file) for problem in verdict.problems]
    return _converted(table, verdict.crs), _finding(table, layer, verdict), problems


def reference_of(known: Mapping[str, gpd.GeoDataFrame]) -> Reference:
    """What coordinates can be compared with: the areas, buildings, paths and points that are known."""

    def of(*names: str) -> NDArray[np.object_]:
        parts = [np.asarray(known[name].geometry.array, dtype=object) for name in names if name in known]
        return np.concatenate([np.empty(0, dtype=object), *parts])

    areas, buildings = outlines(of(*_AREAS)), outlines(of("building"))
    return Reference.of(areas=areas, buildings=buildings, paths=of("path"), points=of(*_POINTS))


def _finding(table: RawTable, layer: Layer, verdict: Verdict) -> CrsFinding:
    """The verdict as the report tells it."""
    chosen = next((score for score in verdict.scores if score.crs == verdict.crs), None)
    evidence = {} if chosen is None else chosen.evidence
    return CrsFinding(
        table.file, layer.id, verdict.crs.label, None if verdict.declared is None else verdict.declared.label,
        verdict.how if verdict.decided else f"{verdict.how}, unverified",
        None if chosen is None else round(chosen.score, 4),
        None if verdict.runner_up is None else verdict.runner_up.label,
        round(verdict.margin, 4),
{kind: round(value, 4) for kind, value in evidence.items()},
    )  # fmt: skip


def _own_areas(
    table: RawTable, layer: Layer, options: ImportOptions, known: Mapping[str, gpd.GeoDataFrame]
) -> list[Any] | None:
    """The area of each row's parent as far as the file names it by code or name; None where it names none."""
    parents = known.get(str(layer.parent))
    if parents is None or not len(parents) or layer.parent_field is None:
        return None
    columns = map_columns(
        layer, table.columns, options.mapping, table.file, frozenset(options.constants), table.last_words
    ).columns
    by_code, by_name = indexes(parents)
    shapes = outlines(np.asarray(parents.geometry.array, dtype=object))
    shape_of = dict(zip(parents["id"].tolist(), shapes, strict=True))
    words = _words(table, columns.get(layer.parent_field))
    codes = _words(table, columns.get("code"))
    lengths = sorted({len(code) for code in by_code}, reverse=True)
    owners = []
    for word, code in zip(words, codes, strict=True):
        thing = by_code.get(word) or by_code.get(word.removesuffix("000"))
        names: Sequence[int] = by_name.get(place_name(word), ())
        if thing is None and len(names) == 1:
            thing = names[0]
        if thing is None and scheme_named(options.scheme).nested:
            thing = next((by_code[code[:n]] for n in lengths if len(code) > n and code[:n] in by_code), None)
        owners.append(None if thing is None else shape_of.get(thing))
    return owners if any(owner is not None for owner in owners) else None


def _words(table: RawTable, column: str | None) -> list[str]:
    if column is None:
        return [""] * len(table)
    return ["" if cell is None else as_text(cell) or "" for cell in table.rows[column].to_numpy()]


def _declared(table: RawTable, label: str) -> tuple[Crs | None, list[Problem]]:
    """The user's label, else the file's; one in the file that nobody understands is passed over with a warning."""
    asked = parse_crs(label)
    if asked is not None or table.crs is None:
        return asked, []
    try:
        return parse_crs(table.crs), []
    except BadInput:
        params = {"file": table.file, "got": table.crs}
        return None, [Problem(CRS_UNREADABLE_LABEL, Severity.WARNING, "", params=params, file=table.file)]


def _converted(table: RawTable, crs: Crs) -> Located:
    """The geometry in lon/lat; the original is kept where it came in another system."""
    came = table.geometry
    assert came is not None
    lonlat = snap(to_lonlat(came, crs))
    lonlat[shapely.is_empty(lonlat)] = None
    same = is_lonlat(crs) and crs.epsg is not None and not crs.swapped
    return Located(replace(table, geometry=np.asarray(lonlat, dtype=object)), None if same else came, crs.name)
