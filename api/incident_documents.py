"""Incidents as a reader may see them: every field through the registry, names of places beside their ids."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np

from api.deps import Service
from api.moments import moment
from api.scope import THE_PUBLIC, Scope
from geo.clock import china_today
from geo.errors import NotFound
from geo.incidents import ENDS, IncidentRules, Move, allowed_moves, candidates_of, is_overdue, standing_of
from geo.incidents.states import STATE_LABELS
from geo.layers import LAYERS, Label
from geo.model import Period
from geo.store import SYSTEM, IncidentStep, Look, Store
from geo.store.incident_desk import INCIDENT_UNKNOWN, Row, rows_of

INCIDENT: Final = LAYERS["incident"]
TOLD_TO: Final = INCIDENT.field("description").roles
"""Who may read what an incident says, see its photos and the steps that were taken."""
PLAIN: Final = (
    "code", "category", "state", "channel", "reported_at", "due_at", "closed_at", "accuracy_m", "place", "boundary_set_id",
    "description", "supports", "paused_at", "registered_at",
)  # fmt: skip
"""The fields that stand in a document as they are."""


def incident_documents(
    service: Service, scope: Scope, rows: Sequence[Row], now: dt.datetime, look: Look | None = None
) -> list[dict[str, Any]]:
    """The documents of these rows, in their order. Of each, the fields that the registry shows to the roles that the
    reader has at its place; photos only where the reader may read what it says. Where the reader has no role, it is what
    the public is told. ``look`` is the transaction in which they are read, where one is open.
    """
    ids = [row["id"] for row in rows]
    told, seen = own_incidents(service, scope, ids, *TOLD_TO), own_incidents(service, scope, ids, *INCIDENT.roles)
    shown = {
        thing: frozenset(
            scope.fields(INCIDENT, TOLD_TO) if thing in told else scope.fields(INCIDENT, scope.roles - set(TOLD_TO))
        )
        if thing in seen
        else frozenset(THE_PUBLIC.fields(INCIDENT))
        for thing in ids
    }
    grids = names_of(service, "grid", {thing for row in rows for thing in (row["grid_id"], *_candidates(row))})
    buildings = names_of(service, "building", {row["building_id"] for row in rows if row["id"] in seen})
    photos: dict[int, list[dict[str, Any]]] = {}
    for photo in (
        (look or service.acting(scope)).incident_photos([thing for thing in ids if thing in told]) if told else ()
    ):
        path = f"/photos/{photo.id}"
        known = photos.setdefault(photo.incident_id, [])
        known.append({"id": photo.id, "href": f"{path}.jpg", "thumb": f"{path}/thumb.jpg"})
    return [_document(row, shown[row["id"]], grids, buildings, photos.get(row["id"], []), now) for row in rows]


def told_to_all(service: Service) -> Store:
    """The store for what is told of incidents of public categories, wherever they are: the route picks them, and
    `incident_documents` shows of each what the asker may see.
    """
    return service.store.acting(SYSTEM)


def incident_rows(store: Store | Look, ids: Sequence[int]) -> list[Row]:
    """The incidents as they are now, in the order asked for; those that are not there, or out of the store's reach, are
    left out.
    """
    found = {row["id"]: row for row in rows_of(store.read("incident", ids=ids))}
    return [found[thing] for thing in ids if thing in found]


def catalogue_document(rules: IncidentRules) -> dict[str, Any]:
    """The kinds of incidents as this deployment has configured them, and the states."""
    listed = [
        {"id": one.id, "code": one.code, "label": words(one.label),
         "deadline": {"amount": one.deadline.amount, "unit": one.deadline.unit},
         "extension": {"amount": one.extension.amount, "unit": one.extension.unit},
         "registration": words(one.registration), "closing": words(one.closing), "role": one.role, "public": one.public}
        for one in rules.categories.values()
    ]  # fmt: skip
    states = [
        {"id": state, "label": words(label), "order": order}
        for order, (state, label) in enumerate(STATE_LABELS.items())
    ]
    return {"categories": listed, "states": states}


def history_document(steps: Iterable[IncidentStep]) -> list[dict[str, Any]]:
    """The life of an incident, oldest first."""
    return [
        {"from": step.from_state, "to": step.to_state, "role": step.role, "at": moment(step.at), "reason": step.note,
         "act": step.act, "details": step.details}
        for step in steps
    ]  # fmt: skip


def allowed_document(moves: Iterable[Move]) -> list[dict[str, Any]]:
    """The steps that may be taken."""
    return [
        {"to": move.to, "roles": list(move.roles), "needs_reason": move.needs_reason, "label": words(move.label)}
        for move in moves
    ]


def allowed_from(row: Row) -> list[dict[str, Any]]:
    """The steps that may be taken with an incident now."""
    return allowed_document(allowed_moves(standing_of(row["state"], row["channel"], row["registered_at"])))


def words(label: Label) -> dict[str, str]:
    """A label in both languages."""
    return {"zh": label.zh, "en": label.en}


def own_incidents(service: Service, scope: Scope, ids: Collection[int], *roles: str) -> frozenset[int]:
    """Which of these incidents lie where the reader has one of the roles."""
    if scope.areas_for(*roles) is None:
        return frozenset(ids)
    if not ids or not scope.has(*roles):
        return frozenset()
    city = service.views.at().city
    own = scope.own_rows(city.layer("incident"), city, *roles)
    assert own is not None
    rows = city.layer("incident").rows_of(np.array(list(ids), np.int64))
    return frozenset(thing for thing, row in zip(ids, rows.tolist(), strict=True) if row >= 0 and own[row])


def require_in_scope(service: Service, scope: Scope, ids: Collection[int], *roles: str) -> None:
    """Raise ``NotFound`` for an incident that lies where whoever asks has none of the roles (those that see incidents
    when not said): outside and absent look the same.
    """
    own = own_incidents(service, scope, ids, *(roles or INCIDENT.roles))
    for thing in ids:
        if thing not in own:
            raise NotFound(INCIDENT_UNKNOWN, got=thing)


def _document(
    row: Row,
    shown: frozenset[str],
    grids: Mapping[int, dict[str, Any]],
    buildings: Mapping[int, dict[str, Any]],
    photos: list[dict[str, Any]],
    now: dt.datetime,
) -> dict[str, Any]:
    shape = row["geometry"]
    document: dict[str, Any] = {"id": row["id"]}
    for name in PLAIN:
        if name in shown:
            value = row[name]
            document[name] = moment(value) if isinstance(value, dt.datetime) else value
    document["supports"] = row["supports"] or 0
    document["overdue"] = row["state"] not in ENDS and is_overdue(row["due_at"], row["paused_at"], now)
    document["lon"], document["lat"] = (None, None) if shape is None else (shape.x, shape.y)
    document["grid"] = grids.get(row["grid_id"])
    if "building_id" in shown:
        document["building"] = buildings.get(row["building_id"])
    document["photos"] = photos
    listed = _candidates(row) if "grid_candidates" in shown else ()
    document["candidates"] = [grids[thing] for thing in listed if thing in grids]
    return document


def _candidates(row: Row) -> tuple[int, ...]:
    return candidates_of(row["grid_candidates"])


def names_of(service: Service, layer: str, ids: set[Any]) -> dict[int, dict[str, Any]]:
    """The names of things by id, also of those that are not there any more: of their last row."""
    wanted = sorted(int(thing) for thing in ids if thing is not None)
    snapshot = service.city_on(china_today()).layer(layer)
    rows = snapshot.rows_of(np.array(wanted, np.int64)).tolist()
    names = {
        thing: {"id": thing, "code": snapshot.value(row, "code"), "name": snapshot.value(row, "name")}
        for thing, row in zip(wanted, rows, strict=True)
        if row >= 0
    }
    gone = [thing for thing in wanted if thing not in names]
    if gone:
        past = service.store.read(layer, ids=gone, during=Period(None, None), columns=["code", "name"])
        names |= {row["id"]: {"id": row["id"], "code": row["code"], "name": row["name"]} for row in rows_of(past)}
    return names
