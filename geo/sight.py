"""What does a scope see of a city? The same layers without the rows and fields that it may not see, by the registry alone.

Outside one's scope and absent are the same here: what reads a seen city cannot tell them apart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from geo.columns import MISSING_INTEGER, Column
from geo.layers import Access, Layer, shown_layers
from geo.layers import Mask as Masking
from geo.layers.derived import SERVES_HOMES
from geo.layers.dwellings import LISTED_TO
from geo.privacy import in_steps
from geo.rights import GRANT_LEVELS, Area, Mask, Scope
from geo.snapshot import City, LayerSnapshot

HIDDEN_BELOW: Final = 5
HIDDEN_BELOW_PUBLIC: Final = 10


@dataclass(frozen=True, slots=True)
class HiddenBelow:
    """Below which number counts of people are hidden from those who do not serve them."""

    staff: int = HIDDEN_BELOW
    public: int = HIDDEN_BELOW_PUBLIC

    def of(self, scope: Scope) -> int:
        """The number for this scope."""
        return self.staff if scope.staff else self.public


USUAL: Final = HiddenBelow()


def seen(city: City, scope: Scope, now: City | None = None, below: HiddenBelow = USUAL) -> City:
    """The city as this scope sees it. Layers that it sees whole are the same objects, with all that was worked out of
    them; a layer that it may not see at all is not there. Stamps differ wherever what is seen may.
    ``now`` is the city of today where ``city`` is of another day: rights are those of today.
    """
    layers: dict[str, LayerSnapshot] = {}
    stamps: dict[str, str] = {}
    for layer_id, snapshot in city.items():
        one = seen_layer(snapshot, city, scope, now, below)
        if one is not None:
            layers[layer_id] = one
            stamps[layer_id] = city.written(layer_id) + sight_key(snapshot.layer, city, scope, now, below)
    return City(layers, stamps)


def seen_layer(
    snapshot: LayerSnapshot, city: City, scope: Scope, now: City | None = None, below: HiddenBelow = USUAL
) -> LayerSnapshot | None:
    """One layer as this scope sees it, also over several days; ``None`` for one that it may not see at all. ``city`` says
    which areas hold what, ``now`` what they hold today.
    """
    layer = snapshot.layer
    if not sees_layer(layer, scope):
        return None
    if has_own_rows(layer):
        own = own_today(snapshot, city, scope, now or city, layer.roles)
        if own is not None:
            snapshot = snapshot.take(np.flatnonzero(own).astype(np.int64))
    return _in_steps(snapshot.narrowed(scope.fields(layer)), city, scope, now or city, below.of(scope))


def _in_steps(snapshot: LayerSnapshot, city: City, scope: Scope, now: City, k: int) -> LayerSnapshot:
    """The same rows with counts of people in steps of ``k``, those from 1 to ``k`` - 1 missing, where the scope serves
    nobody.
    """
    counted = tuple(name for name in counts_of_people(snapshot.layer) if name in snapshot.columns)
    if not counted or scope.areas_for(*SERVES_HOMES) is None:
        return snapshot

    def make() -> LayerSnapshot:
        own = own_today(snapshot, city, scope, now, SERVES_HOMES)
        assert own is not None
        return snapshot.with_columns({name: _coarse(snapshot.columns[name], own, k) for name in counted})

    # whoever serves nobody sees what everybody sees
    return make() if scope.areas_for(*SERVES_HOMES) else snapshot.derived(("in steps", k), make)


def _coarse(counts: Column, own: Mask, k: int) -> Column:
    told = np.where((counts > 0) & (counts < k), MISSING_INTEGER, in_steps(counts, k))
    return np.where(own | (counts == MISSING_INTEGER), counts, told)


def counts_of_people(layer: Layer) -> tuple[str, ...]:
    """The fields of a layer that count people."""
    return tuple(field.name for field in layer.fields if field.people)


def own_today(snapshot: LayerSnapshot, city: City, scope: Scope, now: City, roles: Collection[str]) -> Mask | None:
    """Which rows of a layer of ``city`` lie, by the links of today, where a scope has one of the roles: those of things that
    are. Of what is gone, what lay in an area of its own that is still there. ``None`` for all.
    """
    # verdicts have the ids of their buildings
    current = now.get(snapshot.layer.id, snapshot if now is city else now.layer("building"))
    if current is snapshot or scope.areas_for(*roles) is None:
        return scope.own_rows(snapshot, city, *roles)
    own, last = scope.own_rows(current, now, *roles), still_there(scope, now).own_rows(snapshot, city, *roles)
    assert own is not None
    assert last is not None
    rows = current.rows_of(snapshot.ids)
    known = rows >= 0
    last[known] = own[rows[known]]
    return last


def still_there(scope: Scope, now: City) -> Scope:
    """A scope without its grants over areas that are gone."""
    there = {level: set(now.layer(level).ids.tolist()) for level in GRANT_LEVELS if level in now}
    kept = (
        grant for grant in scope.grants
        if grant.layer is None or grant.area in there.get(grant.layer, ())
    )  # fmt: skip
    return Scope(frozenset(kept), scope.account, scope.purpose)


def sees_layer(layer: Layer, scope: Scope) -> bool:
    """Whether a layer is there for a scope at all: a public one always, even if none of its rows is."""
    if layer.access is Access.PUBLIC:
        return True
    return scope.has(*layer.roles) if has_own_rows(layer) else scope.staff


def has_own_rows(layer: Layer) -> bool:
    """Whether each row of a layer is only for those who have a role over its place, and is not there for others."""
    return is_of_people(layer) and layer.mask is Masking.HIDDEN


def is_of_people(layer: Layer) -> bool:
    """Whether what is told of each row depends on roles over its place."""
    return bool(layer.roles) and layer.withheld is None


def sight_key(layer: Layer, city: City, scope: Scope, now: City | None = None, below: HiddenBelow = USUAL) -> str:
    """A text that is equal for scopes that see the same of a layer: empty for those that see all of it that anybody may.

    What lies in one's areas changes with the links of those areas, so their stamps are part of it.
    """
    parts = []
    if is_of_people(layer):
        areas = scope.areas_for(*layer.roles)
        if areas is not None:
            parts += _held(layer, areas, city, now or city)
    if counts_of_people(layer):
        areas = scope.areas_for(*SERVES_HOMES)
        if areas is not None:
            parts.append(f"steps of {below.of(scope)}")
            # whoever serves nobody sees what everybody sees, whatever area changes
            parts += _held(layer, areas, city, now or city) if areas else []
    hidden = [field.name for field in layer.visible(Access.PUBLIC, Access.STAFF)]
    hidden = [name for name in hidden if name not in scope.fields(layer)]
    if not parts and not hidden:
        return ""
    return "~" + hashlib.sha256("\n".join([*parts, "-", *hidden]).encode()).hexdigest()[:16]


def _held(layer: Layer, areas: Sequence[Area], city: City, now: City) -> list[str]:
    """What tells apart those who have a role over different areas, and what these areas hold."""
    parts = [f"{level}/{thing}" for level, thing in areas]
    parts += [city.stamp(level) for level in GRANT_LEVELS if level in city]
    if now is not city:
        parts += [now.stamp(name) for name in (*GRANT_LEVELS, "building", layer.id) if name in now]
    return parts


def seen_keys(city: City, scope: Scope, now: City | None = None, below: HiddenBelow = USUAL) -> dict[str, str]:
    """What of a city a scope sees, by the layers that are there for it: equal for scopes that see the same."""
    return {
        one.layer.id: sight_key(one.layer, city, scope, now, below)
        for one in city.values()
        if sees_layer(one.layer, scope)
    }


def seen_layers(scope: Scope) -> tuple[Layer, ...]:
    """The layers that are there for a scope, in drawing order: stored ones, then derived ones."""
    return tuple(layer for layer in shown_layers() if sees_layer(layer, scope))


def lists_households(scope: Scope) -> bool:
    """Whether households are a layer for a scope: for those who go to the doors of areas of their own."""
    return bool(scope.areas_for(*LISTED_TO))


def is_whole(layer: Layer, scope: Scope) -> bool:
    """Whether a scope sees every row of a layer."""
    return not is_of_people(layer) or scope.areas_for(*layer.roles) is None
