"""Which rows of a file are things that the store knows already?"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.errors import Rule
from geo.files.raw import Objects, objects
from geo.flows.import_links import NONE, Ids
from geo.flows.import_rows import Rows
from geo.model import Problem, Severity
from geo.versions import Difference, compare

SOURCE_UNCLEAR = Rule(
    "source-unclear",
    zh="{count} 行的标识与已导入的“{other}”相同，但来源名称是“{source}”",
    en="{count} rows have the same identifiers as the imported {other!r}, but their source is named {source!r}",
    remedy_zh="若是同一数据的新版，请加 --source {other}；若是另一份数据，请加 --source 和另一个名称，并接受本规则",
    remedy_en="for a newer edition add --source {other}; for other data name another --source and accept this rule",
)

SAME_THING_TWICE = Rule(
    "same-thing-twice",
    zh="第 {row} 行与第 {first} 行指的是库中同一个要素“{feature}”",
    en="rows {first} and {row} are both the thing {feature!r} of the store",
    remedy_zh="请删去其中一行，或改正编码或标识列（--key）",
    remedy_en="remove one of them, or correct its code or the column that identifies rows (--key)",
)

_SHARE_THAT_DOUBTS = 0.5


def match(rows: Rows, current: pd.DataFrame, source: str) -> tuple[Ids, list[Problem]]:
    """The id of the thing that each row is a newer edition of (``NONE`` for a new thing), and what is doubtful.

    The same key from the same source comes first, then the same code from whatever source. Keys that are no codes
    mean nothing across sources; if more than half of them equal those of one other source, the source's name is
    doubted with an error, once.
    """
    frame = rows.frame
    found = np.zeros(len(frame), dtype=np.int64)
    if not len(current):
        return found, []
    keys = frame["key"].to_numpy(dtype=object)
    same_source = current[current["source"] == source]
    by_key = dict(zip(same_source["key"], same_source["id"], strict=True))
    found = np.array([by_key.get(key, 0) for key in keys], dtype=np.int64)
    if "code" in frame and "code" in current:
        coded = current[current["code"].notna()]
        by_code = dict(zip(coded["code"], coded["id"], strict=True))
        codes = frame["code"].to_numpy(dtype=object)
        by_its_code = np.array([0 if pd.isna(code) else by_code.get(code, 0) for code in codes], dtype=np.int64)
        found = np.where(found == NONE, by_its_code, found)
        open_ = (found == NONE) & pd.isna(codes)
    else:
        open_ = found == NONE
    found, repeated = _once_each(rows, found)
    return found, [*repeated, *_doubts(rows, current, source, keys[open_])]


def _once_each(rows: Rows, found: Ids) -> tuple[Ids, list[Problem]]:
    """A thing has one row: further rows of it are errors, unless their repeated code has been told already."""
    further = pd.Series(found).duplicated().to_numpy() & (found != NONE)
    if not further.any():
        return found, []
    codes = rows.frame["code"] if "code" in rows.frame else pd.Series(None, index=rows.frame.index, dtype=object)
    told = (codes.duplicated(keep=False) & codes.notna()).to_numpy()
    first_row = {thing: int(row) for thing, row in zip(found[::-1].tolist(), rows.row[::-1], strict=True)}
    problems = []
    for at in np.flatnonzero(further & ~told):
        name = str(rows.names[at])
        params = {"row": int(rows.row[at]), "first": first_row[int(found[at])], "feature": name}
        problems.append(
            Problem(
                SAME_THING_TWICE, Severity.ERROR, rows.layer.id, name, params,
                file=str(rows.file[at]), row=int(rows.row[at]),
            )
        )  # fmt: skip
    return np.where(further, NONE, found), problems


def differences(rows: Rows, ids: Ids, current: pd.DataFrame, *, complete: bool) -> Difference:
    """What the rows change, compared with the things that they are newer editions of.

    The answer's rows carry their own keys; columns that the file does not have are left out of the comparison, and so
    are links that were neither given nor found.
    """
    own = rows.frame["key"].to_numpy(dtype=object)
    names = objects([f"id {thing}" if thing != NONE else f"new {at}" for at, thing in enumerate(ids)])
    incoming = rows.frame.assign(key=names)
    incoming = incoming.drop(columns=[field.name for field in rows.layer.fields if _is_absent(rows, field.name)])
    then = current.assign(key=[f"id {thing}" for thing in current["id"]])
    if isinstance(current, gpd.GeoDataFrame):
        then = gpd.GeoDataFrame(then, geometry="geometry", crs=4326)
    if not rows.layer.has_geometry:
        incoming = pd.DataFrame(incoming.drop(columns="geometry"))
    difference = compare(rows.layer, then, incoming, complete=complete)
    key_of = dict(zip(names, own, strict=True))
    for part in (difference.added, difference.changed):
        part["key"] = objects([key_of[name] for name in part["key"]])
    return difference


def _is_absent(rows: Rows, name: str) -> bool:
    """Whether nothing is known of a field: no file has a column for it and no link was found."""
    if name not in rows.frame:
        return False
    given = any(name in columns.columns for columns in rows.columns.values())
    is_link = rows.layer.field(name).ref is not None
    return bool(rows.frame[name].isna().all()) and (is_link or not given)


def _doubts(rows: Rows, current: pd.DataFrame, source: str, keys: Objects) -> list[Problem]:
    others = current[current["source"] != source]
    if not len(keys) or not len(others):
        return []
    shared = others[others["key"].isin(set(keys))]["source"].value_counts()
    if not len(shared) or shared.iloc[0] <= _SHARE_THAT_DOUBTS * len(keys):
        return []
    params = {"count": int(shared.iloc[0]), "other": shared.index[0], "source": source}
    return [Problem(SOURCE_UNCLEAR, Severity.ERROR, rows.layer.id, params=params, file=str(rows.file[0]))]
