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
    assert store.counts(as_of=manifest.as_of - dt.timedelta(days=365)) == dict(manifest.counts)


def test_a_store_with_rows_is_refused_and_stays_as_it_was(sqlite_store: Store) -> None:
    city = build_city(scale=0.1)
    sqlite_store.load({"boundary_set": city.frames["boundary_set"]}, source="own", valid_from=city.manifest.as_of)
    before = sqlite_store.counts()
    with pytest.raises(Conflict, match="demo-store-not-empty") as refused:
        make_demo(sqlite_store, scale=0.1)
    assert "--data" in refused.value.remedy("zh")
    assert sqlite_store.counts() == before
