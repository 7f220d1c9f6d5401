"""How buildings, doors and lanes stand on one parcel, drawn in the parcel's own flat frame (rows run along x)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import shapely

from geo.demo.styles import Style

Floats = npt.NDArray[np.float64]
Rng = np.random.Generator

SPINE_HALF_M = 4.0
LANE_OFF_M = 4.0
MARGIN_M = 2.0
BULGE_M = 22.0
ALLEY_HALF_M = 2.2
LEAST_HOUSE_M = 6.0

SHAPES: dict[str, tuple[tuple[tuple[float, float], ...], float]] = {
    "slab": (((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)), -0.5),
    "tower": (((-0.36, -0.5), (0.36, -0.5), (0.36, -0.3), (0.5, -0.3), (0.5, 0.3), (0.36, 0.3), (0.36, 0.5), (0.1, 0.5),
               (0.1, 0.36), (-0.1, 0.36), (-0.1, 0.5), (-0.36, 0.5), (-0.36, 0.3), (-0.5, 0.3), (-0.5, -0.3), (-0.36, -0.3)), -0.5),
    "notch": (((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (0.18, 0.5), (0.18, 0.2), (-0.18, 0.2), (-0.18, 0.5), (-0.5, 0.5)), -0.5),
    "comb": (((-0.5, -0.5), (-0.3, -0.5), (-0.3, -0.02), (0.3, -0.02), (0.3, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)), -0.02),
    "yard": (((-0.5, -0.5), (-0.16, -0.5), (-0.16, 0.05), (0.18, 0.05), (0.18, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)), 0.05),
}  # fmt: skip
"""Footprints on a unit square with the doors to the south, and the y of a door in the middle."""


@dataclass(slots=True)
class House:
    """One building: middle, size and turn in its frame; ``side`` is +1 when its doors look north."""

    x: float
    y: float
    length: float
    depth: float
    turn: float
    side: int
    doors: int
    floors: int
    flats: int
    shape: str
    row: int
    foot_y: float

    def outline(self) -> Floats:
        """The closed ring of the footprint."""
        return self._placed(np.array(SHAPES[self.shape][0]))

    def door_points(self) -> Floats:
        """Where the doors are, west to east, shape (doors, 2)."""
        x = (np.arange(self.doors) + 0.5) / self.doors - 0.5
        return self._placed(np.column_stack([x * self.side * -1, np.full(self.doors, SHAPES[self.shape][1])]))

    def _placed(self, unit: Floats) -> Floats:
        if self.side > 0:
            unit = -unit
        xy = unit * (self.length, self.depth)
        cos, sin = np.cos(self.turn), np.sin(self.turn)
        return np.column_stack([self.x + xy[:, 0] * cos - xy[:, 1] * sin, self.y + xy[:, 0] * sin + xy[:, 1] * cos])


@dataclass(slots=True)
class Layout:
    """What stands on a parcel. ``doors`` are (house, x, y); ``edges`` are (x0, y0, x1, y1, kind); ``exits`` are
    (inside x, inside y, wall x, wall y), the main one first; ``row_cuts`` are the y at which the ground may be
    divided between row k and row k + 1.
    """

    houses: list[House] = field(default_factory=list)
    doors: list[tuple[int, float, float]] = field(default_factory=list)
    edges: list[tuple[float, float, float, float, str]] = field(default_factory=list)
    exits: list[tuple[float, float, float, float]] = field(default_factory=list)
    row_cuts: list[float] = field(default_factory=list)


def span(ring: Floats, level: float, axis: int) -> tuple[float, float] | None:
    """The least and greatest coordinate of a closed ring on the line where the other coordinate is ``level``
    (``axis`` 1: the line y = level); None where the line misses the ring.
    """
    here, there = ring[:-1, axis] - level, ring[1:, axis] - level
    crossing = (here <= 0) != (there <= 0)
    if not crossing.any():
        return None
    share = here[crossing] / (here[crossing] - there[crossing])
    other = 1 - axis
    at = ring[:-1, other][crossing] + share * (ring[1:, other] - ring[:-1, other])[crossing]
    return float(at.min()), float(at.max())


def lay_rows(net: shapely.Polygon, style: Style, rng: Rng) -> Layout:
    """Parallel rows of buildings on both sides of a middle lane, each row with a lane along its doors. Exits lead
    south, north, west and east, as far as there are rows. An empty layout when nothing fits.
    """
    ring = shapely.get_coordinates(net.exterior)
    rows = _rows(ring, style)
    layout = Layout()
    if not rows:
        return layout
    spine = _spine(rows, style.module_m)
    rows = [row for row in rows if row[2] + SPINE_HALF_M < spine < row[3] - SPINE_HALF_M]
    for number, row in enumerate(rows):
        _fill_row(layout, row, spine, number, style, rng)
    _keep(layout, net)
    _keep_reached(layout, net, spine)
    if not layout.houses:
        return layout
    _doors(layout)
    _lanes(layout, ring, spine)
    return layout


def _rows(ring: Floats, style: Style) -> list[tuple[float, float, float, float]]:
    """(south face, lane y, west end, east end) of each row that fits, from south to north."""
    low, high = _level_ground(ring)
    low, high = low + MARGIN_M, high - MARGIN_M
    first = low + (LANE_OFF_M if style.side < 0 else 0.0)
    last = high - style.depth_m - (LANE_OFF_M if style.side > 0 else 0.0)
    pitch = style.depth_m + style.gap_m
    if last < first:
        return []
    number = int((last - first) // pitch) + 1
    if number > 1:
        pitch = min(pitch * 1.18, (last - first) / (number - 1))
    first += (last - first - pitch * (number - 1)) / 2
    rows = []
    for k in range(number):
        south = first + k * pitch
        lane = south + style.depth_m + LANE_OFF_M if style.side > 0 else south - LANE_OFF_M
        spans = [span(ring, y, 1) for y in (south, south + style.depth_m, lane)]
        found = [s for s in spans if s is not None]
        if len(found) == len(spans):
            rows.append((south, lane, max(s[0] for s in found) + MARGIN_M, min(s[1] for s in found) - MARGIN_M))
    return rows


def _level_ground(ring: Floats) -> tuple[float, float]:
    """South and north end of the ground, without the bulge of a wall that bends inward by less than ``BULGE_M``."""
    low, high = float(ring[:, 1].min()), float(ring[:, 1].max())
    west, east = float(ring[:, 0].min()), float(ring[:, 0].max())
    found = [span(ring, x, 0) for x in np.linspace(west + 0.06 * (east - west), east - 0.06 * (east - west), 9)]
    south = max((s[0] for s in found if s is not None), default=low)
    north = min((s[1] for s in found if s is not None), default=high)
    return south if south - low < BULGE_M else low, north if high - north < BULGE_M else high


def _spine(rows: list[tuple[float, float, float, float]], module_m: float) -> float:
    """The x of the middle lane: in the middle of all rows where they share one, at the west end where they are too
    short for buildings on both sides, else in the middle of the longest row.
    """
    west, east = max(row[2] for row in rows), min(row[3] for row in rows)
    if east - west > 2 * (module_m + SPINE_HALF_M):
        return (west + east) / 2
    if east - west > module_m + 2 * SPINE_HALF_M:
        return west + SPINE_HALF_M + 0.1
    longest = max(rows, key=lambda row: row[3] - row[2])
    return (longest[2] + longest[3]) / 2


def _fill_row(
    layout: Layout, row: tuple[float, float, float, float], spine: float, number: int, style: Style, rng: Rng
) -> None:
    south, lane, west, east = row
    shift = style.stagger_m if number % 2 else 0.0
    for direction, end in ((-1, west), (1, east)):
        at = SPINE_HALF_M + shift * (direction > 0)
        room = abs(end - spine)
        while room - at >= style.module_m:
            modules = min(style.modules, int((room - at) // style.module_m))
            length = modules * style.module_m
            floors = style.floors + (int(rng.integers(-2, 3)) if style.shape == "tower" else 0)
            home = style.flats > 0
            layout.houses.append(
                House(spine + direction * (at + length / 2), south + style.depth_m / 2, length, style.depth_m, 0.0, style.side,
                      modules if home else 1, max(1, floors), style.flats, style.shape, number, lane)
            )  # fmt: skip
            at += length + style.aside_m


def _keep(layout: Layout, net: shapely.Polygon) -> None:
    """Drop what does not stand wholly inside the wall."""
    if layout.houses:
        inside = shapely.contains_properly(net, outlines(layout.houses))
        layout.houses = [house for house, keep in zip(layout.houses, inside, strict=True) if keep]


def _keep_reached(layout: Layout, net: shapely.Polygon, spine: float) -> None:
    """Drop the houses whose lane would leave the ground on its way to the middle lane, and the rows beyond the first
    gap in the middle lane.
    """
    if not layout.houses:
        return
    ways = np.array([[(spine, house.foot_y), (house.x + (house.length / 2 if house.x > spine else -house.length / 2), house.foot_y)]
                     for house in layout.houses])  # fmt: skip
    inside = shapely.contains_properly(net, shapely.linestrings(ways))
    layout.houses = [house for house, keep in zip(layout.houses, inside, strict=True) if keep]
    lanes = sorted({house.foot_y for house in layout.houses})
    for below, above in pairwise(lanes):
        if not net.contains_properly(shapely.LineString([(spine, below), (spine, above)])):
            layout.houses = [house for house in layout.houses if house.foot_y <= below]
            return


def outlines(houses: list[House]) -> npt.NDArray[np.object_]:
    """The footprints as polygons."""
    rings = [house.outline() for house in houses]
    index = np.repeat(np.arange(len(rings)), [len(ring) for ring in rings])
    return np.asarray(shapely.polygons(shapely.linearrings(np.concatenate(rings), indices=index)))


def _doors(layout: Layout) -> None:
    layout.doors = [
        (number, float(x), float(y)) for number, house in enumerate(layout.houses) for x, y in house.door_points()
    ]


def _lanes(layout: Layout, ring: Floats, spine: float) -> None:
    """Doors → lanes → middle lane → exits."""
    feet: dict[float, list[float]] = {}
    for house, x, y in layout.doors:
        lane = layout.houses[house].foot_y
        feet.setdefault(lane, [spine]).append(x)
        layout.edges.append((x, y, x, lane, "link"))
    lanes = sorted(feet)
    for lane in lanes:
        stops = sorted(set(feet[lane]))
        layout.edges += [(a, lane, b, lane, "service") for a, b in pairwise(stops)]
    layout.edges += [(spine, a, spine, b, "service") for a, b in pairwise(lanes)]
    top_of = {house.foot_y: house.y + house.depth / 2 for house in layout.houses}
    bottom_of = {house.foot_y: house.y - house.depth / 2 for house in layout.houses}
    layout.row_cuts = [(max(a, top_of[a]) + min(b, bottom_of[b])) / 2 for a, b in pairwise(lanes)]
    upright = span(ring, spine, 0)
    if upright is not None:
        layout.exits += [(spine, lanes[0], spine, upright[0]), (spine, lanes[-1], spine, upright[1])]
    middle = lanes[len(lanes) // 2]
    level = span(ring, middle, 1)
    if level is not None:
        layout.exits += [(min(feet[middle]), middle, level[0], middle), (max(feet[middle]), middle, level[1], middle)]


def lay_houses(net: shapely.Polygon, style: Style, rng: Rng) -> Layout:
    """Small houses back to back along bending lanes that run through to the pavements on both sides, with cross
    alleys in between: the old courtyards and the village in the city.
    """
    ring = shapely.get_coordinates(net.exterior)
    x0, y0, x1, y1 = net.bounds
    half_lane = 1.9
    pitch = 2 * (half_lane + style.depth_m) + 2.4
    number = max(1, int((y1 - y0 - 6) // pitch))
    first = (y0 + y1) / 2 - pitch * (number - 1) / 2
    phase, wave = rng.uniform(0, 2 * np.pi), rng.uniform(85, 130)

    def bend(x: float) -> float:
        return float(style.wavy_m * np.sin(2 * np.pi * x / wave + phase))

    alleys = x0 + (x1 - x0) * (np.array([0.36, 0.7]) if x1 - x0 > 110 else np.array([0.5]))
    alleys = alleys + rng.uniform(-5, 5, len(alleys))
    layout = Layout()
    for k in range(number):
        lane = first + k * pitch
        extent = span(ring, lane, 1)
        if extent is None or extent[1] - extent[0] < 25:
            continue
        _line_lane(layout, style, (lane, extent[0] + 1, extent[1] - 1), k, alleys, (wave, phase, half_lane), rng)
    _keep(layout, net)
    _thin(layout)
    _doors(layout)
    feet: dict[float, list[float]] = {}
    for house, x, y in layout.doors:
        lane = layout.houses[house].foot_y
        feet.setdefault(lane, list(alleys)).append(x)
        layout.edges.append((x, y, x, lane + bend(x), "link"))
    lanes = sorted(feet)
    for lane in lanes:
        stops = sorted(set(feet[lane]))
        if style.wavy_m > 3:
            stops = sorted({*stops, *np.arange(stops[0], stops[-1], 7.0).tolist()})
        layout.edges += [(a, lane + bend(a), b, lane + bend(b), "service") for a, b in pairwise(stops)]
        extent = span(ring, lane, 1)
        assert extent is not None
        for stop, wall in ((stops[0], extent[0]), (stops[-1], extent[1])):
            layout.exits.append((stop, lane + bend(stop), wall, lane + bend(wall)))
    for alley in alleys:
        layout.edges += [(alley, a + bend(alley), alley, b + bend(alley), "footway") for a, b in pairwise(lanes)]
    return layout


def _line_lane(
    layout: Layout, style: Style, lane: tuple[float, float, float], row: int, alleys: Floats,
    shape: tuple[float, float, float], rng: Rng,
) -> None:  # fmt: skip
    """Houses on both sides of one lane, (y, west, east), leaving the alleys free."""
    level, west, east = lane
    wave, phase, half_lane = shape
    village = style.wavy_m > 3
    for side in (-1, 1):
        x = west + rng.uniform(0, 4)
        while x < east - 6:
            width = style.module_m * rng.uniform(0.72, 1.3)
            yard = not village and rng.random() < 0.22
            walk_up = not village and not yard and rng.random() < 0.05
            width = width * 1.45 if yard else width * 2.3 if walk_up else width
            depth = style.depth_m * (rng.uniform(0.86, 1.0) if not yard else 1.0)
            ahead = alleys[alleys > x - ALLEY_HALF_M + 0.05]
            end = min(east, float(ahead.min()) - ALLEY_HALF_M) if len(ahead) else east
            if end - x < LEAST_HOUSE_M:
                if end == east:
                    break
                x = end + 2 * ALLEY_HALF_M
                continue
            width = (
                end - x if end - x - width < LEAST_HOUSE_M and end - x < 2.2 * style.module_m else min(width, end - x)
            )
            middle = x + width / 2
            slope = style.wavy_m * 2 * np.pi / wave * np.cos(2 * np.pi * middle / wave + phase)
            turn = float(np.arctan(slope)) + rng.normal(0, 0.025 if village else 0.008)
            bend = style.wavy_m * np.sin(2 * np.pi * middle / wave + phase)
            floors = int(rng.integers(3, 7)) if village else 4 if walk_up else int(rng.choice([1, 1, 1, 2]))
            flats = 1 if village else 3 if yard or walk_up else int(rng.choice([1, 1, 2]))
            if rng.random() > (0.05 if village else 0.09):
                layout.houses.append(
                    House(middle, level + bend + side * (half_lane + depth / 2 + 0.3), width, depth, turn, -side, 1,
                          1 if yard else floors, flats, "yard" if yard else "slab", row, level)
                )  # fmt: skip
            x += width + style.aside_m * rng.uniform(0.6, 1.8)


def _thin(layout: Layout) -> None:
    """Drop each house that comes closer than 0.4 m to one before it."""
    if not layout.houses:
        return
    shapes = outlines(layout.houses)
    first, second = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=0.4)
    gone: set[int] = set()
    for a, b in sorted(zip(first.tolist(), second.tolist(), strict=True)):
        if a < b and a not in gone:
            gone.add(b)
    layout.houses = [house for number, house in enumerate(layout.houses) if number not in gone]


def turned(layout: Layout, angle: float) -> Layout:
    """The same layout turned about the origin by an angle in radians, counter-clockwise."""
    cos, sin = float(np.cos(angle)), float(np.sin(angle))

    def at(x: float, y: float) -> tuple[float, float]:
        return x * cos - y * sin, x * sin + y * cos

    houses = []
    for house in layout.houses:
        x, y = at(house.x, house.y)
        houses.append(replace(house, x=x, y=y, turn=house.turn + angle))
    return Layout(
        houses,
        [(house, *at(x, y)) for house, x, y in layout.doors],
        [(*at(x0, y0), *at(x1, y1), kind) for x0, y0, x1, y1, kind in layout.edges],
        [(*at(x0, y0), *at(x1, y1)) for x0, y0, x1, y1 in layout.exits],
        layout.row_cuts,
    )
