"""The corners of many outlines side by side: taken out of their geometries once, for all that is asked of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]
Objects = NDArray[np.object_]


@dataclass(frozen=True)
class Corners:
    """Of geometries those that are ``plain``, polygons without holes, as bare ``lon`` and ``lat``, outline by outline, each
    closed by its first corner; ``counts`` tells how many corners each plain one has, the closing one included.
    """

    plain: Mask
    lon: Floats
    lat: Floats
    counts: Integers

    @classmethod
    def of(cls, geometry: Objects) -> Self:
        """The corners of these geometries; missing and empty ones are not plain."""
        plain = shapely.get_type_id(geometry) == shapely.GeometryType.POLYGON
        plain[plain] = shapely.get_num_interior_rings(geometry[plain]) == 0
        lonlat, owner = shapely.get_coordinates(geometry[plain], return_index=True)
        counts = np.bincount(owner, minlength=int(plain.sum()))
        plain[plain] = counts > 0
        lon, lat = np.ascontiguousarray(lonlat.T)  # side by side they would be slow to pick from
        return cls(plain, lon, lat, counts[counts > 0])

    def among(self, mask: Mask) -> Self:
        """The corners of some of the geometries."""
        mine = mask[self.plain]
        picked = np.repeat(mine, self.counts)
        return type(self)(self.plain[mask], self.lon[picked], self.lat[picked], self.counts[mine])

    @property
    def last(self) -> Integers:
        """The place of each outline's closing corner."""
        return np.cumsum(self.counts) - 1

    @property
    def first(self) -> Integers:
        """The place of each outline's first corner."""
        return self.last - self.counts + 1
