"""Which rows about people may a piece of work read and write? One object says it; a store acts for one of them.

Restricted tables hold what is people's own: households, who is a hub household, what citizens reported. A store that
acts for nobody reaches none of them: asking is an error of the program, not an empty answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import orjson

RESTRICTED: Final = (
    "household", "unit", "service_link", "assignment", "incident", "incident_history", "incident_photo",
)  # fmt: skip
"""The tables whose rows are not for everybody; each has row-level security in PostGIS (migration 0009)."""
INCIDENT_TABLES: Final = frozenset({"incident", "incident_history", "incident_photo"})
HUB_LEVEL: Final = 4


class ReachMissingError(RuntimeError):
    """Restricted rows were asked for by work that did not say for whom: the program is wrong, nothing is told."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The ground on which rows are reached: ``everywhere``, or the buildings of these grids and, of buildings in no
    grid, those of these communities. Empty: nowhere.

    A row belongs to the ground on which its building stands today, whatever day is asked about: a building that moves to
    another grid takes its households along on the day of the move, with their past. Rows whose building is gone are reached by those only who reach everywhere.
    """

    grids: frozenset[int] = frozenset()
    communities: frozenset[int] = frozenset()
    everywhere: bool = False

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.grids or self.communities)


NOWHERE: Final = Ground()
EVERYWHERE: Final = Ground(everywhere=True)


@dataclass(frozen=True, slots=True)
class Reach:
    """``homes``: households. ``hubs``: which of them are hub households: units of level 4 and their links; never more
    than ``homes``. ``incidents``: incidents, by the grid that each row names; ``steps``: their steps and photos, never
    more than ``incidents``. ``links``: who serves what, but for the links of hub households. ``system``: everything, and the right to write; for work that
    acts for no person (importing, measuring, migrating, receiving a report) and names itself by it.
    """

    homes: Ground = NOWHERE
    hubs: Ground = NOWHERE
    incidents: Ground = NOWHERE
    steps: Ground = NOWHERE
    links: bool = False
    system: bool = field(default=False, kw_only=True)

    def may_write(self, table: str) -> bool:
        """Whether new rows of a table may be written: incidents by those who reach the steps of any, the rest by the system."""
        return self.system or table not in RESTRICTED or (table in INCIDENT_TABLES and bool(self.steps))


SYSTEM: Final = Reach(EVERYWHERE, EVERYWHERE, EVERYWHERE, EVERYWHERE, links=True, system=True)
"""For work of the program itself."""
SHOWN: Final = Reach(incidents=EVERYWHERE)
"""For the city in memory: public units, and the public columns of incidents; no household, no hub."""
NOTHING: Final = Reach()
"""For the public."""


@cache
def setting_of(reach: Reach) -> str:
    """The reach as the policies of PostGIS read it, for the setting ``jingwei.reach`` of a transaction."""
    grounds = {"homes": reach.homes, "hubs": reach.hubs, "incidents": reach.incidents, "steps": reach.steps}
    told: Mapping[str, Any] = {
        "system": reach.system, "links": reach.links,
        **{kind: _told(ground) for kind, ground in grounds.items()},
    }  # fmt: skip
    return orjson.dumps(told).decode()


def _told(ground: Ground) -> Mapping[str, Any]:
    return {
        "everywhere": ground.everywhere, "grids": sorted(ground.grids), "communities": sorted(ground.communities)
    }  # fmt: skip
