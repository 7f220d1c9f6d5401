"""What would an import change? The rows of a file against the current rows of their layer, matched by key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.crs import snap
from geo.errors import BadInput, Message
from geo.layers import FieldType, Layer

KEY_MISSING = Message(
    "version-key-missing",
    zh="图层“{layer}”有 {count} 行没有标识，无法与现有数据比较",
    en="{count} rows of layer {layer!r} have no key to compare them by",
    remedy_zh="请指定编码列或其他唯一标识列",
    remedy_en="name the column that holds the code or another unique id",
)
KEY_REPEATED = Message(
    "version-key-repeated",
    zh="图层“{layer}”的标识“{got}”在文件中出现了 {count} 次",
    en="key {got!r} occurs {count} times in the file for layer {layer!r}",
    remedy_zh="请删除重复行，或指定另一列作为标识",
    remedy_en="remove the repeated rows, or name another column as the key",
)

ORIGINAL = ("original_crs", "original")
"""The geometry as it came and its system: not compared, and changed only together with the stored geometry. Nor is
``source`` compared, which follows any changed row: a new source alone is no new version."""

Ids = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a file would do to a layer.

    ``added`` are the file's rows without a current row; ``changed`` are whole new rows with the ``id`` of the current
    row that they follow; ``unchanged`` and ``retired`` are ids. ``fields`` counts the changed rows per column
    (``geometry`` and ``extra`` among them).
    """

    added: pd.DataFrame
    changed: pd.DataFrame
    unchanged: Ids
    retired: Ids
    fields: Mapping[str, int]

    @property
    def is_empty(self) -> bool:
        """Whether the import would change nothing."""
        return not (len(self.added) or len(self.changed) or len(self.retired))


def compare(layer: Layer, current: pd.DataFrame, incoming: pd.DataFrame, *, complete: bool = False) -> Difference:
    """Which rows of ``incoming`` are new, changed or as they were, and which current rows it retires.

    Both frames as in the architecture page; ``current`` has ``id`` and ``key``, ``incoming`` has ``key``, unique and
    without missing values (else `BadInput`). Compared are the registry's fields, ``extra`` and the geometry on the
    storage grid, whatever its starting vertex, ring direction or order of parts. A column that the file does not have
    keeps its old values, and so does each key of ``extra`` and a geometry that is missing, or only a point where an
    outline is known: a geometry that is kept keeps its original. An empty cell in a column
    that the file does have clears the value. Nothing is retired unless ``complete`` says that the file is the whole
    layer.
    """
    _check_keys(layer, incoming)
    current, incoming = current.reset_index(drop=True), incoming.reset_index(drop=True)
    at = pd.Index(current["key"].astype(object)).get_indexer(pd.Index(incoming["key"].astype(object)))
    old, new = current.iloc[at[at >= 0]].reset_index(drop=True), incoming[at >= 0].reset_index(drop=True)
    merged, differs = _merge(layer, old, new)
    changed = np.logical_or.reduce(list(differs.values()), initial=False) if differs else np.zeros(len(new), dtype=bool)
    changed = np.broadcast_to(changed, len(new))
    gone = np.setdiff1d(np.arange(len(current)), at) if complete else np.empty(0, dtype=np.int64)
    return Difference(
        added=incoming[at < 0].reset_index(drop=True),
        changed=merged[changed].reset_index(drop=True),
        unchanged=_ids(old["id"][~changed]),
        retired=_ids(current["id"].iloc[gone]),
        fields={name: int(mask.sum()) for name, mask in differs.items() if mask.any()},
    )


def _check_keys(layer: Layer, incoming: pd.DataFrame) -> None:
    keys = incoming["key"]
    if keys.isna().any():
        raise BadInput(KEY_MISSING, layer=layer.id, count=int(keys.isna().sum()))
    counts = keys.value_counts()
    if len(counts) and counts.iloc[0] > 1:
        raise BadInput(KEY_REPEATED, layer=layer.id, got=counts.index[0], count=int(counts.iloc[0]))


