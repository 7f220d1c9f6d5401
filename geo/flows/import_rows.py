"""How does a table of a file become rows of a layer? Columns to fields, codes, keys; whatever has no field stays beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.codes import read_codes, scheme_named, validate
from geo.errors import BadInput, Message, Rule
from geo.files.coordinates import COLUMN_UNKNOWN
from geo.files.headers import ColumnMap, map_columns
from geo.files.keys import row_keys
from geo.files.raw import Objects, RawTable, objects, table_of
from geo.files.spelling import near, normalised
from geo.files.values import as_text, convert
from geo.flows.import_options import ImportOptions, parse_conditions
from geo.flows.import_shapes import fit
from geo.layers import Field, FieldType, Layer
from geo.model import Problem, Severity

NO_ROW_LEFT = Message(
    "import-no-row-left",
    zh="{file} 中没有符合条件 {got} 的行",
    en="no row of {file} meets the condition {got}",
    remedy_zh="该列的值有：{expected}",
    remedy_en="the column holds: {expected}",
    asked=True,
)
DISSOLVE_WITHOUT_AREAS = Message(
    "dissolve-without-areas",
    zh="{file} 没有图形，不能按“{got}”合并",
    en="{file} has no geometry to unite by {got!r}",
    remedy_zh="请去掉 --dissolve",
    remedy_en="leave --dissolve out",
    asked=True,
)

NOTHING_RECOGNISED = Rule(
    "nothing-recognised",
    zh="{file} 中没有一列对应 {layer} 的字段，也没有图形；该文件的列：{got}",
    en="{file} has no column for any field of layer {layer}, and no geometry; its columns: {got}",
    remedy_zh="用 --map 字段=列名 指明；该图层的字段：{expected}",
    remedy_en="name them with --map FIELD=COLUMN; the fields of the layer: {expected}",
)
CONSTANT_UNREADABLE = Message(
    "constant-unreadable",
    zh="给 {field} 的固定值“{got}”无法使用",
    en="the value {got!r} cannot be given to {field}",
    remedy_zh="应为：{expected_zh}",
    remedy_en="expected: {expected}",
    asked=True,
)

GRID_DEGREES = 1e-7


@dataclass(frozen=True, slots=True)
class Located:
    """A table whose geometry is lon/lat on the storage grid; ``original`` is the geometry as it came, in ``crs``
    (None where it came in lon/lat).
    """

    table: RawTable
    original: Objects | None
    crs: str | None


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one layer that are ready to be linked, checked and compared.

    ``frame`` has the layer's fields (references still empty), ``key``, ``extra``, ``original``, ``original_crs`` and
    geometry. Beside it, by position: ``file`` and ``row`` where each came from, ``place`` where it is (its geometry,
    or the point of an area without boundary), ``references`` what the file says about each reference field.
    """

    layer: Layer
    frame: gpd.GeoDataFrame
    file: Objects
    row: NDArray[np.int64]
    place: Objects
    references: Mapping[str, Objects]
    columns: Mapping[str, ColumnMap]
    problems: tuple[Problem, ...]

    @property
    def names(self) -> Objects:
        """How a person finds each row."""
        return names_of(self.frame)

    def take(self, kept: NDArray[np.bool_]) -> Rows:
        """The rows that are kept."""
        return replace(
            self,
            frame=self.frame[kept].reset_index(drop=True),
            file=self.file[kept],
            row=self.row[kept],
            place=self.place[kept],
            references={name: values[kept] for name, values in self.references.items()},
        )


