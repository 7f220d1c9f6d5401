"""The demonstration city as a whole: design, build, count, staff, then plant the gaps."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from geo.demo.areas import make_areas
from geo.demo.cells import Cells, make_cells
from geo.demo.census import take_census
from geo.demo.detour import plant_detour
from geo.demo.fabric import Fabric, build_fabric
from geo.demo.gaps import Planting, base_of, plant_organisations, plant_partition, plant_units
from geo.demo.incidents import make_incidents
from geo.demo.landcover import landcover_frame
from geo.demo.manifest import Manifest
from geo.demo.names import Names
from geo.demo.past import make_past
from geo.demo.plan import make_plan
from geo.demo.roads import draw_roads
from geo.demo.services import assignment_frame, organisation_frame, venue_frame
from geo.demo.units import make_units
from geo.layers import IMPORT_ORDER

AS_OF = dt.date(2026, 9, 1)
"""The day that the city is of, unless told otherwise; its year of incidents ends there."""
PLAN, ROADS, FABRIC, CENSUS, UNITS, SERVICES, VENUES, INCIDENTS, NAMES, GAPS, PAST = range(11)


@dataclass(frozen=True, slots=True)
class DemoCity:
    """Frames by layer id, the steps of the incidents' lives (incident_id, at, from_state, to_state, role, note), and
    the manifest.

    ``frames`` is the city of ``manifest.as_of``: one row per thing, with ``valid_from`` where a layer changed in the
    year before. ``past`` holds the row versions that were closed in that year.
    """

    frames: dict[str, pd.DataFrame]
    incident_history: pd.DataFrame
    manifest: Manifest
    past: dict[str, pd.DataFrame]

    def versions(self) -> dict[str, pd.DataFrame]:
        """Every row version of every layer, earlier ones first: the city with its past."""
        return {
            layer: pd.concat([self.past[layer], frame], ignore_index=True) if layer in self.past else frame
            for layer, frame in self.frames.items()
        }


def build_city(scale: float = 1, seed: int = 1, as_of: dt.date = AS_OF) -> DemoCity:
    """A whole fictional city with every layer, households included; the same arguments give the same frames.

    Scale 1 is one district of 6 streets, about 40 communities, 300 grids, 500 estates, 12,000 buildings and 150,000
    households; counts grow with the scale, from 0.1 to 16 (``LimitExceeded`` outside). Refs are ids; geometry is lon/lat on the 1e-7° grid.
    """

    def dice(stage: int) -> np.random.Generator:
        return np.random.default_rng([seed, stage])

    names = Names(dice(NAMES))
    plan = make_plan(scale, dice(PLAN))
    roads = draw_roads(plan, names, dice(ROADS))
    fabric = build_fabric(plan, roads, dice(FABRIC))
    cells = make_cells(fabric)
    areas = make_areas(plan, roads, fabric, cells, cell_households(fabric, cells))
    census = take_census(plan, roads, fabric, areas, names, dice(CENSUS))
    frames = census.frames
    frames["landcover"] = landcover_frame(plan, roads, fabric, areas, census.grid_place, names)
    units = make_units(census, areas, as_of, dice(UNITS))
    frames["unit"], frames["service_link"] = units.unit, units.link
    frames["organisation"] = organisation_frame(census, fabric, areas, names, dice(SERVICES))
    frames["venue"] = venue_frame(census, dice(VENUES))
    frames["assignment"] = assignment_frame(census)
    frames["incident"], history = make_incidents(census, areas, as_of, dice(INCIDENTS))
    planting = Planting(frames, census, areas, units, as_of, dice(GAPS))
    plant_partition(planting, cells)
    plant_units(planting)
    plant_organisations(planting)
    plant_detour(planting, plan)
    past = make_past(planting, dice(PAST))
    frames = {layer: frames[layer] for layer in IMPORT_ORDER}
    counts = {layer: len(frame) for layer, frame in frames.items()}
    manifest = Manifest(scale, seed, as_of, counts, base_of(planting), tuple(planting.gaps), past.told(as_of))
    return DemoCity(frames, history, manifest, past.versions)


def cell_households(fabric: Fabric, cells: Cells) -> np.typing.NDArray[np.int64]:
    """Dwellings per cell, by the first door of each building."""
    owner = np.array([door[0] for door in fabric.doors])
    _, first = np.unique(owner, return_index=True)
    points = shapely.points(np.array([door[1:] for door in fabric.doors])[first])
    cell = shapely.STRtree(cells.flat).nearest(points)
    count = np.zeros(len(cells.flat), dtype=np.int64)
    np.add.at(count, cell, [b.doors * b.floors * b.flats for b in fabric.buildings])
    return count
