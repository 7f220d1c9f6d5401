"""Blocks become parcels: what each piece of ground is for, and how much of it lies behind the pavement."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely import affinity

from geo.demo.plan import Plan
from geo.demo.roads import HALF_WIDTH_M, Roads

Rng = np.random.Generator

PAVEMENT_M = 3.0
"""From the wall line of a block out to the middle of its pavement."""
PARTY_GAP_M = 2.5
"""From the line between two parcels to the wall of each."""
TARGET_M2 = {"work_unit": 11_500, "commercial": 15_500, "tower": 25_000, "rental": 30_000, "resettlement": 20_000}
"""How large a parcel of an estate is, by zone; other uses take whole blocks."""
HOMES = ("work_unit", "commercial", "tower", "rental", "resettlement", "large")
SHARES = (("school", 0.055), ("park", 0.045), ("market", 0.045), ("office", 0.04), ("mall", 0.025), ("hospital", 0.008))
"""Share of the residential blocks of a city that is given to each special use, at least one block each."""


@dataclass(slots=True)
class Parcel:
    """One piece of ground with one use.

    ``cell`` reaches to the middle of the roads, so that cells tile the city; ``net`` is what lies inside the wall.
    ``angle`` (radians, counter-clockwise from east) is the run of its building rows. All in local metres.
    """

    cell: shapely.Polygon
    net: shapely.Polygon
    block: int
    use: str
    zone: str
    community: int
    street: int
    district: int
    angle: float


@dataclass(slots=True)
class Blocks:
    """Per block: the ground inside its roads, and the middle line of its pavement (None where it has no pavement)."""

    net: npt.NDArray[np.object_]
    pavement: list[shapely.LinearRing | None]


def net_blocks(plan: Plan, roads: Roads) -> Blocks:
    """What remains of each block inside its roads."""
    width = np.array([HALF_WIDTH_M[kind] for kind in roads.kind])
    tree = shapely.STRtree(roads.lines)
    touching = [[] for _ in roads.blocks]  # type: list[list[int]]
    rings = shapely.buffer(shapely.get_exterior_ring(roads.blocks), 0.01)
    for block, line in zip(*tree.query(rings, predicate="covers"), strict=True):
        touching[block].append(line)
    net, pavement = [], []
    for block, near in zip(roads.blocks, touching, strict=True):
        ground = block
        walk = block
        for half in sorted(set(width[near]) - {0.0}):
            lines = shapely.union_all(roads.lines[[k for k in near if width[k] == half]])
            ground = ground.difference(lines.buffer(half))
            walk = walk.difference(lines.buffer(half - PAVEMENT_M))
        net.append(ground)
        is_bank = any(roads.kind[k] == "boundary" for k in near)
        pavement.append(None if is_bank else walk.simplify(0.2).exterior)
    return Blocks(np.array(net, dtype=object), pavement)


def make_parcels(plan: Plan, roads: Roads, blocks: Blocks, rng: Rng) -> list[Parcel]:
    """All parcels, in the order of their blocks."""
    superblocks = [plan.superblocks[k] for k in roads.block_superblock]
    uses = _special_uses([s.zone for s in superblocks], shapely.area(blocks.net), rng)
    parcels: list[Parcel] = []
    for k, s in enumerate(superblocks):
        (u0, u1), v = s.u, sum(s.v) / 2
        (x0, y0), (x1, y1) = plan.warp(np.array([u0, u1]), np.array([v, v]))
        angle = float(np.arctan2(y1 - y0, x1 - x0))
        pieces = _cut(roads.blocks[k], blocks.net[k], s.zone, uses[k], angle, rng)
        parcels += [
            Parcel(cell, net, k, use, s.zone, s.community, s.street, s.district, angle) for cell, net, use in pieces
        ]
    return parcels


def _special_uses(zones: list[str], area_m2: npt.NDArray[np.float64], rng: Rng) -> list[str]:
    """The special use of each block, an empty string for none; blocks are drawn evenly over the city."""
    uses = [""] * len(zones)
    homes = [k for k, zone in enumerate(zones) if zone in HOMES and zone != "large"]
    for use, share in SHARES:
        wanted = max(1, round(share * len(homes)))
        fit = [k for k in homes if not uses[k] and 9_000 < area_m2[k] < (60_000 if use != "hospital" else 90_000)]
        step = len(fit) / wanted
        for turn in range(wanted):
            at = min(len(fit) - 1, int((turn + rng.random()) * step))
            uses[fit[at]] = use
    return uses


def _cut(
    cell: shapely.Polygon, net: shapely.Polygon, zone: str, use: str, angle: float, rng: Rng
) -> list[tuple[shapely.Polygon, shapely.Polygon, str]]:
    """The pieces (cell, net, use) of one block, cut in the frame of its rows."""
    if zone == "bank":
        return [(cell, net, "bank")]
    if use in ("market", "mall"):
        shares, uses = [0.36, 0.64] if rng.random() < 0.5 else [0.64, 0.36], [use, "homes"]
        uses = uses if shares[0] < 0.5 else uses[::-1]
        return _strips(cell, net, angle, shares, uses, upright=True)
    if use or zone not in TARGET_M2:
        return [(cell, net, use or ("homes" if zone == "large" else zone))]
    number = int(np.clip(round(net.area / TARGET_M2[zone] * rng.uniform(0.85, 1.15)), 1, 6))
    x0, y0, x1, y1 = affinity.rotate(net, -angle, origin=(0, 0), use_radians=True).bounds
    if number <= 2 or (number == 3 and x1 - x0 > 1.1 * (y1 - y0)):
        upright = number == 3 or rng.random() < (0.75 if x1 - x0 > y1 - y0 else 0.3)
        return _strips(cell, net, angle, [1 / number] * number, ["homes"] * number, upright=upright)
    low, high = number // 2, number - number // 2
    halves = _strips(cell, net, angle, [low / number, high / number], ["homes"] * 2, upright=False)
    pieces = []
    for (half_cell, half_net, _), parts in zip(halves, (low, high), strict=True):
        pieces += _strips(half_cell, half_net, angle, [1 / parts] * parts, ["homes"] * parts, upright=True)
    return pieces


def _strips(
    cell: shapely.Polygon, net: shapely.Polygon, angle: float, shares: list[float], uses: list[str], *, upright: bool
) -> list[tuple[shapely.Polygon, shapely.Polygon, str]]:
    """Cut into strips side by side (``upright``: west to east, else south to north); the cell's cuts are the net's."""
    flat_cell = affinity.rotate(cell, -angle, origin=(0, 0), use_radians=True)
    flat_net = affinity.rotate(net, -angle, origin=(0, 0), use_radians=True)
    low, high = (flat_net.bounds[0], flat_net.bounds[2]) if upright else (flat_net.bounds[1], flat_net.bounds[3])
    cuts = low + (high - low) * np.concatenate([[0], np.cumsum(shares)])
    cuts[0], cuts[-1] = low - 500, high + 500
    pieces = []
    for a, b, use in zip(cuts[:-1], cuts[1:], uses, strict=True):
        parts = []
        for flat, gap in ((flat_cell, 0.0), (flat_net, PARTY_GAP_M)):
            box = _band(flat, a + gap, b - gap, upright=upright)
            parts.append(affinity.rotate(_largest(flat.intersection(box)), angle, origin=(0, 0), use_radians=True))
        pieces.append((parts[0], parts[1], use))
    return pieces


def _band(flat: shapely.Polygon, low: float, high: float, *, upright: bool) -> shapely.Polygon:
    x0, y0, x1, y1 = flat.bounds
    return shapely.box(low, y0 - 1, high, y1 + 1) if upright else shapely.box(x0 - 1, low, x1 + 1, high)


def _largest(shape: shapely.Geometry) -> shapely.Polygon:
    """The largest polygon of what a cut left. Cells are cut whole: a part lost here would be a hole in the city, so
    the pattern of cuts keeps blocks convex enough to fall into two.
    """
    parts = [part for part in shapely.get_parts(shape) if isinstance(part, shapely.Polygon)]
    return max(parts, key=lambda part: part.area) if parts else shapely.Polygon()
