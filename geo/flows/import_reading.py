"""What an import begins with: the tables of its files, and what the store knows that they concern."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import geopandas as gpd

from geo.files.confined import read_confined
from geo.files.raw import RawTable, ReadOptions
from geo.flows.import_options import ImportOptions, InputFile, layer_of
from geo.flows.import_personal import without_personal
from geo.flows.import_retired import referring_layers
from geo.layers import IMPORT_ORDER, LAYERS, Layer, layer_named
from geo.model import Progress
from geo.store import SYSTEM, Store

_CONTEXT = ("street", "community", "grid", "estate", "building", "path", "venue", "gate", "entrance")
"""Layers that an import's coordinates are compared with."""


def read_files(
    files: Sequence[InputFile], options: ImportOptions, progress: Progress
) -> dict[Layer, list[tuple[InputFile, RawTable]]]:
    """The tables of all files by layer, parents first. ``progress`` is told again and again while a file is read, and
    ends the reading at once by raising.
    """
    by_layer: dict[str, list[tuple[InputFile, RawTable]]] = {}
    for done, file in enumerate(files):
        watching = partial(progress, "read", done, len(files))
        watching()
        reading = ReadOptions(
            table=file.table or options.table, shown_name=file.name, encoding=options.encoding, limits=options.limits
        )
        for table in read_confined(file.path, reading, watching):
            layer = layer_of(table, file, options)
            by_layer.setdefault(layer.id, []).append((file, without_personal(table, layer, options)))
    return {layer_named(name): by_layer[name] for name in IMPORT_ORDER if name in by_layer}


def known_things(
    store: Store, batch: set[str], *, complete: bool
) -> tuple[dict[str, gpd.GeoDataFrame], dict[str, int]]:
    """The current things of every layer that the batch concerns, at one moment: its layers whole, what they refer to,
    what lies in them, and what their coordinates are compared with. And the versions of the layers that must still
    be the same when the batch is written: its own, those that it refers to and, where the ``complete`` batch may retire
    things, those that refer to it.
    """
    refs = {str(f.ref) for name in batch for f in layer_named(name).fields if f.ref is not None}
    if "entrance" in batch:
        refs.add("grid")  # entrances decide the grids of their buildings
    near = refs | set(_CONTEXT) | {layer.id for layer in LAYERS.values() if layer.coverage and layer.parent in batch}
    known = {}
    with store.acting(SYSTEM).reader() as reader:
        versions = reader.versions()
        for name in sorted(batch | near):
            layer = layer_named(name)
            wanted = [
                "key",
                "source",
                *(f.name for f in layer.fields if f.name in ("code", "name", layer.parent_field)),
            ]
            columns = None if name in batch else [*wanted, *(["geometry"] if layer.has_geometry else [])]
            known[name] = reader.read(name, columns=columns)
    holding = set().union(*(referring_layers(layer_named(name)) for name in batch)) if complete else set()
    return known, {name: versions[name] for name in batch | refs | holding}
