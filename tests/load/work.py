"""What one person does: tiles most of the time, lists and searches now and then, a report sometimes."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx
import mapbox_vector_tile

from tests.incident_world import report
from tests.load.people import Person

TILES, LISTS = 0.80, 0.15
"""The shares of what is asked; the rest are reports."""
PUBLIC_LAYERS = ("building", "grid,community", "estate", "building,path,venue", "unit", "building_coverage")
ZOOMS = (13, 14, 15, 16)
PAUSE_S = 0.02
SURPRISING = 400


@dataclass(frozen=True)
class Questions:
    """What may be asked: a point inside each grid, tiles by zoom, names, and the buildings of each grid."""

    points: dict[int, tuple[float, float]]
    tiles: dict[int, list[str]]
    names: list[str]
    buildings: dict[int, list[int]]


@dataclass
class Diary:
    """What a person met. ``failed`` are (moment, status or error, path) of what was not answered as it should be;
    ``answered`` the moments of good answers; ``incidents`` the ids of all incidents that were told; ``kept`` the ids of
    reports that were acknowledged, with their grids.
    """

    failed: list[tuple[float, str, str]] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    seconds: dict[str, list[float]] = field(default_factory=dict)
    incidents: set[int] = field(default_factory=set)
    leaks: list[str] = field(default_factory=list)
    kept: dict[str, int] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)


class Worker(threading.Thread):
    """One person at work until ``over`` is set."""

    def __init__(self, address: str, person: Person, questions: Questions, over: threading.Event, seed: int) -> None:
        super().__init__(name=person.name, daemon=True)
        self.person = person
        self.diary = Diary()
        self._address = address
        self._questions = questions
        self._over = over
        self._rng = random.Random(seed)
        self._reports = 0

    def run(self) -> None:
        """Ask, write down, breathe."""
        with httpx.Client(
            base_url=self._address, headers=self.person.headers, trust_env=False, verify=False, timeout=60
        ) as client:
            while not self._over.is_set():
                chance = self._rng.random()
                if chance < TILES or (self.person.token is None and chance >= TILES + LISTS):
                    self._tile(client)
                elif chance < TILES + LISTS:
                    self._list(client)
                else:
                    self._report(client)
                self._over.wait(PAUSE_S * self._rng.random())

    def _tile(self, client: httpx.Client) -> None:
        zoom = self._rng.choice(ZOOMS)
        layer = "incident" if self.person.token and self._rng.random() < 0.2 else self._rng.choice(PUBLIC_LAYERS)
        answer = self._asked(
            client, "tile", "GET", f"/tiles/{layer}/{self._rng.choice(self._questions.tiles[zoom])}.mvt"
        )
        if answer is not None and layer == "incident" and answer.content:
            drawn = mapbox_vector_tile.decode(answer.content).get("incident", {"features": []})
            # a cluster has no number of its own
            self.diary.incidents |= {one["id"] for one in drawn["features"] if "count" not in one["properties"]}

    def _list(self, client: httpx.Client) -> None:
        person, questions, rng = self.person, self._questions, self._rng
        kind = rng.choice(("buildings", "buildings", "incidents", "search", "search", "door", "stranger"))
        if kind == "buildings":
            lon, lat = questions.points[person.home]
            box = f"{lon - 0.004:.6f},{lat - 0.004:.6f},{lon + 0.004:.6f},{lat + 0.004:.6f}"
            self._asked(client, "items", "GET", f"/collections/building/items?bbox={box}&limit=200")
        elif kind == "incidents":
            path = "/collections/incident/items?limit=200"
            answer = self._asked(client, "items", "GET", path, wanted=200 if person.token else 404)
            if answer is not None and person.token:
                self.diary.incidents |= {one["id"] for one in answer.json()["features"]}
        elif kind == "search":
            self._asked(client, "search", "GET", "/search", params={"q": rng.choice(questions.names)})
        elif kind == "door":
            self._doors(client, person.home if person.role == "worker" else None)
        else:
            self._doors(client, self._foreign())

    def _doors(self, client: httpx.Client, grid: int | None) -> None:
        if grid is None or not self._questions.buildings.get(grid):
            return
        building = self._rng.choice(self._questions.buildings[grid])
        mine = grid in self.person.grids
        self._asked(client, "doors", "GET", f"/doors?building={building}", wanted=200 if mine else 404)

    def _foreign(self) -> int | None:
        others = sorted(set(self._questions.points) - self.person.grids)
        return self._rng.choice(others) if others else None

    def _report(self, client: httpx.Client) -> None:
        self._reports += 1
        grid = self._rng.choice(sorted(self.person.grids))
        client_id = f"load-{self.person.name}-{self._reports:05d}"
        sent = report(self._questions.points[grid], client_id=client_id, description=f"负载 {client_id}")
        while not self._over.is_set():
            answer = self._asked(client, "report", "POST", "/incidents", wanted=201, json=sent)
            if answer is not None:
                self.diary.kept[client_id] = grid
                return
            time.sleep(0.2)

    def _asked(
        self, client: httpx.Client, kind: str, method: str, path: str, *, wanted: int = 200, **more: Any
    ) -> httpx.Response | None:
        """The answer where it is as it should be; everything else is written down."""
        begin = time.monotonic()
        self.diary.asked[kind] += 1
        try:
            answer = client.request(method, path, **more)
        except httpx.TransportError as error:
            self.diary.failed.append((time.monotonic(), repr(error), path))
            return None
        end = time.monotonic()
        fine = {wanted, 204} if kind == "tile" else {wanted, 200} if kind == "report" else {wanted}
        if answer.status_code not in fine:
            if wanted == 404 and answer.status_code < SURPRISING:
                self.diary.leaks.append(f"{self.person.name}: {path} {answer.status_code}")
            self.diary.failed.append((end, str(answer.status_code), path))
            return None
        self.diary.answered.append(end)
        self.diary.seconds.setdefault(kind, []).append(end - begin)
        return answer
