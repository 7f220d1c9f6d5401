"""Long calls of PROJ and GEOS on another thread: they let Python go on meanwhile, and another core is mostly free."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Made = TypeVar("Made")
Column = NDArray[Any]


class Aside(Generic[Made]):
    """What ``work`` answers, begun at once by the one helping thread where that is ``worth`` it.

    Whoever asks before the helper has come to it does the work himself: nobody waits for work that is not his, and a helper
    may ask as well. Work in many short steps is worse off here than at home: two threads take Python from each other.
    """

    def __init__(self, work: Callable[[], Made], worth: bool) -> None:
        self._work = work
        self._job: Future[Made] | None = _helper().submit(work) if worth else None

    def result(self) -> Made:
        """The answer, or what the work raised."""
        if self._job is None or self._job.cancel():
            return self._work()
        return self._job.result()


def in_halves(work: Callable[..., Column], *columns: Column, worth: int) -> Column:
    """What ``work`` answers row by row; of ``worth`` rows or more the helper does half."""
    rows = len(columns[0])
    if rows < worth:
        return work(*columns)
    middle = rows // 2
    other = Aside(lambda: work(*(column[middle:] for column in columns)), True)
    return np.concatenate([work(*(column[:middle] for column in columns)), other.result()])


@lru_cache(maxsize=1)
def _helper() -> ThreadPoolExecutor:
    """Kept for good: the first question of a thread to PROJ takes milliseconds. A forked process makes one of its own."""
    os.register_at_fork(after_in_child=_helper.cache_clear)
    return ThreadPoolExecutor(1, thread_name_prefix="aside")
