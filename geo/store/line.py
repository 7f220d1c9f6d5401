"""A line in which whoever came first is served first."""

from __future__ import annotations

import threading
from collections import deque
from types import TracebackType


class Line:
    """Lets ``places`` threads work at once; the others wait in the order in which they came. A semaphore of the standard
    library lets whoever asks at the right moment go before all who wait: under load some wait for many others' turns.
    """

    def __init__(self, places: int) -> None:
        self._lock = threading.Lock()
        self._free = places
        self._waiting: deque[threading.Event] = deque()

    def __enter__(self) -> None:
        with self._lock:
            if self._free and not self._waiting:
                self._free -= 1
                return
            turn = threading.Event()
            self._waiting.append(turn)
        turn.wait()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            # the place is handed over, so that nobody steps in between
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1
