"""A planner's open page: follows the changes, loses its connection now and then, and comes back with the last number."""

from __future__ import annotations

import json
import random
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import httpx


@dataclass
class Listener:
    """``told`` are the numbers of the changes of incidents in the order in which they were shown, with the moment of each
    (monotonic seconds); ``everything`` counts how often the page was told to read all anew; ``breaks`` its broken
    connections.
    """

    address: str
    rng: random.Random
    since: int
    break_after: int = 25
    told: list[tuple[int, float]] = field(default_factory=list)
    everything: int = 0
    breaks: int = 0
    _over: threading.Event = field(default_factory=threading.Event)
    _last: int = 0
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Listen in the background."""
        self._last = self.since
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def wait_for(self, number: int, seconds: float = 60.0) -> None:
        """Until that change has been told; raises ``AssertionError`` when it is not in time."""
        deadline = time.monotonic() + seconds
        while self._last < number:
            assert time.monotonic() < deadline, f"change {number} was not told; the last one was {self._last}"
            time.sleep(0.01)

    def stop(self) -> None:
        """Listen no longer."""
        self._over.set()

    def _listen(self) -> None:
        while not self._over.is_set():
            try:
                self._follow(self.rng.randrange(1, self.break_after))
            except httpx.TransportError:
                time.sleep(0.05)
            self.breaks += 1

    def _follow(self, events: int) -> None:
        """Take so many events, then let the line break."""
        headers = {"Last-Event-ID": str(self._last)}
        timeout = httpx.Timeout(20.0, read=20.0)
        with (
            httpx.Client(base_url=self.address, trust_env=False, verify=False, timeout=timeout) as client,
            client.stream("GET", "/changes/events", headers=headers) as answer,
        ):
            if answer.status_code != 200:
                time.sleep(0.1)
                return
            fields: dict[str, str] = {}
            for line in answer.iter_lines():
                name, _, value = line.partition(": ")
                if line and name:
                    fields[name] = value
                    continue
                if "event" in fields:
                    events -= self._heard(fields)
                fields = {}
                if events <= 0 or self._over.is_set():
                    return

    def _heard(self, fields: dict[str, str]) -> int:
        number, document = int(fields["id"]), json.loads(fields["data"])
        if fields["event"] == "change":
            if any(layer["layer"] == "incident" for layer in document["layers"]):
                self.told.append((number, time.monotonic()))
            self._last = number
            return 1
        if fields["event"] == "everything":
            self.everything += 1
            self._last = number
        return 0


def told_once_each(told: list[tuple[int, float]], wanted: list[int]) -> None:
    """Raise ``AssertionError`` where a change was missed, came twice or out of order."""
    numbers: list[Any] = [number for number, _ in told]
    assert numbers == wanted, (
        f"{len(wanted)} changes, {len(numbers)} told, missing {sorted(set(wanted) - set(numbers))[:5]}"
    )
