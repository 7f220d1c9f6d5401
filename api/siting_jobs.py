"""Sitings that run behind the service: what was asked, and the words about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from api.jobs import Job, Jobs, JobWords
from geo.errors import Message

WORDS: Final = JobWords(
    "siting",
    Message(
        "siting-unknown",
        zh="没有编号为“{got}”的选址任务",
        en="there is no siting numbered {got!r}",
        remedy_zh="请核对提交时得到的编号",
        remedy_en="check the number that the question was answered with",
    ),
    Message(
        "siting-queue-full",
        zh="已有 {waiting} 个选址任务在排队",
        en="{waiting} sitings are waiting already",
        remedy_zh="请等待它们完成后再试",
        remedy_en="wait until they are done, then try again",
    ),
    Message("siting-over", zh="选址任务已经结束，不能取消", en="the siting is over and cannot be cancelled"),
    Message("siting-cancelled", zh="选址已取消", en="the siting was cancelled"),
    Message(
        "siting-interrupted",
        zh="服务在选址期间停止了",
        en="the service stopped while the siting was under way",
        remedy_zh="请重新提交",
        remedy_en="ask again",
    ),
    Message(
        "siting-crashed",
        zh="选址时发生内部错误，编号 {incident}",
        en="an internal error ended the siting, number {incident}",
        remedy_zh="请把编号告诉管理员",
        remedy_en="tell the operator this number",
    ),
)


@dataclass(kw_only=True)
class SitingJob(Job):
    """One siting, with what was asked, and the key of the scope that asked: nobody else is told. ``summary`` holds the
    answer and the number of the run that keeps it.
    """

    asked: dict[str, Any] = field(default_factory=dict)
    asker: str = ""


def siting_jobs(folder: Path, waiting_limit: int, kept: int) -> Jobs[SitingJob]:
    """The sitings of a data folder."""
    return Jobs(SitingJob, WORDS, folder, waiting_limit, kept)
