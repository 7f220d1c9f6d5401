"""How long does the search box wait, and how long a messy address, over HTTP? Every kind of query, drawn by a seeded
generator; what is looked for has to be among the hits.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
import pandas as pd

from geo.sounds import syllables
from tests.address_spellings import Spelling, misspelt, spellings
from tests.bench.servers import jingwei
from tests.bench.timing import Row
from tests.bench.world import World

QUERIES = 60
SPELLINGS = 300
LEAST_PRECISION, LEAST_RECALL = 0.995, 0.97
Query = tuple[str, tuple[str, int]]
Rng = np.random.Generator


def measure(world: World, rounds: int) -> Iterator[Row]:
    """Each kind of query on both stores, warm; then messy addresses with their precision and recall."""
    rng = np.random.default_rng(13)
    frames = world.demo.frames
    written = spellings(frames, seed=17, count=SPELLINGS)
    with jingwei(world, "sqlite") as sqlite, jingwei(world, "postgis") as postgis:
        clients = {"Jingwei": sqlite, "Jingwei on PostGIS": postgis}
        for client in clients.values():
            for q in ("暖", "nuan", "暖暖暖", "暖路1号1号楼101"):
                asked(client, "/search", q)
        for name, queries in queries_of(frames, rng).items():
            yield searched(world.scale, name, queries, clients, rounds)
        yield placed(world.scale, written, clients)


def queries_of(frames: dict[str, pd.DataFrame], rng: Rng) -> dict[str, list[Query]]:
    """Kind → queries, each with the thing that it means."""
    estates, venues, buildings, doors = (
        frames[layer].sample(min(QUERIES, len(frames[layer])), random_state=rng.integers(1 << 30))
        for layer in ("estate", "venue", "building", "household")
    )
    home = frames["building"].set_index("id")["address"]
    door = frames["entrance"].set_index("id")["name"]
    own = [("estate", int(row.id)) for row in estates.itertuples()]
    names = estates["name"].tolist()
    return {
        "a name": list(zip(names, own, strict=True)),
        "the beginning of a name": [(row.name[:-2], ("venue", int(row.id))) for row in venues.itertuples(index=False)],
        "a code": [(row.code, ("building", int(row.id))) for row in buildings.itertuples(index=False)],
        "pinyin": [(read(name), thing) for name, thing in zip(names, own, strict=True)],
        "initials": [(read(name, 1), thing) for name, thing in zip(names, own, strict=True)],
        "a misspelt name": [(misspelt(name, rng), thing) for name, thing in zip(names, own, strict=True)],
        "an address": [(row.address, ("building", int(row.id))) for row in buildings.itertuples(index=False)],
        "a door": [
            (f"{home[row.building_id]}{door[row.entrance_id]}{row.room}室", ("household", int(row.id)))
            for row in doors.itertuples(index=False)
        ],
    }  # fmt: skip


def read(name: str, letters: int | None = None) -> str:
    """A name in Latin letters, so many of each syllable."""
    return "".join((syllables(character) or (character,))[0][:letters] for character in name)


def searched(scale: float, name: str, queries: list[Query], clients: dict[str, httpx.Client], rounds: int) -> Row:
    """The row of one kind of query."""
    seconds, late, found = {}, {}, {}
    for store, client in clients.items():
        times, hits = [], 0
        for turn in range(rounds):
            for q, thing in queries:
                took, answer = asked(client, "/search", q)
                times.append(took)
                hits += turn == 0 and any((hit["layer"], hit["id"]) == thing for hit in answer["hits"])
        seconds[store], late[store], found[store] = statistics.median(times), float(np.percentile(times, 95)), hits
    assert len(set(found.values())) == 1, found
    hits = found["Jingwei"]
    if name in ("a name", "a code", "an address", "a door"):
        assert hits == len(queries), (name, hits)
    told = f"search: {name} (95th percentile {late['Jingwei'] * 1e3:.1f} ms)"
    checked = f"{hits} of {len(queries)} among the first 20{late_on_postgis(late)}"
    return Row("Search", scale, told, seconds, "Jingwei", checked)


def placed(scale: float, written: list[Spelling], clients: dict[str, httpx.Client]) -> Row:
    """The row of messy addresses."""
    seconds, late, told = {}, {}, {}
    for store, client in clients.items():
        times, right, wrong = [], 0, 0
        for spelling in written:
            took, answer = asked(client, "/geocode", spelling.text)
            times.append(took)
            place = next((answer[key] for key in ("door", "entrance", "building", "estate") if key in answer), None)
            if place is not None:
                is_right = (place["layer"], place["id"]) == spelling.truth
                right, wrong = right + is_right, wrong + (not is_right)
        seconds[store], late[store] = statistics.median(times), float(np.percentile(times, 95))
        precision = right / (right + wrong)
        recall = right / sum(spelling.truth is not None for spelling in written)
        assert precision >= LEAST_PRECISION and recall >= LEAST_RECALL, (store, precision, recall)
        told[store] = f"precision {precision:.4f}, recall {recall:.4f}"
    assert len(set(told.values())) == 1, told
    measure = f"geocode: {len(written)} messy addresses (95th percentile {late['Jingwei'] * 1e3:.1f} ms)"
    return Row("Search", scale, measure, seconds, "Jingwei", told["Jingwei"] + late_on_postgis(late))


def late_on_postgis(late: dict[str, float]) -> str:
    """What the median does not tell of the other store."""
    return f"; 95th percentile on PostGIS {late['Jingwei on PostGIS'] * 1e3:.1f} ms"


def asked(client: httpx.Client, path: str, q: str) -> tuple[float, dict[str, Any]]:
    """The seconds of one question, and its answer."""
    begin = time.perf_counter()
    answer = client.get(path, params={"q": q})
    took = time.perf_counter() - begin
    assert answer.status_code == 200, (path, q, answer.text[:300])
    document: dict[str, Any] = answer.json()
    return took, document
