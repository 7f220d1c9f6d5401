"""The soak itself: set up, let loose, compare what was acknowledged with what is stored."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from geo.store import SYSTEM, open_store
from tests.http import world
from tests.incident_world import report
from tests.soak.listener import Listener, told_once_each
from tests.soak.reporters import report_all
from tests.soak.server import Killer, Victim


@dataclass(frozen=True)
class Soaked:
    """What happened. ``again`` reports were acknowledged by a later attempt than the one that stored them; ``seen_s`` is
    how long after its acknowledgement a new report was told to an open page.
    """

    reports: int
    clients: int
    kills: int
    breaks: int
    again: int
    seconds: float
    seen_s: list[float]

    def __str__(self) -> str:
        seen = np.array(self.seen_s or [0.0])
        return (
            f"{self.reports} reports from {self.clients} clients in {self.seconds:.1f} s, {self.kills} kills, "
            f"{self.breaks} broken event streams, {self.again} acknowledged again; told after "
            f"{np.median(seen):.2f} s (median), {np.percentile(seen, 95):.2f} s (p95)"
        )


def soak(database: str, folder: Path, *, reports: int, clients: int, kills: int, listeners: int, seed: int) -> Soaked:
    """Run it over an empty, migrated store and check it; raises ``AssertionError`` with what was lost or doubled."""
    rng = random.Random(seed)
    with open_store(database).acting(SYSTEM) as store:
        world.fill(store)
        before = store.change_number()
    victim = Victim(database, folder)
    victim.start()
    begin = time.monotonic()
    pages = [Listener(victim.address, random.Random(seed + n), before) for n in range(listeners)]
    for page in pages:
        page.start()
    try:
        acknowledged = _let_loose(victim, rng, reports, clients, kills)
        seconds = time.monotonic() - begin
        with open_store(database).acting(SYSTEM) as store:
            last = store.change_number()
        for page in pages:
            page.wait_for(last)
    finally:
        for page in pages:
            page.stop()
        victim.stop()
    assert not victim.crashes(), victim.crashes()[:3]
    numbers = _check(database, set(acknowledged), before)
    for page in pages:
        if not page.everything:
            told_once_each(page.told, list(numbers.values()))
        assert [number for number, _ in page.told] == sorted({number for number, _ in page.told})
    heard = dict(pages[0].told)
    seen = [
        max(0.0, heard[numbers[client_id]] - at)
        for client_id, (at, new) in acknowledged.items()
        if new and numbers[client_id] in heard
    ]
    again = sum(not new for _, new in acknowledged.values())
    return Soaked(reports, clients, victim.kills, sum(page.breaks for page in pages), again, seconds, seen)


def _let_loose(
    victim: Victim, rng: random.Random, reports: int, clients: int, kills: int
) -> dict[str, tuple[float, bool]]:
    """When each report was acknowledged, and whether that was the attempt that stored it."""
    killer = Killer(victim, [round(reports * (n + 1) / (kills + 1)) for n in range(kills)])
    acknowledged: dict[str, tuple[float, bool]] = {}
    failures: list[BaseException] = []
    lock = threading.Lock()

    def told(client_id: str, new: bool) -> None:
        with lock:
            acknowledged[client_id] = (time.monotonic(), new)
        killer.acknowledged()

    def work(share: list[dict[str, Any]], own: random.Random) -> None:
        try:
            report_all(victim.address, share, own, told)
        except BaseException as error:
            failures.append(error)

    shares = [[_report(n, rng) for n in range(start, reports, clients)] for start in range(clients)]
    threads = [threading.Thread(target=work, args=(share, random.Random(rng.random()))) for share in shares]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    assert len(acknowledged) == reports
    return acknowledged


def _report(number: int, rng: random.Random) -> dict[str, Any]:
    place = (world.LON + rng.random() * 2 * world.STEP, world.LAT + rng.random() * 2 * world.STEP)
    return report(place, client_id=f"soak-{number:06d}", description=f"第 {number} 件")


def _check(database: str, acknowledged: set[str], before: int) -> dict[str, int]:
    """The change number of each report, in the order of the changes; everything is there once and whole."""
    with open_store(database).acting(SYSTEM) as store:
        rows = store.read("incident")
        mine = rows[rows["client_id"].astype(str).str.startswith("soak-")]
        stored = mine["client_id"].tolist()
        assert len(stored) == len(set(stored)), "a report is stored twice"
        assert set(stored) == acknowledged, f"lost: {sorted(acknowledged - set(stored))[:5]}"
        steps = store.incident_steps()
        firsts = [step.incident_id for step in steps if step.from_state is None]
        assert sorted(firsts) == sorted(mine["id"].tolist()), "an incident without its first step, or with two"
        receipts = [store.incident_receipt(client_id) for client_id in stored]
        assert all(receipt is not None for receipt in receipts)
        changes = [change.number for change in store.changes(before)]
    numbers = {receipt.client_id: receipt.number for receipt in receipts if receipt is not None}
    assert sorted(numbers.values()) == changes == list(range(before + 1, before + 1 + len(stored)))
    return dict(sorted(numbers.items(), key=lambda item: item[1]))
