"""What one layer shows at one zoom, ready for any tile of it: shapes, ids, attributes and a tree."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from geo.columns import MISSING_INTEGER, blanked
from geo.layers import Field, GeometryKind, Layer
from geo.model import Tile
from geo.snapshot import LayerSnapshot
from geo.tiles.clusters import clusters
from geo.tiles.commands import clipped, commands
from geo.tiles.curve import hilbert_positions
from geo.tiles.detail import first_zooms, simplified
from geo.tiles.encoder import NO_ID, Part, encoded_layers
from geo.tiles.matrix import AREA_BUFFER, POINT_BUFFER, to_world, world_box, world_shapes
from geo.tiles.properties import Properties

LABEL_SUFFIX = "_label"
COUNT = "count"
"""The attribute that says how many points a feature stands for; below the layer's ``cluster_below`` only."""

Objects = NDArray[np.object_]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Scene:
    """One tile layer at one zoom: unit-square ``shapes`` in drawing order with their ids and attribute rows.

    ``own_tile`` scenes show each point in the one tile that it lies in (west and north edges belong to the tile);
    the others also where its symbol reaches in.
    """

    name: str
    shapes: Objects
    ids: Integers
    rows: Integers
    properties: Properties
    own_tile: bool = False
    tree: STRtree = field(init=False)
    are_points: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tree", STRtree(self.shapes))
        object.__setattr__(self, "are_points", shapely.get_dimensions(self.shapes) == 0)

    def with_properties(self, properties: Properties) -> Scene:
        """The same shapes with other attributes."""
        other = copy.copy(self)
        object.__setattr__(other, "properties", properties)
        return other

    def in_tile(self, tile: Tile, reach: shapely.Geometry) -> Integers:
        """The places of the features that the tile may show, in drawing order; ``reach`` is the tile with its margin."""
        found: Integers = np.sort(self.tree.query(reach))
        if self.own_tile:
            inside = np.floor(shapely.get_coordinates(self.shapes[found]) * (1 << tile.z)) == (tile.x, tile.y)
            found = found[inside.all(axis=1)]
        return found


def encoded(scenes: Sequence[Scene], tile: Tile) -> bytes:
    """The tile with a layer for each scene that shows something in it; ``b""`` without any."""
    reach = shapely.box(*world_box(tile, POINT_BUFFER))
    found = [(scene, scene.in_tile(tile, reach)) for scene in scenes]
    found = [(scene, places) for scene, places in found if len(places)]
    if not found:
        return b""
    shapes = np.concatenate([scene.shapes[places] for scene, places in found])
    wide = ~np.concatenate([scene.are_points[places] for scene, places in found])
    shapes[wide] = clipped(shapes[wide], world_box(tile, AREA_BUFFER))
    parts = [Part(scene.name, scene.ids[places], scene.properties, scene.rows[places]) for scene, places in found]
    return encoded_layers(parts, commands(shapes, tile))


def tile_fields(layer: Layer) -> tuple[Field, ...]:
    """The fields that the layer's tiles carry."""
    return tuple(one for one in layer.fields if one.tile)


def label_fields(layer: Layer) -> tuple[Field, ...]:
    """The fields that the layer's names carry: what people call the feature, and of which kind it is.

    Layers without a name or code in their tiles have none.
    """
    if not any(one.tile and one.search for one in layer.fields):
        return ()
    return tuple(one for one in layer.fields if one.tile and (one.search or one.choices))


def first_label_zoom(layer: Layer) -> int | None:
    """The zoom from which tiles carry names apart from the layer's shapes; ``None`` for points, which carry their own."""
    spread = layer.geometry not in (GeometryKind.POINT, GeometryKind.NONE)
    return layer.look.label_zoom if spread and layer.look is not None and label_fields(layer) else None


def feature_scene(snapshot: LayerSnapshot, zoom: int) -> Scene:
    """The features of a layer at a zoom, or the counts of its points where they are clustered. Snapshots of the same shapes
    share them.
    """
    whole, clustered = snapshot.shaped_by, snapshot.layer.cluster_below is not None
    if whole is not snapshot and not clustered:
        shown = whole.derived(("features", zoom), lambda: feature_scene(whole, zoom))
        return shown.with_properties(_properties(snapshot))
    ordered = _ordered_rows(snapshot)
    rows = ordered[first_zooms(snapshot)[ordered] <= zoom]
    shapes = simplified(snapshot.layer, _world(snapshot)[rows], zoom)
    if snapshot.layer.cluster_below is not None and zoom < snapshot.layer.cluster_below:
        return _clustered_scene(snapshot, rows, shapes, zoom)
    return Scene(snapshot.layer.id, shapes, snapshot.ids[rows], rows, _properties(snapshot))


