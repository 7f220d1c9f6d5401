"""The solver of sitings in a process of its own: it can be ended at once, whatever step it is in.

``solve_apart`` starts ``python -m geo.flows.solver_process``, hands it the programmes as plain arrays and reads arrays
back; nothing is pickled. A solver whose starter has died, however suddenly, ends by itself.
"""

from __future__ import annotations

import io
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from typing import IO, Any, Final

import numpy as np
from scipy.sparse import csr_array

from geo.model import Progress, silent
from geo.siting.exact import Asked, Found, Model, all_solved

LOOK_EVERY_S: Final = 0.2
STARTER: Final = "SOLVER_STARTER"
"""In the solver's environment: the process that waits for it."""


class SolverEnded(RuntimeError):
    """The solver's process ended without an answer."""


def solve_apart(asked: Sequence[Asked], time_limit_s: float, progress: Progress = silent) -> list[Found]:
    """As `geo.siting.exact.all_solved`, in a child process. The progress listener hears of the seconds that went by, some
    five times a second; when it raises, the child is ended at once. Raises ``SolverEnded`` where the child breaks.
    """
    # one thread: the answers of several depend on timing
    single = {
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "geo.flows.solver_process"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, env={**os.environ, **single, STARTER: str(os.getpid())},
    )  # fmt: skip
    try:
        return _answer_of(child, _question(asked, time_limit_s), time_limit_s, progress)
    finally:
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout, child.stderr):
            assert pipe is not None
            pipe.close()


def _answer_of(child: subprocess.Popen[bytes], question: bytes, time_limit_s: float, progress: Progress) -> list[Found]:
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stderr is not None
    # written beside the looks: a child that still loads does not read yet
    writer = threading.Thread(target=_written, args=(child.stdin, question), name="siting-question", daemon=True)
    writer.start()
    looks = 0
    while not select.select([child.stdout], [], [], LOOK_EVERY_S)[0]:
        looks += 1
        progress("solve", min(int(looks * LOOK_EVERY_S), int(time_limit_s)), int(time_limit_s))
    answer = child.stdout.read()
    if not answer:
        raise SolverEnded(child.stderr.read()[-2_000:].decode(errors="replace") or f"code {child.wait()}")
    with np.load(io.BytesIO(answer), allow_pickle=False) as told:
        count = len(told["bound"])
        return [
            Found(told[f"sites-{at}"] if told["any"][at] else None, float(told["bound"][at])) for at in range(count)
        ]


def _written(stdin: IO[bytes], question: bytes) -> None:
    try:
        stdin.write(question)
        stdin.close()
    except (BrokenPipeError, ValueError):
        pass  # the child has ended: that is told by what it did not answer


def _question(asked: Sequence[Asked], time_limit_s: float) -> bytes:
    arrays: dict[str, Any] = {}
    for at, (model, start) in enumerate(asked):
        rows = model.rows
        told = {
            "data": rows.data, "indices": rows.indices, "indptr": rows.indptr, "shape": np.array(rows.shape),
            "low": model.low, "high": model.high, "cost": model.cost, "start": start,
            "plain": np.array([model.sites, model.most, model.step], dtype=np.float64),
        }  # fmt: skip
        arrays |= {f"{name}-{at}": value for name, value in told.items()}
    return _packed(time_limit_s=np.array(time_limit_s), count=np.array(len(asked)), **arrays)


def _asked(told: Mapping[str, Any], at: int) -> Asked:
    data, indices, indptr, shape, low, high, cost, start, plain = (
        told[f"{name}-{at}"] for name in ("data", "indices", "indptr", "shape", "low", "high", "cost", "start", "plain")
    )
    sites, most, step = plain.tolist()
    rows = csr_array((data, indices, indptr), shape=tuple(shape.tolist()))
    return Model(rows, low, high, cost, int(sites), bool(most), step), start


def _packed(**arrays: Any) -> bytes:
    room = io.BytesIO()
    np.savez(room, **arrays)
    return room.getvalue()


def main() -> None:
    """Solve the programmes that come in, and tell the answers to the process that started this one."""
    threading.Thread(target=_end_with, args=(int(os.environ[STARTER]),), name="starter", daemon=True).start()
    with np.load(io.BytesIO(sys.stdin.buffer.read()), allow_pickle=False) as told:
        asked = [_asked(told, at) for at in range(int(told["count"]))]
        found = all_solved(asked, float(told["time_limit_s"]))
    sites = {f"sites-{at}": np.zeros(0) if one.sites is None else one.sites for at, one in enumerate(found)}
    some, bound = np.array([one.sites is not None for one in found]), np.array([one.bound for one in found])
    sys.stdout.buffer.write(_packed(bound=bound, any=some, **sites))


def _end_with(starter: int) -> None:
    """End this process, in the middle of whatever it does, once it is somebody else's child: its starter has died."""
    while os.getppid() == starter:
        time.sleep(LOOK_EVERY_S)
    os._exit(1)


if __name__ == "__main__":
    main()
