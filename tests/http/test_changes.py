"""What has changed: asked for page by page, and told while it happens, to many and after an absence."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from api import change_feed
from api.routes import changes as routes
from geo.store import LayerChange, Store
from tests.http import world
from tests.http.server import asking, serving, settings_for


class Events:
    """A client of the event stream that reads one event after the other."""

    def __init__(self, answer: httpx.Response) -> None:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        self._lines = answer.iter_lines()

    def next(self) -> tuple[str, int, dict[str, Any]]:
        fields: dict[str, str] = {}
        for line in self._lines:
            name, _, value = line.partition(": ")
            if line and name:
                fields[name] = value
            elif "event" in fields:
                return fields["event"], int(fields["id"]), json.loads(fields["data"])
        raise EOFError


@contextmanager
def listening(client: httpx.Client, since: int | None = None, **query: str) -> Iterator[Events]:
    headers = {} if since is None else {"Last-Event-ID": str(since)}
    with client.stream("GET", "/changes/events", params=query, headers=headers) as answer:
        yield Events(answer)


def test_a_change_names_its_layers_and_the_boxes_before_and_after(client: httpx.Client, store: Store) -> None:
    first = client.get("/changes").json()
    assert (first["number"], first["changes"]) == (1, [])
    world.rename_street(store, "改名")
    page = client.get(f"/changes?since={first['number']}").json()
    (change,) = page["changes"]
    assert (page["number"], change["number"]) == (2, 2)
    (layer,) = change["layers"]
    assert (layer["layer"], layer["version"]) == ("street", 2)
    assert [[round(side, 7) for side in box] for box in layer["boxes"]] == [[114.0, 30.0, 114.02, 30.02]]


def test_changes_come_in_pages(client: httpx.Client, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "MOST", 2)
    for number in range(4):
        world.rename_street(store, f"第{number}次")
    found, address = [], "/changes?since=0"
    while address:
        page = client.get(address).json()
        found += [change["number"] for change in page["changes"]]
        address = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
    assert found == [1, 2, 3, 4, 5]


def test_neither_restricted_layers_nor_places_of_withheld_rows_are_told(client: httpx.Client, store: Store) -> None:
    (loaded,) = client.get("/changes?since=0").json()["changes"]
    boxes = {layer["layer"]: layer["boxes"] for layer in loaded["layers"]}
    assert "household" not in boxes
    assert boxes["unit"] is None
    assert boxes["venue"]
    store.write([LayerChange("household", world.layers()["household"], world.FIRST_DAY)], source="test")
    page = client.get("/changes?since=1").json()
    assert (page["number"], page["changes"]) == (2, [])


@pytest.mark.parametrize("query", ["since=-1", "since=x", "since=1&since=2", "until=3"])
def test_a_question_that_cannot_be_is_refused(client: httpx.Client, query: str) -> None:
    for path in ("/changes", "/changes/events"):
        assert client.get(f"{path}?{query}").status_code == 400


def test_a_change_is_told_while_the_client_listens(client: httpx.Client, store: Store) -> None:
    with listening(client) as events:
        assert events.next() == ("now", 1, {"number": 1})
        world.rename_street(store, "改名")
        name, number, change = events.next()
        assert (name, number, change["layers"][0]["layer"]) == ("change", 2, "street")


def test_who_comes_back_is_told_what_it_missed(client: httpx.Client, store: Store) -> None:
    for number in range(3):
        world.rename_street(store, f"第{number}次")
    with listening(client, since=2) as events:
        assert [events.next()[:2] for _ in range(3)] == [("now", 2), ("change", 3), ("change", 4)]
    with listening(client, since=None) as events:
        assert events.next()[1] == 4


@pytest.mark.parametrize("known", [1, 77])
def test_who_was_away_for_too_long_or_knows_another_store_reads_everything_again(
    client: httpx.Client, store: Store, monkeypatch: pytest.MonkeyPatch, known: int
) -> None:
    monkeypatch.setattr(change_feed, "REMEMBERED", 2)
    for number in range(5):
        world.rename_street(store, f"第{number}次")
    with listening(client, since=known) as events:
        assert events.next()[0] == "now"
        assert events.next()[:2] == ("everything", 6)
        world.rename_street(store, "又改")
        assert events.next()[:2] == ("change", 7)


def test_a_turn_of_the_day_is_told_as_everything(
    client: httpx.Client, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listening(client) as events:
        events.next()
        world.rename_street(store, "改名")
        events.next()
        monkeypatch.setattr(change_feed, "china_today", lambda: world.FIRST_DAY)
        assert events.next()[:2] == ("everything", 2)


def test_silence_is_broken_now_and_then(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change_feed, "ALIVE_EVERY_S", 0.05)
    with client.stream("GET", "/changes/events") as answer:
        assert any(line == ": still here" for line in answer.iter_lines())


def test_many_listen_and_one_looks(client: httpx.Client, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[str] = []
    asked = store.change_number
    monkeypatch.setattr(store, "change_number", lambda: looks.append(threading.current_thread().name) or asked())
    told: list[int] = []
    ready = threading.Barrier(13)

    def listen() -> None:
        with listening(client) as events:
            events.next()
            ready.wait(20)
            told.append(events.next()[1])

    threads = [threading.Thread(target=listen) for _ in range(12)]
    for thread in threads:
        thread.start()
    ready.wait(20)
    looks.clear()
    begun = time.monotonic()
    world.rename_street(store, "改名")
    for thread in threads:
        thread.join(20)
    assert told == [2] * 12
    assert len(looks) <= 3 + (time.monotonic() - begun) / change_feed.LOOK_EVERY_S


def test_there_is_a_limit_to_those_who_listen_and_the_service_stops_at_once(store: Store, tmp_path: Any) -> None:
    world.fill(store)
    with (
        serving(
            settings_for(tmp_path / "data", connections=4).model_copy(update={"stop_timeout_s": 25}), store
        ) as address,
        asking(address) as client,
    ):
        with listening(client) as one, listening(client) as other:
            assert one.next() == other.next()
            refused = client.get("/changes/events")
            assert (refused.status_code, refused.json()["code"]) == (503, "too-many-listeners")
        open_ended = client.send(client.build_request("GET", "/changes/events"), stream=True)
        begun = time.monotonic()
    assert time.monotonic() - begun < 20  # it waits for nobody who only listens
    open_ended.close()