def label_scene(snapshot: LayerSnapshot, zoom: int) -> Scene:
    """Where the names of a layer stand: one point per named polygon, or the lines of one name joined to long ones."""
    columns = {one.name: snapshot.columns[one.name] for one in label_fields(snapshot.layer)}
    properties = snapshot.derived("label_properties", lambda: Properties.from_columns(columns, len(snapshot)))
    ordered = _ordered_rows(snapshot)
    if snapshot.layer.geometry is GeometryKind.LINE:
        return _joined_lines(snapshot, ordered[first_zooms(snapshot)[ordered] <= zoom], properties, zoom)
    areas = shapely.get_dimensions(snapshot.geometry) == 2
    words = [place for place, one in enumerate(label_fields(snapshot.layer)) if one.search]
    shown = areas & (properties.values[:, words] >= 0).any(axis=1) & (first_zooms(snapshot) <= zoom)
    rows = ordered[shown[ordered]]
    points = shapely.points(to_world(snapshot.label_points[rows]))
    name = snapshot.layer.id + LABEL_SUFFIX
    return Scene(name, points, snapshot.ids[rows], rows, properties, own_tile=True)


def _joined_lines(snapshot: LayerSnapshot, rows: Integers, properties: Properties, zoom: int) -> Scene:
    """The pieces of a road make one line as far as they hang together, so that its name is not written on each."""
    names = snapshot.columns["name"][rows]
    rows = rows[~pd.isna(names)]
    groups, unique = pd.factorize(snapshot.columns["name"][rows])
    order = np.argsort(groups, kind="stable")
    bundles = np.split(_world(snapshot)[rows][order], np.flatnonzero(np.diff(groups[order])) + 1)
    lines = np.full(len(unique), None, object)
    if len(unique):
        lines[:] = [shapely.line_merge(shapely.multilinestrings(shapely.get_parts(bundle))) for bundle in bundles]
    first = rows[order][np.searchsorted(groups[order], np.arange(len(unique)))]
    shapes = simplified(snapshot.layer, lines, zoom)
    return Scene(snapshot.layer.id + LABEL_SUFFIX, shapes, np.full(len(unique), NO_ID), first, properties)


def _clustered_scene(snapshot: LayerSnapshot, rows: Integers, shapes: Objects, zoom: int) -> Scene:
    """Counted points after the lines and areas of the same layer; a lone point keeps its id and attributes."""
    lone = shapely.get_dimensions(shapes) == 0
    groups = clusters(shapely.get_coordinates(shapely.centroid(shapes[lone])), zoom)
    members = np.concatenate([rows[~lone], rows[lone][groups.rows]])
    counts = np.concatenate([np.full((~lone).sum(), MISSING_INTEGER), groups.counts])
    several = counts > 1
    columns = {
        one.name: blanked(snapshot.columns[one.name][members], several) for one in tile_fields(snapshot.layer)
    } | {COUNT: counts}
    return Scene(
        snapshot.layer.id,
        np.concatenate([shapes[~lone], shapely.points(groups.world)]),
        np.where(several, NO_ID, snapshot.ids[members]),
        np.arange(len(members)),
        Properties.from_columns(columns, len(members)),
    )


def _properties(snapshot: LayerSnapshot) -> Properties:
    columns = {one.name: snapshot.columns[one.name] for one in tile_fields(snapshot.layer)}
    return snapshot.derived("properties", lambda: Properties.from_columns(columns, len(snapshot)))


def _world(snapshot: LayerSnapshot) -> Objects:
    return snapshot.derived("world", lambda: world_shapes(snapshot.geometry))


def _ordered_rows(snapshot: LayerSnapshot) -> Integers:
    """The rows that have a geometry, along a Hilbert curve, by id where that ties: neighbours compress well."""
    return snapshot.derived("hilbert", lambda: _hilbert_rows(snapshot))


def _hilbert_rows(snapshot: LayerSnapshot) -> Integers:
    placed = np.flatnonzero(~shapely.is_missing(snapshot.geometry))
    if len(placed) < 2:
        return placed
    bounds = shapely.bounds(_world(snapshot)[placed])
    distance = hilbert_positions((bounds[:, :2] + bounds[:, 2:]) / 2)
    return placed[np.argsort(distance, kind="stable")]
