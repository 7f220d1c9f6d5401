"""``python -m tests.fuzz``: made-up files for some minutes, then made-up requests; ends with 1 if anything broke."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

from api.settings import load_settings
from geo.store import SYSTEM, open_store
from tests.fuzz.files import try_files
from tests.fuzz.requests import send
from tests.http.server import serving, settings_for
from tests.http.test_work import furnish

OPERATIONS = 86
"""About so many: how many examples each needs is worked out from it."""


def main() -> int:
    """Run it and say what happened."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5.0, help="for files")
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--guided", type=int, default=60, help="seconds for each kind of binary file, by atheris")
    options = parser.parse_args()
    failures = _files(options.minutes, options.seed) if options.minutes else []
    if options.guided:
        failures += _guided(options.guided, options.seed)
    if options.requests:
        failures += _requests(options.requests, options.seed)
    for failure in failures:
        sys.stdout.write(f"FAILED {failure}\n")
    return 1 if failures else 0


def _files(minutes: float, seed: int) -> list[str]:
    began_s = time.monotonic()
    tried = try_files(minutes, seed * 1_000_000)
    total = sum(tried.counts.values())
    told = ", ".join(f"{word} {count}" for word, count in sorted(tried.counts.items()))
    sys.stdout.write(f"files: {total} in {time.monotonic() - began_s:.0f} s: {told}\n")
    sys.stdout.flush()
    return tried.failures


def _guided(seconds: int, seed: int) -> list[str]:
    """What atheris breaks, each kind of file in a process of its own; a machine that has no atheris says so."""
    if find_spec("atheris") is None:
        sys.stdout.write("guided: NOT RUN, there is no atheris for this machine (requirements/fuzz.txt)\n")
        return []
    failures = []
    for kind in ("gpkg", "xlsx", "zip"):
        command = [sys.executable, "-m", "tests.fuzz.guided", kind, f"-max_total_time={seconds}", f"-seed={seed}",
                   "-timeout=60", "-rss_limit_mb=4096"]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        told = [line for line in done.stderr.splitlines() if line.startswith(("Done", "#"))]
        sys.stdout.write(f"guided, {kind}: {told[-1] if told else 'nothing ran'}\n")
        sys.stdout.flush()
        if done.returncode:
            failures.append(f"guided, {kind}: {done.stderr[-2000:]}")
    return failures


def _requests(wanted: int, seed: int) -> list[str]:
    """The service with the small world in it; its user is staff, so that nothing hides behind a 403."""
    began_s, cases, failures, statuses, rounds = time.monotonic(), 0, [], {}, 0
    with tempfile.TemporaryDirectory(prefix="jingwei-fuzz-") as name:
        folder = Path(name)
        with open_store(f"sqlite:///{folder / 'city.sqlite'}").acting(SYSTEM) as store:
            store.migrate()
            furnish(store)
            settings = settings_for(folder / "data").model_copy(update={"web_root": load_settings().web_folder})
            with serving(settings, store) as address:
                while cases < wanted:
                    left = max(1, (wanted - cases) // OPERATIONS)
                    sent = send(address, folder, examples=min(left, 150), seed=seed + rounds)
                    cases, rounds = cases + sent.cases, rounds + 1
                    failures += sent.failures
                    for status, count in sent.statuses.items():
                        statuses[status] = statuses.get(status, 0) + count
    sys.stdout.write(
        f"requests: {cases} for {sent.operations} operations in {time.monotonic() - began_s:.0f} s, statuses {dict(sorted(statuses.items()))}\n"
    )
    return failures


if __name__ == "__main__":
    sys.exit(main())
