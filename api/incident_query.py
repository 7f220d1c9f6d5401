"""Which incidents does a client ask for? Filters, order and pages over the incidents as they are now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from starlette.datastructures import QueryParams

from api import params
from api.incident_urgency import URGENCY, ByUrgency, moment_of_cursor
from api.item_order import Order, order_of
from api.measure_query import area_of
from api.scope import Scope
from geo.clock import CHINA
from geo.columns import is_one_of
from geo.incidents import OPEN, IncidentRules
from geo.layers import LAYERS
from geo.snapshot import City, LayerSnapshot
from geo.within import rows_within

Integers = NDArray[np.int64]

FILTERS: Final = (
    "open", "overdue", "state", "category", "channel", "grid", "within", "bbox", "since", "until", "sort", "limit", "cursor",
)  # fmt: skip
PAGING: Final = ("limit", "cursor")
USUAL_ORDER: Final = "-reported_at"
SORTED_BY: Final = (URGENCY, "due_at", "reported_at", "closed_at", "category", "state", "code", "supports")


@dataclass(frozen=True, slots=True)
class IncidentPageRows:
    """One page: the ids in order, how many match in all, and the cursor of the next page."""

    ids: list[int]
    matched: int
    following: str | None


def incident_page(
    city: City, query: QueryParams, scope: Scope, rules: IncidentRules, now: dt.datetime, usual: int, most: int
) -> IncidentPageRows:
    """The page that a query asks for; raises ``BadInput`` for what is unknown, twice, malformed or not in the city."""
    params.only(query, FILTERS)
    given = dict(query)
    snapshot = city.layer("incident")
    same = ("incidents", *(f"{name}={value}" for name, value in sorted(given.items()) if name not in PAGING))
    cursor = given.get("cursor")
    order: Order | ByUrgency
    if given.get("sort") == URGENCY:
        now = now if cursor is None else moment_of_cursor(cursor, same, now)
        order = ByUrgency.of(snapshot, is_open(snapshot), rules, now)
    else:
        order = _order(given.get("sort"), snapshot)
    rows = order.sorted(snapshot, matching(city, snapshot, given, scope, now))
    first = 0 if cursor is None else order.first_after(snapshot, rows, cursor, same)
    limit = usual if "limit" not in given else min(params.integer("limit", given["limit"], 1), most)
    page = rows[first : first + limit]
    more = first + limit < len(rows)
    following = order.cursor(snapshot, int(page[-1]), same) if more else None
    return IncidentPageRows(snapshot.ids[page].tolist(), len(rows), following)


def matching(city: City, snapshot: LayerSnapshot, given: Mapping[str, str], scope: Scope, now: dt.datetime) -> Integers:
    """The rows that carry every condition, ascending; edges of boxes and ends of periods are inside."""
    keep = np.ones(len(snapshot), dtype=bool)
    columns = snapshot.columns
    own = scope.own_rows(snapshot, city, *snapshot.layer.roles)
    if own is not None:
        keep &= own
    if "within" in given:
        area = area_of(given["within"])
        assert area is not None
        inside = np.zeros(len(snapshot), dtype=bool)
        inside[rows_within(city, "incident", area)] = True
        keep &= inside
    if "grid" in given:
        keep &= columns["grid_id"] == params.integer("grid", given["grid"])
    for name in ("state", "category", "channel"):
        if name in given:
            keep &= is_one_of(columns[name], _words(name, given[name]))
    if "open" in given:
        keep &= is_open(snapshot) == params.flag("open", given["open"])
    if "overdue" in given:
        keep &= overdue(snapshot, now) == params.flag("overdue", given["overdue"])
    if "bbox" in given:
        box = params.bbox(given["bbox"])
        assert box is not None
        inside = np.zeros(len(snapshot), dtype=bool)
        inside[snapshot.tree.query(shapely.box(*box), predicate="intersects")] = True
        keep &= inside
    since, until = moment_of("since", given.get("since")), moment_of("until", given.get("until"))
    if since is not None:
        keep &= columns["reported_at"] >= since
    if until is not None:
        keep &= columns["reported_at"] <= until
    return np.flatnonzero(keep).astype(np.int64)


def is_open(snapshot: LayerSnapshot) -> NDArray[np.bool_]:
    """Which incidents have not ended."""
    return snapshot.derived("open", lambda: is_one_of(snapshot.columns["state"], OPEN))


def overdue(snapshot: LayerSnapshot, now: dt.datetime) -> NDArray[np.bool_]:
    """Which open incidents are past their deadline; the clock of a paused one stands still."""
    due, paused = snapshot.columns["due_at"], snapshot.columns["paused_at"]
    clock = np.where(np.isnat(paused), _held(now), paused)
    late: NDArray[np.bool_] = is_open(snapshot) & (clock > due)
    return late


def moment_of(name: str, text: str | None) -> np.datetime64 | None:
    """An instant with its zone, or a day in China (its first moment); ``None`` stays so."""
    if text is None:
        return None
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise params.invalid(name, text, "2026-09-01T08:00:00Z, 2026-09-01") from None
    if moment.tzinfo is None:
        if len(text) != len("2026-09-01"):
            raise params.invalid(name, text, "2026-09-01T08:00:00Z, 2026-09-01")
        moment = moment.replace(tzinfo=CHINA)
    return _held(moment)


def _held(moment: dt.datetime) -> np.datetime64:
    return np.datetime64(moment.astimezone(dt.UTC).replace(tzinfo=None), "us")


def _words(name: str, text: str) -> list[str]:
    allowed = [choice.value for choice in LAYERS["incident"].field(name).choices]
    return [params.one_of(name, word, allowed) for word in text.split(",")]


def _order(text: str | None, snapshot: LayerSnapshot) -> Order:
    """The order by fields; that of urgency depends on the moment and stands alone."""
    names = [part.removeprefix("-") for part in (text or USUAL_ORDER).split(",")]
    for name in names:
        if name not in SORTED_BY or name == URGENCY:
            expected = (URGENCY, *(f"{one}, -{one}" for one in SORTED_BY if one != URGENCY))
            raise params.invalid("sort", text, ", ".join(expected))
    order = order_of(text or USUAL_ORDER, snapshot)
    assert order is not None
    return order


def page_query(given: Mapping[str, str], cursor: str) -> dict[str, Any]:
    """The query of the next page."""
    return {**given, "cursor": cursor}
