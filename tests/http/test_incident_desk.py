"""What the dispatcher's desk lists first, page by page, and what its map shows of the same incidents."""

from __future__ import annotations

import datetime as dt
from typing import Any

import httpx
import pytest
import shapely

from geo.store import LayerChange, Store
from tests.http import world
from tests.incident_world import IN_A1, IN_B1, second_grid

NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)


def incident(thing: int, due_h: float | None, paused_h: float | None = None, **given: Any) -> dict[str, Any]:
    """An incident whose category counts hours, due and paused so many hours from now."""
    at = [None if hours is None else NOW + dt.timedelta(hours=hours) for hours in (due_h, paused_h)]
    return {
        "id": thing, "code": f"T-{thing:03d}", "category": "emergencies", "state": "registered" if paused_h is None else "suspended",
        "channel": "worker", "reported_at": NOW - dt.timedelta(days=90), "due_at": at[0], "paused_at": at[1], "grid_id": 1,
        "geometry": shapely.Point(*IN_A1),
    } | given  # fmt: skip


def stored(store: Store, *rows: dict[str, Any]) -> None:
    store.write([LayerChange("incident", world.frame(*rows), world.FIRST_DAY)], source="test")


def listed(client: httpx.Client, **query: str) -> list[int]:
    """The ids of all pages, by the links from page to page."""
    seen: list[int] = []
    answer = client.get("/incidents", params=query)
    while True:
        assert answer.status_code == 200, answer.text
        page = answer.json()
        seen += [one["id"] for one in page["incidents"]]
        following = [link["href"] for link in page["links"] if link["rel"] == "next"]
        if not following:
            return seen
        answer = client.get(following[0])


@pytest.mark.parametrize("limit", ["1", "2", "100"])
def test_what_is_overdue_stands_first_then_what_is_due_soonest_whatever_its_pause(
    client: httpx.Client, store: Store, limit: str
) -> None:
    stored(
        store,
        incident(20, due_h=30),
        incident(21, due_h=-3),
        incident(22, due_h=None),
        incident(23, due_h=-100, paused_h=-101),  # an hour was left when the clock was stopped: it is left now
        incident(24, due_h=-50, paused_h=-40),  # paused when it was late already
        incident(25, due_h=-400, state="void"),
        incident(26, due_h=2),
        incident(27, due_h=2),
    )
    assert listed(client, sort="urgency", open="true", limit=limit) == [24, 21, 23, 26, 27, 20, 1, 22]
    assert listed(client, sort="urgency", overdue="true", limit=limit) == [24, 21]
    assert listed(client, sort="urgency", limit=limit)[-3:] == [1, 22, 25]


def test_a_page_goes_on_where_the_last_one_ended_also_when_what_it_ended_with_has_gone(
    client: httpx.Client, store: Store
) -> None:
    stored(store, *(incident(thing, due_h=thing) for thing in range(20, 26)))
    first = client.get("/incidents", params={"sort": "urgency", "open": "true", "limit": "3"}).json()
    assert [one["id"] for one in first["incidents"]] == [20, 21, 22]
    stored(store, incident(22, due_h=22, state="void"), incident(19, due_h=1))
    (following,) = (link["href"] for link in first["links"] if link["rel"] == "next")
    assert [one["id"] for one in client.get(following).json()["incidents"]] == [23, 24, 25]


def test_an_order_of_urgency_stands_alone_and_its_cursor_serves_its_own_list(small_client: httpx.Client) -> None:
    for query in ("sort=-urgency", "sort=urgency,code", "sort=urgency&cursor=AAAA"):
        answer = small_client.get(f"/incidents?{query}")
        assert answer.status_code == 400, query
        assert answer.json()["code"] in ("parameter-invalid", "cursor-invalid")


def test_the_map_shows_all_that_the_list_pages_through(client: httpx.Client, store: Store) -> None:
    second_grid(store)
    east = [incident(thing, due_h=thing - 31.5, grid_id=2, geometry=shapely.Point(*IN_B1)) for thing in range(30, 36)]
    stored(
        store, incident(20, due_h=5), *east, incident(36, due_h=1, geometry=None), incident(37, due_h=1, state="void")
    )

    def mapped(**query: str) -> dict[str, Any]:
        answer = client.get("/incidents/map", params={"open": "true"} | query)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    whole = mapped()
    ids = [one["id"] for one in whole["incidents"]]
    assert sorted([*ids, 36]) == sorted(listed(client, open="true", limit="3"))
    assert (whole["number_matched"], whole["number_shown"], whole["groups"]) == (len(ids) + 1, len(ids), [])
    assert [one["id"] for one in whole["incidents"] if one["overdue"]] == [30, 31]
    street = mapped(zoom="14")
    (group,) = street["groups"]
    assert (group["count"], group["overdue"]) == (6, 2)
    assert (group["lon"], group["lat"]) == pytest.approx(IN_B1, abs=1e-6)
    assert [one["id"] for one in street["incidents"]] == [1, 20]
    (everything,) = mapped(zoom="3")["groups"]
    assert everything["count"] == whole["number_shown"]
    assert [one["id"] for one in mapped(within="community/1", zoom="22")["incidents"]] == [1, 20]
    assert mapped(bbox="0,0,1,1")["incidents"] == [] == mapped(bbox="0,0,1,1")["groups"]


@pytest.mark.parametrize("query", ["zoom=23", "zoom=x", "sort=due_at", "limit=5", "state=lost"])
def test_a_map_that_cannot_be_asked_for_is_refused(small_client: httpx.Client, query: str) -> None:
    assert small_client.get(f"/incidents/map?{query}").status_code == 400
