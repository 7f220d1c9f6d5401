"""A job as clients see it: its state as a document, and its states as server-sent events."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Any, Final

import orjson
from fastapi.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from api.jobs import AnyJob, Job
from geo.errors import Language, Message, Unavailable

LOOK_EVERY_S: Final = 0.2
ALIVE_EVERY_S: Final = 15.0
ASK_AGAIN_S: Final = 60.0
"""How often a stream asks whether the rights with which it began still hold."""

TOO_MANY_JOB_LISTENERS = Message(
    "too-many-job-listeners",
    zh="已有 {limit} 个页面在接收任务进度",
    en="{limit} pages are being told of the progress of jobs already",
    remedy_zh="请稍后再试；也可以直接查询任务状态",
    remedy_en="try again later, or ask for the state of the job now and then",
)


def state_document(job: Job, language: Language) -> dict[str, Any]:
    """What every job tells of itself."""
    error = job.error and {"code": job.error["code"], "detail": job.error[language]}
    if error and job.error and job.error[f"remedy_{language}"]:
        error["remedy"] = job.error[f"remedy_{language}"]
    return {
        "id": job.id,
        "state": job.state.value,
        "progress": {"stage": job.stage, "done": job.done, "total": job.total},
        "queued_at": job.queued_at,
        "finished_at": job.finished_at,
        "error": error,
    }


class JobListeners:
    """Tells clients how jobs go on, ``most`` of them at once: each looks at its job a few times a second."""

    def __init__(self, most: int) -> None:
        self._most, self._listening = most, 0

    def events(
        self, look: Callable[[], AnyJob], document: Callable[[AnyJob], dict[str, Any]], holds: Callable[[], bool]
    ) -> StreamingResponse:
        """Each event «state» carries the whole document, whenever it has changed; the last one is the job's end, or that of
        the rights of whoever listens (``holds``). Raises ``Unavailable`` where too many listen.
        """
        if self._listening >= self._most:
            raise Unavailable(TOO_MANY_JOB_LISTENERS, limit=self._most)
        told = self._counted(_events(look, document, holds))
        return StreamingResponse(told, 200, {"Cache-Control": "no-store"}, "text/event-stream")

    async def _counted(self, events: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        self._listening += 1
        try:
            async for text in events:
                yield text
        finally:
            self._listening -= 1


async def _events(
    look: Callable[[], AnyJob], document: Callable[[AnyJob], dict[str, Any]], holds: Callable[[], bool]
) -> AsyncIterator[bytes]:
    told = b""
    silent_s = 0.0
    asked_s = time.monotonic()
    while True:
        if time.monotonic() - asked_s >= ASK_AGAIN_S:
            asked_s = time.monotonic()
            if not await run_in_threadpool(holds):
                return
        job = await run_in_threadpool(look)
        over = job.over
        text = orjson.dumps(document(job))
        if text != told:
            told, silent_s = text, 0.0
            yield b"event: state\ndata: " + text + b"\n\n"
        elif silent_s >= ALIVE_EVERY_S:
            silent_s = 0.0
            yield b": still here\n\n"
        if over:
            return
        await asyncio.sleep(LOOK_EVERY_S)
        silent_s += LOOK_EVERY_S
