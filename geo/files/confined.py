"""Files of people are read in a process of their own: bound in time and memory, ended at once, and nothing it says
is trusted.

A process that waits with the readers loaded (``geo.files.reader_process``) is started at the first file, or ahead of it
by ``warm_up``, and forks a child for each. Readers that wait are ended with the program.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from geo.errors import BadInput, Conflict, JingweiError, LimitExceeded, Message, NotFound, Unavailable
from geo.files.raw import DAMAGED, RawTable, ReadLimits, ReadOptions
from geo.files.reader_process import ANSWER, NEARLY
from geo.files.table_bytes import error_of, read_table_bytes

OVER_LIMIT = Message(
    "reading-over-limit",
    zh="读取 {file} 超出了{what_zh}的上限（{limit}），已终止，没有导入任何内容",
    en="reading {file} was ended at its limit of {what} ({limit}); nothing of it was taken",
    remedy_zh="请拆分文件或另存为更简单的格式（CSV、GeoPackage）；确有需要时由管理员提高设置 {setting}",
    remedy_en="split the file or save it in a simpler form (CSV, GeoPackage); an administrator can raise {setting}",
)
READER_BROKE = Message(
    "reader-broke",
    zh="读取 {file} 的程序被这个文件弄垮了（信号 {signal}），没有导入任何内容",
    en="the program that reads {file} broke down over it (signal {signal}); nothing of it was taken",
    remedy_zh="文件可能已损坏：请重新导出，或另存为其他格式（CSV、GeoPackage）",
    remedy_en="the file may be damaged: export it again, or in another form (CSV, GeoPackage)",
)

LOOK_EVERY_S: Final = 0.05
GRACE_S: Final = 2.0
"""The child ends itself when its time is over; the parent waits so much longer before it ends it."""
_MIB: Final = 2**20
_LIMITS: Final = {"cpu_s": ("CPU time", "处理器时间"), "wall_s": ("time", "时间"), "memory_bytes": ("memory", "内存")}
_ERRORS: Final[dict[str, type[JingweiError]]] = {
    kind.__name__: kind for kind in (BadInput, LimitExceeded, NotFound, Conflict, Unavailable)
}


class ReaderCrashed(RuntimeError):
    """The reader met an error of the program itself; the text is its trace."""


def read_confined(
    path: Path, options: ReadOptions | None = None, watching: Callable[[], None] = lambda: None
) -> list[RawTable]:
    """What tables does the file hold? As ``read_table``, in a process bound by ``options.limits``.

    ``watching`` is called some twenty times a second meanwhile; when it raises, the reading is ended at once. Raises
    ``LimitExceeded`` for a limit of time or memory, ``BadInput`` for a file that breaks its reader, and what
    ``read_table`` raises.
    """
    options = options or ReadOptions()
    with tempfile.TemporaryDirectory(prefix="jingwei-read-") as folder:
        # the options may come from a person: as JSON they are values, whatever they were
        question = {"path": str(path.absolute()), "folder": folder, "options": asdict(options)}
        ended = _READERS.ask(question, options.limits, watching)
        return _taken(Path(folder), ended, options.name_of(path), options.limits)


def warm_up() -> None:
    """Have a reader ready, so that the first file does not wait for one to load."""
    _READERS.warm_up()


class _Readers:
    """The processes that wait for files: one per file that is read at the same time. Safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[subprocess.Popen[bytes]] = []

    def warm_up(self) -> None:
        with self._lock:
            if not self._waiting:
                self._waiting.append(_started(self.close))

    def ask(self, question: dict[str, Any], limits: ReadLimits, watching: Callable[[], None]) -> dict[str, Any]:
        """How the child of one file ended: ``signal``, ``cpu_s`` and ``peak_bytes``, or that it was ``over`` its time."""
        with self._lock:
            reader = self._waiting.pop() if self._waiting else None
        if reader is not None and reader.poll() is not None:
            _end(reader)
            reader = None
        reader = reader or _started(self.close)
        try:
            told = _asked(reader, question, limits, watching)
        except BaseException:
            _end(reader)
            raise
        if told is None:
            _end(reader)
            return {"over": "wall_s"}
        with self._lock:
            self._waiting.append(reader)
        return told

    def close(self) -> None:
        """End the readers that wait."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
        for reader in waiting:
            _end(reader)


_READERS: Final = _Readers()


def _started(at_exit: Callable[[], None]) -> subprocess.Popen[bytes]:
    """A reader that loads; in a session of its own, so that it can be ended together with its child."""
    atexit.unregister(at_exit)
    atexit.register(at_exit)
    # one thread: a fork takes only the one that forks, and locks that others hold stay locked in the child
    single = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}
    own = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **single}
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "geo.files.reader_process"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, start_new_session=True, env={**os.environ, **own},
    )  # fmt: skip


def _asked(
    reader: subprocess.Popen[bytes], question: dict[str, Any], limits: ReadLimits, watching: Callable[[], None]
) -> dict[str, Any] | None:
    """The reader's answer; None when it came too late."""
    assert reader.stdin is not None
    assert reader.stdout is not None
    try:
        reader.stdin.write(json.dumps(question).encode() + b"\n")
        reader.stdin.flush()
    except BrokenPipeError:
        raise ReaderCrashed("the reader process has ended") from None
    until = time.monotonic() + limits.wall_s + GRACE_S
    while time.monotonic() < until:
        if select.select([reader.stdout], [], [], LOOK_EVERY_S)[0]:
            line = reader.stdout.readline()
            if not line:
                raise ReaderCrashed("the reader process has ended")
            return dict(json.loads(line))
        watching()
    return None


