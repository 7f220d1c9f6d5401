"""Addresses as routes answer them: who may be told of doors, and findings as documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Final

import numpy as np
from fastapi import Request

from api import params
from api.deps import Service
from api.scope import Scope
from api.witness import asker_of
from geo.address.findings import Finding, Place, Why
from geo.address.matching import Candidates
from geo.address.records import Integers
from geo.address.segments import Segment
from geo.clock import china_today
from geo.errors import Message
from geo.flows.find_address import AddressFinder, Reaches, every_door, no_doors
from geo.layers import LAYERS
from geo.snapshot import City

HOUSEHOLD: Final = LAYERS["household"]
NEAR = "lon,lat (113.93,30.21)"


def finder_of(service: Service, scope: Scope, as_of: date | None = None) -> AddressFinder:
    """What finds addresses of that day for this reader, today's when missing."""
    city = service.views.at(as_of).city
    return AddressFinder(
        service.acting(scope),
        service.books.at(city),
        as_of or china_today(),
        reach_of(scope, city, service.views.at().city),
    )


def found_address(
    request: Request, service: Service, scope: Scope, finder: AddressFinder, candidates: Candidates
) -> Finding:
    """What an address means; where doors are read for that, those that the answer names are written down first."""
    if not finder.reads_doors(candidates):
        return finder.settled(candidates)
    with service.acting(scope).witnessed(asker_of(request, scope, "address")) as look:
        finding = replace(finder, store=look).settled(candidates)
        for place in (finding.place, *finding.rivals):
            if place is not None and place.layer == "household":
                look.saw("household", place.id, detail="address")
    return finding


def reach_of(scope: Scope, city: City, now: City) -> Reaches:
    """Of which buildings of ``city`` the reader may be told the doors, by the links of today."""
    if not scope.doors:
        return no_doors
    buildings, current = city.layer("building"), now.layer("building")
    mine = scope.own_rows(current, now, *HOUSEHOLD.roles)
    if mine is None:
        return every_door
    own = np.isin(buildings.ids, current.ids[mine])

    def reached(rows: Integers) -> Integers:
        return rows[own[rows]]

    return reached


def near_of(text: str | None) -> tuple[float, float] | None:
    """The place of ``near``: lon, lat in degrees."""
    if text is None:
        return None
    parts = text.split(",")
    if len(parts) != 2:
        raise params.invalid("near", text, NEAR)
    return params.number("near", parts[0], -180, 180), params.number("near", parts[1], -90, 90)


def finding_document(finding: Finding) -> dict[str, Any]:
    """A finding as JSON: the place under the name of its level, a household's as ``door``."""
    document: dict[str, Any] = {"query": finding.address.text, "status": finding.status, "level": finding.level}
    if finding.place is not None:
        document["door" if finding.level == "household" else str(finding.level)] = place_document(finding.place)
    document |= {
        "segments": [_segment(segment) for segment in finding.address.segments],
        "why": [why_document(why) for why in finding.why],
        "missing": list(finding.missing),
        "rivals": [place_document(rival) for rival in finding.rivals],
    }
    if finding.reason is not None:
        document["reason"] = _reason(finding.reason, finding.params)
    return document


def place_document(place: Place) -> dict[str, Any]:
    """A place as JSON: what is known of it."""
    document: dict[str, Any] = {
        "layer": place.layer, "id": place.id, "name": place.name, "address": place.address,
        "point": place.point and [round(side, 7) for side in place.point],
    }  # fmt: skip
    for name in ("building_id", "entrance_id", "floor", "room"):
        value = getattr(place, name)
        if value is not None:
            document[name] = value
    if place.against:
        document["against"] = list(place.against)
    return document


def why_document(why: Why) -> dict[str, Any]:
    """One segment and the record that it agrees with."""
    return {
        "segment": why.kind,
        "text": why.text,
        "value": why.value,
        "layer": why.layer,
        "id": why.id,
        "how": why.how.word,
    }


def _segment(segment: Segment) -> dict[str, Any]:
    start, end = segment.span
    return {"kind": segment.kind, "text": segment.text, "value": segment.value, "start": start, "end": end, "bare": segment.is_bare}  # fmt: skip


def _reason(message: Message, filled: Any) -> dict[str, Any]:
    return {
        "code": message.code,
        "zh": message.text("zh", filled), "en": message.text("en", filled),
        "remedy": {"zh": message.remedy("zh", filled), "en": message.remedy("en", filled)},
    }  # fmt: skip
