"""Attributes that hide in a description: the HTML table of two columns that map servers write into KML."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pandas as pd

from geo.files.raw import RawTable, objects

_PAIR = re.compile(r"<t[hd][^>]{0,200}>([^<]{1,200})</t[hd]>\s{0,20}<td[^>]{0,200}>([^<]{0,20000})</td>", re.IGNORECASE)
_PLACES = {"description", "descriptio", "popupinfo"}
_SHARE = 0.5


def with_html_columns(table: RawTable) -> RawTable:
    """The table with each ``<th>NAME</th><td>value</td>`` of its description column as a column ``NAME``.

    Only where more than half of the descriptions that are given hold such pairs; the description itself is dropped
    then, because every word of it stands in the new columns. A name that the table already has keeps its own values.
    """
    for column in table.columns:
        if column.lower() in _PLACES:
            pairs = [_pairs(value) for value in table.rows[column].to_numpy()]
            given = sum(value is not None for value in table.rows[column].to_numpy())
            if given and sum(map(bool, pairs)) > _SHARE * given:
                return _expanded(table, column, pairs)
    return table


def _pairs(value: object) -> dict[str, str | None]:
    """Header and value of each table row of a description; empty cells are None."""
    if not isinstance(value, str) or "<td" not in value.lower():
        return {}
    return {html.unescape(name).strip(): html.unescape(text).strip() or None for name, text in _PAIR.findall(value)}


def _expanded(table: RawTable, column: str, pairs: list[dict[str, str | None]]) -> RawTable:
    rows = table.rows.drop(columns=[column])
    for name in dict.fromkeys(name for pair in pairs for name in pair):
        if name and name not in rows.columns:
            rows[name] = pd.Series(objects([pair.get(name) for pair in pairs]), dtype=object)
    return replace(table, rows=rows)