def _end(reader: subprocess.Popen[bytes]) -> None:
    """End a reader and the child that it may have, at once."""
    if reader.poll() is None:  # else its number may be another's by now
        os.killpg(reader.pid, signal.SIGKILL)
    reader.wait()
    for pipe in (reader.stdin, reader.stdout):
        if pipe is not None:
            with contextlib.suppress(BrokenPipeError):  # half a question may still be in it
                pipe.close()


def _taken(folder: Path, ended: dict[str, Any], file: str, limits: ReadLimits) -> list[RawTable]:
    """The tables that lie in the folder, or the error that stands there."""
    over = ended.get("over") or _limit_of(ended, limits)
    if over is not None:
        raise _over(over, file, limits)
    try:
        answer = json.loads((folder / ANSWER).read_text("utf-8"))
    except (OSError, ValueError):
        raise BadInput(READER_BROKE, file=file, signal=ended.get("signal") or "–") from None
    if "over" in answer:
        raise _over(answer["over"], file, limits)
    if "crash" in answer:
        raise ReaderCrashed(answer["crash"])
    try:
        if "error" in answer:
            raise error_of(answer["error"], _ERRORS)
        tables = [
            read_table_bytes(folder / f"{place}.arrow", told, limits) for place, told in enumerate(answer["tables"])
        ]
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise BadInput(DAMAGED, file=file, detail=error) from None
    return tables


def _limit_of(ended: dict[str, Any], limits: ReadLimits) -> str | None:
    """The limit at which a child was ended, as far as its end tells; None for every other end."""
    match ended["signal"]:
        case signal.SIGXCPU:
            return "cpu_s"
        case signal.SIGKILL if ended["cpu_s"] > NEARLY * limits.cpu_s:
            return "cpu_s"
        case signal.SIGALRM:
            return "wall_s"
        case signal.SIGABRT | signal.SIGSEGV | signal.SIGBUS if ended["peak_bytes"] > NEARLY * limits.memory_bytes:
            return "memory_bytes"
    return None


def _over(limit: str, file: str, limits: ReadLimits) -> LimitExceeded:
    what, what_zh = _LIMITS[limit]
    value = getattr(limits, limit)
    shown = f"{value // _MIB} MiB" if limit == "memory_bytes" else f"{value:g} s"
    return LimitExceeded(OVER_LIMIT, file=file, what=what, what_zh=what_zh, limit=shown, setting=f"read_{limit}")