def _merge(layer: Layer, old: pd.DataFrame, new: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Mask]]:
    """The old rows with the file's values laid over them, and per column which rows that changes."""
    merged, differs = old.copy(), {}
    for field in layer.fields:
        if field.name in new.columns:
            before = old[field.name] if field.name in old.columns else pd.Series([None] * len(old), dtype=object)
            differs[field.name] = ~_same_values(before, new[field.name], field.type)
            merged[field.name] = new[field.name]
    if "extra" in new.columns:
        before = [_mapping(value) for value in old["extra"]] if "extra" in old.columns else [{}] * len(old)
        after = [was | _mapping(value) for was, value in zip(before, new["extra"], strict=True)]
        differs["extra"] = np.fromiter(
            (a != b for a, b in zip(before, after, strict=True)), dtype=np.bool_, count=len(old)
        )
        merged["extra"] = pd.Series(after, dtype=object)
    taken = np.zeros(len(old), dtype=np.bool_)
    if isinstance(new, gpd.GeoDataFrame) and layer.has_geometry:
        merged, differs["geometry"], taken = _merge_geometry(layer, merged, old, new)
    if "source" in new.columns:
        merged["source"] = new["source"]
    for name in ORIGINAL:
        if name in new.columns:
            merged[name] = _chosen(old, new, name, taken)
    return merged, differs


def _chosen(old: pd.DataFrame, new: pd.DataFrame, name: str, taken: Mask) -> pd.Series:
    """The new values of a column where they are taken, the old ones (missing without the column) elsewhere."""
    values = np.full(len(old), None, dtype=object)
    if name in old.columns:
        values = old[name].to_numpy(dtype=object, copy=True)
    values[taken] = new[name].to_numpy(dtype=object)[taken]
    return pd.Series(values, dtype=object)


def _merge_geometry(
    layer: Layer, merged: pd.DataFrame, old: pd.DataFrame, new: gpd.GeoDataFrame
) -> tuple[pd.DataFrame, Mask, Mask]:
    """The shapes after the import, which differ, and which are the file's: what is missing keeps what was, and no
    point replaces an outline.
    """
    after = snap(np.asarray(new.geometry.array, dtype=object))
    before = np.full(len(old), None, dtype=object)
    if isinstance(old, gpd.GeoDataFrame):
        before = np.asarray(old.geometry.array, dtype=object)
    kept = shapely.is_missing(after)
    if layer.point_stands_in:
        kept |= (shapely.get_dimensions(after) == 0) & (shapely.get_dimensions(before) == 2)
    after[kept] = before[kept]
    plain = pd.DataFrame(merged.drop(columns="geometry", errors="ignore"))
    return gpd.GeoDataFrame(plain, geometry=after, crs="EPSG:4326"), ~same_shapes(before, after), ~kept


def same_shapes(left: npt.NDArray[np.object_], right: npt.NDArray[np.object_]) -> Mask:
    """Which pairs are the same shape on the storage grid: starting vertex, direction of rings, order of parts, and a
    multi-geometry around a single part do not matter. Missing equals missing, empty equals empty.
    """
    same = np.asarray(shapely.equals_identical(left, right), dtype=np.bool_)
    same |= shapely.is_missing(left) & shapely.is_missing(right)
    rest = np.flatnonzero(~same & ~shapely.is_missing(left) & ~shapely.is_missing(right))
    if len(rest):
        same[rest] = shapely.equals_identical(_canonical(left[rest]), _canonical(right[rest]))
    return same


def _canonical(geometry: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    flat = snap(shapely.force_2d(geometry))
    single = (shapely.get_type_id(flat) >= 4) & (shapely.get_num_geometries(flat) == 1)
    flat[single] = shapely.get_geometry(flat[single], 0)
    return np.asarray(shapely.normalize(flat), dtype=object)


def _same_values(before: pd.Series, after: pd.Series, kind: FieldType) -> Mask:
    left, right = _comparable(before, kind), _comparable(after, kind)
    same = (left == right).fillna(False).to_numpy(dtype=np.bool_)
    return np.asarray(same | (left.isna() & right.isna()).to_numpy(dtype=np.bool_), dtype=np.bool_)


def _comparable(values: pd.Series, kind: FieldType) -> pd.Series:
    """The values in the one form in which they can be compared, whichever form a file or a store gave them."""
    if kind in (FieldType.INTEGER, FieldType.REAL):
        return pd.to_numeric(values, errors="coerce").astype("Float64")
    if kind is FieldType.BOOLEAN:
        return values.astype(object).where(values.notna(), pd.NA).astype("boolean")
    if kind is FieldType.DATE:
        return pd.to_datetime(values.astype("str"), errors="coerce", format="ISO8601").dt.date
    if kind is FieldType.DATETIME:
        return pd.to_datetime(values, errors="coerce", utc=True, format="ISO8601")
    texts = values.astype(object)
    return texts.where(texts.notna(), None).astype("str")


def _mapping(value: object) -> dict[str, object]:
    return dict(value) if isinstance(value, Mapping) else {}


def _ids(values: pd.Series) -> Ids:
    return np.asarray(values, dtype=np.int64)
