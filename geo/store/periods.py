"""What held on any day of a period, and since when and until when a layer has something to tell."""

from __future__ import annotations

import threading
from collections import OrderedDict

from geo.layers import layer_named
from geo.model import Period
from geo.snapshot import LayerSnapshot, shown_columns
from geo.store.rights import SHOWN
from geo.store.store import Store

KEPT = 3
"""Each holds one layer in memory, so that the pages of one question read the store once."""


class Periods:
    """Gives layers over periods of days; safe to ask from many threads, never older than an acknowledged write."""

    def __init__(self, store: Store, kept: int = KEPT) -> None:
        self._store = store.acting(SHOWN)
        self._kept = kept
        self._lock = threading.Lock()
        self._layers: OrderedDict[tuple[str, Period], LayerSnapshot] = OrderedDict()
        self._spans: dict[str, tuple[int, Period | None]] = {}

    def during(self, layer_id: str, period: Period) -> LayerSnapshot:
        """Every thing that holds on a day of the period, once, as it last stood inside it.

        Raises ``NotFound`` for unknown and restricted layers. A thing that is withheld where it last stood is not shown.
        """
        key, version = (layer_id, period), self._store.versions().get(layer_id)
        # one at a time: several periods in the making would stand in memory together
        with self._lock:
            known = self._layers.get(key)
            if known is None or known.version != version:
                known = self._read(layer_id, period)
            self._layers[key] = known
            self._layers.move_to_end(key)
            while len(self._layers) > self._kept:
                self._layers.popitem(last=False)
            return known

    def span(self, layer_id: str) -> Period | None:
        """The first day on which anything of the layer holds and the last (``None`` where one holds without end);
        ``None`` for a layer in which nothing ever held. Read again after each write to the layer.
        """
        version = self._store.versions().get(layer_id, 0)
        known = self._spans.get(layer_id)
        if known is None or known[0] != version:
            with self._store.reader() as reader:
                known = (reader.versions()[layer_id], reader.span(layer_id))
            self._spans[layer_id] = known
        return known[1]

    def _read(self, layer_id: str, period: Period) -> LayerSnapshot:
        layer = layer_named(layer_id)
        with self._store.reader() as reader:
            version = reader.versions()[layer_id]
            frame = reader.read(layer_id, during=period, columns=[*shown_columns(layer), "valid_from"])
        frame = frame.sort_values(["id", "valid_from"], kind="stable").drop_duplicates("id", keep="last")
        return LayerSnapshot.from_frame(layer, frame, version, period.last)
