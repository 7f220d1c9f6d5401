"""An empty deployment gets a fictional city to show: built, loaded, its incidents told step by step."""

from __future__ import annotations

import datetime as dt

from geo.demo import AS_OF, YEAR, DemoCity, Manifest, build_city
from geo.errors import Conflict, Message
from geo.model import Progress, silent
from geo.store import SYSTEM, Store
from geo.store.records import IncidentStep

DEMO_SOURCE = "demo"

STORE_NOT_EMPTY = Message(
    "demo-store-not-empty",
    zh="数据库中已有数据（{layer}：{got} 条），演示城市只能生成在空库中",
    en="there is data already ({got} rows in {layer}); the demonstration city needs an empty store",
    remedy_zh="请用 --data 指定一个新的空文件夹，或用 --database 指定一个空数据库",
    remedy_en="name an empty folder with --data, or an empty database with --database",
)


def make_demo(
    store: Store, scale: float = 1, seed: int = 1, as_of: dt.date = AS_OF, progress: Progress = silent
) -> Manifest:
    """Fill an empty store with the demonstration city; the answer is its manifest, for the caller to keep.

    Everything is valid from a year before ``as_of``, but for what that year brought: the layers' earlier row versions
    come with it, so that the city can be seen as of any day of the year. All layers arrive in one transaction, the
    incidents' histories in a second one. Raises ``Conflict`` when the store has rows, and
    ``LimitExceeded`` for a scale outside 0.1 … 16; nothing is written then.
    """
    store = store.acting(SYSTEM)
    for layer, rows in store.counts().items():
        if rows:
            raise Conflict(STORE_NOT_EMPTY, layer=layer, got=rows)
    progress("build", 0, 1)
    city = build_city(scale, seed, as_of)
    progress("build", 1, 1)
    store.load(city.versions(), source=DEMO_SOURCE, valid_from=as_of - YEAR, progress=progress, note="demo")
    steps = incident_steps(city)
    store.add_incident_steps(steps)
    progress("history", len(steps), len(steps))
    return city.manifest


def incident_steps(city: DemoCity) -> list[IncidentStep]:
    """The city's incident history as the store keeps it."""
    told = city.incident_history
    columns = (told["incident_id"], told["at"], told["from_state"], told["to_state"], told["role"], told["note"])
    return [
        IncidentStep(int(incident), at.to_pydatetime(), before, after, role, note)
        for incident, at, before, after, role, note in zip(*columns, strict=True)
    ]
