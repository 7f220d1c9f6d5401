"""How long must the next try wait? Leaky buckets: a try fills, time drains, and nobody is locked out for good."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bucket:
    """So many tries at once (``burst``), and one more each ``drain_s`` seconds: the longest wait is ``drain_s``."""

    burst: int
    drain_s: float


@dataclass(frozen=True, slots=True)
class Level:
    """How full a bucket was at a moment, in tries."""

    tries: float
    at: dt.datetime


def drained(bucket: Bucket, level: Level, now: dt.datetime) -> Level:
    """What is left of a level; a clock that went back drains nothing."""
    passed_s = max(0.0, (now - level.at).total_seconds())
    return Level(max(0.0, level.tries - passed_s / bucket.drain_s), max(now, level.at))


def wait_s(bucket: Bucket, level: Level, now: dt.datetime) -> float:
    """How many seconds until one more try fits; 0 when it fits now. Never longer than ``drain_s``."""
    over = drained(bucket, level, now).tries + 1 - bucket.burst
    return min(1.0, max(0.0, over)) * bucket.drain_s


BY_BROWSER = Bucket(10, 60.0)
"""Tries of a browser in which this account has signed in before: whoever attacks the account from elsewhere does not use
them up."""
BY_PAIR = Bucket(5, 60.0)
"""Tries for one account from one address."""
BY_ADDRESS = Bucket(30, 20.0)
"""Tries from one address, for whichever accounts."""
BY_ACCOUNT = Bucket(20, 60.0)
"""Tries for one account from everywhere where it has not signed in before."""
BY_WAY = Bucket(1, 900.0)
"""A way to a provider of identities is taken once: when its place is free again, its cookie has long ended."""
BY_CODE = Bucket(5, 300.0)
"""Codes of the second factor for one account, by somebody who knows its password: 288 of a million a day."""
