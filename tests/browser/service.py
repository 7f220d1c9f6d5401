"""A real service in a process of its own, over a data folder of its own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

START_S = 60.0
STOP_S = 20.0
POLL_S = 0.05


class Service:
    """``jingwei serve`` on a free port; ``run`` runs any other command over the same data."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.data = data
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("JINGWEI_")}
        self.environment |= {"JINGWEI_DATA": str(data), "JINGWEI_PORT": str(self.port)}
        self.environment |= {"JINGWEI_TRUST_LOCAL": "true", **settings}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self, *command: str) -> None:
        subprocess.run(
            [sys.executable, "-m", "api", *command],
            env=self.environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=300,
        )  # fmt: skip

    def start(self) -> None:
        with (self.data / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "api", "serve"], env=self.environment, stdout=log, stderr=log
            )
        until = time.monotonic() + START_S
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            if self.is_ready():
                return
            time.sleep(POLL_S)
        raise RuntimeError(f"the service did not start: {(self.data / 'serve.log').read_text('utf-8')[-2000:]}")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
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


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port
