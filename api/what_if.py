"""One question of what-if from its JSON to its answer."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping, Sequence
from typing import Any

from api.deps import Service
from api.measure_query import run_document
from api.measures import MeasuredCity
from geo.coverage import Reading, Weight
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
    as_of: dt.date,
    preset: str | None,
    given: Sequence[Mapping[str, Any]],
    reading: Reading = Reading.STRICT,
    weight: Weight = Weight.HOUSEHOLDS,
) -> dict[str, Any]:
    """The difference as a document. Raises ``BadInput`` for changes that make no sense in that city."""
    held = service.measures.at(as_of, preset)
    baseline = held.baseline
    started_s = time.perf_counter()
    difference = what_if(baseline, changes_of(held, given), reading, weight)
    took_ms = (time.perf_counter() - started_s) * 1e3
    run = run_document(held.run) | {"reading": reading.value, "weight": weight.value}
    return {"run": run, **difference_document(difference), "took_ms": round(took_ms, 1)}
