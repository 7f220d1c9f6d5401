"""One question of what-if from its JSON to its answer."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping, Sequence
from typing import Any

from api.deps import Service
from api.measure_query import run_document
from api.measured import MeasuredCity
from api.run_sight import whole_ids
from geo.coverage import Reading, Weight
from geo.ground import AREA_LEVELS
from geo.layers.derived import SERVES_HOMES
from geo.rights import Scope, told_day
from geo.snapshot import City
from geo.whatif import STEPS, Asker, Change, difference_document, parse_changes, what_if


def changes_of(held: MeasuredCity, given: Sequence[Mapping[str, Any]]) -> tuple[Change, ...]:
    """The changes, checked against the city. Who has no rights names no household and no hub household, and finds
    neither by trying thresholds: those that decide about hubs have a few values, that of the measurement with them.
    """
    own = held.measure.parameters.coverage
    steps = {name: tuple(sorted({*values, getattr(own, name)})) for name, values in STEPS.items()}
    return parse_changes(given, held.baseline.frames, Asker(held.withheld, steps))


def answer_of(
    service: Service,
    scope: Scope,
    as_of: dt.date,
    preset: str | None,
    given: Sequence[Mapping[str, Any]],
    reading: Reading = Reading.STRICT,
    weight: Weight = Weight.HOUSEHOLDS,
) -> dict[str, Any]:
    """The difference as a document, as far as it may be told. Raises ``BadInput`` for changes that make no sense in that
    city.
    """
    city_wide = scope.areas_for(*SERVES_HOMES) is None
    held = service.measures.at(told_day(as_of, whole=city_wide), preset)
    baseline = held.baseline
    started_s = time.perf_counter()
    difference = what_if(baseline, changes_of(held, given), reading, weight)
    took_ms = (time.perf_counter() - started_s) * 1e3
    run = run_document(held.run, scope) | {"reading": reading.value, "weight": weight.value}
    document = difference_document(difference)
    if not city_wide:
        document = seen_difference(document, scope, service.views.at().city)
    return {"run": run, **document, "took_ms": round(took_ms, 1)}


def seen_difference(document: dict[str, Any], scope: Scope, city: City) -> dict[str, Any]:
    """A difference with the buildings and the areas that the asker sees whole. How many gaps go and come in the city is
    not told: it would tell of one building elsewhere.
    """
    buildings = city.layer("building")
    own = scope.own_rows(buildings, city, *SERVES_HOMES)
    ids = set(buildings.ids.tolist() if own is None else buildings.ids[own].tolist())
    whole = {level: whole_ids(level, scope, city) for level in AREA_LEVELS}
    return {
        "figures": [one for one in document["figures"] if one["id"] in whole.get(one["layer"], ())],
        "buildings": [one for one in document["buildings"] if one["id"] in ids],
        "gaps": None,
    }
