"""Imports that run behind the service. A job's folder holds its uploads while it runs and its reports afterwards.

An import is all or nothing: one that was under way when the process ended has either not happened or been written to the
end.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from api.jobs import Job, Jobs, JobState, JobWords, problem
from api.uploads import stored_paths
from geo.errors import Conflict, Message
from geo.model import Progress

KEPT: Final = 200
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

WORDS: Final = JobWords("import", JOB_UNKNOWN, JOB_QUEUE_FULL, JOB_OVER, JOB_CANCELLED, JOB_INTERRUPTED, JOB_CRASHED)


@dataclass(kw_only=True)
class ImportJob(Job):
    """One import, with what was asked."""

    layer: str | None
    files: list[str]
    dry_run: bool


class ReportsLost(Exception):
    """Raised by work whose reports could not be written, with how the import itself ended."""

    def __init__(self, state: JobState, summary: dict[str, Any]) -> None:
        super().__init__(state)
        self.state = state
        self.summary = summary


Work = Callable[[Sequence[Path], Path, Progress], tuple[JobState, dict[str, Any]]]
"""What an import does with its uploads, a folder for its reports and a progress listener: how it ended, its summary."""


class ImportJobs(Jobs[ImportJob]):
    """Imports, one at a time. What is being written can no longer be cancelled."""

    def __init__(self, folder: Path, waiting_limit: int, kept: int = KEPT) -> None:
        super().__init__(ImportJob, WORDS, folder, waiting_limit, kept)
        self._writing: set[str] = set()

    def prepare(self) -> tuple[str, Path]:
        """A new import's number and its empty upload folder: see ``reserve``."""
        return self.reserve(UPLOADS)

    def start(self, number: str, *, layer: str | None, files: list[str], dry_run: bool, work: Work) -> ImportJob:
        """Queue a prepared import."""

        def run(folder: Path, progress: Progress) -> tuple[JobState, dict[str, Any]]:
            return work(stored_paths(folder / UPLOADS, files), folder, progress)

        return self.queue(ImportJob(id=number, layer=layer, files=files, dry_run=dry_run), run)

    def _hold(self, job: ImportJob) -> None:
        if job.id in self._writing:
            raise Conflict(JOB_WRITING)

    def _step(self, job: ImportJob, stage: str) -> bool:
        if job.id in self._writing:
            return False
        if stage == WRITING and job.id not in self._ended:
            self._writing.add(job.id)
        return True

    def _leave(self, job: ImportJob) -> None:
        shutil.rmtree(self._folder / job.id / UPLOADS, ignore_errors=True)

    def _forget(self, job: ImportJob) -> None:
        self._writing.discard(job.id)

    def _crashed(
        self, job: ImportJob, crash: Exception, incident: str
    ) -> tuple[JobState, dict[str, Any], dict[str, str]]:
        """What is said about the data is no more than what is known."""
        if isinstance(crash, ReportsLost) and (change := crash.summary.get("change_number")) is not None:
            error = problem(JOB_REPORTS_LOST, {"incident": incident, "change": change})
            return crash.state, crash.summary, error
        wrote_nothing = isinstance(crash, ReportsLost) or job.id not in self._writing
        message = JOB_CRASHED if wrote_nothing else JOB_CRASHED_WRITING
        return JobState.FAILED, {}, problem(message, {"incident": incident})
