"""Cities that need no database."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.layers import shown_layers
from geo.snapshot import City, LayerSnapshot


def empty_city() -> City:
    """A city in which every layer that may be shown is there and has no rows."""
    blank = pd.DataFrame({"id": np.array([], np.int64)})
    return City({layer.id: LayerSnapshot.from_frame(layer, blank, 0) for layer in shown_layers()})
