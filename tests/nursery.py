"""Processes of the program that are born of one which has read it already: reading it takes longer than most stories."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path

_NURSERY = multiprocessing.get_context("forkserver")
_NURSERY.set_forkserver_preload(["api.main", "api.cli", "uvicorn"])


def born(command: Sequence[str], environment: Mapping[str, str], log: Path) -> ForkServerProcess:
    """``jingwei COMMAND`` in a process of its own, under that environment alone; all that it says goes into the log."""
    process = _NURSERY.Process(target=_live, args=(list(command), dict(environment), str(log)))
    process.start()
    return process


def _live(command: list[str], environment: dict[str, str], log: str) -> None:
    from api.__main__ import main

    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    told = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(told, 1)
    os.dup2(told, 2)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["jingwei", *command]
    main()
