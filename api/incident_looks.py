"""Incidents as answers tell them: who reads what one says is written down first; who has no role at its place is told no
more than that it is known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from fastapi import Request
from numpy.typing import NDArray

from api.deps import Service
from api.incident_documents import (
    INCIDENT,
    TOLD_TO,
    allowed_from,
    history_document,
    incident_documents,
    incident_rows,
    names_of,
    own_incidents,
    told_to_all,
)
from api.incident_query import is_open
from api.scope import Scope
from api.witness import asker_of
from geo.columns import is_one_of
from geo.errors import NotFound
from geo.incidents import known_to_all, near_duplicates, spot_at, spots_of
from geo.snapshot import LayerSnapshot
from geo.store.incident_desk import INCIDENT_UNKNOWN, Row

NEAR_MOST: Final = 20
"""How many incidents of others are told of an estate or a grid: the latest."""


def told_documents(
    request: Request, service: Service, scope: Scope, rows: Sequence[Row], now: dt.datetime
) -> list[dict[str, Any]]:
    """The documents of these rows. Where the reader may read what some of them say, which ones those are is written down
    in the transaction that reads them, in one entry; raises ``Unavailable`` where that cannot be.
    """
    told = own_incidents(service, scope, [row["id"] for row in rows], *TOLD_TO)
    if not told:
        return incident_documents(service, scope, rows, now)
    with service.acting(scope).witnessed(asker_of(request, scope, "incident")) as look:
        documents = incident_documents(service, scope, rows, now, look)
        listed = sorted(told)
        if len(listed) == 1:
            look.saw("incident", listed[0])
        else:
            look.saw("incident", None, detail="list " + ",".join(map(str, listed)))
    return documents


def whole_document(request: Request, service: Service, scope: Scope, thing: int) -> dict[str, Any]:
    """An incident; who reads its text is written down in the transaction that reads it."""
    with service.acting(scope).witnessed(asker_of(request, scope, "incident")) as look:
        rows = incident_rows(look, [thing])
        if not rows:
            raise NotFound(INCIDENT_UNKNOWN, got=thing)
        (document,) = incident_documents(service, scope, rows, dt.datetime.now(dt.UTC), look)
        is_told = bool(own_incidents(service, scope, [thing], *TOLD_TO))
        history = history_document(look.incident_steps(thing)) if is_told else []
        look.saw("incident", thing, detail="" if is_told else "without its text")
    return {"incident": document, "history": history, "allowed": allowed_from(rows[0]) if is_told else []}


def near_documents(
    request: Request, service: Service, scope: Scope, category: str, lon: float, lat: float
) -> list[dict[str, Any]]:
    """The open incidents of a category that may be the same as one at a place (degrees): of one's own areas, whole
    documents of those within the configured distance, the nearest first; of others only that they are known, of those in
    the same estate, else the same grid, the latest first: a distance would tell where they are.
    """
    city, now = service.views.at().city, dt.datetime.now(dt.UTC)
    close = near_duplicates(city.layer("incident"), category, lon, lat, service.rules.near_duplicate_m)
    far = {one.id: one.distance_m for one in close}
    own = own_incidents(service, scope, list(far), *INCIDENT.roles)
    rows = incident_rows(told_to_all(service), [thing for thing in far if thing in own])
    documents = told_documents(request, service, scope, rows, now)
    nearest = [one | {"distance_m": round(far[one["id"]], 1)} for one in documents]
    return nearest + [known_document(service, row) for row in _known_around(service, scope, category, lon, lat)]


def _known_around(service: Service, scope: Scope, category: str, lon: float, lat: float) -> list[Row]:
    """The incidents of others that everybody may be told of, in the area that stands for a place."""
    city = service.views.at().city
    incidents, spot = city.layer("incident"), spot_at(city, lon, lat)
    rows = np.flatnonzero(_open_to_all(service, incidents) & is_one_of(incidents.columns["category"], [category]))
    here = rows[[one is not None and one == spot for one in spots_of(city, incidents, rows)]] if len(rows) else rows
    ids = incidents.ids[here]
    own = own_incidents(service, scope, ids.tolist(), *INCIDENT.roles)
    latest = ids[np.argsort(-incidents.columns["reported_at"][here].astype(np.int64), kind="stable")].tolist()
    return incident_rows(told_to_all(service), [thing for thing in latest if thing not in own][:NEAR_MOST])


def is_known(service: Service, thing: int) -> bool:
    """Whether everybody may be told that this has been reported: it is open, of a public category, the public or a hotline
    told of it, and staff has looked at it.
    """
    incidents = service.views.at().city.layer("incident")
    row = int(incidents.rows_of(np.array([thing], np.int64))[0])
    return row >= 0 and bool(_open_to_all(service, incidents)[row])


def _open_to_all(service: Service, incidents: LayerSnapshot) -> NDArray[np.bool_]:
    return known_to_all(incidents, service.rules.public_ids) & is_open(incidents)


def known_document(service: Service, row: Row) -> dict[str, Any]:
    """An incident for somebody without a role at its place: that it is known, in which grid, and to how many."""
    grid = row["grid_id"]
    return {
        "id": row["id"], "code": None, "category": row["category"], "supports": row["supports"] or 0,
        "grid": names_of(service, "grid", {grid}).get(grid),
    }  # fmt: skip
