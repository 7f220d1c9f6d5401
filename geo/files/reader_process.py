"""The process that reads files: it waits with everything loaded, and forks a child with limits for each file.

``geo.files.confined`` starts it and speaks with it: one JSON line asks for one file, one JSON line tells how its child
ended. What the child has read lies in the folder that the question named.
"""

from __future__ import annotations

import gc
import json
import math
import os
import resource
import signal
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any, Final

from geo.errors import JingweiError
from geo.files.raw import ReadLimits, ReadOptions
from geo.files.readers import read_table
from geo.files.table_bytes import error_document, write_table

ANSWER: Final = "answer.json"
NEARLY: Final = 0.9
"""Whoever fails with so much of its memory in use has failed for lack of memory, whatever the library calls it."""


def main() -> None:
    """Answer questions until nobody asks any more."""
    _rehearse()
    gc.collect()
    gc.freeze()  # what is loaded stays shared with every child
    for line in sys.stdin.buffer:
        child = os.fork()
        if child == 0:
            try:
                _answer(json.loads(line))
            finally:
                os._exit(0)
        _, status, usage = os.wait4(child, 0)
        told = {
            "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else None,
            "cpu_s": usage.ru_utime + usage.ru_stime,
            "peak_bytes": usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
        }
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


def _rehearse() -> None:
    """Read a small table of each usual kind, so that what libraries load at their first use is loaded before a fork."""
    point = b'{"type":"Feature","properties":{"a":"b","n":1,"m":null},"geometry":{"type":"Point","coordinates":[1,2]}}'
    with tempfile.TemporaryDirectory(prefix="jingwei-read-") as name:
        folder = Path(name)
        (folder / "a.geojson").write_bytes(b'{"type":"FeatureCollection","features":[' + point + b"]}")
        (folder / "a.csv").write_bytes(b"code,lon,lat\n1,2,3\n")
        for place, file in enumerate(("a.geojson", "a.csv")):
            for table in read_table(folder / file):
                write_table(table, folder / f"{place}.arrow")


def _answer(question: dict[str, Any]) -> None:
    """Read one file within its limits; whatever comes of it is written into the folder."""
    folder = Path(question["folder"])
    tempfile.tempdir = str(folder)  # what is unpacked goes with the folder, even when this process is killed
    limits = ReadLimits(**question["options"].pop("limits"))
    options = ReadOptions(**question["options"], limits=limits)
    room = confine(limits)
    try:
        tables = read_table(Path(question["path"]), options)
        told = [write_table(table, folder / f"{place}.arrow") for place, table in enumerate(tables)]
        answer: dict[str, Any] = {"tables": told}
    except MemoryError:
        answer = {"over": "memory_bytes"}
    except Exception as error:
        if _lacked_memory(error, room):
            answer = {"over": "memory_bytes"}
        elif isinstance(error, JingweiError):
            answer = {"error": error_document(error)}
        else:
            answer = {"crash": traceback.format_exc()}
    partial = folder / f"{ANSWER}.part"
    partial.write_text(json.dumps(answer), "utf-8")
    partial.replace(folder / ANSWER)


def confine(limits: ReadLimits) -> int | None:
    """Bind this process to its limits of time and memory; the answer is how many bytes of address space it may have.

    The memory counts from what is in use now: the program itself is not the file's fault. Where the system does not
    tell that (``/proc`` is Linux), only the time is bound.
    """
    seconds = math.ceil(limits.cpu_s)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, limits.wall_s)
    used = _address_space()
    if used is None:
        return None
    resource.setrlimit(resource.RLIMIT_AS, (used + limits.memory_bytes, used + limits.memory_bytes))
    return used + limits.memory_bytes


def _address_space(field: str = "VmSize") -> int | None:
    try:
        lines = Path("/proc/self/status").read_text("ascii").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{field}:")), None)


def _lacked_memory(error: BaseException, room: int | None) -> bool:
    """Whether an error goes back to a lack of memory, which libraries tell in words of their own."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, MemoryError):
            return True
        cause = cause.__cause__ or cause.__context__
    peak = _address_space("VmPeak")
    return room is not None and peak is not None and peak > NEARLY * room


if __name__ == "__main__":
    main()
