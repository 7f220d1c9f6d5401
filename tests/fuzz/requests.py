"""Made-up requests for every operation of the OpenAPI document, against a running service: none may end in a 5xx."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

FAILED = "not_a_server_error"


class Answer(NamedTuple):
    """What came for one request."""

    operation: str
    request: str
    status: int
    asked_to_wait: bool
    body: str


@dataclass(frozen=True)
class Sent:
    """How many requests were made up for how many operations, which statuses came, and what failed."""

    cases: int
    operations: int
    statuses: dict[int, int]
    failures: list[str]


def send(address: str, folder: Path, *, examples: int, seed: int, phases: str = "examples,coverage,fuzzing") -> Sent:
    """Send ``examples`` requests at most per operation and phase, and watch the answers."""
    log = folder / "cases.ndjson"
    command = [
        sys.executable, "-m", "schemathesis.cli", "run", f"{address}/openapi.json", "--checks", FAILED, "--max-examples", str(examples),
        "--seed", str(seed), "--phases", phases, "--suppress-health-check", "all", "--continue-on-failure",
        "--report", "ndjson", "--report-ndjson-path", str(log), "--request-timeout", "60", "--warnings", "off", "--no-color",
        # asking for the changes as they come ends with the client's patience, not with an answer
        "--exclude-path-regex", "/events$",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    (folder / "said.txt").write_text(done.stdout + done.stderr, "utf-8")
    if not log.is_file():
        raise RuntimeError(f"no requests were sent: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return summed(log)


def summed(log: Path) -> Sent:
    """What a log of requests says."""
    statuses: Counter[int] = Counter()
    operations: set[str] = set()
    failures: list[str] = []
    for answer in _answers(log):
        operations.add(answer.operation)
        statuses[answer.status] += 1
        # «not now, but in ten seconds» is an answer: a queue is full, or too many are connected
        if answer.status >= 500 and not answer.asked_to_wait:
            failures.append(f"{answer.status} {answer.request} {answer.body[:400]}")
    return Sent(sum(statuses.values()), len(operations), dict(sorted(statuses.items())), failures)


def _answers(log: Path) -> Iterator[Answer]:
    with log.open(encoding="utf-8") as lines:
        for line in lines:
            recorder = json.loads(line).get("ScenarioFinished", {}).get("recorder", {})
            for told in recorder.get("interactions", {}).values():
                request, response = told["request"], told.get("response")
                if response is None:
                    yield Answer(recorder["label"], f"{request['method']} {request['uri']}", 599, False, "no answer")
                    continue
                body = _text(response.get("content"))
                waits = response["status_code"] == 503 and "retry-after" in response["headers"]
                said = f"{request['method']} {request['uri']} {_text(request.get('body'))[:300]}"
                yield Answer(recorder["label"], said, response["status_code"], waits, body)


def _text(content: dict[str, Any] | None) -> str:
    return "" if content is None else base64.b64decode(content["$base64"]).decode("utf-8", "replace")
