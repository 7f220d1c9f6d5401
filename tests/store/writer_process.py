"""A program that writes until it is killed, and says each change number when the store has acknowledged it.

Run as ``python -m tests.store.writer_process URL``.
"""

from __future__ import annotations

import datetime as dt
import sys

import geopandas as gpd
import shapely

from geo.store import SYSTEM, LayerChange, open_store

ROWS = 20


def main(url: str) -> None:
    day = dt.date(2024, 1, 1)
    with open_store(url).acting(SYSTEM) as store:
        while True:
            names = [str(store.change_number() + 1)] * ROWS
            rows = gpd.GeoDataFrame({"name": names}, geometry=[shapely.box(0, 0, 1, 1)] * ROWS, crs=4326)
            changes = [LayerChange("building", rows, day), LayerChange("estate", rows, day)]
            number = store.write(changes, source="writer")
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
