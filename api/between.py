"""What changed between two days of the city: worked out once while the data are the same, one question after the other."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Final

import pandas as pd

from api.turns import Turns
from geo.coverage import CoverageParameters
from geo.flows.measure_city import ORGANISATION, measure_parks, organisations_of_all_days
from geo.flows.measure_turnover import READ, measure_turnover
from geo.store import Store

PAIRS_KEPT: Final = 96
"""Pairs of days: a table of a few thousand numbers each."""


class Between:
    """Tables of pairs of days; safe to share between threads."""

    def __init__(self, store: Store, turns: Turns) -> None:
        self._store, self._turns = store, turns
        self._lock = threading.Lock()
        self._turnovers: OrderedDict[Hashable, pd.DataFrame] = OrderedDict()
        self._organisations: tuple[int, pd.DataFrame] | None = None

    def turnover(self, since: dt.date, until: dt.date) -> pd.DataFrame:
        """Who moved (`measure_turnover`); raises ``Unavailable`` where too many other questions wait."""
        key = self._turnover_key(since, until)
        known = self._known(key)
        if known is not None:
            return known
        with self._turns.turn(key):
            # another thread may have worked it out while this one waited
            known = self._known(key)
            if known is None:
                known = measure_turnover(self._store, since, until)
                with self._lock:
                    self._turnovers[key] = known
                    while len(self._turnovers) > PAIRS_KEPT:
                        self._turnovers.popitem(last=False)
        return known

    def has_turnover(self, since: dt.date, until: dt.date) -> bool:
        """Whether that turnover is at hand."""
        return self._known(self._turnover_key(since, until)) is not None

    def parks(self, since: dt.date, until: dt.date, parameters: CoverageParameters) -> pd.DataFrame:
        """How far coverage lags behind the growth of each park (`measure_parks`): a sum over organisations that are read
        once for each of their versions.
        """
        return measure_parks(self._organisations_now(), since, until, parameters)

    def _organisations_now(self) -> pd.DataFrame:
        version = self._store.versions()[ORGANISATION]
        with self._lock:
            held = self._organisations
        if held is None or held[0] != version:
            with self._turns.turn((ORGANISATION, version)):
                held = self._organisations
                if held is None or held[0] != version:
                    held = self._organisations = version, organisations_of_all_days(self._store)
        return held[1]

    def _turnover_key(self, since: dt.date, until: dt.date) -> Hashable:
        versions = self._store.versions()
        return since, until, tuple(versions[layer] for layer in READ)

    def _known(self, key: Hashable) -> pd.DataFrame | None:
        with self._lock:
            if key in self._turnovers:
                self._turnovers.move_to_end(key)
            return self._turnovers.get(key)
