"""The ground of a gap on the map: its buildings drawn together, the piece of a seam, the place of an organisation."""

from __future__ import annotations

from itertools import chain

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geo.asof import Ints, Objects
from geo.buckets import ranges
from geo.columns import MISSING_INTEGER
from geo.crs import snap
from geo.ground import Ground

CLIPS = ("estate", "grid")


def with_shapes(gaps: pd.DataFrame, ground: Ground) -> gpd.GeoDataFrame:
    """The gaps (`gap_list` or some of its rows) with the ground of each as ``geometry``, lon/lat, valid, never empty.

    A gap of buildings: the convex hull of those that stand together (`Ground.neighbours`), without the footprints of
    other buildings, inside the estate (else the grid) that holds all of them; where the clip leaves nothing, the
    footprints themselves. Buildings known as points only give points. Other gaps are their ``piece``. ``None`` only
    where no place at all is known.
    """
    shapes = gaps["piece"].to_numpy(dtype=object).copy()
    built = np.flatnonzero(gaps["buildings"].to_numpy(dtype=np.int64) > 0)
    if len(built):
        shapes[built] = _built(gaps.iloc[built], ground)
    lost = np.flatnonzero(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    lonlat = gaps[["lon", "lat"]].to_numpy(dtype=np.float64)[lost]
    shapes[lost] = np.where(np.isfinite(lonlat).all(axis=1), shapely.points(np.nan_to_num(lonlat)), None)
    bare = np.setdiff1d(np.arange(len(gaps)), built)
    shapes[bare] = _valid(shapes[bare])
    return gpd.GeoDataFrame(gaps.drop(columns=["piece"]), geometry=shapes, crs="EPSG:4326")


def _built(gaps: pd.DataFrame, ground: Ground) -> Objects:
    """The shapes of gaps of buildings; gaps of different categories often hold the same ones, which are drawn once."""
    clip = np.full(len(gaps), None, object)
    for level in reversed(CLIPS):
        ids = gaps[f"{level}_id"].to_numpy(dtype=np.int64, na_value=MISSING_INTEGER)
        rows = ground.areas[level].rows_of(ids)
        clip[rows >= 0] = ground.areas[level].geometry[rows[rows >= 0]]
    seen: dict[tuple[object, int], int] = {}
    keys = zip(gaps["building_ids"], (id(shape) for shape in clip), strict=True)
    number = np.array([seen.setdefault(key, len(seen)) for key in keys], dtype=np.int64)
    first = np.unique(number, return_index=True)[1]
    members = gaps["building_ids"].iloc[first].to_list()
    sizes = np.array([len(held) for held in members], dtype=np.int64)
    rows = ground.building.rows_of(np.fromiter(chain.from_iterable(members), np.int64, int(sizes.sum())))
    # in the order of their first buildings, who stand side by side: what is near in space is near in memory then
    begins = np.cumsum(sizes) - sizes
    order = np.argsort(rows[begins], kind="stable")
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    owner = np.repeat(np.arange(len(order)), sizes[order])
    shapes = _valid(_drawn(ground, owner, rows[ranges(begins[order], sizes[order])], clip[first[order]]))
    return shapes[place[number]]


def _drawn(ground: Ground, owner: Ints, rows: Ints, clip: Objects) -> Objects:
    """The shapes of sets of buildings (``owner``: the set of each row), each inside its clip."""
    found = np.full(len(clip), None, object)
    areal = ~shapely.is_missing(ground.footprints[rows])
    dotted = np.flatnonzero(~areal & ~shapely.is_missing(ground.building.geometry[rows]))
    if len(dotted):
        drawn, of = np.unique(owner[dotted], return_inverse=True)
        found[drawn] = shapely.multipoints(shapely.point_on_surface(ground.building.geometry[rows[dotted]]), indices=of)
    if areal.any():
        drawn, of = np.unique(owner[areal], return_inverse=True)
        found[drawn] = _together(ground, of.astype(np.int64), rows[areal], clip[drawn])
    return found


def _together(ground: Ground, owner: Ints, rows: Ints, clip: Objects) -> Objects:
    """One shape per set: the hulls of its clusters without the buildings that are not in it, inside the clip."""
    cluster = _clusters(ground, owner, rows)
    order = np.argsort(cluster, kind="stable")
    owner, rows, cluster = owner[order], rows[order], cluster[order]
    hulls = shapely.convex_hull(shapely.geometrycollections(ground.footprints[rows], indices=cluster))
    of = owner[np.unique(cluster, return_index=True)[1]]
    hull, other = shapely.STRtree(ground.footprints).query(hulls, predicate="intersects")
    mine, held = of[hull] * len(ground) + other, np.sort(owner * len(ground) + rows)
    foreign = held[np.minimum(np.searchsorted(held, mine), len(held) - 1)] != mine
    hulls = _without(hulls, hull[foreign], ground.footprints[other[foreign]])
    order = np.argsort(of, kind="stable")
    inside = _inside(_gathered(hulls[order], of[order]), clip, ground)
    bare = np.flatnonzero(shapely.is_missing(inside) | shapely.is_empty(inside))
    if len(bare):
        held_by = np.argsort(owner, kind="stable")
        ends = np.searchsorted(owner[held_by], np.append(bare, bare + 1)).reshape(2, -1)
        for number, start, end in zip(bare.tolist(), *ends.tolist(), strict=True):
            inside[number] = shapely.union_all(ground.footprints[rows[held_by[start:end]]])
    return _areal(snap(ground.metres.to_lonlat(inside)))


def _clusters(ground: Ground, owner: Ints, rows: Ints) -> Ints:
    """Which rows of a set stand together, over neighbours that are in the set: a number per row, each of one set."""
    one, other = ground.neighbours
    count = np.bincount(one, minlength=len(ground))
    start = np.cumsum(count) - count
    key = owner * len(ground) + rows
    order = np.argsort(key, kind="stable")
    of = np.repeat(np.arange(len(rows)), count[rows])
    wanted = owner[of] * len(ground) + other[ranges(start[rows], count[rows])]
    at = np.minimum(np.searchsorted(key[order], wanted), len(key) - 1)
    hit = key[order][at] == wanted
    begins = np.append(0, np.cumsum(np.bincount(of[hit], minlength=len(rows))))
    links = csr_array((np.ones(begins[-1]), order[at[hit]], begins), shape=(len(rows), len(rows)))
    # neighbours are told both ways round: each part is a strong one, and found without a transposed copy
    _, part = connected_components(links, directed=True, connection="strong")
    first = np.full(len(rows), len(rows), np.int64)
    np.minimum.at(first, part, np.arange(len(rows)))
    number: Ints = np.argsort(np.argsort(first, kind="stable"), kind="stable")[part]
    return number


def _without(hulls: Objects, hull: Ints, holes: Objects) -> Objects:
    """The hulls without what lies in them and belongs to others; only their polygons."""
    cut, of = np.unique(hull, return_inverse=True)
    if len(cut):
        order = np.argsort(of, kind="stable")
        taken = shapely.multipolygons(holes[order], indices=of[order])
        crossed = np.flatnonzero(~shapely.is_valid(taken))
        taken[crossed] = shapely.buffer(taken[crossed], 0.0)
        hulls[cut] = _areal(shapely.difference(hulls[cut], taken))
    return hulls


def _gathered(parts: Objects, of: Ints) -> Objects:
    """The parts of each set as one polygonal shape; parts that overlap become one."""
    polygons, owner = shapely.get_parts(parts, return_index=True)
    sets = np.asarray(shapely.multipolygons(polygons, indices=of[owner], out=np.full(int(of.max()) + 1, None, object)))
    merged = np.flatnonzero(~shapely.is_valid(sets) & ~shapely.is_missing(sets))
    sets[merged] = [shapely.union_all(shapely.get_parts(sets[number])) for number in merged.tolist()]
    single = shapely.get_num_geometries(sets) == 1
    sets[single] = shapely.get_geometry(sets[single], 0)
    return sets


def _inside(shapes: Objects, clip: Objects, ground: Ground) -> Objects:
    """What of each shape lies in its area (lon/lat); shapes without a sound area stay whole."""
    # one area holds many gaps
    seen: dict[int, int] = {}
    area = np.array([seen.setdefault(id(shape), at) for at, shape in enumerate(clip)], dtype=np.int64)
    asked, of = np.unique(area, return_inverse=True)
    metres = ground.metres.to_metres(clip[asked])
    sound = (shapely.get_dimensions(metres) == 2) & shapely.is_valid(metres)
    beyond = np.flatnonzero(sound[of])
    beyond = beyond[~shapely.covered_by(shapes[beyond], metres[of[beyond]])]
    shapes[beyond] = _areal(shapely.intersection(shapes[beyond], metres[of[beyond]]))
    return shapes


def _areal(shapes: Objects) -> Objects:
    """The polygons among the parts of each shape: an overlay may leave lines and points beside them."""
    mixed = np.flatnonzero(shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION)
    for number in mixed.tolist():
        parts = shapely.get_parts(shapes[number])
        shapes[number] = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
    shapes[shapely.get_dimensions(shapes) < 2] = None
    return shapes


def _valid(shapes: Objects) -> Objects:
    spoiled = np.flatnonzero(~shapely.is_valid(shapes) & ~shapely.is_missing(shapes))
    shapes[spoiled] = _areal(shapely.make_valid(shapes[spoiled], method="structure", keep_collapsed=False))
    return shapes
