"""The part of a city that a page on coverage tells of, and nothing beside it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.asof import Ints, Mask
from geo.measure import CityMeasure

Area = tuple[str, int]


@dataclass(frozen=True)
class Part:
    """``areas`` are what the page is about; ``listed`` the ids of the areas in them, at the page's level, and
    ``buildings`` those of the buildings in them: all of them may be told whole to whoever gets the page.
    """

    areas: tuple[Area, ...]
    listed: Collection[int]
    buildings: Ints

    def areas_of(self, table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """The rows of a table of areas that are listed."""
        return table[table["id"].isin(list(self.listed))].reset_index(drop=True)

    def buildings_of(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """The rows of buildings."""
        return frame[frame["id"].isin(self.buildings)]

    def seams_of(self, frame: gpd.GeoDataFrame, measure: CityMeasure) -> gpd.GeoDataFrame:
        """The pieces of seams that touch the areas."""
        return frame[_touching(frame, self._ground(measure))]

    def gaps_of(self, gaps: pd.DataFrame) -> pd.DataFrame:
        """The gaps whose buildings all lie in the part, and those without buildings that name one of its areas. A gap that
        reaches further is told by the service's list, which generalises what lies outside.
        """
        own = set(self.buildings.tolist())
        named = np.zeros(len(gaps), dtype=bool)
        for level, thing in self.areas:
            named |= ((gaps["layer"] == level) & (gaps["id"] == thing)).to_numpy(dtype=bool)
            named |= (gaps[f"{level}_id"] == thing).fillna(False).to_numpy(dtype=bool)
        inside = [own.issuperset(ids) if len(ids) else bool(is_named) for ids, is_named in zip(gaps["building_ids"], named, strict=True)]  # fmt: skip
        return gaps[np.array(inside, dtype=bool)]

    def _ground(self, measure: CityMeasure) -> shapely.Geometry:
        shapes = []
        for level, thing in self.areas:
            rows = measure.ground.areas[level]
            row = int(rows.rows_of(np.array([thing], np.int64))[0])
            if row >= 0:
                shapes.append(rows.geometry[row])
        return shapely.union_all(np.array(shapes, dtype=object))


def _touching(frame: gpd.GeoDataFrame, ground: shapely.Geometry) -> Mask:
    return np.asarray(shapely.intersects(frame.geometry.to_numpy(), ground), dtype=bool)
