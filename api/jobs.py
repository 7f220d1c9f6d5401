"""Long work behind the service: one job after the other, watched while it runs, remembered afterwards.

Each job has a folder in the data folder, so that what it found outlives the process. A job that was under way when the
process ended is reported as interrupted.
"""

from __future__ import annotations

import json
import logging
import os
import re
import secrets
import shutil
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Final, Generic, TypeVar

from geo.errors import Conflict, JingweiError, Message, NotFound, Unavailable
from geo.model import Progress

logger = logging.getLogger("jingwei.jobs")

STATUS_FILE: Final = "job.json"
NUMBER: Final = re.compile(r"[0-9a-f]{32}")
WAIT_S: Final = 10.0


class JobState(StrEnum):
    """Where a job is: ``refused`` ended with problems in the data, ``failed`` with an error. ``refused`` and
    ``cancelled`` wrote nothing, ``failed`` says so where it is known.
    """

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    CANCELLED = "cancelled"


OVER: Final = frozenset({JobState.DONE, JobState.REFUSED, JobState.FAILED, JobState.CANCELLED})


@dataclass(kw_only=True)
class Job:
    """One piece of work: how far it is, how it ended. ``error`` holds a problem's code and words."""

    id: str
    state: JobState = JobState.QUEUED
    stage: str = ""
    done: int = 0
    total: int = 0
    queued_at: str = ""
    finished_at: str | None = None
    error: dict[str, str] | None = None
    summary: dict[str, Any] = field(default_factory=dict)

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in OVER


@dataclass(frozen=True, slots=True)
class JobWords:
    """What is said about a kind of job. ``name`` is its word in the log and the name of its thread."""

    name: str
    unknown: Message
    queue_full: Message
    over: Message
    cancelled: Message
    interrupted: Message
    crashed: Message


class Cancelled(Conflict):
    """Raised inside the work, through its progress listener, when somebody cancelled it or the service stops."""


JobWork = Callable[[Path, Progress], tuple[JobState, dict[str, Any]]]
"""What a job does with its folder and a progress listener: how it ended, its summary."""
AnyJob = TypeVar("AnyJob", bound=Job)