def kept_rows(table: RawTable, options: ImportOptions) -> RawTable:
    """The rows that meet every condition; raises ``BadInput`` for an unknown column or when none is left."""
    for column, wanted in parse_conditions(options.where).items():
        name = {normalised(c): c for c in reversed(table.columns)}.get(normalised(column))
        if name is None:
            raise BadInput(COLUMN_UNKNOWN, file=table.file, got=column, expected=near(column, table.columns))
        texts = [None if value is None else as_text(value) for value in table.rows[name].to_numpy()]
        kept = np.array([(text or "") in wanted for text in texts], dtype=bool)
        if not kept.any():
            found = ", ".join(list(dict.fromkeys(text for text in texts if text))[:10])
            raise BadInput(NO_ROW_LEFT, file=table.file, got=f"{name}={'|'.join(sorted(wanted))}", expected=found)
        problems = tuple(p for p in table.problems if p.row is None or p.row in set(table.row_numbers[kept]))
        table = replace(table.take(kept), problems=problems)
    return table


def dissolved(located: Located, column: str) -> Located:
    """One row per value of the column, with the union of its areas; a column keeps its value where the group agrees.

    Rows without a value are left as a group of their own only if they have geometry. The file's row is the first of
    the group. The pieces must be valid: invalid ones should have been repaired or refused before.
    """
    table = located.table
    name = {normalised(c): c for c in reversed(table.columns)}.get(normalised(column))
    if name is None:
        raise BadInput(COLUMN_UNKNOWN, file=table.file, got=column, expected=near(column, table.columns))
    if table.geometry is None:
        raise BadInput(DISSOLVE_WITHOUT_AREAS, file=table.file, got=column)
    values = objects([None if v is None else as_text(v) for v in table.rows[name].to_numpy()])
    groups, uniques = pd.factorize(values, use_na_sentinel=False)
    first = np.array([np.flatnonzero(groups == group)[0] for group in range(len(uniques))], dtype=np.int64)
    geometry = objects([
        shapely.set_precision(shapely.union_all(table.geometry[groups == group]), GRID_DEGREES)
        for group in range(len(uniques))
    ])  # fmt: skip
    columns = {}
    for header in table.columns:
        cells = table.rows[header].to_numpy()
        texts = pd.Series([None if v is None else as_text(v) for v in cells], dtype=object)
        agreed = texts.groupby(groups).nunique(dropna=False).reindex(range(len(uniques))).to_numpy() == 1
        columns[header] = objects([cells[at] if same else None for at, same in zip(first, agreed, strict=True)])
    merged = replace(
        table, rows=table_of(columns, len(uniques)), row_numbers=table.row_numbers[first], geometry=geometry
    )
    return Located(merged, None, located.crs)


def rows_of(located: Located, layer: Layer, options: ImportOptions, source: str, known_parents: frozenset[str]) -> Rows:
    """The rows of a layer that a table holds.

    ``known_parents`` are the codes of the layer above: they confirm a lost leading zero. Each field's cells become
    values; what cannot be read stays in ``extra`` under its own header, as do all columns without a field.
    """
    table = located.table
    columns = map_columns(
        layer, table.columns, options.mapping, table.file, frozenset(options.constants), table.last_words
    )
    count = len(table)
    problems = [replace(problem, layer=layer.id) for problem in table.problems]
    problems += _unrecognised(table, layer, columns, options)
    values: dict[str, Objects] = {}
    spoiled: dict[str, NDArray[np.bool_]] = {}
    references: dict[str, Objects] = {}
    for field in layer.fields:
        column = columns.columns.get(field.name)
        if field.name in options.constants:
            values[field.name] = _constant(layer, field, options.constants[field.name], count)
            continue
        if column is None:
            values[field.name] = objects([None] * count)
            continue
        cells = table.rows[column].to_numpy()
        if field.ref is not None:
            references[field.name] = objects([None if cell is None else as_text(cell) for cell in cells])
            values[field.name] = objects([None] * count)
        elif field.name == "code":
            values["code"], told = _codes(table, layer, cells, options, known_parents, column)
            problems += told
        else:
            read = convert(field, cells, table.row_numbers, column, table.file, layer.id)
            values[field.name], spoiled[column] = read.values, read.unreadable
            problems += read.problems
    keys, kept, told = row_keys(table, values.get("code"), options.key, layer.id)
    problems += told
    extra = _extra(table, columns, layer, spoiled)
    shaped = fit(layer, _geometry(table), keys) if layer.has_geometry else None
    frame, place, row_of = _frame(layer, values, keys, extra, located, shaped, source)
    problems += _told(shaped, table, keys)
    rows = Rows(
        layer, frame, objects([table.file] * len(frame)), table.row_numbers[row_of], place,
        {name: cells[row_of] for name, cells in references.items()}, {table.file: columns}, tuple(problems),
    )  # fmt: skip
    return rows.take(kept[row_of])


