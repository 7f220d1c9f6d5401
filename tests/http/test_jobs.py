"""Imports behind the service, without the service: order, cancelling, limits, and what outlives the process."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import time
from collections.abc import AsyncGenerator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import pytest

from api.import_jobs import ImportJobs, ReportsLost
from api.job_events import JobListeners
from api.jobs import Job, JobState
from api.problems import retry_headers
from geo.errors import BadInput, Conflict, Message, NotFound, Unavailable
from geo.model import Progress

BROKEN = Message("test-broken", zh="坏了", en="broken")


def done(paths: Sequence[Path], folder: Path, progress: Progress) -> tuple[JobState, dict[str, Any]]:
    return JobState.DONE, {"files": len(paths)}


def start(jobs: ImportJobs, work: Any) -> Job:
    number, uploads = jobs.prepare()
    (uploads / "a.csv").write_text("x")
    return jobs.start(number, layer="street", files=["a.csv"], dry_run=False, work=work)


def wait(job: Job) -> Job:
    deadline = time.monotonic() + 60
    while not job.over:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return job


def test_a_job_outlives_the_process_and_its_uploads_do_not(tmp_path: Path) -> None:
    jobs = ImportJobs(tmp_path, 4)
    job = wait(start(jobs, done))
    jobs.close()
    remembered = ImportJobs(tmp_path, 4).get(job.id)
    assert (remembered.state, remembered.summary) == (JobState.DONE, {"files": 1})
    assert [path.name for path in (tmp_path / job.id).iterdir()] == ["job.json"]


def test_a_job_that_the_process_left_behind_is_reported_as_interrupted(tmp_path: Path) -> None:
    go = threading.Event()
    jobs = ImportJobs(tmp_path, 4)
    job = start(jobs, lambda *_: (go.wait(10), done([], tmp_path, print))[1])
    try:
        other = ImportJobs(tmp_path, 4).get(job.id)
        assert other.state is JobState.FAILED
        assert other.error is not None
        assert other.error["code"] == "import-interrupted"
    finally:
        go.set()
        jobs.close()


def test_what_a_stopping_service_ends_was_interrupted_not_cancelled(tmp_path: Path) -> None:
    begun, go = threading.Event(), threading.Event()

    def work(paths: Sequence[Path], folder: Path, progress: Progress) -> tuple[JobState, dict[str, Any]]:
        begun.set()
        go.wait(10)
        progress("link", 0, 1)
        return JobState.DONE, {}

    jobs = ImportJobs(tmp_path, 4)
    running, waiting = start(jobs, work), start(jobs, work)
    assert begun.wait(10)
    threading.Timer(0.1, go.set).start()
    jobs.close()
    for job in (running, waiting):
        assert (wait(job).state, (job.error or {}).get("code")) == (JobState.FAILED, "import-interrupted")


def test_a_running_job_ends_at_its_next_step_when_cancelled(tmp_path: Path) -> None:
    begun, go = threading.Event(), threading.Event()
    reached: list[str] = []

    def work(paths: Sequence[Path], folder: Path, progress: Progress) -> tuple[JobState, dict[str, Any]]:
        begun.set()
        go.wait(10)
        progress("store", 0, 1)
        reached.append("written")
        return JobState.DONE, {}

    jobs = ImportJobs(tmp_path, 4)
    job = start(jobs, work)
    assert begun.wait(10)
    waiting = start(jobs, done)
    jobs.cancel(job.id)
    jobs.cancel(waiting.id)
    assert waiting.state is JobState.CANCELLED, "what waits need not wait for its turn to end"
    assert jobs.get(waiting.id).finished_at
    go.set()
    assert wait(job).state is JobState.CANCELLED
    assert wait(waiting).state is JobState.CANCELLED
    assert reached == []
    jobs.close()


def test_a_job_that_writes_can_no_longer_be_cancelled_and_is_never_called_cancelled(tmp_path: Path) -> None:
    writing, go = threading.Event(), threading.Event()

    def work(paths: Sequence[Path], folder: Path, progress: Progress) -> tuple[JobState, dict[str, Any]]:
        progress("store", 0, 0)
        writing.set()
        go.wait(10)
        progress("store", 1, 1)
        return JobState.DONE, {"change_number": 7}

    jobs = ImportJobs(tmp_path, 4)
    job = start(jobs, work)
    assert writing.wait(10)
    with pytest.raises(Conflict, match="import-writing"):
        jobs.cancel(job.id)
    threading.Timer(0.1, go.set).start()
    jobs.close()
    assert (job.state, job.error, job.summary) == (JobState.DONE, None, {"change_number": 7})


def test_a_crash_says_about_the_data_what_is_known(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def early(paths: Sequence[Path], folder: Path, progress: Progress) -> Any:
        progress("link", 0, 0)
        raise ZeroDivisionError

    def late(paths: Sequence[Path], folder: Path, progress: Progress) -> Any:
        progress("store", 0, 0)
        raise ZeroDivisionError

    def without_reports(paths: Sequence[Path], folder: Path, progress: Progress) -> Any:
        progress("store", 0, 0)
        raise ReportsLost(JobState.DONE, {"change_number": 7})

    jobs = ImportJobs(tmp_path, 4)
    told = {work.__name__: wait(start(jobs, work)) for work in (early, late, without_reports)}
    jobs.close()
    codes = {name: (job.state, job.error and job.error["code"]) for name, job in told.items()}
    assert codes == {
        "early": (JobState.FAILED, "import-crashed"),
        "late": (JobState.FAILED, "import-crashed-writing"),
        "without_reports": (JobState.DONE, "import-reports-lost"),
    }
    error = told["without_reports"].error
    assert error is not None
    assert "7" in error["zh"]


def test_only_so_many_wait(tmp_path: Path) -> None:
    go = threading.Event()
    jobs = ImportJobs(tmp_path, 2)
    for _ in range(2):
        start(jobs, lambda *_: (go.wait(10), (JobState.DONE, {}))[1])
    with pytest.raises(Unavailable, match="import-queue-full"):
        jobs.prepare()
    go.set()
    jobs.close()


def test_a_place_is_held_from_before_the_upload_until_the_end_or_given_back(tmp_path: Path) -> None:
    jobs = ImportJobs(tmp_path, 2)
    prepared = []

    def prepare(_: int) -> None:
        with suppress(Unavailable):
            prepared.append(jobs.prepare()[0])

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(prepare, range(30)))
    assert len(prepared) == 2
    jobs.discard(prepared[0])
    assert not (tmp_path / prepared[0]).exists()
    job = start(jobs, done)
    with suppress(Unavailable):
        jobs.prepare()
    wait(job)
    jobs.discard(prepared[1])
    assert wait(start(jobs, done)).state is JobState.DONE
    jobs.close()


def test_only_the_newest_imports_are_remembered(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    abandoned = tmp_path / ("0" * 32)
    abandoned.mkdir()
    os.utime(abandoned, (0, 0))
    jobs = ImportJobs(tmp_path, 4, kept=2)
    over = []
    for turn in range(4):
        over.append(wait(start(jobs, done)).id)
        os.utime(tmp_path / over[-1], (turn + 1, turn + 1))
    jobs.close()
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"notes", *over[-2:]}
    assert jobs.get(over[-1]).state is JobState.DONE
    with pytest.raises(NotFound):
        jobs.get(over[0])


ENDLESS = """
import sys, threading, time
from pathlib import Path
from api.import_jobs import ImportJobs
begun = threading.Event()
def work(*_):
    begun.set()
    time.sleep(600)
