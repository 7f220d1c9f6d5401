"""Which rows of the store does a scope reach? The registry says which roles, the grants say where."""

from __future__ import annotations

from geo.errors import NotFound
from geo.layers import LAYERS
from geo.rights import Area, Scope
from geo.snapshot import City
from geo.store.rights import EVERYWHERE, Ground, Reach
from geo.within import rows_within


def reach_for(scope: Scope, city: City) -> Reach:
    """The reach of a scope in a city as it is now; an area that is gone holds nothing."""

    def ground(*roles: str) -> Ground:
        return ground_of(scope.areas_for(*roles), city)

    incident = LAYERS["incident"]
    return Reach(
        homes=ground(*LAYERS["household"].roles),
        hubs=ground(*LAYERS["unit"].roles),
        incidents=ground(*incident.roles),
        steps=ground(*incident.field("description").roles),
        links=scope.staff,
    )


def ground_of(areas: tuple[Area, ...] | None, city: City) -> Ground:
    """The grids in these areas, and the communities that lie in them whole; ``None`` is everywhere."""
    if areas is None:
        return EVERYWHERE
    grids: set[int] = set()
    communities: set[int] = set()
    for level, thing in areas:
        try:
            grids.update(city["grid"].ids[rows_within(city, "grid", (level, thing))].tolist())
            if level != "grid":
                communities.update(city["community"].ids[rows_within(city, "community", (level, thing))].tolist())
        except NotFound:
            continue
    return Ground(frozenset(grids), frozenset(communities))
