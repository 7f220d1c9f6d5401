"""Vector tiles (MVT 2.1) of a city in memory, and the TileJSON documents that describe them."""

from geo.tiles.source import LAST_ZOOM, TileSource
from geo.tiles.tilejson import tilejson

__all__ = ["LAST_ZOOM", "TileSource", "tilejson"]
