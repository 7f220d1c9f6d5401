"""The story of a measurement: read the city as it was on a day, measure it, keep the run, and measure it again."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from geo.coverage import CoverageParameters, park_lag
from geo.layers import layer_named
from geo.measure import CityMeasure, MeasureParameters, Memo, compute_measure, result_of
from geo.measure.city import LAYERS
from geo.measure.parameters import DEFINITION
from geo.model import Progress, silent
from geo.store import SYSTEM, Store
from geo.store.documents import digest_of
from geo.store.metric_runs import MetricRun
from geo.store.reading import Reader

KIND = "city"
"""The kind of the metric runs that this flow keeps."""
ORGANISATION = "organisation"
READ, MEASURE, KEEP = "read", "measure", "store"


class FrameCache:
    """The layers as they were last read, so that an edit of one makes only that one be read again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[str, tuple[int, dt.date, pd.DataFrame]] = {}

    def read(self, reader: Reader, layer: str, version: int, day: dt.date) -> pd.DataFrame:
        """The layer on a day, at its present version; taken over while neither a write nor the calendar changed it."""
        with self._lock:
            held = self._held.get(layer)
        if held is not None and held[0] == version and (held[1] == day or not reader.turns(layer, held[1], day)):
            return held[2]
        frame = reader.read(layer, as_of=day, columns=_columns(layer))
        with self._lock:
            self._held[layer] = (version, day, frame)
        return frame


@dataclass(frozen=True, slots=True)
class Measured:
    """A measurement and the run under which it is kept."""

    measure: CityMeasure
    run: MetricRun


@dataclass(frozen=True, slots=True)
class Rerun:
    """What measuring a kept run again gave: the run, the digest now, and whether both are the same."""

    run: MetricRun
    digest: str
    same: bool


def measure_city(
    store: Store,
    as_of: dt.date,
    parameters: MeasureParameters | None = None,
    *,
    cache: FrameCache | None = None,
    memo: Memo | None = None,
    progress: Progress = silent,
) -> Measured:
    """Measure the city as it was on a day by the latest knowledge, and keep the run.

    The same day, thresholds and data give the run that is kept already. ``cache`` and ``memo`` carry over what has
    not changed since an earlier measurement.
    """
    wanted = parameters or MeasureParameters()
    cache = cache or FrameCache()
    frames = {}
    with store.acting(SYSTEM).reader() as reader:
        versions = {layer: version for layer, version in reader.versions().items() if layer in LAYERS}
        for done, layer in enumerate(LAYERS):
            progress(READ, done, len(LAYERS))
            if versions.get(layer):
                frames[layer] = cache.read(reader, layer, versions[layer], as_of)
    progress(MEASURE, 0, 1)
    measure = compute_measure(frames, versions, as_of, wanted, memo)
    progress(KEEP, 0, 1)
    return Measured(measure, store.save_metric_run(run_of(measure)))


def organisations_of_all_days(store: Store) -> pd.DataFrame:
    """The rows of every day: the enterprises' own row versions decide what was there on each."""
    with store.acting(SYSTEM).reader() as reader:
        return reader.read(ORGANISATION, since_version=0)


def measure_parks(
    organisations: pd.DataFrame, since: dt.date, until: dt.date, parameters: CoverageParameters
) -> pd.DataFrame:
    """How far each park's party coverage lags behind its growth between two days, with its name (see `park_lag`)."""
    _, table = park_lag({ORGANISATION: organisations}, since, until, parameters)
    latest = organisations.sort_values("version_from").drop_duplicates("id", keep="last").set_index("id")
    names = latest["name"].reindex(table["id"])
    table.insert(1, "name", names.where(names.notna(), None).to_numpy(dtype=object))
    return table


def basis_of(store: Store, as_of: dt.date, parameters: MeasureParameters) -> MetricRun:
    """The run, without result, that measuring that day now would give."""
    versions = {layer: version for layer, version in store.versions().items() if layer in LAYERS}
    return MetricRun(KIND, DEFINITION, parameters.to_json(), as_of, versions)


def run_of(measure: CityMeasure) -> MetricRun:
    """The run of a measurement, as it is kept."""
    return MetricRun(
        KIND, measure.definition, measure.parameters.to_json(), measure.as_of, measure.versions, result_of(measure)
    )


def rerun(store: Store, number: int, progress: Progress = silent) -> Rerun:
    """Measure a kept run again, from the data as the store knew it then, by the rules of today.

    Raises ``NotFound`` for an unknown run.
    """
    kept = store.metric_run(number)
    measure = measure_again(store, kept.as_of, kept.versions, MeasureParameters.from_json(kept.parameters), progress)
    digest = digest_of(result_of(measure))
    return Rerun(kept, digest, digest == kept.digest and measure.definition == kept.definition)


def measure_again(
    store: Store,
    as_of: dt.date,
    versions: Mapping[str, int],
    parameters: MeasureParameters,
    progress: Progress = silent,
) -> CityMeasure:
    """Measure the city on a day from what the store knew at these layer versions."""
    frames = {}
    with store.acting(SYSTEM).reader() as reader:
        for done, layer in enumerate(LAYERS):
            progress(READ, done, len(LAYERS))
            if versions.get(layer):
                frames[layer] = reader.read(layer, as_of=as_of, columns=_columns(layer), at_version=versions[layer])
    progress(MEASURE, 0, 1)
    return compute_measure(frames, versions, as_of, parameters)


def _columns(layer: str) -> list[str]:
    entry = layer_named(layer)
    return [*(field.name for field in entry.fields), *(["geometry"] if entry.has_geometry else [])]