def _unrecognised(table: RawTable, layer: Layer, columns: ColumnMap, options: ImportOptions) -> list[Problem]:
    """An error where a table with rows would give nothing but empty features."""
    shaped = layer.has_geometry and any(shape is not None for shape in _geometry(table))
    if not len(table) or columns.columns or options.constants or shaped:
        return []
    name = table.file if table.table is None else f"{table.file} › {table.table}"
    params = {
        "file": name,
        "layer": layer.label,
        "got": ", ".join(table.columns[:20]),
        "expected": ", ".join(field.name for field in layer.fields),
    }
    return [Problem(NOTHING_RECOGNISED, Severity.ERROR, layer.id, params=params, file=table.file)]


def joined(parts: list[Rows]) -> Rows:
    """The rows of several tables of one layer as one."""
    if len(parts) == 1:
        return parts[0]
    names = dict.fromkeys(name for part in parts for name in part.references)
    blank = [objects([None] * len(part.frame)) for part in parts]
    return Rows(
        parts[0].layer,
        gpd.GeoDataFrame(pd.concat([part.frame for part in parts], ignore_index=True), geometry="geometry", crs=4326),
        np.concatenate([part.file for part in parts]),
        np.concatenate([part.row for part in parts]),
        np.concatenate([part.place for part in parts]),
        {
            name: np.concatenate([part.references.get(name, gap) for part, gap in zip(parts, blank, strict=True)])
            for name in names
        },
        {file: columns for part in parts for file, columns in part.columns.items()},
        tuple(problem for part in parts for problem in part.problems),
    )


def names_of(frame: pd.DataFrame) -> Objects:
    """How a person finds each row: its code, else its name where the key is only a hash, else its key."""
    labels = frame["key"].astype(object).to_numpy(copy=True)
    hashed = np.array([str(label).startswith(("attributes:", "row:")) for label in labels], dtype=bool)
    for column, where in (("name", hashed), ("code", np.ones(len(frame), dtype=bool))):
        if column in frame:
            values = frame[column].astype(object).to_numpy()
            labels = np.where(where & ~pd.isna(values), values, labels)
    return objects(labels.tolist())


def _constant(layer: Layer, field: Field, word: str, count: int) -> Objects:
    """The one value that the user gave for the field, in every row; raises ``BadInput`` where it cannot be read."""
    read = convert(field, objects([word]), np.array([0]), field.name, "--set", layer.id)
    if read.unreadable[0] or field.ref is not None:
        params = read.problems[0].params if read.problems else {"got": word, "expected": "-", "expected_zh": "-"}
        raise BadInput(CONSTANT_UNREADABLE, **{**params, "field": field.name})
    return objects([read.values[0]] * count)


def _codes(
    table: RawTable, layer: Layer, cells: Objects, options: ImportOptions, parents: frozenset[str], column: str
) -> tuple[Objects, list[Problem]]:
    """The codes of a column, restored where nothing is in doubt, and what the scheme says about them."""
    scheme = scheme_named(options.scheme)
    numbers = [int(row) for row in table.row_numbers]
    reading = read_codes(scheme, layer.id, layer.code_segment, cells, known_parents=parents, rows=numbers)
    told = list(reading.problems)
    beyond = {problem.row for problem in told if problem.severity is Severity.ERROR}
    told += [
        problem
        for problem in validate(scheme, layer.id, layer.code_segment, reading.codes, numbers)
        if problem.row not in beyond
    ]
    return reading.codes, [replace(problem, file=table.file, column=column) for problem in told]


