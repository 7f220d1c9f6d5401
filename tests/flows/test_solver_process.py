"""The solver in a process of its own answers as it would here, and is gone when nobody waits for it any more."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from geo.flows import solver_process
from geo.flows.solver_process import SolverEnded, solve_apart
from geo.siting import fewest_sites
from geo.siting.exact import Model, most_covered, solved
from geo.siting.greedy import most_at_once
from geo.siting.problem import reduced
from tests.unit.test_siting import random_problem


def asked_of(candidates: int, demands: int, near: float, k: int) -> tuple[Model, NDArray[np.float64]]:
    cover = reduced(random_problem(candidates, demands, near))
    return most_covered(cover, k, most_at_once(cover, k))


def children() -> set[str]:
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


def test_the_answer_is_the_one_that_is_found_here() -> None:
    question = asked_of(40, 200, 0.12, 5)
    here, apart = solved(*question, 30), solve_apart([question], 30)[0]
    assert here.bound == apart.bound
    assert here.sites is not None
    assert np.array_equal(here.sites, apart.sites)
    problem = random_problem(40, 200, 0.12)
    assert fewest_sites(problem, 0.9, solve=solve_apart) == fewest_sites(problem, 0.9)


def test_who_watches_is_told_and_ends_the_search_in_the_middle_of_a_step() -> None:
    class Enough(Exception):
        pass

    told, before = [], children()

    def watch(stage: str, done: int, total: int) -> None:
        told.append((stage, total))
        if len(told) == 3:
            raise Enough

    with pytest.raises(Enough):
        solve_apart([asked_of(1_500, 4_000, 0.05, 25)], 600, watch)
    assert told == [("solve", 600)] * 3
    assert children() == before, "the solver ended with the search"


def test_a_solver_that_breaks_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    before = children()
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(SolverEnded, match="code 1"):
        solve_apart([asked_of(40, 200, 0.12, 5)], 30)
    assert children() == before


STARTER = """
import os, subprocess, sys, time
os.environ["SOLVER_STARTER"] = str(os.getpid())
solver = [sys.executable, "-P", "-m", "geo.flows.solver_process"]
print(subprocess.Popen(solver, stdin=open(sys.argv[1], "rb"), stdout=subprocess.DEVNULL).pid, flush=True)
time.sleep(600)
"""


def test_a_solver_ends_when_its_starter_is_killed(tmp_path: Path) -> None:
    asked = tmp_path / "question"
    asked.write_bytes(solver_process._question([asked_of(1_500, 4_000, 0.05, 25)], 600))
    with subprocess.Popen([sys.executable, "-c", STARTER, asked], stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        solver = Path("/proc") / starter.stdout.readline().strip()
        waited(lambda: "highs" in (solver / "maps").read_text().lower())
        time.sleep(1)
        assert solver.exists(), "it is at work"
        starter.send_signal(signal.SIGKILL)
        starter.wait()
        waited(lambda: not solver.exists())


def waited(until: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.05)
