"""What may everybody know of an area? Who answers for it, by role and office telephone, and how many incidents are open."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from geo.incidents import ENDS, registered
from geo.layers import Label
from geo.layers.personal import OFFICE_LEVELS
from geo.rights import GRANT_LEVELS
from geo.snapshot import City, LayerSnapshot
from geo.within import rows_within

CITY: Final = "city"
LEVELS: Final = (CITY, *GRANT_LEVELS)
OFFICES: Final = dict(
    zip(OFFICE_LEVELS, (Label("街道党（工）委", "Street committee"), Label("网格党支部", "Grid branch")), strict=True)
)


def public_area(city: City, level: str, thing: int, branch: int | None) -> dict[str, Any]:
    """The area with its offices, nearest first, and its counts of incidents; raises ``NotFound`` for one that is not there.

    ``branch`` is the unit that serves a grid, as measured; its parent answers with it. Offices are told by their role
    and telephone, never by a person; those without a telephone are left out.
    """
    snapshot = None if level == CITY else city.layer(level)
    row = None if snapshot is None else snapshot.row_of(thing)
    named = {name: None if snapshot is None or row is None else snapshot.value(row, name) for name in ("code", "name")}
    return {
        "layer": level, "id": None if row is None else thing, **named,
        "contacts": [] if branch is None else _offices(city["unit"], branch),
        "incidents": _counts(city, None if row is None else (level, thing)),
    }  # fmt: skip


def _offices(units: LayerSnapshot, branch: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    unit: int | None = branch
    for _ in OFFICES:
        row = -1 if unit is None else int(units.rows_of(np.array([unit], np.int64))[0])
        if row < 0:
            break
        role, telephone = OFFICES.get(units.value(row, "level")), units.value(row, "telephone")
        if role is not None and telephone and units.value(row, "state") == "active":
            found.append({"role": {"zh": role.zh, "en": role.en}, "telephone": telephone})
        unit = units.value(row, "parent_id")
    return found


def _counts(city: City, area: tuple[str, int] | None) -> dict[str, int]:
    """Of incidents that staff has registered: whoever reports does not change what everybody is told."""
    incidents = city["incident"]
    rows = np.arange(len(incidents)) if area is None else rows_within(city, "incident", area)
    rows = rows[registered(incidents)[rows]]
    closed = int(np.isin(incidents.columns["state"][rows].astype(str), tuple(ENDS)).sum())
    return {"open": len(rows) - closed, "closed": closed}
