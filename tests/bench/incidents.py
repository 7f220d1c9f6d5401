"""The dispatcher's desk with 100,000 incidents, and how long a new report takes until an open page is told of it."""

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
DESK = {"open": "true", "sort": "due_at", "limit": str(PAGE)}

DESK_SQL = """
SELECT json_build_object('matched', (SELECT count(*) FROM incident WHERE version_to IS NULL AND state NOT IN ('closed', 'void')),
    'incidents', json_agg(row_to_json(t)))::text
FROM (SELECT id, code, category, state, channel, reported_at, due_at, grid_id, ST_X(geometry), ST_Y(geometry) FROM incident
      WHERE version_to IS NULL AND state NOT IN ('closed', 'void') ORDER BY due_at, id LIMIT %s) t
"""


def measure(world: World, rounds: int) -> Iterator[Row]:
    """The desk's first page (the same ids as in SQL), the load of every grid, a report, and a report until it is seen."""
    for store in world.stores.values():
        fill_up(store, world)
    with jingwei(world, "sqlite") as sqlite, jingwei(world, "postgis") as postgis, world.connect() as connection:
        clients = {OURS: sqlite, ON_POSTGIS: postgis}
        for client in clients.values():
            asked(client, "/incidents", DESK)  # the first question builds the city in memory
        yield desk(world, clients, connection, rounds)
        yield load(world, clients, rounds)
        yield from reporting(world, clients, max(rounds, 5) * 4)


def desk(world: World, clients: Mapping[str, httpx.Client], connection: psycopg.Connection, rounds: int) -> Row:
    """The open incidents that are due first."""
    contenders: dict[str, Any] = {
        name: lambda c=client: asked(c, "/incidents", DESK) for name, client in clients.items()
    }
    contenders["SQL alone"] = lambda: connection.execute(DESK_SQL, (PAGE,)).fetchone()
    seconds, answers = in_turn(contenders, max(rounds, 5))
    pages = [answers[name] for name in clients]
    assert pages[0]["number_matched"] == pages[1]["number_matched"] > PAGE
    assert [one["id"] for one in pages[0]["incidents"]] == [one["id"] for one in pages[1]["incidents"]]
    return Row(
        "Incidents", world.scale, f"Desk: first {PAGE} open of {INCIDENTS:,}, due first", seconds, OURS, "same ids"
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
    """Until a report is acknowledged (on the disk), and until an open page has been told of it."""
    acknowledged: dict[str, float] = {}
    seen: dict[str, float] = {}
    for name, client in clients.items():
        number = int(asked(client, "/changes", {})["number"])
        page = Listener(str(client.base_url).rstrip("/"), random.Random(1), number, break_after=10_000)
        page.start()
        time.sleep(1.0)  # the page is open before the first report
        acks, waits = [], []
        for _ in range(count):
            begin = time.perf_counter()
            answer = client.post("/incidents", json=somewhere(world))
            acks.append(time.perf_counter() - begin)
            assert answer.status_code == 201, answer.text
            number += 1
            page.wait_for(number)
            waits.append(time.perf_counter() - begin)
        page.stop()
        assert max(waits) < 2.0, f"a report was seen after {max(waits):.2f} s"
        acknowledged[name], seen[name] = statistics.median(acks), statistics.median(waits)
    yield Row(
        "Incidents", world.scale, "A report until it is acknowledged", acknowledged, OURS, f"{count} reports, stored"
    )
    yield Row(
        "Incidents", world.scale, "A report until an open page is told", seen, OURS, f"{count} reports, all under 2 s"
    )


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
