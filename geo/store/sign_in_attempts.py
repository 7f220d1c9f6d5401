"""How often was it tried? Kept in the database, so that neither a restart nor a second process forgets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import Connection, bindparam, delete, select, text, update

from geo.accounts import Bucket, Level, drained, wait_s
from geo.store.account_tables import SIGN_IN_ATTEMPT
from geo.store.types import Instant

FORGOTTEN = dt.timedelta(days=1)
"""Every bucket has drained by then."""

_EMPTY = text(
    "INSERT INTO sign_in_attempt (key, tries, at) VALUES (:key, 0, :at) ON CONFLICT (key) DO NOTHING"
).bindparams(bindparam("at", type_=Instant()))


def take_try(connection: Connection, buckets: Mapping[str, Bucket], now: dt.datetime) -> float:
    """Count one try in every bucket, or in none: the answer is the wait in seconds, 0 when it was counted.

    The try is counted before its password is looked at, and the rows are held to the commit: many at once do not get
    more than their number.
    """
    connection.execute(delete(SIGN_IN_ATTEMPT).where(SIGN_IN_ATTEMPT.c.at < now - FORGOTTEN))
    with connection.begin_nested() as part:
        levels = {key: _held(connection, key, now) for key in sorted(buckets)}  # one order for all: no deadlock
        longest = max(wait_s(bucket, levels[key], now) for key, bucket in buckets.items())
        if longest > 0:
            part.rollback()  # a refused try leaves no row behind, whatever login it named
            return longest
        for key, bucket in buckets.items():
            left = drained(bucket, levels[key], now)
            _keep(connection, key, Level(left.tries + 1, left.at))
    return 0


def give_back(connection: Connection, buckets: Mapping[str, Bucket], now: dt.datetime) -> None:
    """Take one try out of every bucket again: it was somebody who may sign in."""
    for key, bucket in sorted(buckets.items()):
        query = select(SIGN_IN_ATTEMPT.c.tries, SIGN_IN_ATTEMPT.c.at).where(SIGN_IN_ATTEMPT.c.key == key)
        row = connection.execute(query.with_for_update()).one_or_none()
        if row is not None:
            left = drained(bucket, Level(*row), now)
            _keep(connection, key, Level(max(0.0, left.tries - 1), left.at))


def _held(connection: Connection, key: str, now: dt.datetime) -> Level:
    """A bucket's level, whose row is ours until the commit; an empty one where there was none."""
    connection.execute(_EMPTY, {"key": key, "at": now})
    query = select(SIGN_IN_ATTEMPT.c.tries, SIGN_IN_ATTEMPT.c.at).where(SIGN_IN_ATTEMPT.c.key == key)
    return Level(*connection.execute(query.with_for_update()).one())


def _keep(connection: Connection, key: str, level: Level) -> None:
    connection.execute(
        update(SIGN_IN_ATTEMPT).where(SIGN_IN_ATTEMPT.c.key == key).values(tries=level.tries, at=level.at)
    )
