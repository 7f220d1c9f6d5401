"""Imports that run behind the service: one after the other, watched while they run, remembered afterwards.

A job's folder in the data folder holds its uploads while it runs and its reports afterwards, so that a report outlives
the process. A job that was under way when the process ended is reported as interrupted: an import is all or nothing,
so it has either not happened or been written to the end.
"""

from __future__ import annotations

import json
import logging
import os
import re
import secrets
import shutil
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Final

from api.uploads import stored_paths
from geo.errors import Conflict, JingweiError, Message, NotFound, Unavailable
from geo.model import Progress

logger = logging.getLogger("jingwei.jobs")

STATUS_FILE: Final = "job.json"
NUMBER: Final = re.compile(r"[0-9a-f]{32}")
KEPT: Final = 200
WAIT_S: Final = 10.0
UPLOADS: Final = "uploads"

JOB_UNKNOWN = Message(
    "import-unknown",
    zh="没有编号为“{got}”的导入任务",
    en="there is no import numbered {got!r}",
    remedy_zh="请核对上传时得到的编号",
    remedy_en="check the number that the upload was answered with",
)
JOB_QUEUE_FULL = Message(
    "import-queue-full",
    zh="已有 {waiting} 个导入任务在排队",
    en="{waiting} imports are waiting already",
    remedy_zh="请等待它们完成后再试",
    remedy_en="wait until they are done, then try again",
)
JOB_OVER = Message(
    "import-over",
    zh="导入任务已经结束，不能取消",
    en="the import is over and cannot be cancelled",
)
JOB_WRITING = Message(
    "import-writing",
    zh="数据正在写入，不能再取消",
    en="the data is being written; it is too late to cancel",
    remedy_zh="请等待导入结束，查看报告",
    remedy_en="wait until the import has ended and read its report",
)
JOB_CANCELLED = Message(
    "import-cancelled",
    zh="导入已取消，没有写入任何数据",
    en="the import was cancelled; nothing was written",
)
JOB_INTERRUPTED = Message(
    "import-interrupted",
    zh="服务在导入期间停止了",
    en="the service stopped while the import was under way",
    remedy_zh="请重新导入：已写入的内容不会重复",
    remedy_en="import again: what was written already is not written twice",
)
JOB_CRASHED = Message(
    "import-crashed",
    zh="导入时发生内部错误，编号 {incident}；没有写入任何数据",
    en="an internal error ended the import, number {incident}; nothing was written",
    remedy_zh="请把编号告诉管理员",
    remedy_en="tell the operator this number",
)
JOB_CRASHED_WRITING = Message(
    "import-crashed-writing",
    zh="写入期间发生内部错误，编号 {incident}；数据可能已经写入，也可能没有",
    en="an internal error ended the import while it was writing, number {incident}; the data may be written or not",
    remedy_zh="请重新导入：已写入的内容不会重复；并把编号告诉管理员",
    remedy_en="import again: what was written already is not written twice; and tell the operator this number",
)
JOB_REPORTS_LOST = Message(
    "import-reports-lost",
    zh="数据已写入（变更号 {change}），但报告文件没有写成，编号 {incident}",
    en="the data is written (change number {change}), but the files of the report are not, number {incident}",
    remedy_zh="不需要重新导入；请把编号告诉管理员",
    remedy_en="there is no need to import again; tell the operator this number",
)

WRITING: Final = "store"
"""The stage from whose beginning on an import cannot be taken back."""


class JobState(StrEnum):
    """Where an import is: ``refused`` ended with problems in the data, ``failed`` with an error. ``refused`` and
    ``cancelled`` wrote nothing, ``failed`` says so where it is known.
    """

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    CANCELLED = "cancelled"


OVER: Final = frozenset({JobState.DONE, JobState.REFUSED, JobState.FAILED, JobState.CANCELLED})


@dataclass
class Job:
    """One import: what was asked, how far it is, how it ended. ``error`` holds a problem's code and words."""

    id: str
    layer: str | None
    files: list[str]
    dry_run: bool
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


