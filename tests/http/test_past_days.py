"""On a past day every question is answered by that day: search, locate, counts."""

from __future__ import annotations

from datetime import date

import httpx

from geo.store import LayerChange, Store
from tests.http import world

THEN = {"as_of": "2026-04-30"}


def test_search_locate_and_counts_are_those_of_the_day(client: httpx.Client, store: Store) -> None:
    street = world.layers()["street"].assign(name="五月街道")
    store.write([LayerChange("street", street, valid_from=date(2026, 5, 1))], source="test")
    store.write([LayerChange("venue", None, valid_from=date(2026, 5, 1), retire=[2])], source="test")
    for query, hits in (({"q": "南湖街道"}, []), ({"q": "五月街道"}, [1])):
        now, then = (client.get("/search", params=query | day).json()["hits"] for day in ({}, THEN))
        assert [hit["id"] for hit in now if hit["layer"] == "street"] == hits
        assert [hit["id"] for hit in then if hit["layer"] == "street"] == ([] if hits else [1])
    point = {"lon": "114.001", "lat": "30.001"}
    now, then = (client.get("/locate", params=point | day).json()["places"][-1]["name"] for day in ({}, THEN))
    assert (now, then) == ("五月街道", "南湖街道")
    counts = [
        {one["id"]: one["count"] for one in client.get("/collections", params=day).json()["collections"]}["venue"]
        for day in ({}, THEN)
    ]
    assert counts == [1, 2]
    assert client.get("/collections/venue", params=THEN).json()["count"] == 2


def test_a_day_that_is_none_is_400(small_client: httpx.Client) -> None:
    for path in ("/search?q=a&as_of=x", "/locate?lon=114&lat=30&as_of=2026-02-30", "/collections?as_of=1"):
        answer = small_client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (400, "parameter-invalid"), path
