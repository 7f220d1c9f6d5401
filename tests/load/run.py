"""The load itself: fill the city, let people work, restart the database, compare what they met with what is stored."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

from geo.demo import DemoCity, build_city
from geo.flows.make_demo import DEMO_SOURCE
from geo.store import SYSTEM, open_store
from geo.tiles.matrix import tiles_over
from tests.cluster import Cluster
from tests.load.people import people
from tests.load.work import ZOOMS, Diary, Questions, Worker
from tests.soak.server import Victim

RECOVERY_S = 5.0
DOWN_S = 2.0
SAMPLE_S = 2.0
LEARNING = 0.3
"""The share of the time in which the caches fill: memory is compared from then on."""
GROWTH = 1.15


@dataclass(frozen=True)
class Loaded:
    """What happened. ``away`` answers were 503 while the database was; ``recovered_s`` is how long after its return the
    first good answer that needs it came; ``memory_mb`` is the median of the first and the last part after the caches filled.
    """

    minutes: float
    clients: int
    asked: Counter[str]
    away: int
    recovered_s: float
    memory_mb: tuple[float, float]
    p95_ms: dict[str, float]
    kept: int

    def __str__(self) -> str:
        asked = ", ".join(f"{count:,} {kind}" for kind, count in self.asked.most_common())
        slow = ", ".join(f"{kind} {value:.0f} ms" for kind, value in self.p95_ms.items())
        return (
            f"{self.clients} people in {self.minutes:g} min: {asked}; {self.away} answered 503 around the restart, good "
            f"again {self.recovered_s:.1f} s after it; {self.kept} reports acknowledged = stored; memory "
            f"{self.memory_mb[0]:.0f} MB, then {self.memory_mb[1]:.0f} MB; 95th percentiles: {slow}"
        )


def load(folder: Path, *, scale: float, minutes: float, clients: int, seed: int) -> Loaded:
    """Run it; raises ``AssertionError`` with the first errors, leaks, losses or growth of memory."""
    with Cluster(durable=True, settings={"max_connections": "100"}) as cluster:
        database = cluster.create_database()
        city = build_city(scale)
        with open_store(database).acting(SYSTEM) as store:
            store.migrate()
            store.load(city.frames, source=DEMO_SOURCE, valid_from=city.manifest.as_of)
            staff = people(store, city, clients)
        victim = Victim(database, folder, trust_local=False)
        victim.start()
        over = threading.Event()
        workers = [
            Worker(victim.address, person, questions(city), over, seed + number) for number, person in enumerate(staff)
        ]
        try:
            for worker in workers:
                worker.start()
            memory, gone, back = watch(victim, cluster, minutes * 60)
        finally:
            over.set()
            for worker in workers:
                worker.join(120)
            victim.stop()
        assert not victim.crashes(), victim.crashes()[:3]
        return judged(database, workers, memory, gone, back, minutes)


def watch(victim: Victim, cluster: Cluster, seconds: float) -> tuple[list[tuple[float, float]], float, float]:
    """Sample the service's memory (MB) all the time, and restart the database in the middle: when it went and came back."""
    begin = time.monotonic()
    memory: list[tuple[float, float]] = []
    gone = back = 0.0
    while (now := time.monotonic() - begin) < seconds:
        memory.append((now / seconds, memory_of(victim.pid)))
        if not gone and now > seconds / 2:
            gone = time.monotonic()
            cluster.stop()
            time.sleep(DOWN_S)
            cluster.start()
            back = time.monotonic()
        time.sleep(SAMPLE_S)
    return memory, gone, back


def memory_of(pid: int) -> float:
    """Megabytes that a process and its children hold."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return sum(resident_kb(one) for one in (pid, *map(int, children))) / 1024


def resident_kb(pid: int) -> int:
    """The resident memory of one process; 0 for one that has ended meanwhile."""
    try:
        told = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except FileNotFoundError:
        return 0
    found = [line.split()[1] for line in told.splitlines() if line.startswith("VmRSS:")]
    return int(found[0]) if found else 0


def judged(
    database: str, workers: list[Worker], memory: list[tuple[float, float]], gone: float, back: float, minutes: float
) -> Loaded:
    """Everything that must hold, checked."""
    diaries = [worker.diary for worker in workers]
    failed = sorted(one for diary in diaries for one in diary.failed)
    wrong = [one for one in failed if one[1] != "503" or not gone - 0.5 <= one[0] <= back + RECOVERY_S]
    assert not wrong, f"{len(wrong)} wrong answers: {wrong[:5]}"
    assert not [leak for diary in diaries for leak in diary.leaks]
    compare(database, workers)
    answered = sorted(at for diary in diaries for at in diary.answered)
    recovered = next(at for at in answered if at > max([back, *(one[0] for one in failed)])) - back
    early = [mb for share, mb in memory if LEARNING < share < 0.5]
    late = [mb for share, mb in memory if share > 0.8]
    first, last = float(np.median(early)), float(np.median(late))
    assert last <= first * GROWTH, f"memory grew from {first:.0f} to {last:.0f} MB"
    asked = sum((diary.asked for diary in diaries), Counter[str]())
    return Loaded(
        minutes, len(workers), asked, len(failed), max(0.0, recovered), (first, last), percentiles(diaries),
        sum(len(diary.kept) for diary in diaries),
    )  # fmt: skip


def compare(database: str, workers: list[Worker]) -> None:
    """Acknowledged = stored, each once; and nobody was told an incident of somebody else's grid."""
    with open_store(database).acting(SYSTEM) as store:
        rows = store.read("incident")
    grids = dict(zip(rows["id"].tolist(), rows["grid_id"].tolist(), strict=True))
    mine = rows[rows["client_id"].astype(str).str.startswith("load-")]
    stored = mine["client_id"].tolist()
    assert len(stored) == len(set(stored)), "a report is stored twice"
    kept = {client_id for worker in workers for client_id in worker.diary.kept}
    assert kept <= set(stored), f"acknowledged and lost: {sorted(kept - set(stored))[:5]}"
    for worker in workers:
        foreign = {one for one in worker.diary.incidents if grids[one] not in worker.person.grids}
        assert not foreign, (
            f"{worker.person.name} was told of {len(foreign)} incidents of others: {sorted(foreign)[:5]}"
        )


def percentiles(diaries: list[Diary]) -> dict[str, float]:
    """The 95th percentile of each kind of question, in milliseconds."""
    kinds = sorted({kind for diary in diaries for kind in diary.seconds})
    return {
        kind: float(np.percentile([s for diary in diaries for s in diary.seconds.get(kind, [])], 95)) * 1000
        for kind in kinds
    }


def questions(city: DemoCity) -> Questions:
    """What can be asked about that city."""
    grids, buildings = city.frames["grid"], city.frames["building"]
    points = shapely.point_on_surface(grids.geometry.to_numpy())
    bounds = shapely.total_bounds(city.frames["street"].geometry.to_numpy())
    rng = random.Random(1)
    tiles = {zoom: [f"{t.z}/{t.x}/{t.y}" for t in tiles_over(bounds, zoom)] for zoom in ZOOMS}
    inside = buildings.dropna(subset=["grid_id"]).groupby("grid_id")["id"].apply(list)
    return Questions(
        {int(grid): (point.x, point.y) for grid, point in zip(grids["id"], points, strict=True)},
        {zoom: rng.sample(found, min(len(found), 60)) for zoom, found in tiles.items()},
        [str(name) for name in city.frames["estate"]["name"].dropna().head(200)],
        {int(grid): [int(one) for one in found] for grid, found in inside.items()},
    )
