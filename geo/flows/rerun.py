"""Any kept run, computed again by the flow that made it."""

from __future__ import annotations

from geo.flows import measure_city, site_city
from geo.flows.measure_city import Rerun
from geo.model import Progress, silent
from geo.store import Store


def rerun(store: Store, number: int, progress: Progress = silent) -> Rerun:
    """Compute a kept run again, from the data as the store knew it then, by the rules of today.

    Raises ``NotFound`` for an unknown run.
    """
    kept = store.metric_run(number)
    if kept.kind == site_city.KIND:
        return site_city.site_again(store, kept, progress)
    return measure_city.rerun(store, number, progress)