class Jobs(Generic[AnyJob]):
    """Runs jobs of one kind one at a time in a thread of its own. Safe to use from many threads."""

    def __init__(self, kind: type[AnyJob], words: JobWords, folder: Path, waiting_limit: int, kept: int) -> None:
        self._kind = kind
        self._words = words
        self._folder = folder
        self._waiting_limit = waiting_limit
        self._kept = kept
        self._lock = threading.Lock()
        self._prepared: set[str] = set()
        self._jobs: dict[str, AnyJob] = {}
        self._ended: dict[str, Message] = {}  # why a job is to end at its next step
        self._queue: SimpleQueue[tuple[AnyJob, JobWork] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def reserve(self, *inside: str) -> tuple[str, Path]:
        """A new job's number and its empty folder (or a folder inside it), with a place in the queue that ``queue``
        takes and ``discard`` gives back; raises ``Unavailable`` when there is none.
        """
        number = secrets.token_hex(16)
        with self._lock:
            waiting = len(self._prepared) + sum(not job.over for job in self._jobs.values())
            if waiting >= self._waiting_limit:
                raise Unavailable(self._words.queue_full, waiting=waiting)
            self._prepared.add(number)
        folder = self._folder.joinpath(number, *inside)
        try:
            folder.mkdir(parents=True)
        except OSError:
            self.discard(number)
            raise
        return number, folder

    def discard(self, number: str) -> None:
        """Forget a prepared job that was never started."""
        with self._lock:
            self._prepared.discard(number)
        shutil.rmtree(self._folder / number, ignore_errors=True)

    def queue(self, job: AnyJob, work: JobWork) -> AnyJob:
        """Queue a prepared job."""
        job.queued_at = _now()
        self._write(job)
        with self._lock:
            self._prepared.discard(job.id)
            self._jobs[job.id] = job
            if self._thread is None:
                # a daemon: work that does not come to its end must not keep the process alive
                self._thread = threading.Thread(target=self._work, name=self._words.name, daemon=True)
                self._thread.start()
        self._queue.put((job, work))
        return job

    def get(self, number: str) -> AnyJob:
        """The job of that number, running, over, or of an earlier process; raises ``NotFound``."""
        job = self._jobs.get(number)
        if job is not None:
            return job
        status = self.folder_of(number) / STATUS_FILE
        try:
            stored = self._kind(**json.loads(status.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            raise NotFound(self._words.unknown, got=number) from None
        stored.state = JobState(stored.state)
        if not stored.over:
            stored.state, stored.error = JobState.FAILED, problem(self._words.interrupted)
        return stored

    def folder_of(self, number: str) -> Path:
        """A job's folder; raises ``NotFound`` for what cannot be a job's number."""
        if NUMBER.fullmatch(number) is None:
            raise NotFound(self._words.unknown, got=number)
        return self._folder / number

    def cancel(self, number: str) -> AnyJob:
        """End a job at its next step, one that still waits at once; raises ``Conflict`` when it is over."""
        job = self.get(number)
        with self._lock:
            if job.over:
                raise Conflict(self._words.over)
            self._hold(job)
            waits = job.state is JobState.QUEUED
            if waits:
                # who comes to take it up finds it over
                job.state = JobState.CANCELLED
            else:
                self._ended[number] = self._words.cancelled
        if waits:
            self._end(job, JobState.CANCELLED, {}, problem(self._words.cancelled))
        return job

    def close(self, wait_s: float = WAIT_S) -> None:
        """End what waits and what can be ended as interrupted, and wait so long for the thread to end; what takes longer
        ends with the process.
        """
        with self._lock:
            for number, job in self._jobs.items():
                if not job.over:
                    self._ended.setdefault(number, self._words.interrupted)
            thread, self._thread = self._thread, None
        if thread is None:
            return
        self._queue.put(None)
        thread.join(wait_s)
        if thread.is_alive():
            logger.warning(
                "a job (%s) was still under way after %g s; it ends with the process", self._words.name, wait_s
            )

    def _hold(self, job: AnyJob) -> None:
        """Raise ``Conflict`` where a running job can no longer be cancelled. The lock is held."""

    def _step(self, job: AnyJob, stage: str) -> bool:
        """Whether a job may be ended as it comes to this stage. The lock is held."""
        return True

    def _leave(self, job: AnyJob) -> None:
        """What to clear away when the work is over, before its end is told."""

    def _forget(self, job: AnyJob) -> None:
        """What not to remember of a job that is over. The lock is held."""

    def _crashed(self, job: AnyJob, crash: Exception, incident: str) -> tuple[JobState, dict[str, Any], dict[str, str]]:
        """How a job ended whose work broke: state, summary, error."""
        return JobState.FAILED, {}, problem(self._words.crashed, {"incident": incident})

    def _work(self) -> None:
        while (waiting := self._queue.get()) is not None:
            try:
                self._run(*waiting)
                self._prune()
            except OSError as error:
                logger.error("the state of %s %s cannot be kept", self._words.name, waiting[0].id, exc_info=error)

    def _prune(self) -> None:
        """Forget what the disk remembers, and there all but the newest; jobs under way are never touched."""
        with self._lock:
            self._jobs = {number: job for number, job in self._jobs.items() if not job.over}
            busy = self._jobs.keys() | self._prepared
        folders = [entry for entry in os.scandir(self._folder) if NUMBER.fullmatch(entry.name) and entry.is_dir()]
        over = sorted((entry for entry in folders if entry.name not in busy), key=lambda entry: entry.stat().st_mtime)
        for entry in over[: max(0, len(over) - self._kept)]:
            shutil.rmtree(entry.path, ignore_errors=True)

    def _run(self, job: AnyJob, work: JobWork) -> None:
        with self._lock:
            if job.over:
                return
            job.state = JobState.RUNNING
        summary: dict[str, Any] = {}
        error: dict[str, str] | None = None
        try:
            self._listen(job)("start", 0, 0)
            state, summary = work(self._folder / job.id, self._listen(job))
        except Cancelled as stop:
            state = JobState.CANCELLED if stop.message is self._words.cancelled else JobState.FAILED
            error = problem(stop.message)
        except JingweiError as failure:
            state, error = JobState.FAILED, problem(failure.message, failure.params)
        except Exception as crash:
            incident = secrets.token_hex(4)
            logger.error("%s %s crashed, number %s", self._words.name, job.id, incident, exc_info=crash)
            state, summary, error = self._crashed(job, crash, incident)
        self._end(job, state, summary, error)

    def _end(self, job: AnyJob, state: JobState, summary: dict[str, Any], error: dict[str, str] | None) -> None:
        self._leave(job)
        job.summary, job.error, job.finished_at = summary, error, _now()
        with self._lock:
            job.state = state
            self._ended.pop(job.id, None)
            self._forget(job)
        self._write(job)

    def _listen(self, job: AnyJob) -> Progress:
        def listen(stage: str, done: int, total: int) -> None:
            job.stage, job.done, job.total = stage, done, total
            with self._lock:
                if self._step(job, stage) and job.id in self._ended:
                    raise Cancelled(self._ended[job.id])

        return listen

    def _write(self, job: AnyJob) -> None:
        target = self._folder / job.id / STATUS_FILE
        partial = target.with_suffix(".part")
        partial.write_text(json.dumps(asdict(job), ensure_ascii=False), "utf-8")
        partial.replace(target)


def problem(message: Message, params: Mapping[str, Any] | None = None) -> dict[str, str]:
    """A message with its remedy, in both languages, as a job keeps it."""
    filled = params or {}
    return {
        "code": message.code,
        "zh": message.text("zh", filled),
        "en": message.text("en", filled),
        "remedy_zh": message.remedy("zh", filled, "form"),
        "remedy_en": message.remedy("en", filled, "form"),
    }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
