"""How each kind of neighbourhood is built: sizes, heights, spacing, years."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Rng = np.random.Generator
STOREY_M = 2.9


@dataclass(frozen=True, slots=True)
class Style:
    """The rows of one parcel: buildings of ``modules`` stairwells of ``module_m`` each, ``depth_m`` deep, with
    ``gap_m`` between one row and the next and ``aside_m`` between neighbours in a row.

    ``flats`` dwellings per stairwell and floor; ``side`` is +1 when doors face north, -1 when they face south.
    """

    use: str
    housing_type: str
    floors: int
    built_year: int
    depth_m: float
    module_m: float
    modules: int
    gap_m: float
    aside_m: float
    flats: int
    side: int = 1
    shape: str = "slab"
    stagger_m: float = 0.0
    gated: bool = True
    wavy_m: float = 0.0


def home_style(zone: str, rng: Rng) -> Style:
    """The style of one estate in that zone."""
    if zone == "large":
        zone = "tower" if rng.random() < 0.5 else "commercial"
    if zone == "tower" and rng.random() < 0.35:
        zone = "commercial"
    return _HOMES[zone](rng)


def _work_unit(rng: Rng) -> Style:
    floors = int(rng.choice([4, 5, 6, 6, 6, 7]))
    year = int(rng.integers(1973, 1999))
    return Style("residential", "work_unit", floors, year, 11.5, 14.0, int(rng.integers(2, 5)), floors * STOREY_M * 0.95,
                 8.0, 2 if rng.random() < 0.6 else 3, gated=rng.random() < 0.55)  # fmt: skip


def _commercial(rng: Rng) -> Style:
    floors = int(rng.choice([6, 6, 6, 7, 9, 11]))
    year = int(rng.integers(1998, 2015))
    return Style("residential", "commercial", floors, year, 13.0, 16.5, int(rng.integers(2, 5)),
                 max(20.0, floors * STOREY_M * 1.05), 10.0, 2)  # fmt: skip


def _tower(rng: Rng) -> Style:
    floors = int(rng.integers(17, 31))
    year = int(rng.integers(2008, 2025))
    return Style("residential", "commercial", floors, year, 19.0, 29.0, 1, 30.0 + floors * 0.7, 21.0, 4, side=-1, shape="tower",
                 stagger_m=float(rng.choice([0.0, 14.0])))  # fmt: skip


def _rental(rng: Rng) -> Style:
    floors = int(rng.integers(9, 17))
    low = rng.random() < 0.3
    return Style("residential", "low_rent" if low else "public_rental", floors, int(rng.integers(2009, 2023)), 14.5, 21.0,
                 int(rng.integers(2, 4)), max(26.0, floors * STOREY_M * 0.95), 12.0, 4)  # fmt: skip


def _resettlement(rng: Rng) -> Style:
    floors = int(rng.choice([6, 6, 7, 11]))
    return Style("residential", "resettlement", floors, int(rng.integers(2002, 2019)), 12.5, 16.0, int(rng.integers(3, 5)),
                 max(19.0, floors * STOREY_M), 9.0, 2)  # fmt: skip


_HOMES = {
    "work_unit": _work_unit,
    "commercial": _commercial,
    "tower": _tower,
    "rental": _rental,
    "resettlement": _resettlement,
}

OTHER = {
    "school": Style("institution", "", 4, 2001, 15.0, 46.0, 1, 34.0, 12.0, 0, side=-1, shape="comb", gated=False),
    "campus": Style("institution", "", 5, 1986, 18.0, 34.0, 2, 34.0, 22.0, 0, side=-1, shape="comb", gated=False),
    "hospital": Style("institution", "", 9, 1998, 22.0, 38.0, 2, 30.0, 18.0, 0, side=-1, shape="notch", gated=False),
    "market": Style("commercial", "", 2, 2004, 30.0, 34.0, 1, 18.0, 10.0, 0, side=-1, gated=False),
    "mall": Style("commercial", "", 5, 2012, 38.0, 40.0, 1, 26.0, 16.0, 0, side=-1, shape="notch", gated=False),
    "office": Style("commercial", "", 14, 2014, 26.0, 32.0, 1, 26.0, 18.0, 0, side=-1, shape="tower", gated=False),
    "business": Style("commercial", "", 7, 2013, 20.0, 30.0, 2, 24.0, 16.0, 0, side=-1, shape="notch", gated=False, stagger_m=9.0),
    "old": Style("residential", "self_built", 1, 1952, 8.6, 11.5, 1, 0.0, 1.2, 1, gated=False, wavy_m=1.2),
    "village": Style("residential", "village_in_city", 4, 1994, 10.2, 10.4, 1, 0.0, 1.6, 3, gated=False, wavy_m=5.0),
}  # fmt: skip
"""The style of everything that is not an estate, by use."""
