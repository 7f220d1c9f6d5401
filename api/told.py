"""Figures as each scope may be told them: whole of the areas that it serves, small counts hidden elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from api.deps import Service
from api.measured import MeasuredCity
from api.settings import Settings
from geo.clock import china_today
from geo.coverage import Reading, Weight
from geo.measure.areas import CITY, gap_counts
from geo.privacy import told
from geo.rights import Scope, sees_whole, whole_rows
from geo.sight import HiddenBelow

Documents = list[dict[str, Any]]


def hidden_below(scope: Scope, settings: Settings) -> int:
    """Below which number counts of people are hidden from whoever does not serve them."""
    return HiddenBelow(settings.hidden_below, settings.hidden_below_public).of(scope)


def told_areas(
    service: Service, scope: Scope, held: MeasuredCity, level: str, reading: Reading, weight: Weight
) -> Documents:
    """The documents of a level's areas as a scope may be told them."""
    documents = held.areas(level, reading, weight)
    own = own_areas(service, scope, held.measure.as_of, level)
    if own is None:
        return documents
    told = held.told_areas(level, reading, weight, hidden_below(scope, service.settings))
    # as many as the fix list has for who asks: what it joins is not counted one by one beside it
    gaps = gap_counts(held.gaps_for(scope, service.views.at().city), held.measure.ground, level)
    return [
        one if one["id"] in own else other | {"gaps": gaps.get(_key(level, one["id"]), 0)}
        for one, other in zip(documents, told, strict=True)
    ]


def _key(level: str, thing: int | None) -> int:
    nowhere = CITY if level == "city" else -1
    return nowhere if thing is None else thing


def own_areas(service: Service, scope: Scope, day: date, level: str) -> frozenset[int] | None:
    """The areas of a level whose figures of a day are told whole to a scope; ``None`` for all. Nothing else decides that."""
    city = service.views.at(None if day == china_today() else day).city
    if sees_whole(scope, "city", 0, city):
        return None
    if level == "city":
        return frozenset()
    whole = whole_rows(scope, level, city)
    assert whole is not None, "who sees no city whole has areas"
    return frozenset(city.layer(level).ids[whole].tolist())


def told_rows(
    service: Service, scope: Scope, level: str, day: date, rows: Documents, counts: Sequence[str]
) -> Documents:
    """Rows of areas with counts of people that belong to no table: each in steps, small ones as ``None`` and named in
    ``hidden``, but for the areas that are told whole.
    """
    own = own_areas(service, scope, day, level)
    if own is None:
        return rows
    k = hidden_below(scope, service.settings)
    found = []
    for row in rows:
        if row["id"] not in own:
            made = {name: None if row[name] is None else told(row[name], k) for name in counts}
            hidden = [name for name in counts if made[name] is None and row[name] is not None]
            row = row | made | {"hidden": hidden, "steps": k}
        found.append(row)
    return found


def told_alone(count: float, name: str, service: Service, scope: Scope) -> dict[str, Any]:
    """A count of people that stands alone and that nobody owns: in steps, ``None`` and named as hidden where it is small."""
    k = hidden_below(scope, service.settings)
    shown = told(count, k)
    return {name: shown, "hidden": [] if shown is not None else [name], "steps": k}


def sees_city(service: Service, scope: Scope) -> bool:
    """Whether everything of the city is told whole to a scope."""
    return sees_whole(scope, "city", 0, service.views.at().city)
