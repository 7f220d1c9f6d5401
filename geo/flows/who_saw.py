"""Who may have seen the data of a household? Every entry of the audit chain that names it or what it lay in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from geo.audit import Entry
from geo.errors import Message, NotFound
from geo.layers import layer_named
from geo.store import Store

HOUSEHOLD = "household"

HOUSEHOLD_UNKNOWN = Message(
    "household-unknown",
    zh="从未有过标识为 {got} 的户",
    en="there never was a household {got}",
    remedy_zh="请核对户的标识",
    remedy_en="check the id of the household",
    asked=True,
)


def who_saw(
    store: Store, household: int, since: dt.datetime | None = None, until: dt.datetime | None = None
) -> list[Entry]:
    """The entries from ``since`` to before ``until`` that name the household, its entrance, its building or an area
    around it, whenever it lay there, or all of such a layer; by ascending number.

    Rather one entry too many than one too few: a household that has moved is looked for in both of its buildings.
    Raises ``NotFound`` for an id that was never used.
    """
    things = holders(store, household)
    return store.audit_about({layer: sorted(ids) for layer, ids in things.items()}, since, until)


def holders(store: Store, household: int) -> dict[str, set[int]]:
    """By layer, the household itself and all that it ever lay in, by any of its row versions."""
    found: dict[str, set[int]] = {}
    waiting = [(HOUSEHOLD, household)]
    while waiting:
        layer, thing = waiting.pop()
        if thing in found.setdefault(layer, set()):
            continue
        found[layer].add(thing)
        rows = store.history(layer, thing)
        if layer == HOUSEHOLD and rows.empty:
            raise NotFound(HOUSEHOLD_UNKNOWN, got=household)
        waiting += [(holder, int(value)) for name, holder in _links(layer).items() for value in _known(rows, name)]
    return found


def _links(layer: str) -> Mapping[str, str]:
    """The fields of a layer that say where a thing lies, with the layer that they lead to."""
    return {
        field.name: field.ref
        for field in layer_named(layer).fields
        if field.ref is not None and field.name != "boundary_set_id"
    }


def _known(rows: pd.DataFrame, name: str) -> list[Any]:
    return list(rows[name].dropna().unique()) if name in rows else []
