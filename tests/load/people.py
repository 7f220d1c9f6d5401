"""Who works in the city of the load, and which grids are theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle

from geo.demo import DemoCity
from geo.store import Store
from tests.access import token_for

SHARES = ("public", "worker", "worker", "worker", "planner", "worker", "dispatcher", "planner", "worker", "chief")
"""Of ten people two have no key or see the whole city; the others have one grid, or one street."""


@dataclass(frozen=True)
class Person:
    """Somebody with a browser. ``grids`` are those whose incidents and doors may be seen; ``home`` is one of them."""

    name: str
    role: str
    token: str | None
    grids: frozenset[int]
    home: int

    @property
    def headers(self) -> dict[str, str]:
        """What each request says about its sender."""
        return {} if self.token is None else {"Authorization": f"Bearer {self.token}"}


def people(store: Store, city: DemoCity, count: int) -> list[Person]:
    """So many people, spread over the grids and streets of the city."""
    streets = grids_of_streets(city)
    every = frozenset(grid for grids in streets.values() for grid in grids)
    grids, areas = cycle(sorted(every)[:: max(1, len(every) // count)]), cycle(sorted(streets))
    made = []
    for number, role in zip(range(count), cycle(SHARES), strict=False):
        name = f"{role}-{number}"
        if role == "public":
            made.append(Person(name, role, None, frozenset(), next(grids)))
        elif role == "chief":
            made.append(Person(name, role, token_for(store, name, "planner"), every, next(grids)))
        elif role == "worker":
            grid = next(grids)
            made.append(Person(name, role, token_for(store, name, role, "grid", grid), frozenset({grid}), grid))
        else:
            street = next(areas)
            token = token_for(store, name, role, "street", street)
            made.append(Person(name, role, token, frozenset(streets[street]), min(streets[street])))
    return made


def grids_of_streets(city: DemoCity) -> dict[int, list[int]]:
    """The grids of each street."""
    return {street: sorted(grids) for street, grids in _by_street(city)}


def _by_street(city: DemoCity) -> Iterator[tuple[int, list[int]]]:
    communities = city.frames["community"]
    grids = city.frames["grid"]
    for street in city.frames["street"]["id"]:
        inside = communities.loc[communities["street_id"] == street, "id"]
        found = grids.loc[grids["community_id"].isin(inside), "id"]
        yield int(street), [int(grid) for grid in found]
