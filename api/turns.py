"""What a service measures on request is bounded: so many at once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

from geo.errors import Message, Unavailable

MEASURES_FULL = Message(
    "measure-queue-full",
    zh="等待统计的日期或标准已满 {got} 个",
    en="{got} other days or presets wait to be measured already",
    remedy_zh="请稍后再试",
    remedy_en="try again later",
)


class Turns:
    """One question after the other; who asks what is being answered already waits for that answer, but no more than
    ``most`` further questions may wait.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock, self._turn = threading.Lock(), threading.Lock()
        self._asked: Counter[Hashable] = Counter()

    @contextmanager
    def turn(self, question: Hashable) -> Iterator[None]:
        """Wait for one's turn. Raises ``Unavailable`` where too many others wait."""
        with self._lock:
            if question not in self._asked and len(self._asked) > self._most:
                raise Unavailable(MEASURES_FULL, got=len(self._asked) - 1)
            self._asked[question] += 1
        try:
            with self._turn:
                yield
        finally:
            with self._lock:
                self._asked[question] -= 1
                if not self._asked[question]:
                    del self._asked[question]
