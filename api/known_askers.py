"""Who was behind a cookie or a token a moment ago? Looked up once, and again when anything that decides it has changed."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from geo.rights import Grant
from geo.store.accounts import Account
from geo.store.sessions import AccountSession, AccountToken

ASKERS_KEPT: Final = 2048


@dataclass(frozen=True, slots=True)
class Known:
    """What the store said of a secret's digest under one access mark (``Store.access_mark``) on one day."""

    mark: str
    day: dt.date
    key: AccountSession | AccountToken = field(repr=False)
    account: Account = field(repr=False)
    grants: frozenset[Grant]

    def holds(self, now: dt.datetime, idle: dt.timedelta) -> bool:
        """Whether the clock has not ended it: its last day, or for a session that it was left idle."""
        key = self.key
        return key.ends_at > now and (isinstance(key, AccountToken) or key.used_at > now - idle)


class KnownAskers:
    """The last askers by their digest; safe to share between threads. What the clock ends is ``Known.holds``."""

    def __init__(self, most: int = ASKERS_KEPT) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Known] = OrderedDict()

    def get(self, digest: str, mark: str, day: dt.date) -> Known | None:
        """What is known of a digest, where nothing has changed since."""
        with self._lock:
            known = self._kept.get(digest)
            if known is None or known.mark != mark or known.day != day:
                return None
            self._kept.move_to_end(digest)
            return known

    def keep(self, digest: str, known: Known) -> None:
        """Remember; whoever was not asked for longest is forgotten."""
        with self._lock:
            self._kept[digest] = known
            self._kept.move_to_end(digest)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
