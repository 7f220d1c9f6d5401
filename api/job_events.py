"""A job as clients see it: its state as a document, and its states as server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any, Final

import orjson
from fastapi.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from api.jobs import AnyJob, Job
from geo.errors import Language

LOOK_EVERY_S: Final = 0.2
ALIVE_EVERY_S: Final = 15.0


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


def state_events(look: Callable[[], AnyJob], document: Callable[[AnyJob], dict[str, Any]]) -> StreamingResponse:
    """Each event «state» carries the whole document, whenever it has changed; the last one is the job's end."""
    return StreamingResponse(_events(look, document), 200, {"Cache-Control": "no-store"}, "text/event-stream")


async def _events(look: Callable[[], AnyJob], document: Callable[[AnyJob], dict[str, Any]]) -> AsyncIterator[bytes]:
    told = b""
    silent_s = 0.0
    while True:
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