def _extra(
    table: RawTable, columns: ColumnMap, layer: Layer, spoiled: Mapping[str, NDArray[np.bool_]]
) -> list[dict[str, Any]]:
    """Per row the cells that no field took: columns without a field, references in the file's words, and cells that
    could not be read.
    """
    references = [column for name, column in columns.columns.items() if layer.field(name).ref is not None]
    kept = [*columns.unmapped, *references]
    extra: list[dict[str, Any]] = [{} for _ in range(len(table))]
    for column in kept:
        for row, value in zip(extra, table.rows[column].to_numpy(), strict=True):
            if value is not None:
                row[column] = _plain(value)
    for column, unreadable in spoiled.items():
        cells = table.rows[column].to_numpy()
        for at in np.flatnonzero(unreadable):
            extra[at][column] = _plain(cells[at])
    return extra


def _plain(value: Any) -> Any:
    """A cell as JSON can hold it."""
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 2**53 else value if np.isfinite(value) else str(value)
    return value if isinstance(value, (str, int, bool, list, dict)) else str(value)


def _geometry(table: RawTable) -> Objects:
    return objects([None] * len(table)) if table.geometry is None else table.geometry


def _frame(
    layer: Layer, values: Mapping[str, Objects], keys: Objects, extra: list[dict[str, Any]], located: Located,
    shaped: Any, source: str,
) -> tuple[gpd.GeoDataFrame, Objects, NDArray[np.int64]]:  # fmt: skip
    """The layer's frame, where each row is, and which row of the table it came from."""
    row_of = np.arange(len(keys)) if shaped is None else shaped.row_of
    geometry = objects([None] * len(row_of)) if shaped is None else shaped.geometry
    columns: dict[str, Any] = {name: _typed(layer.field(name).type, cells[row_of]) for name, cells in values.items()}
    columns["key"] = _parts_named(keys[row_of], row_of)
    columns["source"] = objects([source] * len(row_of))
    beside = [dict(extra[at]) for at in row_of]
    original, crs = objects([None] * len(row_of)), objects([None] * len(row_of))
    if shaped is not None:
        came = located.original if located.original is not None else located.table.geometry
        if came is not None:
            keep = np.full(len(row_of), located.original is not None) | shaped.altered
            blobs = shapely.to_wkb(came[row_of[keep]])
            original[keep] = blobs
            crs[keep] = [None if blob is None else (located.crs or "EPSG:4326") for blob in blobs]
    columns |= {"extra": objects(beside), "original_crs": crs, "original": original}
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=4326), geometry.copy(), row_of


def _typed(kind: FieldType, cells: Objects) -> Any:
    """A column in the form in which frames travel."""
    if kind is FieldType.INTEGER:
        return pd.array(cells.tolist(), dtype="Int64")
    if kind is FieldType.REAL:
        return pd.array(cells.tolist(), dtype="Float64").to_numpy(dtype=float, na_value=np.nan)
    if kind is FieldType.BOOLEAN:
        return pd.array(cells.tolist(), dtype="boolean")
    return pd.Series(cells, dtype=object)


def _parts_named(keys: Objects, row_of: NDArray[np.int64]) -> Objects:
    """The keys, with ``#2``, ``#3`` … for further parts of the same row."""
    if len(np.unique(row_of)) == len(row_of):
        return keys
    place = pd.Series(row_of).groupby(row_of).cumcount().to_numpy()
    return objects([key if part == 0 else f"{key}#{part + 1}" for key, part in zip(keys, place, strict=True)])


def _told(shaped: Any, table: RawTable, keys: Objects) -> list[Problem]:
    """The problems of shapes with file and row."""
    if shaped is None:
        return []
    row_of_key = {str(key): int(row) for key, row in zip(keys, table.row_numbers, strict=True)}
    return [replace(p, file=table.file, row=row_of_key.get(p.feature) if p.feature else None) for p in shaped.problems]
