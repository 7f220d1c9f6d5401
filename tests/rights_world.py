"""The town of ``coverage_world`` with secrets planted in grid 1 (street 1) and grid 9 (street 2), and who may see each.

Whoever is asked about in these tests works in street 1: grid 1 is inside, grid 9 outside. Every secret is a text that
stands nowhere else, so that any answer can be searched for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import shapely

from geo.accounts import EVERYWHERE
from geo.layers import LAYERS
from geo.rights import STAFF_EVERYWHERE, THE_PUBLIC, Grant, Scope
from geo.store import Store
from tests.coverage_world import Town, cell, spot
from tests.http.world import FIRST_DAY

INSIDE, OUTSIDE, GONE = 1, 9, 77
PLACES: Final = (INSIDE, OUTSIDE)
STREETS: Final = {INSIDE: 1, OUTSIDE: 2}


def scope(*grants: tuple[str, str | None, int | None]) -> Scope:
    """A scope out of (role, layer, area)."""
    return Scope(frozenset(Grant(*one) for one in grants))


SCOPES: Final = {
    "public": THE_PUBLIC,
    "worker": scope(("worker", "grid", 1)),
    "planner": scope(("planner", "street", 1)),
    "analyst": scope(("analyst", "street", 1)),
    "dispatcher": scope(("dispatcher", "community", 1)),
    "operator": scope(("operator", None, None)),
    "city planner": scope(("planner", None, None)),
}


ACCOUNTS: Final = {name.replace(" ", "-"): asker for name, asker in SCOPES.items() if asker.grants}
"""The accounts of the town by login; each is one of ``SCOPES``."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A text, the grid where it belongs, and the roles over that grid that may read it (none: nobody)."""

    text: str
    grid: int
    roles: tuple[str, ...]
    staff: bool = False

    def may_be_read_by(self, asker: Scope) -> bool:
        """By the words of the registry's table, worked out here a second time."""
        if self.staff:
            return bool(asker.grants)
        return any(
            grant.role in self.roles and (grant.layer is None or (grant.layer, grant.area) in HOLDERS[self.grid])
            for grant in asker.grants
        )


HOLDERS: Final = {
    INSIDE: {("grid", 1), ("community", 1), ("street", 1)},
    OUTSIDE: {("grid", 9), ("community", 3), ("street", 2)},
}
AT_THE_DOOR: Final = ("worker", "planner", "dispatcher")
SERVES_HUBS: Final = ("worker", "planner")
SEES_INCIDENTS: Final = ("worker", "planner", "dispatcher", "analyst")


def secrets() -> list[Secret]:
    """All that is planted."""
    found = []
    for n in PLACES:
        found += [
            Secret(f"ROOM-{n}-7731", n, AT_THE_DOOR),
            Secret(f"HUBNAME-{n}", n, SERVES_HUBS), Secret(f"HUBCODE-{n}", n, SERVES_HUBS),
            Secret(f"HUBTEL-{n}", n, SERVES_HUBS), Secret(f"UNITTEL-{n}", n, (), staff=True),
            Secret(f"WORDS-{n}-of-a-report", n, AT_THE_DOOR), Secret(f"NOTE-{n}-of-a-step", n, AT_THE_DOOR),
            Secret(f"CLIENT-{n}-of-a-report", n, ()), Secret(f"CODE-{n}-of-an-incident", n, SEES_INCIDENTS),
            Secret(f"ACCOUNT-{n}", n, ()), Secret(f"SOURCE-FILE-{n}", n, ("operator",)),
        ]  # fmt: skip
    return found


HOMES = 13
"""How many households a building has, by the field of its layer: a multiple of no step."""


def town() -> dict[str, pd.DataFrame]:
    """The layers of the town with what people there would not want to be told."""
    made = Town()
    for n in PLACES:
        x, y = cell(n)
        middle = spot(x + 0.5, y + 0.5)
        made.change("unit", 10 + n, telephone=f"OFFICE-{n}")
        made.change("unit", STREETS[n], telephone=f"COMMITTEE-{STREETS[n]}")
        made.change("unit", 20 + n, telephone=f"UNITTEL-{n}")
        made.change(
            "unit", 30 + n, name=f"HUBNAME-{n}", code=f"HUBCODE-{n}", telephone=f"HUBTEL-{n}", household_id=n * 100,
            geometry=spot(x + 0.4712, y + 0.4712),
        )  # fmt: skip
        made.add("estate", id=n, code=f"E{n}", name=f"第{n}小区", community_id=x + 1,
                 geometry=shapely.MultiPolygon([made_box(made, n)]))  # fmt: skip
        made.change("building", n, estate_id=n, name=f"{n}号楼", address=f"建设路{n}号", households=HOMES)
        made.add("entrance", id=n, name=f"{n}单元", building_id=n, geometry=middle)
        for m in range(12):
            room = f"ROOM-{n}-7731" if m == 0 else f"{m}01"
            made.add("household", id=n * 100 + m, building_id=n, entrance_id=n, floor=m, room=room)
        made.add(
            "venue", id=n, name=f"阵地{n}", category="party_service_centre", opening="09:00-17:00", geometry=middle
        )
        made.add(
            "incident", id=n, code=f"CODE-{n}-of-an-incident", category="disputes", state="registered",
            channel="worker", reported_at="2026-09-01T08:00:00Z", grid_id=n, description=f"WORDS-{n}-of-a-report",
            client_id=f"CLIENT-{n}-of-a-report", geometry=spot(x + 0.3, y + 0.3),
        )  # fmt: skip
        made.add("assignment", id=n, account=f"ACCOUNT-{n}", role="worker", area_layer="grid", area_id=n)
    for number, (login, asker) in enumerate(ACCOUNTS.items(), 100):
        (grant,) = asker.grants
        made.add(
            "assignment",
            id=number,
            account=login,
            role=grant.role,
            area_layer=grant.layer or EVERYWHERE,
            area_id=grant.area or 0,
        )
    return {name: frame.assign(key=frame["id"].astype(str)) for name, frame in made.frames().items() if len(frame)}


def made_box(made: Town, n: int) -> shapely.Polygon:
    """The outline of building ``n`` with some ground around it."""
    (row,) = [row for row in made.rows["building"] if row["id"] == n]
    ground: shapely.Polygon = row["geometry"].buffer(0.00005, join_style="mitre")
    return shapely.set_precision(ground, 1e-7)


def fill(store: Store) -> None:
    """Put the town into an empty, migrated store."""
    frames = town()
    assert frames.keys() <= LAYERS.keys()
    store.load(frames, source="test", valid_from=FIRST_DAY)


def report_of(n: int, **given: Any) -> dict[str, Any]:
    """A report in grid ``n``."""
    x, y = cell(n)
    place = spot(x + 0.2, y + 0.2)
    return {
        "client_id": f"report-of-{n}-0000", "category": "disputes", "description": f"WORDS-{n}-of-a-report", "place": "pin",
        "lon": place.x, "lat": place.y,
    } | given  # fmt: skip


def spot_of(n: int) -> tuple[float, float]:
    """lon, lat of the middle of grid ``n``."""
    x, y = cell(n)
    place = spot(x + 0.5, y + 0.5)
    return place.x, place.y


__all__ = [
    "GONE",
    "INSIDE",
    "OUTSIDE",
    "PLACES",
    "SCOPES",
    "STAFF_EVERYWHERE",
    "Secret",
    "fill",
    "report_of",
    "secrets",
    "spot_of",
]