class Cancelled(Conflict):
    """Raised inside the import, through its progress listener, when somebody cancelled it."""


class ReportsLost(Exception):
    """Raised by work whose reports could not be written, with how the import itself ended."""

    def __init__(self, state: JobState, summary: dict[str, Any]) -> None:
        super().__init__(state)
        self.state = state
        self.summary = summary


Work = Callable[[Sequence[Path], Path, Progress], tuple[JobState, dict[str, Any]]]
"""What a job does with its uploads, a folder for its reports and a progress listener: how it ended, its summary."""


class ImportJobs:
    """Runs imports one at a time in a thread of its own. Safe to use from many threads."""

    def __init__(self, folder: Path, waiting_limit: int, kept: int = KEPT) -> None:
        self._folder = folder
        self._waiting_limit = waiting_limit
        self._kept = kept
        self._lock = threading.Lock()
        self._prepared: set[str] = set()
        self._jobs: dict[str, Job] = {}
        self._cancelled: set[str] = set()
        self._writing: set[str] = set()
        self._queue: SimpleQueue[tuple[Job, Work] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def prepare(self) -> tuple[str, Path]:
        """A new job's number and its empty upload folder, with a place in the queue that ``start`` takes and
        ``discard`` gives back; raises ``Unavailable`` when there is none.
        """
        number = secrets.token_hex(16)
        with self._lock:
            waiting = len(self._prepared) + sum(not job.over for job in self._jobs.values())
            if waiting >= self._waiting_limit:
                raise Unavailable(JOB_QUEUE_FULL, waiting=waiting)
            self._prepared.add(number)
        uploads = self._folder / number / UPLOADS
        try:
            uploads.mkdir(parents=True)
        except OSError:
            self.discard(number)
            raise
        return number, uploads

    def discard(self, number: str) -> None:
        """Forget a prepared job that was never started."""
        with self._lock:
            self._prepared.discard(number)
        shutil.rmtree(self._folder / number, ignore_errors=True)

    def start(self, number: str, *, layer: str | None, files: list[str], dry_run: bool, work: Work) -> Job:
        """Queue a prepared job."""
        job = Job(number, layer, files, dry_run, queued_at=_now())
        self._write(job)
        with self._lock:
            self._prepared.discard(number)
            self._jobs[number] = job
            if self._thread is None:
                # a daemon: an import that does not come to its end must not keep the process alive
                self._thread = threading.Thread(target=self._work, name="import", daemon=True)
                self._thread.start()
        self._queue.put((job, work))
        return job

    def get(self, number: str) -> Job:
        """The job of that number, running, over, or of an earlier process; raises ``NotFound``."""
        job = self._jobs.get(number)
        if job is not None:
            return job
        status = self.folder_of(number) / STATUS_FILE
        try:
            stored = Job(**json.loads(status.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            raise NotFound(JOB_UNKNOWN, got=number) from None
        stored.state = JobState(stored.state)
        if not stored.over:
            stored.state, stored.error = JobState.FAILED, _problem(JOB_INTERRUPTED)
        return stored

    def folder_of(self, number: str) -> Path:
        """The folder of a job's reports; raises ``NotFound`` for what cannot be a job's number."""
        if NUMBER.fullmatch(number) is None:
            raise NotFound(JOB_UNKNOWN, got=number)
        return self._folder / number

    def cancel(self, number: str) -> Job:
        """End a job before it writes; raises ``Conflict`` when it is over, or writes already."""
        job = self.get(number)
        with self._lock:
            if job.over:
                raise Conflict(JOB_OVER)
            if number in self._writing:
                raise Conflict(JOB_WRITING)
            self._cancelled.add(number)
        return job

    def close(self, wait_s: float = WAIT_S) -> None:
        """Cancel what waits and what has not begun to write, and wait so long for the thread to end.

        An import that takes longer ends with the process: it is written whole or not at all.
        """
        with self._lock:
            self._cancelled.update(number for number, job in self._jobs.items() if not job.over)
            thread, self._thread = self._thread, None
        if thread is None:
            return
        self._queue.put(None)
        thread.join(wait_s)
        if thread.is_alive():
            logger.warning("an import was still under way after %g s; it ends with the process", wait_s)

    def _work(self) -> None:
        while (waiting := self._queue.get()) is not None:
            try:
                self._run(*waiting)
                self._prune()
            except OSError as error:
                logger.error("the state of import %s cannot be kept", waiting[0].id, exc_info=error)

    def _prune(self) -> None:
        """Forget what the disk remembers, and there all but the newest; jobs under way are never touched."""
        with self._lock:
            self._jobs = {number: job for number, job in self._jobs.items() if not job.over}
            busy = self._jobs.keys() | self._prepared
        folders = [entry for entry in os.scandir(self._folder) if NUMBER.fullmatch(entry.name) and entry.is_dir()]
        over = sorted((entry for entry in folders if entry.name not in busy), key=lambda entry: entry.stat().st_mtime)
        for entry in over[: max(0, len(over) - self._kept)]:
            shutil.rmtree(entry.path, ignore_errors=True)

    def _run(self, job: Job, work: Work) -> None:
        job.state = JobState.RUNNING
        summary: dict[str, Any] = {}
        error: dict[str, str] | None = None
        try:
            self._listen(job)("start", 0, 0)
            folder = self._folder / job.id
            state, summary = work(stored_paths(folder / UPLOADS, job.files), folder, self._listen(job))
        except Cancelled as stop:
            state, error = JobState.CANCELLED, _problem(stop.message)
        except JingweiError as failure:
            state, error = JobState.FAILED, _problem(failure.message, failure.params)
        except Exception as crash:
            state, summary, error = self._crashed(job, crash)
        shutil.rmtree(self._folder / job.id / UPLOADS, ignore_errors=True)
        job.summary, job.error, job.finished_at = summary, error, _now()
        with self._lock:
            job.state = state
            self._writing.discard(job.id)
            self._cancelled.discard(job.id)
        self._write(job)

    def _crashed(self, job: Job, crash: Exception) -> tuple[JobState, dict[str, Any], dict[str, str]]:
        """How a job ended whose work broke: what is said about the data is no more than what is known."""
        number = secrets.token_hex(4)
        logger.error("import %s crashed, number %s", job.id, number, exc_info=crash)
        if isinstance(crash, ReportsLost) and (change := crash.summary.get("change_number")) is not None:
            error = _problem(JOB_REPORTS_LOST, {"incident": number, "change": change})
            return crash.state, crash.summary, error
        wrote_nothing = isinstance(crash, ReportsLost) or job.id not in self._writing
        message = JOB_CRASHED if wrote_nothing else JOB_CRASHED_WRITING
        return JobState.FAILED, {}, _problem(message, {"incident": number})

    def _listen(self, job: Job) -> Progress:
        def listen(stage: str, done: int, total: int) -> None:
            job.stage, job.done, job.total = stage, done, total
            with self._lock:
                if job.id in self._writing:
                    return
                if job.id in self._cancelled:
                    raise Cancelled(JOB_CANCELLED)
                if stage == WRITING:
                    self._writing.add(job.id)

        return listen

    def _write(self, job: Job) -> None:
        target = self._folder / job.id / STATUS_FILE
        partial = target.with_suffix(".part")
        partial.write_text(json.dumps(asdict(job), ensure_ascii=False), "utf-8")
        partial.replace(target)


def _problem(message: Message, params: Mapping[str, Any] | None = None) -> dict[str, str]:
    filled = params or {}
    return {
        "code": message.code,
        "zh": message.text("zh", filled),
        "en": message.text("en", filled),
        "remedy_zh": message.remedy("zh", filled),
        "remedy_en": message.remedy("en", filled),
    }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
