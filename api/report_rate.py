"""How often may somebody without an account report? By the address that the request comes from, in memory."""

from __future__ import annotations

import datetime as dt
import math
import threading
from collections import OrderedDict
from typing import Final

from geo.accounts import Bucket, Level, drained, wait_s
from geo.errors import Message, TooOften

ADDRESSES: Final = 10_000
"""More addresses than these are not told apart for long: who has been silent for longest is forgotten."""

REPORTED_TOO_OFTEN = Message(
    "reported-too-often",
    zh="从这个地址上报得太频繁，请在 {wait_s} 秒后再试",
    en="too many reports came from this address; try again in {wait_s} s",
    remedy_zh="紧急情况请拨打电话；工作人员登录后不受此限",
    remedy_en="in an emergency use the telephone; members of staff who have signed in are not limited",
)


class ReportRate:
    """So many reports at once from one address, and one more each while; safe to share between threads.

    A report that is sent again counts again: what it saves is the place of an honest client, which sends once.
    """

    def __init__(self, burst: int, each_s: float) -> None:
        self._bucket = Bucket(burst, each_s)
        self._lock = threading.Lock()
        self._levels: OrderedDict[str, Level] = OrderedDict()

    def count(self, address: str, now: dt.datetime) -> None:
        """Count one report from an address; raises ``TooOften`` where it must wait."""
        with self._lock:
            level = self._levels.pop(address, Level(0.0, now))
            wait = wait_s(self._bucket, level, now)
            left = drained(self._bucket, level, now)
            self._levels[address] = left if wait > 0 else Level(left.tries + 1, left.at)
            while len(self._levels) > ADDRESSES:
                self._levels.popitem(last=False)
        if wait > 0:
            raise TooOften(REPORTED_TOO_OFTEN, wait_s=math.ceil(wait))
