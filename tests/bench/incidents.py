"""The dispatcher's desk with 100,000 incidents, and how long a new report takes until it stands on an open map."""

from __future__ import annotations

import datetime as dt
import random
import statistics
import time
from collections.abc import Iterator, Mapping
from typing import Any

import geopandas as gpd
import httpx
import numpy as np
import orjson
import pandas as pd
import psycopg
import shapely

from geo.store import LayerChange, Store
from tests.bench.servers import jingwei
from tests.bench.timing import Row, in_turn
from tests.bench.world import World
from tests.incident_world import report
from tests.soak.listener import Listener

INCIDENTS = 100_000
PAGE = 100
OURS, ON_POSTGIS = "Jingwei", "Jingwei on PostGIS"
DESK = {"open": "true", "sort": "urgency", "limit": str(PAGE)}
CITY_ZOOM, ONE_BY_ONE_ZOOM = 12, 18
AROUND_DEG = 0.002

WITHIN_S = 2.0
REPORTED = (
    ("A report until it is acknowledged", "stored"),
    ("A report until an open page is told", "told"),
    ("A report until an open map shows it", "shown"),
)

DESK_SQL = """
SELECT json_build_object('matched', (SELECT count(*) FROM incident WHERE version_to IS NULL AND state NOT IN ('closed', 'void')),
    'incidents', json_agg(row_to_json(t)))::text
FROM (SELECT id, code, category, state, channel, reported_at, due_at, grid_id, ST_X(geometry), ST_Y(geometry) FROM incident
      WHERE version_to IS NULL AND state NOT IN ('closed', 'void') ORDER BY due_at, id LIMIT %s) t
"""


def measure(world: World, rounds: int) -> Iterator[Row]:
    """The desk's first page, its map, the load of every grid, a report, and a report until it is seen."""
    for store in world.stores.values():
        fill_up(store, world)
    with jingwei(world, "sqlite") as sqlite, jingwei(world, "postgis") as postgis, world.connect() as connection:
        clients = {OURS: sqlite, ON_POSTGIS: postgis}
        for client in clients.values():
            asked(client, "/incidents", DESK)  # the first question builds the city in memory
        yield desk(world, clients, connection, rounds)
        yield mapped(world, clients, rounds)
        yield load(world, clients, rounds)
        yield from reporting(world, clients, max(rounds, 5) * 4)


def desk(world: World, clients: Mapping[str, httpx.Client], connection: psycopg.Connection, rounds: int) -> Row:
    """The most urgent open incidents. SQL beside it orders by the stored deadline and knows nothing of paused clocks."""
    contenders: dict[str, Any] = {
        name: lambda c=client: asked(c, "/incidents", DESK) for name, client in clients.items()
    }
    contenders["SQL alone"] = lambda: connection.execute(DESK_SQL, (PAGE,)).fetchone()
    seconds, answers = in_turn(contenders, max(rounds, 5))
    pages = [answers[name] for name in clients]
    counted = orjson.loads(answers["SQL alone"][0])["matched"]
    assert pages[0]["number_matched"] == pages[1]["number_matched"] == counted > PAGE
    assert [one["id"] for one in pages[0]["incidents"]] == [one["id"] for one in pages[1]["incidents"]]
    late = [one["overdue"] for one in pages[0]["incidents"]]
    assert late == sorted(late, reverse=True) and any(late)
    name = f"Desk: the {PAGE} most urgent of {INCIDENTS:,} incidents"
    return Row("Incidents", world.scale, name, seconds, OURS, f"same ids on both, {counted:,} open as in SQL")


def mapped(world: World, clients: Mapping[str, httpx.Client], rounds: int) -> Row:
    """The desk's map of the whole city: every open incident, single or in a group."""
    query = {"open": "true", "zoom": str(CITY_ZOOM)}
    contenders = {name: lambda c=client: asked(c, "/incidents/map", query) for name, client in clients.items()}
    seconds, answers = in_turn(contenders, max(rounds, 5))
    one, other = (answers[name] for name in clients)
    assert one == other
    shown = len(one["incidents"]) + sum(group["count"] for group in one["groups"])
    assert shown == one["number_shown"] > PAGE
    name = f"Desk: the map of all open ones of {INCIDENTS:,} incidents"
    return Row(
        "Incidents", world.scale, name, seconds, OURS, f"{shown:,} in {len(one['groups'])} groups, none left out"
    )


