"""An empty deployment becomes a city, over both databases."""

from __future__ import annotations

import datetime as dt

import pytest

from geo.demo import build_city
from geo.errors import Conflict
from geo.flows.make_demo import DEMO_SOURCE, make_demo
from geo.store import Store


def test_an_empty_store_gets_the_whole_city_with_its_histories(store: Store) -> None:
    stages: set[str] = set()
    manifest = make_demo(store, scale=0.1, seed=1, progress=lambda stage, done, total: stages.add(stage))
    city = build_city(scale=0.1, seed=1)
    assert manifest == city.manifest
    assert store.counts() == dict(manifest.counts)
    assert {"build", "history"} <= stages
    steps = store.incident_steps()
    assert len(steps) == len(city.incident_history)
    building = store.read("building", ids=[1])
    assert building["source"].tolist() == [DEMO_SOURCE]
    assert building["name"].tolist() == city.frames["building"]["name"].tolist()[:1]
    assert building.geometry.iloc[0].equals_exact(city.frames["building"].geometry.iloc[0], 0)
    assert store.counts(as_of=manifest.as_of) == dict(manifest.counts)


def test_the_store_shows_the_city_of_an_earlier_day(sqlite_store: Store) -> None:
    manifest = make_demo(sqlite_store, scale=0.1, as_of=dt.date(2027, 3, 1))
    assert manifest.as_of == dt.date(2027, 3, 1)
    then, now = sqlite_store.counts(as_of=dt.date(2026, 4, 1)), dict(manifest.counts)
    grown = {layer for layer in now if then[layer] < now[layer]}
    assert grown == {"unit", "service_link", "venue", "organisation", "incident"}
    assert {layer: then[layer] for layer in now if layer not in grown} == {
        layer: now[layer] for layer in now if layer not in grown
    }
    city = build_city(scale=0.1, as_of=manifest.as_of)
    thing = int(city.past["unit"]["id"].iloc[0])
    history = sqlite_store.history("unit", thing)
    assert len(history) == (city.versions()["unit"]["id"] == thing).sum()
    assert history["valid_to"].tolist()[:-1] == history["valid_from"].tolist()[1:]


def test_a_store_with_rows_is_refused_and_stays_as_it_was(sqlite_store: Store) -> None:
    city = build_city(scale=0.1)
    sqlite_store.load({"boundary_set": city.frames["boundary_set"]}, source="own", valid_from=city.manifest.as_of)
    before = sqlite_store.counts()
    with pytest.raises(Conflict, match="demo-store-not-empty") as refused:
        make_demo(sqlite_store, scale=0.1)
    assert "--data" in refused.value.remedy("zh")
    assert sqlite_store.counts() == before
