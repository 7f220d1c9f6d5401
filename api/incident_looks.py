"""Incidents as answers tell them: who reads what one says is written down first; who has no role at its place is told no
more than that it is known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import Request

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
from api.scope import Scope
from api.witness import asker_of
from geo.errors import NotFound
from geo.incidents import ENDS, near_duplicates
from geo.store.incident_desk import INCIDENT_UNKNOWN, Row

SHOWN_CHANNELS: Final = ("public", "hotline")
"""Of reports that came this way, and of no other, people without a role at the place are told that there is one."""
COARSE_M: Final = 10
"""Steps of the distances that people without a role at the place are told."""


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
    """The open incidents of a category within the configured distance of a place (degrees), the nearest first: whole
    documents of one's own, of others only that they are known, and only where everybody may be told.
    """
    snapshot, now = service.views.at().city.layer("incident"), dt.datetime.now(dt.UTC)
    close = near_duplicates(snapshot, category, lon, lat, service.rules.near_duplicate_m)
    far = {one.id: one.distance_m for one in close}
    own, rows = (
        own_incidents(service, scope, list(far), *INCIDENT.roles),
        incident_rows(told_to_all(service), list(far)),
    )
    documents = told_documents(request, service, scope, [row for row in rows if row["id"] in own], now)
    told = {one["id"]: one | {"distance_m": round(far[one["id"]], 1)} for one in documents}
    told |= {
        row["id"]: known_document(service, row, far[row["id"]])
        for row in rows
        if row["id"] not in own and is_known_to_all(service, row)
    }
    return [told[row["id"]] for row in rows if row["id"] in told]


def is_known_to_all(service: Service, row: Mapping[str, Any]) -> bool:
    """Whether everybody may be told that this has been reported: it is open, of a public category, and the public or a
    hotline told of it.
    """
    return (
        row["state"] not in ENDS and row["channel"] in SHOWN_CHANNELS and service.rules.category(row["category"]).public
    )


def known_document(service: Service, row: Row, distance_m: float | None = None) -> dict[str, Any]:
    """An incident for somebody without a role at its place: that it is known, in which grid, and to how many."""
    grid = row["grid_id"]
    document = {
        "id": row["id"], "code": None, "category": row["category"], "supports": row["supports"] or 0,
        "grid": names_of(service, "grid", {grid}).get(grid),
    }  # fmt: skip
    return document if distance_m is None else document | {"distance_m": _coarse(distance_m)}


def _coarse(distance_m: float) -> float:
    return float(round(distance_m / COARSE_M) * COARSE_M)
