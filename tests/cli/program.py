"""The command line as a process of its own, and the service that it starts."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from api.cli import create_cli

ROOT = Path(__file__).parent.parent.parent
PATIENCE_S = 60


@dataclass
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    def document(self) -> Any:
        return json.loads(self.out)


def environment(**given: str) -> dict[str, str]:
    """This process's environment without settings of the service that runs on the developer's machine."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JINGWEI_")}
    return kept | {"PYTHONIOENCODING": "utf-8", "COLUMNS": "200"} | given


def call(*arguments: str | Path, **settings: str) -> Ended:
    """Run one command inside this process: the same command line, without the second that a new process costs."""
    forgotten = {name: None for name in os.environ if name.startswith("JINGWEI_")}
    done = CliRunner().invoke(create_cli(), [*map(str, arguments)], env={**forgotten, "COLUMNS": "200", **settings})
    return Ended(done.exit_code, done.stdout, done.stderr)


def run(*arguments: str | Path, **settings: str) -> Ended:
    """Run one command in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "api", *map(str, arguments)],
        cwd=ROOT,
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


@dataclass
class Running:
    """A service that has said its address."""

    address: str
    process: subprocess.Popen[str]

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_S)


@contextmanager
def served(*arguments: str | Path, **settings: str) -> Iterator[Running]:
    """A running ``jingwei serve``; it is killed at the end if it still runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "api", "serve", "--port", "0", "--language", "en", *map(str, arguments)],
        cwd=ROOT,
        env=environment(**settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    watchdog = threading.Timer(PATIENCE_S, process.kill)
    watchdog.start()
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://\S+", line)
        assert found, f"no address in {line!r}: {process.stderr.read() if process.stderr else ''}"
        yield Running(found[0], process)
    finally:
        watchdog.cancel()
        if process.poll() is None:
            process.kill()
        process.communicate()
