"""Somebody reports something: located, stored with its change number, its first step and its photos, exactly once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import shapely

from geo.clock import CHINA
from geo.crs import WGS84, Crs, parse_crs, to_lonlat
from geo.crs.systems import is_lonlat
from geo.errors import BadInput, Message
from geo.flows.incident_orders import (
    DESCRIPTION_CHARACTERS,
    Cities,
    Done,
    check_same,
    checked_client_id,
    checked_text,
    digest_of_order,
)
from geo.incidents import FIRST, IncidentRules, Placement, candidates_text, due_after, placed_at, placed_in_building
from geo.layers.vocabulary import INCIDENT_CHANNELS, INCIDENT_PLACES
from geo.snapshot import City
from geo.store import SYSTEM, IncidentStep, Store
from geo.store.incident_desk import INCIDENT, SOURCE, IncidentDesk, Photo, Receipt, Row, batches_of, in_order

KIND: Final = "report"
LATE_DAYS: Final = 30
"""How long a report may lie on a phone; what is older says more about the phone's clock."""

CHANNELS: Final = tuple(choice.value for choice in INCIDENT_CHANNELS)
PLACES: Final = tuple(choice.value for choice in INCIDENT_PLACES)
FARTHEST_M: Final = 100_000.0

WORD_UNKNOWN = Message(
    "incident-word-unknown",
    zh="{name} 不能是“{got}”",
    en="{name} cannot be {got!r}",
    remedy_zh="可用：{expected}",
    remedy_en="use one of: {expected}",
)
PLACE_MISSING = Message(
    "incident-place-missing",
    zh="按“{got}”定位的上报缺少 {expected}",
    en="a report placed by {got!r} needs {expected}",
)
PLACE_CRS = Message(
    "incident-place-crs",
    zh="坐标系“{got}”不能用于上报位置",
    en="the coordinate system {got!r} cannot be used for the place of a report",
    remedy_zh="可用：EPSG:4326、gcj02、bd09",
    remedy_en="use EPSG:4326, gcj02 or bd09",
)
REPORTED_TOO_EARLY = Message(
    "incident-reported-too-early",
    zh="上报时间 {got} 距今超过 {days} 天",
    en="the report's time {got} is more than {days} days ago",
    remedy_zh="请检查手机的时钟后重新上报",
    remedy_en="check the phone's clock and report it again",
)


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody reports. ``lon``/``lat`` are in ``crs``; ``place`` says what they mean; ``reported_at`` is when it was
    written, on the phone's clock (now when missing, and never later than now).
    """

    client_id: str
    category: str
    description: str
    place: str
    channel: str
    lon: float | None = None
    lat: float | None = None
    crs: str = "EPSG:4326"
    accuracy_m: float | None = None
    building_id: int | None = None
    reported_at: dt.datetime | None = None


def report_incident(
    store: Store, cities: Cities, rules: IncidentRules, report: Report, photos: Sequence[Photo], now: dt.datetime
) -> Done:
    """Store a report. Sent again under the same id, it is there once, and the answer says so.

    ``photos`` are on the disk already; their incident is filled in here. Raises ``BadInput`` for a report that says too
    little or the impossible, ``NotFound`` for an unknown building, ``Conflict`` where the id was used for another one.
    """
    report = checked_report(report, rules)
    digest = digest_of_order(
        category=report.category, description=report.description, place=report.place, channel=report.channel,
        lon=report.lon, lat=report.lat, crs=report.crs, building=report.building_id,
    )  # fmt: skip
    known = store.incident_receipt(report.client_id)
    row = None if known else _row(cities, rules, report, now)
    new = None if row is None else (row["reported_at"], batches_of([row], now))

    def work(desk: IncidentDesk) -> tuple[Receipt, bool]:
        receipt = desk.receipt(report.client_id)
        if receipt is not None:
            check_same(receipt, KIND, digest)
            return receipt, True
        assert new is not None, "a receipt that was there stays there"
        reported_at, prepared = new
        thing, code = _numbered(desk, reported_at)
        number = desk.add(prepared, thing, code, now, KIND)
        role = report.channel if report.channel == "worker" else None
        desk.add_steps([IncidentStep(thing, reported_at, None, FIRST, role)])
        desk.add_photos([replace(photo, incident_id=thing) for photo in photos])
        made = Receipt(report.client_id, KIND, digest, [thing], now, number)
        desk.add_receipt(made)
        return made, False

    # whoever reports need not reach the place of the report, nor find it again
    everywhere = store.acting(SYSTEM)
    receipt, again = everywhere.at_incident_desk(work)
    # read when the desk is free for the next one
    rows = in_order(everywhere.read(INCIDENT, ids=receipt.incident_ids), receipt.incident_ids)
    return Done(rows, again=again, number=receipt.number)


def position_of(lon: float, lat: float, crs: str) -> tuple[float, float, shapely.Point, Crs]:
    """A position in lon/lat, as it came, and its system; raises ``BadInput`` for a system without degrees."""
    system = parse_crs(crs)
    if system is None or not is_lonlat(system):
        raise BadInput(PLACE_CRS, got=crs)
    came = shapely.Point(lon, lat)
    found = to_lonlat([came], system)[0]
    return float(found.x), float(found.y), came, system


def place_fields(city: City, position: tuple[float, float, str] | None, building: int | None) -> dict[str, Any]:
    """What an incident's row says of its place: in a building where one is named, else at the position (lon, lat, crs).

    What came is kept beside it where it is not the place itself.
    """
    original: dict[str, Any] = {"original": None, "original_crs": None}
    lon = lat = 0.0
    if position is not None:
        lon, lat, came, system = position_of(*position)
        if system != WGS84 or building is not None:
            original = {"original": shapely.to_wkb(came, byte_order=1), "original_crs": system.label}
    placement = placed_at(city, lon, lat) if building is None else placed_in_building(city, building)
    return _placement_fields(placement) | original


def _placement_fields(placement: Placement) -> dict[str, Any]:
    return {
        "geometry": shapely.Point(placement.lon, placement.lat), "grid_id": placement.grid_id,
        "boundary_set_id": placement.boundary_set_id, "grid_candidates": candidates_text(placement.candidates),
        "building_id": placement.building_id,
    }  # fmt: skip


def checked_report(report: Report, rules: IncidentRules) -> Report:
    """The report with its description trimmed; raises ``BadInput`` for what can be told wrong without looking at the city:
    before its photos are kept.
    """
    checked_client_id(report.client_id)
    rules.category(report.category)
    for name, got, allowed in (("place", report.place, PLACES), ("channel", report.channel, CHANNELS)):
        if got not in allowed:
            raise BadInput(WORD_UNKNOWN, name=name, got=got, expected=", ".join(allowed))
    if report.place == "building" and report.building_id is None:
        raise BadInput(PLACE_MISSING, got=report.place, expected="building_id")
    if (report.lon is None) != (report.lat is None) or (report.place != "building" and report.lon is None):
        raise BadInput(PLACE_MISSING, got=report.place, expected="lon, lat")
    if report.accuracy_m is not None and not 0 <= report.accuracy_m <= FARTHEST_M:
        raise BadInput(WORD_UNKNOWN, name="accuracy_m", got=report.accuracy_m, expected=f"0 … {FARTHEST_M:g}")
    return replace(report, description=checked_text("description", report.description, DESCRIPTION_CHARACTERS))


def _row(cities: Cities, rules: IncidentRules, report: Report, now: dt.datetime) -> Row:
    reported_at = min(report.reported_at or now, now)
    if now - reported_at > dt.timedelta(days=LATE_DAYS):
        raise BadInput(REPORTED_TOO_EARLY, got=reported_at.isoformat(timespec="seconds"), days=LATE_DAYS)
    category = rules.category(report.category)
    position = None if report.lon is None or report.lat is None else (report.lon, report.lat, report.crs)
    building = report.building_id if report.place == "building" else None
    return {
        "category": report.category, "state": FIRST, "channel": report.channel, "reported_at": reported_at,
        "due_at": due_after(rules.calendar, reported_at, category.deadline), "closed_at": None,
        "accuracy_m": report.accuracy_m, "description": report.description, "client_id": report.client_id,
        "place": report.place, "supports": 0, "registered_at": None, "paused_at": None, "source": SOURCE,
        **place_fields(cities(reported_at.astimezone(CHINA).date()), position, building),
    }  # fmt: skip


def _numbered(desk: IncidentDesk, reported_at: dt.datetime) -> tuple[int, str]:
    """An id and a code: the day of the report and the id, which nobody else has."""
    number = desk.new_id()
    day = reported_at.astimezone(CHINA)
    code = base = f"{day:%Y%m%d}{number:06d}"
    attempt = 1
    while desk.has_code(code):  # an import may have brought it
        attempt += 1
        code = f"{base}-{attempt}"
    return number, code
