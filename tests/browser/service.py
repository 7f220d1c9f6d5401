"""A real service in a process of its own, over a data folder of its own."""

from __future__ import annotations

import json
import os
import shutil
import socket
import time
import urllib.error
import urllib.request
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from tests.nursery import born

START_S = 60.0
STOP_S = 20.0
RUN_S = 300.0
POLL_S = 0.05


class Service:
    """``jingwei serve`` on a free port; ``run`` runs any other command over the same data."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.data = data
        self.port = free_port()
        self.process: ForkServerProcess | None = None
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("JINGWEI_")}
        self.environment |= {"JINGWEI_DATA": str(data), "JINGWEI_PORT": str(self.port)}
        self.environment |= {"JINGWEI_TRUST_LOCAL": "true", **settings}

    @classmethod
    def of(cls, made: Path, data: Path, **settings: str) -> Service:
        """A service, not yet started, over a copy of data that another one made."""
        shutil.copytree(made, data, dirs_exist_ok=True)
        return cls(data, **settings)

    def __enter__(self) -> Service:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self, *command: str) -> None:
        log = self.data / "run.log"
        process = born(command, self.environment, log)
        process.join(RUN_S)
        if process.exitcode != 0:
            process.kill()
            raise RuntimeError(f"jingwei {' '.join(command)} ended with {process.exitcode}: {tail(log)}")

    def start(self) -> None:
        log = self.data / "serve.log"
        self.process = born(["serve"], self.environment, log)
        until = time.monotonic() + START_S
        while time.monotonic() < until:
            if not self.process.is_alive():
                break
            if self.is_ready():
                return
            time.sleep(POLL_S)
        raise RuntimeError(f"the service did not start: {tail(log)}")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.join(STOP_S)
            if self.process.is_alive():
                self.process.kill()
                self.process.join()
            self.process = None

    def is_ready(self) -> bool:
        try:
            self.ask("/ready")
        except (OSError, urllib.error.HTTPError):
            return False
        return True

    def ask(self, path: str) -> Any:
        """What the service answers there: the truth that stories compare the page with."""
        with urllib.request.urlopen(self.address + path, timeout=30) as answer:
            return json.load(answer)

    def tell(self, path: str, body: Any, method: str = "POST") -> Any:
        """What the service answers when it is told something."""
        asked = urllib.request.Request(
            self.address + path, json.dumps(body).encode(), {"Content-Type": "application/json"}, method=method
        )
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return json.loads(answer.read() or "null")

    def things(self, layer: str, **fields: object) -> list[dict[str, Any]]:
        """The features of a layer that carry those values."""
        query = "".join(f"&{name}={value}" for name, value in fields.items())
        features: list[dict[str, Any]] = self.ask(f"/collections/{layer}/items?limit=10000{query}")["features"]
        return features


def tail(log: Path) -> str:
    return log.read_text("utf-8", errors="replace")[-2000:]


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port