jobs = ImportJobs(Path(sys.argv[1]), 4)
number, _ = jobs.prepare()
jobs.start(number, layer=None, files=[], dry_run=False, work=work)
assert begun.wait(20)
jobs.close(0.2)
"""


def test_an_import_without_end_does_not_keep_the_process_alive(tmp_path: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", ENDLESS, str(tmp_path)], timeout=60, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert "still under way" in ended.stderr
    (folder,) = tmp_path.iterdir()
    assert ImportJobs(tmp_path, 4).get(folder.name).state is JobState.FAILED


def test_errors_become_words_and_crashes_a_number(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def refuse(*_: Any) -> Any:
        raise BadInput(BROKEN)

    def crash(*_: Any) -> Any:
        raise ZeroDivisionError("secret detail")

    jobs = ImportJobs(tmp_path, 4)
    refused, crashed = wait(start(jobs, refuse)), wait(start(jobs, crash))
    jobs.close()
    assert refused.error is not None
    assert refused.error["zh"] == "坏了"
    assert crashed.error is not None
    assert crashed.error["code"] == "import-crashed"
    assert "secret" not in str(crashed.error)
    assert "secret detail" in caplog.text


@pytest.mark.parametrize("number", ["", "..", "../../etc/passwd", "a" * 31, "A" * 32, "0" * 32, "a/b"])
def test_what_is_no_number_of_a_job_finds_none(tmp_path: Path, number: str) -> None:
    with pytest.raises(NotFound):
        ImportJobs(tmp_path, 1).get(number)


def test_only_so_many_pages_are_told_how_jobs_go_on() -> None:
    listeners, job = JobListeners(1), Job(id="0" * 32, state=JobState.RUNNING)

    def listen() -> AsyncGenerator[bytes]:
        return cast(
            "AsyncGenerator[bytes]",
            listeners.events(lambda: job, lambda one: {"state": one.state}, lambda: True).body_iterator,
        )

    async def story() -> None:
        first = listen()
        assert b"running" in await anext(first)
        with pytest.raises(Unavailable, match="too-many-job-listeners") as full:
            listen()
        assert "Retry-After" in retry_headers(full.value)
        await first.aclose()
        second = listen()
        assert b"running" in await anext(second)
        await second.aclose()

    with ThreadPoolExecutor(1) as beside:  # a page of the browser tests may keep a loop running in this thread
        beside.submit(lambda: asyncio.run(story())).result()