def load(world: World, clients: Mapping[str, httpx.Client], rounds: int) -> Row:
    """Counts, rates and hot spots of all grids."""
    contenders = {
        name: lambda c=client: asked(c, "/incidents/load", {"level": "grid"}) for name, client in clients.items()
    }
    seconds, answers = in_turn(contenders, max(rounds, 5))
    one, other = (answers[name]["areas"] for name in clients)
    assert one == other and sum(area["reported"] for area in one) > INCIDENTS * 0.9
    hot = sum(area["hot"] for area in one)
    return Row(
        "Incidents",
        world.scale,
        f"Load and hot spots of all grids ({INCIDENTS:,} incidents)",
        seconds,
        OURS,
        f"{hot} hot",
    )


def reporting(world: World, clients: Mapping[str, httpx.Client], count: int) -> Iterator[Row]:
    """Until a report is acknowledged (on the disk), until an open page has been told of it, and until the map that the page
    then asks for shows it.
    """
    marks: dict[str, list[list[float]]] = {}
    for name, client in clients.items():
        number = int(asked(client, "/changes", {})["number"])
        page = Listener(str(client.base_url).rstrip("/"), random.Random(1), number, break_after=10_000)
        page.start()
        time.sleep(1.0)  # the page is open before the first report
        marks[name] = []
        for _ in range(count):
            number += 1
            marks[name].append(seen(client, page, number, somewhere(world)))
        page.stop()
        usual = statistics.median(visible for *_, visible in marks[name])
        assert usual < WITHIN_S, f"a report is seen after {usual:.2f} s"
    for at, (measure, checked) in enumerate(REPORTED):
        seconds = {name: statistics.median(times[at] for times in taken) for name, taken in marks.items()}
        slowest = max(times[at] for taken in marks.values() for times in taken)
        told = f"{count} reports, {checked}, {slowest * 1e3:.0f} ms at most"
        yield Row("Incidents", world.scale, measure, seconds, OURS, told)


def seen(client: httpx.Client, page: Listener, number: int, sent: dict[str, Any]) -> list[float]:
    """The seconds until the report was acknowledged, told as that change and shown on a map of its surroundings."""
    begin = time.perf_counter()
    answer = client.post("/incidents", json=sent)
    acknowledged = time.perf_counter() - begin
    assert answer.status_code == 201, answer.text
    page.wait_for(number)
    told = time.perf_counter() - begin
    west, south = sent["lon"] - AROUND_DEG, sent["lat"] - AROUND_DEG
    box = f"{west},{south},{sent['lon'] + AROUND_DEG},{sent['lat'] + AROUND_DEG}"
    shown = asked(client, "/incidents/map", {"open": "true", "zoom": str(ONE_BY_ONE_ZOOM), "bbox": box})
    visible = time.perf_counter() - begin
    assert answer.json()["incident"]["id"] in [one["id"] for one in shown["incidents"]]
    return [acknowledged, told, visible]


def fill_up(store: Store, world: World) -> None:
    """Copies of the demonstration city's incidents, moved a little, until there are 100,000."""
    frame = world.demo.frames["incident"]
    missing = INCIDENTS - store.counts()["incident"]
    if missing <= 0:
        return
    rng = np.random.default_rng(5)
    rows = frame.iloc[rng.integers(0, len(frame), missing)].drop(columns=["id", "code", "client_id"])
    x, y = shapely.get_coordinates(rows.geometry.to_numpy()).T
    moved = shapely.points(x + rng.normal(0, 1e-5, missing), y + rng.normal(0, 1e-5, missing))
    copies = gpd.GeoDataFrame(pd.DataFrame(rows.drop(columns="geometry")), geometry=moved, crs=4326)
    day = world.demo.manifest.as_of - dt.timedelta(days=1)
    store.write([LayerChange("incident", copies.reset_index(drop=True), day)], source="bench", note="bench")


def somewhere(world: World) -> dict[str, Any]:
    """A report at a door of the city."""
    doors = world.demo.frames["entrance"].geometry
    point = doors.iloc[random.randrange(len(doors))]
    return report((point.x, point.y), client_id=f"bench-{random.getrandbits(64):016x}")


def asked(client: httpx.Client, path: str, query: Mapping[str, str]) -> Any:
    """A document, answered 200."""
    answer = client.get(path, params=query)
    assert answer.status_code == 200, (path, answer.text[:300])
    return answer.json()
