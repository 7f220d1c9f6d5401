"""What speaks for a place: how well geometries read in one coordinate system fit what is already known there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo.layers import Label
from geo.model import BBox

Geometries = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

BESIDE_M = 50.0
ON_PATH_M = 8.0
SAME_POINT_M = 10.0
FOOTPRINT_M2 = 20_000.0
ESTATE_M2 = 1_000_000.0
EDGE_STEP_M, EDGE_POINTS = 10.0, 200
SIMPLIFIED_M, AREAS_COMPARED = 20.0, 100
COMPARABLE = 0.2
METRES_PER_DEGREE = 111_320.0

KINDS: Mapping[str, Label] = MappingProxyType(
    {
        "own area": Label("位于自己所属的区域内", "lies inside its own area"),
        "inside an area": Label("完整位于一个已知区域内", "lies wholly inside a known area"),
        "same area": Label("与已知区域重合", "coincides with a known area"),
        "same building": Label("与已知楼栋重合", "coincides with a known building"),
        "beside a path": Label("临近道路且不被道路穿过", "stands beside a known path that does not cross it"),
        "between buildings": Label("从楼栋旁经过且不穿过楼栋", "passes beside known buildings without crossing one"),
        "edge between buildings": Label("边界从楼栋之间经过", "has an edge that runs between known buildings"),
        "on a path": Label("与已知道路重合", "runs along a known path"),
        "in a building": Label("位于已知楼栋内", "lies in a known building"),
        "same point": Label("与已知点位重合", "coincides with a known point"),
    }
)

TOLERATED = MappingProxyType({"inside an area": 0.2, "edge between buildings": 0.1})
"""Kinds that a wrong place meets easily, and the share of misses at which their fit is nothing: a neighbouring area
holds much of what is shifted into it, and an edge laid anywhere runs outside buildings for four fifths."""


def _array(geometries: Iterable[BaseGeometry | None]) -> Geometries:
    array = np.asarray(list(geometries), dtype=object)
    return array[~(shapely.is_missing(array) | shapely.is_empty(array))] if len(array) else array


@dataclass(frozen=True, slots=True)
class Reference:
    """What is known of the place, in lon/lat: areas that tile or hold things, building footprints, paths, points."""

    areas: Geometries
    buildings: Geometries
    paths: Geometries
    points: Geometries

    @classmethod
    def of(
        cls,
        *,
        areas: Iterable[BaseGeometry | None] = (),
        buildings: Iterable[BaseGeometry | None] = (),
        paths: Iterable[BaseGeometry | None] = (),
        points: Iterable[BaseGeometry | None] = (),
    ) -> Reference:
        """A reference from any of its parts; missing and empty geometries, and invalid areas, are left out."""
        sound = _array(areas)
        sound = sound[shapely.is_valid(sound)] if len(sound) else sound
        return cls(sound, _array(buildings), _array(paths), _array(points))

    @property
    def everything(self) -> Geometries:
        """All known geometries in one array."""
        return np.concatenate([self.areas, self.buildings, self.paths, self.points])

    @property
    def bbox(self) -> BBox | None:
        """Where something is known; None where nothing is."""
        known = self.everything
        return BBox(*(float(value) for value in shapely.total_bounds(known))) if len(known) else None


@dataclass(frozen=True, slots=True)
class Scale:
    """Lon/lat to metres around one latitude, good to a percent over a city: enough to compare, not to measure."""

    lat: float

    def metres(self, geometries: Geometries) -> Geometries:
        """The geometries in metres of this scale."""
        factors = np.array([np.cos(np.radians(self.lat)), 1.0]) * METRES_PER_DEGREE
        return np.asarray(shapely.transform(geometries, lambda rows: rows * factors), dtype=object)


class Witness:
    """Asks geometries, read in one hypothesis after the other, how well they fit the reference."""

    def __init__(self, reference: Reference) -> None:
        box = reference.bbox
        self._scale = Scale((box.south + box.north) / 2.0 if box else 0.0)
        self._areas = shapely.simplify(self._scale.metres(reference.areas), SIMPLIFIED_M)
        self._area_tree = shapely.STRtree(self._areas)
        self._buildings = self._scale.metres(reference.buildings)
        self._building_tree = shapely.STRtree(self._buildings)
        self._path_tree = shapely.STRtree(self._scale.metres(reference.paths))
        self._point_tree = shapely.STRtree(self._scale.metres(reference.points))

    def hear(self, lonlat: Geometries, own_area: Geometries | None = None) -> tuple[dict[str, Floats], float]:
        """Per kind of evidence one value in 0–1 for each geometry (NaN where the kind does not apply to it), and the
        fit: the best mean of any kind among the geometries that come within 50 m of something known.

        What lies away from everything known has the value 0: under the right hypothesis data and reference meet. The
        fit leaves that out; it tells a true place from a wrong one that merely reaches known ground. For areas,
        inside which any place fits, it is the mean of all. ``own_area`` are lon/lat areas, one for each geometry, in
        which it is said to lie.
        """
        metres = self._scale.metres(lonlat)
        dimension, size = shapely.get_dimensions(metres), shapely.area(metres)
        polygons, lines, points = (np.flatnonzero(dimension == d) for d in (2, 1, 0))
        footprints, blocks = polygons[size[polygons] < FOOTPRINT_M2], polygons[size[polygons] < ESTATE_M2]
        areas, buildings, paths = self._area_tree, self._building_tree, self._path_tree
        questions: list[tuple[str, Indices, shapely.STRtree, Callable[[Geometries], Floats]]] = [
            ("inside an area", np.concatenate([blocks, points]), areas, self._inside),
            (
                "same area",
                polygons[:: 1 + len(polygons) // AREAS_COMPARED],
                areas,
                lambda g: _best_iou(shapely.simplify(g, SIMPLIFIED_M), areas, self._areas),
            ),
            ("same building", footprints, buildings, lambda g: _best_iou(g, buildings, self._buildings)),
            ("beside a path", footprints, paths, lambda g: _beside(g, paths)),
            ("edge between buildings", np.setdiff1d(polygons, footprints), buildings, lambda g: _edge(g, buildings)),
            ("between buildings", lines, buildings, lambda g: _beside(g, buildings)),
            ("on a path", lines, paths, lambda g: _near(_middle(g), paths, ON_PATH_M)),
            ("in a building", points, buildings, lambda g: _near(g, buildings, 0.0)),
            ("same point", points, self._point_tree, lambda g: _near(g, self._point_tree, SAME_POINT_M)),
        ]
        heard, fits = {}, [0.0]
        for kind, which, tree, ask in questions:
            if len(which) and len(tree):
                heard[kind] = np.full(len(metres), np.nan)
                heard[kind][which] = answer = ask(metres[which])
                touched = len(which) if tree is areas else _near(metres[which], tree, BESIDE_M).sum()
                fit = float(answer.sum() / max(touched, 1.0))
                fits.append(1.0 - (1.0 - fit) / TOLERATED.get(kind, 1.0))
        if own_area is not None:
            spots = shapely.point_on_surface(lonlat)
            heard["own area"] = np.where(shapely.is_missing(own_area), np.nan, shapely.intersects(own_area, spots))
            fits.append(float(np.nan_to_num(heard["own area"]).mean()) if len(lonlat) else 0.0)
        return heard, max(fits)

    def _inside(self, geometries: Geometries) -> Floats:
        return _hit(len(geometries), self._area_tree.query(geometries, predicate="within")[0])


def _hit(count: int, which: Indices) -> Floats:
    hit = np.zeros(count)
    hit[which] = 1.0
    return hit


def _near(geometries: Geometries, tree: shapely.STRtree, distance_m: float) -> Floats:
    return _hit(len(geometries), tree.query(geometries, predicate="dwithin", distance=distance_m)[0])


def _beside(geometries: Geometries, tree: shapely.STRtree) -> Floats:
    """Near something, and crossed by nothing."""
    near = _near(geometries, tree, BESIDE_M)
    near[tree.query(geometries, predicate="intersects")[0]] = 0.0
    return near


def _best_iou(geometries: Geometries, tree: shapely.STRtree, known: Geometries) -> Floats:
    """The largest ratio of common to joint ground with any known polygon."""
    best = np.zeros(len(geometries))
    valid = np.flatnonzero(shapely.is_valid(geometries))
    one, other = tree.query(geometries[valid], predicate="intersects")
    one = valid[one]
    comparable = _box_iou(shapely.bounds(geometries[one]), shapely.bounds(known[other])) >= COMPARABLE
    one, other = one[comparable], other[comparable]
    usable = (shapely.get_dimensions(known[other]) == 2) & shapely.is_valid(known[other])
    one, other = one[usable], other[usable]
    common = shapely.area(shapely.intersection(geometries[one], known[other]))
    joint = shapely.area(geometries[one]) + shapely.area(known[other]) - common
    np.maximum.at(best, one, np.divide(common, joint, out=np.zeros_like(common), where=joint > 0))
    return best


def _box_iou(left: Floats, right: Floats) -> Floats:
    """The same ratio of the boxes, which is cheap: things of another size or place are not worth comparing."""
    low, high = np.maximum(left[:, :2], right[:, :2]), np.minimum(left[:, 2:], right[:, 2:])
    common = np.clip(high - low, 0.0, None).prod(axis=1)
    joint = (left[:, 2:] - left[:, :2]).prod(axis=1) + (right[:, 2:] - right[:, :2]).prod(axis=1) - common
    return np.asarray(np.divide(common, joint, out=np.zeros_like(common), where=joint > 0), dtype=np.float64)


def _edge(geometries: Geometries, tree: shapely.STRtree) -> Floats:
    """Of the points along the edge that have a known building nearby, the share that is not inside one."""
    edges = shapely.boundary(geometries)
    counts = np.clip(shapely.length(edges) / EDGE_STEP_M, 8, EDGE_POINTS).astype(np.int64)
    origin = np.repeat(np.arange(len(edges)), counts)
    along = (np.arange(len(origin)) - np.repeat(np.cumsum(counts) - counts, counts)) / counts[origin]
    spots = shapely.line_interpolate_point(_line(edges)[origin], along, normalized=True)
    near, inside = _near(spots, tree, BESIDE_M), _near(spots, tree, 0.0)
    beside = np.bincount(origin, near, len(edges))
    within = np.bincount(origin, inside, len(edges))
    return np.asarray(np.divide(beside - within, beside, out=np.zeros(len(edges)), where=beside > 0), dtype=np.float64)


def _middle(lines: Geometries) -> Geometries:
    return np.asarray(shapely.line_interpolate_point(_line(lines), 0.5, normalized=True), dtype=object)


def _line(geometries: Geometries) -> Geometries:
    """Of a multi-line its first line."""
    single = geometries.copy()
    multi = shapely.get_type_id(geometries) == 5
    single[multi] = shapely.get_geometry(geometries[multi], 0)
    return single
