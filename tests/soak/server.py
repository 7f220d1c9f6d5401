"""A real service in a process of its own that can be killed without a warning, and comes back at the same address."""

from __future__ import annotations

import os
import random
import socket
import threading
import time
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import httpx

from tests.nursery import born

START_WAIT_S = 300.0


class Victim:
    """``kill`` ends the service as a power cut would; ``start`` brings it back over the same store."""

    def __init__(self, database: str, folder: Path, *, trust_local: bool = True) -> None:
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.kills = 0
        self._command = [
            "serve",
            *(["--trust-local"] if trust_local else []),
            "--port",
            str(self.port),
            "--data",
            str(folder),
            "--database",
            database,
        ]
        self._log = folder / "serve.log"
        self._process: ForkServerProcess | None = None

    @property
    def pid(self) -> int:
        """The process that runs now."""
        assert self._process is not None and self._process.pid is not None
        return self._process.pid

    def start(self) -> None:
        """Returns when the service answers."""
        environment = os.environ | {"JINGWEI_MEASURE_AHEAD": "false", "JINGWEI_LOG_LEVEL": "warning"}
        self._process = born(self._command, environment, self._log)
        deadline = time.monotonic() + START_WAIT_S
        while True:
            try:
                if httpx.get(f"{self.address}/health", trust_env=False, verify=False).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            if not self._process.is_alive() or time.monotonic() > deadline:
                raise RuntimeError(f"the service did not start:\n{self._log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)

    def kill(self) -> None:
        """SIGKILL: nothing is finished, nothing is said."""
        assert self._process is not None
        self._process.kill()
        self._process.join(30)
        self.kills += 1

    def crashes(self) -> list[str]:
        """What the service logged as errors that nobody foresaw, over all its lives."""
        return [line for line in self._log.read_text(errors="replace").splitlines() if ": crash " in line]

    def stop(self) -> None:
        """A friendly end."""
        if self._process is not None and self._process.is_alive():
            self._process.terminate()
            self._process.join(30)


def _free_port() -> int:
    """A port below those that connections get for themselves: clients that knock at a dead server could otherwise get its
    own number and connect to themselves.
    """
    for port in random.sample(range(20_000, 32_000), 200):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port between 20,000 and 32,000")


class Killer:
    """Kills the service after so many acknowledged reports, as often as it was told to."""

    def __init__(self, victim: Victim, at: list[int]) -> None:
        self._victim = victim
        self._at = sorted(at)
        self._lock = threading.Lock()
        self._acknowledged = 0

    def acknowledged(self) -> None:
        """One more report was acknowledged; the thread that reaches the mark does the deed."""
        with self._lock:
            self._acknowledged += 1
            if not self._at or self._acknowledged < self._at[0]:
                return
            self._at.pop(0)
            self._victim.kill()
            self._victim.start()
