"""What another service answers is read as far as a limit of bytes and of time, however it comes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, Final

import requests

MOST_BYTES: Final = 512 * 1024
"""A provider's description, its keys and a token are some kilobytes."""
WHOLE_S: Final = 10.0
"""Within which an answer must have come as a whole: the usual time-out bounds the wait for its next piece only."""


class TooMuchError(requests.RequestException):
    """An answer was longer, or took longer, than any that is believed."""


def bounded(answer: requests.Response, *_: Any, **__: Any) -> requests.Response:
    """A hook of requests: the body of an answer, which has not been read yet, is read under the limits."""
    answer.raw = _Bounded(answer.raw)
    return answer


class _Bounded:
    """The body of an answer, as requests reads it."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw
        self._until_s = time.monotonic() + WHOLE_S

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)

    def stream(self, amount: int, decode_content: bool | None = None) -> Iterator[bytes]:
        """Its pieces, unpacked; raises ``TooMuchError``."""
        taken = 0
        for piece in self._raw.stream(amount, decode_content=decode_content):
            taken += len(piece)
            if taken > MOST_BYTES or time.monotonic() > self._until_s:
                self._raw.close()
                raise TooMuchError(f"more than {MOST_BYTES} bytes or {WHOLE_S:.0f} s")
            yield piece
