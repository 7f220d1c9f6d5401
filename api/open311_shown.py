"""The requests that Open311 shows: which, in what order, and what is told of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np

from api import params
from api.deps import Service
from api.incident_query import moment_of
from api.open311 import MOST, SPAN, request_document
from geo.columns import is_one_of
from geo.errors import BadInput, Language, Message
from geo.incidents import ENDS, known_to_all, middle_of, spots_of
from geo.snapshot import City
from geo.store import SYSTEM
from geo.store.incident_desk import Row, rows_of

SPAN_TOO_LONG = Message(
    "open311-span-too-long",
    zh="start_date 与 end_date 相差超过 {days} 天",
    en="start_date and end_date are more than {days} days apart",
    remedy_zh="请分段查询",
    remedy_en="ask in several goes",
)


def shown_rows(service: Service, city: City, key: str | None) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Whoever may post may also see how far requests are that nobody has looked at yet."""
    posts = service.open311.keys.name_of(key) is not None
    return np.flatnonzero(known_to_all(city.layer("incident"), service.rules.public_ids, unseen=posts))


def filtered(
    service: Service, city: City, rows: np.ndarray[Any, np.dtype[np.int64]], given: Mapping[str, str], now: dt.datetime
) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Those of ``rows`` (of the layer incident) that the arguments ask for: the newest first, ``MOST`` at most."""
    columns = city.layer("incident").columns
    since, until = _span(given, now)
    reported = columns["reported_at"][rows]
    keep = (reported >= since) & (reported <= until)
    if "service_code" in given:
        wanted = [service.rules.by_code(code.strip()).id for code in given["service_code"].split(",")]
        keep &= is_one_of(columns["category"][rows], wanted)
    if "status" in given:
        asked = {params.one_of("status", one.strip(), ("open", "closed")) for one in given["status"].split(",")}
        closed = is_one_of(columns["state"][rows], ENDS)
        keep &= (closed & ("closed" in asked)) | (~closed & ("open" in asked))
    rows = rows[keep]
    newest = np.argsort(-columns["reported_at"][rows].astype(np.int64), kind="stable")
    return rows[newest][:MOST]


def _span(given: Mapping[str, str], now: dt.datetime) -> tuple[np.datetime64, np.datetime64]:
    """From when to when: 90 days at most, the latest where nothing is said."""
    since, until = moment_of("start_date", given.get("start_date")), moment_of("end_date", given.get("end_date"))
    days = np.timedelta64(SPAN)
    if until is None:
        latest = np.datetime64(now.replace(tzinfo=None), "us")
        until = latest if since is None else min(since + days, latest)
    if since is None:
        since = until - days
    if until - since > days:
        raise BadInput(SPAN_TOO_LONG, days=SPAN.days)
    return since, until


def documents(
    service: Service, city: City, rows: np.ndarray[Any, np.dtype[np.int64]], language: Language
) -> list[dict[str, Any]]:
    """What the public is told of each of ``rows`` (of the layer incident), in their order."""
    incidents = city.layer("incident")
    ids = incidents.ids[rows].tolist()
    # the public has no incidents of its own: what a request document says of one is public whoever asks
    store = service.store.acting(SYSTEM)
    found: dict[int, Row] = {row["id"]: row for row in rows_of(store.read("incident", ids=ids))}
    touched = store.incidents_touched_at(ids)
    spots = dict(zip(ids, spots_of(city, incidents, rows), strict=True))
    middles = {spot: middle_of(city, spot) for spot in set(spots.values())}
    return [
        request_document(
            found[thing], service.rules, touched.get(thing) or found[thing]["reported_at"],
            _address(city, found[thing]["grid_id"]), middles[spots[thing]], language,
        )
        for thing in ids
        if thing in found
    ]  # fmt: skip


def _address(city: City, grid: int | None) -> str | None:
    """The grid and its areas, from the smallest to the largest: as close as the public may know it."""
    if grid is None:
        return None
    grids = city.layer("grid")
    row = int(grids.rows_of(np.array([grid], np.int64))[0])
    if row < 0:
        return None
    names = [grids.value(row, "name"), *(one.name for one in reversed(city.ancestors("grid", grid)))]
    return "，".join(str(name) for name in names if name)
