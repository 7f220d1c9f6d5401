"""Real server processes for what is measured over HTTP: Jingwei on either store, and tipg on the same PostGIS."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import httpx

from tests.bench.world import World

ROOT = Path(__file__).resolve().parents[2]
TIPG_PYTHON = ROOT / ".venv-bench" / "bin" / "python"
START_WAIT_S = 900.0


def free_port() -> int:
    """A loopback port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(
    command: list[str], environment: dict[str, str], port: int, ready: str, log: Path
) -> Iterator[httpx.Client]:
    """A client for a server process, once ``ready`` answers 200; the process ends with the block."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=os.environ | environment, stdout=output, stderr=output, cwd=ROOT)
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120, trust_env=False)
    try:
        deadline = time.monotonic() + START_WAIT_S
        while True:
            try:
                if client.get(ready).status_code == 200:
                    break
            except httpx.TransportError:
                pass
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{command[:4]} did not start:\n{log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.1)
        settle(process.pid)
        yield client
    finally:
        client.close()
        process.terminate()
        process.wait(timeout=30)


def settle(pid: int) -> None:
    """Wait until a server has done what it does ahead: for two seconds it uses next to no processor time."""
    ticks = os.sysconf("SC_CLK_TCK")
    before = -1.0
    for _ in range(int(START_WAIT_S / 2)):
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        used = (int(fields[11]) + int(fields[12])) / ticks
        if used - before < 0.2:
            return
        before = used
        time.sleep(2)


@contextmanager
def jingwei(world: World, store: str) -> Iterator[httpx.Client]:
    """Jingwei serving one of the world's stores."""
    port = free_port()
    command = [
        sys.executable, "-m", "api", "serve", "--trust-local", "--port", str(port),
        "--data", str(world.folder / f"data-{store}"), "--database", world.stores[store].url,
    ]  # fmt: skip
    with serving(command, {}, port, "/ready", world.folder / f"jingwei-{store}.log") as client:
        yield client


@contextmanager
def tipg(world: World) -> Iterator[httpx.Client]:
    """tipg serving the peers' tables of the world's PostGIS database, its caches as they come."""
    port = free_port()
    parts = dict(part.split("=", 1) for part in world.conninfo.split())
    environment = {
        "DATABASE_URL": f"postgresql://{parts['user']}@{quote(parts['host'], safe='')}/{parts['dbname']}",
        "TIPG_DB_SCHEMAS": '["peer"]',
        "TIPG_MAX_FEATURES_PER_TILE": "1000000",
        "TIPG_MAX_FEATURES_PER_QUERY": "100000",
    }
    command = [str(TIPG_PYTHON), "-m", "uvicorn", "tipg.main:app", "--port", str(port), "--log-level", "warning"]
    with serving(command, environment, port, "/healthz", world.folder / "tipg.log") as client:
        yield client
